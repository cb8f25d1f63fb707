"""When to stop testing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bayesdx.advice.decision import same_decision_of
from bayesdx.advice.question import Given, decision_pairs
from bayesdx.advice.value import NOISE, value_of
from bayesdx.errors import Fault, FindingError
from bayesdx.network import Network

if TYPE_CHECKING:
    from pandas import DataFrame


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
        sure: how sure one wants to be that the decision stands, above 0 and at most 1.
        among: the only tests to consider; without, every finding that can still be examined.

    Raises:
        FindingError: with every fault of findings, target, `among`, threshold and `sure`.
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
    _check_sure(sure)
    asked, now, pairs = decision_pairs(network, findings, target, threshold, among)
    same = [same_decision_of(pair, threshold) for pair in pairs]
    value = max((float(value_of(pair, threshold)) for pair in pairs), default=0.0)
    least = int(np.argmin(same)) if same else None
    shaken = 1.0 if least is None else same[least]
    why = _why(shaken, value, sure, left=bool(same))
    return Stop(
        asked.target.name,
        threshold,
        float(now[0]),
        bool(now[0] >= threshold - NOISE),
        None if least is None else asked.names[least],
        shaken,
        value,
        why != "not sure enough",
        why,
    )


def _check_sure(sure: float) -> None:
    if not 0 < sure <= 1:
        remedy = "Say with which probability the decision has to stand, such as 0.95."
        raise FindingError(Fault("sure", f"{sure!r}", "a number above 0, at most 1", remedy))


def _why(same: float, value: float, sure: float, *, left: bool) -> str:
    if not left:
        return "no test left"
    if value <= 0:
        return "no value"
    return "sure enough" if same >= sure else "not sure enough"
