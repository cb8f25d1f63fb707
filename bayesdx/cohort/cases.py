"""A table of cases → one likelihood array for each finding.

Columns whose name is a finding of the network hold states, in the words of data/terms.csv; an
empty cell is a finding that was not examined. Three columns have a meaning of their own:

- `case_id`, which every case needs and no two share;
- `ruled_out` (`reflexes:increased;tone:decreased`): states that were excluded while the others
  stay open. A state is excluded only if all that it holds is: absent reflexes ruled out leaves
  `decreased` open in a network that counts absent reflexes as decreased;
- `conflict` (`tone`): findings that the report codes both ways, as stiff limbs and a floppy
  trunk. Their own cell is empty. They count as abnormal, in one direction or the other, where
  the term has two directions, else as not examined.

All other columns are named in `unused`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import Fault, FindingError, FormatError
from bayesdx.findings import Vocabulary, Words, load_terms
from bayesdx.findings.reading import Reading, from_states, from_vector, read_one
from bayesdx.findings.terms import key
from bayesdx.formats.table import Row, Table, from_rows, read_csv

Array = NDArray[np.float64]

CASE, RULED_OUT, CONFLICT = "case_id", "ruled_out", "conflict"
_SPECIAL = frozenset({CASE, RULED_OUT, CONFLICT})


@dataclass(frozen=True, eq=False)
class Cases:
    """A cohort, read.

    Attributes:
        ids: case → its `case_id`.
        places: case → where it stands, for a message.
        likelihoods: node → (case, state); a row of ones where a case does not say.
        said: case → its findings in words.
        used: the columns that were read as findings.
        unused: the columns that are no finding of the network, and what in `ruled_out` and
            `conflict` names none or rules out no state of it.
    """

    ids: tuple[str, ...]
    places: tuple[str, ...]
    likelihoods: Mapping[str, Array]
    said: tuple[str, ...]
    used: tuple[str, ...]
    unused: tuple[str, ...]


def read_cases(source: Path | str | Iterable[Row], *, words: Vocabulary, target: str) -> Cases:
    """Read the findings of many patients.

    Args:
        source: a csv file (UTF-8, commas, a header), or rows that map column to value.
        words: the words of the network.
        target: the node that is asked for; it may not be a column.

    Raises:
        FormatError: with every fault of the file or the rows, by line and column.
    """
    table = read_csv(Path(source)) if isinstance(source, str | Path) else from_rows(source)
    columns, faults = _columns(table, words, target)
    faults = [*table.faults, *faults]
    reader = CaseReader(words, columns, target, frozenset(map(key, table.columns)), faults)
    broken = {fault.where for fault in table.faults}
    whole = [(place, row) for place, row in table.rows if place not in broken]
    ids = _ids(whole, faults)
    readings = [reader.case(place, row) for place, row in whole]
    if faults:
        raise FormatError(faults)
    rest = [c for c in table.columns if c not in columns and key(c) not in _SPECIAL]
    return Cases(
        ids=tuple(ids),
        places=tuple(place for place, _ in whole),
        likelihoods=_arrays(readings, words, target),
        said=tuple("; ".join(f"{one.node}={one.said}" for one in case) for case in readings),
        used=tuple(columns),
        unused=(*rest, *reader.elsewhere),
    )


class CaseReader:
    """Reads one row after another; what is wrong is appended to `faults`."""

    def __init__(
        self,
        words: Vocabulary,
        columns: Mapping[str, str],
        target: str,
        header: frozenset[str],
        faults: list[Fault],
    ) -> None:
        self.words = words
        self.columns = columns
        self.target = target
        self.header = header
        self.faults = faults
        self.elsewhere: dict[str, None] = {}

    def case(self, place: str, row: Row) -> list[Reading]:
        """Return the findings of one case that say something."""
        special = {key(c): row[c] for c in row if key(c) in _SPECIAL}
        found = self._cells(place, row)
        for node in self._conflicts(special.get(CONFLICT), f"{place}, column {CONFLICT}", found):
            found[node] = _either_way(node, self.words.words[node])
        where = f"{place}, column {RULED_OUT}"
        for node, gone in self._ruled_out(special.get(RULED_OUT), where).items():
            found[node] = self._without(node, gone, found.get(node), where)
        return [one for one in found.values() if one.vector is not None]

    def _cells(self, place: str, row: Row) -> dict[str, Reading]:
        """Return node → what its own cell says."""
        found: dict[str, Reading] = {}
        for column, node in self.columns.items():
            try:
                one = read_one(column, row.get(column), self.words)
            except FindingError as error:
                self.faults += [_placed(f, f"{place}, column {column}") for f in error.faults]
                continue
            if one.vector is not None:
                found[node] = one
        return found

    def _conflicts(self, value: object, where: str, found: Mapping[str, Reading]) -> Iterator[str]:
        """Yield the findings that a case codes both ways."""
        for name in _items(value):
            node = self._node(name, where)
            if node is not None and node in found:
                remedy = f"Empty the cell, or take {name} out of {CONFLICT}."
                said = f"{name}, and {found[node].said} in its own cell"
                self.faults.append(Fault(where, said, "an empty cell", remedy))
            elif node is not None:
                yield node

    def _ruled_out(self, value: object, where: str) -> dict[str, frozenset[str]]:
        """Return node → the parts of its term that are ruled out."""
        gone: dict[str, frozenset[str]] = {}
        for item in _items(value):
            name, colon, state = (part.strip() for part in item.partition(":"))
            if not colon:
                remedy = "Write it as reflexes:increased."
                self.faults.append(Fault(where, repr(item), "finding:state", remedy))
                continue
            node = self._node(name, where)
            if node is None:
                continue
            own = self.words.words[node]
            if own.states_of(state) is None:
                self.faults.append(own.unknown(state, where))
            else:
                gone[node] = gone.get(node, frozenset()) | own.term.parts(state)
        return gone

    def _without(self, node: str, gone: frozenset[str], one: Reading | None, where: str) -> Reading:
        """Return a finding less what is ruled out."""
        own = self.words.words[node]
        still = own.with_any(own.parts - gone)
        if len(still) == len(own.states):
            self.elsewhere[f"{RULED_OUT}: {node}:{'|'.join(sorted(gone))}"] = None
        vector = np.array([float(state in still) for state in own.states])
        said = ""
        if one is not None and one.vector is not None:
            vector = vector * one.vector
            said = f", and {one.said} in its own cell"
        if vector.any():
            return from_vector(node, vector, own)
        found = f"{node} without {' or '.join(sorted(gone))}{said}"
        remedy = f"Correct the cell or {RULED_OUT}."
        self.faults.append(Fault(where, found, "a state that stays possible", remedy))
        return Reading(node, None, "")

    def _node(self, name: str, where: str) -> str | None:
        """Return the node that a name in a special column stands for, if the network has it."""
        node = self.words.node(name)
        if node == self.target:
            self.faults.append(Fault(where, f"{name}, the target", "a finding", "Remove it."))
            return None
        if node is None and (key(name) in self.header or key(name) in _known_names()):
            self.elsewhere[f"{where.rpartition(' ')[2]}: {name}"] = None
        elif node is None:
            self.faults.append(self.words.unknown(name, where))
        return node


def _either_way(node: str, words: Words) -> Reading:
    """Return the finding as abnormal in one direction or the other, where it has directions."""
    states = words.states_of("abnormal")
    return from_states(node, states, words) if states else Reading(node, None, "")


@cache
def _known_names() -> frozenset[str]:
    """Return every name of every term: a finding of some model, if not of this one."""
    return frozenset(name for t in load_terms().values() for name in (t.name, *t.names))


def _items(value: object) -> list[str]:
    """Return the items of a cell that lists several, separated by semicolons."""
    if not isinstance(value, str):
        return []
    return [item.strip() for item in value.split(";") if item.strip()]


def _placed(fault: Fault, where: str) -> Fault:
    return Fault(where, fault.found, fault.expected, fault.remedy)


def _arrays(
    readings: Sequence[Sequence[Reading]], words: Vocabulary, target: str
) -> Mapping[str, Array]:
    """Return node → (case, state); ones for the target where no case says anything."""
    examined = {one.node for case in readings for one in case} or {target}
    arrays = {n: np.ones((len(readings), len(words.words[n].states))) for n in examined}
    for i, case in enumerate(readings):
        for one in case:
            arrays[one.node][i] = one.vector
    for array in arrays.values():
        array.setflags(write=False)
    return MappingProxyType(arrays)


def _columns(table: Table, words: Vocabulary, target: str) -> tuple[dict[str, str], list[Fault]]:
    """Return column → node, for the columns that are findings."""
    where = f"{table.name}, header"
    found: dict[str, str] = {}
    faults: list[Fault] = []
    for column in table.columns:
        node = words.node(column)
        if node is None or key(column) in _SPECIAL:
            continue
        if node == target:
            said = f"the column {column}, which is the target"
            faults.append(Fault(where, said, "findings only", "Rename or remove it."))
        elif node in found.values():
            first = next(c for c, n in found.items() if n == node)
            said = f"the columns {first} and {column}, which are both {node}"
            faults.append(Fault(where, said, "one of them", "Remove one."))
        found[column] = node
    if not any(key(column) == CASE for column in table.columns):
        remedy = "Add a column that tells the cases apart."
        faults.append(Fault(where, f"no column {CASE}", f"a column {CASE}", remedy))
    return found, faults


def _ids(rows: Iterable[tuple[str, Row]], faults: list[Fault]) -> list[str]:
    """Return the id of every case; without one, or with another's, it could not be told apart."""
    first: dict[str, str] = {}
    ids = []
    for place, row in rows:
        value = next((row[c] for c in row if key(c) == CASE), "")
        case = "" if value is None or value != value else str(value).strip()
        if not case:
            faults.append(Fault(place, f"no {CASE}", "one", "Give the case an id."))
        elif case in first:
            found = f"the {CASE} {case!r} of {first[case]}"
            faults.append(Fault(place, found, "an id of its own", "Rename or remove one."))
        first.setdefault(case, place)
        ids.append(case)
    return ids
