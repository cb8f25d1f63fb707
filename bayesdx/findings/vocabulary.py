"""The words that one network understands: every name and state, and all that stands for them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from bayesdx.errors import Fault
from bayesdx.findings.syntax import HOW
from bayesdx.findings.terms import Term, key, load_terms

FEW = 12
"""So many names or fewer are listed in full."""


class Words:
    """The words for the states of one node.

    A term of terms.csv speaks for a node that has its name and no state but its own; any other
    node, as of a foreign network, is known by its own states alone.
    """

    __slots__ = ("_own", "states", "term")

    def __init__(self, name: str, states: tuple[str, ...], term: Term | None) -> None:
        fits = term is not None and set(states) <= set(term.states)
        self.term = term if term is not None and fits else Term(name, name, name, states=states)
        self.states = states
        self._own = _unambiguous(states)

    def states_of(self, word: str) -> frozenset[str] | None:
        """Return the states of the node that `word` stands for; None where it stands for none."""
        if word in self.states:
            return frozenset({word})
        return self._follow(key(word), frozenset())

    @property
    def parts(self) -> frozenset[str]:
        """Return all parts of the term that the states of this node hold."""
        return frozenset().union(*map(self.parts_of, self.states))

    def with_any(self, parts: Iterable[str]) -> frozenset[str]:
        """Return the states that hold one of `parts` of the term.

        A state is ruled out once all its parts are: where a network has one state for spastic
        and rigid tone, excluded spasticity alone leaves it open.
        """
        wanted = frozenset(parts)
        return frozenset(state for state in self.states if self.parts_of(state) & wanted)

    def parts_of(self, state: str) -> frozenset[str]:
        """Return the parts of the term that a state of this node holds.

        Besides its own these are the parts of narrower states that this network lacks: without
        a state `absent`, an absent reflex counts as decreased.
        """
        term = self.term
        lacking = [
            word
            for word in term.narrower & set(term.states) - set(self.states)
            if state in term.aliases[word]
        ]
        return term.parts(state).union(*map(term.parts, lacking))

    def ordered(self, states: Iterable[str]) -> tuple[str, ...]:
        """Return `states` in the order of the node."""
        chosen = set(states)
        return tuple(state for state in self.states if state in chosen)

    def unknown(self, word: object, where: str, remedy: str = HOW) -> Fault:
        """Return the fault of a word that stands for no state of this node.

        Args:
            word: what was written.
            where: in which place.
            remedy: what to do about it, beside the word that is nearest.
        """
        expected = f"one of {', '.join(self.states)}" if len(self.states) <= FEW else "a state"
        if not isinstance(word, str):
            return Fault(where, f"{word!r} ({type(word).__name__})", expected, remedy)
        if why := self.term.refused.get(key(word)):
            return Fault(where, repr(word), expected, f"{why[0].upper()}{why[1:]}. {remedy}")
        known = [*self.states, *(w for w in self.term.aliases if self.states_of(w))]
        return Fault(where, repr(word), expected, nearest(word, known) + remedy)

    def _follow(self, word: str, seen: frozenset[str]) -> frozenset[str] | None:
        """Follow a word to states; None where any part of what it stands for is not here."""
        if word in self._own:
            return frozenset({self._own[word]})
        if word in seen or word not in self.term.aliases:
            return None
        found = [self._follow(target, seen | {word}) for target in self.term.aliases[word]]
        if any(states is None for states in found):
            return None
        return frozenset().union(*(states for states in found if states))


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The words for the nodes of one network, and for their states.

    `memo` is the reader's: what each name and text came to when it was read first.
    """

    words: Mapping[str, Words]
    names: Mapping[str, str]
    memo: dict[tuple[str, str], Any] = field(default_factory=dict)

    def node(self, name: object) -> str | None:
        """Return the node that `name` stands for; None where it stands for none."""
        if not isinstance(name, str):
            return None
        return name if name in self.words else self.names.get(key(name))

    def unknown(self, name: object, where: str = "findings") -> Fault:
        """Return the fault of a name that stands for no node."""
        nodes = list(self.words)
        if isinstance(name, str) and key(name) in load_terms():
            fault = f"the finding {name!r}, which this network does not have"
            return Fault(where, fault, "a finding of the network", "Leave it out.")
        few = len(nodes) <= FEW
        expected = f"one of {', '.join(nodes)}" if few else "a node of the network"
        hint = nearest(name, [*nodes, *self.names]) if isinstance(name, str) else ""
        return Fault(where, f"the name {name!r}", expected, f"{hint}Correct or remove it.")


def vocabulary(
    states: Mapping[str, tuple[str, ...]], terms: Mapping[str, Term] | None = None
) -> Vocabulary:
    """Return the vocabulary of a network with these states; made once for each network.

    Args:
        states: node → its states.
        terms: the terms to use; those of data/terms.csv where none are given.

    >>> tone = vocabulary({"tone": ("decreased", "normal", "increased")}).words["tone"]
    >>> sorted(tone.states_of("spastic"))
    ['increased']
    """
    return _cached(tuple(states.items()), None if terms is None else tuple(terms.values()))


@lru_cache(maxsize=64)
def _cached(
    states: tuple[tuple[str, tuple[str, ...]], ...], terms: tuple[Term, ...] | None
) -> Vocabulary:
    known = load_terms() if terms is None else {term.name: term for term in terms}
    words = {name: Words(name, tuple(own), known.get(name)) for name, own in states}
    names = _unambiguous(words)
    for node in words:
        for other in known[node].names if node in known else ():
            names.setdefault(other, node)
    return Vocabulary(MappingProxyType(words), MappingProxyType(names))


def nearest(word: str, known: Iterable[str]) -> str:
    """Return "Did you mean …? " for the known word that is nearest, or nothing.

    Nothing is proposed for a negation, nor what differs by a prefix alone: it may be the
    opposite.

    >>> nearest("refleses", ["tone", "reflexes"])
    'Did you mean reflexes? '
    >>> nearest("abnormal", ["normal"]) + nearest("not increased", ["increased"])
    ''
    """
    word = key(word)
    if word.startswith(("no_", "not_", "non_")):
        return ""
    others = [k for k in known if not word.endswith(key(k)) and not key(k).endswith(word)]
    close = difflib.get_close_matches(word, others, n=1)
    return f"Did you mean {close[0]}? " if close else ""


def _unambiguous(words: Iterable[str]) -> dict[str, str]:
    """Return looked-up form → word, without the forms that two words share."""
    found: dict[str, str] = {}
    shared = set()
    for word in words:
        if found.setdefault(key(word), word) != word:
            shared.add(key(word))
    return {form: word for form, word in found.items() if form not in shared}
