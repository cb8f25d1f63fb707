"""What a test is expected to be worth for a decision that turns on a threshold."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from bayesdx.advice.question import Array, ask, check_threshold
from bayesdx.advice.rows import Rows
from bayesdx.findings import Findings
from bayesdx.network import Network

NOISE = 1e-12
"""So far a value or a probability may be off by rounding."""


@dataclass(frozen=True, eq=False, repr=False)
class Value(Rows):
    """What each test is expected to be worth, most valuable first.

    Attributes:
        target: what was asked about, a node or node=state.
        threshold: from which probability on one acts.
        probability: the probability now.
        perfect: what it would be worth to know for certain; no test is worth more.
        tests: the tests.
        expected_value: per test, in units of benefit and harm of acting, taken together.
        network: name and version of the network.
        findings: node → what was said of it.
    """

    target: str
    threshold: float
    probability: float
    perfect: float
    tests: tuple[str, ...]
    expected_value: Array
    network: str
    findings: Mapping[str, str]

    def rows(self) -> list[dict[str, Any]]:
        """Return one plain dict for each test: tests (a list of one), expected_value."""
        return [
            {"tests": [test], "expected_value": value}
            for test, value in zip(self.tests, self.expected_value.tolist(), strict=True)
        ]

    def heading(self) -> str:
        """Return where the decision stands."""
        return (
            f"{self.target}: {self.probability:.4f} now, one acts from {self.threshold:g}; "
            f"to know for certain is worth {self.perfect:.4f}"
        )


def expected_value(
    network: Network,
    findings: Findings | Mapping[str, object],
    *,
    target: str,
    threshold: float,
    among: Collection[str] | None = None,
) -> Value:
    """Return the expected value of sample information of each test, for one decision.

    One acts (treats, operates, refers) where P ≥ t. That is best where acting on those who have
    the condition brings a benefit B and acting on the others a harm H with t = H / (B + H)
    (Pauker & Kassirer 1975). In units of B + H the utility of acting is P (1 − t) − (1 − P) t =
    P − t, that of waiting 0. A test X is worth what it adds to the best decision:
    EVSI(X) = Σ_x P(x | e) max(P(x, e) − t, 0) − max(P(e) − t, 0), never below 0, and 0 where no
    result would change the decision. The burden of the test is not taken off: see `burden`.

    Args:
        network: the network to ask.
        findings: what was observed, or a mapping as `read_findings` takes it.
        target: node=state; or a node of two states, of which the one that says yes (yes, true,
            present, positive), or else the last, is meant.
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
    >>> expected_value(network, {}, target="rain", threshold=0.5)
    rain: 0.2000 now, one acts from 0.5; to know for certain is worth 0.1000
      wet  0.0500

    References:
        S. G. Pauker, J. P. Kassirer, Therapeutic decision making: a cost-benefit analysis (1975),
        doi:10.1056/NEJM197507312930505; The threshold approach to clinical decision making (1980),
        doi:10.1056/NEJM198005153022003.
    """
    check_threshold(threshold)
    asked = ask(network, findings, target=target, among=among)
    now = asked.target.against(asked.prior())
    joints = asked.joints()
    pairs = [asked.target.against(joints[test]) for test in asked.tests]
    values = np.array([value_of(pair, threshold) for pair in pairs])
    order = np.argsort(-values, kind="stable")
    values = values[order]
    values.setflags(write=False)
    return Value(
        asked.target.name,
        threshold,
        float(now[0]),
        float(value_of(np.diag(now), threshold)),
        tuple(asked.names[i] for i in order),
        values,
        network.version or network.name,
        asked.observed.said,
    )


def value_of(pair: Array, threshold: float) -> Array:
    """Return the expected value of results for a decision, from what comes together.

    Args:
        pair: P(yes or not, result), shape (..., 2, result).
        threshold: from which probability on one acts.

    >>> float(value_of(np.array([[0.2, 0.0], [0.0, 0.8]]), 0.5))
    0.1
    """
    gain = (1 - threshold) * pair[..., 0, :] - threshold * pair[..., 1, :]
    now: Array = np.maximum(gain.sum(axis=-1), 0)
    found: Array = np.maximum(gain, 0).sum(axis=-1) - now
    return np.where(found > NOISE, found, 0.0)
