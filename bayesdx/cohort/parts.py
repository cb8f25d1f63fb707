"""Output in parts: each is complete before a manifest counts it, and the whole before it appears.

`OUT.parts/` holds the answers and the rejects, which grow, and `manifest.json`, which is replaced
at once after each part and says how long they are. What lies beyond was never written: a run that
goes on cuts it off. At the end the answers are renamed to OUT, which is the old one or the new.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from bayesdx.cohort.footer import moved
from bayesdx.cohort.manifest import BEGIN, MANIFEST, read_manifest, write_manifest
from bayesdx.cohort.source import PARQUET
from bayesdx.errors import Fault, FormatError
from bayesdx.formats.whole import NAME_A_FILE

ANSWERS, REJECTS = "answers", "rejects"

STYLE: Mapping[str, Any] = {"compression": "lz4", "write_statistics": False}
"""How Parquet is written: nobody looks for one of the numbers."""


class Parts:
    """The output of a run, as far as it is written.

    Attributes:
        out: the file that will appear.
        folder: where its parts are.
        rows: how many rows of the source are done.
    """

    def __init__(self, out: Path, of: Mapping[str, Any], *, resume: bool) -> None:
        """Begin, or go on where a run of the same question was interrupted.

        Args:
            out: the file to write.
            of: what the run is about; another question or another source cannot be resumed.
            resume: whether to go on.

        Raises:
            FormatError: the folder cannot be written to; what is there is broken or of another run.
        """
        self.out, self.of = out, dict(of)
        self.folder = out.with_name(f"{out.name}.parts")
        self.done: list[dict[str, int]] = []
        _check(out)
        with told(out):
            if resume and self._known():
                return
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir()
            self._commit()

    @property
    def rows(self) -> int:
        """The rows of the source that are done."""
        return sum(one["rows"] for one in self.done)

    @property
    def written(self) -> int:
        """The rows that are in the parts."""
        return sum(one["written"] for one in self.done)

    @property
    def blank(self) -> int:
        """The rows in them that have no finding."""
        return sum(one["blank"] for one in self.done)

    @property
    def rejects(self) -> Path:
        """Where the rows go that cannot be answered."""
        return self.out.with_name(f"{self.out.name}.rejects.csv")

    @contextmanager
    def part(self, kind: str) -> Iterator[BinaryIO]:
        """Give the file to write a part to, at the place where the last one ended."""
        with (self.folder / kind).open("r+b" if self._length(kind) else "w+b") as file:
            file.truncate(self._length(kind))
            file.seek(self._length(kind))
            yield file
            file.flush()
            os.fsync(file.fileno())

    def _length(self, kind: str) -> int:
        return self.done[-1][kind] if self.done else 0

    def _footer(self, number: int) -> Path:
        return self.folder / f"footer-{number:06}"

    def add(self, rows: int, written: int, blank: int) -> None:
        """Count the part that was written.

        Args:
            rows: the rows of the source that it answers.
            written: the rows in it.
            blank: those of them that have no finding.
        """
        if self.out.suffix.lower() in PARQUET:
            footer = self._footer(len(self.done))
            with (self.folder / ANSWERS).open("rb") as file:
                footer.write_bytes(moved(file, self._length(ANSWERS)))
            _flush(footer)
        sizes = {kind: (self.folder / kind).stat().st_size for kind in (ANSWERS, REJECTS)}
        self.done.append({"rows": rows, "written": written, "blank": blank, **sizes})
        self._commit()

    def finish(self) -> None:
        """Let the rejects appear, then the output; and remove what is left."""
        answers, rejects = self.folder / ANSWERS, self.folder / REJECTS
        with told(self.out):
            if self.out.suffix.lower() in PARQUET:
                with self.part(ANSWERS) as file:
                    self._joined().write_metadata_file(file)
            if self.rows == self.written:
                self.rejects.unlink(missing_ok=True)
            elif rejects.exists():  # else they are there already: this run was killed right here
                rejects.replace(self.rejects)
            answers.replace(self.out)
            shutil.rmtree(self.folder)

    def _joined(self) -> Any:
        """Return one footer for the row groups of all parts."""
        import pyarrow.parquet as pq

        whole = pq.read_metadata(self._footer(0))
        for number in range(1, len(self.done)):
            whole.append_row_groups(pq.read_metadata(self._footer(number)))
        return whole

    def drop(self) -> None:
        """Remove the parts of a run that is refused."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _known(self) -> bool:
        path = self.folder / MANIFEST
        if path.is_file():
            self.done = read_manifest(path, self.of, _part, instead=BEGIN)
        return bool(self.done)

    def _commit(self) -> None:
        write_manifest(self.folder / MANIFEST, self.of, self.done)


def _part(said: Mapping[str, Any]) -> dict[str, int]:
    """Return how long a part is, as the manifest says."""
    return {name: int(said[name]) for name in ("rows", "written", "blank", ANSWERS, REJECTS)}


@contextmanager
def told(out: Path) -> Iterator[None]:
    """Turn a failure to write into a message."""
    try:
        yield
    except OSError as error:
        said = error.strerror or str(error)
        remedy = NAME_A_FILE
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            remedy = "Make room, and go on with --resume; what was there before is untouched."
        raise FormatError(Fault(str(out), said, "a file to write", remedy)) from None


def _check(out: Path) -> None:
    if not out.name or out.is_dir():
        remedy = "Name a file, such as posteriors.csv or posteriors.parquet."
        raise FormatError(Fault(str(out), "a folder", "a file to write", remedy))
    if out.suffix.lower() not in (*PARQUET, ".csv"):
        remedy = "Let the name end in .csv or .parquet."
        raise FormatError(Fault(out.name, f"the ending {out.suffix!r}", ".csv or .parquet", remedy))


def _flush(path: Path) -> None:
    """Make sure that a file is on the disk before it is counted."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
