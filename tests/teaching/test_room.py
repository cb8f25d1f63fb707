"""What a room answers, as it is typed and pasted, and how good it was."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayesdx.errors import FormatError
from bayesdx.teaching.room import (
    LONGEST,
    MOST,
    OTHER,
    Answers,
    count_hands,
    read_chances,
    read_points,
    score_room,
)

FOUR = ("umn", "lmn", "mixed", "neither")
TWO = ("umn", "lmn")


@pytest.mark.parametrize(
    "line",
    [
        *("10 60 20 10", "10,60,20,10", "10, 60, 20, 10", "10;60;20;10", "10\t60\t20\t10"),
        *("10% 60% 20% 10%", "10 % 60 % 20 % 10 %", "0.1 0.6 0.2 0.1", "0,1 0,6 0,2 0,1"),
        *("0,1;0,6;0,2;0,1", "  .1 .6 .2 .1  ", "| 10 | 60 | 20 | 10 |", "10/60/20/10"),
    ],
)
def test_four_numbers_are_read_however_they_are_written(line):
    found = read_points(line, states=FOUR)
    assert found.people == (pytest.approx((0.1, 0.6, 0.2, 0.1)),)
    assert found.stretched == 0


def test_empty_lines_and_a_heading_are_passed_over():
    text = "upper lower both neither\n\n10 60 20 10\r\n\n25 25 25 25\n"
    assert len(read_points(text, states=FOUR).people) == 2


def test_a_sum_that_misses_by_a_tenth_is_stretched_and_counted():
    found = read_points("45 45\n50 50\n0.55 0.55", states=TWO)
    assert found.people == ((0.5, 0.5),) * 3
    assert found.stretched == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "0 people; expected 1 to 2,000"),
        ("10 60 20", "line 1: found 3 in '10 60 20'; expected 4 numbers, for umn, lmn, mixed"),
        ("10 60 20 10 5", "line 1: found 5 in"),
        ("10 60 x 10", "line 1: found 'x'; expected a number, not below zero"),
        ("10 60 -20 50", "'-20'"),
        ("nan 1 0 0", "'nan'"),
        ("1e9 1 1 1", "'1e9'"),
        ("25 25 25 25\nlate\n", "line 2: found 'late'"),
        ("30 30 10 10", "line 1: found a sum of 80; expected a sum of 100, or of 1"),
        ("0 0 0 0", "a sum of 0"),
        ("1% 0% 0% 0%", "a sum of 1; expected a sum of 100"),
        ("1" * 12 + " 0 0 0", "expected a number"),
        ("1 " * LONGEST, "letters; expected at most 100,000"),
        ("1 0 0 0\n" * (MOST + 1), "2001 people"),
    ],
)
def test_what_cannot_be_read_is_said_once_with_its_line(text, message):
    with pytest.raises(FormatError) as refused:
        read_points(text, states=FOUR)
    assert message in str(refused.value)
    assert len(refused.value.faults) == 1


def test_every_line_that_is_wrong_is_told_at_once_but_not_without_end():
    with pytest.raises(FormatError) as refused:
        read_points("1 2 x 4\n10 20\n25 25 25 25\n1 1 1 1", states=FOUR)
    assert [one.where for one in refused.value.faults] == ["line 1", "line 2", "line 4"]
    with pytest.raises(FormatError) as refused:
        read_points("7\n" * 500, states=FOUR)
    assert len(refused.value.faults) == 20


@pytest.mark.parametrize(
    ("text", "first"),
    [
        *(("70\n55\n1", (0.7, 0.55, 0.01)), ("0.7 0.55 1", (0.7, 0.55, 1.0))),
        *(("70, 55, 1", (0.7, 0.55, 0.01)), ("0,7\n0,55\n1", (0.7, 0.55, 1.0))),
        *(("12,5%", (0.125,)), ("12,5 %\n40", (0.125, 0.4)), ("12,5%, 30%", (0.125, 0.3))),
        *(("12,5 40", (0.125, 0.4)), ("12; 5", (0.12, 0.05)), ("12.5", (0.125,))),
        *(("70% 0.55 1", (0.7, 0.55, 1.0)), ("0 1", (0.0, 1.0)), ("answers\n50", (0.5,))),
    ],
)
def test_one_number_from_each_is_percent_if_any_is_above_one(text, first):
    found = read_chances(text, state="umn")
    assert found.states == ("umn", OTHER)
    assert [p for p, _ in found.people] == pytest.approx(first)
    assert [p + q for p, q in found.people] == pytest.approx([1.0] * len(first))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("120 50", "120%"),
        ("12,5", "Write 12.5 or 12; 5."),
        ("40\n70,55", "line 2: found '70,55'"),
        ("50 many", "'many'"),
        ("", "0 people"),
        ("-5", "'-5'"),
    ],
)
def test_one_number_that_is_no_probability_is_refused(text, message):
    with pytest.raises(FormatError, match=message):
        read_chances(text, state="umn")


@given(st.text(max_size=200) | st.text("0123456789.,;% \n-", max_size=80))
def test_whatever_is_pasted_it_is_read_as_probabilities_or_refused(text):
    for read in (lambda: read_points(text, states=TWO), lambda: read_chances(text, state="umn")):
        try:
            found = read()
        except FormatError:
            continue
        assert all(0 <= p <= 1 for person in found.people for p in person)
        assert np.sum(found.people, axis=1) == pytest.approx(1)


@given(st.lists(st.lists(st.integers(1, 97), min_size=3, max_size=3), min_size=1, max_size=20))
def test_whole_points_come_back_as_they_were_given(rows):
    people = [[100 * value / sum(row) for value in row] for row in rows]
    text = "\n".join(" ".join(f"{value:.6f}" for value in row) for row in people)
    found = read_points(text, states=("a", "b", "c"))
    assert 100 * np.array(found.people) == pytest.approx(np.array(people), abs=1e-4)


def test_hands_are_counted_and_nothing_is_no_hand():
    found = count_hands([12, None, 3, 5], states=FOUR)
    assert found.hands == (12, 0, 3, 5)
    assert found.mean == pytest.approx((0.6, 0, 0.15, 0.25))
    # (12 + ½) / (20 + 2), and half a hand where there was none
    assert found.weighed == pytest.approx(np.array([12.5, 0.5, 3.5, 5.5]) / 22)


@pytest.mark.parametrize("counts", [[0, 0], [None, None], [-1, 5], [1, 2, 3], [MOST, 1]])
def test_hands_that_cannot_be_are_refused(counts):
    with pytest.raises(FormatError, match="hands"):
        count_hands(counts, states=TWO)


def test_answers_keep_their_states_when_these_come_in_another_order():
    found = count_hands([3, 1], states=TWO).arranged(("lmn", "umn"))
    assert (found.states, found.hands) == (("lmn", "umn"), (1, 3))


def test_a_room_as_one_forecaster_is_scored_by_its_mean():
    answers = read_points("80 20\n40 60", states=TWO)
    found = score_room(answers, (0.9, 0.1), 0)
    assert answers.mean == pytest.approx((0.6, 0.4))
    assert found.brier == pytest.approx(0.16 + 0.16)
    assert found.log == pytest.approx(-log(0.6))
    assert (found.model_brier, found.model_log) == pytest.approx((0.02, -log(0.9)))
    # 0.04 + 0.04 and 0.36 + 0.36; each is 0.2 from the mean of either pattern
    assert found.members == pytest.approx((0.08 + 0.72) / 2)
    assert found.spread == pytest.approx(0.08)


people = st.lists(
    st.lists(st.floats(0.01, 1), min_size=3, max_size=3).map(
        lambda row: tuple(p / sum(row) for p in row)
    ),
    min_size=1,
    max_size=12,
)


@given(people, st.integers(0, 2))
def test_the_room_is_better_than_its_members_by_how_far_they_disagree(rows, truth):
    found = score_room(Answers("points", ("a", "b", "c"), tuple(rows)), (0.2, 0.3, 0.5), truth)
    assert found.members == pytest.approx(found.brier + found.spread)
    assert found.spread >= -1e-12
