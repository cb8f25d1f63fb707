"""What was observed in a patient, as one likelihood vector for each finding."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from numbers import Real
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import Fault, FindingError
from bayesdx.findings.syntax import HOW, NOT_EXAMINED, parse_value, twice
from bayesdx.findings.terms import Term, key
from bayesdx.findings.vocabulary import Vocabulary, Words, vocabulary

Vector = NDArray[np.float64]

_MEMO_LIMIT = 4096


@dataclass(frozen=True, eq=False)
class Findings:
    """The findings of one patient; what was not examined is not in it.

    Attributes:
        likelihoods: node → (state,), read-only: the likelihood of what was observed under each
            state. One-hot is certain, zeros and ones are a set, anything between is uncertain.
        said: node → what was said, in words: "increased", "mild or marked",
            "extensor 0.8, flexor 0.2".
    """

    likelihoods: Mapping[str, Vector]
    said: Mapping[str, str]

    def __str__(self) -> str:
        return "; ".join(f"{node}={text}" for node, text in self.said.items())


class Reading(NamedTuple):
    """One finding, read: `vector` is None where nothing was learnt."""

    node: str
    vector: Vector | None
    said: str


def read_findings(
    raw: Mapping[str, object],
    *,
    states: Mapping[str, tuple[str, ...]],
    terms: Mapping[str, Term] | None = None,
) -> Findings:
    """Return what `raw` says, in the names and states of a network.

    Args:
        raw: finding → a state or alias, a text as `parse_value` takes it, several states
            (list, tuple, set), a mapping of every state to its likelihood in [0, 1], or nothing
            (None, NaN, "" and "not examined"). Names and states are found whatever their case,
            with spaces, hyphens or underscores.
        states: node → its states: those of the network at hand.
        terms: where other names of findings and states stand; data/terms.csv by default.

    Raises:
        FindingError: with every fault: a name or state that the network does not have, a
            finding given twice, a likelihood outside [0, 1], likelihoods that are all zero or
            leave a state out.

    >>> core = {"tone": ("decreased", "normal", "increased"), "babinski": ("flexor", "extensor")}
    >>> found = read_findings({"Muscle tone": "spastic", "plantar": "0.8"}, states=core)
    Traceback (most recent call last):
    bayesdx.errors.FindingError: finding plantar: found '0.8'; expected one of flexor, extensor...
    >>> found = read_findings({"Muscle tone": "spastic", "plantar": "upgoing"}, states=core)
    >>> str(found)
    'tone=increased; babinski=extensor'
    >>> found.likelihoods["tone"].tolist()
    [0.0, 0.0, 1.0]
    """
    if not isinstance(raw, Mapping):
        found = f"{type(raw).__name__} {raw!r:.60}"
        raise FindingError(Fault("findings", found, "a mapping of names to values", HOW))
    words = vocabulary(states, terms)
    likelihoods: dict[str, Vector] = {}
    said: dict[str, str] = {}
    faults: list[Fault] = []
    for name, value in raw.items():
        try:
            node, vector, text = read_one(name, value, words)
        except FindingError as error:
            faults += error.faults
            continue
        if vector is None:
            continue
        if node in likelihoods:
            faults.append(twice(node, [said[node], text]))
        likelihoods[node] = vector
        said[node] = text
    if faults:
        raise FindingError(faults)
    return Findings(MappingProxyType(likelihoods), MappingProxyType(said))


def read_one(name: str, value: object, words: Vocabulary) -> Reading:
    """Return one finding; texts that were read before are remembered, vectors are shared."""
    if type(value) is not str:
        return _read(name, value, words)
    reading = words.memo.get((name, value))
    if reading is None:
        reading = _read(name, value, words)
        if len(words.memo) < _MEMO_LIMIT:
            words.memo[name, value] = reading
    return reading


def from_states(node: str, chosen: Iterable[str], words: Words) -> Reading:
    """Return a set-valued finding; the set of all states says nothing."""
    kept = set(chosen)
    return from_vector(node, np.array([float(s in kept) for s in words.states]), words)


def from_vector(node: str, vector: Vector, words: Words) -> Reading:
    """Return the finding with this likelihood for each state, in words."""
    if vector.min() == 1.0:
        return Reading(node, None, "")
    weights = dict(zip(words.states, vector.tolist(), strict=True))
    if set(weights.values()) <= {0.0, 1.0}:
        said = " or ".join(state for state, weight in weights.items() if weight)
    else:
        said = ", ".join(f"{state} {weight:g}" for state, weight in weights.items())
    vector.setflags(write=False)
    return Reading(node, vector, said)


def _read(name: str, value: object, words: Vocabulary) -> Reading:
    node = words.node(name)
    if node is None:
        raise FindingError(words.unknown(name))
    own = words.words[node]
    where = f"finding {name}"
    if isinstance(value, str):
        value = _parsed(value, own)
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return Reading(node, None, "")
    if isinstance(value, Mapping):
        return _uncertain(node, value, own, where)
    if isinstance(value, str):
        value = (value,)
    if not isinstance(value, list | tuple | set | frozenset):
        raise FindingError(own.unknown(value, where))
    if not value:
        raise FindingError(Fault(where, "an empty set", "at least one state", HOW))
    return from_states(node, _known(value, own, where), own)


def _parsed(text: str, words: Words) -> object:
    """Return a text as it is where it names a state, else what its syntax says."""
    if key(text) in NOT_EXAMINED and text not in words.states:
        return None
    return text if words.states_of(text) else parse_value(text)


def _known(items: Iterable[object], words: Words, where: str) -> set[str]:
    """Return the states that the items stand for."""
    found: set[str] = set()
    faults = []
    for item in items:
        states = words.states_of(item) if isinstance(item, str) else None
        if states is None:
            faults.append(words.unknown(item, where))
        else:
            found |= states
    if faults:
        raise FindingError(sorted(faults, key=str))
    return found


def _uncertain(node: str, value: Mapping[object, object], words: Words, where: str) -> Reading:
    """Return a finding with a likelihood for each state."""
    given = _weights(value, words, where)
    missing = [state for state in words.states if state not in given]
    if missing:
        remedy = "Say how likely what was seen would be under each; 0 rules a state out."
        found = f"no likelihood for {', '.join(missing)}"
        raise FindingError(Fault(where, found, "one for every state", remedy))
    if not any(given.values()):
        remedy = "Give a state that could look like this more than 0."
        raise FindingError(Fault(where, "zero under every state", "at least one above 0", remedy))
    return from_vector(node, np.array([given[state] for state in words.states]), words)


def _weights(value: Mapping[object, object], words: Words, where: str) -> dict[str, float]:
    """Return state → likelihood, each state once."""
    given: dict[str, float] = {}
    faults: list[Fault] = []
    for word, number in value.items():
        states = words.states_of(word) if isinstance(word, str) else None
        likelihood = _likelihood(number)
        if states is None:
            faults.append(words.unknown(word, where))
        elif likelihood is None:
            remedy = "It is the probability of seeing this if the state were true."
            place = f"{where}, {word}"
            faults.append(Fault(place, repr(number), "a number from 0 to 1", remedy))
        elif again := words.ordered(states & given.keys()):
            found = f"two likelihoods for {', '.join(again)}"
            faults.append(Fault(where, found, "one for each state", "Keep one of them."))
        else:
            given |= dict.fromkeys(states, likelihood)
    if faults:
        raise FindingError(faults)
    return given


def _likelihood(number: object) -> float | None:
    """Return `number` as a likelihood, or None where it is none (NaN included)."""
    if isinstance(number, bool) or not isinstance(number, Real):
        return None
    value = float(number)
    return value if 0 <= value <= 1 else None
