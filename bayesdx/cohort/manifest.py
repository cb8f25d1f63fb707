"""What says how far a run has come: what it is about, and which parts are complete."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from bayesdx.errors import Fault, FormatError

MANIFEST = "manifest.json"
BEGIN = "name another output, or leave --resume out to begin anew."

FORM = 2
"""Which form a manifest has: another number with each change of what stands in it."""

Part = TypeVar("Part")


def write_manifest(path: Path, of: Mapping[str, Any], parts: Sequence[Mapping[str, Any]]) -> None:
    """Replace a manifest at once: it is the old one or the new, on the disk.

    Args:
        path: the manifest.
        of: what the run is about.
        parts: what is complete.
    """
    new = path.with_name(f"{path.name}.new")
    with new.open("wb") as file:
        file.write(json.dumps({"form": FORM, "of": dict(of), "parts": list(parts)}).encode())
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def read_manifest(
    path: Path, of: Mapping[str, Any], part: Callable[[Mapping[str, Any]], Part], *, instead: str
) -> list[Part]:
    """Return what is complete of a run.

    Args:
        path: the manifest.
        of: what the run has to be about.
        part: what makes a part of what is written of it.
        instead: what can be done where the run cannot be gone on with.

    Raises:
        FormatError: the file is no manifest; the run was about something else, or of a version that
            writes another form of manifest.
    """
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        _check(path, manifest.get("form"), dict(manifest["of"]), of, instead)
        return [part(one) for one in manifest["parts"]]
    except (ValueError, KeyError, TypeError, AttributeError):
        expected = "what an interrupted run had done"
        fault = Fault(str(path), "a broken file", expected, sentence(instead))
        raise FormatError(fault) from None


def _check(
    path: Path, form: object, was: Mapping[str, Any], asked: Mapping[str, Any], instead: str
) -> None:
    """Refuse a run that cannot be gone on with, before its parts are read."""
    if form != FORM:  # first, for another version may also put the question another way
        found = "a run of another version of bayesdx"
        raise FormatError(Fault(str(path), found, "one of this version", sentence(instead)))
    differ = [name for name in {**asked, **was} if asked.get(name) != was.get(name)]
    if differ:
        found = f"a run that differs in {', '.join(differ)}"
        remedy = f"Ask as before; else {instead}"
        raise FormatError(Fault(str(path), found, "the same question", remedy))


def sentence(text: str) -> str:
    """Return what can be done as a sentence of its own.

    >>> sentence(BEGIN)
    'Name another output, or leave --resume out to begin anew.'
    """
    return text[:1].upper() + text[1:]
