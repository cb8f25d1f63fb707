"""What the likelihood of a finding rests on, cell by cell.

A table form may name an assumption that does not reach a cell: what happens where two pulls meet
has no part in a cell where one of them is absent. So every parameter of a table is moved a little,
and a cell rests on those that move it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import Fault, SpecError
from bayesdx.network import KINDS, Column, Network, columns
from bayesdx.network.leaves import Form, Given, leaves, parts, roles
from bayesdx.network.tables import Columns, Tables
from bayesdx.spec import NodeSpec
from bayesdx.spec.expressions import Borrowed, Graded, Leaf

Array = NDArray[np.float64]
Kinds = NDArray[np.str_]
Some = NDArray[np.bool_]

SUPPORT: Mapping[str, str] = {
    **{kind: KINDS[kind] for kind in ("cited", "borrowed", "derived")},
    "graded": "a cited rate, divided over mild and marked involvement by an assumption",
    **{kind: KINDS[kind] for kind in ("part assumed", "assumed", "definition")},
}
"""What a cell may rest on, best supported first."""

ROLES: Mapping[str, str] = {
    "literature": "a figure that was published",
    "grading": "an assumption that only divides a published rate over mild and marked",
    "assumption": "any other assumption",
}
"""What a parameter is to a cell."""

_TILT = 0.02
"""By so much on the log-odds scale, of an odds ratio the log scale, a parameter is moved."""

_ROOM = 1e-3
"""What p(1 − p) is taken to be where it is less, so that a 0 can be moved too."""

_STILL = 1e-12
"""A cell that is moved by less does not rest on the parameter."""


@dataclass(frozen=True, eq=False)
class Cells:
    """The table of one node, with what each of its parameters does to it.

    Attributes:
        table: the point values, shape (state, *parents).
        moves: parameter → how the table changes with it, shape (state, *parents, move).
        points: parameter → its value.
        cited: the parameters that rest on published figures.
        rates: parameter → the columns in which it does more than grade, shape (*parents).
        borrowed: parameter → the columns that take it from other patients, shape (*parents).
    """

    table: Array
    moves: Mapping[str, Array]
    points: Mapping[str, Array]
    cited: frozenset[str]
    rates: Mapping[str, Some]
    borrowed: Mapping[str, Some]

    def reach(self, likelihood: Array) -> Mapping[str, Array]:
        """Return parameter → how far it moves the likelihood of a finding, shape (*parents).

        Args:
            likelihood: (state,), what was found; the likelihood under a column of the table is
                the sum of its cells weighed with this.
        """
        moved = {n: np.tensordot(likelihood, moves, 1) for n, moves in self.moves.items()}
        far = {name: np.abs(by).sum(axis=-1) for name, by in moved.items()}
        return {name: np.where(by > _STILL, by, 0.0) for name, by in far.items()}

    def kinds(self, likelihood: Array) -> Kinds:
        """Return what the likelihood of a finding rests on, of `SUPPORT`, shape (*parents)."""
        reach = {name: by > 0 for name, by in self.reach(likelihood).items()}
        none = np.zeros(self.table.shape[1:], dtype=bool)
        published = [reach[name] for name in self.cited]
        assumed = [reach[name] for name in reach if name not in self.cited]
        at_rate = [reach[name] & self.rates[name] for name in reach if name not in self.cited]
        borrowed = [reach[name] & self.borrowed[name] for name in self.cited]
        is_published, is_assumed = _any(published, none), _any(assumed, none)
        cases = {
            "definition": ~is_published & ~is_assumed,
            "assumed": ~is_published,
            "part assumed": _any(at_rate, none),
            "graded": is_assumed,
            "borrowed": _any(borrowed, none),
            "cited": self._stands(reach, np.tensordot(likelihood, self.table, 1)),
        }
        return np.select(list(cases.values()), list(cases), "derived")

    def parts(self, likelihood: Array) -> Mapping[tuple[str, str], Array]:
        """Return (parameter, role of `ROLES`) → its part of each likelihood, shape (*parents).

        A likelihood is divided among its parameters in proportion to how far a shift of each by
        the same small step moves it, on the log-odds scale. What rests on none has no parts.
        """
        reach = self.reach(likelihood)
        whole = sum(reach.values(), start=np.zeros(self.table.shape[1:]))
        found: dict[tuple[str, str], Array] = {}
        for name, by in reach.items():
            part = np.divide(by, whole, out=np.zeros_like(whole), where=whole > 0)
            if name in self.cited:
                found[name, "literature"] = part
            else:
                found[name, "grading"] = np.where(self.rates[name], 0.0, part)
                found[name, "assumption"] = np.where(self.rates[name], part, 0.0)
        return found

    def _stands(self, reach: Mapping[str, Some], value: Array) -> Some:
        """Return where the likelihood is one published figure, or its complement."""
        alone = sum(reach.values(), start=np.zeros(value.shape, dtype=int)) == 1
        same = [
            reach[name] & (np.isclose(value, point) | np.isclose(value, 1 - point))
            for name, point in self.points.items()
            if name in self.cited
        ]
        return np.asarray(alone & _any(same, np.zeros(value.shape, dtype=bool)))


def cells_of(network: Network, node: str) -> Cells:
    """Return the table of a node with what each of its parameters does to it.

    Args:
        network: a network that was compiled from a model of models/.
        node: one of its nodes.

    Raises:
        SpecError: the network has no model file that says how its tables are computed.
    """
    said = _spec(network, node)
    ratios = {leaf.name for leaf, role in roles(said.table) if role == "ratio"}
    points = {name: network.parameters[name].point for name in leaves(said.table)}
    rows = [
        (name, moved)
        for name, point in points.items()
        for moved in _moved(point, is_ratio=name in ratios)
    ]
    tables = _tables(network, said, points, rows)
    shape = tables.shape[1:-1]
    return Cells(
        table=tables[..., 0],
        moves={
            name: tables[..., 1:][..., [own == name for own, _ in rows]] - tables[..., :1]
            for name in points
        },
        points=points,
        cited=frozenset(name for name in points if network.parameters[name].cited),
        rates=_where(said, points, shape, _rates),
        borrowed=_where(said, points, shape, _borrowed),
    )


def _tables(
    network: Network,
    said: NodeSpec,
    points: Mapping[str, Array],
    rows: Sequence[tuple[str, Array]],
) -> Array:
    """Return the table as it is, then with one parameter moved at a time, on the last axis."""

    def numbers(name: str) -> Array:
        every = [moved if own == name else points[name] for own, moved in rows]
        return np.stack([points[name], *every], axis=-1)

    shape = network.tables[network.index[said.name]].shape
    every = Columns.of(said.parents, np.ones(shape[1:], dtype=bool))
    tables = Tables(said.states, numbers).distribution(said.table, every)
    whole = np.broadcast_to(tables, (shape[0], every.count, 1 + len(rows)))
    return whole.reshape(*shape, 1 + len(rows))


def _where(
    said: NodeSpec,
    names: Iterable[str],
    shape: tuple[int, ...],
    named: Callable[[Form, Given], Iterator[str]],
) -> Mapping[str, Some]:
    """Return parameter → the columns in which it is named, shape (*parents)."""
    found = {name: np.zeros(shape, dtype=bool) for name in names}
    for at in np.ndindex(*shape):
        for name in named(said.table, dict(zip(said.parents, at, strict=True))):
            found[name][at] = True
    return found


def _any(some: Sequence[Some], none: Some) -> Some:
    return np.asarray(np.any([none, *some], axis=0))


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


def _moved(point: Array, *, is_ratio: bool) -> Iterator[Array]:
    """Yield a rate or a ratio, or each share of a distribution in turn, moved a little."""
    if point.ndim:
        for share in np.eye(len(point)):
            moved = point * np.exp(_TILT * share)
            yield moved / moved.sum()
    elif is_ratio:
        yield point * np.exp(_TILT)
    else:
        step = _TILT * max(float(point * (1 - point)), _ROOM)
        yield point + step if point < 0.5 else point - step


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
