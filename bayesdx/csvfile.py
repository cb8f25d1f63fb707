"""A csv file as text: rows that know their place, and all that is wrong with the file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from bayesdx.errors import EvidenceError, Fault

SIZE_LIMIT = 20_000_000
"""A table of more bytes than this is refused unread; the largest of ours has 0.2 million."""


NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?", re.ASCII)
"""How a number is written in a cell."""


class Unreadable(LookupError):
    """A table, or a column of one, that is not there to be checked; its own fault is recorded."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table. A short row is filled with empty cells."""

    file: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """Return the text of a cell.

        Raises:
            Unreadable: the table has no such column.
        """
        try:
            return self.cells[column]
        except KeyError:
            raise Unreadable(f"{self.file}, column {column}") from None

    def number(self, column: str) -> float | None:
        """Return a cell as a number; None where it is empty or no number."""
        return number(self[column])

    def items(self, column: str) -> tuple[str, ...]:
        """Return the items of a cell that lists several, separated by semicolons."""
        return tuple(item for item in (part.strip() for part in self[column].split(";")) if item)

    def place(self, column: str) -> str:
        """Return where a cell is, for a fault."""
        return f"{self.file}:{self.line}, column {column}"

    def fault(self, column: str, expected: str, remedy: str, found: str = "") -> Fault:
        """Return the fault of a cell; `found` defaults to the cell itself."""
        return Fault(self.place(column), found or quoted(self[column]), expected, remedy)


@dataclass(frozen=True, slots=True)
class Table:
    """A file of rows, and the faults of the file itself; one that cannot be read has no header."""

    name: str
    file: str
    header: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = ()

    def column(self, name: str) -> set[str]:
        """Return the values that stand in a column."""
        return {row[name] for row in self.rows}


def read_table(folder: Path, name: str) -> Table:
    """Read `folder/name.csv`; whatever is wrong with the file is in the table's `faults`."""
    path = folder / f"{name}.csv"
    file = f"{folder.name}/{name}.csv" if folder.name else f"{name}.csv"
    text, faults = _text(path, file)
    if faults:
        return Table(name, file, faults=faults)
    lines, broken = _lines(text, file)
    if not lines:
        faults = broken or (Fault(file, "an empty file", "a header line", "Restore the file."),)
        return Table(name, file, faults=faults)
    header = tuple(cell.strip() for cell in lines[0][1])
    rows = [
        Row(file, line, dict(zip_longest(header, row[: len(header)], fillvalue="")))
        for line, row in lines[1:]
    ]
    every = (*_header_faults(header, file), *_ragged(header, lines[1:], file), *broken)
    return Table(name, file, header, tuple(rows), every)


def read_rows(path: Path, columns: Iterable[str]) -> list[Mapping[str, str]]:
    """Return the rows of a table of data/ that is to have exactly these columns.

    Raises:
        EvidenceError: with everything that is wrong with the file or its header.
    """
    table = read_table(path.parent, path.stem)
    expected = tuple(columns)
    if table.faults:
        raise EvidenceError(settled(table.faults))
    if table.header != expected:
        remedy = "Restore the header."
        found = f"the columns {', '.join(table.header)}"
        raise EvidenceError(Fault(table.file, found, ", ".join(expected), remedy))
    return [row.cells for row in table.rows]


def number(text: str) -> float | None:
    """Return a decimal number, or None if `text` is not one.

    >>> number("0.50"), number(""), number("nan")
    (0.5, None, None)
    """
    return float(text) if NUMBER.fullmatch(text) else None


def settled(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return each fault once, without the echoes in cells of a line that is faulty as a whole."""
    each = tuple(dict.fromkeys(faults))
    lines = {fault.where for fault in each}
    return tuple(f for f in each if f.where.partition(", column ")[0] not in lines - {f.where})


def quoted(text: str) -> str:
    """Return a cell's text for a message: quoted, and cut where it is long.

    >>> quoted("")
    'nothing'
    >>> quoted("1.2")
    "'1.2'"
    """
    if not text:
        return "nothing"
    return repr(text if len(text) <= 60 else text[:57] + "…")


def _text(path: Path, file: str) -> tuple[str, tuple[Fault, ...]]:
    try:
        if not path.is_file():
            return "", (Fault(file, "no such file", "a table in csv form", "Restore the file."),)
        if path.stat().st_size > SIZE_LIMIT:
            size = f"{path.stat().st_size / 1e6:.0f} MB"
            limit = f"at most {SIZE_LIMIT / 1e6:.0f} MB"
            return "", (Fault(file, size, limit, "Check that it is the right file."),)
        raw = path.read_bytes()
    except OSError as error:
        return "", (Fault(file, error.strerror or "an error", "a file to read", "Check access."),)
    return _decoded(raw, file)


def _decoded(raw: bytes, file: str) -> tuple[str, tuple[Fault, ...]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        byte = f"byte 0x{raw[error.start]:02x}, which is not UTF-8"
        return "", (Fault(f"{file}:{line}", byte, "UTF-8 text", "Save the file as UTF-8."),)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return "", (Fault(f"{file}:{line}", "a NUL byte", "text", "Restore the file."),)
    return text, ()


def _lines(text: str, file: str) -> tuple[list[tuple[int, list[str]]], tuple[Fault, ...]]:
    """Return each row with the line it begins on; a reader's error ends the reading."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for row in reader:
            if row:
                lines.append((begins, row))
            begins = reader.line_num + 1
    except csv.Error as error:
        remedy = "Close the quotes of this cell; write a quote inside a cell twice."
        return lines, (Fault(f"{file}:{begins}", str(error), "rows in csv form", remedy),)
    return lines, ()


def _header_faults(header: tuple[str, ...], file: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for name in header:
        if not name:
            yield Fault(f"{file}:1", "a column without a name", "a name", "Name or remove it.")
        elif name in seen:
            remedy = "Remove one of the two columns."
            yield Fault(f"{file}:1, column {name}", "the name twice", "each name once", remedy)
        seen.add(name)


def _ragged(
    header: tuple[str, ...], lines: Iterable[tuple[int, list[str]]], file: str
) -> Iterator[Fault]:
    for line, row in lines:
        if len(row) != len(header):
            remedy = "Put a cell that contains a comma in double quotes."
            yield Fault(f"{file}:{line}", f"{len(row)} cells", f"{len(header)} cells", remedy)
