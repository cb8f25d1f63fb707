"""Overconfidence against chance: the Poisson binomial by hand, and the exact binomial interval."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from bayesdx.teaching.sureness import Call, poisson_binomial, sureness


def calls(claimed, right, ties=1):
    return [Call(q, ties, hit) for q, hit in zip(claimed, right, strict=True)]


def test_the_poisson_binomial_of_three_by_hand():
    # 0.9, 0.8 and 0.5: none 0.1·0.2·0.5, one 0.9·0.2·0.5 + 0.1·0.8·0.5 + 0.1·0.2·0.5
    found = poisson_binomial([0.9, 0.8, 0.5], [1, 1, 1])
    assert found == pytest.approx([0.01, 0.14, 0.49, 0.36])


def test_parts_of_two_sizes_by_hand():
    # 2 with 0.6 and 1 with 0.5
    assert poisson_binomial([0.6, 0.5], [2, 1]) == pytest.approx([0.2, 0.2, 0.3, 0.3])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_mean_and_variance_are_those_of_the_own_probabilities(chances):
    found = poisson_binomial(chances, [1] * len(chances))
    sums = np.arange(len(found))
    mean = found @ sums
    assert mean == pytest.approx(sum(chances), abs=1e-9)
    variance = sum(q * (1 - q) for q in chances)
    assert found @ (sums - mean) ** 2 == pytest.approx(variance, abs=1e-9)


def test_the_smaller_tail_is_doubled():
    # At most one right of three at 90%: 0.1³ + 3 · 0.9 · 0.1²
    found = sureness(calls([0.9] * 3, [True, False, False]))
    assert found.p == pytest.approx(2 * 0.028)


@pytest.mark.parametrize("right", [0, 1, 3, 5])
def test_with_calls_alike_the_interval_is_the_exact_binomial_one(right):
    found = sureness(calls([0.85] * 5, [k < right for k in range(5)]))
    least = beta.ppf(0.025, right, 6 - right) if right else 0
    most = beta.ppf(0.975, right + 1, 5 - right) if right < 5 else 1
    assert (found.low, found.high) == pytest.approx((0.85 - most, 0.85 - least), abs=1e-4)


CLAIMS = st.lists(st.tuples(st.floats(0.3, 0.99), st.booleans()), min_size=1, max_size=15)


@given(CLAIMS)
def test_the_interval_has_a_width_and_leaves_zero_out_where_the_test_does(said):
    found = sureness(calls(*zip(*said, strict=True)))
    assert found.high - found.low > 0.01
    if abs(found.p - 0.05) > 1e-3:
        assert (found.low <= 0 <= found.high) == (found.p >= 0.05)


def test_what_is_shared_evenly_is_never_off():
    found = sureness(calls([1.0] * 10, [True] * 10, ties=4))
    assert found.p == 1
    assert found.low <= 0 <= found.high
