"""Local cases: findings and, as far as they are known, labels; each different case once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayesdx.cohort.cases import CASE, CONFLICT, RULED_OUT
from bayesdx.cohort.coding import OPEN, WRONG, Coded, coded
from bayesdx.cohort.columns import meanings
from bayesdx.cohort.frames import BATCH, arrow
from bayesdx.cohort.simulation import TRUE
from bayesdx.cohort.source import open_source
from bayesdx.errors import Fault, FormatError
from bayesdx.findings import vocabulary
from bayesdx.findings.terms import key
from bayesdx.network import Network

Array = NDArray[np.float64]
Places = NDArray[np.int64]

_SPECIAL = (CASE, RULED_OUT, CONFLICT)
_SHOWN = 100


@dataclass(frozen=True, eq=False)
class Observed:
    """What is known of many cases; those of whom the same is known are one row with a weight.

    Attributes:
        network: whose nodes they are about.
        codes: node → which row of its palette each case has, shape (case,).
        palettes: node → likelihoods that occur, shape (likelihood, state); the last is of ones.
        weight: how often each case occurs, shape (case,).
        row: the first row of the file that is such a case, from 1; shape (case,).
        used: the columns that were read.
        unused: the columns that are no node of the network.
    """

    network: Network
    codes: Mapping[str, Places]
    palettes: Mapping[str, Array]
    weight: Array
    row: Places
    used: tuple[str, ...]
    unused: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many cases there are."""
        return int(self.weight.sum())

    def likelihoods(self, node: str, some: slice = slice(None)) -> Array:
        """Return the likelihood of each state of a node, shape (case, state)."""
        found: Array = self.palettes[node][self.codes[node][some]]
        return found

    def known(self, node: str) -> NDArray[np.bool_]:
        """Return of which cases anything is known of a node, shape (case,)."""
        if node not in self.codes:
            return np.zeros(len(self.weight), dtype=bool)
        return np.asarray(self.codes[node] != len(self.palettes[node]) - 1)

    def certain(self, node: str) -> NDArray[np.bool_]:
        """Return of which cases the state of a node is known for certain, shape (case,)."""
        if node not in self.codes:
            return np.zeros(len(self.weight), dtype=bool)
        sure = (self.palettes[node] > 0).sum(axis=1) == 1
        return np.asarray(sure[self.codes[node]])

    @cached_property
    def relevant(self) -> NDArray[np.bool_]:
        """Whether a node or what depends on it is known, shape (node, case).

        A case says nothing about the table of any other node.
        """
        found = np.array([self.known(node.name) for node in self.network.nodes])
        for place in reversed(range(len(self.network.nodes))):
            for parent in self.network.nodes[place].parents:
                found[self.network.index[parent]] |= found[place]
        return found

    def thinned(self, most: int) -> tuple[Observed, float]:
        """Return at most so many different cases, evenly taken, and for how many each stands."""
        step = -(-len(self.weight) // most)
        few = slice(None, None, step)
        part = replace(
            self,
            codes={node: codes[few] for node, codes in self.codes.items()},
            weight=self.weight[few],
            row=self.row[few],
        )
        return part, float(self.weight.sum() / part.weight.sum())


def read(network: Network, source: Any, *, mapping: Path | str | None = None) -> Observed:
    """Read the findings and labels of local cases.

    Args:
        network: the network whose nodes the columns are.
        source: a csv or Parquet file, or a table of pandas, polars or Arrow. A column named for a
            node, or `true_` and a node, holds its states; null is not known.
        mapping: a csv that says which column is which node.

    Raises:
        FormatError: with every fault of the columns and the rows; no row; no column that is a node.
    """
    words = vocabulary(network.states)
    header, rows = _opened(source)
    special = [c for c in header if key(c) in _SPECIAL]
    found = meanings(header, words, targets=(), mapping=mapping, special=special, prefix=TRUE)
    if not found:
        said, remedy = f"the columns {', '.join(header)}", "Name columns as the model's nodes are."
        raise FormatError(Fault(_name(source), said, "columns that are nodes", remedy))
    used = tuple(one.column for one in found)
    parts = []
    faults: list[Fault] = []
    first = 0
    for batch in rows(used):
        part = {one.node: coded(batch.column(one.column), one, words) for one in found}
        faults += islice(_wrong(part, first, _name(source)), _SHOWN - len(faults))
        if len(faults) == _SHOWN:
            break
        parts.append(part)
        first += batch.num_rows
    if not first and not faults:
        faults = [Fault(_name(source), "a header alone", "at least one case", "Add the cases.")]
    if faults:
        raise FormatError(faults)
    unused = tuple(c for c in header if c not in used and key(c) not in (CASE,))
    return _once(network, parts, used, unused)


def _opened(source: Any) -> tuple[Sequence[str], Any]:
    """Return the columns of a file or table, and what yields batches of some of them."""
    if isinstance(source, str | Path):
        file = open_source(Path(source))
        return file.header, lambda used: file.batches(used, used, first=0, size=BATCH)
    table = arrow(source)
    return table.column_names, lambda used: _batches(table.select(used))


def _batches(table: Any) -> Iterator[Any]:
    yield from table.unify_dictionaries().combine_chunks().to_batches(max_chunksize=BATCH)


def _name(source: Any) -> str:
    return Path(source).name if isinstance(source, str | Path) else "table"


def _wrong(part: Mapping[str, Coded], first: int, name: str) -> Iterator[Fault]:
    for node, one in part.items():
        for row in np.flatnonzero(one.codes == WRONG).tolist():
            where = f"{name}, row {first + row + 1}, {node}"
            yield Fault(where, one.wrong[row], "a state", "Correct the row.")


def _once(
    network: Network,
    parts: Sequence[Mapping[str, Coded]],
    used: tuple[str, ...],
    unused: tuple[str, ...],
) -> Observed:
    """Return the cases, each different one once."""
    codes, palettes = {}, {}
    for node in parts[0]:
        codes[node], palettes[node] = _palette([p[node] for p in parts], network.states[node])
    whole = np.column_stack(list(codes.values()))
    every, first, count = np.unique(whole, axis=0, return_index=True, return_counts=True)
    return Observed(
        network,
        dict(zip(codes, np.ascontiguousarray(every.T), strict=True)),
        palettes,
        count.astype(float),
        first + 1,
        used,
        unused,
    )


def _palette(parts: Iterable[Coded], states: Sequence[str]) -> tuple[Places, Array]:
    """Return codes into a palette of likelihoods: the states, what is between, and ones."""
    size = len(states)
    between: dict[bytes, int] = {}
    every = []
    for part in parts:
        own = part.codes.astype(np.int64)
        for row in np.flatnonzero(own == OPEN).tolist():
            vector = np.asarray(part.open[row], dtype=np.float64)
            vector = vector / vector.max()
            own[row] = size + 1 + between.setdefault(vector.tobytes(), len(between))
        every.append(own)
    codes = np.concatenate(every)
    last = size + len(between)
    codes[codes == size] = -1
    codes[codes > size] -= 1
    codes[codes == -1] = last
    rows = [*np.eye(size), *(np.frombuffer(key) for key in between), np.ones(size)]
    return codes, np.array(rows)
