"""A plan of tests, each chosen once the result of the one before it is known."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING, Any

import numpy as np

from bayesdx.advice.question import Array, Asked, ask, check_threshold
from bayesdx.advice.sets import Progress, check_depth
from bayesdx.advice.value import NOISE
from bayesdx.findings import Findings
from bayesdx.network import Network

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class Branch:
    """One result of a test.

    Attributes:
        result: the state that is found.
        probability: of it, given what was found before.
        posterior: hypothesis → its probability after it.
        step: the test to do next; None where the plan stops.
    """

    result: str
    probability: float
    posterior: Mapping[str, float]
    step: Step | None


@dataclass(frozen=True)
class Step:
    """One test of a plan.

    Attributes:
        test: the finding to examine.
        value: what it and the steps behind it are expected to give, in the unit of the plan.
        branches: what is done after each result that can occur.
    """

    test: str
    value: float
    branches: tuple[Branch, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Plan:
    """Which test to do first, and which next after each result.

    Attributes:
        target: what was asked about, a node or node=state.
        unit: bits; or utility, that of benefit and harm of acting, taken together.
        threshold: from which probability on one acts; None where the plan is for information.
        prior: hypothesis → its probability now.
        step: the first test; None where no test gives anything.
        network: name and version of the network.
        findings: node → what was said of it.
    """

    target: str
    unit: str
    threshold: float | None
    prior: Mapping[str, float]
    step: Step | None
    network: str
    findings: Mapping[str, str]

    @property
    def value(self) -> float:
        """What the whole plan is expected to give."""
        return self.step.value if self.step else 0.0

    def rows(self) -> list[dict[str, Any]]:
        """Return a plain dict for each place of the tree, the first before anything is done.

        `found` says what was found on the way, test → result; `next` is the test that follows, or
        None; `value` is what is still to be expected from there; `probability` that one gets
        there; `posterior` what is believed there, hypothesis → probability.
        """
        return list(_rows({}, 1.0, self.prior, self.step))

    def to_frame(self) -> DataFrame:
        """Return `rows` as a table."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def __repr__(self) -> str:
        """Draw the tree in letters."""
        lines = [f"{self.target}: {self.value:.4f} {self.unit} expected"]
        for row in self.rows():
            found = row["found"]
            said = "".join(f"{list(found)[-1]}={list(found.values())[-1]}: " if found else "")
            indent = "  " * (len(found) + 1)
            lines.append(f"{indent}{said}{row['next'] or 'stop'} (p {row['probability']:.3f})")
        return "\n".join(lines)


def _rows(
    found: dict[str, str], probability: float, posterior: Mapping[str, float], step: Step | None
) -> Iterator[dict[str, Any]]:
    yield {
        "found": found,
        "next": step.test if step else None,
        "value": step.value if step else 0.0,
        "probability": probability,
        "posterior": dict(posterior),
    }
    for branch in step.branches if step else ():
        further = {**found, step.test: branch.result} if step else {}
        yield from _rows(further, probability * branch.probability, branch.posterior, branch.step)


def best_plan(
    network: Network,
    findings: Findings | Mapping[str, object],
    *,
    target: str,
    depth: int = 2,
    threshold: float | None = None,
    among: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Return the best plan of up to `depth` tests, each chosen once the one before it is known.

    V_0(e) = G(e), V_d(e) = max(G(e), max_X Σ_x P(x | e) V_{d−1}(e, x)), exactly, over all tests;
    G is minus the entropy in bits or, with a threshold, the utility of the best decision. It
    is worth at least as much as the best set of as many tests, which is chosen once and for all. A
    branch stops where nothing more is to be gained.

    Args:
        network: the network to ask.
        findings: what was observed, or a mapping as `read_findings` takes it.
        target: a node or node=state; with a threshold as in `expected_value`.
        depth: how many tests one patient gets at most, 1 to 3.
        threshold: from which probability on one acts; without, the plan is for information.
        among: the only tests to consider; without, every finding that can still be examined.
        progress: called after each batch.

    Raises:
        FindingError: with every fault of findings, target, `among`, depth and threshold.
        ImpossibleFindings: the findings cannot occur together; it names a minimal set of them.

    >>> from bayesdx.network import Node, assemble
    >>> network = assemble(
    ...     "rain",
    ...     [Node("rain", ("no", "yes")), Node("wet", ("no", "yes"), ("rain",))],
    ...     [np.array([0.5, 0.5]), np.array([[1.0, 0.5], [0.0, 0.5]])],
    ... )
    >>> best_plan(network, {}, target="rain", depth=1)
    rain: 0.3113 bits expected
      wet (p 1.000)
        wet=no: stop (p 0.750)
        wet=yes: stop (p 0.250)

    References:
        D. Heckerman, E. Horvitz, B. Middleton, An approximate nonmyopic computation for value of
        information (1991), arXiv:1303.5720, who approximate what is exact here.
    """
    if threshold is not None:
        check_threshold(threshold)
    asked = ask(network, findings, target=target, among=among)
    check_depth(depth, asked)
    prior = asked.prior()
    search = _Search(asked, threshold, depth, progress)
    return Plan(
        asked.target.name,
        "bits" if threshold is None else "utility",
        threshold,
        dict(zip(asked.target.hypotheses, prior.tolist(), strict=True)),
        search.step((), (), depth),
        network.version or network.name,
        asked.observed.said,
    )


class _Search:
    """Finds the best plan; a set of tests is computed once, whatever their order.

    All values are of joint probabilities: both measures of worth grow in proportion to them, so
    nothing is divided, and results that cannot occur add nothing.
    """

    def __init__(
        self, asked: Asked, threshold: float | None, depth: int, progress: Progress | None
    ) -> None:
        self.asked, self.threshold, self.progress = asked, threshold, progress
        self._joints: dict[tuple[int, ...], dict[int, Array]] = {}
        self._best: dict[tuple[tuple[int, ...], int], tuple[Array, Array]] = {}
        self._total = sum(comb(len(asked.tests), k) for k in range(depth))

    def worth(self, joint: Array) -> Array:
        """Return G of joint probabilities, hypotheses on the first axis."""
        if self.threshold is None:
            total = joint.sum(axis=0)
            open_: Array = _plogp(joint).sum(axis=0) - _plogp(total)
            return open_
        yes, no = self.asked.target.against(joint)
        found: Array = np.maximum((1 - self.threshold) * yes - self.threshold * no, 0)
        return found

    def joints(self, given: tuple[int, ...]) -> dict[int, Array]:
        """Return the joint distribution with each other test."""
        if given not in self._joints:
            self._joints[given] = self.asked.joints(given)
            if self.progress:
                self.progress(len(self._joints), self._total)
        return self._joints[given]

    def best(self, given: tuple[int, ...], depth: int) -> tuple[Array, Array]:
        """Return V and the place of the best test for all results of `given` (sorted) at once.

        Returns:
            two arrays of shape (*results of given,); the place is −1 where one stops.
        """
        known = self._best.get((given, depth))
        if known is None:
            joints = self.joints(given)
            some = next(iter(joints.values()))
            now = self.worth(some.sum(axis=-1))
            ahead = [self._after(given, test, joint, depth) for test, joint in joints.items()]
            values = np.stack(ahead)
            place = values.argmax(axis=0)
            value = values.max(axis=0)
            stops = value <= now + NOISE
            known = np.where(stops, now, value), np.where(stops, -1, place)
            self._best[given, depth] = known
        return known

    def _after(self, given: tuple[int, ...], test: int, joint: Array, depth: int) -> Array:
        """Return the expected V once `test` is done, for all results of `given`."""
        if depth == 1 or len(given) + 1 == len(self.asked.tests):
            found: Array = self.worth(joint).sum(axis=-1)
            return found
        both = tuple(sorted((*given, test)))
        value, _ = self.best(both, depth - 1)
        summed: Array = value.sum(axis=both.index(test))
        return summed

    def step(self, given: tuple[int, ...], results: tuple[int, ...], depth: int) -> Step | None:
        """Return the tree from where the tests `given` (sorted) have given `results`."""
        if not depth or len(given) == len(self.asked.tests):
            return None
        value, place = self.best(given, depth)
        if place[results] < 0:
            return None
        joints = self.joints(given)
        test = list(joints)[place[results]]
        joint = np.moveaxis(joints[test], 0, -2)[results]
        total = joint.sum()
        node = self.asked.network.nodes[test]
        both = tuple(sorted((*given, test)))
        at = both.index(test)
        branches = tuple(
            self._branch(
                node.states[i], joint[:, i], total, (both, (*results[:at], i, *results[at:]), depth)
            )
            for i in np.flatnonzero(joint.sum(axis=0) > 0).tolist()
        )
        gain = (value[results] - self.worth(joint.sum(axis=1))) / total
        return Step(node.name, float(gain), branches)

    def _branch(
        self,
        result: str,
        joint: Array,
        total: float,
        place: tuple[tuple[int, ...], tuple[int, ...], int],
    ) -> Branch:
        posterior = joint / joint.sum()
        given, results, depth = place
        named = dict(zip(self.asked.target.hypotheses, posterior.tolist(), strict=True))
        step = self.step(given, results, depth - 1)
        return Branch(result, float(joint.sum() / total), named, step)


def _plogp(p: Array) -> Array:
    logs = np.log2(p, out=np.zeros_like(p), where=p > 0)
    found: Array = p * logs
    return found
