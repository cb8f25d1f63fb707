"""YAML in which every value still knows its line, so that a fault can name its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
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
    text = _text(path)
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _refuse_depth(text, path.name, loader)
        root = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path.name}:{mark.line + 1}" if mark else path.name
        found = getattr(error, "problem", None) or "text that is not YAML"
        raise SpecError(Fault(where, found, "YAML", "Correct the line.")) from None
    if root is None:
        raise SpecError(Fault(path.name, "an empty file", "a model", "Write one."))
    faults: list[Fault] = []
    located = _Converter(path.name, faults).convert(root)
    if faults:
        raise SpecError(faults)
    return located


def _refuse_depth(text: str, name: str, loader: Any) -> None:
    """Refuse nesting that would exhaust the readers, which call themselves for each level."""
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            found, expected = "values nested too deeply", f"at most {MAX_DEPTH} levels"
            raise SpecError(Fault(name, found, expected, "Is this a model file?"))


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


@dataclass(frozen=True, slots=True)
class _Converter:
    """Turns YAML nodes into located values; an alias is refused, so that no file can explode."""

    name: str
    faults: list[Fault]
    seen: set[int] = field(default_factory=set)

    def convert(self, node: yaml.Node) -> Located:
        line = node.start_mark.line + 1
        if id(node) in self.seen:
            self._fault(line, "an alias (*)", "the value itself", "Write it out.")
            return Located("", line)
        self.seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            return Located(str(node.value), line)
        if isinstance(node, yaml.SequenceNode):
            return Located([self.convert(item) for item in node.value], line)
        return Located(self._entries(node), line)

    def _entries(self, node: yaml.Node) -> dict[str, Located]:
        entries: dict[str, Located] = {}
        for key, value in node.value:
            word = str(key.value)
            if word in entries:
                line = key.start_mark.line + 1
                self._fault(line, f"the key {word!r} again", "it once", "Remove one of them.")
            entries[word] = self.convert(value)
        return entries

    def _fault(self, line: int, found: str, expected: str, remedy: str) -> None:
        self.faults.append(Fault(f"{self.name}:{line}", found, expected, remedy))
