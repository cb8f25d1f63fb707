"""What a finding is called, which states it has, and which other words mean the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

from bayesdx.csvfile import read_rows
from bayesdx.errors import EvidenceError, Fault
from bayesdx.resources import folder

CONTEXT, HIDDEN = "context", "hidden"
"""Groups of terms.csv: what is known without examining, and what is only inferred."""

Pairs = Mapping[str, str]
Aliases = Mapping[str, tuple[str, ...]]
_COLUMNS = (
    *("name", "label", "plain", "group", "order", "states"),
    *("names", "aliases", "refused", "question"),
)


def key(word: str) -> str:
    """Return `word` as it is looked up: lower case, spaces and hyphens as underscores.

    >>> key(" Neurology-clinic ")
    'neurology_clinic'
    """
    return re.sub(r"[\s_-]+", "_", word.strip()).casefold()


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """One finding of terms.csv.

    Attributes:
        name: its name in models and files.
        label: its clinical name.
        plain: its name for a reader who is no clinician.
        group: the step of the examination at which it is looked for.
        order: its place in the examination.
        states: every state that some model gives it, coarse and fine.
        state_labels: each state, spelled out.
        names: other names of the finding.
        aliases: other word → the states (or further words) it stands for; several are a set.
        narrower: those words that mean only a part of what they stand for: spastic tone is
            increased tone, but tone that is not spastic may still be increased.
        refused: words that look like a state and are none, with the reason.
        question: how it is examined.
    """

    name: str
    label: str = ""
    plain: str = ""
    group: str = ""
    order: int = 0
    states: tuple[str, ...] = ()
    state_labels: Pairs = field(default_factory=dict)
    names: tuple[str, ...] = ()
    aliases: Aliases = field(default_factory=dict)
    narrower: frozenset[str] = frozenset()
    refused: Pairs = field(default_factory=dict)
    question: str = ""

    def parts(self, word: str) -> frozenset[str]:
        """Return the finest states that `word` covers, in the vocabulary of the term.

        Hypertonia covers spastic and rigid tone. Reduced reflexes cover decreased and absent
        ones; decreased reflexes, in this reading, are weak but there.
        """
        word = word if word in self.states else key(word)
        if word in self.aliases and word not in self.narrower:
            return frozenset().union(*map(self.parts, self.aliases[word]))
        under = (n for n in self.narrower - set(self.states) if word in self.aliases[n])
        return frozenset({word}).union(*map(self.parts, under))


@cache
def load_terms(path: Path | None = None) -> Mapping[str, Term]:
    """Return the terms of `path` (data/terms.csv where none is given), by name, in order.

    Raises:
        EvidenceError: with every fault: a missing column, a name twice, an alias that leads to
            no state.

    >>> load_terms()["atrophy"].aliases["present"]
    ('mild', 'marked')
    """
    path = path or folder("data") / "terms.csv"
    rows = read_rows(path, _COLUMNS)
    if unplaced := [row for row in rows if not row["order"].isdecimal()]:
        raise EvidenceError(
            Fault(f"{path.name}, {row['name']}, order", repr(row["order"]), "a number", "Add it.")
            for row in unplaced
        )
    terms = [_term(row) for row in rows]
    faults = list(_faults(terms, path.name))
    if faults:
        raise EvidenceError(faults)
    ordered = sorted(terms, key=lambda term: term.order)
    return MappingProxyType({term.name: term for term in ordered})


def _term(row: Mapping[str, str]) -> Term:
    labels = dict(_pairs(row["states"], ":"))
    aliases: dict[str, tuple[str, ...]] = {}
    narrower = set()
    for item in _items(row["aliases"]):
        word, sign, targets = (*re.split(r"([=<])", item, maxsplit=1), "", "")[:3]
        aliases[key(word)] = tuple(key(target) for target in targets.split("|"))
        if sign == "<":
            narrower.add(key(word))
    return Term(
        name=row["name"],
        label=row["label"],
        plain=row["plain"],
        group=row["group"],
        order=int(row["order"]),
        states=tuple(labels),
        state_labels=MappingProxyType(labels),
        names=tuple(map(key, _items(row["names"]))),
        aliases=MappingProxyType(aliases),
        narrower=frozenset(narrower),
        refused=MappingProxyType({key(word): why for word, why in _pairs(row["refused"], ":")}),
        question=row["question"],
    )


def _items(cell: str) -> list[str]:
    return [item.strip() for item in cell.split(";") if item.strip()]


def _pairs(cell: str, separator: str) -> Iterator[tuple[str, str]]:
    for item in _items(cell):
        first, _, second = item.partition(separator)
        yield first.strip(), second.strip()


def _faults(terms: list[Term], file: str) -> Iterator[Fault]:
    owner: dict[str, str] = {}
    for term in terms:
        for name in (term.name, *term.names):
            if name in owner:
                found = f"the name {name!r} of {owner[name]} and of {term.name}"
                yield Fault(file, found, "one owner", "Remove one.")
            owner[name] = term.name
        known = {*term.states, *term.aliases}
        for word, targets in term.aliases.items():
            for target in targets:
                if target not in known:
                    place = f"{file}, {term.name}, alias {word}"
                    yield Fault(place, repr(target), "a state or alias", "Correct it.")
