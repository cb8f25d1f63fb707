"""The table forms, each alone, against arithmetic that a reader can redo."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayesdx.network.forms import among, graded_split, ladder, noisy_or, split, tug_of_war

RATE = st.floats(0.001, 0.999)


def test_noisy_or_with_one_cause_is_the_published_rate() -> None:
    assert noisy_or(np.array(0.1), [np.array(0.6)]).item() == pytest.approx(0.6)


def test_noisy_or_with_two_causes() -> None:
    """1 − 0.9 · (0.4/0.9) · (0.5/0.9) = 1 − 0.2/0.9."""
    both = noisy_or(np.array(0.1), [np.array(0.6), np.array(0.5)])
    assert both.item() == pytest.approx(1 - 0.2 / 0.9)


def test_noisy_or_cause_below_the_leak_does_not_protect() -> None:
    assert noisy_or(np.array(0.3), [np.array(0.1)]).item() == pytest.approx(0.3)


@given(RATE, st.floats(0.05, 200), RATE)
def test_graded_split_keeps_the_marginal_and_the_odds_ratio(m: float, r: float, s: float) -> None:
    mild, marked = (x.item() for x in graded_split(np.array(m), np.array(r), np.array(s)))
    assert (1 - s) * mild + s * marked == pytest.approx(m, abs=1e-9)
    assert (marked / (1 - marked)) / (mild / (1 - mild)) == pytest.approx(r, rel=1e-6)


def test_graded_split_at_the_ends() -> None:
    for marginal in (0.0, 1.0):
        mild, marked = graded_split(np.array(marginal), np.array(5.0), np.array(0.5))
        assert mild.item() == pytest.approx(marginal)
        assert marked.item() == pytest.approx(marginal)


def test_ladder_of_two_steps() -> None:
    """0.3 pass the first step, 0.4 of these the second: 0.7, 0.18, 0.12."""
    got = ladder([np.array(0.3), np.array(0.4)])
    assert got == pytest.approx([0.7, 0.18, 0.12])


def test_split_gives_the_rest_to_one_state() -> None:
    assert split([np.array(0.3), None, np.array(0.1)]) == pytest.approx([0.3, 0.6, 0.1])


@given(RATE, RATE)
def test_split_of_rates_that_exceed_one_is_still_a_distribution(one: float, two: float) -> None:
    got = split([np.array(one), None, np.array(two)])
    assert got.min() >= 0
    assert got.sum() == pytest.approx(1)


CALM = np.array([0.1, 0.8, 0.1])
TIE = np.array([0.3, 0.1, 0.6])


def test_tug_of_war_by_hand() -> None:
    """d = (.46 − .1)/.9 = .4, u = (.82 − .1)/.9 = .8:
    high .8·.6 + .32·.6 + .12·.1 = .684, low .4·.2 + .32·.3 + .12·.1 = .188."""
    got = tug_of_war(np.array(0.46), np.array(0.82), tie=TIE, base=CALM)
    assert got == pytest.approx([0.188, 0.128, 0.684])


def test_tug_of_war_with_a_fourth_state_by_hand() -> None:
    """Pulls .4 and .8 as above, so both .32, calm .12: low .08 + .32·.3 + .12·.1, high .48 + .32·.4
    + .12·.1, the fourth .32·.2 + .12·.3, middle the rest."""
    tie, calm = np.array([0.3, 0.1, 0.4, 0.2]), np.array([0.1, 0.5, 0.1, 0.3])
    got = tug_of_war(np.array(0.46), np.array(0.82), tie=tie, base=calm)
    assert got == pytest.approx([0.188, 0.092, 0.62, 0.1])


@given(RATE, RATE)
def test_tug_of_war_takes_a_fourth_state_from_the_calm_alone(down: float, up: float) -> None:
    """A fourth state that a tie never gives shrinks with each pull, and no pull leaves it alone."""
    tie, calm = np.array([0.3, 0.1, 0.6, 0.0]), np.array([0.1, 0.6, 0.1, 0.2])
    got = tug_of_war(np.array(down), np.array(up), tie=tie, base=calm)
    held = [1 - max(0.0, rate - 0.1) / 0.9 for rate in (down, up)]
    assert got[3] == pytest.approx(0.2 * held[0] * held[1])
    assert got.sum() == pytest.approx(1)
    assert got.min() >= -1e-12
    one = tug_of_war(np.array(0.0), np.array(up), tie=tie, base=calm)
    assert one[2] == pytest.approx(max(up, 0.1))


@given(RATE)
def test_tug_of_war_with_one_pull_keeps_its_published_rate(rate: float) -> None:
    none = np.array(0.0)
    up = tug_of_war(none, np.array(rate), tie=TIE, base=CALM)
    down = tug_of_war(np.array(rate), none, tie=TIE, base=CALM)
    assert up[2] == pytest.approx(max(rate, 0.1))
    assert down[0] == pytest.approx(max(rate, 0.1))
    assert tug_of_war(none, none, tie=TIE, base=CALM) == pytest.approx(CALM)


@given(RATE, RATE, RATE, RATE)
def test_tug_of_war_is_a_distribution_and_each_pull_pulls(
    down: float, up: float, low: float, high: float
) -> None:
    tie = np.array([low, 1.0, high]) / (low + 1 + high)
    got = tug_of_war(np.array(down), np.array(up), tie=tie, base=CALM)
    harder = tug_of_war(np.array(down), np.array(min(1.0, up + 0.1)), tie=tie, base=CALM)
    assert got.sum() == pytest.approx(1)
    assert got.min() >= -1e-12
    assert harder[2] >= got[2] - 1e-12 or tie[2] < CALM[2]


def test_among_the_involved_by_hand() -> None:
    """0.8 · 0.7 + 0.2 · 0.1 = 0.58."""
    assert among(np.array(0.58), np.array(0.8), np.array(0.1)).item() == pytest.approx(0.7)


@given(RATE, RATE, RATE)
def test_among_keeps_the_published_rate_where_it_can(of_all: float, i: float, b: float) -> None:
    rate = among(np.array(of_all), np.array(i), np.array(b)).item()
    assert 0 <= rate <= 1
    if 0 < rate < 1:
        assert i * rate + (1 - i) * b == pytest.approx(of_all)


@pytest.mark.filterwarnings("error")
def test_certainty_leaves_no_division_by_zero() -> None:
    """What is certain without a cause stays certain, and no pull moves it."""
    one, half = np.array(1.0), np.array(0.5)
    assert noisy_or(one, [half, one]) == 1.0
    low = tug_of_war(half, half, tie=np.full(3, 1 / 3), base=np.array([1.0, 0.0, 0.0]))
    assert low.tolist() == pytest.approx([0.5, 0.0, 0.5])
    assert among(half, np.array(0.0), half) == 0.0
