"""What a share rests on: the publications behind it, and how much of it is assumed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bayesdx.evidence import Estimate, Evidence
from bayesdx.findings import vocabulary
from bayesdx.inference import score_cases
from bayesdx.language import translated
from bayesdx.network import Column, Network, columns
from bayesdx.report.sentences import percent
from bayesdx.validation.asking import condition

Array = NDArray[np.float64]

OF_EACH = 2
"""So many publications are named for each pattern."""

FEW = 0.05
"""What concerns fewer patients than this is not named."""

_FIT = {"high": 0, "moderate": 1, "low": 2}


@dataclass(frozen=True, slots=True)
class Support:
    """What the shares of one state rest on.

    Attributes:
        kinds: pattern → how a column comes about → the part of its patients with such a column.
        sources: the main publications, ids of `Evidence.sources`.
    """

    kinds: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    sources: tuple[str, ...] = ()

    def rests_on(self, pattern: str) -> str:
        """Return how the columns behind a share come about, most frequent first.

        >>> Support({"umn": {"cited": 0.62, "assumed": 0.38}}).rests_on("umn")
        'cited 62%, assumed 38%'
        """
        kinds = {kind: part for kind, part in self.kinds.get(pattern, {}).items() if part >= FEW}
        ordered = sorted(kinds, key=lambda kind: -kinds[kind])
        if len(ordered) == 1:
            return translated(ordered[0])
        return ", ".join(f"{translated(kind)} {percent(kinds[kind])}" for kind in ordered)


def support(
    network: Network,
    evidence: Evidence,
    node: str,
    *,
    chosen: Array,
    patterns: Sequence[str],
    given: Mapping[str, Array],
) -> Support:
    """Return what P(chosen states of a node | pattern, given) rests on.

    Each column of the node's table has the weight P(its parents' states | pattern, given). A
    publication weighs what the columns weigh that its figures of these states enter.

    Args:
        network: a compiled model; a foreign network rests on nothing.
        evidence: the literature it was compiled from.
        node: what is found.
        chosen: 1 for each state that is meant, 0 for the others.
        patterns: states of the node `pattern`.
        given: node → the likelihood of each state, what is known beside the pattern.
    """
    held = [column for column in columns(network, node) if _fits(network, column, given)]
    if not held:
        return Support()
    weights = {
        pattern: weight
        for pattern, weight in zip(patterns, _weights(network, held, patterns, given), strict=True)
        if weight.any()
    }
    behind = [_estimates(network, evidence, column, chosen) for column in held]
    named = [_main(behind, weight) for weight in weights.values()]
    return Support(
        {pattern: _kinds(held, weight) for pattern, weight in weights.items()},
        tuple(dict.fromkeys(source for several in named for source in several)),
    )


def _kinds(held: Sequence[Column], weight: Array) -> dict[str, float]:
    found: dict[str, float] = {}
    for column, share in zip(held, weight.tolist(), strict=True):
        found[column.kind] = found.get(column.kind, 0.0) + share
    return found


def _fits(network: Network, column: Column, given: Mapping[str, Array]) -> bool:
    """Whether the states of a column's parents are possible under what is given."""
    return all(
        given[parent][network.states[parent].index(state)] > 0
        for parent, state in column.given
        if parent in given
    )


def _weights(
    network: Network,
    held: Sequence[Column],
    patterns: Sequence[str],
    given: Mapping[str, Array],
) -> Array:
    """Return P(parents' states | pattern, given), shape (pattern, column); zeros where impossible.

    A case for each pattern and column: what is given on a parent is said by the column already.
    """
    cases = len(patterns) * len(held)
    at = np.tile([column.at for column in held], (len(patterns), 1)).reshape(cases, -1)
    parents = network.nodes[network.index[held[0].node]].parents
    seen = {p: np.eye(len(network.states[p]))[at[:, i]] for i, p in enumerate(parents)}
    known = network.states["pattern"]
    chosen = np.eye(len(known))[[known.index(pattern) for pattern in patterns]]
    seen["pattern"] = np.repeat(chosen, len(held), axis=0)
    for name, vector in given.items():
        seen.setdefault(name, np.tile(vector, (cases, 1)))
    _answers, joint = score_cases(network, seen, target="pattern")
    joint = joint.reshape(len(patterns), len(held))
    total = joint.sum(axis=1, keepdims=True)
    weights: Array = np.divide(joint, total, out=np.zeros_like(joint), where=total > 0)
    return weights


def _main(behind: Sequence[Sequence[Estimate]], weight: Array) -> list[str]:
    """Return the publications that weigh most in one pattern, then those that fit best."""
    score: dict[str, float] = {}
    best: dict[str, tuple[int, int]] = {}
    for estimates, share in zip(behind, weight.tolist(), strict=True):
        for source in {said.source_id for said in estimates} if share else ():
            score[source] = score.get(source, 0.0) + share
        for said in estimates:
            fit = (_FIT[said.applicability], -(said.n or 0))
            best[said.source_id] = min(fit, best.get(said.source_id, fit))
    return sorted(score, key=lambda name: (-round(score[name], 6), best[name]))[:OF_EACH]


def _estimates(
    network: Network, evidence: Evidence, column: Column, chosen: Array
) -> tuple[Estimate, ...]:
    """Return the figures of the chosen states that a column is computed from."""
    words = vocabulary(network.states)
    found: list[Estimate] = []
    for name in column.parameters:
        quantity = evidence.quantities.get(name)
        about = condition(quantity.target, words) if quantity and quantity.target else None
        if about and about[0] == column.node and (about[1] @ chosen > 0 or len(chosen) == 2):
            found += network.parameters[name].estimates
    return tuple(found)
