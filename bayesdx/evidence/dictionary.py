"""The data dictionary, executed: data/columns.csv says what each column is, this checks that it is.

One row of columns.csv describes one column: its type (`bayesdx.evidence.cells`), whether it must be
filled, whether its values are unique, which values are allowed, and whose ids it refers to. Words
of a long vocabulary stand in data/vocabulary.csv. Rules across cells are in
`bayesdx.evidence.rules`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from bayesdx import resources
from bayesdx.csvfile import Row, Table, quoted, read_table, settled
from bayesdx.errors import Fault, did_you_mean
from bayesdx.evidence import cells, rules

HEADER = ("table", "column", "type", "required", "unique", "allowed", "refers_to", "meaning")
"""The columns of columns.csv itself."""

_OTHER_TYPES = ("reference",)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, as columns.csv describes it.

    Attributes:
        kind: a type of `bayesdx.evidence.cells`, or "reference", an id of another table.
        required: whether every row fills it.
        unique: whether no two rows share a value, capitals aside.
        words: the words allowed; None where any value of the type is.
        pattern: what a value matches besides its type; None where nothing is asked.
        refers_to: "table.column" of the ids that a value is one of; empty for none.
        meaning: what it is, in words, with its unit.
    """

    table: str
    name: str
    kind: str
    required: bool
    unique: bool
    words: frozenset[str] | None
    pattern: re.Pattern[str] | None
    refers_to: tuple[tuple[str, str], ...]
    meaning: str


Dictionary = Mapping[str, Mapping[str, Column]]


def load_dictionary(folder: Path | None = None) -> tuple[Dictionary, tuple[Fault, ...]]:
    """Return the columns of every table, by table and name, and what is wrong with columns.csv.

    >>> columns, faults = load_dictionary()
    >>> columns["estimates"]["k"].kind, columns["estimates"]["k"].required, faults
    ('integer', False, ())
    """
    where = folder or resources.folder("data")
    table, vocabulary = read_table(where, "columns"), read_table(where, "vocabulary")
    faults = [*table.faults, *_header_faults(table, HEADER)]
    if not table.header or any(name not in table.header for name in HEADER):
        return MappingProxyType({}), tuple(faults)
    faults += [fault for row in table.rows for fault in _described_faults(row)]
    found: dict[str, dict[str, Column]] = {}
    for row in table.rows:
        found.setdefault(row["table"], {})[row["column"]] = _column(row, vocabulary)
    return MappingProxyType(found), tuple(faults)


def check_evidence(folder: Path | None = None) -> tuple[Fault, ...]:
    """Return every fault of every table of data/; empty if there is none.

    Args:
        folder: where the tables are; by default data/ of this bayesdx.

    >>> check_evidence()
    ()
    """
    where = folder or resources.folder("data")
    dictionary, faults = load_dictionary(where)
    read = [read_table(where, name) for name in dictionary]
    tables = rules.Tables({table.name: table for table in read if table.header})
    found = [*faults, *_strangers(where, dictionary)]
    for table in read:
        columns = dictionary[table.name]
        found += [*table.faults, *_header_faults(table, columns)]
        found += [f for column in columns.values() for f in _column_faults(column, table, tables)]
    found += rules.apply((*rules.STRUCTURAL, *rules.PROTOCOL), tables)
    return settled(found)


def _column(row: Row, vocabulary: Table) -> Column:
    kind, allowed = row["type"], row["allowed"]
    words = _words(row, vocabulary) if kind == "enum" else None
    targets = tuple(
        (table, column)
        for table, _, column in (name.rpartition(".") for name in row["refers_to"].split("|"))
        if table
    )
    return Column(
        row["table"],
        row["column"],
        "id" if kind == "reference" else kind,
        row["required"] == "yes",
        row["unique"] == "yes",
        words,
        re.compile(allowed) if allowed and kind != "enum" and _compiles(allowed) else None,
        targets,
        row["meaning"],
    )


def _words(row: Row, vocabulary: Table) -> frozenset[str] | None:
    """Return the words of an enum; None where the vocabulary that has them cannot be read."""
    if row["allowed"]:
        return frozenset(row["allowed"].split("|"))
    if not {"table", "column", "value"} <= set(vocabulary.header):
        return None
    place = (row["table"], row["column"])
    rows = vocabulary.rows
    return frozenset(word["value"] for word in rows if (word["table"], word["column"]) == place)


def _described_faults(row: Row) -> Iterator[Fault]:
    """Yield what keeps a row of columns.csv from being executed."""
    kinds = (*cells.TYPES, *_OTHER_TYPES)
    if row["type"] not in kinds:
        yield row.fault("type", f"one of {', '.join(kinds)}", "Correct the type.")
    for column in ("required", "unique"):
        if row[column] not in ("yes", "no"):
            yield row.fault(column, "yes or no", "Write yes or no.")
    if row["type"] != "enum" and not _compiles(row["allowed"]):
        yield row.fault("allowed", "a regular expression", "Correct the expression.")
    if row["type"] == "reference" and not row["refers_to"]:
        yield row.fault("refers_to", "table.column of the ids", "Name it.")


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _strangers(folder: Path, dictionary: Dictionary) -> Iterator[Fault]:
    """Yield a fault for every csv file of the folder that no row of columns.csv describes."""
    if not dictionary:
        return
    for path in sorted(folder.rglob("*.csv")):
        name = path.relative_to(folder).with_suffix("").as_posix()
        if name not in dictionary:
            remedy = f"Describe the columns of {name} in columns.csv."
            yield Fault(f"{folder.name}/{name}.csv", "a table", "one of columns.csv", remedy)


def _header_faults(table: Table, expected: Iterable[str]) -> Iterator[Fault]:
    if not table.header:
        return
    names = tuple(expected)
    for name in names:
        if name not in table.header:
            where = f"{table.file}:1, column {name}"
            yield Fault(where, "no such column", "every column there", "Restore the column.")
    for name in (name for name in table.header if name and name not in names):
        remedy = did_you_mean(name, names, "Remove it, or describe it in columns.csv.")
        where = f"{table.file}:1, column {name}"
        yield Fault(where, "an unknown column", f"one of {', '.join(names)}", remedy)


def _column_faults(column: Column, table: Table, tables: rules.Tables) -> Iterator[Fault]:
    """Yield every fault of the cells of one column."""
    if column.name not in table.header:
        return
    known = _known(column, tables)
    for row in table.rows:
        if row[column.name]:
            yield from _cell_faults(column, row, known)
        elif column.required:
            yield row.fault(column.name, column.meaning or "a value", "Fill the cell.")
    if column.unique:
        yield from rules.repeated(table, column.name)


def _known(column: Column, tables: rules.Tables) -> frozenset[str] | None:
    """Return the ids that a column may refer to; None if it refers to nothing that can be read."""
    if not all(name in tables and ids in tables[name].header for name, ids in column.refers_to):
        return None
    ids = [tables[name].column(ids) for name, ids in column.refers_to]
    return frozenset().union(*ids) if ids else None


def _cell_faults(column: Column, row: Row, known: frozenset[str] | None) -> Iterator[Fault]:
    if column.kind not in cells.TYPES:
        return
    expected = cells.wrong(column.kind, row[column.name])
    if expected:
        yield row.fault(column.name, expected, "Correct the cell.")
        return
    values = row.items(column.name) if column.kind == "list" else (row[column.name],)
    yield from _value_faults(column, row, values)
    if known is not None:
        yield from rules.unresolved(row, column.name, values, known)


def _value_faults(column: Column, row: Row, values: tuple[str, ...]) -> Iterator[Fault]:
    for value in values:
        if column.words is not None and value not in column.words:
            otherwise = "Correct the word, or add it to the vocabulary."
            remedy = did_you_mean(value, column.words, otherwise)
            yield row.fault(column.name, column.meaning or "an allowed word", remedy, quoted(value))
        if column.pattern is not None and not column.pattern.fullmatch(value):
            remedy = "Correct the cell."
            yield row.fault(column.name, column.meaning or "the pattern", remedy, quoted(value))
