"""YAML in which every value still knows its line, so that a fault can name its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bayesdx.errors import Fault, SpecError

MAX_BYTES = 2_000_000
"""A model file is written by hand; one larger than this is refused unread."""


MAX_DEPTH = 60
"""Levels of nesting; a model has some fifteen."""


@dataclass(frozen=True, slots=True)
class Located:
    """A YAML value: text, a list of values, or a dict of them; `line` counts from one."""

    value: str | list[Located] | dict[str, Located]
    line: int

    def __getitem__(self, key: str) -> Located:
        """Return the value under `key` of a mapping."""
        assert isinstance(self.value, dict)
        return self.value[key]

    def __contains__(self, key: str) -> bool:
        """Whether a mapping has the key."""
        return key in self.keys()

    def keys(self) -> tuple[str, ...]:
        """Return the keys of a mapping; nothing for a text or a list."""
        return tuple(self.value) if isinstance(self.value, dict) else ()

    def items(self) -> Iterator[tuple[str, Located]]:
        """Iterate over a mapping's entries."""
        yield from (self.value.items() if isinstance(self.value, dict) else ())

    def describe(self) -> str:
        """Say what stands here, shortly."""
        if isinstance(self.value, str):
            return repr(self.value)
        kind = "list" if isinstance(self.value, list) else "mapping"
        return f"a {kind} of {len(self.value)}"


def read_located(path: Path) -> Located:
    """Read one YAML file.

    Raises:
        SpecError: no such file, not UTF-8, too large, empty, not YAML, a key that stands twice.
    """
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = _Builder(path.name)
    try:
        for event in yaml.parse(_text(path), Loader=loader):
            builder.take(event)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path.name}:{mark.line + 1}" if mark else path.name
        found = getattr(error, "problem", None) or "text that is not YAML"
        raise SpecError(Fault(where, found, "YAML", "Correct the line.")) from None
    if not builder.roots:
        raise SpecError(Fault(path.name, "an empty file", "a model", "Write one."))
    if builder.faults:
        raise SpecError(builder.faults)
    return builder.roots[0]


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            found = f"{path.stat().st_size:,} bytes"
            remedy = "Is this a model file?"
            raise SpecError(Fault(path.name, found, f"at most {MAX_BYTES:,}", remedy))
        return path.read_text(encoding="utf-8")
    except OSError as error:
        remedy = "Check the path."
        found = error.strerror or type(error).__name__
        raise SpecError(Fault(str(path), found, "a readable file", remedy)) from None
    except UnicodeDecodeError as error:
        found = f"byte {error.start} that is not UTF-8"
        raise SpecError(Fault(path.name, found, "UTF-8", "Save it as UTF-8.")) from None


class _Builder:
    """Builds located values from the parser's events; without recursion, so that no depth hurts.

    An alias is refused, so that no file can explode.
    """

    def __init__(self, name: str) -> None:
        self.roots: list[Located] = []
        self.faults: list[Fault] = []
        self._name = name
        self._open: list[_Open] = []

    def take(self, event: yaml.Event) -> None:
        """Take the next event of the file."""
        if isinstance(event, yaml.ScalarEvent):
            self._put(Located(event.value, _line(event)))
        elif isinstance(event, yaml.CollectionStartEvent):
            self._start([] if isinstance(event, yaml.SequenceStartEvent) else {}, _line(event))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
        elif isinstance(event, yaml.AliasEvent):
            self._fault(_line(event), "an alias (*)", "the value itself", "Write it out.")
            self._put(Located("", _line(event)))
        elif isinstance(event, yaml.DocumentStartEvent) and self.roots:
            self._fault(_line(event), "a second document", "one model", "Remove the line ---.")

    def _start(self, values: list[Located] | dict[str, Located], line: int) -> None:
        self._put(Located(values, line))
        self._open.append(_Open(values))
        if len(self._open) > MAX_DEPTH:
            found, expected = "values nested too deeply", f"at most {MAX_DEPTH} levels"
            raise SpecError(Fault(self._name, found, expected, "Is this a model file?"))

    def _put(self, located: Located) -> None:
        """Put a value where it belongs: at the top, into a list, or into a mapping."""
        if not self._open:
            self.roots.append(located)
            return
        inside = self._open[-1]
        if isinstance(inside.values, list):
            inside.values.append(located)
        elif inside.key is None:
            inside.key = located.value if isinstance(located.value, str) else located.describe()
            if inside.key in inside.values:
                found = f"the key {inside.key!r} again"
                self._fault(located.line, found, "it once", "Remove one of them.")
        else:
            inside.values[inside.key] = located
            inside.key = None

    def _fault(self, line: int, found: str, expected: str, remedy: str) -> None:
        self.faults.append(Fault(f"{self._name}:{line}", found, expected, remedy))


@dataclass(slots=True)
class _Open:
    """A list or mapping that is not yet closed, and the key whose value comes next."""

    values: list[Located] | dict[str, Located]
    key: str | None = None


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
