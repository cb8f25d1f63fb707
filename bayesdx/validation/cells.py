"""What the likelihood of a finding rests on, cell by cell.

A table form may name an assumption that does not reach a cell: what happens where two pulls meet
has no part in a cell where one of them is absent. So every parameter of a table is moved a little,
and a cell rests on those that move it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import Fault, SpecError
from bayesdx.evidence import Parameter
from bayesdx.network import KINDS, Column, Network, columns
from bayesdx.network.leaves import Form, Given, leaves, parts
from bayesdx.network.tables import Columns, Tables
from bayesdx.spec import NodeSpec
from bayesdx.spec.expressions import Borrowed, Graded, Leaf

Array = NDArray[np.float64]
Kinds = NDArray[np.str_]

SUPPORT: Mapping[str, str] = {
    **{kind: KINDS[kind] for kind in ("cited", "borrowed", "derived")},
    "graded": "a cited rate, divided over mild and marked involvement by an assumption",
    **{kind: KINDS[kind] for kind in ("part assumed", "assumed", "definition")},
}
"""What a cell may rest on, best supported first."""

_STEP = 0.02
"""By so much of itself a parameter is moved, and by this where it is zero."""

_STILL = 1e-12
"""A cell that is moved by less does not rest on the parameter."""


@dataclass(frozen=True, eq=False)
class Cells:
    """The table of one node, with what each of its parameters does to it.

    Attributes:
        form: how the table is computed.
        parents: the parents, in axis order.
        table: the point values, shape (state, *parents).
        moves: parameter → how the table changes with it, shape (state, *parents, move).
        parameters: every parameter of the network, by name.
    """

    form: Form
    parents: tuple[str, ...]
    table: Array
    moves: Mapping[str, Array]
    parameters: Mapping[str, Parameter]

    def kinds(self, likelihood: Array) -> Kinds:
        """Return what the likelihood of a finding rests on, shape (*parents).

        Args:
            likelihood: (state,), what was found; the likelihood under a column of the table is
                the sum of its cells weighed with this.
        """
        value = np.tensordot(likelihood, self.table, 1)
        moved = {
            name: np.abs(np.tensordot(likelihood, change, 1)).max(axis=-1) > _STILL
            for name, change in self.moves.items()
        }
        found = np.empty(value.shape, dtype="<U12")
        for at in np.ndindex(*value.shape):
            given = dict(zip(self.parents, at, strict=True))
            found[at] = self._kind(given, {n for n in moved if moved[n][at]}, float(value[at]))
        return found

    def _kind(self, given: Given, names: set[str], value: float) -> str:
        """Return what a likelihood rests on that these parameters move."""
        assumed = {name for name in names if not self.parameters[name].cited}
        if assumed == names:
            return "assumed" if names else "definition"
        if assumed:
            return "part assumed" if assumed & set(_rates(self.form, given)) else "graded"
        if names & set(_borrowed(self.form, given)):
            return "borrowed"
        points = [float(self.parameters[name].point) for name in names]
        stands = len(points) == 1 and np.isclose(value, [points[0], 1 - points[0]]).any()
        return "cited" if stands else "derived"


def cells_of(network: Network, node: str) -> Cells:
    """Return the table of a node with what each of its parameters does to it.

    Args:
        network: a network that was compiled from a model of models/.
        node: one of its nodes.

    Raises:
        SpecError: the network has no model file that says how its tables are computed.
    """
    said = _spec(network, node)
    points = {name: network.parameters[name].point for name in leaves(said.table)}
    rows = [(name, moved) for name, point in points.items() for moved in _moved(point)]

    def numbers(name: str) -> Array:
        """Return the value of a parameter in the row that moves nothing, then in all others."""
        every = [moved if own == name else points[name] for own, moved in rows]
        return np.stack([points[name], *every], axis=-1)

    shape = network.tables[network.index[node]].shape
    every = Columns.of(said.parents, np.ones(shape[1:], dtype=bool))
    tables = Tables(said.states, numbers).distribution(said.table, every)
    tables = np.broadcast_to(tables, (shape[0], every.count, 1 + len(rows)))
    tables = tables.reshape(*shape, 1 + len(rows))
    moves = {
        name: tables[..., 1:][..., [own == name for own, _ in rows]] - tables[..., :1]
        for name in points
    }
    return Cells(said.table, said.parents, tables[..., 0], moves, network.parameters)


def column_kinds(network: Network, node: str) -> Kinds:
    """Return what every column of a table is computed from, shape (*parents).

    As `bayesdx.network.columns` has it, but that a column is graded where every assumption in it
    only divides a rate over mild and marked.

    Raises:
        SpecError: the network has no model file that says how its tables are computed.
    """
    form = _spec(network, node).table
    found = [_column_kind(network, form, column) for column in columns(network, node)]
    return np.array(found).reshape(network.tables[network.index[node]].shape[1:])


def _column_kind(network: Network, form: Form, column: Column) -> str:
    if column.kind != "part assumed":
        return column.kind
    at = dict(zip((parent for parent, _ in column.given), column.at, strict=True))
    assumed = {name for name in column.parameters if not network.parameters[name].cited}
    return column.kind if assumed & set(_rates(form, at)) else "graded"


def _spec(network: Network, node: str) -> NodeSpec:
    if network.spec is None:
        remedy = "Take a model of models/; one from a BIF file does not say where it comes from."
        found = "tables without a model file"
        raise SpecError(Fault(f"model {network.name}", found, "a model of models/", remedy))
    return next(said for said in network.spec.nodes if said.name == node)


def _moved(point: Array) -> Iterator[Array]:
    """Yield a value, or one share of a distribution, moved a little."""
    if point.ndim:
        for lower in np.eye(len(point)) * _STEP:
            moved = point * (1 - lower)
            yield moved / moved.sum()
        return
    yield point * (1 - _STEP) if point else np.asarray(_STEP)
    yield point + _STEP * point * abs(1 - point)


def _rates(form: Form, given: Given) -> Iterator[str]:
    """Yield the leaves of a column but those that only divide a rate over mild and marked."""
    if isinstance(form, Leaf):
        yield form.name
    if isinstance(form, Graded) and given[form.parent]:
        yield from _rates(form.affected, given)
        return
    for part in parts(form, given):
        yield from _rates(part, given)


def _borrowed(form: Form, given: Given) -> Iterator[str]:
    """Yield the quantities that a column borrows from another group of patients."""
    if isinstance(form, Borrowed):
        yield form.leaf.name
    for part in parts(form, given):
        yield from _borrowed(part, given)
