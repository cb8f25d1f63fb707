"""How much each finding speaks for a hypothesis: its weight of evidence, in every order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import Fault, FindingError
from bayesdx.explain.hypothesis import Hypothesis, ask
from bayesdx.explain.measures import divergence, jensen
from bayesdx.explain.orders import Spread, over_all, over_sampled, sample
from bayesdx.explain.subsets import Bedside, Said, bedside, every, prefixes
from bayesdx.network import Network

if TYPE_CHECKING:
    from pandas import DataFrame

Array = NDArray[np.float64]

EXACT = 12
"""Up to so many findings every order is taken; beyond, orders are sampled."""

CASES = 4096
"""So many parts of the findings are evaluated where orders are sampled."""

TINY = 0.05
"""Decibans that nobody need care about: a change of the odds by little more than one percent."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What one finding says about the hypothesis; weights in decibans.

    None stands for what is not defined: the other findings had settled the question before.

    Attributes:
        finding: the node.
        said: what was said of it.
        alone: its weight when nothing else is known.
        in_order: its weight when those given before it are known.
        minimum: the least weight that it has in any order.
        maximum: the greatest.
        shapley: the mean over all orders; the means sum to the weight of all findings together,
            unless that is infinite.
        shapley_standard_error: of the mean, where orders were sampled; else 0.
        cost_of_omission_nats: how far the answer moves when it is left out: the Kullback–Leibler
            divergence of the target's distribution without it from that with all, in nats.
        normalised_likelihood: by what factor it alone multiplies the probability of the
            hypothesis: P(finding | hypothesis) / P(finding).
        direction: "for", "against", "depends" on what else is known, or "irrelevant".
        screened_off: whether the other findings separate it from the target.
    """

    finding: str
    said: str
    alone: float
    in_order: float | None
    minimum: float | None
    maximum: float | None
    shapley: float | None
    shapley_standard_error: float | None
    cost_of_omission_nats: float
    normalised_likelihood: float
    direction: str
    screened_off: bool


@dataclass(frozen=True, eq=False)
class Weights:
    """The findings and what each says about one hypothesis.

    Attributes:
        target: the node asked about.
        state: the state that is explained.
        against: what it is held against.
        network: name and version of the network.
        prior: P(state | context), before the findings.
        posterior: P(state | findings, context).
        total: the weight of all findings together, in decibans.
        conflict_bits: log2 of the product of the single findings' probabilities over that of all
            together; above 0 they fit together less well than if they were independent.
        exact: whether every order was taken.
        orders: how many orders were sampled; None where all were taken.
        seed: of the sample.
        context: node → what was said; given throughout.
        findings: one weight for each finding, in the order given.
    """

    target: str
    state: str
    against: str
    network: str
    prior: float
    posterior: float
    total: float
    conflict_bits: float
    exact: bool
    orders: int | None
    seed: int | None
    context: Mapping[str, str]
    findings: tuple[Weight, ...]

    def rows(self) -> list[dict[str, Any]]:
        """Return one plain dict for each finding."""
        return [asdict(weight) for weight in self.findings]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values, the weights under `findings`."""
        own = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return own | {"context": dict(self.context), "findings": self.rows()}

    def to_frame(self) -> DataFrame:
        """Return `rows` as a table."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def __repr__(self) -> str:
        """Say the weight of every finding, and over which orders."""
        head = f"{self.target}={self.state} against {self.against}: "
        head += f"{self.prior:.4g} → {self.posterior:.4g}, {self.total:+.2f} decibans"
        how = "all orders" if self.exact else f"{self.orders} sampled orders, seed {self.seed}"
        width = max((len(w.finding) + len(w.said) + 1 for w in self.findings), default=0)
        lines = [f"{head} ({how})"]
        lines += [
            f"  {f'{w.finding}={w.said}':<{width}}  {_shown(w.shapley):>7}  "
            f"[{_shown(w.minimum)}, {_shown(w.maximum)}]  {w.direction}"
            for w in self.findings
        ]
        return "\n".join(lines)


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:+.2f}"


def weigh(
    network: Network,
    findings: Said,
    *,
    target: str,
    state: str | None = None,
    against: str | None = None,
    context: Said | None = None,
    orders: int | None = None,
    seed: int = 0,
) -> Weights:
    """Return the weight of evidence of every finding for a state of the target.

    With h the state, h' what it is held against, and S the findings known before,

        W(e : h | S) = 10·log10 [ P(e | h, S) / P(e | h', S) ]

    decibans, which is what e adds to the logarithm of the odds of h. It depends on S, hence on
    the order in which findings are learnt: every part S of up to `EXACT` findings is evaluated,
    2^k cases in one batch; beyond, the parts that a sample of orders passes through, and then
    `minimum` and `maximum` are those met in the sample.

    Args:
        network: the network to ask.
        findings: what was observed, or a mapping as `read_findings` takes it; its order is that
            of `in_order`.
        target: NODE=STATE, or NODE for its most likely state.
        state: the state, or a word for some, where the target names the node alone.
        against: another state that it is held against; all the others if None.
        context: what is taken for granted before any finding, such as the setting.
        orders: how many random orders to sample, at least 2; None takes all, up to `EXACT`
            findings.
        seed: of the sample.

    Raises:
        FindingError: an unknown name, state or finding; a hypothesis that is certain or
            impossible before any finding, which nothing can speak for or against; too few orders.
        ImpossibleFindings: the findings cannot occur together.

    References:
        I. J. Good, Studies in the history of probability and statistics. XXXVII. A. M. Turing's
        statistical work in World War II, Biometrika 66:393–396, 1979,
        doi:10.1093/biomet/66.2.393 (weight of evidence, deciban). H. J. Suermondt, Explanation
        in Bayesian belief networks, PhD thesis, Stanford University, 1992 (cost of omission).
        F. V. Jensen et al., Analysis in HUGIN of data conflict, UAI 1990, arXiv:1304.1146.

    >>> from bayesdx import load
    >>> found = weigh(
    ...     load("core"), {"tone": "increased", "atrophy": "none"}, target="pattern", state="umn"
    ... )
    >>> [(one.finding, one.direction) for one in found.findings]
    [('tone', 'for'), ('atrophy', 'for')]
    >>> bool(np.isclose(sum(one.shapley for one in found.findings), found.total))
    True
    """
    case = bedside(network, findings, context)
    asked = ask(case, target, state, against=against)
    return weights_of(case, asked, orders=orders, seed=seed)


def weights_of(
    case: Bedside, asked: Hypothesis, *, orders: int | None = None, seed: int = 0
) -> Weights:
    """Return what `weigh` does, of findings that are read already."""
    _refuse_few(orders)
    _refuse_settled(case, asked)
    count = len(case.names)
    exact = count <= EXACT if orders is None else False
    wanted = max(2, CASES // max(count, 1)) if orders is None else orders
    drawn = None if exact else sample(count, wanted, seed)
    return _weights(case, asked, drawn, seed)


def _refuse_few(orders: int | None) -> None:
    """Refuse a sample of orders that has no standard error."""
    if orders is None or orders >= 2:
        return
    remedy = "Name none to take all orders of up to 12 findings."
    raise FindingError(Fault("orders", f"{orders!r}", "2 or more, or none", remedy))


def _refuse_settled(case: Bedside, asked: Hypothesis) -> None:
    posterior, _ = case.batch(np.zeros((1, len(case.names)), dtype=bool), asked.node)
    [odds] = asked.log_odds(posterior)
    if np.isfinite(odds):
        return
    [p] = asked.probability(posterior)
    found = f"{asked.state!r} against {asked.against!r}, of probability {p:g} before any finding"
    expected = "a hypothesis that findings can speak for or against"
    remedy = "Name another state, or take back the context that settles it."
    raise FindingError(Fault(f"target {asked.target}", found, expected, remedy))


@dataclass(frozen=True, eq=False)
class _Known:
    """What was computed: values over orders, and the parts that are always needed.

    Attributes:
        spread: what each finding adds over the orders.
        posterior: of nothing, each finding alone, all but each, and the first findings in the
            order given, shape (case, state).
        probability: of these parts, shape (case,).
    """

    spread: Spread
    posterior: Array
    probability: Array


def _weights(
    case: Bedside, asked: Hypothesis, drawn: NDArray[np.int64] | None, seed: int
) -> Weights:
    count = len(case.names)
    known = _known(case, asked, drawn)
    posterior, odds = known.posterior, asked.log_odds(known.posterior)
    likely = asked.probability(posterior)
    alone, left = slice(1, count + 1), slice(count + 1, 2 * count + 1)
    path = odds[2 * count + 1 :]
    with np.errstate(invalid="ignore"):
        in_order = np.diff(path)
    columns = {
        "alone": odds[alone] - odds[0],
        "in_order": in_order,
        "minimum": known.spread.minimum,
        "maximum": known.spread.maximum,
        "shapley": known.spread.shapley,
        "shapley_standard_error": known.spread.standard_error,
        "cost_of_omission_nats": divergence(posterior[-1], posterior[left]),
        "normalised_likelihood": likely[alone] / likely[0],
    }
    bearing = case.engine.bearing(case.all.seen, asked.node)
    return Weights(
        target=asked.target,
        state=asked.state,
        against=asked.against,
        network=case.network.version or case.network.name,
        prior=float(likely[0]),
        posterior=float(likely[-1]),
        total=float(odds[-1] - odds[0]),
        conflict_bits=jensen(known.probability[: count + 1], known.probability[-1]),
        exact=drawn is None,
        orders=None if drawn is None else len(drawn),
        seed=None if drawn is None else seed,
        context=case.context_said,
        findings=tuple(
            _weight(case, place, {name: float(of[place]) for name, of in columns.items()}, bearing)
            for place in range(count)
        ),
    )


def _known(case: Bedside, asked: Hypothesis, drawn: NDArray[np.int64] | None) -> _Known:
    """Evaluate all parts that are needed in one batch."""
    count = len(case.names)
    always = standing(count)
    passed = every(count) if drawn is None else prefixes(drawn).reshape(-1, count)
    parts, back = np.unique(np.concatenate([always, passed]), axis=0, return_inverse=True)
    posterior, probability = case.batch(parts, asked.node)
    posterior, probability = posterior[back.reshape(-1)], probability[back.reshape(-1)]
    odds = asked.log_odds(posterior[len(always) :])
    spread = over_all(odds) if drawn is None else _sampled(asked, posterior, odds, drawn)
    return _Known(spread, posterior[: len(always)], probability[: len(always)])


def _sampled(asked: Hypothesis, posterior: Array, odds: Array, drawn: NDArray[np.int64]) -> Spread:
    """Return the spread over sampled orders; its bounds take in the parts always evaluated."""
    count = drawn.shape[1]
    found = over_sampled(odds.reshape(len(drawn), count + 1), drawn)
    always = asked.log_odds(posterior[: 3 * count + 2])
    path = always[2 * count + 1 :]
    with np.errstate(invalid="ignore"):
        seen = np.stack(
            [
                always[1 : count + 1] - always[0],
                path[-1] - always[count + 1 : 2 * count + 1],
                np.diff(path),
            ]
        )
    return Spread(
        np.fmin(found.minimum, np.fmin.reduce(seen)),
        np.fmax(found.maximum, np.fmax.reduce(seen)),
        found.shapley,
        found.standard_error,
    )


def standing(count: int) -> NDArray[np.bool_]:
    """Return nothing, each finding alone, all but each, and the path in the order given.

    >>> standing(2).astype(int).tolist()
    [[0, 0], [1, 0], [0, 1], [0, 1], [1, 0], [0, 0], [1, 0], [1, 1]]
    """
    one = np.eye(count, dtype=bool)
    path = np.tri(count + 1, count, -1, dtype=bool)
    return np.concatenate([np.zeros((1, count), dtype=bool), one, ~one, path])


def _weight(case: Bedside, place: int, numbers: Mapping[str, float], bearing: Any) -> Weight:
    screened = case.nodes[place] not in bearing
    return Weight(
        finding=case.names[place],
        said=case.said[place],
        alone=numbers["alone"],
        in_order=_defined(numbers["in_order"]),
        minimum=_defined(numbers["minimum"]),
        maximum=_defined(numbers["maximum"]),
        shapley=_defined(numbers["shapley"]),
        shapley_standard_error=_defined(numbers["shapley_standard_error"]),
        cost_of_omission_nats=numbers["cost_of_omission_nats"],
        normalised_likelihood=numbers["normalised_likelihood"],
        direction="irrelevant" if screened else direction(numbers),
        screened_off=screened,
    )


def _defined(value: float) -> float | None:
    return None if np.isnan(value) else value


def direction(numbers: Mapping[str, float]) -> str:
    """Return whether a finding speaks for the hypothesis, against it, either way, or not at all.

    >>> direction({"minimum": -0.01, "maximum": 0.02, "shapley": 0.0})
    'irrelevant'
    >>> direction({"minimum": -4.0, "maximum": 3.0, "shapley": -1.0})
    'against'
    """
    if not max(abs(numbers["minimum"]), abs(numbers["maximum"])) >= TINY:
        return "irrelevant"
    if abs(numbers["shapley"]) < TINY:
        return "depends"
    return "for" if numbers["shapley"] > 0 else "against"
