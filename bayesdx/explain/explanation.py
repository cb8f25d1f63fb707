"""Everything that explains one answer: weights, what they share, conflict, rival, stories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bayesdx.explain.conflict import Conflict, conflict_of
from bayesdx.explain.contrast import Contrast, contrast_of
from bayesdx.explain.hypothesis import Hypothesis, ask, hypothesis
from bayesdx.explain.redundancy import Redundancy, redundancy_of
from bayesdx.explain.scenario import NODES, Scenarios, probable_of, relevant_of
from bayesdx.explain.subsets import Bedside, Said, bedside
from bayesdx.explain.weight import Weight, Weights, weights_of
from bayesdx.inference.roles import causes
from bayesdx.network import Network

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why a state of a node is as likely as the network says.

    Attributes:
        weights: what each finding says.
        redundancy: what findings share.
        conflict: whether they fit together.
        contrast: the same against the likeliest other state; None where no other is possible, or
            the state itself is not.
        probable: the most probable stories behind the findings; None where none is to be told.
        relevant: the stories that explain the findings best; None likewise.
    """

    weights: Weights
    redundancy: Redundancy
    conflict: Conflict
    contrast: Contrast | None
    probable: Scenarios | None
    relevant: Scenarios | None

    def direction(self, name: str) -> tuple[Weight, ...]:
        """Return the findings of one direction, those that weigh most first."""
        some = [one for one in self.weights.findings if one.direction == name]
        return tuple(sorted(some, key=lambda one: -abs(one.shapley or 0.0)))

    def rows(self) -> list[dict[str, Any]]:
        """Return one plain dict for each finding."""
        return self.weights.rows()

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values; `findings` and `conflict_bits` stand at the top."""
        shared = self.redundancy
        return self.weights.as_dict() | {
            "double_counting": {
                "posterior": shared.posterior,
                "independent": shared.independent,
                "factor": shared.factor,
            },
            "redundancy": shared.rows(),
            "conflict": self.conflict.as_dict(),
            "contrast": self.contrast.as_dict() if self.contrast else None,
            "most_probable": self.probable.rows() if self.probable else [],
            "most_relevant": self.relevant.rows() if self.relevant else [],
        }

    def to_frame(self) -> DataFrame:
        """Return `rows` as a table."""
        return self.weights.to_frame()

    def __repr__(self) -> str:
        """Say every part."""
        parts = [self.weights, self.conflict, self.contrast, self.probable]
        return "\n".join(repr(part) for part in parts if part is not None)


def explain(
    network: Network,
    findings: Said,
    *,
    target: str,
    state: str | None = None,
    rival: str | None = None,
    context: Said | None = None,
    best: int = 3,
    orders: int | None = None,
    seed: int = 0,
) -> Explanation:
    """Return everything that explains why a state of the target is as likely as it is.

    Args:
        network: the network to ask.
        findings: what was observed.
        target: NODE=STATE, or NODE for its most likely state.
        state: the state, or a word for some, where the target names the node alone.
        rival: the state that it is contrasted with; the likeliest other one if None.
        context: what is taken for granted before any finding.
        best: how many stories.
        orders: how many orders to sample; None takes all, up to 12 findings.
        seed: of the sample.

    Raises:
        FindingError: as `weigh`.
        ImpossibleFindings: the findings cannot occur together.

    >>> from bayesdx import load
    >>> found = explain(
    ...     load("core"),
    ...     {"babinski": "extensor", "tone": "increased"},
    ...     target="pattern",
    ...     state="umn",
    ... )
    >>> [one.finding for one in found.direction("for")]
    ['babinski', 'tone']
    """
    case = bedside(network, findings, context)
    asked = ask(case, target, state)
    weights = weights_of(case, asked, orders=orders, seed=seed)
    other = rival or _rival(case, asked)
    behind = _behind(case)
    return Explanation(
        weights=weights,
        redundancy=redundancy_of(case, asked),
        conflict=conflict_of(case),
        contrast=contrast_of(
            case,
            hypothesis(network, asked.target, asked.state, against=other),
            orders=orders,
            seed=seed,
        )
        if other
        else None,
        probable=probable_of(case, nodes=behind, best=best) if behind else None,
        relevant=relevant_of(case, nodes=behind, best=best) if behind else None,
    )


def _rival(case: Bedside, asked: Hypothesis) -> str | None:
    """Return the likeliest state that the hypothesis excludes; None if one side is impossible."""
    answer = case.engine.answer(case.all.seen, asked.node)
    if answer is None or not answer[0][asked.positive].any():
        return None
    others = np.where(asked.negative, answer[0], 0.0)
    states = case.network.nodes[asked.node].states
    return states[int(others.argmax())] if others.any() else None


def _behind(case: Bedside) -> list[str]:
    """Return the nodes that stories are about: the uppermost of what may cause the findings.

    What lies between them and the findings only repeats what they say. Of a network without terms
    the nodes nearest to the findings, as many as can be tried in every combination.
    """
    network = case.network
    nodes = causes(network, case.all.seen)
    if network.spec:
        return [network.nodes[node].name for node in nodes[:_UPPERMOST]]
    kept: list[str] = []
    stories = 1  # of the nodes kept, in every choice of them
    for node in reversed(nodes):
        stories *= 2 * len(network.nodes[node].states)
        if stories > _WORK or len(kept) == NODES:
            break
        kept.append(network.nodes[node].name)
    return kept


_WORK = 2**18
"""So many stories, times the choices of nodes, are compared where none were asked for by name."""

_UPPERMOST = 2
"""Of a model with terms: what the lesion is, and where."""
