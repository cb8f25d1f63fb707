"""What an answer rests on: the columns that speak for patients like this one, and their sources.

A column counts if at least `FEW` of such patients are in it, before the findings or with them: what
a finding makes improbable has spoken too. The weight of a column is P(its parents' states | known).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bayesdx.evidence import Evidence, Parameter, Source
from bayesdx.findings import Findings
from bayesdx.inference import score_cases
from bayesdx.inference.engine import engine_of
from bayesdx.inference.observed import observe
from bayesdx.inference.relevance import ancestors
from bayesdx.network import Column, Network, Node, columns
from bayesdx.report.uses import estimates_behind, resting_on

Array = NDArray[np.float64]
Marginals = Mapping[str, Array]

FEW = 0.01
"""Columns with a smaller part of the patients are not counted."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What the table of one node contributes.

    Attributes:
        node: the node.
        kinds: how a column comes about → the part of the patients, with the findings, in one.
        columns: so many columns count.
        parameters: what they are computed from.
        sources: ids of the publications of the figures behind them.
    """

    node: str
    kinds: Mapping[str, float]
    columns: int
    parameters: tuple[Parameter, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """What an answer rests on.

    Attributes:
        grounds: one for each node on the way from the findings to what is asked about: those that
            were examined first.
        sources: the publications, numbered in this order from 1.
    """

    grounds: tuple[Ground, ...]
    sources: tuple[Source, ...]

    def number(self, source: str) -> int:
        """Return the number by which a publication is cited."""
        return 1 + next(i for i, one in enumerate(self.sources) if one.source_id == source)


def basis_of(
    network: Network,
    evidence: Evidence,
    findings: Findings,
    *,
    context: Findings,
    targets: Sequence[str],
) -> Basis:
    """Return what the posteriors of some nodes rest on.

    Args:
        network: a model with literature.
        evidence: the literature it was compiled from.
        findings: all that is known.
        context: that part of it which is known without examining.
        targets: the nodes asked about.
    """
    known = (Known.of(network, context), Known.of(network, findings))
    places = [network.index[name] for name in (*findings.likelihoods, *targets)]
    nodes = [network.nodes[place] for place in ancestors(engine_of(network).graph, places)]
    examined = [name for name in findings.likelihoods if name not in context.likelihoods]
    nodes.sort(key=lambda node: node.name not in examined)
    grounds = tuple(_ground(network, node, known) for node in nodes)
    cited = dict.fromkeys(source for ground in grounds for source in ground.sources)
    return Basis(grounds, tuple(evidence.sources[source] for source in cited))


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of a patient, and the posterior of every node then."""

    network: Network
    likelihoods: Marginals
    marginals: Marginals

    @classmethod
    def of(cls, network: Network, findings: Findings) -> Known:
        """Ask for the posteriors under findings that can occur together."""
        engine = engine_of(network)
        answer = engine.answers(observe(engine, network, findings).seen)
        assert answer is not None
        return cls(network, findings.likelihoods, dict(zip(network.states, answer[0], strict=True)))

    def weights(self, node: Node) -> dict[tuple[int, ...], float]:
        """Return position of a column → its weight, where that is not below `FEW`."""
        if not node.parents:
            return {(): 1.0}
        # No column weighs more than its least likely parent's state: most fall out unasked.
        likely = [np.flatnonzero(self.marginals[parent] >= FEW) for parent in node.parents]
        at = np.stack([axis.ravel() for axis in np.meshgrid(*likely, indexing="ij")], axis=1)
        if not len(at):
            return {}
        weights = self._together(node, at)
        return {
            tuple(map(int, place)): float(weight)
            for place, weight in zip(at, weights, strict=True)
            if weight >= FEW
        }

    def _together(self, node: Node, at: NDArray[np.int64]) -> Array:
        """Return P(parents' states | known) for the columns at some positions, shape (column,)."""
        if len(node.parents) == 1:
            return self.marginals[node.parents[0]][at[:, 0]]
        states = self.network.states
        seen = {name: np.tile(one, (len(at) + 1, 1)) for name, one in self.likelihoods.items()}
        for parent, chosen in zip(node.parents, at.T, strict=True):
            size = len(states[parent])
            vector = self.likelihoods.get(parent, np.ones(size))
            seen[parent] = np.vstack([np.eye(size)[chosen] * vector, vector])  # the last case: all
        possible = np.all([one.any(axis=1) for one in seen.values()], axis=0)
        seen = {name: one[possible] for name, one in seen.items()}
        _, total = score_cases(self.network, seen, target=node.parents[0])
        weights = np.zeros(len(at) + 1)
        weights[possible] = total / total[-1]
        return weights[:-1]


def _ground(network: Network, node: Node, known: tuple[Known, Known]) -> Ground:
    before, after = (one.weights(node) for one in known)
    held = [c for c in columns(network, node.name) if c.at in before or c.at in after]
    parameters = resting_on(network, held)
    sources = dict.fromkeys(said.source_id for said in estimates_behind(parameters))
    return Ground(node.name, _kinds(held, after), len(held), parameters, tuple(sources))


def _kinds(held: Sequence[Column], weights: Mapping[tuple[int, ...], float]) -> dict[str, float]:
    found: dict[str, float] = {}
    for column in held:
        found[column.kind] = found.get(column.kind, 0.0) + weights.get(column.at, 0.0)
    total = sum(found.values()) or 1.0
    return {kind: part / total for kind, part in sorted(found.items(), key=lambda one: -one[1])}
