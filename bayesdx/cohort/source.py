"""A file of cases, batch by batch: csv or Parquet."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bayesdx.errors import Fault, FormatError

PARQUET = (".parquet", ".pq")
_BYTES_A_ROW = 20
"""About what a row of a csv takes at least."""

_BLOCK = 1 << 23
"""Bytes of a csv that are read at once."""


_GO = 1 << 20
"""Rows of Parquet that are read in one go, or those of a row group that has more."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of cases.

    Attributes:
        path: where it is.
        header: its columns.
        rows: how many rows it has; of a csv about.
    """

    path: Path
    header: tuple[str, ...]
    rows: int

    @property
    def is_parquet(self) -> bool:
        """Whether it is Parquet rather than csv."""
        return self.path.suffix.lower() in PARQUET

    def batches(
        self, columns: Sequence[str], words: Sequence[str], *, first: int, size: int
    ) -> Iterator[Any]:
        """Yield record batches of some columns, beginning with row `first` (from 0).

        Args:
            columns: the columns to read.
            words: those of them in which few texts come often.
            first: the first row.
            size: the most rows of a batch.

        Raises:
            FormatError: the file cannot be read on.
        """
        import pyarrow as pa

        columns = columns or self.header[:1]
        try:
            if self.is_parquet:
                yield from self._parquet(columns, words, first, size)
            else:
                yield from self._csv(columns, first, size)
        except pa.ArrowInvalid as error:
            remedy = "Correct the file; commas, UTF-8, as many cells in each row as in the header."
            said = str(error).strip()
            raise FormatError(Fault(self.path.name, said, "a table of cases", remedy)) from None

    def _parquet(
        self, columns: Sequence[str], dictionaries: Sequence[str], first: int, size: int
    ) -> Iterator[Any]:
        import pyarrow.parquet as pq

        with pq.ParquetFile(self.path, read_dictionary=list(dictionaries)) as file:
            left = first
            for groups in _runs(file.metadata):
                rows = sum(file.metadata.row_group(group).num_rows for group in groups)
                if left >= rows:
                    left -= rows
                    continue
                for batch in file.iter_batches(size, row_groups=groups, columns=list(columns)):
                    if left >= batch.num_rows:
                        left -= batch.num_rows
                        continue
                    yield batch.slice(left)
                    left = 0

    def _csv(self, columns: Sequence[str], first: int, size: int) -> Iterator[Any]:
        import pyarrow as pa
        from pyarrow import csv as table

        reader = table.open_csv(
            self.path,
            read_options=table.ReadOptions(
                block_size=_BLOCK,
                column_names=self.header,
                skip_rows=1,
                use_threads=False,  # else a fault would not say its row
            ),
            parse_options=table.ParseOptions(newlines_in_values=True),
            convert_options=table.ConvertOptions(
                column_types=dict.fromkeys(self.header, pa.string()),
                include_columns=list(columns),
                strings_can_be_null=True,
                null_values=[""],
            ),
        )
        left = first
        for batch in reader:
            for start in range(0, batch.num_rows, size):
                part = batch.slice(start, size)
                if left >= part.num_rows:
                    left -= part.num_rows
                    continue
                yield part.slice(left)
                left = 0


def _runs(metadata: Any) -> Iterator[list[int]]:
    """Yield row groups to read in one go, for what was read of a go stays in memory to its end."""
    run, rows = list[int](), 0
    for group in range(metadata.num_row_groups):
        run.append(group)
        rows += metadata.row_group(group).num_rows
        if rows >= _GO:
            yield run
            run, rows = [], 0
    if run:
        yield run


def open_source(path: Path) -> Source:
    """Return a file of cases with its header.

    Raises:
        FormatError: no such file, neither csv nor Parquet, no header.
    """
    if not path.is_file():
        expected = "a csv or Parquet file"
        raise FormatError(Fault(str(path), "no such file", expected, "Check the path."))
    if path.suffix.lower() in PARQUET:
        return _parquet(path)
    if path.suffix.lower() != ".csv":
        remedy = "Save the cases as .csv or .parquet."
        raise FormatError(Fault(path.name, f"the ending {path.suffix!r}", ".csv", remedy))
    return _csv(path)


def _parquet(path: Path) -> Source:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            return Source(path, tuple(file.schema_arrow.names), file.metadata.num_rows)
    except (pa.ArrowInvalid, OSError) as error:
        said = str(error).partition("\n")[0]
        remedy = "Write the file again."
        raise FormatError(Fault(path.name, said, "a Parquet file", remedy)) from None


def _csv(path: Path) -> Source:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = [cell.strip() for cell in next(csv.reader(file), [])]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        remedy = "Save the file as UTF-8, columns separated by commas."
        raise FormatError(Fault(path.name, str(error), "a csv file", remedy)) from None
    twice = sorted({name for name in header if header.count(name) > 1 or not name})
    if not header or twice:
        found = f"the columns {', '.join(map(repr, twice))}" if header else "an empty file"
        remedy = "Name each column once, in the first line."
        raise FormatError(Fault(f"{path.name}:1", found, "a header line", remedy))
    return Source(path, tuple(header), max(1, path.stat().st_size // _BYTES_A_ROW))
