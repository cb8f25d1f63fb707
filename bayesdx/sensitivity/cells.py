"""The cells of a network's tables by number and by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import Fault, FindingError, did_you_mean
from bayesdx.inference.observed import nodes_of
from bayesdx.network import Network


class Cell(NamedTuple):
    """One number of one table: P(node = state | given)."""

    node: str
    state: str
    given: Mapping[str, str]

    def __str__(self) -> str:
        """Name the cell as one writes it.

        >>> str(Cell("lung", "yes", {"smoke": "no"}))
        'lung=yes | smoke=no'
        """
        given = ", ".join(f"{parent}={state}" for parent, state in self.given.items())
        return f"{self.node}={self.state}" + (f" | {given}" if given else "")


_NOBODY = Cell("", "", {})


def offsets(network: Network) -> NDArray[np.intp]:
    """Return where the cells of each table begin, and the number of all; shape (node + 1,)."""
    return np.cumsum([0, *(table.size for table in network.tables)], dtype=np.intp)


def cells_of(network: Network, places: Sequence[int] | NDArray[np.intp]) -> list[Cell]:
    """Return the cells at these places, the tables end to end, each as (state, *parents)."""
    begins = offsets(network)
    where = np.asarray(places, dtype=np.intp)
    of_node = np.searchsorted(begins, where, side="right") - 1
    found: list[Cell] = [_NOBODY] * len(where)
    for number in np.unique(of_node).tolist():
        node, shape = network.nodes[number], network.tables[number].shape
        own = np.flatnonzero(of_node == number)
        at = np.unravel_index(where[own] - begins[number], shape)
        parents = [network.states[parent] for parent in node.parents]
        for entry, (state, *given) in zip(own.tolist(), np.transpose(at).tolist(), strict=True):
            said = (states[i] for states, i in zip(parents, given, strict=True))
            named = dict(zip(node.parents, said, strict=True))
            found[entry] = Cell(node.name, node.states[state], named)
    return found


class Spot(NamedTuple):
    """Where a cell stands: its node, its state, and the positions of the parents' states."""

    node: int
    state: int
    given: tuple[int, ...]


def spot_of(network: Network, place: int) -> Spot:
    """Return where the cell at a place stands."""
    begins = offsets(network)
    node = int(np.searchsorted(begins, place, side="right")) - 1
    at = np.unravel_index(place - int(begins[node]), network.tables[node].shape)
    state, *given = (int(i) for i in at)
    return Spot(node, state, tuple(given))


def column_of(network: Network, spot: Spot) -> NDArray[np.float64]:
    """Return the column of a cell, shape (state,)."""
    column: NDArray[np.float64] = np.moveaxis(network.tables[spot.node], 0, -1)[spot.given]
    return column


def plain(numbers: NDArray[np.float64]) -> list[float | None]:
    """Return numbers as Python's own, None for what is not defined.

    >>> plain(np.array([0.5, np.nan]))
    [0.5, None]
    """
    known = np.isfinite(numbers)
    if known.all():
        return list(numbers.tolist())
    return [x if ok else None for x, ok in zip(numbers.tolist(), known.tolist(), strict=True)]


def place_of(network: Network, cell: str) -> int:
    """Return the place of a cell from its name.

    Args:
        network: whose cell it is.
        cell: NODE=STATE or NODE=STATE|PARENT=STATE,PARENT=STATE; every parent is named.

    Raises:
        FindingError: an unknown node or state, a parent that is missing, named twice, or none.

    >>> from bayesdx import load
    >>> network = load("core")
    >>> place = place_of(network, "setting=population")
    >>> str(cells_of(network, [place])[0])
    'setting=population'
    """
    head, _, tail = cell.partition("|")
    name, _, state = (part.strip() for part in head.partition("="))
    [number] = nodes_of(network, (name,))
    node = network.nodes[number]
    pairs = [_pair(part) for part in tail.split(",") if part.strip()]
    given = dict(pairs)
    faults = list(_repeated(cell, pairs))
    faults += [
        _unknown(cell, parent, node.parents) for parent in given if parent not in node.parents
    ]
    faults += [
        Fault(f"cell {cell}", f"no state of {parent}", "one", f"Add {parent}=STATE after |.")
        for parent in node.parents
        if parent not in given
    ]
    said = [(node.name, state), *((p, given[p]) for p in node.parents if p in given)]
    faults += [
        _unknown(cell, word, network.states[one])
        for one, word in said
        if word not in network.states[one]
    ]
    if faults:
        raise FindingError(faults)
    at = tuple(network.states[one].index(word) for one, word in said)
    shape = network.tables[number].shape
    return int(offsets(network)[number] + np.ravel_multi_index(at, shape))


def _pair(text: str) -> tuple[str, str]:
    name, _, state = (part.strip() for part in text.partition("="))
    return name, state


def _repeated(cell: str, pairs: Sequence[tuple[str, str]]) -> Iterator[Fault]:
    """Yield a fault for every parent that is named more than once."""
    for parent, times in Counter(parent for parent, _ in pairs).items():
        if times > 1:
            yield Fault(f"cell {cell}", f"{parent} {times} times", "once", "Name one state of it.")


def _unknown(cell: str, word: str, valid: Sequence[str]) -> Fault:
    expected = f"one of {', '.join(valid)}" if valid else "no parents"
    return Fault(f"cell {cell}", repr(word), expected, did_you_mean(word, valid))
