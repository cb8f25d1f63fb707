"""Between which probabilities a test is worth doing (Pauker & Kassirer 1980)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from bayesdx.advice.question import Array, Given, decision_pairs
from bayesdx.advice.rows import Rows
from bayesdx.advice.value import NOISE
from bayesdx.errors import Fault, FindingError
from bayesdx.network import Network


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
    asked, now, pairs = decision_pairs(network, findings, target, threshold, among)
    found = [_ends(pair, threshold, harm) for pair in pairs]
    low, high = np.array(found).reshape(-1, 2).T.copy()
    low.setflags(write=False)
    high.setflags(write=False)
    return Thresholds(
        asked.target.name,
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
