"""Several published numbers, one parameter: a distribution that is as wide as the studies disagree.

Each study i gives an estimate y_i on the link scale (logit for a probability or a share, log for a
rate or an odds ratio) with sampling variance v_i. The normal-normal model with half-normal prior on
the between-study standard deviation τ,

    y_i ~ N(μ, v_i + τ²),   μ flat,   τ ~ HalfNormal(HETEROGENEITY[kind]),

is integrated over τ on a grid. A study whose patients fit badly pulls the centre by a_i < 1 of its
weight, and only the centre: μ = Σ w_i y_i / Σ w_i, w_i = a_i / (v_i + τ²), with variance 1 / Σ w_i.
The parameter is the value in a population like those studied but not among them, N(μ, τ²): the
spread between studies stays in its interval, and a single study is never taken for the truth.

References: Röver et al., Research Synthesis Methods 2021;12:448 (10.1002/jrsm.1475), the prior;
Higgins, Thompson & Spiegelhalter, J R Stat Soc A 2009;172:137 (10.1111/j.1467-985X.2008.00552.x),
the predictive distribution.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import EvidenceError, Fault
from bayesdx.evidence.metrics import poolable, statement
from bayesdx.evidence.tables import Estimate

Array = NDArray[np.float64]

LOGIT = ("probability", "share")
"""The kinds that are pooled on the logit scale."""

DRAWS = 2000
"""How many draws each parameter has."""

HETEROGENEITY = MappingProxyType({"probability": 0.9, "share": 0.5, "rate": 0.5, "odds_ratio": 0.5})
"""Scale of the half-normal prior on τ by kind. For the probability of a sign it is on the wide side
of the root mean square of the between-study standard deviations of the signs in estimates.csv that
three or more studies report; shares of a clinic and incidence rates differ less between studies."""

APPLICABILITY = MappingProxyType({"high": 1.0, "moderate": 0.5, "low": 0.2})
"""How much of a study a study counts for, by how well its patients fit the model's."""

UNSTATED_N = 20.0
"""Patients that a proportion without denominator or interval counts for."""

UNSTATED_LOG_SD = 0.35
"""Standard error, on the log scale, of a rate without an interval: a factor of two either way."""

_GRID = np.linspace(0.0, 4.0, 61)
"""Values of τ in units of its prior's scale."""

_PRIOR = np.exp(-0.5 * _GRID**2)
_PRIOR[0] /= 2

_EXACT = 1e-9
"""A factor so near to one says that the median is known exactly."""


@dataclass(frozen=True, eq=False)
class Parameter:
    """A number the network uses, as a distribution, with what it rests on.

    Attributes:
        name: the quantity's name, or the place of the assumption in its model file.
        point: the pooled value, the median of the distribution (the study's own value where
            there is one study); for an assumption the declared value; shape () or (state,).
        draws: shape (draw,) or (draw, state).
        tau: between-study standard deviation on the link scale (posterior mean); None if assumed.
        estimates: the published numbers it was pooled from; empty for an assumption.
        worth: for an assumption, how many patients it counts for; None for an odds ratio.
        because: for an assumption, its reason.
        kind: what it was pooled as, one of `KINDS`; empty for an assumption.
    """

    name: str
    point: Array
    draws: Array
    tau: float | None = None
    estimates: tuple[Estimate, ...] = ()
    worth: float | None = None
    because: str = ""
    kind: str = ""

    def __post_init__(self) -> None:
        """Make the arrays read-only: every question to the network shares them."""
        self.point.setflags(write=False)
        self.draws.setflags(write=False)

    @property
    def cited(self) -> bool:
        """Whether the parameter rests on published numbers."""
        return bool(self.estimates)

    @property
    def low(self) -> Array:
        """Lower end of the 95% interval, shape as `point`."""
        return np.asarray(self._interval[0])

    @property
    def high(self) -> Array:
        """Upper end of the 95% interval, shape as `point`."""
        return np.asarray(self._interval[1])

    @cached_property
    def _interval(self) -> Array:
        return np.asarray(np.quantile(self.draws, [0.025, 0.975], axis=0))


@dataclass(frozen=True, eq=False)
class Mixture:
    """The distribution of the parameter on the link scale: normals weighted over the grid of τ.

    `taus` is that grid; `share` is the part of the pull on the centre that each study has, averaged
    over τ, shape (study,), empty where there are no studies.
    """

    weight: Array
    centre: Array
    sd: Array
    tau: float
    taus: Array
    share: Array

    def quantile(self, level: Array) -> Array:
        """Return the quantiles at `level`, shape as `level`, by inverting the mixture's CDF."""
        reach = 8 * self.sd.max()
        grid = np.linspace(self.centre.min() - reach, self.centre.max() + reach, 401)
        z = (grid[:, None] - self.centre) / self.sd
        density = np.exp(-0.5 * z * z) @ (self.weight / self.sd)
        cumulative = np.cumsum(density) - density / 2
        return np.interp(level, cumulative / (cumulative[-1] + density[-1] / 2), grid)


def random_effects(y: Array, v: Array, a: Array, *, scale: float) -> Mixture:
    """Return the predictive distribution of the normal-normal model.

    Args:
        y: estimates on the link scale, shape (study,).
        v: their sampling variances, shape (study,).
        a: how much of its weight each keeps in the centre, shape (study,), in (0, 1].
        scale: scale of the half-normal prior on τ.

    >>> one = random_effects(np.array([0.0]), np.array([0.04]), np.array([1.0]), scale=0.9)
    >>> np.round(one.quantile(np.array([0.5])), 3).tolist()
    [0.0]
    """
    taus = scale * _GRID
    spread = v + taus[:, None] ** 2
    log = -0.5 * _deviance(y, spread)
    weight = _PRIOR * np.exp(log - log.max())
    weight /= weight.sum()
    pull = a / spread
    centre = (pull * y).sum(axis=1) / pull.sum(axis=1)
    sd = np.sqrt(1 / pull.sum(axis=1) + taus**2)
    share = weight @ (pull / pull.sum(axis=1, keepdims=True))
    return Mixture(weight, centre, sd, float(weight @ taus), taus, share)


def _deviance(y: Array, spread: Array) -> Array:
    """Return −2 log p(y | τ) with μ integrated out, for spreads of shape (τ, study)."""
    precision = (1 / spread).sum(axis=1)
    centre = (y / spread).sum(axis=1) / precision
    misfit = ((y - centre[:, None]) ** 2 / spread).sum(axis=1)
    return np.asarray(np.log(spread).sum(axis=1) + misfit + np.log(precision))


def pool(name: str, kind: str, estimates: Sequence[Estimate]) -> Parameter:
    """Pool the estimates of one quantity into a parameter.

    Args:
        name: the quantity, as in data/quantities.csv.
        kind: "probability" or "share" (logit link), "rate" or "odds_ratio" (log link).
        estimates: the published numbers about it.

    Raises:
        EvidenceError: no estimate, or one that may not be pooled (per muscle, a kappa, …).
    """
    faults = _refusals(name, kind, estimates)
    if faults:
        raise EvidenceError(faults)
    return pool_studies(name, kind, studies_of(name, kind, estimates), tuple(estimates))


@dataclass(frozen=True, eq=False)
class Studies:
    """What the estimates of one quantity say on the link scale; each array has shape (study,).

    Attributes:
        y: the estimates.
        v: their sampling variances; figures of one source share the weight of one study.
        a: how much of its weight each keeps in the centre.
    """

    y: Array
    v: Array
    a: Array


def studies_of(name: str, kind: str, estimates: Sequence[Estimate]) -> Studies:
    """Return estimates that may be pooled on the link scale."""
    studies = np.array([_link(estimate, kind, name) for estimate in estimates])
    figures = Counter(estimate.source_id for estimate in estimates)
    variance = studies[:, 1] * [figures[e.source_id] for e in estimates]
    weight = np.array([APPLICABILITY[e.applicability] / figures[e.source_id] for e in estimates])
    return Studies(studies[:, 0], variance, weight)


def mixture_of(kind: str, studies: Studies) -> Mixture:
    """Return the distribution on the link scale that studies of a quantity of a kind give."""
    return random_effects(studies.y, studies.v, studies.a, scale=HETEROGENEITY[kind])


def pool_studies(
    name: str, kind: str, studies: Studies, estimates: tuple[Estimate, ...] = ()
) -> Parameter:
    """Pool studies on the link scale into a parameter; `pool` is for published numbers."""
    mixture = mixture_of(kind, studies)
    inverse = expit if kind in LOGIT else np.exp
    values = inverse(mixture.quantile(np.concatenate([[0.5], strata(name)])))
    point = np.asarray(values[0])
    return Parameter(name, point, values[1:], mixture.tau, estimates, kind=kind)


def assume(name: str, mean: Sequence[float], *, worth: float, because: str) -> Parameter:
    """Return a declared assumption: Dirichlet with the given mean and total weight.

    Args:
        name: where it is declared.
        mean: probabilities, shape (state,); a state of probability zero stays impossible.
        worth: how many patients it counts for.
        because: why this value.

    >>> assume("x", [0.1, 0.9], worth=10, because="…").point.tolist()
    [0.1, 0.9]
    """
    centre = np.array(mean, dtype=np.float64)
    rng = np.random.default_rng(_seed(name))
    draws = rng.dirichlet(np.maximum(centre * worth, 1e-300), size=DRAWS)
    return Parameter(name, centre, draws, worth=worth, because=because)


def assume_within(name: str, median: float, *, factor: float, because: str) -> Parameter:
    """Return an assumed ratio: log-normal, 95% of it within × or ÷ `factor` of the median.

    Args:
        name: where it is declared.
        median: the odds ratio, or the factor of a sum.
        factor: how far off it may be, one or more; one if it is known exactly.
        because: why this value.

    >>> ratio = assume_within("x", 4, factor=2, because="…")
    >>> np.round([ratio.low, ratio.point, ratio.high], 1).tolist()
    [2.0, 4.0, 8.0]
    """
    none, sd = np.empty(0), np.log([factor]) / 1.96
    certain = Mixture(np.ones(1), np.log([median]), sd, 0.0, np.zeros(1), none)
    # A width of zero has no quantiles: what is known exactly is the median in every draw.
    known = factor - 1 < _EXACT
    draws = np.full(DRAWS, float(median)) if known else np.exp(certain.quantile(strata(name)))
    return Parameter(name, np.array(median, dtype=np.float64), draws, because=because)


def expit(x: Array) -> Array:
    """Return 1 / (1 + exp(−x)), elementwise.

    >>> expit(np.array(0.0)).item()
    0.5
    """
    return np.asarray(0.5 * (1 + np.tanh(0.5 * x)))


def strata(name: str) -> Array:
    """Return one level in the middle of each of DRAWS equal strata, in an order fixed by `name`.

    Stratified levels make the draws' mean and quantiles those of the distribution; an order of its
    own makes a parameter independent of every other and unmoved by the others' presence.
    """
    levels = (np.arange(DRAWS) + 0.5) / DRAWS
    return np.random.default_rng(_seed(name)).permutation(levels)


def _seed(name: str) -> int:
    return zlib.crc32(name.encode())


def _refusals(name: str, kind: str, estimates: Sequence[Estimate]) -> list[Fault]:
    if not estimates:
        expected = "a row of estimates.csv that names it in its column quantity"
        remedy = "Add the row, or declare an assumption in the model."
        return [Fault(f"quantity {name}", "no estimate", expected, remedy)]
    reasons = [(estimate, poolable(estimate, kind)) for estimate in estimates]
    return [
        Fault(
            f"quantity {name}, estimate {estimate.estimate_id}",
            reason,
            f"a {kind.replace('_', ' ')} per patient",
            "Take the quantity's name out of the row.",
        )
        for estimate, reason in reasons
        if reason
    ]


def _link(estimate: Estimate, kind: str, name: str) -> tuple[float, float]:
    """Return the estimate and its sampling variance on the link scale."""
    if kind in LOGIT:
        return _logit_study(estimate, name)
    if estimate.ci_low and estimate.ci_high:
        sd = np.log(estimate.ci_high / estimate.ci_low) / 3.92
    else:
        sd = UNSTATED_LOG_SD if estimate.k is None else 1 / np.sqrt(max(estimate.k, 1))
    return float(np.log(estimate.estimate)), float(sd**2)


def _logit_study(estimate: Estimate, name: str) -> tuple[float, float]:
    """Return logit and variance from the counts, else the interval, else as UNSTATED_N patients."""
    said = statement(estimate, name)
    edges = [e for e in (said.low, said.high) if e is not None and 0 < e < 1]
    if said.n is None and edges and 0 < said.value < 1:
        reach = max(abs(_logit(edge) - _logit(said.value)) for edge in edges)
        return _logit(said.value), (reach / 1.96) ** 2
    n = float(said.n or UNSTATED_N)
    k = float(said.k) if said.k is not None and said.n is not None else said.value * n
    if k in (0.0, n):
        k, n = k + 0.5, n + 1
    return _logit(k / n), 1 / k + 1 / (n - k)


def _logit(p: float) -> float:
    return float(np.log(p / (1 - p)))
