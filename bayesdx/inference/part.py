"""The part of a network that bears on a question: one tape with the findings on its leaves."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bayesdx.inference.contraction import (
    ONE,
    Array,
    Kernel,
    Order,
    Pull,
    Step,
    Tape,
    derivatives,
    descend,
    descent_to,
    plan,
    run,
)

Seen = Mapping[int, "int | Array"]
"""The findings: node → its state, or the likelihood of each of its states."""

TINY = 1e-280
"""Below this a probability may have lost digits to underflow."""

_STOCK = 4096
"""So many prepared leaves and schedules are kept for each part."""


class Leaf(NamedTuple):
    """What stands on one leaf of the tape.

    Attributes:
        node: the node whose table it is.
        family: the node and its parents, in table order.
        cut: the members of the family whose state is certain, in table order.
        axes: the other members, in table order.
        lone: whether the node's own index is on no other leaf; then it is summed here.
    """

    node: int
    family: Order
    cut: Order
    axes: Order
    lone: bool

    @property
    def scope(self) -> frozenset[int]:
        """The indices that meet the tape."""
        return frozenset(self.axes) - ({self.node} if self.lone else set())


class Spot(NamedTuple):
    """Where a node's marginal is read: a tensor, the way down to it, and the steps above it."""

    tensor: int
    descent: tuple[Pull, ...]
    above: frozenset[int]


@dataclass(frozen=True, eq=False)
class Part:
    """Nodes of a network, their point tables, and the tape that contracts them.

    A certain finding on one of the `cut` nodes slices the tables, so that its index is on no
    leaf. Any other finding multiplies the table of its node.

    Attributes:
        sizes: node → number of states.
        leaves: per leaf, what stands there.
        tables: per leaf, shape (state, *parents).
        tape: the contraction.
        awaited: the places of leaves that depend on a finding in every question to this part;
            empty where any finding may come.
    """

    sizes: Sequence[int]
    leaves: tuple[Leaf, ...]
    tables: tuple[Array, ...]
    tape: Tape
    awaited: tuple[int, ...]
    _stock: dict[tuple[object, ...], Array] = field(default_factory=dict)
    _schedules: dict[object, list[Step]] = field(default_factory=dict)
    _spots: dict[int, Spot] = field(default_factory=dict)

    @cached_property
    def place(self) -> Mapping[int, int]:
        """Node → the place of its leaf."""
        return {leaf.node: place for place, leaf in enumerate(self.leaves)}

    @cached_property
    def volume(self) -> int:
        """The number of entries of all tensors and tables: what one row of a batch holds."""
        tables = (math.prod(self.sizes[i] for i in leaf.axes) for leaf in self.leaves)
        return self.tape.volume + sum(tables)

    def joint(self, seen: Seen, target: int) -> Array:
        """Return P(target = s, findings), shape (state,)."""
        spot = self.spot(target)
        values = self.laid(seen)
        run(values, self._schedule(seen, target, spot.above))
        return self._read(target, spot.tensor, values, descend(values, spot.descent), seen)

    def posteriors(self, seen: Seen) -> tuple[list[Array], float]:
        """Return P(node = s | findings) for each leaf's node, shape (state,), and P(findings).

        There are no posteriors where P(findings) is below `TINY`.
        """
        values = self.laid(seen)
        run(values, self._schedule(seen, None, frozenset()))
        total: float = values[-1].item()
        if total < TINY:
            return [], total
        gradients = derivatives(values, self.tape.steps, ONE / total)
        return [
            self._read(node, tensor, values, gradients[tensor], seen)
            if reader is None
            else reader(values[tensor], gradients[tensor])
            for node, tensor, reader in self._readers
        ], total

    @cached_property
    def _readers(self) -> list[tuple[int, int, Kernel | None]]:
        """Per leaf: its node, where that is read, and how, unless it is no index of the tape."""
        nodes = [leaf.node for leaf in self.leaves]
        return [(node, self.witness(node), self.tape.readers.get(node)) for node in nodes]

    def spot(self, target: int) -> Spot:
        """Return where the marginal of `target` is read."""
        spot = self._spots.get(target)
        if spot is None:
            tensor = self.witness(target)
            above = frozenset(self.tape.climbs[tensor])
            spot = Spot(tensor, descent_to(self.tape, tensor, self.tape.steps), above)
            self._spots[target] = spot
        return spot

    def witness(self, node: int) -> int:
        """Return the tensor in which the marginal of a node is read."""
        return self.tape.witness.get(node, self.place[node])

    def laid(self, seen: Seen) -> list[Array]:
        """Return the tensors with the findings on the leaves; what depends on them is not run."""
        values = self._base.copy()
        for place in self.awaited or [self.place[node] for node in seen]:
            values[place] = self.leaf(place, seen)
        return values

    @cached_property
    def _base(self) -> list[Array]:
        """The tensors that no finding has touched."""
        values = [ONE] * len(self.tape.orders)
        for place in set(range(len(self.leaves))) - set(self.awaited):
            values[place] = self.leaf(place, {})
        touched = self.touched(self.awaited)
        run(values, [step for number, step in enumerate(self.tape.steps) if number not in touched])
        return values

    def touched(self, places: Iterable[int]) -> set[int]:
        """Return the steps that depend on the leaves at some places."""
        return set().union(*(self.tape.climbs[place] for place in places))

    def _schedule(self, seen: Seen, target: int | None, above: Collection[int]) -> list[Step]:
        """Return the steps to run for findings on these nodes."""
        key = (target, frozenset(seen))
        schedule = self._schedules.get(key)
        if schedule is None:
            touched = self.touched(self.awaited or [self.place[node] for node in seen])
            schedule = [self.tape.steps[number] for number in sorted(touched.difference(above))]
            _keep(self._schedules, key, schedule)
        return schedule

    def leaf(self, place: int, seen: Seen) -> Array:
        """Return a leaf as the tape takes it, under the findings on its family."""
        leaf = self.leaves[place]
        own = None if leaf.node in leaf.cut else seen.get(leaf.node)
        if own is not None and not isinstance(own, int):
            return self._weighed(place, self._raw(place, seen), own)
        key = (place, own, *(seen[node] for node in leaf.cut))
        value = self._stock.get(key)
        if value is None:
            value = self._weighed(place, self._raw(place, seen), self._vector(leaf.node, own))
            _keep(self._stock, key, value)
        return value

    def _vector(self, node: int, own: int | None) -> Array:
        size = self.sizes[node]
        return np.ones(size) if own is None else np.eye(size)[own]

    def _raw(self, place: int, seen: Seen) -> Array:
        """Return a sliced table with its axes in `full_order`; a lone one as (state, parents)."""
        leaf = self.leaves[place]
        key = ("raw", place, *(seen[node] for node in leaf.cut))
        raw = self._stock.get(key)
        if raw is None:
            raw = np.ascontiguousarray(self.turned(place, self.tables[place], seen))
            raw = raw.reshape(len(raw), -1) if leaf.lone else raw
            _keep(self._stock, key, raw)
        return raw

    def turned(self, place: int, table: NDArray[Any], seen: Seen) -> NDArray[Any]:
        """Return a view of a leaf's table: sliced, its axes as the tape has them.

        Args:
            place: the place of the leaf.
            table: shape (state, *parents, ...); axes behind the parents stay where they are.
            seen: the findings; those on cut nodes are read.
        """
        leaf = self.leaves[place]
        family = leaf.family
        view = table[tuple(seen[i] if i in leaf.cut else slice(None) for i in family)]
        order = self.axes(place)
        front = [leaf.axes.index(i) for i in order]
        return view.transpose(*front, *range(len(front), view.ndim))

    def axes(self, place: int) -> Order:
        """Return the axes of a leaf's table in tape order; of a lone node its own come first."""
        leaf, order = self.leaves[place], self.tape.orders[place]
        return (leaf.node, *order) if leaf.lone else order

    def _weighed(self, place: int, raw: Array, vector: Array) -> Array:
        """Return the leaf of a table whose node has the likelihood `vector`."""
        leaf, shape = self.leaves[place], self.tape.shapes[place]
        if leaf.lone:
            message: Array = vector.dot(raw).reshape(shape)
            return message
        if leaf.node in leaf.cut:
            return raw.reshape(shape)
        return (raw * vector.reshape(self.spread(place))).reshape(shape)

    def spread(self, place: int) -> tuple[int, ...]:
        """Return the shape in which a likelihood meets its table."""
        node = self.leaves[place].node
        return tuple(self.sizes[i] if i == node else 1 for i in self.axes(place))

    def _read(
        self, node: int, tensor: int, values: Sequence[Array], gradient: Array, seen: Seen
    ) -> Array:
        """Return P(node = s, findings) from a tensor and its derivative."""
        own = seen.get(node)
        if node in self.tape.witness:
            return self.tape.readers[node](values[tensor], gradient)
        joint: Array = self._raw(self.place[node], seen).dot(gradient.reshape(-1))
        if own is not None:
            joint *= self._vector(node, own) if isinstance(own, int) else own
        return joint


def part_of(
    families: Sequence[Order],
    tables: Sequence[Array],
    sizes: Sequence[int],
    *,
    nodes: Sequence[int],
    cut: Collection[int] = (),
    uncertain: Collection[int] | None = None,
) -> Part:
    """Plan the part of a network that consists of `nodes`.

    Args:
        families: per node of the network, the node and its parents.
        tables: per node of the network, shape (state, *parents).
        sizes: per node of the network, its number of states.
        nodes: the nodes to take; with each its ancestors.
        cut: nodes whose state will be certain, to be sliced away.
        uncertain: the other nodes that will have a finding; None if any node may have one.

    >>> tables = [np.array([0.9, 0.1]), np.array([[0.8, 0.3], [0.2, 0.7]])]
    >>> part = part_of([(0,), (1, 0)], tables, [2, 2], nodes=[0, 1], cut=[1], uncertain=[])
    >>> part.joint({1: 1}, 0).round(12).tolist()
    [0.18, 0.07]
    """
    leaves = _leaves([families[node] for node in nodes], frozenset(cut))
    scopes = [leaf.scope for leaf in leaves]
    awaited: tuple[int, ...] = ()
    if uncertain is not None:
        found = frozenset(uncertain)
        awaited = tuple(k for k, leaf in enumerate(leaves) if leaf.cut or leaf.node in found)
    return Part(
        sizes=sizes,
        leaves=leaves,
        tables=tuple(tables[node] for node in nodes),
        tape=plan(scopes, {i: sizes[i] for scope in scopes for i in scope}),
        awaited=awaited,
    )


def _leaves(families: Sequence[Order], cut: frozenset[int]) -> tuple[Leaf, ...]:
    held = Counter(index for family in families for index in family)
    return tuple(
        Leaf(
            node=family[0],
            family=family,
            cut=tuple(i for i in family if i in cut),
            axes=tuple(i for i in family if i not in cut),
            lone=family[0] not in cut and held[family[0]] == 1,
        )
        for family in families
    )


def _keep(stock: dict[Any, Any], key: object, value: object) -> None:
    """Put into a stock that is emptied when it is full."""
    if len(stock) >= _STOCK:
        stock.clear()
    stock[key] = value
