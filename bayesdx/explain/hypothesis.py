"""What is explained: a state, or several, of one node, against the others or against another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import Fault, FindingError
from bayesdx.explain.subsets import Bedside
from bayesdx.inference.observed import nodes_of
from bayesdx.inference.target import read_target, states_of
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
    positive = _mask(network, node, state)
    negative = ~positive if against is None else _mask(network, node, against)
    where = f"target {name}"
    if (positive & negative).any():
        expected = "two hypotheses that exclude each other"
        found = f"{state!r} against {against!r}"
        raise FindingError(Fault(where, found, expected, "Name different states."))
    if not negative.any():
        remedy = "Name one state, or some."
        raise FindingError(Fault(where, repr(state), "some of its states, not all", remedy))
    return Hypothesis(name, node, state, against or f"not {state}", positive, negative)


def _mask(network: Network, node: int, word: str) -> NDArray[np.bool_]:
    """Return which states a word stands for."""
    mask = np.zeros(len(network.nodes[node].states), dtype=bool)
    mask[list(states_of(network, node, word))] = True
    mask.setflags(write=False)
    return mask


def ask(
    case: Bedside, target: str, state: str | None = None, *, against: str | None = None
) -> Hypothesis:
    """Return the hypothesis that a target puts: NODE=STATE, or NODE for its most likely state.

    Args:
        case: the findings.
        target: NODE=STATE, or NODE.
        state: the state, or a word for some, where the target names the node alone.
        against: what it is held against; all other states if None.

    Raises:
        FindingError: as `hypothesis`; a state named twice.
    """
    named = read_target(case.network, target)
    if named.word and state is not None:
        found = f"{target!r} and the state {state!r}"
        raise FindingError(Fault(f"target {named.name}", found, "one state", "Name it once."))
    word = state or named.word or _likeliest(case, named.node)
    return hypothesis(case.network, named.name, word, against=against)


def _likeliest(case: Bedside, node: int) -> str:
    everything = np.ones((1, len(case.names)), dtype=bool)
    [posterior] = case.batch(everything, node)[0]
    return case.network.nodes[node].states[int(posterior.argmax())]
