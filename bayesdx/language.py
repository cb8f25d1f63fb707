"""The language of a page: English sentences and labels, and what they are in another language.

What a reader sees goes through `_` where it is written. English is both the key and the text;
`data/texts/LANGUAGE.po` has the translations, in the format that translators' tools read. What a
catalogue lacks stays English.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from types import MappingProxyType

from bayesdx.resources import folder

ENGLISH = "en"
_current: ContextVar[str] = ContextVar("language", default=ENGLISH)


def languages() -> Mapping[str, str]:
    """Return code → the language's own name; English first, then those that have a catalogue."""
    codes = sorted(path.stem for path in (folder("data") / "texts").glob("*.po"))
    return MappingProxyType({ENGLISH: "English"} | {code: _own_name(code) for code in codes})


def language() -> str:
    """Return the code of the language that is spoken now."""
    return _current.get()


def speak(code: str) -> None:
    """Speak a language from here on, in this thread or task alone.

    Raises:
        ValueError: there is no catalogue for it.
    """
    if code not in languages():
        raise ValueError(f"{code!r} is none of {', '.join(languages())}")
    _current.set(code)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language for a while."""
    before = language()
    speak(code)
    try:
        yield
    finally:
        _current.set(before)


def translated(text: str) -> str:
    """Return a text in the language that is spoken now.

    Placeholders stay in the key and are filled afterwards: `_("{n} findings").format(n=3)`.

    >>> translated("Not examined")
    'Not examined'
    """
    return text if language() == ENGLISH else _catalogue(language()).get(text, text)


def plural(one: str, many: str, n: int) -> str:
    """Return the text for one or for several, in the language that is spoken now.

    >>> plural("{n} finding", "{n} findings", 2).format(n=2)
    '2 findings'
    """
    return translated(one if n == 1 else many)


_ = translated
N_ = str
"""Marks a text that is translated later, where it is shown: a constant of a module."""


@cache
def _catalogue(code: str) -> Mapping[str, str]:
    """Return English → translation."""
    from babel.messages.pofile import read_po

    with (folder("data") / "texts" / f"{code}.po").open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file) if one.id and one.string}


@cache
def _own_name(code: str) -> str:
    from babel import Locale

    name = Locale.parse(code).get_display_name(code) or code
    return name[:1].upper() + name[1:]
