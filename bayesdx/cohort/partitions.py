"""Cases on storage that several machines share, cut into partitions.

A Parquet file is cut between its row groups, and a row group that is too long between its rows; a
folder of Parquet files is taken in the order of their names, as one cohort. The rows of a csv can
only be told by reading it from the begin, so that it is read once, here, and each partition handed
on as a small Parquet file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bayesdx.cohort.cases import CASE
from bayesdx.cohort.source import PARQUET, Source, open_source
from bayesdx.errors import Fault, FormatError
from bayesdx.findings.terms import key

PART_ROWS = 1 << 20
"""Rows of a partition: about a second of work, and what is lost with a worker."""


@dataclass(frozen=True, slots=True)
class Partition:
    """Some rows of a file.

    Attributes:
        path: the file.
        start: how many rows of the file come before.
        first: how many rows of the cohort come before.
        rows: how many rows these are.
        stamp: what is another if the file is.
    """

    path: Path
    start: int
    first: int
    rows: int
    stamp: str


@dataclass(frozen=True, slots=True)
class Cohort:
    """Cases in one file or several.

    Attributes:
        path: the file, or the folder of files.
        header: the columns.
        files: the files, and the rows of each row group; of a csv about.
    """

    path: Path
    header: tuple[str, ...]
    files: tuple[tuple[Path, tuple[int, ...]], ...]

    @property
    def rows(self) -> int:
        """How many rows there are; of a csv about."""
        return sum(sum(groups) for _, groups in self.files)

    @property
    def stamps(self) -> frozenset[str]:
        """What is another if a file with rows is: its name, size and time."""
        return frozenset(_stamp(path) for path, groups in self.files if sum(groups))

    def partitions(
        self, columns: Sequence[str], folder: Path, most: int
    ) -> Iterator[tuple[Partition, Any | None]]:
        """Yield the partitions in the order of their rows.

        Args:
            columns: the columns to read.
            folder: where partitions of a csv shall be.
            most: the most rows of a partition.

        Yields:
            Each partition; if it is of a csv, with the rows to write to its file.
        """
        if self.path.suffix.lower() == ".csv" and self.path.is_file():
            yield from self._of_csv(columns, folder, most)
            return
        first = 0
        for path, groups in self.files:
            stamp = _stamp(path)
            for start, rows in cuts(groups, most):
                yield Partition(path, start, first + start, rows, stamp), None
            first += sum(groups)

    def _of_csv(
        self, columns: Sequence[str], folder: Path, most: int
    ) -> Iterator[tuple[Partition, Any | None]]:
        stamp, first = _stamp(self.path), 0
        source = Source(self.path, self.header, self.rows)
        for table in _joined(source.batches(columns, (), first=0, size=most), most):
            path = folder / f"cases-{first:012}.parquet"
            yield Partition(path, 0, first, table.num_rows, stamp), table
            first += table.num_rows


def cuts(groups: Iterable[int], most: int) -> list[tuple[int, int]]:
    """Cut a file between its row groups, or within one that is too long.

    Args:
        groups: the rows of each row group.
        most: the most rows of a partition.

    Returns:
        Of each partition how many rows come before, and how many it has.

    >>> cuts([4, 4, 4, 25, 3], most=10)
    [(0, 8), (8, 4), (12, 10), (22, 10), (32, 8)]
    """
    found: list[tuple[int, int]] = []
    first = rows = 0
    for group in groups:
        if rows and rows + group > most:
            found.append((first, rows))
            first, rows = first + rows, 0
        rows += group
        while rows > most:
            found.append((first, most))
            first, rows = first + most, rows - most
    return [*found, (first, rows)] if rows else found


def open_cohort(path: Path) -> Cohort:
    """Return a csv, a Parquet file, or a folder of Parquet files with the same columns.

    Raises:
        FormatError: with every file that cannot be read or has other columns than the first.
    """
    path = path.resolve()
    if not path.is_dir():
        source = open_source(path)
        groups = _groups(path) if source.is_parquet else (source.rows,)
        return Cohort(path, source.header, ((path, groups),))
    files = sorted(
        one for one in path.iterdir() if one.suffix.lower() in PARQUET and one.name[0] not in "._"
    )
    if not files:
        remedy = "Name the folder in which the files are themselves."
        raise FormatError(Fault(str(path), "no Parquet file", "a folder of Parquet files", remedy))
    header = _same(files)
    return Cohort(path, header, tuple((file, _groups(file)) for file in files))


def _same(files: Sequence[Path]) -> tuple[str, ...]:
    """Return the columns of several files, which have to be the same."""
    faults: list[Fault] = []
    header: tuple[str, ...] = ()
    expected: dict[str, str] = {}
    for file in files:
        try:
            names = open_source(file).header
        except FormatError as error:
            faults += error.faults
            continue
        found = _types(file, names)
        header, expected = (header, expected) if header else (names, found)
        if found != expected:
            differ = {*found.items()} ^ {*expected.items()}
            other = ", ".join(sorted({name for name, _ in differ}))
            remedy = "Write all files with the same columns."
            faults.append(
                Fault(file.name, f"a difference in {other}", f"as {files[0].name}", remedy)
            )
    if faults:
        raise FormatError(faults)
    return header


def _types(path: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the columns of a file, and the type of the one that is handed on."""
    import pyarrow.parquet as pq

    schema = pq.read_schema(path)
    return {name: str(schema.field(name).type) if key(name) == CASE else "" for name in names}


def _groups(path: Path) -> tuple[int, ...]:
    import pyarrow.parquet as pq

    known = pq.read_metadata(path)
    return tuple(known.row_group(group).num_rows for group in range(known.num_row_groups))


def _stamp(path: Path) -> str:
    stat = path.stat()
    return f"{path.name} {stat.st_size} {stat.st_mtime_ns}"


def _joined(batches: Iterable[Any], rows: int) -> Iterator[Any]:
    """Yield tables of so many rows, the last one with what is left."""
    import pyarrow as pa

    held: list[Any] = []
    free = rows
    for batch in batches:
        rest = batch
        while rest.num_rows:
            held.append(rest.slice(0, free))
            free -= held[-1].num_rows
            rest = rest.slice(held[-1].num_rows)
            if not free:
                yield pa.Table.from_batches(held)
                held, free = [], rows
    if held:
        yield pa.Table.from_batches(held)
