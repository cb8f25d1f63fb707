"""The answers of partitions, gathered: a manifest counts what is complete.

`OUT.partitions/` holds `manifest.json`, which is replaced at once, the rejects, and in `answers/`
one Parquet file for each partition. A file that the manifest does not count is written again. At
the end `answers/` is renamed to OUT, with the manifest beside it, or its files are joined to the
one that was asked for.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from bayesdx.cohort.manifest import BEGIN, MANIFEST, read_manifest, write_manifest
from bayesdx.cohort.partitions import Partition
from bayesdx.cohort.parts import ANSWERS, REJECTS, Parts, told
from bayesdx.cohort.source import PARQUET
from bayesdx.errors import Fault, FormatError

_ELSEWHERE = "name another folder."
_INSTEAD = "Name another folder, or remove this one."


@dataclass(frozen=True, slots=True)
class Part:
    """The answers of a partition, complete.

    Attributes:
        first: how many rows of the cohort come before.
        rows: the rows of the partition.
        written: those that could be answered.
        stamp: the partition's.
        blank: those that have no finding.
    """

    first: int
    rows: int
    written: int
    stamp: str
    blank: int


def answers_of(folder: Path, first: int) -> Path:
    """Return the file with the answers of a partition."""
    return folder / ANSWERS / f"part-{first:012}.parquet"


def rejects_of(folder: Path, first: int) -> Path:
    """Return the file with the rows of a partition that could not be answered."""
    return folder / f"rejects-{first:012}.csv"


class Gathered:
    """The answers so far.

    Attributes:
        out: the folder, or the Parquet file, that will appear.
        folder: where all is until then.
        finished: whether `out` has appeared.
        parts: what is complete, by the rows that come before.
    """

    def __init__(
        self, out: Path, of: Mapping[str, Any], *, stamps: Collection[str], resume: bool
    ) -> None:
        """Look where a run of the same question was interrupted, if it was; nothing is written.

        Args:
            out: the folder, or the Parquet file, to write.
            of: what the run is about.
            stamps: those of the files with cases.
            resume: whether to go on.

        Raises:
            FormatError: `out` is there already, or is no place to write to; the interrupted run
                was about something else; files have changed since a run was finished.
        """
        self.out, self.of, self._resume = out.resolve(), dict(of), resume
        self.folder = self.out.with_name(f"{self.out.name}.partitions")
        self.parts: dict[int, Part] = {}
        self.finished = False
        with told(out):
            self._look(stamps)

    @property
    def is_file(self) -> bool:
        """Whether one file is wanted rather than a folder."""
        return self.out.suffix.lower() in PARQUET

    @property
    def rows(self) -> int:
        """The rows of the cohort that are done."""
        return sum(part.rows for part in self.parts.values())

    @property
    def written(self) -> int:
        """The rows that could be answered."""
        return sum(part.written for part in self.parts.values())

    @property
    def blank(self) -> int:
        """Those of them that have no finding."""
        return sum(part.blank for part in self.parts.values())

    @property
    def manifest(self) -> Path:
        """Where the manifest is once there is a folder."""
        return self.out.with_name(f"{self.out.name}.{MANIFEST}")

    @property
    def rejects(self) -> Path:
        """Where the rows go that cannot be answered."""
        return self.out.with_name(f"{self.out.name}.rejects.csv")

    def _look(self, stamps: Collection[str]) -> None:
        _check(self.out)
        if self.is_file or not self.out.exists():
            # Without its answers a manifest is what a run left when it had finished.
            if self._resume and (self.folder / ANSWERS).is_dir():
                self._known(self.folder / MANIFEST, instead=BEGIN)
            return
        if not (self._resume and self.out.is_dir() and self.manifest.is_file()):
            is_dir = self.out.is_dir()
            found = "a folder with files" if is_dir else "a file"
            remedy = _INSTEAD if is_dir else "Name a folder, or a .parquet file."
            raise FormatError(Fault(str(self.out), found, "a new folder", remedy))
        self._known(self.manifest, instead=_ELSEWHERE)
        self._unchanged(stamps)
        self.finished = True
        if self.folder.exists():  # the run was killed before it could
            self.drop()

    def _known(self, path: Path, *, instead: str) -> None:
        """Read the manifest of the same question, if there is one."""
        if path.is_file():
            parts = read_manifest(path, self.of, _part, instead=instead)
            self.parts = {part.first: part for part in parts}

    def _unchanged(self, stamps: Collection[str]) -> None:
        """Refuse answers to files that are others by now."""
        differ = {part.stamp for part in self.parts.values()} ^ {*stamps}
        if differ:
            names = sorted({stamp.rsplit(" ", 2)[0] for stamp in differ})
            found = f"answers from before a change of {', '.join(names)}"
            expected = "answers to the files as they are"
            raise FormatError(Fault(str(self.out), found, expected, _INSTEAD))

    def begin(self) -> None:
        """Make the folder, unless there is one to go on with."""
        with told(self.out):
            if not self.parts:
                shutil.rmtree(self.folder, ignore_errors=True)
                (self.folder / ANSWERS).mkdir(parents=True)
        self.commit()

    def knows(self, partition: Partition) -> bool:
        """Return whether a partition was answered."""
        part = self.parts.get(partition.first)
        return part is not None and (part.rows, part.stamp) == (partition.rows, partition.stamp)

    def commit(self) -> None:
        """Count the parts there are now."""
        with told(self.out):
            self._write(self.folder / MANIFEST)

    def _write(self, manifest: Path) -> None:
        write_manifest(manifest, self.of, [asdict(part) for part in self._in_order()])

    def _in_order(self) -> list[Part]:
        return [self.parts[first] for first in sorted(self.parts)]

    def drop(self) -> None:
        """Remove what is not wanted any more."""
        # Under another name, so that a worker that is still at it finds no place to write to.
        name = f"{self.folder.name}.{uuid.uuid4().hex[:8]}.dropped"
        gone = self.folder.rename(self.folder.with_name(name))
        shutil.rmtree(gone, ignore_errors=True)

    def finish(self, planned: Collection[int]) -> None:
        """Let the rejects appear, then the answers.

        Args:
            planned: the partitions there are, by the rows that come before; others were of files
                that have changed since.
        """
        self.parts = {first: part for first, part in self.parts.items() if first in planned}
        self.commit()
        with told(self.out):
            for path in {*(self.folder / ANSWERS).iterdir()} - {*map(self._answers, self.parts)}:
                path.unlink()
            if self.is_file:
                self._joined()
            else:
                self._renamed()

    def _answers(self, first: int) -> Path:
        return answers_of(self.folder, first)

    def _renamed(self) -> None:
        gone = self.folder / "rejects.csv"
        if self.rows == self.written:
            self.rejects.unlink(missing_ok=True)
        else:
            with gone.open("wb") as file:
                for part in self._in_order():
                    self._refused(part, file)
                file.flush()
                os.fsync(file.fileno())
            gone.replace(self.rejects)
        self._write(self.manifest)
        (self.folder / ANSWERS).rename(self.out)
        self.drop()

    def _joined(self) -> None:
        """Append the parts to one file, which survives being killed as any other."""
        stamps = [part.stamp for part in self._in_order()]
        parts = Parts(self.out, {**self.of, "stamps": stamps}, resume=self._resume)
        for part in self._in_order()[len(parts.done) :]:
            with parts.part(ANSWERS) as file, self._answers(part.first).open("rb") as rows:
                shutil.copyfileobj(rows, file, 1 << 20)
            with parts.part(REJECTS) as file:
                self._refused(part, file)
            parts.add(part.rows, part.written, part.blank)
        parts.finish()
        self.drop()

    def _refused(self, part: Part, file: BinaryIO) -> None:
        """Append the rows of a part that could not be answered, under one header."""
        if part.rows > part.written:
            with rejects_of(self.folder, part.first).open("rb") as rows:
                header = rows.readline()
                file.write(b"" if file.tell() else header)
                shutil.copyfileobj(rows, file, 1 << 20)


def _part(said: Mapping[str, Any]) -> Part:
    """Return a part as the manifest says."""
    first, rows, written, blank = (int(said[n]) for n in ("first", "rows", "written", "blank"))
    return Part(first, rows, written, str(said["stamp"]), blank)


def _check(out: Path) -> None:
    """Refuse a place that is neither for a folder nor for a Parquet file."""
    if out.suffix.lower() == ".csv":
        remedy = "Name a folder, or a file that ends in .parquet."
        raise FormatError(Fault(out.name, "the ending '.csv'", "a folder or .parquet", remedy))
    if out.suffix.lower() in PARQUET and out.is_dir():
        remedy = "Name a file."
        raise FormatError(Fault(str(out), "a folder", "a file to write", remedy))
