"""Random networks and findings, and the answer by summing the whole joint distribution."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from bayesdx.errors import ImpossibleFindings
from bayesdx.formats.bif import read_bif
from bayesdx.network import Network, Node, assemble

Array = NDArray[np.float64]


class Question(NamedTuple):
    """A network, findings on it, and a node to ask about."""

    network: Network
    findings: dict[str, object]
    target: str


def random_network(seed: int, *, most: int = 8, draws: int = 0, zeros: bool = False) -> Network:
    """Return a network of up to `most` nodes with 2 to 4 states and up to 3 parents each."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(2, 5, rng.integers(1, most + 1)).tolist()
    nodes, tables, drawn = [], [], []
    for i, size in enumerate(sizes):
        above = rng.choice(i, rng.integers(0, min(i, 3) + 1), replace=False).tolist()
        shape = [sizes[k] for k in above]
        columns = rng.dirichlet(np.ones(size), shape)
        if zeros:
            columns = np.where(rng.random(columns.shape) < 0.4, 0, columns)
            columns[..., 0] += columns.sum(axis=-1) == 0
            columns /= columns.sum(axis=-1, keepdims=True)
        many = rng.dirichlet(np.ones(size), [draws if rng.random() < 0.8 else 1, *shape])
        nodes.append(Node(f"n{i}", tuple("abcd"[:size]), tuple(f"n{k}" for k in above)))
        tables.append(np.moveaxis(columns, -1, 0))
        drawn.append(np.moveaxis(many, -1, 1))
    order = rng.permutation(len(nodes)).tolist()
    return assemble(
        "random",
        [nodes[i] for i in order],
        [tables[i] for i in order],
        draws=[drawn[i] for i in order] if draws else (),
    )


def random_findings(network: Network, seed: int) -> dict[str, object]:
    """Return certain, uncertain and set-valued findings on some of the nodes."""
    rng = np.random.default_rng(seed)
    findings: dict[str, object] = {}
    for node in network.nodes:
        kind = rng.choice(["none", "none", "certain", "uncertain", "set"])
        if kind == "certain":
            findings[node.name] = str(rng.choice(node.states))
        elif kind == "uncertain":
            findings[node.name] = dict(zip(node.states, rng.random(len(node.states)), strict=True))
        elif kind == "set":
            findings[node.name] = set(node.states[:-1])
    return findings


@st.composite
def questions(draw: st.DrawFn, *, draws: int = 0, zeros: bool = False) -> Question:
    network = random_network(draw(st.integers(0, 2**32)), draws=draws, zeros=zeros)
    findings = random_findings(network, draw(st.integers(0, 2**32)))
    target = draw(st.sampled_from([node.name for node in network.nodes]))
    return Question(network, findings, target)


def likelihood(states: tuple[str, ...], value: object) -> Array:
    """Return a finding of `random_findings` as a vector."""
    if isinstance(value, str):
        value = {value}
    if isinstance(value, Mapping):
        return np.array([value[state] for state in states])
    assert isinstance(value, set)
    return np.array([float(state in value) for state in states])


def enumerate_joint(
    network: Network,
    findings: Mapping[str, object],
    target: str,
    tables: tuple[Array, ...] | None = None,
) -> tuple[Array, float]:
    """Return P(target | findings) and P(findings) from the joint distribution of all nodes."""
    index = network.index
    operands: list[object] = []
    for node, table in zip(network.nodes, tables or network.tables, strict=True):
        operands += [table, [index[node.name], *(index[parent] for parent in node.parents)]]
        if node.name in findings:
            operands += [likelihood(node.states, findings[node.name]), [index[node.name]]]
    joint = np.einsum(*operands, list(range(len(network.nodes))))
    axes = tuple(i for i in range(joint.ndim) if i != index[target])
    found, total = joint.sum(axis=axes), float(joint.sum())
    if total == 0:
        raise ImpossibleFindings(["all"])
    return found / total, total


def wheel_network(name: str) -> Network:
    """Return one of the published networks that come with pgmpy."""
    spec = importlib.util.find_spec("pgmpy")
    assert spec is not None
    assert spec.origin is not None
    return read_bif(Path(spec.origin).parent / "utils" / "example_models" / f"{name}.bif.gz")
