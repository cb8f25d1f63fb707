"""A tree to be filled: what is right, by arithmetic that a reader does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayesdx.report.tree_exercise import BLANKS, Exercise

percents = st.integers(1, 99)


def test_a_tree_by_hand():
    """10% of 1,000 are 100, of whom 80; of the other 900 are 5% 45; 80 of 125 are 64%."""
    one = Exercise(10, 80, 5)
    assert dict(one.right) == {
        "with": 100,
        "with-found": 80,
        "with-missing": 20,
        "without": 900,
        "without-found": 45,
        "without-missing": 855,
        "found": 125,
    }
    assert one.after == pytest.approx(0.64)


@given(percents, percents, percents)
def test_each_number_is_the_sum_of_those_behind_it(share, hit, alarm):
    right = Exercise(share, hit, alarm).right
    assert right["with"] + right["without"] == 1000
    for group in ("with", "without"):
        assert right[group] == right[f"{group}-found"] + right[f"{group}-missing"]
    assert right["found"] == right["with-found"] + right["without-found"]


@given(percents, percents, percents, st.dictionaries(st.sampled_from(BLANKS), st.integers(0, 1000)))
def test_a_count_is_wrong_if_it_is_missing_or_off_by_more_than_one(share, hit, alarm, said):
    one = Exercise(share, hit, alarm)
    wrong = one.wrong(said)
    for name in BLANKS:
        near = name in said and abs(said[name] - one.right[name]) <= 1
        assert (name in wrong) != near
    assert one.wrong({name: value - 1 for name, value in one.right.items()}) == ()


def test_no_percent_of_an_exercise_is_none_or_all():
    assert Exercise.of(0.0001, 0.9999, 0.5) == Exercise(1, 99, 50)


def test_the_tree_that_is_shown_has_the_numbers_that_are_right():
    tree = Exercise(10, 80, 5).tree(("ill", "well"), present="yes", absent="no")
    assert (tree.sizes, tree.found, tree.missing) == ((100, 900), (80, 45), (20, 855))
