"""Every part of the findings at once: a finding left out is a likelihood of ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import Fault, FindingError
from bayesdx.findings import Findings
from bayesdx.inference.engine import Engine, engine_of
from bayesdx.inference.observed import Observed, contradiction, observe
from bayesdx.network import Network

Array = NDArray[np.float64]
Members = NDArray[np.bool_]
Said = Findings | Mapping[str, object]


@dataclass(frozen=True, eq=False)
class Bedside:
    """The findings that are explained, and the context that is taken for granted throughout.

    Attributes:
        network: the network.
        engine: its engine.
        names: the findings, in the order given.
        nodes: their nodes.
        said: what was said of each.
        findings: the findings as the engine takes them.
        context: what is given throughout, as the engine takes it.
        context_said: node → what was said of the context.
        memo: the batches answered already.
    """

    network: Network
    engine: Engine
    names: tuple[str, ...]
    nodes: tuple[int, ...]
    said: tuple[str, ...]
    findings: Observed
    context: Observed
    context_said: Mapping[str, str]
    memo: dict[tuple[int, bytes], tuple[Array, Array]] = field(default_factory=dict)

    @property
    def all(self) -> Observed:
        """Findings and context together."""
        return Observed(
            {**self.context.seen, **self.findings.seen}, {**self.context.said, **self.findings.said}
        )

    def batch(self, members: Members, target: int) -> tuple[Array, Array]:
        """Return posteriors and probabilities of parts of the findings, in one batch.

        Args:
            members: which findings are in each part, shape (case, finding).
            target: the node asked about.

        Returns:
            P(target | part, context), shape (case, state), and P(part, context), shape (case,).
        """
        key = (target, members.tobytes())
        if key not in self.memo:
            [found], total = self.engine.batch(self._seen(members), target)
            self.memo[key] = found[0], total[0]
        return self.memo[key]

    def batch_all(self, members: Members) -> tuple[list[Array], Array]:
        """Return what `batch` does, for every node of the network."""
        found, total = self.engine.batch(self._seen(members), None)
        return [one[0] for one in found], total[0]

    def _seen(self, members: Members) -> dict[int, int | Array]:
        seen: dict[int, int | Array] = dict(self.context.seen)
        for place, node in enumerate(self.nodes):
            vector = vector_of(self.findings.seen[node], self.engine.sizes[node])
            seen[node] = np.where(members[:, place], vector[:, None], 1.0)
        return seen

    def refuse_impossible(self) -> None:
        """Refuse findings that cannot occur together.

        Raises:
            ImpossibleFindings: it names a minimal set of them.
        """
        if not self.engine.is_possible(self.all.seen):
            raise contradiction(
                self.network, self.all, lambda rest: self.engine.is_possible(rest.seen)
            )


def bedside(network: Network, findings: Said, context: Said | None = None) -> Bedside:
    """Return findings and context, read and checked.

    Raises:
        FindingError: an unknown name or state, or one node in both.
        ImpossibleFindings: they cannot occur together.
    """
    engine = engine_of(network)
    given = observe(engine, network, context or {})
    found = observe(engine, network, findings)
    both = [network.nodes[node].name for node in found.seen if node in given.seen]
    if both:
        remedy = "Leave it out in one place."
        expected = "it as a finding or as context"
        raise FindingError(
            [Fault(f"finding {name}", "it as both", expected, remedy) for name in both]
        )
    one = Bedside(
        network=network,
        engine=engine,
        names=tuple(network.nodes[node].name for node in found.seen),
        nodes=tuple(found.seen),
        said=tuple(found.said.values()),
        findings=found,
        context=given,
        context_said=dict(given.said),
    )
    one.refuse_impossible()
    return one


def vector_of(value: int | Array | None, size: int) -> Array:
    """Return a finding as a likelihood; ones where there is none, shape (state,).

    >>> vector_of(1, 3).tolist(), vector_of(None, 2).tolist()
    ([0.0, 1.0, 0.0], [1.0, 1.0])
    """
    if value is None:
        return np.ones(size)
    return np.eye(size)[value] if isinstance(value, int) else value


def every(count: int) -> Members:
    """Return all parts of `count` findings, shape (2**count, count); row r holds the bits of r.

    >>> every(2).astype(int).tolist()
    [[0, 0], [1, 0], [0, 1], [1, 1]]
    """
    found: Members = (np.arange(2**count)[:, None] >> np.arange(count)) % 2 == 1
    return found


def prefixes(orders: NDArray[np.int64]) -> Members:
    """Return the parts that orders pass through, shape (order, count + 1, count).

    Args:
        orders: per order, the findings as they come, shape (order, count).

    >>> prefixes(np.array([[1, 0]])).astype(int).tolist()
    [[[0, 0], [0, 1], [1, 1]]]
    """
    rank = np.argsort(orders, axis=1)
    steps = np.arange(orders.shape[1] + 1)
    return rank[:, None, :] < steps[:, None]
