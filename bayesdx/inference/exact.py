"""The reference: the same questions put to pgmpy's variable elimination. Slow, and trusted."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayesdx.findings import Findings
from bayesdx.formats.pgm import to_pgm
from bayesdx.inference.engine import engine_of
from bayesdx.inference.observed import Observed, check_level, contradiction, nodes_of, observe
from bayesdx.inference.posterior import Posterior
from bayesdx.network import Network, Node, assemble

_SEEN = "seen"


def query(
    network: Network,
    findings: Findings | Mapping[str, object],
    *,
    target: str,
    level: float = 0.95,
) -> Posterior:
    """Return the posterior of one node at the point values, computed by pgmpy.

    An uncertain finding becomes a child of its node that was seen, with the likelihoods as its
    table. P(findings) is built up one finding after the other.

    Args:
        network: the network to ask.
        findings: what was observed, or a mapping as `read_findings` takes it.
        target: the node asked about.
        level: as in `bayesdx.query`, where there is an interval; here there is none.

    Raises:
        FindingError: as `bayesdx.query`.
        ImpossibleFindings: as `bayesdx.query`.
    """
    check_level(level)
    [node] = nodes_of(network, (target,))
    observed = observe(engine_of(network), network, findings)
    asked = _Asked(network, observed)
    total = asked.probability()
    if total == 0:
        raise contradiction(network, observed, lambda rest: _Asked(network, rest).probability() > 0)
    return Posterior(
        target=network.nodes[node].name,
        states=network.nodes[node].states,
        probability=asked.posterior(network.nodes[node].name),
        low=None,
        high=None,
        level=level,
        probability_of_findings=total,
        unused=asked.unused(network.nodes[node].name),
        network=network.version or network.name,
        findings=observed.said,
    )


class _Asked:
    """A network of pgmpy with a seen child for every uncertain finding."""

    def __init__(self, network: Network, observed: Observed) -> None:
        nodes, tables = list(network.nodes), list(network.tables)
        self.said = observed.said
        self.certain: dict[str, str] = {}
        self.scale = 1.0
        self.children: dict[str, str] = {}
        for place, value in observed.seen.items():
            node = network.nodes[place]
            if isinstance(value, int):
                self.certain[node.name] = node.states[value]
                continue
            child = f"likelihood of {node.name}"
            weights = value / value.max()
            self.scale *= float(value.max())
            nodes.append(Node(child, (_SEEN, "not seen"), (node.name,)))
            tables.append(np.stack([weights, 1 - weights]))
            self.children[node.name] = child
        self.network = assemble(network.name, nodes, tables)
        self.evidence = {**self.certain, **dict.fromkeys(self.children.values(), _SEEN)}
        self.model = to_pgm(self.network)

    def ask(self, name: str, evidence: Mapping[str, str]) -> dict[str, float]:
        """Return P(name | evidence), state by state."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            from pgmpy.inference import VariableElimination

        # A new one each time: a query with virtual evidence changes the one it is put to.
        factor: Any = VariableElimination(self.model).query(
            [name], evidence=dict(evidence), show_progress=False
        )
        return dict(zip(factor.state_names[name], factor.values.tolist(), strict=True))

    def probability(self) -> float:
        """Return P(findings) as a product of conditionals; zero as soon as one is."""
        total, known = self.scale, dict[str, str]()
        for name, state in self.evidence.items():
            total *= self.ask(name, known)[state]
            if total == 0:
                return 0.0
            known[name] = state
        return total

    def posterior(self, target: str) -> NDArray[np.float64]:
        """Return P(target | findings), shape (state,)."""
        states = self.network.states[target]
        if target in self.certain:
            found = {self.certain[target]: 1.0}
        else:
            found = self.ask(target, self.evidence)
        probability = np.array([found.get(state, 0.0) for state in states])
        probability.setflags(write=False)
        return probability

    def unused(self, target: str) -> tuple[str, ...]:
        """Return the findings that pgmpy finds d-separated from the target given the others."""
        unused = []
        for name in self.said:
            asked = self.children.get(name, name)
            others = [other for other in self.evidence if other != asked]
            same = name == target
            apart = target in others or not self.model.is_dconnected(target, asked, others)
            if apart and not same:
                unused.append(name)
        return tuple(unused)
