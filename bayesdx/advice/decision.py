"""Whether more tests could still change what is done, and when to stop."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bayesdx.advice.question import Array, Asked, ask, check_threshold
from bayesdx.advice.rows import Rows
from bayesdx.advice.value import NOISE, value_of
from bayesdx.errors import Fault, FindingError
from bayesdx.findings import Findings
from bayesdx.network import Network

if TYPE_CHECKING:
    from pandas import DataFrame

Given = Findings | Mapping[str, object]


@dataclass(frozen=True, eq=False, repr=False)
class SameDecision(Rows):
    """How sure one may be that the decision would be the same after a test, least sure first.

    Attributes:
        target: what was asked about, a node or node=state.
        threshold: from which probability on one acts.
        probability: the probability now.
        tests: the tests.
        same_decision_probability: per test.
        network: name and version of the network.
        findings: node → what was said of it.
    """

    target: str
    threshold: float
    probability: float
    tests: tuple[str, ...]
    same_decision_probability: Array
    network: str
    findings: Mapping[str, str]

    @property
    def acts(self) -> bool:
        """Whether one acts on what is known now."""
        return self.probability >= self.threshold - NOISE

    def rows(self) -> list[dict[str, Any]]:
        """Return one plain dict for each test: test, tests, same_decision_probability."""
        return [
            {"test": test, "tests": [test], "same_decision_probability": p}
            for test, p in zip(self.tests, self.same_decision_probability.tolist(), strict=True)
        ]

    def heading(self) -> str:
        """Return where the decision stands."""
        decision = "act" if self.acts else "wait"
        return f"{self.target}: {self.probability:.4f}, threshold {self.threshold:g}: {decision}"


def same_decision(
    network: Network,
    findings: Given,
    *,
    target: str,
    threshold: float,
    among: Collection[str] | None = None,
) -> SameDecision:
    """Return for each test the probability that the decision is the same once its result is known.

    SDP(X) = Σ_x P(x | e) [P(yes | x, e) ≥ t  is as true as  P(yes | e) ≥ t], exactly. A low one
    says that the decision is not ready; 1 that this test cannot change it.

    Args:
        network: the network to ask.
        findings: what was observed, or a mapping as `read_findings` takes it.
        target: as in `expected_value`.
        threshold: from which probability on one acts, between 0 and 1.
        among: the only tests to consider; without, every finding that can still be examined.

    Raises:
        FindingError: with every fault of findings, target, `among` and threshold.
        ImpossibleFindings: the findings cannot occur together; it names a minimal set of them.

    >>> from bayesdx.network import Node, assemble
    >>> network = assemble(
    ...     "rain",
    ...     [Node("rain", ("no", "yes")), Node("wet", ("no", "yes"), ("rain",))],
    ...     [np.array([0.8, 0.2]), np.array([[0.9, 0.1], [0.1, 0.9]])],
    ... )
    >>> same_decision(network, {}, target="rain", threshold=0.5)
    rain: 0.2000, threshold 0.5: wait
      wet  0.7400

    References:
        S. Chen, A. Choi, A. Darwiche, Algorithms and Applications for the Same-Decision
        Probability, Journal of Artificial Intelligence Research 49 (2014) 601-633.
    """
    asked, now, pairs = _pairs(network, findings, target, threshold, among)
    same = np.array([same_decision_of(pair, threshold) for pair in pairs])
    order = np.argsort(same, kind="stable")
    same = same[order]
    same.setflags(write=False)
    return SameDecision(
        target,
        threshold,
        float(now[0]),
        tuple(asked.names[i] for i in order),
        same,
        network.version or network.name,
        asked.observed.said,
    )


def same_decision_of(pair: Array, threshold: float) -> float:
    """Return the probability of results under which the decision is what it is without.

    A probability that rounding alone keeps from the threshold counts as reaching it.

    Args:
        pair: P(yes or not, result), shape (2, result).
        threshold: from which probability on one acts.

    >>> same_decision_of(np.array([[0.2, 0.0], [0.0, 0.8]]), 0.5)
    0.8
    """
    results = pair.sum(axis=0)
    acts = pair[0] - threshold * results >= -NOISE * results
    now = pair[0].sum() - threshold * results.sum() >= -NOISE
    return min(float(results[acts == now].sum() / results.sum()), 1.0)


@dataclass(frozen=True, eq=False, repr=False)
class Thresholds(Rows):
    """Between which probabilities each test is worth doing.

    Attributes:
        target: what was asked about, a node or node=state.
        threshold: from which probability on one acts without a further test.
        harm: what a test costs, in units of benefit and harm of acting, taken together.
        probability: the probability now.
        tests: the tests.
        test_threshold: per test, the probability below which one waits without it.
        treat_threshold: per test, the probability above which one acts without it.
        network: name and version of the network.
        findings: node → what was said of it.
    """

    target: str
    threshold: float
    harm: float
    probability: float
    tests: tuple[str, ...]
    test_threshold: Array
    treat_threshold: Array
    network: str
    findings: Mapping[str, str]

    def rows(self) -> list[dict[str, Any]]:
        """Return a plain dict a test: test, tests, test_threshold, treat_threshold, advice."""
        bounds = zip(self.test_threshold.tolist(), self.treat_threshold.tolist(), strict=True)
        return [
            {
                "test": test,
                "tests": [test],
                "test_threshold": low,
                "treat_threshold": high,
                "advice": self._advice(low, high),
            }
            for test, (low, high) in zip(self.tests, bounds, strict=True)
        ]

    def _advice(self, low: float, high: float) -> str:
        if low < self.probability < high:
            return "test"
        return "act" if self.probability >= self.threshold - NOISE else "wait"

    def heading(self) -> str:
        """Return where the decision stands."""
        return f"{self.target}: {self.probability:.4f}, threshold {self.threshold:g}"


def thresholds(
    network: Network,
    findings: Given,
    *,
    target: str,
    threshold: float,
    harm: float = 0.0,
    among: Collection[str] | None = None,
) -> Thresholds:
    """Return for each test the testing and the test-treatment threshold.

    Below the first the test is not worth doing and one waits, above the second it is not worth
    doing and one acts. With p_x = P(x | yes, e), q_x = P(x | not, e), the threshold t of acting
    and the harm r of the test in units of benefit and harm of acting, they are the ends of
    {p : Σ_x max(p (1 − t) p_x − (1 − p) t q_x, 0) − r > max(p − t, 0)}. For a test of two results
    that is Pauker & Kassirer's (q t + r) / (q t + s (1 − t)) and
    ((1 − q) t − r) / ((1 − q) t + (1 − s) (1 − t)), with s its sensitivity and q its rate of false
    positives. Both are t where the test is worth doing at no probability.

    Args:
        network: the network to ask.
        findings: what was observed, or a mapping as `read_findings` takes it.
        target: as in `expected_value`.
        threshold: from which probability on one acts, between 0 and 1.
        harm: what each test costs, 0 or more.
        among: the only tests to consider; without, every finding that can still be examined.

    Raises:
        FindingError: with every fault of findings, target, `among`, threshold and harm.
        ImpossibleFindings: the findings cannot occur together; it names a minimal set of them.

    >>> from bayesdx.network import Node, assemble
    >>> network = assemble(
    ...     "rain",
    ...     [Node("rain", ("no", "yes")), Node("wet", ("no", "yes"), ("rain",))],
    ...     [np.array([0.8, 0.2]), np.array([[0.9, 0.1], [0.1, 0.9]])],
    ... )
    >>> thresholds(network, {}, target="rain", threshold=0.5)
    rain: 0.2000, threshold 0.5
      wet  0.1000  0.9000  test

    References:
        S. G. Pauker, J. P. Kassirer, The threshold approach to clinical decision making (1980),
        doi:10.1056/NEJM198005153022003.
    """
    if not 0 <= harm < 1:
        remedy = "Give it as a share of benefit and harm of acting, taken together."
        raise FindingError(Fault("harm", repr(harm), "a number from 0 to 1", remedy))
    asked, now, pairs = _pairs(network, findings, target, threshold, among)
    found = [_ends(pair, threshold, harm) for pair in pairs]
    low, high = np.array(found).reshape(-1, 2).T.copy()
    low.setflags(write=False)
    high.setflags(write=False)
    return Thresholds(
        target,
        threshold,
        harm,
        float(now[0]),
        asked.names,
        low,
        high,
        network.version or network.name,
        asked.observed.said,
    )


def _ends(pair: Array, threshold: float, harm: float) -> tuple[float, float]:
    """Return both ends of the probabilities at which a test is worth doing."""
    totals = pair.sum(axis=1)
    if (totals <= 0).any():
        return threshold, threshold
    yes, no = pair / totals[:, None]
    low = _root((1 - threshold) * yes, threshold * no, harm)
    # Seen from the other side, waiting is acting on those who have it not.
    high = 1 - _root(threshold * no, (1 - threshold) * yes, harm)
    return (low, high) if low < high else (threshold, threshold)


def _root(good: Array, bad: Array, harm: float) -> float:
    """Return the least p with Σ_x max(p good_x − (1 − p) bad_x, 0) > harm; 1 if there is none.

    The sum is convex, rises from 0 at p = 0, and is straight between the bends bad/(good + bad).
    """
    both = good + bad
    known = both > 0
    bends = np.unique(np.r_[bad[known] / both[known], 1.0])
    heights = np.maximum(bends[:, None] * good - (1 - bends[:, None]) * bad, 0).sum(axis=1)
    above = np.flatnonzero(heights > harm + NOISE)
    if not len(above):
        return 1.0
    at = int(above[0])  # never 0: up to the first bend the sum is 0
    share = (harm - heights[at - 1]) / (heights[at] - heights[at - 1])
    return float(bends[at - 1] + share * (bends[at] - bends[at - 1]))


@dataclass(frozen=True, eq=False, repr=False)
class Stop:
    """Whether to stop testing.

    Attributes:
        target: what was asked about, a node or node=state.
        threshold: from which probability on one acts.
        probability: the probability now.
        acts: whether one acts on what is known now.
        test: the test most likely to change that; None where none is left.
        same_decision_probability: that it does not.
        best_value: the largest expected value of a test.
        stop: whether testing may stop.
        why: the reason, in a word: no test left, no value, sure enough; or not sure enough.
    """

    target: str
    threshold: float
    probability: float
    acts: bool
    test: str | None
    same_decision_probability: float
    best_value: float
    stop: bool
    why: str

    def rows(self) -> list[dict[str, Any]]:
        """Return one plain dict with every attribute."""
        return [asdict(self)]

    def to_frame(self) -> DataFrame:
        """Return `rows` as a table."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def __repr__(self) -> str:
        """Say the decision and whether it stands."""
        decision, ready = ("act" if self.acts else "wait"), ("stop" if self.stop else "go on")
        return f"{self.target}: {self.probability:.4f}, {decision}; {ready}: {self.why}"


def stop_rule(
    network: Network,
    findings: Given,
    *,
    target: str,
    threshold: float,
    sure: float = 0.95,
    among: Collection[str] | None = None,
) -> Stop:
    """Say whether one more test may be left undone.

    One stops where no test is left, where none has an expected value above 0, or where the
    decision would be the same with probability `sure` or more whichever test is done. Each test is
    judged by itself: two tests together may do what neither does alone; see `best_sets`.

    Args:
        network: the network to ask.
        findings: what was observed, or a mapping as `read_findings` takes it.
        target: as in `expected_value`.
        threshold: from which probability on one acts, between 0 and 1.
        sure: how sure one wants to be that the decision stands, between 0 and 1.
        among: the only tests to consider; without, every finding that can still be examined.

    Raises:
        FindingError: with every fault of findings, target, `among` and threshold.
        ImpossibleFindings: the findings cannot occur together; it names a minimal set of them.

    >>> from bayesdx.network import Node, assemble
    >>> network = assemble(
    ...     "rain",
    ...     [Node("rain", ("no", "yes")), Node("wet", ("no", "yes"), ("rain",))],
    ...     [np.array([0.8, 0.2]), np.array([[0.9, 0.1], [0.1, 0.9]])],
    ... )
    >>> stop_rule(network, {}, target="rain", threshold=0.5)
    rain: 0.2000, wait; go on: not sure enough
    """
    asked, now, pairs = _pairs(network, findings, target, threshold, among)
    same = [same_decision_of(pair, threshold) for pair in pairs]
    value = max((float(value_of(pair, threshold)) for pair in pairs), default=0.0)
    least = int(np.argmin(same)) if same else None
    shaken = 1.0 if least is None else same[least]
    why = _why(shaken, value, sure, left=bool(same))
    return Stop(
        target,
        threshold,
        float(now[0]),
        bool(now[0] >= threshold - NOISE),
        None if least is None else asked.names[least],
        shaken,
        value,
        why != "not sure enough",
        why,
    )


def _why(same: float, value: float, sure: float, *, left: bool) -> str:
    if not left:
        return "no test left"
    if value <= 0:
        return "no value"
    return "sure enough" if same >= sure else "not sure enough"


def _pairs(
    network: Network,
    findings: Given,
    target: str,
    threshold: float,
    among: Collection[str] | None,
) -> tuple[Asked, Array, list[Array]]:
    """Return the question, P(yes or not), and P(yes or not, result) for each test."""
    check_threshold(threshold)
    asked = ask(network, findings, target=target, among=among)
    now = asked.target.against(asked.prior())
    joints = asked.joints()
    return asked, now, [asked.target.against(joints[test]) for test in asked.tests]
