"""What is asked about: one state of one node, given findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from bayesdx.findings import Findings
from bayesdx.inference.contraction import Array
from bayesdx.inference.engine import Engine, engine_of
from bayesdx.inference.observed import Observed, contradiction, observe
from bayesdx.inference.target import one_state, read_target
from bayesdx.network import Network


class Asked(NamedTuple):
    """A question about one state of one node, and its answer at the point values.

    Attributes:
        network: the network asked.
        engine: its engine.
        observed: the findings.
        node: the number of the node asked about.
        state: the number of its state.
        posterior: P(node | findings), shape (state,).
        total: P(findings).
    """

    network: Network
    engine: Engine
    observed: Observed
    node: int
    state: int
    posterior: Array
    total: float

    @property
    def name(self) -> str:
        """The name of the node."""
        return self.network.nodes[self.node].name

    @property
    def states(self) -> tuple[str, ...]:
        """The states of the node."""
        return self.network.nodes[self.node].states

    @property
    def target(self) -> str:
        """What is asked about, as NODE=STATE."""
        return f"{self.name}={self.states[self.state]}"

    @property
    def answer(self) -> str:
        """The most likely state."""
        return self.states[int(self.posterior.argmax())]


def ask(network: Network, findings: Findings | Mapping[str, object], target: str) -> Asked:
    """Return a question with its answer at the point values.

    Args:
        network: the network to ask.
        findings: what was observed, or a mapping as `read_findings` takes it.
        target: NODE=STATE, or NODE for its most likely state.

    Raises:
        FindingError: an unknown node or state; with every fault of the findings.
        ImpossibleFindings: the findings cannot occur together.

    >>> from bayesdx import load
    >>> ask(load("core"), {"babinski": "extensor"}, "pattern").target
    'pattern=umn'
    """
    engine = engine_of(network)
    observed = observe(engine, network, findings)
    named = read_target(network, target)
    state = one_state(network, named)
    answer = engine.answer(observed.seen, named.node)
    if answer is None:
        raise contradiction(network, observed, lambda rest: engine.is_possible(rest.seen))
    posterior, total = answer
    chosen = int(posterior.argmax()) if state is None else state
    return Asked(network, engine, observed, named.node, chosen, posterior, total)
