"""The words of a BIF text, a place among them, and the faults noted at words."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable
from typing import NoReturn

from bayesdx.errors import Fault, FormatError, did_you_mean

PUNCTUATION = frozenset('{}()[];"')

_SHOWN = 20
_COMMENT = re.compile(r'"[^"\n]*"|//[^\n]*|/\*.*?(?:\*/|\Z)', re.DOTALL)
_TOKEN = re.compile(r'"[^"\n]*"|[{}()\[\];]|[^\s{}()\[\];,|"]+|"')


class Broken(Exception):
    """A block cannot be read on; its fault is noted."""


class Tokens:
    """The words of a text; commas and bars are blanks, comments are dropped.

    Attributes:
        words: all of them; a quoted name keeps its quotes.
        at: the number of the next one.
    """

    def __init__(self, text: str, where: str) -> None:
        if "//" in text or "/*" in text:
            text = _COMMENT.sub(_blank, text)
        self.words: list[str] = _TOKEN.findall(text)
        self.at = 0
        self._text, self._where = text, where
        self._faults: list[tuple[int, str, str, str]] = []

    def peek(self) -> str:
        """Return the next word."""
        if self.at >= len(self.words):
            self.give_up(self.at, "the end of the file", "the rest of a block", "Fetch it again.")
        return self.words[self.at]

    def take(self) -> str:
        """Return the next word and go on."""
        word = self.peek()
        self.at += 1
        return word

    def expect(self, *wanted: str) -> None:
        """Go past the words given."""
        for word in wanted:
            if self.peek() != word:
                self.give_up(self.at, repr(self.peek()), repr(word), "Correct the block.")
            self.at += 1

    def allow(self, word: str) -> None:
        """Go past a word if it is the next."""
        if self.at < len(self.words) and self.words[self.at] == word:
            self.at += 1

    def find(self, word: str) -> int:
        """Return where a word comes next."""
        try:
            return self.words.index(word, self.at)
        except ValueError:
            self.give_up(self.at, f"no {word!r} up to the end", repr(word), "Fetch it again.")

    def name(self) -> str:
        """Return the next word, which must be a name."""
        word = self.take()
        if word in PUNCTUATION:
            remedy = "Name it, in quotes if it is no plain word."
            self.give_up(self.at - 1, repr(word), "a name", remedy)
        return word.strip('"')

    def names(self, end: str) -> tuple[str, ...]:
        """Return the names up to a word, and go past it."""
        names = []
        while self.peek() != end:
            names.append(self.name())
        self.at += 1
        return tuple(names)

    def fault(self, at: int, found: str, expected: str, remedy: str) -> None:
        """Note a fault at a word."""
        self._faults.append((at, found, expected, remedy))

    def unknown(self, at: int, name: str, kind: str, known: Iterable[str]) -> None:
        """Note a name that is not declared."""
        remedy = did_you_mean(name, known, "Declare it, or correct the name.")
        self.fault(at, f"an unknown {kind} {name!r}", f"a declared {kind}", remedy)

    def give_up(self, at: int, found: str, expected: str, remedy: str) -> NoReturn:
        """Note a fault after which the block cannot be read on."""
        self.fault(at, found, expected, remedy)
        raise Broken

    def refuse_faults(self) -> None:
        """Raise what was noted, in the order of the text; of many the first.

        Raises:
            FormatError: if there is a fault.
        """
        if not self._faults:
            return
        starts = [match.start() for match in _TOKEN.finditer(self._text)] + [len(self._text)]
        breaks = [match.start() for match in re.finditer("\n", self._text)]
        faults = [
            Fault(f"{self._where}:{bisect(breaks, starts[at]) + 1}", *said)
            for at, *said in sorted(self._faults)[:_SHOWN]
        ]
        if (more := len(self._faults) - _SHOWN) > 0:
            faults.append(Fault(self._where, f"{more} more faults", "none", "Correct these first."))
        raise FormatError(faults)


def _blank(match: re.Match[str]) -> str:
    """Return a quoted name as it is, and of a comment its line breaks."""
    text = match.group()
    return text if text.startswith('"') else " " + "\n" * text.count("\n")
