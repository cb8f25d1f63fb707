"""Figures of a forecast against scikit-learn and hand arithmetic."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import (
    balanced_accuracy_score,
    brier_score_loss,
    confusion_matrix,
    log_loss,
    roc_auc_score,
)

from bayesdx.validation.metrics import FIGURES, balanced, confusion, figures, reliability


def forecast(seed: int, cases: int = 60, classes: int = 4):
    """Return probabilities with ties and truths that cover every class."""
    rng = np.random.default_rng(seed)
    raw = rng.integers(1, 6, (cases, classes)).astype(float)
    truth = np.concatenate([np.arange(classes), rng.integers(0, classes, cases - classes)])
    return raw / raw.sum(axis=1, keepdims=True), truth


def of(probability, truth, weights=None):
    weights = np.ones(len(truth)) if weights is None else weights
    found = figures(probability, truth, np.asarray(weights, dtype=float)[None])
    return {name: value.item() for name, value in found.items()}


@pytest.mark.parametrize("seed", range(5))
def test_figures_are_those_of_scikit_learn(seed: int) -> None:
    p, truth = forecast(seed)
    found, even = of(p, truth), balanced(truth, np.ones((1, len(truth))), 4)[0]
    auc = roc_auc_score(truth, p, multi_class="ovr", average="macro")
    assert found["auc"] == pytest.approx(auc)
    assert found["log_loss"] == pytest.approx(log_loss(truth, p, sample_weight=even))
    accuracy = balanced_accuracy_score(truth, p.argmax(axis=1))
    assert found["balanced_accuracy"] == pytest.approx(accuracy)
    brier = brier_score_loss(truth, p, labels=range(4), scale_by_half=False)
    assert found["brier_unbalanced"] == pytest.approx(brier)
    weighed = brier_score_loss(truth, p, sample_weight=even, labels=range(4), scale_by_half=False)
    assert found["brier"] == pytest.approx(weighed)
    counts = confusion_matrix(truth, p.argmax(axis=1), labels=range(4))
    assert confusion(p, truth).tolist() == counts.tolist()


def test_the_area_is_weighted_as_scikit_learn_weighs_it() -> None:
    p, truth = forecast(9)
    weights = np.random.default_rng(1).integers(0, 4, len(truth)).astype(float)
    each = [roc_auc_score(truth == k, p[:, k], sample_weight=weights) for k in range(4)]
    assert of(p, truth, weights)["auc"] == pytest.approx(np.mean(each))


def test_a_case_that_weighs_two_is_two_cases() -> None:
    p, truth = forecast(3, cases=12)
    weights = np.array([2, 1, 1, 3] * 3)
    repeated = np.repeat(np.arange(12), weights)
    assert of(p, truth, weights) == pytest.approx(of(p[repeated], truth[repeated]))


def test_calibration_error_by_hand() -> None:
    """Two sure calls (0.95), one right: |0.5 − 0.95|. Two at 0.65, both right: |1 − 0.65|."""
    p = np.array([[0.95, 0.05], [0.05, 0.95], [0.65, 0.35], [0.35, 0.65]])
    truth = np.array([0, 0, 0, 1])
    assert of(p, truth)["ece_unbalanced"] == pytest.approx(0.5 * 0.45 + 0.5 * 0.35)
    # balanced: each case of class 0 weighs 1/6, the one of class 1 weighs 1/2
    sure = abs((1 - 0.95) - 0.95) / 6
    unsure = (1 - 0.65) * (1 / 6 + 1 / 2)
    assert of(p, truth)["ece"] == pytest.approx(sure + unsure)


def test_the_bins_hold_every_case_once() -> None:
    p, truth = forecast(4)
    rows = reliability(np.vstack([p, np.eye(4)]), np.append(truth, range(4)))
    assert sum(row["cases"] for row in rows) == len(truth) + 4
    assert sum(row["weight"] for row in rows) == pytest.approx(1)
    assert rows[-1]["to"] == 1
    assert all(row["from"] <= row["confidence"] <= row["to"] for row in rows)


def test_guessing_among_four_has_a_log_loss_of_log_4_and_an_area_of_a_half() -> None:
    truth = np.array([0, 0, 1, 2, 3])
    found = of(np.full((5, 4), 0.25), truth)
    assert found["log_loss"] == pytest.approx(np.log(4))
    assert found["auc"] == 0.5
    assert found["balanced_accuracy"] == 0.25  # of equals the first is called


def test_a_truth_that_was_called_impossible_has_a_large_and_finite_loss() -> None:
    assert of(np.array([[1.0, 0.0]]), np.array([1]))["log_loss"] == pytest.approx(13.8155, abs=1e-3)


def test_a_class_without_cases_is_left_out_and_a_lone_class_has_no_area() -> None:
    found = of(np.array([[0.8, 0.1, 0.1], [0.3, 0.6, 0.1]]), np.array([0, 0]))
    assert found["balanced_accuracy"] == 0.5
    assert np.isnan(found["auc"])


@given(seed=st.integers(0, 2**32 - 1), cases=st.integers(4, 30))
def test_figures_stay_in_their_range(seed: int, cases: int) -> None:
    found = of(*forecast(seed, cases))
    assert set(found) == set(FIGURES)
    shares = ("balanced_accuracy", "auc", "ece", "ece_unbalanced")
    assert all(0 <= found[name] <= 1 + 1e-12 for name in shares)
    assert 0 <= found["brier"] <= 2
    assert found["log_loss"] >= 0
