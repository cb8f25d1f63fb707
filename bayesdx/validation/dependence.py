"""Whether findings cluster in a model as they do in patients.

Signs of one tract come together: in ALS all three pyramidal signs, and none of them, are both twice
as common as their single rates allow if they came independently. A model may have every single rate
right and this wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bayesdx.csvfile import read_rows
from bayesdx.errors import Fault, SpecError
from bayesdx.evidence import Evidence, statement
from bayesdx.findings import vocabulary
from bayesdx.inference import score_cases
from bayesdx.network import Network
from bayesdx.resources import folder
from bayesdx.validation.asking import Array, condition
from bayesdx.validation.literature import interval_of

_COLUMNS = ("estimate_id", "findings", "given")


@dataclass(frozen=True, slots=True)
class Joint:
    """A published figure about several findings together, and what the model implies.

    Attributes:
        estimate_id: the figure's row of estimates.csv.
        asked: the question put to the model.
        published: the figure; `low` and `high` are its 95% interval, where it has one.
        implied: P(all the findings | given) in the model.
        independent: the product of P(finding | given) in the model, what it would imply if its
            findings were independent.
        verdict: inside, outside, no interval, or not asked, where the model lacks a node.
    """

    estimate_id: str
    asked: str
    published: float
    low: float | None
    high: float | None
    implied: float | None
    independent: float | None
    verdict: str


@dataclass(frozen=True, eq=False)
class DependenceReport:
    """Every figure of data/combinations.csv beside what a model implies for it."""

    network: str
    figures: tuple[Joint, ...]

    def rows(self) -> list[dict[str, Any]]:
        """Return a row for each figure, with every attribute."""
        return [{name: getattr(f, name) for name in Joint.__slots__} for f in self.figures]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return {"network": self.network, "figures": self.rows()}


def validate_dependence(
    network: Network, evidence: Evidence, *, path: Path | None = None
) -> DependenceReport:
    """Return what a model implies for published figures about several findings together.

    implied = P(f₁, …, f_m | given), independent = ∏ P(f_i | given), both in the model, at its
    default context.

    Args:
        network: the model.
        evidence: the literature, where the figures stand.
        path: the table that says what each figure is about; data/combinations.csv by default.

    Raises:
        EvidenceError: the table cannot be read.
        SpecError: it names an estimate that does not exist.
    """
    table = path or folder("data") / "combinations.csv"
    rows = read_rows(table, _COLUMNS)
    unknown = [row["estimate_id"] for row in rows if row["estimate_id"] not in evidence.estimates]
    if unknown:
        found, remedy = ", ".join(unknown), "Correct the name."
        raise SpecError(Fault(table.name, found, "rows of estimates.csv", remedy))
    return DependenceReport(network.version, tuple(_joint(network, evidence, row) for row in rows))


def _joint(network: Network, evidence: Evidence, row: Mapping[str, str]) -> Joint:
    estimate = evidence.estimates[row["estimate_id"]]
    interval = interval_of(estimate)
    findings, given = _items(row["findings"]), _items(row["given"])
    answer = _answer(network, findings, given)
    implied, independent = answer or (None, None)
    return Joint(
        estimate_id=estimate.estimate_id,
        asked=f"P({'; '.join(findings)} | {'; '.join(given) or 'nothing'})",
        published=statement(estimate).value,
        low=interval[0] if interval else None,
        high=interval[1] if interval else None,
        implied=implied,
        independent=independent,
        verdict=_verdict(implied, interval),
    )


def _answer(
    network: Network, findings: Sequence[str], given: Sequence[str]
) -> tuple[float, float] | None:
    """Return the joint probability and the product of the single ones; None if not known."""
    words = vocabulary(network.states)
    shown = dict(found for text in findings if (found := condition(text, words)))
    held = dict(found for text in given if (found := condition(text, words)))
    if len(shown) < len(findings) or len(held) < len(given):
        return None
    below = _probability(network, held)
    if not below > 0:
        return None
    single = [_probability(network, {**held, node: s}) / below for node, s in shown.items()]
    return _probability(network, {**held, **shown}) / below, float(np.prod(single))


def _probability(network: Network, held: Mapping[str, Array]) -> float:
    """Return the probability of a set of conditions."""
    name = network.nodes[0].name
    said = {node: states[None] for node, states in held.items()}
    _, total = score_cases(network, said, target=name)
    return float(total[0])


def _verdict(implied: float | None, interval: tuple[float, float] | None) -> str:
    if implied is None:
        return "not asked"
    if interval is None:
        return "no interval"
    return "inside" if interval[0] <= implied <= interval[1] else "outside"


def _items(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())
