"""From findings in words to what the engine takes, and from its refusal back to words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from bayesdx.errors import Fault, FindingError, ImpossibleFindings
from bayesdx.findings import Findings, read_findings, vocabulary
from bayesdx.inference.contraction import Array
from bayesdx.inference.engine import Engine
from bayesdx.network import Network

_MEMO_LIMIT = 8192
_CERTAIN = "Give the likelihood of each state, at least one of them above 0."


class Observed(NamedTuple):
    """Findings as the engine takes them, and what was said.

    Attributes:
        seen: node → its state if that is certain, else the likelihood of each state.
        said: name of the node → what was said of it.
    """

    seen: dict[int, int | Array]
    said: dict[str, str]


def observe(
    engine: Engine, network: Network, findings: Findings | Mapping[str, object]
) -> Observed:
    """Return findings as the engine takes them; words that were read before are remembered.

    Raises:
        FindingError: with every fault.
    """
    if isinstance(findings, Findings):
        return _taken(network, findings)
    known = _remembered(engine, findings)
    if known is not None:
        return known
    observed = _taken(network, read_findings(findings, states=network.states))
    if len(engine.memo) > _MEMO_LIMIT:
        engine.memo.clear()
    for name, value in findings.items():
        if isinstance(value, str | None):
            one = read_findings({name: value}, states=network.states)
            engine.memo[name, value] = _taken(network, one)
    return observed


def _remembered(engine: Engine, findings: object) -> Observed | None:
    """Return findings whose every word was read before; None if one was not, or one came twice."""
    seen: dict[int, int | Array] = {}
    said: dict[str, str] = {}
    length = 0
    if not isinstance(findings, Mapping):
        return None
    for name, value in findings.items():
        known = engine.memo.get((name, value)) if isinstance(value, str | None) else None
        if known is None:
            return None
        seen.update(known[0])
        said.update(known[1])
        length += len(known[0])
    return Observed(seen, said) if len(seen) == length else None


def _taken(network: Network, findings: Findings) -> Observed:
    """Return findings by node number; a likelihood of 1 for one state alone is certain."""
    seen: dict[int, int | Array] = {}
    faults: list[Fault] = []
    for name, vector in findings.likelihoods.items():
        node = network.index.get(name)
        if node is None:
            faults.append(vocabulary(network.states).unknown(name))
        elif not _is_likelihood(vector, len(network.nodes[node].states)):
            expected = f"likelihoods of {', '.join(network.nodes[node].states)}"
            faults.append(Fault(f"finding {name}", f"{vector!r}", expected, _CERTAIN))
        elif not (vector == 1).all():
            certain = vector.max() == 1 == np.count_nonzero(vector)
            seen[node] = int(vector.argmax()) if certain else _read_only(vector)
    if faults:
        raise FindingError(faults)
    return Observed(
        seen, {network.nodes[node].name: _said(network, findings, node) for node in seen}
    )


def _read_only(vector: Array) -> Array:
    """Return a copy that every question that says the same may share."""
    copied = np.array(vector, dtype=float)
    copied.setflags(write=False)
    return copied


def _is_likelihood(vector: Array, states: int) -> bool:
    return bool(
        np.shape(vector) == (states,)
        and np.isfinite(vector).all()
        and (vector >= 0).all()
        and (vector > 0).any()
    )


def _said(network: Network, findings: Findings, node: int) -> str:
    """Return what was said of a node, or its likelihoods where nothing was."""
    name, states = network.nodes[node].name, network.nodes[node].states
    vector = findings.likelihoods[name].tolist()
    told = ", ".join(f"{state} {weight:g}" for state, weight in zip(states, vector, strict=True))
    return findings.said.get(name, told)


def check_cases(network: Network, nodes: Sequence[int], vectors: Sequence[Array]) -> None:
    """Refuse likelihoods of cases that are none.

    Args:
        network: the network to ask.
        nodes: the nodes that were examined.
        vectors: per node, the likelihoods, which should have shape (case, state).

    Raises:
        FindingError: with every fault.
    """
    faults = []
    cases = len(vectors[0]) if vectors else 0
    for node, vector in zip(nodes, vectors, strict=True):
        where, states = f"finding {network.nodes[node].name}", network.nodes[node].states
        if vector.shape != (cases, len(states)):
            expected = f"({cases}, {len(states)}): one row a case, one column a state"
            faults.append(Fault(where, f"likelihoods of shape {vector.shape}", expected, _CERTAIN))
            continue
        good = np.isfinite(vector).all(axis=1) & (vector >= 0).all(axis=1) & vector.any(axis=1)
        for case in np.flatnonzero(~good)[:1].tolist():
            found = f"{vector[case].tolist()} in case {case}"
            faults.append(Fault(where, found, f"likelihoods of {', '.join(states)}", _CERTAIN))
    if faults:
        raise FindingError(faults)


def nodes_of(network: Network, targets: Sequence[object]) -> list[int]:
    """Return the nodes that the names stand for.

    Raises:
        FindingError: with every name that stands for none.
    """
    found, faults = [], []
    for target in targets:
        node = network.index.get(target) if isinstance(target, str) else None
        if node is None:
            words = vocabulary(network.states)
            name = words.node(target)
            node = network.index.get(name or "")
            if node is None:
                faults.append(words.unknown(target, "target"))
                continue
        found.append(node)
    if faults:
        raise FindingError(faults)
    return found


def check_level(level: object) -> None:
    """Refuse a level that is no probability between 0 and 1.

    Raises:
        FindingError: if it is not.
    """
    if not (isinstance(level, int | float) and 0 < level < 1):
        remedy = "Give 0.95 for a 95% interval."
        raise FindingError(Fault("level", repr(level), "a number between 0 and 1", remedy))


def contradiction(
    network: Network, observed: Observed, is_possible: Callable[[Observed], bool]
) -> ImpossibleFindings:
    """Return the refusal that names a minimal set of findings that cannot occur together.

    Findings are left out one by one; one without which the rest is still impossible stays out
    (deletion filter). What remains is impossible, and no part of it is.

    Args:
        network: the network that was asked.
        observed: findings that cannot occur together.
        is_possible: says of some of the findings whether they can.
    """
    for node in list(observed.seen):
        rest = _without(network, observed, node)
        if not is_possible(rest):
            observed = rest
    return ImpossibleFindings(f"{name}={text}" for name, text in observed.said.items())


def _without(network: Network, observed: Observed, node: int) -> Observed:
    name = network.nodes[node].name
    return Observed(
        {other: value for other, value in observed.seen.items() if other != node},
        {other: text for other, text in observed.said.items() if other != name},
    )
