"""Rows written to a place in a file: Parquet or csv."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any, BinaryIO

from bayesdx.cohort.parts import STYLE


class ParquetRows:
    """Writes Parquet to a place in a file."""

    def __init__(self, file: BinaryIO, stack: ExitStack) -> None:
        self._file, self._stack = file, stack
        self._writer: Any = None

    def write(self, rows: Any) -> None:
        """Write some rows."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        if self._writer is None:  # words repeat, numbers hardly
            words = [field.name for field in rows.schema if pa.types.is_dictionary(field.type)]
            writer = pq.ParquetWriter(self._file, rows.schema, use_dictionary=words, **STYLE)
            self._writer = self._stack.enter_context(writer)
        self._writer.write(rows)


class TextRows:
    """Writes a csv to a place in a file, with a header at its begin; categories as their words."""

    def __init__(self, file: BinaryIO, stack: ExitStack) -> None:
        self._file, self._stack = file, stack
        self._schema: Any = None
        self._writer: Any = None

    def write(self, rows: Any) -> None:
        """Write some rows."""
        import pyarrow as pa
        from pyarrow import csv

        if self._writer is None:
            self._schema = pa.schema(
                [
                    pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type)
                    for f in rows.schema
                ]
            )
            options = csv.WriteOptions(
                include_header=self._file.tell() == 0,
                quoting_style="needed",
                quoting_header="needed",
            )
            writer = csv.CSVWriter(self._file, self._schema, write_options=options)
            self._writer = self._stack.enter_context(writer)
        self._writer.write(rows.cast(self._schema))
