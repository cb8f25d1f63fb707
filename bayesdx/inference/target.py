"""What is asked about, read the same way everywhere: NODE, or NODE=STATE.

A state may be written as any word that a finding may be: `lung=yes`, `tone=spastic`. Where a state
is needed and the node alone was named, each purpose has one rule:

* why, what it hangs on, how sure: the most likely state given the findings;
* a decision threshold: of two states the one that says so (yes, true, present, positive), or else
  the second; of more states none: it has to be named.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bayesdx.errors import Fault, FindingError
from bayesdx.findings import vocabulary
from bayesdx.inference.observed import nodes_of
from bayesdx.network import Network

_YES = frozenset({"yes", "true", "present", "positive"})
_ONE = "Name one state."


class Target(NamedTuple):
    """What is asked about.

    Attributes:
        node: the number of the node.
        name: its name.
        word: the state as it was written; empty where the node alone was named.
        states: the numbers of the states that the word stands for; none where there is no word.
    """

    node: int
    name: str
    word: str
    states: tuple[int, ...]


def read_target(network: Network, text: str) -> Target:
    """Return what NODE or NODE=STATE asks about.

    Raises:
        FindingError: another form, an unknown node, a word that is no state of it.

    >>> from bayesdx import load
    >>> asked = read_target(load("core"), "tone = spastic")
    >>> asked.name, load("core").states["tone"][asked.states[0]]
    ('tone', 'increased')
    """
    name, equals, word = (part.strip() for part in str(text).partition("="))
    if not name or (equals and not word):
        remedy = "Name a node, or one of its states."
        raise FindingError(Fault("target", repr(text), "NODE or NODE=STATE", remedy))
    [node] = nodes_of(network, (name,))
    states = states_of(network, node, word) if word else ()
    return Target(node, network.nodes[node].name, word, states)


def states_of(network: Network, node: int, word: str, *, where: str = "target") -> tuple[int, ...]:
    """Return the numbers of the states of a node that a word stands for, in the node's order.

    Raises:
        FindingError: it stands for none.
    """
    name, states = network.nodes[node].name, network.nodes[node].states
    words = vocabulary(network.states).words[name]
    meant = words.states_of(word)
    if not meant:
        raise FindingError(words.unknown(word, f"{where} {name}", _ONE))
    return tuple(place for place, state in enumerate(states) if state in meant)


def state_of(network: Network, node: int, word: str, *, where: str = "target") -> int:
    """Return the number of the one state of a node that a word stands for.

    Raises:
        FindingError: it stands for none, or for several.
    """
    return _alone(network, node, word, states_of(network, node, word, where=where), where)


def one_state(network: Network, target: Target) -> int | None:
    """Return the number of the state that a target names; None where it names the node alone.

    Raises:
        FindingError: its word stands for several states.
    """
    if not target.word:
        return None
    return _alone(network, target.node, target.word, target.states, "target")


def _alone(network: Network, node: int, word: str, meant: Sequence[int], where: str) -> int:
    if len(meant) == 1:
        return meant[0]
    name, states = network.nodes[node].name, network.nodes[node].states
    found = f"{word!r}, which is {' or '.join(states[place] for place in meant)}"
    raise FindingError(Fault(f"{where} {name}", found, f"one of {', '.join(states)}", _ONE))


def affirmative(states: Sequence[str]) -> int | None:
    """Return the state that a threshold speaks of where none was named; None if it is not clear.

    >>> affirmative(("yes", "no")), affirmative(("normal", "raised")), affirmative(("a", "b", "c"))
    (0, 1, None)
    """
    if len(states) != 2:
        return None
    said = [place for place, state in enumerate(states) if state.casefold() in _YES]
    return said[0] if len(said) == 1 else 1
