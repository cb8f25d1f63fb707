"""Scores of one prediction, and what many of them say: arithmetic that can be redone by hand."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayesdx.teaching.habits import base_rates, calibration, double_counting, habits
from bayesdx.teaching.progress import Played
from bayesdx.teaching.scores import FLOOR, brier, log_odds, log_score, score

STATES = ("umn", "lmn")


def chances(count=4):
    weights = st.lists(st.floats(0.1, 1), min_size=count, max_size=count)
    return weights.map(lambda found: tuple(w / sum(found) for w in found))


def played(answers, model, truth="umn", independent=None):
    """Return a finished round of two states; each number is the probability of the first."""
    rows = [tuple((p, 1 - p) for p in steps) for steps in (answers, model, independent or model)]
    return Played(
        id="x",
        kind="simulated",
        target="pattern",
        states=STATES,
        truth=truth,
        findings=tuple("abcdefgh"[: len(model) - 1]),
        answers=rows[0],
        model=rows[1],
        independent=rows[2],
        network="hand",
    )


def of_odds(value):
    return 1 / (1 + np.exp(-value))


def test_the_brier_score_is_the_sum_of_squares():
    assert brier([0.7, 0.2, 0.1, 0.0], 0) == pytest.approx(0.09 + 0.04 + 0.01)
    assert brier([0.7, 0.2, 0.1, 0.0], 3) == pytest.approx(0.49 + 0.04 + 0.01 + 1)
    assert brier([1.0, 0.0], 0) == 0
    assert brier([1.0, 0.0], 1) == 2


def test_the_log_score_is_the_surprise_and_ends_at_half_a_percent():
    assert log_score([0.5, 0.5], 1) == pytest.approx(0.6931, abs=1e-4)
    assert log_score([1.0, 0.0], 1) == pytest.approx(log(200))
    assert log_score([1.0, 0.0], 0) == 0


def test_against_the_model_is_what_one_must_expect_to_lose():
    found = score([0.5, 0.5], [0.8, 0.2], 0)
    assert found.off_brier == pytest.approx(0.09 + 0.09)
    assert found.off_log == pytest.approx(0.8 * log(0.8 / 0.5) + 0.2 * log(0.2 / 0.5))
    assert (found.model_brier, found.brier) == pytest.approx((0.08, 0.5))
    assert (found.model_log, found.log) == pytest.approx((-log(0.8), -log(0.5)))


@given(chances(), chances())
def test_against_the_model_is_the_expected_excess_of_either_score(q, p):
    for own, off in ((brier, "off_brier"), (log_score, "off_log")):
        excess = sum(p[k] * (own(q, k) - own(p, k)) for k in range(4))
        assert getattr(score(q, p, 0), off) == pytest.approx(excess, abs=1e-9)


@given(chances(), chances())
def test_both_scores_are_proper(q, p):
    """Whoever believes p expects to lose least by saying p."""
    for own in (brier, log_score):
        honest, other = (sum(p[k] * own(said, k) for k in range(4)) for said in (p, q))
        assert other >= honest - 1e-12


def test_whole_percents_end_at_half_of_one():
    assert log_odds([1.0, 0.0])[0] == pytest.approx(log(200) / 2)
    assert FLOOR == 0.005


def test_confidence_less_the_share_right_is_overconfidence():
    rounds = [played([0.9, 0.9], [0.5, 0.6]), played([0.8, 0.8], [0.5, 0.6], truth="lmn")]
    found = habits(rounds)
    assert (found.confidence, found.right) == pytest.approx((0.85, 0.5))
    assert found.overconfidence == pytest.approx(0.35)
    assert found.brier == pytest.approx((2 * 0.01 + 2 * 0.64) / 2)
    assert found.model_brier == pytest.approx((2 * 0.16 + 2 * 0.36) / 2)


def test_two_states_held_for_equally_likely_are_half_right():
    assert habits([played([0.5, 0.5], [0.5, 0.6])]).right == 0.5


def test_the_calibration_curve_counts_every_state_of_every_round():
    rounds = [
        played([0.5, 0.8], [0.5, 0.6]),
        played([0.5, 0.8], [0.5, 0.6]),
        played([0.5, 0.8], [0.5, 0.6], truth="lmn"),
    ]
    low, high = calibration(rounds)
    assert (low.low, low.high, low.count) == (0.1, 0.3, 3)
    assert (low.predicted, low.came_true) == pytest.approx((0.2, 1 / 3))
    assert (high.low, high.high, high.count) == (0.7, 0.9, 3)
    assert (high.predicted, high.came_true) == pytest.approx((0.8, 2 / 3))


def test_certainty_falls_into_the_outermost_bins():
    low, high = calibration([played([0.5, 1.0], [0.5, 0.6])])
    assert (low.low, high.high) == (0.0, 1.0)


# Prior log odds 2 and −1, weights of evidence 1 and 2: from them the learner makes the odds below.
PRIORS, EVIDENCE = (2.0, -1.0, 0.5), (1.0, 2.0, -1.0)


@pytest.mark.parametrize(("alpha", "beta"), [(1.0, 1.0), (0.0, 1.0), (0.4, 1.3), (1.2, 0.5)])
def test_the_regression_gives_back_the_weights_a_learner_works_with(alpha, beta):
    rounds = [
        played([0.5, of_odds(alpha * x + beta * w)], [of_odds(x), of_odds(x + w)])
        for x, w in zip(PRIORS, EVIDENCE, strict=True)
    ]
    found = base_rates(rounds)
    assert (found.prior, found.findings) == pytest.approx((alpha, beta))
    assert found.neglect == pytest.approx(1 - alpha)


def test_who_always_says_the_same_of_all_neglects_base_rates_and_findings_completely():
    four = [
        Played("x", "simulated", "pattern", tuple("abcd"), "a", ("f",), (p, q), (p, q), (u, u), "")
        for p, q in (
            ((0.4, 0.3, 0.2, 0.1), (0.1, 0.2, 0.3, 0.4)),
            ((0.7, 0.1, 0.1, 0.1), (0.2, 0.6, 0.1, 0.1)),
        )
        for u in [(0.25, 0.25, 0.25, 0.25)]
    ]
    found = base_rates(four)
    assert (found.neglect, found.findings) == pytest.approx((1.0, 0.0))


def test_one_prior_and_one_weight_of_evidence_cannot_be_told_apart():
    assert base_rates([played([0.5, 0.7], [0.6, 0.7])] * 9) is None
    assert base_rates([played([0.5, 0.7], [0.5, 0.7])] * 9) is None


def test_double_counting_is_the_learners_movement_over_the_models_after_the_first_finding():
    # The model moves 1, then 0.5 and −0.25; the learner twice as far; alone they weigh 0.75, −0.5.
    model = [of_odds(value) for value in (0.0, 1.0, 1.5, 1.25)]
    learner = [of_odds(value) for value in (0.0, 0.3, 1.3, 0.8)]
    alone = [of_odds(value) for value in (0.0, 1.0, 1.75, 1.25)]
    found = double_counting([played(learner, model, independent=alone)])
    assert found.learner == pytest.approx(2.0)
    # (0.75 · 0.5 + 0.5 · 0.25) / (0.5² + 0.25²)
    assert found.independent == pytest.approx(0.5 / 0.3125)


def test_without_a_second_finding_nothing_can_be_counted_twice():
    assert double_counting([played([0.5, 0.9], [0.5, 0.6])]) is None


def test_habits_are_named_only_after_five_finished_rounds():
    one = played([0.5, 0.6, 0.7], [0.3, 0.6, 0.7])
    other = played([0.5, 0.6, 0.7], [0.6, 0.3, 0.2])
    assert habits([one, other] * 2).weights is None
    assert habits([one, other, one, other, one]).weights is not None
    unfinished = played([0.5, 0.6], [0.3, 0.6, 0.7])
    assert not unfinished.finished
    assert habits([one, unfinished]).rounds == 1
