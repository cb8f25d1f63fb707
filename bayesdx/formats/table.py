"""A table of cases, from a csv file or from rows at hand, as it was given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bayesdx.csvfile import read_table
from bayesdx.errors import Fault, FormatError

Row = Mapping[str, object]

_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, and rows with the place to name in a message.

    `faults` are those of single rows (too many cells, too few); their rows are still in `rows`.
    """

    name: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, Row]]
    faults: tuple[Fault, ...] = ()


def read_csv(path: Path) -> Table:
    """Read a csv file: UTF-8 (with or without a byte order mark), commas, a header.

    Raises:
        FormatError: no such file, too large, not UTF-8, not a csv, columns that are separated by
            another sign, no header, no rows.
    """
    if not path.is_file():
        raise FormatError(Fault(str(path), "no such file", "a csv file", "Check the path."))
    if path.suffix.lower() != ".csv":
        remedy = "Save the table as comma-separated values, in a file that ends in .csv."
        raise FormatError(Fault(path.name, f"the ending {path.suffix!r}", ".csv", remedy))
    table = read_table(path.parent, path.stem)
    if len(table.header) == 1 and (sign := _separator(table.header[0])):
        remedy = "Save the table as comma-separated values."
        raise FormatError(Fault(table.file, f"columns separated by {sign}", "commas", remedy))
    if not table.rows:
        alone = Fault(table.file, "a header alone", "at least one case", "Add the cases.")
        raise FormatError(table.faults or alone)
    rows = [(f"{row.file}:{row.line}", row.cells) for row in table.rows]
    return Table(table.file, table.header, rows, table.faults)


def from_rows(rows: Iterable[Row]) -> Table:
    """Return the table that these rows make; columns in the order in which they come up.

    Raises:
        FormatError: no rows, or one that is not a mapping.

    >>> from_rows([{"case_id": 1}, {"case_id": 2, "tone": "normal"}]).columns
    ('case_id', 'tone')
    """
    given: list[tuple[str, Any]] = [(f"row {i}", row) for i, row in enumerate(rows, 1)]
    wrong = [(place, row) for place, row in given if not isinstance(row, Mapping)]
    if wrong or not given:
        remedy = "Give each case as a mapping, such as {'case_id': 'a', 'tone': 'normal'}."
        expected = "at least one mapping of column to value"
        found = [(place, f"{row!r:.60}") for place, row in wrong] or [("rows", "none")]
        raise FormatError(Fault(place, said, expected, remedy) for place, said in found)
    columns = tuple(dict.fromkeys(str(column) for _, row in given for column in row))
    return Table("rows", columns, given)


def _separator(header: str) -> str:
    """Return the sign that separates the columns in place of a comma, or nothing."""
    return next((name for sign, name in _SEPARATORS.items() if sign in header), "")
