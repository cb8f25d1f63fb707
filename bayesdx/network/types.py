"""What a network is: nodes, tables, draws of the tables, and where each cell came from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import Fault, SpecError
from bayesdx.evidence import Parameter
from bayesdx.spec import ModelSpec

Array = NDArray[np.float64]

COLUMN_TOLERANCE = 1e-6
"""How far a column may be from one before it is refused; within it, it is normalised."""


@dataclass(frozen=True, slots=True)
class Node:
    """A variable, its states, and the parents its table is conditional on, in axis order."""

    name: str
    states: tuple[str, ...]
    parents: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Network:
    """Shape and numbers, compiled together; read-only.

    `tables[i]` has shape (state, *parents) and holds the point values of `nodes[i]`;
    `draws[i]` has shape (draw or 1, state, *parents). `draws` is empty where a network has no
    uncertainty of its own, as one read from a BIF file; such a network has no spec or parameters.
    A network that has learnt from local cases has a `base`, which it was before, and `local`: node
    → how many cases are in each cell of its table, shape (state, *parents).
    """

    name: str
    version: str
    nodes: tuple[Node, ...]
    tables: tuple[Array, ...]
    draws: Sequence[Array] = ()
    spec: ModelSpec | None = None
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    base: Network | None = None
    local: Mapping[str, Array] = field(default_factory=dict)

    @cached_property
    def states(self) -> Mapping[str, tuple[str, ...]]:
        """The states of every node, by its name."""
        return MappingProxyType({node.name: node.states for node in self.nodes})

    @cached_property
    def index(self) -> Mapping[str, int]:
        """The position of every node, by its name."""
        return MappingProxyType({node.name: i for i, node in enumerate(self.nodes)})

    def __repr__(self) -> str:
        """Name the network and its size."""
        return f"<Network {self.version or self.name}: {len(self.nodes)} nodes>"


def assemble(
    name: str,
    nodes: Sequence[Node],
    tables: Sequence[Array],
    *,
    draws: Sequence[Array] = (),
    version: str = "",
    where: str = "",
    tolerance: float = COLUMN_TOLERANCE,
    spec: ModelSpec | None = None,
    parameters: Mapping[str, Parameter] | None = None,
) -> Network:
    """Check nodes and tables against each other and return them as a Network.

    Args:
        name: the network's name.
        nodes: the nodes, in any order.
        tables: per node, shape (state, *parents), probabilities.
        draws: per node, shape (draw or 1, state, *parents), distributions; or nothing.
        version: what identifies the numbers; a digest of the tables is added.
        where: the file to name in a fault.
        tolerance: how far a column's sum may be from one; within it, it is normalised.
        spec: the model it was compiled from.
        parameters: what its cells were computed from, by name.

    Raises:
        SpecError: with every fault: a parent that is no node, a cycle, a table of the wrong
            shape, a value or draw outside [0, 1], a column that does not sum to one.

    >>> rain = Node("rain", ("no", "yes"))
    >>> assemble("weather", [rain], [np.array([0.8, 0.2])]).tables[0].tolist()
    [0.8, 0.2]
    """
    where = where or name
    order = _order(nodes, where)
    faults = [
        fault
        for node, table in zip(nodes, tables, strict=True)
        for fault in _table_faults(node, table, nodes, where, tolerance)
    ]
    if faults:
        raise SpecError(faults)
    for node, drawn in zip(nodes, draws, strict=False):
        check_draws(where, node.name, drawn)
    points = tuple(_frozen(tables[i] / tables[i].sum(axis=0)) for i in order)
    return Network(
        name=name,
        version=f"{version or name} ({_digest([nodes[i] for i in order], points)})",
        nodes=tuple(nodes[i] for i in order),
        tables=points,
        draws=tuple(_frozen(draws[i]) for i in order) if draws else (),
        spec=spec,
        parameters=MappingProxyType(parameters or {}),
    )


def _order(nodes: Sequence[Node], where: str) -> list[int]:
    """Return the positions of `nodes`, parents first and otherwise as given."""
    position = {node.name: i for i, node in enumerate(nodes)}
    faults = [_twice(node, where) for i, node in enumerate(nodes) if position[node.name] != i]
    faults += [
        Fault(f"{where}, node {node.name}", f"the parent {parent!r}", "a node", "Add it.")
        for node in nodes
        for parent in node.parents
        if parent not in position
    ]
    if faults:
        raise SpecError(faults)
    try:
        sorter = TopologicalSorter({i: _parents(node, position) for i, node in enumerate(nodes)})
        return list(sorter.static_order())
    except CycleError as error:
        cycle = " → ".join(nodes[i].name for i in reversed(error.args[1]))
        raise SpecError(
            Fault(where, f"the cycle {cycle}", "arrows without a cycle", "Drop one of them.")
        ) from None


def _twice(node: Node, where: str) -> Fault:
    return Fault(where, f"two nodes named {node.name!r}", "one", "Rename or remove one.")


def _parents(node: Node, position: Mapping[str, int]) -> list[int]:
    return [position[parent] for parent in node.parents]


def _table_faults(
    node: Node, table: Array, nodes: Sequence[Node], where: str, tolerance: float
) -> list[Fault]:
    """Return the faults of one table."""
    place = f"{where}, node {node.name}"
    sizes = {other.name: len(other.states) for other in nodes}
    shape = (len(node.states), *(sizes[parent] for parent in node.parents))
    if table.shape != shape:
        return [Fault(place, f"a table of shape {table.shape}", f"{shape}", "Complete the table.")]
    if not np.all((table >= 0) & (table <= 1 + tolerance)):
        return [
            Fault(place, _outside(table), "probabilities between 0 and 1", "Correct the value.")
        ]
    sums = table.sum(axis=0)
    off = np.argwhere(np.abs(sums - 1) > tolerance)
    if not len(off):
        return []
    given = _given(node, nodes, tuple(off[0]))
    found = f"a column that sums to {float(sums[tuple(off[0])]):.6g}{given}"
    return [Fault(place, found, "a sum of 1", "Correct the column; nothing is normalised away.")]


def _outside(table: Array) -> str:
    bad = table[~((table >= 0) & (table <= 1))]
    return f"the value {float(bad.flat[0]):g}"


def _given(node: Node, nodes: Sequence[Node], at: tuple[int, ...]) -> str:
    states = {other.name: other.states for other in nodes}
    said = [f"{p}={states[p][i]}" for p, i in zip(node.parents, at, strict=True)]
    return f" (given {', '.join(said)})" if said else ""


def check_draws(name: str, node: str, drawn: Array) -> None:
    """Refuse draws of a table that are no probabilities.

    Args:
        name: the network's name.
        node: the name of the node.
        drawn: the draws of its table, any shape.

    Raises:
        SpecError: a draw that is no number, or outside [0, 1].
    """
    # Not a number is neither least nor most, and fails both comparisons.
    low, high = float(drawn.min(initial=0.0)), float(drawn.max(initial=0.0))
    if low >= 0 and high <= 1 + COLUMN_TOLERANCE:
        return
    remedy = "Correct the numbers that this node is computed from."
    found = f"draws from {low:g} to {high:g}"
    raise SpecError(Fault(f"{name}, node {node}", found, "probabilities between 0 and 1", remedy))


def _frozen(array: Array) -> Array:
    array = np.ascontiguousarray(array, dtype=np.float64)
    array.setflags(write=False)
    return array


def _digest(nodes: Sequence[Node], tables: Sequence[Array]) -> str:
    """Return 12 hex digits that change whenever a name or a number of the network does."""
    digest = hashlib.sha256()
    for node, table in zip(nodes, tables, strict=True):
        digest.update(repr((node.name, node.states, node.parents)).encode())
        digest.update(np.round(table, 12).tobytes())
    return digest.hexdigest()[:12]
