"""What a compiled model implies for every figure that it rests on, beside the figure itself.

A quantity goes into a table together with other quantities, assumptions and the mixture of places,
times and settings that the model believes in. What comes out for the group that a study examined
need not be what the study found; here it is asked back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bayesdx.errors import Fault, SpecError
from bayesdx.evidence import Estimate, Evidence, Parameter, Quantity, statement
from bayesdx.network import Network
from bayesdx.validation.asking import Answer, condition, implied, part_of_group
from bayesdx.validation.reasons import Reason, Studies, reason

__all__ = [
    "Implied",
    "LiteratureReport",
    "condition",
    "interval_of",
    "validate_literature",
    "wilson",
]

Z = 1.959963984540054
"""The 97.5th percentile of the normal distribution."""


@dataclass(frozen=True, slots=True)
class Implied:
    """One published figure and what the model implies for the same group.

    Attributes:
        estimate_id: the figure's row of estimates.csv.
        source: who published it, and when.
        applicability: how well its patients fit the model's.
        quantity: what the model takes it for.
        asked: the question put to the model, P(target | given).
        published: the figure, as the probability of the target.
        low, high: its 95% interval; None where neither counts nor interval are printed.
        pooled: the quantity pooled from all its studies.
        implied: the model's answer; None where it cannot be asked.
        verdict: inside, outside, no interval, or not asked.
        why: what an outside or a not asked comes from.
        explained: whether an outside comes from the studies and not from the model; see
            `bayesdx.validation.reasons`.
    """

    estimate_id: str
    source: str
    applicability: str
    quantity: str
    asked: str
    published: float
    low: float | None
    high: float | None
    pooled: float
    implied: float | None
    verdict: str
    why: str
    explained: bool = False


@dataclass(frozen=True, eq=False)
class LiteratureReport:
    """Every published figure of a model beside what the model implies; `network` is its version."""

    network: str
    figures: tuple[Implied, ...]

    def counts(self, *, applicability: str | None = None) -> Mapping[str, int]:
        """Return how many figures, of one applicability or of all, have each verdict."""
        asked = (f for f in self.figures if applicability in (None, f.applicability))
        return Counter(figure.verdict for figure in asked)

    def share_inside(self, *, applicability: str | None = None) -> float | None:
        """Return inside / (inside + outside); None where no figure has an interval."""
        counts = self.counts(applicability=applicability)
        judged = counts["inside"] + counts["outside"]
        return counts["inside"] / judged if judged else None

    def share_explained(self, *, applicability: str | None = None) -> float | None:
        """Return (inside + outside, explained) / (inside + outside)."""
        counts = self.counts(applicability=applicability)
        judged = counts["inside"] + counts["outside"]
        explained = sum(
            figure.explained
            for figure in self.figures
            if applicability in (None, figure.applicability)
        )
        return (counts["inside"] + explained) / judged if judged else None

    def share_attainable(self, *, applicability: str | None = None) -> float | None:
        """Return the share inside if each quantity had the value that suits most of its studies.

        Studies of one quantity disagree, so that no value lies in all their intervals; this is the
        most that any model with one value for a quantity can reach.
        """
        judged: dict[str, list[tuple[float, float]]] = {}
        for f in self.figures:
            known = f.low is not None and f.high is not None and f.implied is not None
            if known and applicability in (None, f.applicability):
                judged.setdefault(f.quantity, []).append((f.low or 0.0, f.high or 0.0))
        most = sum(_most(intervals) for intervals in judged.values())
        every = sum(map(len, judged.values()))
        return most / every if every else None

    @property
    def description(self) -> str:
        """How many figures are inside, of how many, and how many could be."""
        counts = self.counts()
        said = [f"{self.network}: " + ", ".join(f"{n} {verdict}" for verdict, n in counts.items())]
        for group, applicability in (("all", None), ("of high applicability", "high")):
            inside = self.share_inside(applicability=applicability)
            explained = self.share_explained(applicability=applicability)
            most = self.share_attainable(applicability=applicability)
            if inside is not None and explained is not None and most is not None:
                said.append(
                    f"{group}: {inside:.0%} inside, {explained:.0%} inside or explained by the "
                    f"studies; one value a quantity allows {most:.0%}"
                )
        return ". ".join(said) + "."

    def rows(self) -> list[dict[str, Any]]:
        """Return a row for each figure, with every attribute."""
        return [{name: getattr(f, name) for name in Implied.__slots__} for f in self.figures]

    def summary(self) -> list[dict[str, Any]]:
        """Return a row for each figure, without the question, the source and the pooled value."""
        left = ("source", "quantity", "pooled")
        return [{k: v for k, v in row.items() if k not in left} for row in self.rows()]

    def as_dict(self) -> dict[str, Any]:
        """Return the counts, the shares inside and the rows, as plain values."""
        return {
            "network": self.network,
            "verdicts": dict(self.counts()),
            "share_inside": self.share_inside(),
            "share_inside_high_applicability": self.share_inside(applicability="high"),
            "share_explained": self.share_explained(),
            "share_explained_high_applicability": self.share_explained(applicability="high"),
            "share_attainable": self.share_attainable(),
            "share_attainable_high_applicability": self.share_attainable(applicability="high"),
            "figures": self.rows(),
        }


def validate_literature(network: Network, evidence: Evidence) -> LiteratureReport:
    """Return what a model implies for every estimate of the signs that it rests on.

    Asked is every estimate of a quantity that the model uses and that says in quantities.csv of
    what it is the probability (`target`) and in whom (`given`): the model's P(target | given) at
    its default context. The verdict is whether it lies in the study's own 95% interval: Wilson's
    from its counts, else the one it prints, else Wilson's from share and denominator.

    Args:
        network: the model, compiled from data/.
        evidence: the literature that it was compiled from.

    Raises:
        SpecError: the model rests on no quantity of the literature, as one read from a BIF file.
    """
    used = [(evidence.quantities[n], p) for n, p in network.parameters.items() if p.cited]
    asked = [(quantity, parameter) for quantity, parameter in used if quantity.target]
    answers = implied(network, [quantity for quantity, _ in asked])
    figures = [
        figure
        for (quantity, parameter), answer in zip(asked, answers, strict=True)
        for figure in _figures(network, quantity, parameter, answer, evidence)
    ]
    if not figures:
        remedy = "Take a model of models/; one from a BIF file does not say where it comes from."
        found = "no probability of a sign from the literature"
        raise SpecError(Fault(f"model {network.name}", found, "at least one", remedy))
    return LiteratureReport(network.version, tuple(figures))


def wilson(k: float, n: float) -> tuple[float, float]:
    """Return Wilson's 95% interval of a share of k in n.

    (k + z²/2 ± z √(k(n − k)/n + z²/4)) / (n + z²). Reference: Brown, Cai & DasGupta, Statistical
    Science 2001;16:101.

    >>> [round(end, 4) for end in wilson(5, 10)]
    [0.2366, 0.7634]
    """
    centre = k + Z * Z / 2
    reach = Z * float(np.sqrt(k * (n - k) / n + Z * Z / 4))
    low, high = (centre - reach) / (n + Z * Z), (centre + reach) / (n + Z * Z)
    return max(low, 0.0) if k else 0.0, min(high, 1.0) if k < n else 1.0


def _most(intervals: Sequence[tuple[float, float]]) -> int:
    """Return in how many of the intervals one value can lie.

    >>> _most([(0.1, 0.3), (0.2, 0.4), (0.5, 0.6)])
    2
    """
    return max(sum(low <= at <= high for low, high in intervals) for at, _ in intervals)


def _figures(
    network: Network, quantity: Quantity, parameter: Parameter, answer: Answer, evidence: Evidence
) -> Iterator[Implied]:
    """Yield the figures of one quantity."""
    intervals = [interval_of(estimate, quantity.name) for estimate in parameter.estimates]
    pooled = float(parameter.point)
    moved = any(_between(i, pooled) and not _between(i, answer.probability) for i in intervals)
    share = part_of_group(network, answer, quantity.name) if moved and answer.node else 1.0
    for own, (estimate, interval) in enumerate(zip(parameter.estimates, intervals, strict=True)):
        verdict, why = _verdict(answer, interval), Reason(answer.trouble, explains=False)
        if verdict == "outside" and answer.probability is not None:
            among = Studies(parameter.estimates, intervals, pooled)
            why = reason(own, among, implied=answer.probability, share=share)
        source = evidence.sources[estimate.source_id]
        yield Implied(
            estimate_id=estimate.estimate_id,
            source=f"{source.first_author or source.source_id} {source.year or ''}".strip(),
            applicability=estimate.applicability,
            quantity=quantity.name,
            asked=f"P({quantity.target} | {'; '.join(quantity.given) or 'nothing'})",
            published=statement(estimate, quantity.name).value,
            low=interval[0] if interval else None,
            high=interval[1] if interval else None,
            pooled=pooled,
            implied=answer.probability,
            verdict=verdict,
            why=why.text,
            explained=why.explains,
        )


def _verdict(answer: Answer, interval: tuple[float, float] | None) -> str:
    if answer.probability is None:
        return "not asked"
    if interval is None:
        return "no interval"
    return "inside" if _between(interval, answer.probability) else "outside"


def _between(interval: tuple[float, float] | None, value: float | None) -> bool:
    return interval is not None and value is not None and interval[0] <= value <= interval[1]


def interval_of(estimate: Estimate, quantity: str = "") -> tuple[float, float] | None:
    """Return the study's 95% interval for its figure; None where it gives no means to one.

    A share of n patients without k has k = share · n; a printed interval is nearer to the study.
    """
    said = statement(estimate, quantity)
    if said.k is not None and said.n:
        return wilson(said.k, said.n)
    if said.low is not None and said.high is not None:
        return said.low, said.high
    return wilson(said.value * said.n, said.n) if said.n else None
