"""How good a prediction was, against what was true and against what the model says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np

FLOOR = 0.005
"""What 0% counts as where a logarithm is taken: predictions are whole percents, so that 0% is
anything below half of one."""


@dataclass(frozen=True, slots=True)
class Score:
    """The scores of one prediction; of each less is better.

    Attributes:
        brier: `brier` of the prediction.
        log: `log_score` of the prediction.
        model_brier: `brier` of the model at the same moment.
        model_log: `log_score` of the model.
        off_brier: by how much the Brier score is expected to be worse than the model's, if the
            model is right: Σ (qₖ − pₖ)².
        off_log: the same of the log score: Σ pₖ ln pₖ/qₖ.
    """

    brier: float
    log: float
    model_brier: float
    model_log: float
    off_brier: float
    off_log: float


def brier(chances: Sequence[float], truth: int) -> float:
    """Return Σₖ (qₖ − [k is the truth])², from 0 to 2.

    Over four states, guessing gives 3 · 0.25² + 0.75² = 0.75.

    Reference: G. W. Brier, Monthly Weather Review 78:1–3, 1950,
    doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2.

    Args:
        chances: a probability for each state, q.
        truth: the position of the true state.

    >>> brier([0.25, 0.25, 0.25, 0.25], 0)
    0.75
    """
    return float(sum((q - (k == truth)) ** 2 for k, q in enumerate(chances)))


def log_score(chances: Sequence[float], truth: int) -> float:
    """Return −ln q of the true state, q no less than `FLOOR`; from 0 to 5.3 nats.

    Over four states, guessing gives ln 4 = 1.386.

    Reference: I. J. Good, Journal of the Royal Statistical Society B 14:107–114, 1952,
    doi:10.1111/j.2517-6161.1952.tb00104.x.

    >>> round(log_score([0.25, 0.25, 0.25, 0.25], 0), 3)
    1.386
    """
    return -log(max(chances[truth], FLOOR)) + 0.0


def score(chances: Sequence[float], model: Sequence[float], truth: int) -> Score:
    """Return the scores of a prediction.

    If the truth is drawn from the model p, a prediction q is expected to lose Σ (qₖ − pₖ)² on the
    model by the Brier score, and Σ pₖ ln pₖ/qₖ by the log score: nothing only where q = p.

    Reference: T. Gneiting & A. E. Raftery, Journal of the American Statistical Association
    102:359–378, 2007, doi:10.1198/016214506000001437.

    Args:
        chances: what was predicted, a probability for each state.
        model: what the model says at the same moment.
        truth: the position of the true state.

    >>> score([0.5, 0.5], [0.75, 0.25], 0).off_brier
    0.125
    """
    return Score(
        brier=brier(chances, truth),
        log=log_score(chances, truth),
        model_brier=brier(model, truth),
        model_log=log_score(model, truth),
        off_brier=float(sum((q - p) ** 2 for q, p in zip(chances, model, strict=True))),
        off_log=_divergence(model, chances),
    )


def log_odds(chances: Sequence[float]) -> tuple[float, ...]:
    """Return the log odds of each state against all of them, ln qₖ − mean ln q.

    q is no less than `FLOOR`. Of two states it is half their log odds; of states held for equally
    likely it is 0; and by Bayes' rule those of prior and evidence add up to those of the posterior.

    >>> [round(one, 4) for one in log_odds([0.8, 0.2])]
    [0.6931, -0.6931]
    """
    logs = [log(max(q, FLOOR)) for q in chances]
    mean = sum(logs) / len(logs)
    return tuple(one - mean for one in logs)


def _divergence(model: Sequence[float], chances: Sequence[float]) -> float:
    pairs = ((p, max(q, FLOOR)) for p, q in zip(model, chances, strict=True) if p > 0)
    return max(float(sum(p * np.log(p / q) for p, q in pairs)), 0.0)
