"""Output in parts: each is complete before a manifest counts it, and the whole before it appears.

`OUT.parts/` holds the parts, the rejects of each, and `manifest.json`, which is replaced at once
after each part. What a manifest does not count was never written. When the last part is there,
the parts become one file beside OUT, which is then renamed to it: OUT is the old one or the new.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bayesdx.cohort.source import PARQUET
from bayesdx.errors import Fault, FormatError

_MANIFEST = "manifest.json"

STYLE: Mapping[str, Any] = {
    "compression": "lz4",
    "use_dictionary": ["network"],
    "write_statistics": False,
}
"""How Parquet is written: the numbers hardly repeat, and nobody looks for one of them."""


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
            FormatError: the folder cannot be written to; there is nothing of this run to resume.
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
    def rejects(self) -> Path:
        """Where the rows go that cannot be answered."""
        return self.out.with_name(f"{self.out.name}.rejects.csv")

    def part(self, kind: str) -> Path:
        """Return where to write the next part (`kind` "out") or its rejects ("rejects")."""
        return self._part(len(self.done), kind)

    def _part(self, number: int, kind: str) -> Path:
        return self.folder / f"{kind}-{number:06}"

    def add(self, rows: int, written: int) -> None:
        """Count the part that was written."""
        for kind in ("out", "rejects"):
            _flush(self.part(kind))
        self.done.append({"rows": rows, "written": written})
        self._commit()

    def finish(self) -> None:
        """Let the output appear, then its rejects; and remove the parts."""
        whole = self.folder / "whole"
        with told(self.out):
            parts = [self._part(number, "out") for number in range(len(self.done))]
            if self.out.suffix.lower() in PARQUET:
                _one_parquet(parts, whole)
            else:
                _one_text(parts, whole)
            rejected = [self._part(number, "rejects") for number in range(len(self.done))]
            _one_text(rejected, self.folder / "rejected")
            if self.rows > self.written:
                (self.folder / "rejected").replace(self.rejects)
            else:
                self.rejects.unlink(missing_ok=True)
            whole.replace(self.out)
            shutil.rmtree(self.folder)

    def drop(self) -> None:
        """Remove the parts of a run that is refused."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _known(self) -> bool:
        path = self.folder / _MANIFEST
        if not path.is_file():
            return False
        manifest = json.loads(path.read_text(encoding="utf-8"))
        if manifest["of"] != self.of:
            differ = [key for key in self.of if self.of[key] != manifest["of"].get(key)]
            found = f"an interrupted run that differs in {', '.join(differ)}"
            remedy = "Ask as before, or leave --resume out to begin anew."
            raise FormatError(Fault(str(self.folder), found, "the same question", remedy))
        self.done = manifest["parts"]
        return True

    def _commit(self) -> None:
        new = self.folder / f"{_MANIFEST}.new"
        new.write_text(json.dumps({"of": self.of, "parts": self.done}), encoding="utf-8")
        _flush(new)
        new.replace(self.folder / _MANIFEST)


@contextmanager
def told(out: Path) -> Iterator[None]:
    """Turn a failure to write into a message."""
    try:
        yield
    except OSError as error:
        said = error.strerror or str(error)
        remedy = "Name a file in a folder that exists and may be written to."
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


def _one_text(parts: list[Path], whole: Path) -> None:
    """Join texts, each with a header, to one with the first's."""
    with whole.open("wb") as file:
        for number, part in enumerate(parts):
            with part.open("rb") as text:
                if number:
                    text.readline()
                shutil.copyfileobj(text, file, 1 << 20)
    _flush(whole)


def _one_parquet(parts: list[Path], whole: Path) -> None:
    """Join Parquet files; a single one is linked as it stands."""
    import pyarrow.parquet as pq

    whole.unlink(missing_ok=True)
    if len(parts) == 1:
        with suppress(OSError):
            os.link(parts[0], whole)
            return
    with pq.ParquetFile(parts[0]) as first:
        schema = first.schema_arrow
    with pq.ParquetWriter(whole, schema, **STYLE) as writer:
        for part in parts:
            with pq.ParquetFile(part) as file:
                for batch in file.iter_batches(1 << 18):
                    writer.write_batch(batch)
    _flush(whole)
