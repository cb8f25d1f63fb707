"""How P(target, findings) changes with every cell of every table: two sweeps per state."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from bayesdx.inference.contraction import Array, Step, derivatives, run
from bayesdx.inference.engine import Engine
from bayesdx.inference.part import TINY, Leaf, Part, Seen

Places = NDArray[np.intp]


def freeze(answer: object) -> None:
    """Make the arrays among the attributes of an object read-only: whoever holds it shares them."""
    for value in vars(answer).values():
        if isinstance(value, np.ndarray):
            value.setflags(write=False)


@dataclass(frozen=True, eq=False)
class Layout:
    """Where the cells of a part stand; the states of its findings do not matter.

    The cells of one column adjoin, so do the columns of one table, and the tables whose nodes have
    the same number of states.

    Attributes:
        source: per cell, its place among the derivatives of the leaves, laid end to end.
        likelihood: per cell, the place of its state among the states of all nodes.
        base: per cell, its place among all cells of the network while every cut parent is in its
            first state.
        leaf: per cell, the number of its table among those of the part, fewest states first.
        strides: per table, for each cut parent its node and how far apart its states are.
        column: per cell, its column.
        first: per column, its first cell.
        columns: per table and number, a column; one past the last column where there are no more.
        padded: per cell, the place of its column in `columns`, flattened.
        widths: for each number of states, where the cells of columns with so many are.
        below: the steps to run before the target is in a state.
        above: the steps to run for each state of it.
    """

    source: Places
    likelihood: Places
    base: Places
    leaf: Places
    strides: tuple[tuple[tuple[int, int], ...], ...]
    column: Places
    first: Places
    columns: Places
    padded: Places
    widths: tuple[tuple[slice, int], ...]
    below: list[Step]
    above: list[Step]

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        freeze(self)


@dataclass(frozen=True, eq=False)
class Slopes:
    """P(target = s, findings) and its derivatives, for the cells that can change it.

    Where it was asked for sets of states, a set stands wherever a state s is named.

    All other cells have derivatives that are equal within their column, so that P does not
    change with them.

    Attributes:
        joint: P(target = s, findings), shape (state,).
        cells: the places of the cells among all cells of the network, whose tables stand end to
            end, each in the order (state, *parents); shape (cell,).
        value: the cells' values, shape (cell,).
        slope: ∂P(target = s, findings) / ∂cell, shape (state, cell).
        layout: which of the cells are in one column, and which columns in one table.
    """

    joint: Array
    cells: Places
    value: Array
    slope: Array
    layout: Layout

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        freeze(self)

    @cached_property
    def mass(self) -> Array:
        """P(target = s, findings, parents' states), shape (state, column)."""
        found: Array = np.add.reduceat(self.slope * self.value, self.layout.first, axis=1)
        found.setflags(write=False)
        return found

    @cached_property
    def rest(self) -> Array:
        """P(target = s, findings, other parents' states than the cell's), shape (state, cell).

        A sum of what is before and what is behind in the table: nothing is subtracted, so what
        is zero is exactly zero.
        """
        states, columns = len(self.joint), self.layout.columns
        mass = np.zeros((states, len(self.layout.first) + 1))
        mass[:, :-1] = self.mass
        laid = mass[:, columns]
        found = np.zeros_like(laid)
        np.cumsum(laid[..., :-1], axis=2, out=found[..., 1:])
        found[..., :-1] += np.cumsum(laid[..., :0:-1], axis=2)[..., ::-1]
        spread: Array = found.reshape(states, -1)[:, self.layout.padded]
        spread.setflags(write=False)
        return spread


def slopes(
    engine: Engine, seen: Seen, target: int, sides: NDArray[np.bool_] | None = None
) -> Slopes | None:
    """Return how P(target = s, findings) changes with the cells that bear on it.

    P is linear in each table, so the derivatives tell it at any values of one table (A. Darwiche,
    A differential approach to inference in Bayesian networks, J. ACM 50(3), 2003,
    doi:10.1145/765568.765570). What is certain is cut out of the tables beforehand.

    Args:
        engine: the network's.
        seen: the findings.
        target: the node asked about.
        sides: sets of its states, shape (set, state), each of them one sweep; every state by
            itself if None.

    Returns:
        The derivatives; None where the findings are impossible at the point values, or less
        likely than a float can tell.
    """
    part = engine.part(seen, target)
    layout = _layout_of(part, engine, target)
    values, likelihoods = part.laid(seen), _likelihoods(engine, seen, target)
    run(values, layout.below)
    place, own = part.place[target], _own(seen.get(target), engine.sizes[target])
    vectors = own * (np.eye(len(own)) if sides is None else sides)
    joint = np.zeros(len(vectors))
    slope = np.zeros((len(vectors), len(layout.source)))
    for side, vector in enumerate(vectors):
        if not vector.any():
            continue
        values[place] = part.leaf(place, {**seen, target: vector})
        run(values, layout.above)
        joint[side] = values[-1].item()
        found = derivatives(values, part.tape.steps)[: len(part.leaves)]
        likelihoods[1][:] = vector
        flat = np.concatenate([gradient.reshape(-1) for gradient in found])
        np.multiply(flat[layout.source], likelihoods[0][layout.likelihood], out=slope[side])
    if joint.sum() < TINY:
        return None
    cells = layout.base + _shifts(layout, seen)[layout.leaf]
    return Slopes(joint, cells, values_of(engine)[cells], slope, layout)


def _own(found: int | Array | None, states: int) -> Array:
    """Return what was found of the target as a likelihood, shape (state,)."""
    if found is None:
        return np.ones(states)
    return np.eye(states)[found] if isinstance(found, int) else found


class _Span(NamedTuple):
    """The likelihoods of all states of all nodes, end to end, and those of the target."""

    whole: Array
    target: Array


def _likelihoods(engine: Engine, seen: Seen, target: int) -> _Span:
    starts = _starts(engine)
    whole = np.ones(sum(engine.sizes))
    for node, value in seen.items():
        own = whole[starts[node] : starts[node] + engine.sizes[node]]
        if isinstance(value, int):
            own[:] = 0
            own[value] = 1
        else:
            own[:] = value
    return _Span(whole, whole[starts[target] : starts[target] + engine.sizes[target]])


def _shifts(layout: Layout, seen: Seen) -> Places:
    """Return per table how far its cells are from where they would be at first states."""
    return np.array(
        [sum(seen[node] * stride for node, stride in cut) for cut in layout.strides],
        dtype=np.intp,
    )


_LAYOUTS: WeakKeyDictionary[Part, Layout] = WeakKeyDictionary()
_VALUES: WeakKeyDictionary[Engine, Array] = WeakKeyDictionary()
_STARTS: WeakKeyDictionary[Engine, list[int]] = WeakKeyDictionary()


def _starts(engine: Engine) -> list[int]:
    """Return per node where its states begin among those of all nodes."""
    found = _STARTS.get(engine)
    if found is None:
        found = _STARTS[engine] = np.cumsum([0, *engine.sizes]).tolist()
    return found


def values_of(engine: Engine) -> Array:
    """Return all cells of all tables, end to end."""
    found = _VALUES.get(engine)
    if found is None:
        found = np.concatenate([table.reshape(-1) for table in engine.tables])
        found.setflags(write=False)
        _VALUES[engine] = found
    return found


def _layout_of(part: Part, engine: Engine, target: int) -> Layout:
    layout = _LAYOUTS.get(part)
    if layout is None:
        layout = _LAYOUTS[part] = _layout(part, engine, target)
    return layout


class _Block(NamedTuple):
    """The cells of one leaf, shape (column, state)."""

    source: Places
    base: Places
    strides: tuple[tuple[int, int], ...]


def _layout(part: Part, engine: Engine, target: int) -> Layout:
    offsets = np.cumsum([0, *(table.size for table in engine.tables)]).tolist()
    volumes = [math.prod(part.tape.shapes[place]) for place in range(len(part.leaves))]
    begins = np.cumsum([0, *volumes]).tolist()
    ordered = sorted(range(len(part.leaves)), key=lambda place: part.sizes[part.leaves[place].node])
    leaves = [part.leaves[place] for place in ordered]
    blocks = [
        _block(part, place, part.leaves[place], begins[place], offsets[part.leaves[place].node])
        for place in ordered
    ]
    starts = _starts(engine)
    states = [
        np.broadcast_to(starts[leaf.node] + np.arange(block.base.shape[1]), block.base.shape)
        for leaf, block in zip(leaves, blocks, strict=True)
    ]
    widths = np.concatenate([np.full(len(b.base), b.base.shape[1]) for b in blocks])
    counts = [len(block.base) for block in blocks]
    first = np.concatenate([[0], np.cumsum(widths)[:-1]]).astype(np.intp)
    column = np.repeat(np.arange(len(widths)), widths)
    columns = _columns(counts)
    leaf_of = np.repeat(np.arange(len(blocks)), counts)
    inside = np.arange(len(widths)) - columns[leaf_of, 0]
    touched = part.touched(part.awaited)
    above = part.tape.climbs[part.place[target]]
    return Layout(
        source=_flat([block.source for block in blocks]),
        likelihood=_flat(states),
        base=_flat([block.base for block in blocks]),
        leaf=leaf_of[column],
        strides=tuple(block.strides for block in blocks),
        column=column,
        first=first,
        columns=columns,
        padded=(leaf_of * columns.shape[1] + inside)[column],
        widths=tuple(_runs(widths)),
        below=[part.tape.steps[number] for number in sorted(touched.difference(above))],
        above=[part.tape.steps[number] for number in above],
    )


def _columns(counts: Sequence[int]) -> Places:
    """Return the columns of each table, padded with the number of all.

    >>> _columns([2, 1]).tolist()
    [[0, 1], [2, 3]]
    """
    ends = np.cumsum([0, *counts]).tolist()
    columns = np.full((len(counts), max(counts)), ends[-1], dtype=np.intp)
    for row, (begin, end) in enumerate(pairwise(ends)):
        columns[row, : end - begin] = np.arange(begin, end)
    return columns


def _runs(widths: Places) -> Iterator[tuple[slice, int]]:
    """Yield where the cells of columns of each width are, and the width, of ascending widths.

    >>> list(_runs(np.array([2, 2, 3])))
    [(slice(0, 4, None), 2), (slice(4, 7, None), 3)]
    """
    begin = 0
    for width, count in zip(*(x.tolist() for x in np.unique_counts(widths)), strict=True):
        yield slice(begin, begin + width * count), width
        begin += width * count


def _flat(blocks: list[Places]) -> Places:
    return np.concatenate([block.reshape(-1) for block in blocks])


def _block(part: Part, place: int, leaf: Leaf, begin: int, offset: int) -> _Block:
    """Return where the cells of a leaf stand among the derivatives and among all cells."""
    sizes, node = part.sizes, leaf.node
    parents = [i for i in leaf.axes if i != node]
    order = part.tape.orders[place]
    grid = begin + np.arange(math.prod(part.tape.shapes[place])).reshape([sizes[i] for i in order])
    ending = [node] if node in order else []
    grid = grid.transpose([order.index(i) for i in (*parents, *ending)])
    columns = math.prod(sizes[i] for i in parents)
    source = np.broadcast_to(grid.reshape(columns, -1), (columns, sizes[node]))
    whole = np.arange(math.prod(sizes[i] for i in leaf.family))
    whole = offset + whole.reshape([sizes[i] for i in leaf.family])
    cut = [i for i in leaf.cut if i != node]
    strides = tuple((i, whole.strides[leaf.family.index(i)] // whole.itemsize) for i in cut)
    base = whole[tuple(0 if i in cut else slice(None) for i in leaf.family)]
    return _Block(source, np.moveaxis(base, 0, -1).reshape(columns, -1), strides)
