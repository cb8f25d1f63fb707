"""A network made ready for questions: its parts, kept for the next question of the same kind."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from copy import copy
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from bayesdx.inference.batch import Question, table_derivatives
from bayesdx.inference.contraction import Array
from bayesdx.inference.lookup import Repeats
from bayesdx.inference.part import TINY, Part, Seen, part_of
from bayesdx.inference.relevance import ancestors, bearing, bearing_on_all, graph
from bayesdx.network import Network

_NODES_AT_ONCE = 150
"""Up to so many nodes one tape for the whole network serves every question."""

_COST_AT_ONCE = 500_000
"""And up to so many multiplications of that tape."""

_WORK = 20_000_000
"""Multiplications that may be spent on answering in advance."""

_KEPT = 256

Asked = int | tuple[int, ...] | None
"""A node, several, or all of them."""


class Engine:
    """Answers to questions about one network, in node numbers; it changes no answer later.

    Attributes:
        families: per node, the node and its parents.
        sizes: per node, its number of states.
        tables: per node, the point values, shape (state, *parents).
        draws: per node, shape (draw or 1, state, *parents); empty if there are none.
        graph: the arrows.
        memo: the reader's: what each name and word came to when it was read first.
    """

    def __init__(self, network: Network) -> None:
        index = network.index
        self.families = tuple(
            (index[node.name], *(index[parent] for parent in node.parents))
            for node in network.nodes
        )
        self.sizes = tuple(len(node.states) for node in network.nodes)
        self.tables = network.tables
        self.draws = network.draws
        self.graph = graph([family[1:] for family in self.families])
        self.memo: dict[tuple[str, object], Any] = {}
        self._turned: dict[int, Array] = {}
        self._parts: dict[object, Part] = {}
        self._repeats = Repeats(self.sizes, self._solve)
        self._bearing: dict[object, Collection[int]] = {}
        self._bearings: dict[object, Sequence[Collection[int]]] = {}

    def redrawn(self, draws: Sequence[Array]) -> Engine:
        """Return an engine over other draws of the tables; it shares the plans of this one.

        Args:
            draws: per node, shape (draw or 1, state, *parents), asked for when it is needed.
        """
        other = copy(self)
        other.draws, other._turned = draws, {}
        return other

    @cached_property
    def whole(self) -> Part:
        """All nodes on one tape; any finding may come."""
        nodes = range(len(self.sizes))
        return part_of(self.families, self.tables, self.sizes, nodes=nodes)

    @cached_property
    def is_small(self) -> bool:
        """Whether the whole tape is as good as any part of it."""
        return len(self.sizes) <= _NODES_AT_ONCE and self.whole.tape.cost <= _COST_AT_ONCE

    def draws_of(self, node: int) -> Array:
        """Return the draws of a table, their axis last: shape (state, *parents, draw or 1, 1)."""
        turned = self._turned.get(node)
        if turned is None:
            last = np.ascontiguousarray(np.moveaxis(self.draws[node], 0, -1))
            turned = self._turned[node] = last[..., None]
        return turned

    def points_of(self, node: int) -> Array:
        """Return the point values of a table, shape (state, *parents, 1, 1)."""
        return self.tables[node][..., None, None]

    def part(self, seen: Seen, target: Asked) -> Part:
        """Return the part that bears on a question: ancestors of target and findings, sliced.

        Args:
            seen: the findings; their nodes matter, and which of them are certain.
            target: the node or nodes asked about; None asks about every node.
        """
        cut, targets = frozenset(self._cut(seen, target)), _several(target)
        key = (targets, cut, frozenset(seen))
        part = self._parts.get(key)
        if part is None:
            nodes: Sequence[int] = range(len(self.sizes))
            if targets is not None:
                nodes = ancestors(self.graph, [*targets, *seen])
            part = part_of(
                self.families,
                self.tables,
                self.sizes,
                nodes=nodes,
                cut=cut,
                uncertain=frozenset(seen) - cut,
            )
            _keep(self._parts, key, part, _KEPT)
        return part

    def _cut(self, seen: Seen, target: Asked) -> dict[int, int]:
        """Return the certain findings on other nodes than those asked about."""
        kept = _several(target) or ()
        return {n: value for n, value in seen.items() if isinstance(value, int) and n not in kept}

    def bearing(self, seen: Seen, target: int) -> Collection[int]:
        """Return the findings that bear on the target given the others."""
        certain = frozenset(node for node, value in seen.items() if isinstance(value, int))
        key = (target, certain, frozenset(seen))
        found = self._bearing.get(key)
        if found is None:
            found = bearing(self.graph, target, certain, frozenset(seen) - certain)
            _keep(self._bearing, key, found, 16 * _KEPT)
        return found

    def bearings(self, seen: Seen) -> Sequence[Collection[int]]:
        """Return for every node the findings that bear on it given the others."""
        certain = frozenset(node for node, value in seen.items() if isinstance(value, int))
        key = (certain, frozenset(seen))
        found = self._bearings.get(key)
        if found is None:
            found = bearing_on_all(self.graph, certain, frozenset(seen) - certain)
            _keep(self._bearings, key, found, _KEPT)
        return found

    def answer(self, seen: Seen, target: int) -> tuple[Array, float] | None:
        """Return P(target | findings), shape (state,), and P(findings); None if impossible."""
        if seen and (known := self._repeats.answer(seen, target)) is not None:
            return (known[0][0], known[1]) if known[0] else None
        part = self.whole if self.is_small else self.part(seen, target)
        joint = part.joint(seen, target)
        total = sum(joint.tolist())
        if total >= TINY:
            return joint / total, total
        found = self._again(seen, target)
        return None if found is None else (found[0][0], found[1])

    def is_possible(self, seen: Seen) -> bool:
        """Say whether the findings can occur together at the point values."""
        return self.answer(seen, next(iter(seen), 0)) is not None

    def answers(self, seen: Seen) -> tuple[list[Array], float] | None:
        """Return P(node | findings) for every node, and P(findings); None if impossible."""
        if seen and (known := self._repeats.answer(seen, None)) is not None:
            return known if known[0] else None
        found, total = self.whole.posteriors(seen)
        return (found, total) if found else self._again(seen, None)

    def _again(self, seen: Seen, target: int | None) -> tuple[list[Array], float] | None:
        """Answer one case once more, in numbers that do not underflow."""
        found, total = self.question(seen, target, self.points_of).wide()
        return ([posterior[:, 0] for posterior in found], float(total[0])) if total[0] else None

    def batch(self, seen: Seen, target: Asked, *, draws: bool = False) -> tuple[list[Array], Array]:
        """Return P(node | findings), shape (draw, case, state), and P(findings), (draw, case).

        Where the findings are impossible, the posterior is NaN and their probability zero.

        Args:
            seen: the findings; a likelihood may have shape (state, case).
            target: the node or nodes asked about; every node if None.
            draws: whether to answer for every draw of the tables, or for their point values.
        """
        table_of = self.draws_of if draws else self.points_of
        return self.question(seen, target, table_of).answers()

    def _solve(self, seen: Seen, target: int | None) -> tuple[list[Array], Array] | None:
        """Return what `batch` does at the point values, if it is done in the blink of an eye."""
        question = self.question(seen, target, self.points_of)
        work = question.part.tape.cost * question.cases
        return question.answers() if work <= _WORK else None

    def table_derivatives(
        self, seen: Seen, *, draws: bool = False
    ) -> tuple[Array, tuple[Array, ...]]:
        """Return P(findings) and its derivative with respect to every entry of every table.

        P is linear in each table: the entries of one times their derivatives sum to P. With the
        target among the findings, numerator and denominator of every sensitivity function are
        two calls.

        Args:
            seen: the findings.
            draws: whether to answer for every draw of the tables, or for their point values.

        Returns:
            P(findings), shape (draw,); per node, shape (draw or 1, state, *parents).
        """
        table_of = self.draws_of if draws else self.points_of
        vectors = {node: self._vector(value, node) for node, value in seen.items()}
        tables = [table_of(node) for node in range(len(self.sizes))]
        total, found = table_derivatives(self.whole, tables, vectors)
        return total[:, 0], tuple(np.moveaxis(part[..., 0], -1, 0) for part in found)

    def question(self, seen: Seen, target: Asked, table_of: Callable[[int], Array]) -> Question:
        """Return a question in a batch, to be answered from whatever tables.

        Args:
            seen: the findings.
            target: the node or nodes asked about, or None for all nodes.
            table_of: node → its table, shape (state, *parents, draw or 1, case or 1).
        """
        part, cut = self.part(seen, target), self._cut(seen, target)
        vectors = {node: self._vector(value, node) for node, value in seen.items()}
        return Question(
            part=part,
            tables=[table_of(leaf.node) for leaf in part.leaves],
            vectors={node: vector for node, vector in vectors.items() if node not in cut},
            targets=_several(target),
            cut=cut,
        )

    def _vector(self, value: int | Array, node: int) -> Array:
        """Return a finding as a likelihood of shape (state, case or 1)."""
        vector = np.eye(self.sizes[node])[value] if isinstance(value, int) else value
        return vector.reshape(self.sizes[node], -1)


def engine_of(network: Network) -> Engine:
    """Return the engine of a network; it lives as long as the network does."""
    engine = _ENGINES.get(network)
    if engine is None:
        engine = _ENGINES[network] = Engine(network)
    return engine


_ENGINES: WeakKeyDictionary[Network, Engine] = WeakKeyDictionary()


def _several(target: Asked) -> tuple[int, ...] | None:
    return (target,) if isinstance(target, int) else target


def _keep(stock: dict[Any, Any], key: object, value: object, limit: int) -> None:
    """Put into a stock that is emptied when it is full."""
    if len(stock) >= limit:
        stock.clear()
    stock[key] = value
