"""How surely a decision outlasts each test."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from bayesdx.advice.question import Array, Given, decision_pairs
from bayesdx.advice.rows import Rows
from bayesdx.advice.value import NOISE
from bayesdx.network import Network


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
    asked, now, pairs = decision_pairs(network, findings, target, threshold, among)
    same = np.array([same_decision_of(pair, threshold) for pair in pairs])
    order = np.argsort(same, kind="stable")
    same = same[order]
    same.setflags(write=False)
    return SameDecision(
        asked.target.name,
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
