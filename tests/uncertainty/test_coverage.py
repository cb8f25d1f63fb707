"""Measured coverage: exact on the grid, simulated on a model."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

import bayesdx
from bayesdx.errors import FindingError, SpecError
from bayesdx.formats.bif import read_bif
from bayesdx.uncertainty import coverage, post_test_grid
from bayesdx.uncertainty.coverage import grid_point

CORE = bayesdx.load("core")
QUESTION = ({"babinski": "extensor"}, "pattern=umn")


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


def test_intervals_of_a_model_hold_truths_from_its_own_parameters() -> None:
    [draws, delta] = coverage(CORE, [QUESTION], simulations=0).rows()
    assert draws["method"] == "draws"
    assert draws["coverage"] == pytest.approx(0.95, abs=0.015)
    assert delta["coverage"] == pytest.approx(0.95, abs=0.05)


@pytest.mark.slow
def test_intervals_from_studies_done_again_hold_the_truth() -> None:
    found = coverage(CORE, [QUESTION], simulations=100, seed=4)
    [studies] = [row for row in found.rows() if row["measured"] == "studies"]
    assert studies["simulations"] == 100
    assert studies["coverage"] > 0.9


def test_the_same_seed_gives_the_same_coverage() -> None:
    one, other = (coverage(CORE, [QUESTION], simulations=3, seed=7).rows() for _ in range(2))
    assert one == other


def test_progress_is_told_of_every_simulation() -> None:
    seen: list[int] = []

    def progress(items, length):
        assert length == 3
        for item in items:
            seen.append(item)
            yield item

    coverage(CORE, [QUESTION], simulations=3, progress=progress)
    assert seen == [0, 1, 2]


def test_a_bif_file_and_a_number_below_zero_are_refused(root) -> None:
    asia = read_bif(root / "tests" / "golden" / "asia.bif")
    with pytest.raises(SpecError, match="literature"):
        coverage(asia, [({}, "lung=yes")])
    with pytest.raises(FindingError, match="0 or more"):
        coverage(CORE, [QUESTION], simulations=-1)


@pytest.mark.parametrize("prior", [0.0, -1.0, float("nan"), float("inf")])
def test_a_prior_of_the_grid_is_a_number_above_zero(prior: float) -> None:
    with pytest.raises(FindingError, match="prior"):
        post_test_grid(prior=prior)
