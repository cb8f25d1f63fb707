"""A posterior against the prior it starts from, and the prior at which the answer turns.

The prior of one state s of a node r is moved from 0 to 1; the node's other states keep their
proportions, and everything given r stays as the network has it (for a root this is its table; for
any other node it is Jeffrey's rule). With x = P(r = s) and c the context, for every state t of the
target

    P(t, e; x) = x · P(t, e | s, c) + (1 − x) · P(t, e | not s, c),

a straight line, so the posterior is a ratio of two lines, and the most likely state can change only
where two lines cross: the break-even prevalences. Of r itself it is prior odds times the likelihood
ratio of all findings together, P(e | s, c) / P(e | not s, c).

References: Fagan, N Engl J Med 1975;293:257 (10.1056/NEJM197507312930513), odds and ratios.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bayesdx.errors import Fault, FindingError
from bayesdx.findings import Findings
from bayesdx.inference.contraction import Array
from bayesdx.inference.observed import nodes_of
from bayesdx.inference.target import one_state, read_target
from bayesdx.network import Network
from bayesdx.sensitivity.asked import Asked, ask

if TYPE_CHECKING:
    from pandas import DataFrame

SETTING = "setting"
"""The node whose states are the contexts, where a network has it and nothing else is named."""

_SAME = 1e-12
"""Two break-even prevalences that are closer are one."""


@dataclass(frozen=True, eq=False)
class PriorLine:
    """Posterior against prior in one context.

    Attributes:
        given: the context, node → state; empty where there is none.
        prior: P(r = s | context), as the network has it.
        likelihood_ratio: P(findings | s) / P(findings | not s); None where it has no bound.
        posterior: P(target state | findings, context); None where the findings cannot occur.
        answer: the most likely state of the target; None where the findings cannot occur.
        break_even: the prevalence at which the answer changes, the nearest to `prior`; None if it
            never does.
        answer_beyond: the most likely state on the other side of it.
        break_evens: every prevalence at which the answer changes, ascending.
        with_it: P(t, findings | s, context), shape (target state,).
        without: P(t, findings | not s, context), shape (target state,).
    """

    given: Mapping[str, str]
    prior: float
    likelihood_ratio: float | None
    posterior: float | None
    answer: str | None
    break_even: float | None
    answer_beyond: str | None
    break_evens: tuple[float, ...]
    with_it: Array
    without: Array

    def posteriors(self, priors: Array) -> Array:
        """Return P(target | findings) at some priors, shape (prior, target state).

        NaN where the findings cannot occur.
        """
        joint = priors[:, None] * self.with_it + (1 - priors[:, None]) * self.without
        with np.errstate(invalid="ignore"):
            return np.asarray(joint / joint.sum(axis=1, keepdims=True))


@dataclass(frozen=True, eq=False)
class PriorSensitivity:
    """Posterior against prior, in every context.

    Attributes:
        target: NODE=STATE, what the posterior is of.
        moved: NODE=STATE, whose prior is moved.
        states: the states of the target.
        state: the number of its state.
        lines: one for each context.
        network: name and version of the network.
        findings: node → what was said of it.
    """

    target: str
    moved: str
    states: tuple[str, ...]
    state: int
    lines: tuple[PriorLine, ...]
    network: str
    findings: Mapping[str, str] = field(default_factory=dict)

    def rows(self) -> list[dict[str, Any]]:
        """Return one plain dict for each context."""
        return [
            {
                "given": dict(line.given),
                "moved": self.moved,
                "prior": line.prior,
                "likelihood_ratio": line.likelihood_ratio,
                "posterior": line.posterior,
                "answer": line.answer,
                "break_even": line.break_even,
                "answer_beyond": line.answer_beyond,
                "break_evens": list(line.break_evens),
            }
            for line in self.lines
        ]

    def curve(self, points: int = 101) -> list[dict[str, Any]]:
        """Return the posterior at evenly spaced priors from 0 to 1, one plain dict for each.

        Args:
            points: how many for each context.
        """
        priors = np.linspace(0, 1, points)
        return [
            {"given": dict(line.given), "prior": prior, "posterior": None if p != p else p}
            for line in self.lines
            for prior, p in zip(
                priors.tolist(), line.posteriors(priors)[:, self.state].tolist(), strict=True
            )
        ]

    def to_frame(self) -> DataFrame:
        """Return `rows` as a table."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def __repr__(self) -> str:
        """Say for each context how the posterior follows, and where the answer turns."""
        said = ", ".join(f"{name}={text}" for name, text in self.findings.items())
        lines = [f"{self.target} | {said or 'no findings'}, against P({self.moved})"]
        for line in self.lines:
            where = ", ".join(f"{node}={state}" for node, state in line.given.items()) or "as it is"
            ends = [_number(p) for p in (line.prior, line.posterior, line.break_even)]
            lines.append(f"  {where}: {ends[0]} → {ends[1]}, turns at {ends[2]}")
        return "\n".join(lines)


def _number(p: float | None) -> str:
    return "–" if p is None else f"{p:.4f}"


def prior_sensitivity(
    network: Network,
    findings: Findings | Mapping[str, object],
    *,
    target: str,
    moved: str | None = None,
    over: str | None = None,
) -> PriorSensitivity:
    """Return how a posterior follows the prior of one state of a node, in every context.

    Args:
        network: the network to ask.
        findings: what was observed, or a mapping as `read_findings` takes it. One about the node
            that gives the contexts is left out.
        target: NODE=STATE, or NODE for its most likely state.
        moved: NODE=STATE, whose prior is moved; the target's own if None.
        over: a node whose states are the contexts; "setting" if None, where the network has it and
            neither target nor moved node is it.

    Raises:
        FindingError: an unknown node or state; one node in two roles; with every fault of the
            findings.
        ImpossibleFindings: the findings cannot occur together.

    Bronchitis becomes the answer when more than two in three smoke:

    >>> from bayesdx.network import Node, assemble
    >>> import numpy as np
    >>> smoke = Node("smoke", ("yes", "no"))
    >>> bronc = Node("bronc", ("yes", "no"), ("smoke",))
    >>> tables = [np.array([0.5, 0.5]), np.array([[0.6, 0.3], [0.4, 0.7]])]
    >>> asia = assemble("asia", [smoke, bronc], tables)
    >>> found = prior_sensitivity(asia, {}, target="bronc=yes", moved="smoke=yes")
    >>> round(found.lines[0].break_even, 12)
    0.666666666667
    """
    asked = ask(network, findings, target)
    node, state = (asked.node, asked.state) if moved is None else _named(network, moved)
    context = _context(asked, node, over)
    joints = _joints(asked, node, context)
    states = network.nodes[node].states
    return PriorSensitivity(
        target=asked.target,
        moved=f"{network.nodes[node].name}={states[state]}",
        states=asked.states,
        state=asked.state,
        lines=tuple(_line(asked, joint, state) for joint in joints),
        network=network.version or network.name,
        findings=asked.observed.said,
    )


def _named(network: Network, text: str) -> tuple[int, int]:
    """Return node and state of NODE=STATE."""
    named = read_target(network, text)
    state = one_state(network, named)
    if state is None:
        remedy = "Name the state whose prior is moved."
        raise FindingError(Fault("prior", repr(text), "NODE=STATE", remedy))
    return named.node, state


def _context(asked: Asked, moved: int, over: str | None) -> int | None:
    """Return the node whose states are the contexts."""
    if over is None:
        node = asked.network.index.get(SETTING)
        return None if node in (asked.node, moved) else node
    [node] = nodes_of(asked.network, (over,))
    if node in (asked.node, moved):
        found = f"{over}, which is asked about or moved"
        remedy = "Name another node, or none."
        raise FindingError(Fault("contexts", found, "a node with no other role", remedy))
    return node


class _Joint(NamedTuple):
    """One context: P(r | context), shape (r,), and P(t, findings | r, context), shape (r, t)."""

    given: Mapping[str, str]
    prior: Array
    joint: Array


def _joints(asked: Asked, moved: int, context: int | None) -> list[_Joint]:
    """Return the joint probabilities in every context, from two batches."""
    sizes = asked.engine.sizes
    contexts = 1 if context is None else sizes[context]
    places = np.indices((contexts, sizes[moved])).reshape(2, -1)
    forced = {moved: np.eye(sizes[moved])[:, places[1]]}
    if context is not None:
        forced[context] = np.eye(sizes[context])[:, places[0]]
    _, alone = asked.engine.batch(forced, moved)
    seen = {node: value for node, value in asked.observed.seen.items() if node != context}
    if (own := seen.get(moved)) is not None:
        vector = np.eye(sizes[moved])[own] if isinstance(own, int) else own
        forced[moved] = forced[moved] * vector[:, None]
    [found], total = asked.engine.batch({**seen, **forced}, asked.node)
    shape = (contexts, sizes[moved])
    prior = alone[0].reshape(shape)
    with np.errstate(invalid="ignore", divide="ignore"):
        given = np.where(total[0] > 0, total[0] / alone[0], 0.0)[:, None] * found[0]
    joint = np.where(total[0][:, None] > 0, given, 0.0).reshape(*shape, -1)
    named = [{}] if context is None else _states(asked.network, context)
    weight = prior.sum(axis=1, keepdims=True)
    return [
        _Joint(given, prior[i] / weight[i] if weight[i] else prior[i], joint[i])
        for i, given in enumerate(named)
    ]


def _states(network: Network, node: int) -> list[dict[str, str]]:
    return [{network.nodes[node].name: state} for state in network.nodes[node].states]


def _line(asked: Asked, found: _Joint, state: int) -> PriorLine:
    """Return the line of one context."""
    prior = float(found.prior[state])
    others = found.prior * (np.arange(len(found.prior)) != state)
    with_it = found.joint[state]
    without = others @ found.joint / others.sum() if others.any() else np.zeros_like(with_it)
    joint = prior * with_it + (1 - prior) * without
    total, states = float(joint.sum()), asked.states
    turns = _turns(with_it, without)
    nearest = min(turns, key=lambda turn: abs(turn.at - prior), default=None)
    ratio = with_it.sum() / without.sum() if without.any() and 0 < prior < 1 else None
    return PriorLine(
        given=found.given,
        prior=prior,
        likelihood_ratio=None if ratio is None else float(ratio),
        posterior=float(joint[asked.state] / total) if total else None,
        answer=states[int(joint.argmax())] if total else None,
        break_even=None if nearest is None else nearest.at,
        answer_beyond=None if nearest is None else states[nearest.beyond(prior)],
        break_evens=tuple(turn.at for turn in turns),
        with_it=with_it,
        without=without,
    )


class _Turn(NamedTuple):
    """Where the highest of the lines changes, and which is highest below and above."""

    at: float
    below: int
    above: int

    def beyond(self, prior: float) -> int:
        """Return the line that is highest on the other side."""
        return self.above if self.at > prior else self.below


def _turns(with_it: Array, without: Array) -> list[_Turn]:
    """Return where the highest of the lines changes between 0 and 1."""
    first, second = np.triu_indices(len(with_it), 1)
    ahead, behind = without[first] - without[second], with_it[second] - with_it[first]
    with np.errstate(invalid="ignore", divide="ignore"):
        x = ahead / (ahead + behind)
    edges = [0.0, *_apart(np.unique(x[(x > 0) & (x < 1)]).tolist()), 1.0]
    middles = [(a + b) / 2 for a, b in pairwise(edges)]
    best = [int((m * with_it + (1 - m) * without).argmax()) for m in middles]
    around = zip(edges[1:-1], pairwise(best), strict=True)
    return [_Turn(at, below, above) for at, (below, above) in around if below != above]


def _apart(ordered: Sequence[float]) -> list[float]:
    """Return values without those that rounding alone tells from the one before."""
    kept: list[float] = []
    for value in ordered:
        if not kept or value - kept[-1] > _SAME:
            kept.append(value)
    return kept
