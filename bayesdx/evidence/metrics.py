"""What a published figure says about a cell of a network, known here and nowhere else.

A sensitivity is P(state | target condition). A specificity is 1 − P(state | comparison group).
A prevalence or proportion is the share of its group. An incidence is a rate, an odds ratio a
gradient between two groups. A likelihood ratio or a kappa alone fixes no cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from bayesdx.errors import EvidenceError, Fault

if TYPE_CHECKING:
    from bayesdx.evidence.tables import Estimate

KINDS = ("probability", "share", "rate", "odds_ratio")
"""What a quantity may be: the probability of a sign in a patient, the share of a disease or level
in a group, cases per 100 000 person-years, a ratio of odds."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A kind of published figure.

    Attributes:
        kind: what it can be pooled as, one of `KINDS`; empty where it fixes no cell.
        low, high: between which values it lies.
        complement: whether it is the share of those without the state.
        why_not: why it fixes no cell, where `kind` is empty.
    """

    kind: str
    low: float
    high: float
    complement: bool = False
    why_not: str = ""


_LIKELIHOOD_RATIO = "a likelihood ratio, which alone fixes no probability"

METRICS: Mapping[str, Metric] = MappingProxyType(
    {
        "sensitivity": Metric("probability", 0, 1),
        "specificity": Metric("probability", 0, 1, complement=True),
        "prevalence": Metric("probability", 0, 1),
        "proportion": Metric("probability", 0, 1),
        "incidence": Metric("rate", 0, 100_000),
        "odds_ratio": Metric("odds_ratio", 0, float("inf")),
        "kappa": Metric("", -1, 1, why_not="a kappa, which measures agreement between raters"),
        "lr_plus": Metric("", 0, float("inf"), why_not=_LIKELIHOOD_RATIO),
        "lr_minus": Metric("", 0, float("inf"), why_not=_LIKELIHOOD_RATIO),
    }
)
"""Every metric of estimates.csv."""

_BOUNDS = ("_low", "_high", "_min", "_max")


@dataclass(frozen=True, slots=True)
class Statement:
    """A share of patients as an estimate states it; `low` and `high` are its 95% interval."""

    value: float
    low: float | None
    high: float | None
    k: int | None
    n: int | None

    def complement(self) -> Statement:
        """Return the share of all others: 1 − value, the interval's ends swapped, n − k."""
        return Statement(
            _one_minus(self.value),
            None if self.high is None else _one_minus(self.high),
            None if self.low is None else _one_minus(self.low),
            None if self.k is None or self.n is None else self.n - self.k,
            self.n,
        )


def statement(estimate: Estimate, quantity: str = "") -> Statement:
    """Return what an estimate says about P(its state), or about a quantity that it is named for.

    Args:
        estimate: one published number.
        quantity: one of its quantities; where the row writes "not NAME", the share without.

    Raises:
        EvidenceError: the metric states no probability.

    A specificity of 99 in 100 says that 1 in 100 of the comparison group shows the sign:

    >>> from bayesdx.evidence.tables import load_evidence
    >>> statement(load_evidence().estimates["gil_babinski_none"])
    Statement(value=0.0, low=None, high=None, k=0, n=100)
    """
    metric = METRICS[estimate.metric]
    if metric.kind != "probability":
        found = metric.why_not or f"the metric {estimate.metric}"
        where, remedy = f"estimate {estimate.estimate_id}", "Take a row that is a share."
        raise EvidenceError(Fault(where, found, "a share of patients", remedy))
    said = Statement(estimate.estimate, estimate.ci_low, estimate.ci_high, estimate.k, estimate.n)
    turned = metric.complement != (quantity in estimate.reversed)
    return said.complement() if turned else said


def poolable(estimate: Estimate, kind: str = "probability") -> str | None:
    """Return why an estimate may not be pooled as a `kind` per patient; None if it may.

    Rates per muscle, nerve, limb, reflex or study are never rates per patient, and the end of a
    range is no figure of its own.

    >>> from bayesdx.evidence.tables import load_evidence
    >>> poolable(load_evidence().estimates["krarup2011_fib_weak"])
    'a figure per muscle, not per patient'
    """
    if kind in ("rate", "odds_ratio") and estimate.estimate == 0:
        return "zero, which has no logarithm"
    return refusal(estimate.estimate_id, estimate.metric, estimate.unit, kind)


def refusal(estimate_id: str, metric: str, unit: str, kind: str) -> str | None:
    """Return why a row may not be pooled as a `kind`, from its cells alone."""
    known = METRICS[metric]
    if known.kind != ("probability" if kind == "share" else kind):
        return known.why_not or f"the metric {metric}"
    if unit != "patient":
        return f"a figure per {unit}, not per patient"
    if estimate_id.endswith(_BOUNDS):
        return "an end of a range over studies or groups, not a figure of its own"
    return None


def _one_minus(value: float) -> float:
    """Return 1 − value without the noise of binary fractions (figures have few decimals)."""
    return round(1 - value, 12)
