"""A decision with a threshold, and the tests after which it might be another one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import Fault, FindingError
from bayesdx.inference.observed import nodes_of
from bayesdx.inference.target import affirmative, read_target
from bayesdx.network import Network

_MOST = 4096
"""So many combinations of results may be looked at for each row."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Act where P(target is one of some states | findings) reaches a threshold.

    Attributes:
        target: the node.
        states: the numbers of these states.
        threshold: from which probability on one acts.
        after: the tests.
    """

    target: str
    states: tuple[int, ...]
    threshold: float
    after: tuple[str, ...]

    def acts(self, probability: NDArray[np.float64], noise: float) -> NDArray[np.bool_]:
        """Return where one acts, from posteriors of shape (row, state)."""
        found: NDArray[np.bool_] = (
            probability[:, list(self.states)].sum(axis=1) - self.threshold >= -noise
        )
        return found

    def outcomes(self, network: Network) -> int:
        """Return how many combinations of results the tests have."""
        return math.prod(len(network.states[name]) for name in self.after)


def read_decision(
    network: Network, targets: Sequence[str], threshold: float, about: str, after: Sequence[str]
) -> Decision:
    """Return a decision, checked.

    Args:
        network: the network.
        targets: the nodes asked about.
        threshold: from which probability on one acts.
        about: NODE=STATE, or a node of two states; the first of the targets if empty.
        after: the tests.

    Raises:
        FindingError: with every fault.

    >>> from bayesdx import load
    >>> read_decision(load("core"), ["pattern"], 0.5, "pattern=umn", ["emg"]).states
    (1,)
    """
    asked = read_target(network, about or targets[0])
    faults = []
    if not 0 < threshold < 1:
        remedy = "Give 0.5 for one half."
        faults.append(Fault("same decision", f"{threshold:g}", "a threshold from 0 to 1", remedy))
    if asked.name not in targets:
        found = f"a decision about {asked.name}"
        faults.append(Fault("same decision", found, "one of the targets", "Ask for it as well."))
    state = affirmative(network.states[asked.name])
    states = asked.states or (() if state is None else (state,))
    if not states:
        remedy = f"Say {asked.name}=STATE: {', '.join(network.states[asked.name])}."
        faults.append(Fault("same decision", asked.name, "the state that decides", remedy))
    tests = tuple(dict.fromkeys(network.nodes[n].name for n in nodes_of(network, tuple(after))))
    decision = Decision(asked.name, states, threshold, tests)
    if not tests or set(tests) & set(targets):
        found = ", ".join(tests) or "no test"
        remedy = "Name the tests that might be done."
        faults.append(Fault("same decision", found, "tests that are no targets", remedy))
    elif (many := decision.outcomes(network)) > _MOST:
        remedy = "Name fewer tests."
        faults.append(Fault("same decision", f"{many} results", f"at most {_MOST}", remedy))
    if faults:
        raise FindingError(faults)
    return decision
