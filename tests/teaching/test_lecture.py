"""A round before a room: what it made of each finding, and the file of the session."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from bayesdx import query
from bayesdx.teaching.lecture import (
    AGAINST,
    COLUMNS,
    OVER,
    RIGHT,
    UNDER,
    Lecture,
    base_rates,
    counting,
    interval,
    model_with_intervals,
    moves,
    write_session,
)
from bayesdx.teaching.room import Answers, count_hands, read_chances, read_points
from bayesdx.teaching.rounds import Patient, Round, round_of
from tests.validation.networks import tiny

STATES = ("umn", "lmn")


def of_odds(*values: float) -> list[tuple[float, float]]:
    """Return probabilities of two states from the log odds of the first."""
    return [(1 / (1 + np.exp(-value)), 1 / (1 + np.exp(value))) for value in values]


def lecture(model, room, *, alone=None, truth="umn", form="points") -> Lecture:
    """Return a lecture of two states; each number is the log odds of the first."""
    findings = tuple((f"f{i}", "present") for i in range(len(model) - 1))
    patient = Patient("p", "simulated", (), findings, truth, truth)
    one = Round(
        patient, "pattern", STATES, tuple(of_odds(*model)), tuple(of_odds(*(alone or model))), 0, ""
    )
    answers = [
        None if value is None else Answers(form, STATES, tuple(of_odds(value))) for value in room
    ]
    return Lecture(one, "", tuple(answers))


def test_each_finding_weighs_as_far_as_the_room_moved_next_to_the_model():
    # The model moves 1, 1, −1 and 1.2; the room 2, 0.5, 0.5 and 1.2.
    several = moves(lecture([0, 1, 2, 1, 2.2], [0.3, 2.3, 2.8, 3.3, 4.5]))
    assert [one.weight for one in several] == pytest.approx([2, 0.5, -0.5, 1.0])
    assert [one.verdict for one in several] == [OVER, UNDER, AGAINST, RIGHT]
    # Of two states log odds are half as far from their mean: √(2 · (1/2)²) for a move of 1
    assert several[0].model == pytest.approx(np.sqrt(0.5))


def test_what_hardly_moves_the_model_is_overweighted_if_it_moves_the_room():
    idle, moved = moves(lecture([0, 0.1, 0.2], [0, 0.1, 1.5]))
    assert (idle.weight, idle.verdict) == (None, RIGHT)
    assert (moved.weight, moved.verdict) == (None, OVER)


def test_findings_between_two_questions_count_together():
    [one] = moves(lecture([0, 1, 2], [0, None, 3]))
    assert one.findings == (0, 1)
    assert one.weight == pytest.approx(1.5)
    assert moves(lecture([0, 1, 2], [0, None, None])) == ()


def test_double_counting_leaves_out_the_first_finding():
    # After the first finding the model moves 0.5 and 0.25, the room twice as far; alone 1 and 0.5.
    one = lecture([0, 1, 1.5, 1.75], [0, 0.1, 1.1, 1.6], alone=[0, 1, 2, 2.5])
    found = counting(one)
    assert (found.learner, found.independent) == pytest.approx((2, 2))
    assert counting(lecture([0, 1], [0, 1])) is None
    assert counting(lecture([0, 1, 1.01], [0, 1, 2])) is None


@pytest.mark.parametrize(("alpha", "beta"), [(1, 1), (0, 1), (0.5, 1.5)])
def test_the_regression_gives_back_what_a_room_makes_of_base_rate_and_findings(alpha, beta):
    prior, evidence = -2.0, (1.0, 2.5, 2.0)
    model = [prior, *(prior + w for w in evidence)]
    room = [0.0, *(alpha * prior + beta * w for w in evidence)]
    found = base_rates(lecture(model, room))
    assert (found.prior, found.findings) == pytest.approx((alpha, beta))
    assert found.neglect == pytest.approx(1 - alpha)


def test_base_rates_are_not_told_where_they_are_even_or_the_room_was_asked_too_little():
    assert base_rates(lecture([0, 1, 2], [0, 1, 2])) is None
    assert base_rates(lecture([-2, 1, 2], [0, None, 2])) is None
    assert base_rates(lecture([-2, -1, -1], [0, 1, 2])) is None


def real() -> Round:
    findings = (("babinski", "extensor"), ("atrophy", "present"))
    return round_of(
        tiny(), Patient("p", "simulated", (("setting", "ward"),), findings, "mixed", "mixed")
    )


def test_a_room_that_is_asked_about_one_pattern_is_held_against_this_one():
    one = Lecture(real(), "lmn").answered(read_chances("20 40", state="lmn"))
    assert one.states == ("lmn", "other")
    assert one.truth == 1
    p = query(tiny(), {"setting": "ward"}, target="pattern").probability[2]
    assert one.model[0] == pytest.approx((p, 1 - p))
    assert not one.finished


def test_the_interval_of_the_rest_is_that_of_the_one_turned_round():
    from bayesdx import load

    core = load("core")
    findings = (("babinski", "extensor"),)
    one = round_of(core, Patient("p", "simulated", (), findings, "umn", "umn"))
    before, _ = model_with_intervals(core, one)
    at = before.states.index("umn")
    asked = Lecture(one, "umn")
    assert interval(asked, before, 0) == pytest.approx((before.low[at], before.high[at]))
    assert interval(asked, before, 1) == pytest.approx((1 - before.high[at], 1 - before.low[at]))


def test_the_file_has_a_row_for_each_pattern_at_each_question():
    states = real().states
    one = Lecture(real())
    one = one.answered(count_hands([4, 3, 2, 1], states=states)).answered(None)
    one = one.answered(read_points("10 20 30 40\n30 20 10 40", states=states))
    rows = list(csv.DictReader(io.StringIO(write_session(tiny(), [one]))))
    assert tuple(rows[0]) == COLUMNS
    assert [row["step"] for row in rows] == ["0"] * 4 + ["2"] * 4
    first, last = rows[0], rows[-1]
    assert (first["form"], first["hands"], first["room"], first["people"]) == (
        *("hands", "4"),
        *("0.4000", "10"),
    )
    assert (last["told"], last["said"], last["answers"], last["hands"]) == (
        *("atrophy", "present"),
        *("0.4 0.4", ""),
    )
    assert [row["true"] for row in rows[:4]] == [str(int(s == "mixed")) for s in states]
    assert float(last["model"]) == pytest.approx(one.model[2][3], abs=1e-4)
    assert last["model_low"] == ""
