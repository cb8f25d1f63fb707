"""What nodes and states are called in front of a reader."""

from __future__ import annotations

import re

from bayesdx.findings import load_terms


def node_label(node: str) -> str:
    """Return the label of a node; of one without a term, its name, readable.

    >>> node_label("babinski"), node_label("either_disease")
    ('Plantar response', 'Either disease')
    """
    term = load_terms().get(node)
    return term.label if term else _readable(node)


def state_label(node: str, state: str) -> str:
    """Return the label of a state.

    >>> state_label("babinski", "extensor")
    'Extensor (Babinski sign)'
    """
    term = load_terms().get(node)
    return (term and term.state_labels.get(state)) or _readable(state)


def short_label(node: str, state: str) -> str:
    """Return the label of a state without what stands in brackets.

    >>> short_label("babinski", "extensor")
    'Extensor'
    """
    return re.sub(r"\s*\([^)]*\)", "", state_label(node, state))


_FEW, _MANY = 2, 3
"""Up to so many words are joined by "or" alone; more states may have one word for all."""

_NAMED_AFTER = ("Charcot", "Guillain", "Hirayama", "Hoffmann", "Parkinson")
"""People whose names begin a label and keep their capital."""


def said_label(node: str, said: str) -> str:
    """Return a finding as `Findings.said` has it, a state or several, in running text.

    Several that one everyday word stands for are called by that word, if they are many.

    >>> said_label("setting", "emg_laboratory"), said_label("atrophy", "mild or marked")
    ('EMG laboratory', 'mild or marked')
    >>> said_label("region", "arm or leg or both_arms")
    'one arm, one leg or both arms'
    """
    states = said.split(" or ")
    term = load_terms().get(node)
    if len(states) > _MANY and term and set(states) == {*term.aliases.get("present", ())}:
        return "present"
    words = [in_text(short_label(node, state)) for state in states]
    return " or ".join(words if len(words) <= _FEW else [", ".join(words[:-1]), words[-1]])


def in_text(label: str) -> str:
    """Return a label as it stands inside a sentence: a capital for acronyms and names alone.

    >>> in_text("Muscle tone"), in_text("EMG laboratory"), in_text("Hoffmann sign")
    ('muscle tone', 'EMG laboratory', 'Hoffmann sign')
    """
    kept = label[1:2].isupper() or label.startswith(_NAMED_AFTER)
    return label if kept else label[:1].lower() + label[1:]


def _readable(name: str) -> str:
    return name.replace("_", " ").strip().capitalize()
