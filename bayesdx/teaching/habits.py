"""What many predictions say about the one who predicts.

Too sure or not sure enough, blind to base rates, counting the same evidence twice.

All figures are about the rounds that were played to their end. What is asked is the probability of
every state, so each round gives one prediction for each state, of this state against the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bayesdx.teaching.progress import Played
from bayesdx.teaching.scores import brier, log_odds, log_score
from bayesdx.teaching.sureness import LEVEL, Sureness, call, sureness

Array = NDArray[np.float64]

FEWEST = 5
"""So many rounds it takes before a habit is named; with fewer it would be chance."""

FEWEST_FOR_INDICES = 10
"""So many it takes before base-rate neglect or double counting is; their errors are estimates."""

NEAR = 0.1
"""So far from what is right a habit is still called right."""

BINS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
"""Borders between which predictions count as alike."""

_FLAT = 1e-9


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions that are alike: how many, how high on average, and how often they came true."""

    low: float
    high: float
    count: int
    predicted: float
    came_true: float


@dataclass(frozen=True, slots=True)
class Weights:
    """How much a learner makes of what was known before, and of what was found; 1 is right.

    Attributes:
        prior: the weight of the prior log odds.
        findings: the weight of the evidence of the findings.
    """

    prior: float
    findings: float

    @property
    def neglect(self) -> float:
        """The index of base-rate neglect: 1 − the weight of the prior; 0 none, 1 complete."""
        return 1 - self.prior


@dataclass(frozen=True, slots=True)
class Counting:
    """How far predictions move with each finding, next to the model; 1 is as far.

    Attributes:
        learner: the index of double counting of the learner.
        independent: what the index would be if every finding weighed as much as it does alone.
    """

    learner: float
    independent: float


@dataclass(frozen=True, slots=True)
class Errors:
    """What chance alone makes of the indices of so few rounds; None where it cannot be said.

    Attributes:
        neglect: the standard error of the index of base-rate neglect.
        counting: that of the index of double counting.
    """

    neglect: float | None
    counting: float | None


@dataclass(frozen=True, slots=True)
class Habits:
    """What the rounds so far say.

    Attributes:
        rounds: how many were played to their end.
        brier: the mean Brier score of the last predictions, and `model_brier` that of the model.
        log: the mean log score, and `model_log` that of the model.
        calibration: the calibration curve.
        confidence: the mean probability given to the state held for the likeliest.
        right: how often it was the true one; where several were held for equally likely, shared.
        weights: how much is made of base rates; None with fewer than `FEWEST` rounds, or where
            base rates or findings did not differ.
        counting: how far predictions move; None likewise.
        sureness: what chance alone makes of overconfidence.
        errors: the standard errors of the index of base-rate neglect and of that of double
            counting; see `Errors`.
    """

    rounds: int
    brier: float
    model_brier: float
    log: float
    model_log: float
    calibration: tuple[Bin, ...]
    confidence: float
    right: float
    weights: Weights | None
    counting: Counting | None
    sureness: Sureness
    errors: Errors

    @property
    def overconfidence(self) -> float:
        """Confidence less the share that was right; below 0 it is underconfidence.

        Of the three kinds of overconfidence this is overprecision (D. A. Moore & P. J. Healy,
        Psychological Review 115:502–517, 2008, doi:10.1037/0033-295X.115.2.502).
        """
        return self.confidence - self.right

    @property
    def is_off(self) -> bool:
        """Whether overconfidence, or underconfidence, is named: beyond chance, and not near 0."""
        beyond_chance = self.rounds >= FEWEST and self.sureness.p < LEVEL
        return beyond_chance and abs(self.overconfidence) >= NEAR


def habits(played: Sequence[Played]) -> Habits | None:
    """Return what finished rounds say about the learner; None where there is none.

    >>> habits([]) is None
    True
    """
    done = [one for one in played if one.finished]
    if not done:
        return None
    last = [(one.answers[-1], one.model[-1], one.states.index(one.truth)) for one in done]
    enough = len(done) >= FEWEST
    return Habits(
        rounds=len(done),
        brier=_mean([brier(q, t) for q, _, t in last]),
        model_brier=_mean([brier(p, t) for _, p, t in last]),
        log=_mean([log_score(q, t) for q, _, t in last]),
        model_log=_mean([log_score(p, t) for _, p, t in last]),
        calibration=calibration(done),
        confidence=_mean([max(q) for q, _, _ in last]),
        right=_mean([_right(q, t) for q, _, t in last]),
        weights=base_rates(done) if enough else None,
        counting=double_counting(done) if enough else None,
        sureness=sureness([call(q, t) for q, _, t in last]),
        errors=_errors(done),
    )


def _errors(done: Sequence[Played]) -> Errors:
    """Return the standard errors, over the rounds; with less than `FEWEST` of them, none."""
    if len(done) < FEWEST:
        return Errors(None, None)
    return Errors(neglect=jackknife(done, _neglect), counting=jackknife(done, _counting))


def reach(rounds: int) -> float:
    """Return how many standard errors of an index on either side hold 95%.

    Student's t with n − 1 degrees of freedom, since the error is estimated from the n rounds.

    >>> round(reach(10), 2), round(reach(1000), 2)
    (2.26, 1.96)
    """
    from scipy.special import stdtrit

    return float(stdtrit(rounds - 1, 1 - LEVEL / 2))


def jackknife(
    played: Sequence[Played], figure: Callable[[Sequence[Played]], float | None]
) -> float | None:
    """Return the standard error of a figure of several rounds, by leaving out each in turn.

    With θᵢ the figure without round i of n, and θ̄ their mean,

        SE = √( (n − 1)/n · Σᵢ (θᵢ − θ̄)² ).

    A round is left out as a whole, since its predictions hang together. Of a mean it is the
    standard error that one knows.

    Reference: B. Efron & C. Stein, Annals of Statistics 9:586–596, 1981,
    doi:10.1214/aos/1176345462.

    Args:
        played: two rounds or more.
        figure: of some rounds.

    Returns:
        None where the figure cannot be had without one of the rounds.
    """
    without = [figure([*played[:i], *played[i + 1 :]]) for i in range(len(played))]
    known = [one for one in without if one is not None]
    if len(known) < max(len(without), 2):
        return None
    values = np.array(known)
    return float(np.sqrt((len(known) - 1) / len(known) * ((values - values.mean()) ** 2).sum()))


def _neglect(played: Sequence[Played]) -> float | None:
    found = base_rates(played)
    return None if found is None else found.neglect


def _counting(played: Sequence[Played]) -> float | None:
    found = double_counting(played)
    return None if found is None else found.learner


def calibration(played: Sequence[Played]) -> tuple[Bin, ...]:
    """Return how often predictions came true, by how high they were.

    Every state of every round is one prediction, the last that was made of it. For someone who is
    calibrated, `came_true` is `predicted` but for chance.

    Reference: S. Lichtenstein, B. Fischhoff & L. D. Phillips, Calibration of probabilities: the
    state of the art, 1977, doi:10.1007/978-94-010-1276-8_19.
    """
    q = np.array([p for one in played for p in one.answers[-1]])
    true = np.array([s == one.truth for one in played for s in one.states], dtype=float)
    place = np.clip(np.searchsorted(BINS, q, side="right") - 1, 0, len(BINS) - 2)
    found = []
    for b in np.unique(place).tolist():
        inside = place == b
        means = float(q[inside].mean()), float(true[inside].mean())
        found.append(Bin(BINS[b], BINS[b + 1], int(inside.sum()), *means))
    return tuple(found)


def base_rates(played: Sequence[Played]) -> Weights | None:
    """Return how much is made of base rates and of findings.

    Least squares through the origin, over all states of all rounds, of the learner's last log odds
    y on the model's prior log odds x and the model's weight of evidence w (last less prior):

        y = α x + β w;  base-rate neglect is 1 − α.

    By Bayes' rule α = β = 1. What a whole percent cannot express is cut off: see `FLOOR`.

    References: D. M. Grether, Quarterly Journal of Economics 95:537–557, 1980,
    doi:10.2307/1885092 (the regression); D. Kahneman & A. Tversky, Psychological Review
    80:237–251, 1973, doi:10.1037/h0034747, and M. Bar-Hillel, Acta Psychologica 44:211–233, 1980,
    doi:10.1016/0001-6918(80)90046-3 (the neglect).

    Returns:
        None where prior and evidence do not differ enough to be told apart.
    """
    y = _odds([one.answers[-1] for one in played])
    before = _odds([one.model[0] for one in played])
    evidence = _odds([one.model[-1] for one in played]) - before
    design = np.column_stack([before, evidence])
    if np.linalg.matrix_rank(design, tol=1e-6) < design.shape[1]:
        return None
    alpha, beta = np.linalg.lstsq(design, y, rcond=None)[0].tolist()
    return Weights(alpha, beta)


def double_counting(played: Sequence[Played]) -> Counting | None:
    """Return how far predictions move with each finding after the first, next to the model.

    With dₗ the change of the learner's log odds of a state at a finding, and dₘ that of the model:

        index = Σ dₗ dₘ / Σ dₘ²,

    the slope of the one on the other. Findings that share a cause are not independent: who counts
    each at the weight that it has alone moves as far as `independent`. The first finding has
    nothing to be counted twice with.

    Reference: B. Enke & F. Zimmermann, Correlation neglect in belief formation, Review of Economic
    Studies, 2019, doi:10.1093/restud/rdx081.

    Returns:
        None where no finding after a first moved the model.
    """
    model = _moves([one.model for one in played])
    size = float(model @ model)
    if size < _FLAT:
        return None
    learner = _moves([one.answers for one in played])
    alone = _moves([one.independent for one in played])
    return Counting(float(learner @ model) / size, float(alone @ model) / size)


def _right(chances: Sequence[float], truth: int) -> float:
    """Return 1 if the likeliest state is the true one; where several are, a share of it."""
    found = call(chances, truth)
    return found.right / found.ties


def _odds(several: Sequence[Sequence[float]]) -> Array:
    return np.array([one for chances in several for one in log_odds(chances)])


def _moves(several: Sequence[Sequence[Sequence[float]]]) -> Array:
    """Return the changes of the log odds at every finding after the first, of all states."""
    moves = [
        after - before
        for steps in several
        for first, second in pairwise(steps[1:])
        for before, after in zip(log_odds(first), log_odds(second), strict=True)
    ]
    return np.array(moves)


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values))
