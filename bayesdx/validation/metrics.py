"""How good forecasts of a class are, for one weighting of the cases or for many at once.

A class that has no case has no figure; it is left out of every average over classes. *Balanced*
gives every class the same total weight, whatever its share of the cases:

    v_i = w_i / (K · Σ_j∈class(i) w_j),   K classes that have a case.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Classes = NDArray[np.int64]

FLOOR = 1e-6
"""The least probability that log loss takes a class to have had; below it, the loss is 13.8."""

BINS = 10
"""So many bins of equal width hold the confidences between 0 and 1."""

FIGURES: Mapping[str, str] = MappingProxyType(
    {
        "log_loss": "mean of −log p(truth), balanced; guessing among four is 1.386",
        "balanced_accuracy": "mean over classes of the share called right",
        "auc": "mean over classes of the area under the ROC curve, one against the rest",
        "brier": "mean of the squared error summed over classes, balanced; from 0 to 2",
        "ece": "expected calibration error, balanced",
        "brier_unbalanced": "the same, every case weighing as much as the next",
        "ece_unbalanced": "the same, every case weighing as much as the next",
    }
)
"""The figures of a forecast, in the order in which they are printed."""


def figures(probability: Array, truth: Classes, weights: Array) -> Mapping[str, Array]:
    """Return every figure of `FIGURES` under each weighting.

    With c_i the confidence, the probability of the class that is called, and h_i whether the call
    is right, over the bins B of c: ECE = Σ_B |Σ_i∈B v_i (h_i − c_i)|. Brier = Σ_i v_i Σ_k (p_ik −
    [k is the truth of i])². AUC of a class = P(p of a case of it > p of another), ties counting
    half. The class called is the most probable one, of equals the first.

    References: Brier, Mon Weather Rev 1950;78:1; Hanley & McNeil, Radiology 1982;143:29 (AUC);
    Naeini, Cooper & Hauskrecht, Proc AAAI 2015:2901 (ECE).

    Args:
        probability: (case, class); rows sum to one.
        truth: (case,), the position of the true class.
        weights: (weighting, case), not negative; rows of ones for the cases as they are.

    Returns:
        Figure → (weighting,); NaN for an AUC without two classes.

    >>> sure = np.array([[0.9, 0.1], [0.2, 0.8]])
    >>> found = figures(sure, np.array([0, 1]), np.ones((1, 2)))
    >>> {name: round(found[name].item(), 3) for name in ("log_loss", "auc", "brier", "ece")}
    {'log_loss': 0.164, 'auc': 1.0, 'brier': 0.05, 'ece': 0.15}
    """
    even = weights / weights.sum(axis=1, keepdims=True)
    balance = balanced(truth, weights, probability.shape[1])
    loss = -np.log(np.maximum(_at(probability, truth), FLOOR))
    squares = ((probability - np.eye(probability.shape[1])[truth]) ** 2).sum(axis=1)
    hit = (probability.argmax(axis=1) == truth).astype(float)
    return {
        "log_loss": balance @ loss,
        "balanced_accuracy": balance @ hit,
        "auc": _auc(probability, truth, weights),
        "brier": balance @ squares,
        "ece": _calibration_error(probability, hit, balance),
        "brier_unbalanced": even @ squares,
        "ece_unbalanced": _calibration_error(probability, hit, even),
    }


def balanced(truth: Classes, weights: Array, classes: int) -> Array:
    """Return weights that sum to one and to the same for every class that has a case.

    >>> balanced(np.array([0, 0, 1]), np.ones((1, 3)), 2).tolist()
    [[0.25, 0.25, 0.5]]
    """
    totals = weights @ np.eye(classes)[truth]
    present = (totals > 0).sum(axis=1, keepdims=True)
    own = totals[:, truth]
    return np.asarray(np.divide(weights, own * present, out=np.zeros_like(weights), where=own > 0))


def confusion(probability: Array, truth: Classes) -> NDArray[np.int64]:
    """Return how many cases of each true class are called what, shape (true, called).

    >>> confusion(np.array([[0.9, 0.1], [0.8, 0.2]]), np.array([0, 1])).tolist()
    [[1, 0], [1, 0]]
    """
    counts = np.zeros((probability.shape[1],) * 2, dtype=np.int64)
    np.add.at(counts, (truth, probability.argmax(axis=1)), 1)
    return counts


def reliability(probability: Array, truth: Classes) -> list[dict[str, Any]]:
    """Return a row for each bin of confidence that has cases: how sure, and how often right.

    Each row has the bin's ends, its number of cases, and both means with all cases weighing the
    same and balanced. `weight` is the bin's share of the balanced weight.
    """
    bins = _bins(probability)
    confidence, hit = probability.max(axis=1), probability.argmax(axis=1) == truth
    weight = balanced(truth, np.ones((1, len(truth))), probability.shape[1])[0]
    rows = []
    for b in np.unique(bins).tolist():
        inside = bins == b
        v = weight[inside] / weight[inside].sum()
        rows.append(
            {
                "from": b / BINS,
                "to": (b + 1) / BINS,
                "cases": int(inside.sum()),
                "confidence": float(confidence[inside].mean()),
                "right": float(hit[inside].mean()),
                "weight": float(weight[inside].sum()),
                "confidence_balanced": float(v @ confidence[inside]),
                "right_balanced": float(v @ hit[inside]),
            }
        )
    return rows


def _at(probability: Array, truth: Classes) -> Array:
    found: Array = probability[np.arange(len(truth)), truth]
    return found


def _bins(probability: Array) -> Classes:
    """Return the bin of each case's confidence: [0, 0.1), …, [0.9, 1]."""
    place = np.floor(probability.max(axis=1) * BINS).astype(np.int64)
    return np.asarray(np.minimum(place, BINS - 1))


def _calibration_error(probability: Array, hit: Array, weights: Array) -> Array:
    gap = weights * (hit - probability.max(axis=1))
    found: Array = np.abs(gap @ np.eye(BINS)[_bins(probability)]).sum(axis=1)
    return found


def _auc(probability: Array, truth: Classes, weights: Array) -> Array:
    """Return the mean of the classes' areas under each weighting; NaN where there is none."""
    areas = np.full((probability.shape[1], len(weights)), np.nan)
    for k, p in enumerate(probability.T):
        own = truth == k
        above, below = p[own][:, None], p[~own]
        won = (above > below) + 0.5 * (above == below)
        pairs = weights[:, own].sum(axis=1) * weights[:, ~own].sum(axis=1)
        wins = ((weights[:, own] @ won) * weights[:, ~own]).sum(axis=1)
        np.divide(wins, pairs, out=areas[k], where=pairs > 0)
    known = ~np.isnan(areas)
    total, count = np.where(known, areas, 0.0).sum(axis=0), known.sum(axis=0)
    found: Array = np.divide(total, count, out=np.full(len(weights), np.nan), where=count > 0)
    return found
