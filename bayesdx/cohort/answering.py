"""One partition answered, by whichever machine is given it.

Twice the same partition writes twice the same file: under a name of its own, to the disk, and then
renamed, so that a worker that dies or comes late does no harm.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from bayesdx.cohort.asking import Asking
from bayesdx.cohort.frames import BATCH
from bayesdx.cohort.gathered import Part, answers_of, rejects_of
from bayesdx.cohort.partitions import Partition
from bayesdx.cohort.source import Source
from bayesdx.cohort.writing import ParquetRows, TextRows
from bayesdx.errors import Fault, FormatError

SHOWN = 100
"""So many rows that cannot be answered are named in one message."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A partition that has no answers, and why.

    Attributes:
        faults: what is wrong.
        rows: whether its rows are wrong, rather than its file.
    """

    faults: tuple[Fault, ...]
    rows: bool


def answer(asking: Asking, partition: Partition, folder: Path, strict: bool) -> Part | Refused:
    """Write the answers of a partition to a folder.

    Args:
        asking: what is asked.
        partition: the rows.
        folder: where its file shall be.
        strict: whether a row that cannot be answered is a fault.

    Raises:
        OSError: the storage fails.
    """
    own = uuid4().hex
    answers, rejects = (folder / f"{own}.{kind}.new" for kind in ("answers", "rejects"))
    try:
        return _written(asking, partition, folder, strict, answers, rejects)
    except FormatError as error:
        return Refused(error.faults, rows=False)
    finally:
        for path in (answers, rejects):
            path.unlink(missing_ok=True)


def _written(
    asking: Asking, partition: Partition, folder: Path, strict: bool, answers: Path, rejects: Path
) -> Part | Refused:
    done = written = blank = 0
    with ExitStack() as stack:
        files = [stack.enter_context(path.open("wb")) for path in (answers, rejects)]
        with ExitStack() as writers:
            rows, gone = ParquetRows(files[0], writers), TextRows(files[1], writers)
            for batch in _batches(asking, partition):
                found = asking.answered(batch, first=partition.first + done)
                if strict and found.rejects.num_rows:
                    return _faults(partition, found.rejects, folder)
                rows.write(found.answers)
                gone.write(found.rejects)
                done, written = done + batch.num_rows, written + found.answers.num_rows
                blank += found.blank
        for file in files:
            file.flush()
            os.fsync(file.fileno())
    _check(partition, done)
    rejects.replace(rejects_of(folder, partition.first))
    answers.replace(answers_of(folder, partition.first))
    return Part(partition.first, done, written, partition.stamp, blank)


def _batches(asking: Asking, partition: Partition) -> Iterator[Any]:
    """Yield the rows of a partition."""
    source = Source(partition.path, asking.columns, partition.start + partition.rows)
    words = [one.column for one in asking.meanings]
    left, size = partition.rows, asking.at_once(BATCH)
    for batch in source.batches(asking.columns, words, first=partition.start, size=size):
        yield batch.slice(0, left)
        left -= batch.num_rows
        if left <= 0:
            return


def _check(partition: Partition, rows: int) -> None:
    if rows != partition.rows:
        found = f"{rows} rows"
        remedy = "Leave the cases alone while they are read."
        raise FormatError(Fault(partition.path.name, found, f"{partition.rows} rows", remedy))


def _faults(partition: Partition, refused: Any, folder: Path) -> Refused:
    remedy = "Correct the rows, or leave --strict out to have them in a file of their own."
    where = "cases" if partition.path.parent == folder else partition.path.name
    return Refused(
        tuple(
            Fault(f"{where}, row {row['row']}", row["reason"], "a row to answer", remedy)
            for row in refused.slice(0, SHOWN).to_pylist()
        ),
        rows=True,
    )
