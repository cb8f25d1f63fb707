"""Sobol' indices on functions whose indices are known in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from bayesdx.sensitivity.sobol import bootstrap, sobol_indices


def ishigami(x: np.ndarray) -> np.ndarray:
    """Return sin x₁ + 7 sin² x₂ + 0.1 x₃⁴ sin x₁, x uniform on (−π, π); shape (…, 3)."""
    one, two, three = np.moveaxis(x, -1, 0)
    return np.sin(one) + 7 * np.sin(two) ** 2 + 0.1 * three**4 * np.sin(one)


def sampled(rows: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    a, b = rng.uniform(-np.pi, np.pi, (2, rows, 3))
    mixed = np.stack([np.where(np.arange(3) == i, b, a) for i in range(3)], axis=1)
    return ishigami(a), ishigami(b), ishigami(mixed)


def known() -> tuple[list[float], list[float], float]:
    """Return the indices of Ishigami's function and its variance (Ishigami & Homma 1990)."""
    pi4 = np.pi**4
    first = 0.5 * (1 + 0.1 * pi4 / 5) ** 2
    second = 7**2 / 8
    both = 0.1**2 * pi4**2 * 8 / 225
    whole = first + second + both
    return (
        [first / whole, second / whole, 0],
        [(first + both) / whole, second / whole, both / whole],
        whole,
    )


def test_the_indices_of_ishigami_are_found() -> None:
    """Known: alone .3139, .4424, 0; with a hand in .5576, .4424, .2437."""
    first, total, variance = known()
    assert first == pytest.approx([0.3139, 0.4424, 0], abs=5e-5)
    assert total == pytest.approx([0.5576, 0.4424, 0.2437], abs=5e-5)
    found = sobol_indices(*sampled(200_000, 1))
    assert found.first == pytest.approx(first, abs=0.01)
    assert found.total == pytest.approx(total, abs=0.01)
    assert found.variance == pytest.approx(variance, rel=0.01)


def test_the_bootstrap_covers_what_is_known() -> None:
    """Of 40 samples' 95% intervals for 6 indices each, 90 to 99% hold the truth."""
    first, total, _ = known()
    hits = []
    for seed in range(40):
        low, high = bootstrap(*sampled(512, seed), seed=seed, resamples=200)
        hits += [low.first <= first, first <= high.first, low.total <= total, total <= high.total]
    inside = np.array(hits).reshape(40, 2, 2, 3).all(axis=2)
    assert 0.9 <= inside.mean() <= 0.99


def test_what_is_constant_has_no_variance_to_share() -> None:
    found = sobol_indices(np.full(20, 0.3), np.full(20, 0.3), np.full((20, 2), 0.3))
    assert found.total.tolist() == [0, 0]
    assert found.first.tolist() == [0, 0]
