"""One question asked for every row of a file, and the answers written to another."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bayesdx.cohort.answers import columns, said
from bayesdx.cohort.asking import Asking, Wanted
from bayesdx.cohort.cases import CASE
from bayesdx.cohort.frames import BATCH
from bayesdx.cohort.parts import STYLE, Parts, told
from bayesdx.cohort.scorer import Scored
from bayesdx.cohort.source import PARQUET, Source, open_source
from bayesdx.errors import Fault, FormatError
from bayesdx.network import Network

PART_ROWS = 1 << 22
"""Rows of a part."""

_PART_SECONDS = 30.0
"""After so long a part ends, however few rows it has; a run that is killed loses no more."""

_SLOW = 2048
"""Rows at once where each has an interval."""

_REMEDY = "Correct the rows, or leave --strict out to have them in a file of their own."
_SHOWN = 100

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of a cohort.

    Attributes:
        rows: the number of rows written.
        rejected: the number of rows that could not be answered.
        path: where the answers are.
        rejects: where the other rows are, each with the reason; None if there are none.
        used: the columns that were read as findings.
        unused: the columns that are no finding of the network.
    """

    rows: int
    rejected: int
    path: Path
    rejects: Path | None
    used: tuple[str, ...]
    unused: tuple[str, ...]


def score_file(
    network: Network,
    source: Path | str,
    *,
    targets: str | Sequence[str],
    out: Path | str,
    level: float | None = None,
    conflict: bool = False,
    mapping: Path | str | None = None,
    strict: bool = False,
    resume: bool = False,
    report: Report | None = None,
) -> Summary:
    """Write the posterior of `targets` for every row of a file, at the point values.

    The file is read, answered and written batch by batch; memory does not grow with its rows. Each
    row of `out` has the `case_id` of the case (or the number of the `row`), the columns of
    `bayesdx.cohort.score`, the `network`, and in a csv the `findings` in words. Rows that cannot be
    read or are impossible go to `OUT.rejects.csv`, each with the reason.

    Args:
        network: the network to ask.
        source: a csv (UTF-8, commas, a header) or Parquet file; what columns may be is explained
            in `bayesdx.cohort.coding` and `bayesdx.cohort.cases`.
        targets: the node or nodes whose posterior is wanted.
        out: the file to write, .csv or .parquet. It appears complete or not at all.
        level: the probability that the interval shall hold; None gives no interval.
        conflict: whether to give the conflict of the findings.
        mapping: a csv that says which column is which finding.
        strict: whether a row that cannot be answered stops the run; then nothing is written.
        resume: whether to go on with a run that was interrupted.
        report: told how many rows are done, and of how many.

    Raises:
        FormatError: with every fault of the file; it cannot be written to; with `strict`, the
            faults of its rows.
        FindingError: the network has no such target.
    """
    path, cases = Path(out), open_source(Path(source))
    if path.resolve() == cases.path.resolve():
        remedy = "Name another file."
        fault = Fault(str(path), "the file of the cases", "a file for the answers", remedy)
        raise FormatError(fault)
    names = (targets,) if isinstance(targets, str) else tuple(targets)
    wanted = Wanted(names, level=level, conflict=conflict, mapping=mapping)
    asking = Asking(network, cases.header, wanted, rows=cases.rows)
    parts = Parts(path, _question(network, cases, wanted, strict), resume=resume)
    run = _Run(network, cases, asking, parts, strict, report or (lambda _done, _of: None))
    run.all()
    parts.finish()
    gone = parts.rows - parts.written
    rejects = parts.rejects if gone else None
    return Summary(parts.written, gone, path, rejects, asking.used, asking.unused)


def _question(network: Network, source: Source, wanted: Wanted, strict: bool) -> dict[str, Any]:
    """Return what tells a run from another: only the same one can be resumed."""
    stat = source.path.stat()
    asked = {key: str(value) for key, value in asdict(wanted).items()}
    own = {"network": network.version or network.name, "strict": strict, **asked}
    return {
        "source": str(source.path.resolve()),
        "size": stat.st_size,
        "time": stat.st_mtime,
        **own,
    }


@dataclass(frozen=True, eq=False)
class _Run:
    """A run over the rows that are not done yet."""

    network: Network
    source: Source
    asking: Asking
    parts: Parts
    strict: bool
    report: Report

    def all(self) -> None:
        """Write one part after another."""
        size = _SLOW if self.asking.wanted.level else BATCH
        words = [one.column for one in self.asking.meanings]
        batches = self.source.batches(self.asking.columns, words, first=self.parts.rows, size=size)
        first = next(batches, None)
        while first is not None:
            first = self._part(first, batches)
        if not self.parts.rows:
            remedy = "Add the cases."
            fault = Fault(self.source.path.name, "a header alone", "at least one case", remedy)
            self.parts.drop()
            raise FormatError(fault)

    def _part(self, batch: Any, more: Iterator[Any]) -> Any:
        """Write one part; return the batch that the next one begins with."""
        rows = written = 0
        start, begun = time.monotonic(), self.parts.rows
        with told(self.parts.out), ExitStack() as stack:
            writer: Any = None
            rejects = _Rejects(self.parts.part("rejects"), stack)
            while batch is not None and rows < PART_ROWS and _recent(start):
                table, scored = self._answer(batch, begun + rows)
                self._refuse(scored, begun + rows)
                rejects.write(scored, begun + rows, self._ids(batch))
                if writer is None:
                    writer = _writer(self.parts.out, self.parts.part("out"), table.schema, stack)
                writer.write(table)
                rows, written = rows + batch.num_rows, written + table.num_rows
                self.report(begun + rows, max(self.source.rows, begun + rows))
                batch = next(more, None)
        with told(self.parts.out):
            self.parts.add(rows, written)
        return batch

    def _ids(self, batch: Any) -> Any:
        return batch.column(self.asking.case) if self.asking.case else None

    def _answer(self, batch: Any, first: int) -> tuple[Any, Scored]:
        """Return the table to write for a batch, and the answers it was made from."""
        import pyarrow as pa

        found, scored = self.asking.answer(batch)
        ids = self._ids(batch)
        if ids is None:
            known = {"row": pa.array(np.arange(first + 1, first + batch.num_rows + 1))}
        else:
            known = {CASE: ids}
            _nameless(ids, scored)
        answers = {**known, **columns(self.network, scored)}
        if self.parts.out.suffix.lower() not in PARQUET:
            answers["findings"] = said(self.network, found, batch.num_rows)
        name = pa.array([self.network.version or self.network.name])
        zeros = pa.array(np.zeros(batch.num_rows, dtype=np.int8))
        answers["network"] = pa.DictionaryArray.from_arrays(zeros, name)
        table = pa.Table.from_pydict(answers)
        if scored.wrong:
            good = np.ones(batch.num_rows, dtype=bool)
            good[list(scored.wrong)] = False
            table = table.filter(pa.array(good))
        return table, scored

    def _refuse(self, scored: Scored, first: int) -> None:
        """Stop at rows that cannot be answered, if that is wanted."""
        if self.strict and scored.wrong:
            self.parts.drop()
            file = self.source.path.name
            raise FormatError(
                Fault(f"{file}, row {first + row + 1}", said, "a row to answer", _REMEDY)
                for row, said in list(scored.wrong.items())[:_SHOWN]
            )


def _recent(start: float) -> bool:
    return time.monotonic() - start < _PART_SECONDS


def _nameless(ids: Any, scored: Scored) -> None:
    """Reject the rows without an id, which could not be told apart."""
    if not ids.null_count:
        return
    wrong: Any = scored.wrong
    for row in np.flatnonzero(np.array(ids.is_null())).tolist():
        wrong[row] = f"no {CASE}" + (f" | {wrong[row]}" if row in wrong else "")


class _Rejects:
    """The rows that cannot be answered: `row`, `case_id` and `reason`."""

    def __init__(self, path: Path, stack: ExitStack) -> None:
        file = stack.enter_context(path.open("w", encoding="utf-8", newline=""))
        self.writer = csv.writer(file, lineterminator="\n")
        self.writer.writerow(["row", CASE, "reason"])

    def write(self, scored: Scored, first: int, ids: Any) -> None:
        """Write the rows of a batch that begins after `first` rows."""
        wrong: Mapping[int, str] = scored.wrong
        for row in sorted(wrong):
            case = "" if ids is None else ids[row].as_py()
            self.writer.writerow([first + row + 1, case, wrong[row]])


def _writer(out: Path, part: Path, schema: Any, stack: ExitStack) -> Any:
    """Open a part for writing."""
    if out.suffix.lower() in PARQUET:
        import pyarrow.parquet as pq

        return stack.enter_context(pq.ParquetWriter(part, schema, **STYLE))
    return _Text(part, schema, stack)


class _Text:
    """Writes a csv; categories as their words."""

    def __init__(self, path: Path, schema: Any, stack: ExitStack) -> None:
        import pyarrow as pa
        from pyarrow import csv as table

        self.schema = pa.schema(
            [
                pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type)
                for f in schema
            ]
        )
        options = table.WriteOptions(quoting_style="needed", quoting_header="needed")
        self.writer = stack.enter_context(table.CSVWriter(path, self.schema, write_options=options))

    def write(self, rows: Any) -> None:
        """Write some rows."""
        self.writer.write(rows.cast(self.schema))
