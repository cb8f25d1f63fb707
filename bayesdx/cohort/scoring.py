"""One question asked for every row of a file, and the answers written to another."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bayesdx.cohort.asking import Answered, Asking, Wanted
from bayesdx.cohort.frames import BATCH
from bayesdx.cohort.parts import ANSWERS, REJECTS, Parts, told
from bayesdx.cohort.pool import in_order
from bayesdx.cohort.source import PARQUET, Source, open_source
from bayesdx.cohort.writing import ParquetRows, TextRows
from bayesdx.errors import Fault, FormatError
from bayesdx.network import Network

PART_ROWS = 1 << 22
"""Rows of a part."""

_PART_SECONDS = 30.0
"""After so long a part ends, however few rows it has; a run that is killed loses no more."""

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
        blank: the number of rows written that have no finding, whose answer is the prior.
    """

    rows: int
    rejected: int
    path: Path
    rejects: Path | None
    used: tuple[str, ...]
    unused: tuple[str, ...]
    blank: int


def score_file(
    network: Network,
    source: Path | str,
    *,
    targets: str | Sequence[str],
    out: Path | str,
    level: float | None = None,
    conflict: bool = False,
    mapping: Path | str | None = None,
    same_decision: float | None = None,
    decide: str = "",
    after: Sequence[str] = (),
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
        same_decision: a threshold, and
        decide: what is decided, and
        after: the tests that might be done, as for `bayesdx.cohort.score`.
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
    wanted = Wanted(names, level, conflict, mapping, same_decision, decide, tuple(after))
    asking = Asking(network, cases.header, wanted, rows=cases.rows)
    parts = Parts(path, _question(network, cases, wanted, strict), resume=resume)
    run = _Run(cases, asking, parts, strict, report or (lambda _done, _of: None))
    try:
        run.all()
    except FormatError:
        if not parts.done:  # there is nothing to go on from
            parts.drop()
        raise
    parts.finish()
    gone = parts.rows - parts.written
    rejects = parts.rejects if gone else None
    return Summary(parts.written, gone, path, rejects, asking.used, asking.unused, parts.blank)


def _question(network: Network, source: Source, wanted: Wanted, strict: bool) -> dict[str, Any]:
    """Return what tells a run from another: only the same one can be resumed."""
    stat = source.path.stat()
    own = {"network": network.version or network.name, "strict": strict, **wanted.said()}
    return {
        "source": str(source.path.resolve()),
        "size": stat.st_size,
        "time": stat.st_mtime,
        **own,
    }


@dataclass(frozen=True, slots=True)
class _Batch:
    """A batch of rows, answered."""

    first: int
    rows: int
    found: Answered


@dataclass(frozen=True, eq=False)
class _Run:
    """A run over the rows that are not done yet."""

    source: Source
    asking: Asking
    parts: Parts
    strict: bool
    report: Report

    def all(self) -> None:
        """Write one part after another."""
        with closing(in_order(self._answer, self._numbered())) as answers:
            first = next(answers, None)
            while first is not None:
                first = self._part(first, answers)
        if not self.parts.rows:
            remedy = "Add the cases."
            fault = Fault(self.source.path.name, "a header alone", "at least one case", remedy)
            raise FormatError(fault)

    def _numbered(self) -> Iterator[tuple[int, Any]]:
        """Yield batches of rows, each with how many came before."""
        size = self.asking.at_once(BATCH)
        words = [one.column for one in self.asking.meanings]
        first = self.parts.rows
        for batch in self.source.batches(self.asking.columns, words, first=first, size=size):
            yield first, batch
            first += batch.num_rows

    def _answer(self, batch: tuple[int, Any]) -> _Batch:
        first, rows = batch
        words = self.parts.out.suffix.lower() not in PARQUET
        found = self.asking.answered(rows, first=first, words=words)
        return _Batch(first, rows.num_rows, found)

    def _part(self, one: _Batch | None, more: Iterator[_Batch]) -> _Batch | None:
        """Write one part; return the answers that the next one begins with."""
        rows = written = blank = 0
        start, parts = time.monotonic(), self.parts
        with told(parts.out), ExitStack() as stack:
            answers, rejects = (stack.enter_context(parts.part(k)) for k in (ANSWERS, REJECTS))
            writer: ParquetRows | TextRows | None = None
            gone = TextRows(rejects, stack)
            while one is not None and rows < PART_ROWS and _recent(start):
                self._refuse(one)
                gone.write(one.found.rejects)
                form = ParquetRows if parts.out.suffix.lower() in PARQUET else TextRows
                writer = writer or form(answers, stack)
                writer.write(one.found.answers)
                rows, written = rows + one.rows, written + one.found.answers.num_rows
                blank += one.found.blank
                self.report(one.first + one.rows, max(self.source.rows, one.first + one.rows))
                one = next(more, None)
        with told(parts.out):
            parts.add(rows, written, blank)
        return one

    def _refuse(self, one: _Batch) -> None:
        """Stop at rows that cannot be answered, if that is wanted."""
        if self.strict and one.found.rejects.num_rows:
            self.parts.drop()
            file = self.source.path.name
            raise FormatError(
                Fault(f"{file}, row {row['row']}", row["reason"], "a row to answer", _REMEDY)
                for row in one.found.rejects.slice(0, _SHOWN).to_pylist()
            )


def _recent(start: float) -> bool:
    return time.monotonic() - start < _PART_SECONDS
