"""The words of the comparison, and which figures they stand for: data/comparison.csv and texts/.

An item whose key is the name of its section is that section's heading and introduction. A
translation is one more table in data/texts/ with the same keys; what it lacks is said in English.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from bayesdx.csvfile import read_rows
from bayesdx.errors import EvidenceError, Fault, FindingError, did_you_mean
from bayesdx.language import LEVELS
from bayesdx.resources import folder

_ITEM = ("key", "section", "shows", "given", "figures", "sources")
_TEXT = ("key", "title", "plain", *LEVELS)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is compared, or said.

    Attributes:
        key: its name.
        section: the part of the answer that it belongs to.
        shows: the state whose share is given, as `target` of quantities.csv; empty for words.
        given: what is known beside the pattern, written likewise.
        figures: estimates that the words rest on.
        sources: publications that the words rest on beside them.
        title: what it is called; `plain` the same for a reader who is no clinician.
        says: level of reading → what is said about it.
    """

    key: str
    section: str
    shows: str
    given: tuple[str, ...]
    figures: tuple[str, ...]
    sources: tuple[str, ...]
    title: str
    plain: str
    says: Mapping[str, str]

    def heading(self, level: str) -> str:
        """Return what it is called for a reader of this level."""
        return self.plain if level == "patient" else self.title


@cache
def load_items(language: str = "en", where: Path | None = None) -> tuple[Item, ...]:
    """Return everything that is compared, in reading order.

    Raises:
        EvidenceError: with everything that is wrong with a table.

    >>> load_items()[0].title
    'Where the two neurons are'
    """
    data = where or folder("data")
    rows = read_rows(data / "comparison.csv", _ITEM)
    texts = {
        row["key"]: row
        for name in dict.fromkeys(("en", language))
        for row in read_rows(data / "texts" / f"{name}.csv", _TEXT)
    }
    if faults := list(_unsaid((row["key"] for row in rows), texts)):
        raise EvidenceError(faults)
    return tuple(_item(row, texts[row["key"]]) for row in rows)


def _unsaid(keys: Iterable[str], texts: Collection[str]) -> Iterator[Fault]:
    """Yield a fault for every item that has no words."""
    for key in keys:
        if key not in texts:
            remedy = did_you_mean(key, texts, "Write its words there.")
            yield Fault("data/texts/en.csv", f"no row {key!r}", "a row for every item", remedy)


def _item(row: Mapping[str, str], words: Mapping[str, str]) -> Item:
    return Item(
        row["key"],
        row["section"],
        row["shows"],
        _several(row["given"]),
        _several(row["figures"]),
        _several(row["sources"]),
        words["title"],
        words["plain"],
        MappingProxyType({level: words[level] for level in LEVELS}),
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def check_level(level: str) -> None:
    """Refuse a level of reading that there is not.

    Raises:
        FindingError: it is none of `LEVELS`.
    """
    if level not in LEVELS:
        expected = f"one of {', '.join(LEVELS)}"
        where = "level of reading"
        raise FindingError(Fault(where, repr(level), expected, did_you_mean(level, LEVELS)))
