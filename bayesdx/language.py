"""How things are said: in which language, and for whom.

What a reader sees goes through `_` where it is written. English is both the key and the text;
`data/texts/LANGUAGE.po` has the translations, in the format that translators' tools read. What a
catalogue lacks, or marks as not sure (`fuzzy`), stays English.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from types import MappingProxyType

from bayesdx.resources import folder

ENGLISH = "en"
LEVELS = ("patient", "student", "clinician")
"""Who reads."""

_current: ContextVar[str] = ContextVar("language", default=ENGLISH)
_level: ContextVar[str] = ContextVar("level", default="student")


def languages() -> Mapping[str, str]:
    """Return code → the language's own name; English first, then those that have a catalogue."""
    return _languages()


def language() -> str:
    """Return the code of the language that is spoken now."""
    return _current.get()


def level() -> str:
    """Return who reads, one of `LEVELS`."""
    return _level.get()


def speak(code: str, *, to: str | None = None) -> None:
    """Speak a language from here on, in this thread or task alone, and to whom.

    Args:
        code: of the language.
        to: one of `LEVELS`; without it, to the same reader as before.

    Raises:
        ValueError: there is no catalogue for it, or no such reader.
    """
    for one, known in ((code, languages()), (to or level(), LEVELS)):
        if one not in known:
            raise ValueError(f"{one!r} is none of {', '.join(known)}")
    _current.set(code)
    _level.set(to or level())


@contextmanager
def speaking(code: str, *, to: str | None = None) -> Iterator[None]:
    """Speak a language for a while, and to whom."""
    before = language(), level()
    speak(code, to=to)
    try:
        yield
    finally:
        speak(before[0], to=before[1])


def translated(text: str, *, of: str = "") -> str:
    """Return a text in the language that is spoken now.

    Placeholders stay in the key and are filled afterwards: `_("{n} findings").format(n=3)`. They
    name no form: a number is written by `number`, as in its language.

    Args:
        text: in English.
        of: what it is said of, where the translation depends on it (`msgctxt` of the catalogue).

    >>> translated("Not examined")
    'Not examined'
    """
    if language() == ENGLISH:
        return text
    known = _catalogue(language())
    return known.get((of, text)) or known.get(("", text), text)


def plural(one: str, many: str, n: int) -> str:
    """Return the text for one or for several, in the language that is spoken now.

    >>> plural("{n} finding", "{n} findings", 2).format(n=2)
    '2 findings'
    """
    return translated(one if n == 1 else many)


def number(value: float, form: str = "") -> str:
    """Return a number as it is written in the language that is spoken now.

    >>> number(1234.5, ",.1f")
    '1,234.5'
    >>> with speaking("de"):
    ...     number(1234.5, ",.1f")
    '1.234,5'
    """
    point, comma = _signs(language())
    return format(value, form).translate({ord("."): point, ord(","): comma})


@cache
def _signs(code: str) -> tuple[str, str]:
    """Return the decimal sign, and the one that groups thousands."""
    from babel import Locale

    if code == ENGLISH:
        return ".", ","
    signs = Locale.parse(code).number_symbols["latn"]
    return signs["decimal"], signs["group"]


def small_words() -> frozenset[str]:
    """Return the translations that begin with a small letter, without what stands in brackets."""
    return _small_words(language())


_ = translated
N_ = str
"""Marks a text that is translated later, where it is shown: a constant of a module."""


@cache
def _languages() -> Mapping[str, str]:
    codes = sorted(path.stem for path in (folder("data") / "texts").glob("*.po"))
    return MappingProxyType({ENGLISH: "English"} | {code: _own_name(code) for code in codes})


@cache
def _catalogue(code: str) -> Mapping[tuple[str, str], str]:
    """Return what it is said of, and English → translation."""
    from babel.messages.pofile import read_po

    with (folder("data") / "texts" / f"{code}.po").open("rb") as file:
        several = [one for one in read_po(file) if one.id and one.string and not one.fuzzy]
    return {(one.context or "", str(one.id)): str(one.string) for one in several}


@cache
def _small_words(code: str) -> frozenset[str]:
    small = [text for text in _catalogue(code).values() if text[:1].islower()]
    return frozenset(small) | {text.split(" (")[0] for text in small}


@cache
def _own_name(code: str) -> str:
    from babel import Locale

    name = Locale.parse(code).get_display_name(code) or code
    return name[:1].upper() + name[1:]
