"""A lesson: Markdown with places for what the model shows, read from ui/lessons/.

Three things may stand in double braces. `{{panel: tree}}` on a line of its own is a live panel,
`{{P(tone=increased | pattern=umn)}}` within a sentence is a number (see `bayesdx.report.measured`),
and `{{guess: P(...)}}` on a line of its own asks the reader for that number; what follows it is
shown once the reader has answered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bayesdx.errors import Fault, SpecError
from bayesdx.language import language

FOLDER = Path(__file__).parent / "lessons"

_ALONE = re.compile(r"\{\{(panel|guess): *(.+?)\}\}")
_NUMBER = re.compile(r"\{\{((?:P|N|LR)\([^{}]*\))\}\}")
_BRACES = re.compile(r"\{\{.*?\}\}")


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a lesson: its kind ("text", "heading" or "panel") and its text or its name."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson.

    Attributes:
        name: of its file, without number and ending.
        title: its first line.
        body: what is read before the question, and the question.
        guess: what the reader is asked for, as `bayesdx.report.measured` reads it.
        answer: what is shown after the reader has answered.
    """

    name: str
    title: str
    body: tuple[Block, ...]
    guess: str
    answer: tuple[Block, ...]

    @property
    def panels(self) -> list[str]:
        """The names of its panels."""
        return [one.text for one in (*self.body, *self.answer) if one.kind == "panel"]

    @property
    def asked(self) -> list[str]:
        """The numbers that it asks the model for."""
        texts = [one.text for one in (*self.body, *self.answer) if one.kind == "text"]
        return [self.guess, *(found for text in texts for found in _NUMBER.findall(text))]


def lessons() -> tuple[Lesson, ...]:
    """Return all lessons in the order of their files, in the language that is spoken now."""
    return _lessons(language())


@cache
def _lessons(code: str) -> tuple[Lesson, ...]:
    """Return all lessons; a translation has the name of its file, in a folder of its language."""
    files = [(file, FOLDER / code / file.name) for file in sorted(FOLDER.glob("*.md"))]
    return tuple(
        read_lesson(
            (other if other.exists() else file).read_text("utf-8"), file.stem.partition("-")[2]
        )
        for file, other in files
    )


def read_lesson(text: str, name: str) -> Lesson:
    r"""Return the lesson that a text says.

    Raises:
        SpecError: it has no title, not one question, or something else in double braces.

    >>> text = "# Tone\n\nOf all, {{P(tone=spastic)}}.\n\n{{guess: P(tone=normal)}}"
    >>> one = read_lesson(text, "tone")
    >>> one.title, one.body[0].kind, one.guess, one.asked
    ('Tone', 'text', 'P(tone=normal)', ['P(tone=normal)', 'P(tone=spastic)'])
    """
    title, _, rest = text.strip().partition("\n")
    blocks = [_block(part.strip()) for part in re.split(r"\n\s*\n", rest) if part.strip()]
    guesses = [place for place, one in enumerate(blocks) if one.kind == "guess"]
    faults = [*_unread(blocks, name)]
    if not title.startswith("# "):
        faults.append(Fault(f"lesson {name}", repr(title), "a title", "Begin with '# Title'."))
    if len(guesses) != 1:
        expected = "one line {{guess: P(...)}}"
        faults.append(Fault(f"lesson {name}", f"{len(guesses)} of them", expected, "Write one."))
    if faults:
        raise SpecError(faults)
    [at] = guesses
    return Lesson(
        name, title[2:].strip(), tuple(blocks[:at]), blocks[at].text, tuple(blocks[at + 1 :])
    )


def _block(text: str) -> Block:
    alone = _ALONE.fullmatch(text)
    if alone:
        return Block(alone[1], alone[2].strip())
    return Block("heading", text[3:]) if text.startswith("## ") else Block("text", text)


def _unread(blocks: list[Block], name: str) -> Iterator[Fault]:
    expected = "{{panel: …}} or {{guess: …}} on a line of its own, or {{P(…)}} in a sentence"
    for one in blocks:
        if one.kind in ("text", "heading"):
            for braces in _BRACES.findall(_NUMBER.sub("", one.text)):
                yield Fault(f"lesson {name}", braces, expected, "Mend it.")


def filled(text: str, number: Callable[[str], str]) -> str:
    """Return a text with its numbers.

    >>> filled("Of all, {{P(tone=increased)}}.", lambda asked: "12%")
    'Of all, 12%.'
    """
    return _NUMBER.sub(lambda found: number(found[1]), text)
