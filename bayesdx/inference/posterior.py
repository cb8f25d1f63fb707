"""What the network believes about a node, given findings, and how sure it may be."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bayesdx.findings import Findings
from bayesdx.inference.engine import Engine, engine_of
from bayesdx.inference.observed import (
    Observed,
    check_cases,
    check_level,
    contradiction,
    nodes_of,
    observe,
)
from bayesdx.inference.part import Seen
from bayesdx.network import Network

if TYPE_CHECKING:
    from pandas import DataFrame

Array = NDArray[np.float64]

_NOISE = 1e-12
"""So far a bound may lie on the wrong side of the point by rounding alone."""

_FEW = 6
"""Up to so many targets are asked for together; for more, all nodes are."""


@dataclass(frozen=True, eq=False)
class Posterior:
    """The answer to one question, with its interval.

    Attributes:
        target: the node asked about.
        states: its states.
        probability: P(target = state | findings) at the point values, shape (state,).
        low: the lower bounds of the interval over the draws, shape (state,); None where the
            network has no draws, or none under which the findings are possible.
        high: the upper bounds.
        level: the probability that the interval holds.
        probability_of_findings: P(findings); of an uncertain finding its expected likelihood.
        unused: findings that are d-separated from the target given the others.
        network: name and version of the network.
        findings: node → what was said of it.
    """

    target: str
    states: tuple[str, ...]
    probability: Array
    low: Array | None
    high: Array | None
    level: float
    probability_of_findings: float
    unused: tuple[str, ...]
    network: str
    findings: Mapping[str, str] = field(default_factory=dict)

    def rows(self) -> list[dict[str, Any]]:
        """Return one plain dict for each state: target, state, probability, low, high."""
        low, high = (self._bounds(bound) for bound in (self.low, self.high))
        return [
            {"target": self.target, "state": state, "probability": p, "low": a, "high": b}
            for state, p, a, b in zip(
                self.states, self.probability.tolist(), low, high, strict=True
            )
        ]

    def _bounds(self, bound: Array | None) -> list[Any]:
        return [None] * len(self.states) if bound is None else bound.tolist()

    def as_dict(self) -> dict[str, Any]:
        """Return everything but the findings as plain values, in full precision."""
        return {
            "target": self.target,
            "states": list(self.states),
            "probability": self.probability.tolist(),
            "low": None if self.low is None else self.low.tolist(),
            "high": None if self.high is None else self.high.tolist(),
            "level": self.level,
            "probability_of_findings": self.probability_of_findings,
            "unused": list(self.unused),
            "network": self.network,
        }

    def to_frame(self) -> DataFrame:
        """Return `rows` as a table."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def __repr__(self) -> str:
        """Say the answer state by state."""
        said = ", ".join(f"{name}={text}" for name, text in self.findings.items())
        width = max(map(len, self.states))
        lines = [f"{self.target} | {said or 'no findings'}"]
        for row in self.rows():
            line = f"  {row['state']:<{width}}  {row['probability']:.4f}"
            if row["low"] is not None:
                line += f" ({row['low']:.4f}–{row['high']:.4f})"
            lines.append(line)
        return "\n".join(lines)


def query(
    network: Network,
    findings: Findings | Mapping[str, object],
    *,
    target: str,
    level: float = 0.95,
) -> Posterior:
    """Return the posterior of one node, with its interval.

    P(target | findings) = P(target, findings) / P(findings), exactly, at the point values; the
    interval holds the central `level` of the same over the draws of the tables.

    Args:
        network: the network to ask.
        findings: what was observed, or a mapping as `read_findings` takes it.
        target: the node asked about.
        level: the probability that the interval shall hold, between 0 and 1.

    Raises:
        FindingError: an unknown target, finding or state; a likelihood that is none; a level
            that is no probability.
        ImpossibleFindings: the findings cannot occur together; it names a minimal set of them.

    >>> from bayesdx.network import Node, assemble
    >>> import numpy as np
    >>> network = assemble(
    ...     "rain",
    ...     [Node("rain", ("no", "yes")), Node("wet", ("no", "yes"), ("rain",))],
    ...     [np.array([0.8, 0.2]), np.array([[0.9, 0.1], [0.1, 0.9]])],
    ... )
    >>> query(network, {"wet": "yes"}, target="rain")
    rain | wet=yes
      no   0.3077
      yes  0.6923
    """
    engine = engine_of(network)
    check_level(level)
    [node] = nodes_of(network, (target,))
    observed = observe(engine, network, findings)
    answer = engine.answer(observed.seen, node)
    if answer is None:
        raise contradiction(network, observed, lambda rest: engine.is_possible(rest.seen))
    draws = engine.batch(observed.seen, node, draws=True)[0][0] if engine.draws else None
    asked = _Asked(network, observed, answer[1], level)
    return asked.posterior(node, answer[0], draws, engine.bearing(observed.seen, node))


def posteriors(
    network: Network,
    findings: Findings | Mapping[str, object],
    *,
    targets: Sequence[str] | None = None,
    level: float = 0.95,
) -> tuple[Posterior, ...]:
    """Return the posteriors of several nodes: one run forward, and one back as far as they are.

    Args:
        network: the network to ask.
        findings: what was observed, or a mapping as `read_findings` takes it.
        targets: the nodes asked about; every node if None.
        level: the probability that the intervals shall hold, between 0 and 1.

    Raises:
        FindingError: as `query`.
        ImpossibleFindings: as `query`.
    """
    engine = engine_of(network)
    check_level(level)
    nodes = range(len(network.nodes)) if targets is None else nodes_of(network, tuple(targets))
    few = tuple(nodes) if 0 < len(nodes) <= _FEW else None
    observed = observe(engine, network, findings)
    answer = _at_the_point(engine, observed.seen, few)
    if answer is None:
        raise contradiction(network, observed, lambda rest: engine.is_possible(rest.seen))
    draws = engine.batch(observed.seen, few, draws=True)[0] if engine.draws else None
    asked = _Asked(network, observed, answer[1], level)
    every = None if few else engine.bearings(observed.seen)
    return tuple(
        asked.posterior(
            node,
            answer[0][place],
            draws[place] if draws else None,
            every[node] if every else engine.bearing(observed.seen, node),
        )
        for place, node in (enumerate(few) if few else zip(nodes, nodes, strict=True))
    )


def _at_the_point(
    engine: Engine, seen: Seen, few: tuple[int, ...] | None
) -> tuple[list[Array], float] | None:
    """Return P(node | findings) of some nodes or all, and P(findings); None if impossible."""
    if few is None:
        return engine.answers(seen)
    found = [engine.answer(seen, node) for node in few]
    known = [one for one in found if one is not None]
    return ([p for p, _ in known], known[0][1]) if known else None


def score_cases(
    network: Network, likelihoods: Mapping[str, Array], *, target: str
) -> tuple[Array, Array]:
    """Return the posterior of a node for many cases at once, at the point values.

    Args:
        network: the network to ask.
        likelihoods: node → (case, state), the likelihood of each state in each case; ones where
            it was not examined.
        target: the node asked about.

    Returns:
        P(target | findings), shape (case, state), and P(findings), shape (case,). Where the
        findings of a case are impossible, its posterior is NaN and their probability zero.

    Raises:
        FindingError: an unknown name; likelihoods of another shape, or none at all in a case.
    """
    engine = engine_of(network)
    [node] = nodes_of(network, (target,))
    names = tuple(likelihoods)
    vectors = [np.asarray(likelihoods[name], dtype=float) for name in names]
    places = nodes_of(network, names)
    check_cases(network, places, vectors)
    seen = {place: np.ascontiguousarray(v.T) for place, v in zip(places, vectors, strict=True)}
    [posterior], total = engine.batch(seen, node)
    cases = len(vectors[0]) if vectors else 1
    return np.broadcast_to(posterior[0], (cases, len(posterior[0, 0]))), total[0]


class _Asked(NamedTuple):
    """What all posteriors of one patient share."""

    network: Network
    observed: Observed
    probability_of_findings: float
    level: float

    def posterior(
        self, node: int, probability: Array, draws: Array | None, bearing: Collection[int]
    ) -> Posterior:
        """Return the posterior of a node; `draws` has shape (draw, 1, state)."""
        network, (seen, said), total, level = self
        low, high = (None, None) if draws is None else interval(draws[:, 0], probability, level)
        asked = network.nodes[node]
        unused: tuple[str, ...] = ()
        if len(bearing) < len(seen):
            unused = tuple(n for place, n in zip(seen, said, strict=True) if place not in bearing)
        probability = np.minimum(probability, 1.0)  # a sum of rounded products may pass it
        probability.setflags(write=False)
        return Posterior(
            asked.name,
            asked.states,
            probability,
            low,
            high,
            level,
            total,
            unused,
            network.version or network.name,
            said,
        )


def interval(draws: Array, point: Array, level: float) -> tuple[Array, Array] | tuple[None, None]:
    """Return the bounds of the central interval over draws, shape (draw, state).

    Draws under which the findings are impossible say nothing. Rounding never excludes the point.
    """
    known = draws[~np.isnan(draws[:, 0])]
    if not len(known):
        return None, None
    ordered = np.sort(known, axis=0)
    low, high = (_quantile(ordered, share) for share in ((1 - level) / 2, (1 + level) / 2))
    low = np.where(np.abs(low - point) < _NOISE, np.minimum(low, point), low)
    high = np.where(np.abs(high - point) < _NOISE, np.maximum(high, point), high)
    low.setflags(write=False)
    high.setflags(write=False)
    return low, high


def _quantile(ordered: Array, share: float) -> Array:
    """Return the quantile of sorted rows, linear between them; NumPy's own imports half of it."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    found: Array = ordered[below] + (place - below) * (ordered[above] - ordered[below])
    return found
