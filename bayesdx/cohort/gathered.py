"""The answers of partitions, gathered: a manifest counts what is complete.

`OUT.partitions/` holds `manifest.json`, which is replaced at once, the rejects, and in `answers/`
one Parquet file for each partition. A file that the manifest does not count is written again. At
the end `answers/` is renamed to OUT, with the manifest beside it, or its files are joined to the
one that was asked for.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from bayesdx.cohort.partitions import Partition
from bayesdx.cohort.parts import ANSWERS, REJECTS, Parts, told
from bayesdx.cohort.source import PARQUET
from bayesdx.errors import Fault, FormatError

_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Part:
    """The answers of a partition, complete.

    Attributes:
        first: how many rows of the cohort come before.
        rows: the rows of the partition.
        written: those that could be answered.
        stamp: the partition's.
    """

    first: int
    rows: int
    written: int
    stamp: str


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

    def __init__(self, out: Path, of: Mapping[str, Any], *, resume: bool) -> None:
        """Begin, or go on where a run of the same question was interrupted.

        Args:
            out: the folder, or the Parquet file, to write.
            of: what the run is about.
            resume: whether to go on.

        Raises:
            FormatError: `out` is there already, or is no place to write to; the interrupted run
                was about something else.
        """
        self.out, self.of, self._resume = out.resolve(), dict(of), resume
        self.folder = self.out.with_name(f"{self.out.name}.partitions")
        self.parts: dict[int, Part] = {}
        self.finished = False
        with told(out):
            self._begin()

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
    def manifest(self) -> Path:
        """Where the manifest is once there is a folder."""
        return self.out.with_name(f"{self.out.name}.{_MANIFEST}")

    @property
    def rejects(self) -> Path:
        """Where the rows go that cannot be answered."""
        return self.out.with_name(f"{self.out.name}.rejects.csv")

    def _begin(self) -> None:
        _check(self.out)
        if not self.is_file and self.out.exists():
            if self._resume and self._known(self.manifest):
                self.finished = True
                return
            remedy = "Name another folder, or remove this one."
            raise FormatError(Fault(str(self.out), "a folder with files", "a new folder", remedy))
        if not (self._resume and self._known(self.folder / _MANIFEST)):
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir()
            (self.folder / ANSWERS).mkdir()
        self.commit()

    def _known(self, path: Path) -> bool:
        """Read the manifest of the same question."""
        if not path.is_file():
            return False
        manifest = json.loads(path.read_text(encoding="utf-8"))
        differ = [name for name in self.of if self.of[name] != manifest["of"].get(name)]
        if differ:
            found = f"a run that differs in {', '.join(differ)}"
            remedy = "Ask as before, or leave --resume out to begin anew."
            raise FormatError(Fault(str(path), found, "the same question", remedy))
        self.parts = {one["first"]: Part(**one) for one in manifest["parts"]}
        return True

    def knows(self, partition: Partition) -> bool:
        """Return whether a partition was answered."""
        part = self.parts.get(partition.first)
        return part is not None and (part.rows, part.stamp) == (partition.rows, partition.stamp)

    def commit(self) -> None:
        """Count the parts there are now."""
        text = json.dumps({"of": self.of, "parts": [asdict(part) for part in self._in_order()]})
        with told(self.out):
            new = self.folder / f"{_MANIFEST}.new"
            with new.open("wb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
            new.replace(self.folder / _MANIFEST)

    def _in_order(self) -> list[Part]:
        return [self.parts[first] for first in sorted(self.parts)]

    def drop(self) -> None:
        """Remove what is not wanted any more."""
        # Under another name, so that a worker that is still at it finds no place to write to.
        gone = self.folder.rename(self.folder.with_suffix(".dropped"))
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
        shutil.copyfile(self.folder / _MANIFEST, self.manifest)
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
            parts.add(part.rows, part.written)
        parts.finish()
        self.drop()

    def _refused(self, part: Part, file: BinaryIO) -> None:
        """Append the rows of a part that could not be answered, under one header."""
        if part.rows > part.written:
            with rejects_of(self.folder, part.first).open("rb") as rows:
                header = rows.readline()
                file.write(b"" if file.tell() else header)
                shutil.copyfileobj(rows, file, 1 << 20)


def _check(out: Path) -> None:
    """Refuse a place that is neither for a folder nor for a Parquet file."""
    if out.suffix.lower() == ".csv":
        remedy = "Name a folder, or a file that ends in .parquet."
        raise FormatError(Fault(out.name, "the ending '.csv'", "a folder or .parquet", remedy))
    if out.suffix.lower() in PARQUET and out.is_dir():
        remedy = "Name a file."
        raise FormatError(Fault(str(out), "a folder", "a file to write", remedy))
