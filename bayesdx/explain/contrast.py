"""Why one hypothesis rather than another, and what could still turn the answer round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import Fault, FindingError
from bayesdx.explain.hypothesis import Hypothesis, ask
from bayesdx.explain.subsets import Bedside, Said, bedside, vector_of
from bayesdx.explain.weight import Weight, Weights, weights_of
from bayesdx.inference.roles import chosen, examinable
from bayesdx.network import Network

if TYPE_CHECKING:
    from pandas import DataFrame

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One result of a finding not examined yet, and where it would leave the two hypotheses.

    Attributes:
        finding: the node.
        state: its state.
        probability: P(state | findings, context).
        log_odds: the odds of the one hypothesis against the other after it, in decibans.
        reverses: whether the other hypothesis would then be the likelier one.
    """

    finding: str
    state: str
    probability: float
    log_odds: float
    reverses: bool


@dataclass(frozen=True, slots=True)
class Reversal:
    """A finding not examined yet: how probable it is that it turns the answer round.

    Attributes:
        finding: the node.
        probability: that a result comes which makes the other hypothesis the likelier one.
        outcomes: its results.
    """

    finding: str
    probability: float
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, eq=False)
class Contrast:
    """What tells two hypotheses apart, and what could still reverse it.

    Attributes:
        target: the node asked about.
        state: the one hypothesis.
        rival: the other.
        network: name and version of the network.
        prior: P(state | context) and P(rival | context).
        posterior: the same given the findings.
        log_odds: the odds of state against rival given the findings, in decibans.
        weights: what each finding says for the one against the other.
        reversals: what is not examined yet, the most likely to reverse the answer first.
    """

    target: str
    state: str
    rival: str
    network: str
    prior: tuple[float, float]
    posterior: tuple[float, float]
    log_odds: float
    weights: Weights
    reversals: tuple[Reversal, ...]

    @property
    def deciding(self) -> Weight | None:
        """The finding that says most for the likelier of the two; None if none does."""
        sign = 1 if self.log_odds >= 0 else -1
        for one in sorted(self.weights.findings, key=lambda w: -sign * (w.shapley or 0.0)):
            return one if sign * (one.shapley or 0.0) > 0 else None
        return None

    @property
    def reversal(self) -> Reversal | None:
        """What is most likely to reverse the answer; None if nothing can by itself."""
        first = self.reversals[0] if self.reversals else None
        return first if first and first.probability > 0 else None

    def rows(self) -> list[dict[str, Any]]:
        """Return one plain dict for each result of each finding that is not examined yet."""
        return [
            asdict(outcome) | {"probability_of_reversal": one.probability}
            for one in self.reversals
            for outcome in one.outcomes
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return {
            "target": self.target,
            "state": self.state,
            "rival": self.rival,
            "network": self.network,
            "prior": list(self.prior),
            "posterior": list(self.posterior),
            "log_odds": self.log_odds,
            "deciding": self.deciding.finding if self.deciding else None,
            "reversal": self.reversal.finding if self.reversal else None,
            "findings": self.weights.rows(),
            "outcomes": self.rows(),
        }

    def to_frame(self) -> DataFrame:
        """Return `rows` as a table."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def __repr__(self) -> str:
        """Say which is likelier, by which findings, and what could reverse it."""
        ours, theirs = self.posterior
        lines = [f"{self.target}: {self.state} {ours:.4g}, {self.rival} {theirs:.4g}"]
        lines += repr(self.weights).splitlines()[1:]
        if self.reversal:
            one = self.reversal
            lines.append(f"  {one.finding} may reverse it, {one.probability:.4g}")
        return "\n".join(lines)


def contrast(
    network: Network,
    findings: Said,
    *,
    target: str,
    state: str | None = None,
    rival: str,
    context: Said | None = None,
    candidates: Sequence[str] | None = None,
    orders: int | None = None,
    seed: int = 0,
) -> Contrast:
    """Return why a state of the target rather than a rival one, and what could reverse it.

    Each finding is weighed for the one against the other, 10·log10 P(e | state, S) / P(e | rival,
    S), as `weigh` does. A finding x that is not examined yet reverses the answer with probability

        Σ P(x | findings) over the results x after which the other hypothesis is the likelier;

    P(x, hypothesis | findings) of every x comes from one batch with the hypothesis as a finding.

    Args:
        network: the network to ask.
        findings: what was observed.
        target: the one hypothesis, NODE=STATE, or NODE for its most likely state.
        state: the state, or a word for some, where the target names the node alone.
        rival: the other.
        context: what is taken for granted before any finding.
        candidates: what could still be examined, neither a finding nor the target; all that can
            be if None.
        orders: how many orders to sample; None takes all, up to 12 findings.
        seed: of the sample.

    Raises:
        FindingError: an unknown name, state or finding; a hypothesis that is impossible; findings
            that rule out both; a candidate that is examined already, or the target.
        ImpossibleFindings: the findings cannot occur together.

    References:
        The weight of evidence between two hypotheses: I. J. Good, Biometrika 66:393–396, 1979,
        doi:10.1093/biomet/66.2.393.

    >>> from bayesdx import load
    >>> found = contrast(
    ...     load("core"), {"tone": "increased"}, target="pattern", state="umn", rival="lmn"
    ... )
    >>> found.deciding.finding, found.posterior[0] > found.posterior[1]
    ('tone', True)
    """
    case = bedside(network, findings, context)
    asked = ask(case, target, state, against=rival)
    return contrast_of(case, asked, candidates=candidates, orders=orders, seed=seed)


def contrast_of(
    case: Bedside,
    asked: Hypothesis,
    *,
    candidates: Sequence[str] | None = None,
    orders: int | None = None,
    seed: int = 0,
) -> Contrast:
    """Return what `contrast` does, of findings that are read already."""
    network = case.network
    weights = weights_of(case, asked, orders=orders, seed=seed)
    whole = np.array([[False], [True]]).repeat(len(case.names), axis=1)
    pair = case.batch(whole, asked.node)[0]
    before, after = (
        (float(row[asked.positive].sum()), float(row[asked.negative].sum()))
        for row in (pair[0], pair[-1])
    )
    if not any(after):
        raise _both_ruled_out(asked)
    [odds] = asked.log_odds(pair[-1:])
    known = {*case.all.seen, asked.node}
    nodes = chosen(network, candidates, examinable(network, known), barred=known)
    return Contrast(
        target=asked.target,
        state=asked.state,
        rival=asked.against,
        network=weights.network,
        prior=before,
        posterior=after,
        log_odds=float(odds),
        weights=weights,
        reversals=_reversals(case, asked, nodes),
    )


def _both_ruled_out(asked: Hypothesis) -> FindingError:
    found = f"findings that rule out both {asked.state!r} and {asked.against!r}"
    remedy = "Name a state that the findings leave possible."
    expected = "at least one of the two to be possible"
    return FindingError(Fault(f"target {asked.target}", found, expected, remedy))


def _reversals(case: Bedside, asked: Hypothesis, nodes: Sequence[int]) -> tuple[Reversal, ...]:
    """Return the candidates, the most likely to reverse the answer first."""
    seen: dict[int, Any] = dict(case.all.seen)
    known = vector_of(seen.get(asked.node), len(asked.positive))
    sides = np.stack([known, known * asked.positive, known * asked.negative], axis=1)
    posteriors, total = case.engine.batch({**seen, asked.node: sides}, None)
    share = total[0] / total[0, 0]
    sign = 1 if share[1] >= share[2] else -1
    found = []
    for node in nodes:
        joint = np.nan_to_num(posteriors[node][0]) * share[:, None]
        outcomes = _outcomes(case.network, node, joint, sign)
        turned = sum(one.probability for one in outcomes if one.reverses)
        found.append(Reversal(case.network.nodes[node].name, turned, outcomes))
    return tuple(sorted(found, key=lambda one: (-one.probability, _closest(one, sign))))


def _outcomes(network: Network, node: int, joint: Array, sign: int) -> tuple[Outcome, ...]:
    """Return the results of a node, from P(x), P(x, state) and P(x, rival), shape (3, state)."""
    name, states = network.nodes[node].name, network.nodes[node].states
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = 10 * (np.log10(joint[1]) - np.log10(joint[2]))
    return tuple(
        Outcome(name, state, float(p), float(value), bool(sign * value < 0))
        for state, p, value in zip(states, joint[0], odds, strict=True)
        if p > 0 and not np.isnan(value)
    )


def _closest(one: Reversal, sign: int) -> float:
    """Return how far the result that comes nearest to a reversal is from one."""
    return min((sign * outcome.log_odds for outcome in one.outcomes), default=np.inf)
