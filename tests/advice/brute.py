"""What the measures of the next test come to when every combination of states is summed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from hypothesis import reject

from bayesdx.network import Network
from tests.inference.networks import Array, Question, likelihood


def joint_of(network: Network, findings: Mapping[str, object], names: Sequence[str]) -> Array:
    """Return P(names | findings) from the joint distribution of all nodes, an axis a name."""
    index = network.index
    operands: list[object] = []
    for node, table in zip(network.nodes, network.tables, strict=True):
        operands += [table, [index[node.name], *(index[parent] for parent in node.parents)]]
        if node.name in findings:
            operands += [likelihood(node.states, findings[node.name]), [index[node.name]]]
    joint = np.einsum(*operands, [index[name] for name in names])
    total = joint.sum()
    if total < 1e-200:
        reject()
    return np.asarray(joint / total)


def open_nodes(asked: Question) -> list[str]:
    """Return the nodes that are neither examined nor asked about, the silent ones included."""
    known = {asked.target} | {
        name
        for name, value in asked.findings.items()
        if not (likelihood(asked.network.states[name], value) == 1).all()
    }
    return [node.name for node in asked.network.nodes if node.name not in known]


def entropy(p: Array) -> float:
    return -sum(x * np.log2(x) for x in np.ravel(p).tolist() if x > 0)


def bits(joint: Array) -> float:
    """Return H(T) + H(X) − H(T, X), the target on the first axis and all results behind it."""
    flat = joint.reshape(len(joint), -1)
    return entropy(flat.sum(axis=1)) + entropy(flat.sum(axis=0)) - entropy(flat)
