"""No habit is named by chance, and what is named is beyond it."""

from __future__ import annotations

import numpy as np
import pytest

from bayesdx.teaching.habits import habits, jackknife, reach
from tests.teaching.test_scores import played


def learner(sure, right):
    """Return rounds of someone so sure each time, and right or not."""
    truths = ["umn" if hit else "lmn" for hit in right]
    return [played([0.5, q], [0.5, 0.6], truth=t) for q, t in zip(sure, truths, strict=True)]


def test_five_of_five_right_at_85_percent_is_no_habit():
    # All right has 0.85⁵ = 0.44. The interval of 5 of 5 goes down to 0.025^(1/5) = 0.478.
    found = habits(learner([0.85] * 5, [True] * 5))
    assert found.overconfidence == pytest.approx(-0.15)
    assert not found.is_off
    assert found.sureness.p == pytest.approx(2 * 0.85**5)
    assert (found.sureness.low, found.sureness.high) == pytest.approx((-0.15, 0.372), abs=1e-3)


def test_two_right_of_five_at_95_percent_is_overconfidence():
    found = habits(learner([0.95] * 5, [True, True, False, False, False]))
    assert found.is_off
    # P(0, 1 or 2 of 5 right) = 0.05⁵ + 5·0.95·0.05⁴ + 10·0.95²·0.05³, twice; of 2 of 5 the exact
    # binomial interval is 0.0527 to 0.8534.
    assert found.sureness.p == pytest.approx(0.0023163, abs=1e-6)
    assert (found.sureness.low, found.sureness.high) == pytest.approx((0.0966, 0.8973), abs=1e-4)


def test_the_same_distance_is_a_habit_only_from_five_rounds_on():
    assert not habits(learner([0.95] * 4, [False] * 4)).is_off
    assert habits(learner([0.95] * 5, [False] * 5)).is_off


def test_what_is_near_enough_is_no_habit_however_sure_it_is():
    found = habits(learner([0.95] * 200, [k % 8 > 0 for k in range(200)]))
    assert found.overconfidence == pytest.approx(0.075)
    assert found.sureness.p < 0.05
    assert not found.is_off


@pytest.mark.parametrize("rounds", [5, 10, 20])
def test_calibrated_learners_are_seldom_told_of_a_habit(rounds):
    rng = np.random.default_rng(7)
    told = []
    for _ in range(300):
        sure = rng.uniform(0.55, 0.99, rounds)
        told.append(habits(learner(sure, rng.random(rounds) < sure)).is_off)
    assert np.mean(told) <= 0.07


def test_an_index_reaches_as_far_as_students_t():
    # t of 9 degrees of freedom at 97.5%, from any table
    assert reach(10) == pytest.approx(2.262, abs=1e-3)


def test_leaving_out_each_round_in_turn_gives_the_standard_error_of_a_mean():
    values = [1.0, 2.0, 4.0, 7.0, 11.0]
    found = jackknife(values, lambda several: float(np.mean(several)))
    assert found == pytest.approx(np.std(values, ddof=1) / np.sqrt(5))
    assert jackknife(values, lambda _: None) is None
