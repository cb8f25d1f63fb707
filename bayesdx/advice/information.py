"""How much each finding that was not examined would tell about the target, in bits."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from bayesdx.advice.question import Array, ask
from bayesdx.advice.rows import Rows
from bayesdx.findings import Findings
from bayesdx.network import Network

_ROUNDING = 1e-13
"""Fewer bits than this are what rounding leaves of none."""


@dataclass(frozen=True, eq=False, repr=False)
class Information(Rows):
    """What each test would tell, most informative first.

    Attributes:
        target: what was asked about, a node or node=state.
        entropy_bits: the uncertainty about it that is left, given the findings.
        tests: the tests.
        information_bits: per test, by how much it is expected to shrink.
        network: name and version of the network.
        findings: node → what was said of it.
    """

    target: str
    entropy_bits: float
    tests: tuple[str, ...]
    information_bits: Array
    network: str
    findings: Mapping[str, str]

    def rows(self) -> list[dict[str, Any]]:
        """Return one plain dict for each test: tests (a list of one), information_bits."""
        return [
            {"tests": [test], "information_bits": bits}
            for test, bits in zip(self.tests, self.information_bits.tolist(), strict=True)
        ]

    def heading(self) -> str:
        """Return how much is open."""
        return f"{self.target}: {self.entropy_bits:.4f} bits open"


def information(
    network: Network,
    findings: Findings | Mapping[str, object],
    *,
    target: str,
    among: Collection[str] | None = None,
) -> Information:
    """Return the mutual information of the target and each test, given the findings.

    I(T; X | e) = Σ P(t, x | e) log2 [P(t, x | e) / (P(t | e) P(x | e))], the expected fall of the
    entropy H(T | e) when X is examined. All tests are read from one batch with a case for each
    hypothesis.

    Args:
        network: the network to ask.
        findings: what was observed, or a mapping as `read_findings` takes it.
        target: a node, or node=state for that state against all others together.
        among: the only tests to consider; without, every finding that can still be examined. In
            a network without literature, that is every other node.

    Raises:
        FindingError: with every fault of findings, target and `among`.
        ImpossibleFindings: the findings cannot occur together; it names a minimal set of them.

    >>> from bayesdx.network import Node, assemble
    >>> network = assemble(
    ...     "rain",
    ...     [Node("rain", ("no", "yes")), Node("wet", ("no", "yes"), ("rain",))],
    ...     [np.array([0.5, 0.5]), np.array([[1.0, 0.5], [0.0, 0.5]])],
    ... )
    >>> information(network, {}, target="rain")
    rain: 1.0000 bits open
      wet  0.3113

    References:
        C. E. Shannon, A Mathematical Theory of Communication (1948),
        doi:10.1002/j.1538-7305.1948.tb01338.x.
    """
    asked = ask(network, findings, target=target, among=among)
    prior = asked.prior()
    joints = asked.joints()
    bits = np.array([information_bits(joints[test]) for test in asked.tests])
    order = np.argsort(-bits, kind="stable")
    bits = bits[order]
    bits.setflags(write=False)
    return Information(
        asked.target.name,
        float(entropy_bits(prior)),
        tuple(asked.names[i] for i in order),
        bits,
        network.version or network.name,
        asked.observed.said,
    )


def entropy_bits(p: Array) -> Array:
    """Return −Σ p log2 p over the last axis.

    >>> float(entropy_bits(np.array([0.5, 0.5, 0.0])))
    1.0
    """
    logs = np.log2(p, out=np.zeros_like(p), where=p > 0)
    found: Array = 0.0 - (p * logs).sum(axis=-1)
    return found


def information_bits(joint: Array) -> Array:
    """Return the mutual information of the second-to-last and the last axis, in bits.

    Args:
        joint: P(hypothesis, result), shape (..., hypothesis, result).

    >>> float(information_bits(np.array([[0.5, 0.0], [0.0, 0.5]])))
    1.0
    """
    apart = joint.sum(axis=-1, keepdims=True) * joint.sum(axis=-2, keepdims=True)
    ratio = np.divide(joint, apart, out=np.ones_like(joint), where=joint > 0)
    found = (joint * np.log2(ratio)).sum(axis=(-2, -1))
    return np.where(found > _ROUNDING, found, 0.0)
