"""A cohort answered by the machines of a Dask cluster, which share storage.

The network, compiled, and its tables are sent to every worker once; partitions go to whichever
worker is free, and it writes their answers itself. Here only the manifest is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from dataclasses import replace
from pathlib import Path
from typing import Any

from bayesdx.cohort.answering import Refused, answer
from bayesdx.cohort.asking import Asking, Wanted
from bayesdx.cohort.cluster import WORKERS, check_workers, client_of, dask
from bayesdx.cohort.gathered import Gathered, Part
from bayesdx.cohort.partitions import PART_ROWS, Cohort, Partition, open_cohort
from bayesdx.cohort.scoring import Report, Summary
from bayesdx.errors import Fault, FormatError, InputError
from bayesdx.network import Network

_AHEAD = 4
"""Partitions that wait for each thread of a worker, so that it never waits for one."""

_RETRIES = 2
"""So often a partition is tried again when the storage fails."""

_BROKEN = 10
"""So many partitions that cannot be read stop the run; fewer are told at its end."""

_AGAIN = 3
"""So often the network is sent again after all workers that had it are gone."""

_GO_ON = "Go on with --resume: what is complete is kept."


def score_partitions(
    network: Network,
    source: Path | str,
    *,
    targets: str | Sequence[str],
    out: Path | str,
    scheduler: str = "",
    level: float | None = None,
    conflict: bool = False,
    mapping: Path | str | None = None,
    same_decision: float | None = None,
    decide: str = "",
    after: Sequence[str] = (),
    strict: bool = False,
    resume: bool = False,
    part_rows: int = PART_ROWS,
    report: Report | None = None,
    here: Callable[[], None] | None = None,
) -> Summary:
    """Write the posterior of `targets` for every row, on the workers of a Dask cluster.

    The answers are those of `bayesdx.cohort.score_file`. All workers have to see `source` and `out`
    under the same path, and to have the same version of bayesdx.

    Args:
        network: the network to ask.
        source: a csv or Parquet file, or a folder of Parquet files with the same columns; their
            rows are numbered on from file to file, in the order of their names.
        targets: the node or nodes whose posterior is wanted.
        out: a new folder, which gets one Parquet file for each partition; or a .parquet file.
        scheduler: the address of a Dask scheduler, `tcp://HOST:8786`; if empty, one process is
            started here for each core (a script then needs `if __name__ == "__main__":`).
        level: the probability that the interval shall hold; None gives no interval.
        conflict: whether to give the conflict of the findings.
        mapping: a csv that says which column is which finding.
        same_decision: a threshold, and
        decide: what is decided, and
        after: the tests that might be done, as for `bayesdx.cohort.score`.
        strict: whether a row that cannot be answered stops the run; then nothing is written.
        resume: whether to go on with a run that was interrupted.
        part_rows: the most rows of a partition.
        report: told how many rows are done, and of how many.
        here: called if processes are to be started here.

    Raises:
        FormatError: the cases cannot be read, or the answers not be written; with `strict`, a row.
        FindingError: the network has no such target.
        InputError: no Dask, no scheduler at this address, no worker that can do it.
    """
    dask()
    cohort, place = open_cohort(Path(source)), Path(out).resolve()
    _check_place(place, cohort)
    names = (targets,) if isinstance(targets, str) else tuple(targets)
    columns = Path(mapping).resolve() if mapping else None
    wanted = Wanted(names, level, conflict, columns, same_decision, decide, tuple(after))
    asking = Asking(network, cohort.header, wanted, rows=cohort.rows)
    question = _question(network, cohort, wanted, strict, part_rows)
    gathered = Gathered(place, question, stamps=cohort.stamps, resume=resume)
    if not gathered.finished:
        if here is not None and not scheduler:
            here()
        with client_of(scheduler) as client:
            _answer(_Run(client, asking, cohort, gathered, strict, part_rows, report))
    gone = gathered.rows - gathered.written
    rejects = gathered.rejects if gone else None
    used, unused = asking.used, asking.unused
    return Summary(gathered.written, gone, Path(out), rejects, used, unused, gathered.blank)


def _check_place(place: Path, cohort: Cohort) -> None:
    """Refuse to write among the cases."""
    if cohort.path in (place, *place.parents):
        remedy, expected = "Name a place elsewhere.", "a place for the answers"
        raise FormatError(Fault(str(place), "the place of the cases", expected, remedy))


def _answer(run: _Run) -> None:
    """Have all partitions answered; leave no folder from which nothing can go on."""
    gathered = run.gathered
    gathered.begin()
    try:
        check_workers(run.client, gathered.folder)
        run.all()
    except InputError:
        if not gathered.parts:
            gathered.drop()
        raise


def _question(
    network: Network, cohort: Cohort, wanted: Wanted, strict: bool, part_rows: int
) -> dict[str, Any]:
    """Return what tells a run from another."""
    digest = hashlib.sha256()
    for node, table in zip(network.nodes, network.tables, strict=True):
        digest.update(repr((node.name, node.states, node.parents)).encode())
        digest.update(table.tobytes())
    own = {"network": network.version or network.name, "digest": digest.hexdigest()}
    place = {"source": str(cohort.path), "strict": strict, "part_rows": part_rows}
    return {**own, **place, **wanted.said()}


class _Run:
    """A run over the partitions that are not done yet."""

    def __init__(
        self,
        client: Any,
        asking: Asking,
        cohort: Cohort,
        gathered: Gathered,
        strict: bool,
        part_rows: int,
        report: Report | None,
    ) -> None:
        self.client, self.asking, self.cohort = client, asking, cohort
        self.gathered, self.strict = gathered, strict
        self.part_rows, self.report = part_rows, report
        self.planned: set[int] = set()
        self.flying: dict[str, tuple[Partition, Any]] = {}
        self.faults: list[Fault] = []
        self.sent: Any = None
        self.sendings = 0

    def all(self) -> None:
        """Have all partitions answered."""
        waiting, pending = self._waiting(), dask().as_completed(loop=self.client.loop)
        self._send()
        self._fill(waiting, pending)
        for batch in pending.batches():
            for future in batch:
                self._take(future, pending)
            self.gathered.commit()
            if self.report is not None:
                self.report(self.gathered.rows, max(self.cohort.rows, self.gathered.rows))
            self._fill(waiting, pending)
        if self.faults:
            raise FormatError(self.faults)
        if not self.planned:
            fault = Fault(self.cohort.path.name, "no row", "at least one case", "Add the cases.")
            raise FormatError(fault)
        self.gathered.finish(self.planned)

    def _waiting(self) -> Iterator[Partition]:
        """Yield the partitions to do; those of a csv are written first."""
        import pyarrow.parquet as pq

        columns, folder = self.asking.columns, self.gathered.folder
        for partition, rows in self.cohort.partitions(columns, folder, self.part_rows):
            self.planned.add(partition.first)
            if self.gathered.knows(partition):
                continue
            if rows is not None:
                pq.write_table(rows, partition.path, compression="lz4")
            yield partition

    def _send(self) -> None:
        """Send the network to every worker."""
        self.sendings += 1
        try:
            self.sent = self.client.scatter(
                self.asking, broadcast=True, hash=False, timeout=WORKERS
            )
        except (OSError, TimeoutError) as error:
            raise self._lost(str(error)) from None

    def _fill(self, waiting: Iterator[Partition], pending: Any) -> None:
        """Let as many partitions wait as keep all workers at work."""
        most = max(_AHEAD * sum(self.client.nthreads().values()), _AHEAD)
        while len(self.flying) < most and (partition := next(waiting, None)) is not None:
            self._submit(partition, pending)

    def _submit(self, partition: Partition, pending: Any) -> None:
        future = self.client.submit(
            answer,
            self.sent,
            partition,
            self.gathered.folder,
            self.strict,
            pure=False,
            retries=_RETRIES,
        )
        self.flying[future.key] = partition, self.sent
        pending.add(future)

    def _take(self, future: Any, pending: Any) -> None:
        """Take what became of a partition."""
        partition, sent = self.flying.pop(future.key)
        try:
            part = future.result()
        except CancelledError:
            self._again(partition, sent, pending)
        except Exception as error:  # whatever a worker may die of
            said = str(error).partition("\n")[0]
            remedy = f"See whether storage and memory suffice. {_GO_ON}"
            self._break([Fault(_where(partition), said, "a partition to answer", remedy)])
        else:
            self._count(partition, part)

    def _count(self, partition: Partition, part: Part | Refused) -> None:
        """Count the answers of a partition, or its faults."""
        if not isinstance(part, Refused):
            self.gathered.parts[part.first] = part
            self._clean(partition)
        elif part.rows:
            self.gathered.parts.clear()
            raise FormatError(part.faults)
        else:
            where = _where(partition)
            self._break(
                [replace(f, where=where, remedy=f"{f.remedy} {_GO_ON}") for f in part.faults]
            )

    def _clean(self, partition: Partition) -> None:
        """Remove the partition of a csv."""
        if partition.path.parent == self.gathered.folder:
            partition.path.unlink(missing_ok=True)

    def _break(self, faults: list[Fault]) -> None:
        self.faults += faults
        if len(self.faults) >= _BROKEN:
            self.gathered.commit()
            raise FormatError(self.faults)

    def _again(self, partition: Partition, sent: Any, pending: Any) -> None:
        """Ask once more after all workers that had the network are gone."""
        if self.client.status != "running" or self.sendings > _AGAIN:
            raise self._lost("it or all of its workers went away")
        if sent is self.sent:
            self._send()
        self._submit(partition, pending)

    def _lost(self, said: str) -> InputError:
        self.gathered.commit()
        where = f"scheduler {self.client.scheduler.address if self.client.scheduler else ''}"
        return InputError(Fault(where, said, "a Dask scheduler with workers", _GO_ON))


def _where(partition: Partition) -> str:
    last = partition.first + partition.rows
    return f"{partition.path.name}, rows {partition.first + 1} to {last}"
