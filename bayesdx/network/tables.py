"""Expressions → numbers: the table of one node, or some columns of it.

A rate has shape (column, row), a distribution (state, column, row); a row is a draw, or the one
point value. An axis on which a value does not depend has size one until it meets another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayesdx.network.forms import (
    Array,
    among,
    graded_split,
    ladder,
    noisy_or,
    odds,
    product,
    split,
    tug_of_war,
)
from bayesdx.spec import NodeSpec
from bayesdx.spec.expressions import (
    AllOf,
    Always,
    Among,
    AnyOf,
    Between,
    Borrowed,
    By,
    Distribution,
    Graded,
    Ladder,
    Leaf,
    Rate,
    Ratio,
    Shares,
    Split,
    TugOfWar,
    Vector,
)

Places = NDArray[np.intp]
Numbers = Callable[[str], Array]
"""The value of a parameter by its name, shape (row,) or (state, row)."""


@dataclass(frozen=True, eq=False)
class Columns:
    """`count` columns of a table: for every parent, the position of its state in each of them."""

    count: int
    at: Mapping[str, Places]

    @classmethod
    def of(cls, parents: Sequence[str], wanted: NDArray[np.bool_]) -> Columns:
        """Return the columns that are wanted, shape (*parents), in the table's order."""
        at = np.nonzero(np.atleast_1d(wanted))
        return cls(int(wanted.sum()), dict(zip(parents, at, strict=False)))

    def taken(self, where: Places) -> Columns:
        """Return some of the columns."""
        return Columns(len(where), {parent: at[where] for parent, at in self.at.items()})


@dataclass(frozen=True, eq=False)
class Tables:
    """Evaluates the expressions of a node with some states."""

    states: tuple[str, ...]
    numbers: Numbers

    def distribution(self, form: Distribution, columns: Columns) -> Array:
        """Return the probability of every state, shape (state, column or 1, row or 1)."""
        match form:
            case By():
                return _by(form, columns, self.distribution)
            case Vector(leaf):
                return self.numbers(leaf.name)[:, None]
            case Shares(place):
                return self.numbers(place)[:, None]
            case Always(always):
                return np.array([[[float(state == always)]] for state in self.states])
            case Split(rates):
                return split([None if rate is None else self.rate(rate, columns) for rate in rates])
            case Ladder(steps):
                return ladder(self._rates(steps, columns))
            case TugOfWar(down, up, tie, base):
                return tug_of_war(
                    self.rate(down, columns),
                    self.rate(up, columns),
                    tie=self.distribution(tie, columns),
                    base=self.distribution(base, columns),
                )

    def rate(self, form: Rate, columns: Columns) -> Array:
        """Return a probability, shape (column or 1, row or 1)."""
        match form:
            case Leaf(name) | Borrowed(Leaf(name)):
                return self.numbers(name)[None]
            case Graded():
                return self._graded(form, columns)
            case AnyOf(leak, causes):
                return noisy_or(self.rate(leak, columns), self._rates(causes, columns))
            case AllOf(parts):
                return product(self._rates(parts, columns))
            case Among(of_all, involved, background):
                return among(*self._rates((of_all, involved, background), columns))
            case By():
                return _by(form, columns, self.rate)
            case _:
                return np.zeros((1, 1))

    def _rates(self, forms: Sequence[Rate], columns: Columns) -> list[Array]:
        return [self.rate(form, columns) for form in forms]

    def _ratio(self, form: Ratio) -> Array:
        """Return an odds ratio, shape (1, row)."""
        if isinstance(form, Between):
            low, high = self.numbers(form.low.name), self.numbers(form.high.name)
            return (odds(high) / odds(low))[None]
        return self.numbers(form.name)[None]

    def _graded(self, form: Graded, columns: Columns) -> Array:
        """Put the rates of none, mild and marked involvement where these are."""
        grade = columns.at[form.parent]
        parts = []
        if len(none := np.flatnonzero(grade == 0)):
            parts.append((none, self.rate(form.none, columns.taken(none))))
        if len(some := np.flatnonzero(grade)):
            affected = columns.taken(some)
            mild, marked = graded_split(
                self.rate(form.affected, affected),
                self._ratio(form.odds_ratio),
                self.rate(form.marked_share, affected),
            )
            parts.append((some, np.where((grade[some] == 1)[:, None], mild, marked)))
        return _laid(parts, columns.count)


def table_of(node: NodeSpec, sizes: Sequence[int], numbers: Numbers) -> Array:
    """Return the whole table of a node, shape (state, *parents, row).

    Args:
        node: its states, its parents, and the form of its table.
        sizes: how many states each parent has.
        numbers: the value of each parameter that the form names.
    """
    columns = Columns.of(node.parents, np.ones(sizes, dtype=bool))
    table = Tables(node.states, numbers).distribution(node.table, columns)
    shape = (len(node.states), columns.count, table.shape[-1])
    return np.broadcast_to(table, shape).reshape(len(node.states), *sizes, -1)


def _by(form: By, columns: Columns, read: Callable[[Any, Columns], Array]) -> Array:
    """Return what each column's branch says; a branch that several states share is read once."""
    number = {branch: i for i, branch in enumerate(dict.fromkeys(form.branches))}
    chosen = np.array([number[branch] for branch in form.branches])[columns.at[form.parent]]
    found = [(branch, np.flatnonzero(chosen == i)) for branch, i in number.items()]
    parts = [(where, read(branch, columns.taken(where))) for branch, where in found if len(where)]
    return _laid(parts, columns.count)


def _laid(parts: Sequence[tuple[Places, Array]], count: int) -> Array:
    """Return `count` columns, put together from the values of some of them at a time."""
    if len(parts) == 1:
        return parts[0][1]
    lead = parts[0][1].shape[:-2]
    rows = max(value.shape[-1] for _, value in parts)
    whole = np.empty((*lead, count, rows))
    for where, value in parts:
        whole[..., where, :] = value
    return whole
