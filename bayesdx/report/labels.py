"""What nodes and states are called in front of a reader."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bayesdx.findings import load_terms
from bayesdx.language import ENGLISH, _, language, level, number, small_words, translated


def node_label(node: str) -> str:
    """Return the label of a node; of one without a term, its name, readable.

    >>> node_label("babinski"), node_label("either_disease")
    ('Plantar response', 'Either disease')
    """
    term = load_terms().get(node)
    return capital(translated(term.label)) if term else _readable(node)


def spoken_label(node: str, *, to: str | None = None) -> str:
    """Return what a node is called for a reader, or else for who reads: plain words for a patient.

    >>> from bayesdx.language import speaking
    >>> with speaking("en", to="patient"):
    ...     spoken_label("tone")
    'How stiff or floppy the relaxed limbs are'
    """
    term = load_terms().get(node)
    plain = term.plain if term and (to or level()) == "patient" else ""
    return capital(translated(plain)) if plain else node_label(node)


def state_label(node: str, state: str) -> str:
    """Return the label of a state, or a word that stands for several, readable.

    >>> state_label("babinski", "extensor")
    'Extensor (Babinski sign)'
    """
    term = load_terms().get(node)
    label = term and term.state_labels.get(state)
    return capital(translated(label or _readable(state), of=node))


def short_label(node: str, state: str) -> str:
    """Return the label of a state without what stands in brackets.

    >>> short_label("babinski", "extensor")
    'Extensor'
    """
    return re.sub(r"\s*\([^)]*\)", "", state_label(node, state))


_MANY = 3
"""More states may have one word for all."""

_NAMED_AFTER = ("Charcot", "Guillain", "Hirayama", "Hoffmann", "Parkinson")
"""People whose names begin a label and keep their capital."""


def said_label(node: str, said: str) -> str:
    """Return a finding as `Findings.said` has it, a state or several, in running text.

    Several that one everyday word stands for are called by that word, if they are many.

    >>> said_label("setting", "emg_laboratory"), said_label("atrophy", "mild or marked")
    ('EMG laboratory', 'mild or marked')
    >>> said_label("region", "arm or leg or both_arms")
    'one arm, one leg or both arms'
    >>> said_label("babinski", "flexor 0.2, extensor 0.8")
    'probably extensor (0.8 against 0.2)'
    """
    if weights := _weights(said):
        return _probably(node, weights)
    states = said.split(" or ")
    term = load_terms().get(node)
    if len(states) > _MANY and term and set(states) == {*term.aliases.get("present", ())}:
        return _("present")
    return either([in_text(short_label(node, state)) for state in states])


def _weights(said: str) -> dict[str, float]:
    """Return state → likelihood of an uncertain finding; nothing of any other."""
    found = re.fullmatch(r"\S+ [\d.e-]+(, \S+ [\d.e-]+)+", said)
    parts = [part.rsplit(" ", 1) for part in said.split(", ")] if found else []
    return {state: float(weight) for state, weight in parts}


def _probably(node: str, weights: dict[str, float]) -> str:
    """Return the states that fit best what was seen, and how much better than the next."""
    most = max(weights.values())
    best = [in_text(short_label(node, one)) for one, weight in weights.items() if weight == most]
    rest = max((weight for weight in weights.values() if weight < most), default=most)
    said = _("probably {states} ({most} against {rest})")
    return said.format(states=either(best), most=number(most, ".2g"), rest=number(rest, ".2g"))


def either(words: Sequence[str]) -> str:
    """Return words of which one holds as a list in running text.

    >>> either(["none", "mild"]), either(["arm", "leg", "both"])
    ('none or mild', 'arm, leg or both')
    """
    return _joined(words, _("{several} or {last}"))


def listed(words: Sequence[str]) -> str:
    """Return words that all hold as a list in running text.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return _joined(words, _("{several} and {last}"))


def _joined(words: Sequence[str], form: str) -> str:
    *first, last = words or [""]
    return form.format(several=", ".join(first), last=last) if first else last


def in_text(label: str) -> str:
    """Return a label as it stands inside a sentence: a capital for acronyms and names alone.

    In other languages it is the catalogue that says how a word is written.

    >>> in_text("Muscle tone"), in_text("EMG laboratory"), in_text("Hoffmann sign")
    ('muscle tone', 'EMG laboratory', 'Hoffmann sign')
    """
    small = label[:1].lower() + label[1:]
    if language() != ENGLISH:
        return small if small in small_words() else label
    kept = label[1:2].isupper() or label.startswith(_NAMED_AFTER)
    return label if kept else small


def capital(label: str) -> str:
    """Return a label as it stands alone."""
    return label[:1].upper() + label[1:]


def _readable(name: str) -> str:
    return capital(name.replace("_", " ").strip())
