"""A question as the methods of this package take it: findings, a node, and one of its states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import Fault, SpecError
from bayesdx.findings import Findings
from bayesdx.inference.contraction import Array
from bayesdx.inference.engine import Engine, engine_of
from bayesdx.inference.observed import contradiction, observe
from bayesdx.inference.relevance import ancestors
from bayesdx.inference.target import one_state, read_target
from bayesdx.network import Network

Seen = Mapping[int, "int | Array"]


@dataclass(frozen=True, eq=False)
class Asked:
    """One question about one state of one node.

    Attributes:
        network: the network that is asked.
        engine: its engine.
        seen: the findings, by node number.
        said: node → what was said of it.
        node: the number of the target.
        state: the number of its state.
        posterior: P(target | findings) at the point values, shape (state,).
    """

    network: Network
    engine: Engine
    seen: Seen
    said: Mapping[str, str]
    node: int
    state: int
    posterior: Array

    @property
    def target(self) -> str:
        """The name of the node asked about."""
        return self.network.nodes[self.node].name

    @property
    def state_name(self) -> str:
        """The name of the state asked about."""
        return self.network.nodes[self.node].states[self.state]

    @property
    def probability(self) -> float:
        """P(target = state | findings) at the point values."""
        return min(float(self.posterior[self.state]), 1.0)

    @property
    def relevant(self) -> tuple[int, ...]:
        """The nodes whose tables may bear on the answer: target, findings and what is above."""
        return ancestors(self.engine.graph, [self.node, *self.seen])

    def drawn(self, draws: Sequence[Array]) -> Array:
        """Return P(target | findings) for other draws of the tables, shape (draw, state).

        NaN where the findings are impossible.
        """
        own = draws is self.network.draws
        engine = self.engine if own else self.engine.redrawn(draws)
        [found], _ = engine.batch(self.seen, self.node, draws=True)
        return np.asarray(found[:, 0])

    def gradient(self) -> dict[int, Array]:
        """Return ∂ logit P(target = state | findings) / ∂ every entry of every relevant table.

        With x an entry, ∂ log P(state, findings)/∂x − ∂ log P(other states, findings)/∂x, each
        side by one backward run. Zero everywhere where the answer is 0 or 1.
        """
        (p, of_state), (rest, of_others) = self._side(chosen=True), self._side(chosen=False)
        if not (p[0] > 0 and rest[0] > 0):
            return {i: np.zeros_like(self.network.tables[i]) for i in self.relevant}
        return {i: of_state[i][0] / p[0] - of_others[i][0] / rest[0] for i in self.relevant}

    def _side(self, *, chosen: bool) -> tuple[Array, tuple[Array, ...]]:
        states = np.arange(len(self.posterior)) == self.state
        indicator: NDArray[np.float64] = (states == chosen).astype(float)
        own = self.seen.get(self.node, np.ones(len(states)))
        vector = np.eye(len(states))[own] if isinstance(own, int) else own
        return self.engine.table_derivatives({**self.seen, self.node: vector * indicator})


def ask(network: Network, findings: Findings | Mapping[str, object], target: str) -> Asked:
    """Return the question that findings and "node=state" or "node" (its likeliest state) put.

    Raises:
        FindingError: an unknown target, state or finding.
        ImpossibleFindings: the findings cannot occur together.
    """
    return ask_all(network, findings, target)[0]


def ask_all(
    network: Network, findings: Findings | Mapping[str, object], target: str
) -> tuple[Asked, ...]:
    """Return the questions about a target: one for "node=state"; for "node" every state.

    The likeliest state comes first, the others in the network's order.

    Raises:
        FindingError: an unknown target, state or finding.
        ImpossibleFindings: the findings cannot occur together.
    """
    engine = engine_of(network)
    named = read_target(network, target)
    state, node = one_state(network, named), named.node
    observed = observe(engine, network, findings)
    answer = engine.answer(observed.seen, node)
    if answer is None:
        raise contradiction(network, observed, lambda rest: engine.is_possible(rest.seen))
    posterior = answer[0]
    states = network.nodes[node].states
    if state is not None:
        places = [state]
    else:
        likeliest = int(posterior.argmax())
        places = [likeliest, *(i for i in range(len(states)) if i != likeliest)]
    return tuple(
        Asked(network, engine, observed.seen, observed.said, node, place, posterior)
        for place in places
    )


def check_drawn(network: Network) -> None:
    """Refuse a network that has no draws.

    Raises:
        SpecError: it has none.
    """
    if not len(network.draws):
        found = "no draws: its tables are single values, so an answer has no interval"
        remedy = "Name core or localisation, or a .yaml model, with --model."
        expected = "a model compiled from literature"
        raise SpecError(Fault(f"model {network.name}", found, expected, remedy))


def check_literature(network: Network) -> None:
    """Refuse a network that has learnt from local cases: its studies cannot be pooled anew.

    Raises:
        SpecError: it has learnt.
    """
    if network.base is not None:
        found, expected = "a model that has learnt from local cases", "the literature alone"
        remedy = f"Ask it of {network.base.name}, as it was before."
        raise SpecError(Fault(f"model {network.version}", found, expected, remedy))
