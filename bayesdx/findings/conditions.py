"""Conditions in words ("umn=mild|marked or location=nerve") → the states they allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bayesdx.findings.vocabulary import Vocabulary

Array = NDArray[np.float64]
Conditions = Mapping[str, Array]
"""Node → (state,), one for each state that the condition allows."""

OR = " or "
"""What separates the ways in which models with other nodes say the same condition."""


def condition(text: str, words: Vocabulary) -> tuple[str, Array] | None:
    """Return the first way of saying a condition that the network understands: node, states.

    >>> from bayesdx.findings import vocabulary
    >>> words = vocabulary({"location": ("nerve", "root")})
    >>> found = condition("site=nerve or location=nerve", words)
    >>> found[0], found[1].tolist()
    ('location', [1.0, 0.0])
    """
    for way in text.split(OR):
        name, _, states = way.partition("=")
        node = words.node(name)
        if node is None:
            continue
        own = words.words[node]
        meant = [own.states_of(state) for state in states.split("|")]
        chosen = frozenset().union(*(said for said in meant if said is not None))
        if all(said is not None for said in meant):
            return node, np.array([float(state in chosen) for state in own.states])
    return None


def conditions(texts: Sequence[str], words: Vocabulary) -> Conditions | None:
    """Return what all the conditions allow together; None if one is not understood."""
    held: dict[str, Array] = {}
    for text in texts:
        found = condition(text, words)
        if found is None:
            return None
        node, states = found
        held[node] = states * held.get(node, 1.0)
    return held
