"""Random questions whose answers can be had from the joint distribution of all nodes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bayesdx.network import Network, Node, assemble
from tests.inference.networks import Array, likelihood, random_findings, random_network


class Question(NamedTuple):
    """A network, findings on it, and a node without one."""

    network: Network
    findings: dict[str, object]
    target: str


def question(seed: int, *, most: int = 4) -> Question:
    """Return a network of up to 6 nodes with up to `most` findings, none on the target."""
    network = random_network(seed, most=6)
    target = network.nodes[seed % len(network.nodes)].name
    findings = random_findings(network, seed + 1)
    findings.pop(target, None)
    return Question(network, dict(list(findings.items())[:most]), target)


def joint(network: Network, findings: dict[str, object]) -> Array:
    """Return P(all nodes, findings), an axis for each node in the network's order."""
    index = network.index
    operands: list[object] = []
    for node, table in zip(network.nodes, network.tables, strict=True):
        operands += [table, [index[node.name], *(index[parent] for parent in node.parents)]]
        if node.name in findings:
            operands += [likelihood(node.states, findings[node.name]), [index[node.name]]]
    found: Array = np.einsum(*operands, list(range(len(network.nodes))))
    return found


def over(every: Array, kept: tuple[int, ...]) -> Array:
    """Return the marginal of some axes, in their order."""
    found: Array = np.einsum(every, list(range(every.ndim)), list(kept))
    return found


def copies(count: int) -> Network:
    """Return a disease of probability .01 and signs of likelihood ratio 18, all copies of one."""
    states = ("yes", "no")
    first = Node("sign1", states, ("disease",))
    others = [Node(f"sign{i}", states, ("sign1",)) for i in range(2, count + 1)]
    return assemble(
        "copies",
        [Node("disease", states), first, *others],
        [np.array([0.01, 0.99]), np.array([[0.9, 0.05], [0.1, 0.95]])] + [np.eye(2)] * (count - 1),
    )
