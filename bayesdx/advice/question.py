"""What is asked when the next test is looked for: a hypothesis, what is known, what could be done.

Everything the measures of this folder need of a network is one table for each test: the joint
distribution of hypothesis and result given the findings.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import Fault, FindingError
from bayesdx.findings import Findings
from bayesdx.inference.engine import Engine, engine_of
from bayesdx.inference.observed import Observed, contradiction, nodes_of, observe
from bayesdx.inference.roles import examinable
from bayesdx.inference.target import affirmative, read_target
from bayesdx.network import Network

Array = NDArray[np.float64]
Given = Findings | Mapping[str, object]
"""Findings, or a mapping as `read_findings` takes it."""


class Target(NamedTuple):
    """What is asked about.

    Attributes:
        name: a node or node=state.
        node: the number of the node.
        hypotheses: the states of the node; or the one that was named, and all others together.
        groups: shape (hypothesis, state), 1 where the state belongs to the hypothesis.
        yes: the hypothesis that a threshold speaks of; None where that is not clear.
    """

    name: str
    node: int
    hypotheses: tuple[str, ...]
    groups: Array
    yes: int | None

    def against(self, joint: Array) -> Array:
        """Return P(yes, …) and P(any other, …) from P(hypothesis, …), on the first axis.

        Raises:
            FindingError: it is not clear of which state a threshold speaks.
        """
        if self.yes is None:
            found = f"a threshold without a state, of {', '.join(self.hypotheses)}"
            remedy = f"Say which: {self.name}={self.hypotheses[-1]}, for example."
            raise FindingError(Fault(f"target {self.name}", found, "node=state", remedy))
        return np.stack([joint[self.yes], np.delete(joint, self.yes, axis=0).sum(axis=0)])


@dataclass(frozen=True, eq=False)
class Asked:
    """A question about the next test; made by `ask`.

    Attributes:
        network: the network to ask.
        engine: its engine.
        observed: the findings.
        target: the hypothesis.
        tests: the numbers of the nodes that can still be examined, in the network's order.
    """

    network: Network
    engine: Engine
    observed: Observed
    target: Target
    tests: tuple[int, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the tests."""
        return tuple(self.network.nodes[test].name for test in self.tests)

    def prior(self) -> Array:
        """Return P(hypothesis | findings), shape (hypothesis,).

        Raises:
            ImpossibleFindings: the findings cannot occur together.
        """
        answer = self.engine.answer(self.observed.seen, self.target.node)
        if answer is None:
            engine = self.engine
            raise contradiction(
                self.network, self.observed, lambda rest: engine.is_possible(rest.seen)
            )
        found: Array = self.target.groups @ answer[0]
        return found

    def joints(self, given: Sequence[int] = ()) -> dict[int, Array]:
        """Return P(hypothesis, results of `given`, result of a test | findings) for every test.

        One batch serves all tests: its cases are the hypotheses times the results of `given`, and
        every other test is read from the same run.

        Args:
            given: tests done together with each of the others.

        Returns:
            test → shape (hypothesis, *results of given, result); tests of `given` are left out.
        """
        seen, shape = self._grid(given, with_target=True)
        # A likelihood of ones on every test: one plan serves whichever tests are `given`.
        ones = {test: np.ones((self.engine.sizes[test], 1)) for test in self.tests}
        found, total = self.engine.batch({**ones, **seen}, None)
        weight = (total[0] / total[0].sum())[:, None]
        return {
            test: np.where(weight > 0, found[test][0] * weight, 0.0).reshape(*shape, -1)
            for test in self.tests
            if test not in given
        }

    def drawn(self, tests: Sequence[int]) -> Array:
        """Return P(hypothesis, results of `tests` | findings) for every draw of the tables.

        Returns:
            shape (draw, hypothesis, *results); NaN under a draw that rules the findings out.
        """
        seen, shape = self._grid(tests, with_target=False)
        [found], total = self.engine.batch(seen, self.target.node, draws=True)
        joint = np.where(total[..., None] > 0, found * total[..., None], 0.0)
        with np.errstate(invalid="ignore", divide="ignore"):
            joint = joint / total.sum(axis=1)[:, None, None]
        grouped: Array = np.moveaxis(joint @ self.target.groups.T, -1, 1)
        return grouped.reshape(len(grouped), len(self.target.groups), *shape)

    def _grid(
        self, tests: Sequence[int], *, with_target: bool
    ) -> tuple[dict[int, int | Array], tuple[int, ...]]:
        """Return the findings with every combination of results as a case, and their shape."""
        seen: dict[int, int | Array] = dict(self.observed.seen)
        sizes, target = self.engine.sizes, self.target.node
        shape = tuple(sizes[test] for test in tests)
        rows = [np.eye(size) for size in shape]
        nodes = list(tests)
        if with_target:
            own = seen.get(target, np.ones(sizes[target]))
            vector = np.eye(sizes[target])[own] if isinstance(own, int) else own
            rows, nodes = [self.target.groups * vector, *rows], [target, *nodes]
            shape = (len(self.target.groups), *shape)
        places = np.indices(shape).reshape(len(shape), -1)
        for node, row, place in zip(nodes, rows, places, strict=True):
            seen[node] = np.ascontiguousarray(row[place].T)
        return seen, shape


def ask(
    network: Network,
    findings: Findings | Mapping[str, object],
    *,
    target: str,
    among: Collection[str] | None = None,
) -> Asked:
    """Return the question which test to do next.

    Args:
        network: the network to ask.
        findings: what was observed, or a mapping as `read_findings` takes it.
        target: a node, or node=state for one state against all others.
        among: the only tests to consider; without, see `open_tests`.

    Raises:
        FindingError: with every fault of findings, target and `among`.
    """
    engine = engine_of(network)
    observed = observe(engine, network, findings)
    found = target_of(network, target)
    return Asked(network, engine, observed, found, open_tests(network, observed, found, among))


def target_of(network: Network, text: str) -> Target:
    """Return what is asked about, from NODE or NODE=STATE.

    The state that a threshold speaks of is the one that is named; of a node with two states see
    `affirmative`.

    Raises:
        FindingError: no such node or state; a word that stands for all states.
    """
    asked = read_target(network, text)
    states = network.nodes[asked.node].states
    if not asked.word:
        return Target(asked.name, asked.node, states, np.eye(len(states)), affirmative(states))
    if len(asked.states) == len(states):
        fault = Fault(f"target {asked.name}", repr(asked.word), "not all states", "Name one state.")
        raise FindingError(fault)
    chosen = np.isin(np.arange(len(states)), asked.states).astype(float)
    word = states[asked.states[0]] if len(asked.states) == 1 else asked.word
    name = f"{asked.name}={word}"
    return Target(name, asked.node, (word, f"not {word}"), np.stack([chosen, 1 - chosen]), 0)


def open_tests(
    network: Network, observed: Observed, target: Target, among: Collection[str] | None = None
) -> tuple[int, ...]:
    """Return the nodes that can still be examined, or those of them that were named.

    What was examined, even with an uncertain result, and the target are none.

    Raises:
        FindingError: a name of `among` that is no such node.
    """
    nodes = examinable(network, {*observed.seen, target.node})
    if among is None:
        return nodes
    wanted = nodes_of(network, tuple(among))
    names = [network.nodes[i].name for i in nodes]
    faults = [
        Fault(
            f"test {network.nodes[i].name}",
            "what is known, asked about, or never examined",
            f"one of {', '.join(names) or 'none: nothing is left'}",
            "Leave it out.",
        )
        for i in wanted
        if i not in nodes
    ]
    if faults:
        raise FindingError(faults)
    return tuple(sorted(set(wanted)))


def check_threshold(threshold: object) -> None:
    """Refuse a threshold that is no probability between 0 and 1.

    Raises:
        FindingError: if it is not.
    """
    if not (isinstance(threshold, int | float) and 0 < threshold < 1):
        expected = "a number between 0 and 1"
        remedy = "Give the probability from which on acting does more good than harm."
        raise FindingError(Fault("threshold", repr(threshold), expected, remedy))


def decision_pairs(
    network: Network,
    findings: Given,
    target: str,
    threshold: float,
    among: Collection[str] | None,
) -> tuple[Asked, Array, list[Array]]:
    """Return the question, P(yes or not), and P(yes or not, result) for each test.

    Raises:
        FindingError: with every fault of findings, target, `among` and threshold.
        ImpossibleFindings: the findings cannot occur together.
    """
    check_threshold(threshold)
    asked = ask(network, findings, target=target, among=among)
    now = asked.target.against(asked.prior())
    joints = asked.joints()
    return asked, now, [asked.target.against(joints[test]) for test in asked.tests]
