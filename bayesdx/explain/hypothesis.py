"""What is explained: a state, or several, of one node, against the others or against another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import Fault, FindingError
from bayesdx.findings import vocabulary
from bayesdx.inference.observed import nodes_of
from bayesdx.network import Network

Array = NDArray[np.float64]

PER_NAT = 10 / np.log(10)
"""Decibans in a nat: 10·log10(e)."""


@dataclass(frozen=True, eq=False)
class Hypothesis:
    """Some states of a node, held against others of the same node.

    Attributes:
        target: the node.
        node: its number.
        state: the word for the states that are explained.
        against: the word for what they are held against; "not STATE" where it is all others.
        positive: per state, whether it is explained, shape (state,).
        negative: per state, whether it is held against it, shape (state,).
    """

    target: str
    node: int
    state: str
    against: str
    positive: NDArray[np.bool_]
    negative: NDArray[np.bool_]

    def log_odds(self, posterior: Array) -> Array:
        """Return 10·log10 of the odds in decibans, shape (case,), of posteriors (case, state)."""
        with np.errstate(divide="ignore", invalid="ignore"):
            found: Array = PER_NAT * (
                np.log(posterior[:, self.positive].sum(axis=1))
                - np.log(posterior[:, self.negative].sum(axis=1))
            )
        return found

    def probability(self, posterior: Array) -> Array:
        """Return the probability of the states explained, shape (case,)."""
        found: Array = posterior[:, self.positive].sum(axis=1)
        return found


def hypothesis(
    network: Network, target: str, state: str, *, against: str | None = None
) -> Hypothesis:
    """Return a hypothesis about one node of a network.

    Args:
        network: the network.
        target: the node.
        state: one of its states, or a word that stands for one or several.
        against: another such word; all other states if None.

    Raises:
        FindingError: an unknown name or word; states on both sides; nothing left on one side.

    >>> from bayesdx import load
    >>> one = hypothesis(load("core"), "pattern", "umn")
    >>> one.against, one.negative.tolist()
    ('not umn', [True, False, True, True])
    """
    [node] = nodes_of(network, (target,))
    name = network.nodes[node].name
    positive = _mask(network, name, state)
    negative = ~positive if against is None else _mask(network, name, against)
    where = f"target {name}"
    if (positive & negative).any():
        expected = "two hypotheses that exclude each other"
        found = f"{state!r} against {against!r}"
        raise FindingError(Fault(where, found, expected, "Name different states."))
    if not negative.any():
        remedy = "Name one state, or some."
        raise FindingError(Fault(where, repr(state), "some of its states, not all", remedy))
    return Hypothesis(name, node, state, against or f"not {state}", positive, negative)


def _mask(network: Network, name: str, word: str) -> NDArray[np.bool_]:
    """Return which states a word stands for."""
    states = network.states[name]
    words = vocabulary(network.states).words[name]
    found = words.states_of(word)
    if not found:
        raise FindingError(words.unknown(word, f"target {name}"))
    mask = np.array([state in found for state in states])
    mask.setflags(write=False)
    return mask


def split(text: str) -> tuple[str, str]:
    """Return node and state of a text such as "lung=yes".

    Raises:
        FindingError: it has another form.

    >>> split("lung=yes")
    ('lung', 'yes')
    """
    name, equals, state = (part.strip() for part in text.partition("="))
    if not (name and equals and state):
        remedy = "An explanation is of one state: write NODE=STATE."
        raise FindingError(Fault("target", repr(text), "NODE=STATE, such as lung=yes", remedy))
    return name, state
