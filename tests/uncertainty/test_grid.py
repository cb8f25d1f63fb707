"""Coverage of the interval of a post-test probability, exact on a grid."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from bayesdx.errors import FindingError
from bayesdx.uncertainty import post_test_grid
from bayesdx.uncertainty.grid import grid_point


@pytest.mark.slow
def test_intervals_by_draws_hold_the_truth_in_93_to_97_of_100_everywhere_on_the_grid() -> None:
    rows = post_test_grid()
    assert len(rows) == 24
    assert all(0.93 <= row["draws"] <= 0.97 for row in rows)
    assert all(0.95 <= row["delta"] <= 1 for row in rows)


def test_coverage_on_the_grid_is_that_of_going_through_every_result_by_hand() -> None:
    n, rates = 4, (0.25, 0.75, 0.25)
    p, a, b = rates
    true = p * a / (p * a + (1 - p) * b)
    rng = np.random.default_rng(3)
    drawn = [[rng.beta(k + 0.5, n - k + 0.5, 4000) for k in range(n + 1)] for _ in rates]
    held = 0.0
    for i, j, k in np.ndindex(n + 1, n + 1, n + 1):
        one, two, three = drawn[0][i], drawn[1][j], drawn[2][k]
        low, high = np.quantile(one * two / (one * two + (1 - one) * three), [0.025, 0.975])
        results = zip((i, j, k), rates, strict=True)
        mass = [comb(n, m) * q**m * (1 - q) ** (n - m) for m, q in results]
        held += float(np.prod(mass)) * (low <= true <= high)
    assert grid_point(p, a, 1 - b, n).draws == pytest.approx(held, abs=0.01)


@pytest.mark.parametrize("prior", [0.0, -1.0, float("nan"), float("inf")])
def test_a_prior_of_the_grid_is_a_number_above_zero(prior: float) -> None:
    with pytest.raises(FindingError, match="prior"):
        post_test_grid(prior=prior)
