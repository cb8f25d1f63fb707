"""What a test costs the patient: money, pain, time, and how far away it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bayesdx import resources
from bayesdx.csvfile import Row, Table, read_table, settled
from bayesdx.errors import EvidenceError, Fault

COLUMNS = (
    *("procedure", "findings", "aspect", "value", "unit"),
    *("source_id", "locator", "as_printed", "because"),
)
"""The columns of burden.csv."""

ASPECTS = ("money", "pain", "delay", "availability")
"""What is counted, in this order: US dollars that the patient pays; 0 (none) to 10 (worst); days
until the result; 1 at the bedside, 2 in any hospital, 3 in a special department or laboratory."""


@dataclass(frozen=True, slots=True)
class Burden:
    """One aspect of what a procedure costs the patient.

    Attributes:
        procedure: what is done; findings of one procedure are paid for once.
        findings: what it can show.
        aspect: one of `ASPECTS`.
        value: how much.
        unit: of what.
        source_id: the publication, a key of `Evidence.sources`; empty for an assumption.
        locator: where in the text it stands.
        as_printed: the figure as the text prints it.
        because: why it is assumed, or how it follows from what is printed.
    """

    procedure: str
    findings: tuple[str, ...]
    aspect: str
    value: float
    unit: str
    source_id: str
    locator: str
    as_printed: str
    because: str

    @property
    def is_cited(self) -> bool:
        """Whether it was read in a text."""
        return bool(self.source_id)


@cache
def load_burden(folder: Path | None = None) -> tuple[Burden, ...]:
    """Return the rows of burden.csv, in the table's order.

    Args:
        folder: where the table is; by default data/ of this bayesdx.

    Raises:
        EvidenceError: with everything that is wrong with it: a value that is no number, an unknown
            aspect, a figure neither cited nor explained, an aspect of a procedure twice or not
            at all, a finding of two procedures.

    >>> next(row.value for row in load_burden() if row.procedure == "bedside")
    0.0
    """
    path = (folder or resources.folder("data")) / "burden.csv"
    table = read_table(path.parent, path.stem)
    faults = [*table.faults, *_header(table)]
    faults += [] if faults else [fault for row in table.rows for fault in _faults(row)]
    if faults:
        raise EvidenceError(settled(faults))
    found = tuple(_burden(row) for row in table.rows)
    faults = list(_gaps(found, path.name))
    if faults:
        raise EvidenceError(faults)
    return found


def _header(table: Table) -> Iterator[Fault]:
    if table.header != COLUMNS:
        found = f"the columns {', '.join(table.header)}"
        yield Fault(table.file, found, ", ".join(COLUMNS), "Restore the header.")


def _faults(row: Row) -> Iterator[Fault]:
    value = row.number("value")
    if value is None or value < 0:
        yield row.fault("value", "a number, 0 or more", "Correct the cell.")
    if row["aspect"] not in ASPECTS:
        yield row.fault("aspect", f"one of {', '.join(ASPECTS)}", "Correct the word.")
    if not (row["because"] or (row["source_id"] and row["as_printed"])):
        expected = "the reason of an assumption, or a source and what it prints"
        yield row.fault("because", expected, "Say why, or cite it.")


def _burden(row: Row) -> Burden:
    texts = {name: row[name] for name in COLUMNS if name not in ("findings", "value")}
    return Burden(findings=row.items("findings"), value=row.number("value") or 0.0, **texts)


def _gaps(rows: Iterable[Burden], file: str) -> Iterator[Fault]:
    """Yield what is missing or there twice."""
    aspects: dict[str, list[str]] = {}
    owners: dict[str, str] = {}
    for row in rows:
        aspects.setdefault(row.procedure, []).append(row.aspect)
        for finding in row.findings:
            owner = owners.setdefault(finding, row.procedure)
            if owner != row.procedure:
                found = f"the finding {finding!r} under {owner} and {row.procedure}"
                yield Fault(file, found, "one procedure", "Remove it from one.")
    for procedure, named in aspects.items():
        if sorted(named) != sorted(ASPECTS):
            expected = f"one row each of {', '.join(ASPECTS)}"
            yield Fault(f"{file}, {procedure}", ", ".join(named), expected, "Complete it.")


@cache
def _by_finding() -> Mapping[str, Mapping[str, Burden]]:
    found: dict[str, dict[str, Burden]] = {}
    for row in load_burden():
        for finding in row.findings:
            found.setdefault(finding, {})[row.aspect] = row
    return MappingProxyType(found)


def burden_of(tests: Iterable[str]) -> dict[str, float] | None:
    """Return what some tests cost together: money is added, of the rest the worst counts.

    Two findings of one procedure cost it once. Pain is not added, since ten mild pains are not one
    agony; days are not, since tests are waited for side by side.

    Args:
        tests: names of findings.

    Returns:
        aspect → value; None where one of the tests has no row in burden.csv.

    >>> burden_of(["emg", "emg_reinnervation"]) == burden_of(["emg"])
    True
    """
    known = [_by_finding().get(test) for test in tests]
    rows = [row for row in known if row is not None]
    if len(rows) < len(known) or not rows:
        return None
    money = {row["money"].procedure: row["money"].value for row in rows}
    worst = {name: max(row[name].value for row in rows) for name in ASPECTS[1:]}
    return {"money": sum(money.values()), **worst}


def burden_rows(tests: Iterable[str]) -> list[dict[str, Any]]:
    """Return what is behind the burden of some tests: a row for each procedure and aspect.

    Args:
        tests: names of findings; those without a row in burden.csv are left out.
    """
    seen: dict[tuple[str, str], Burden] = {}
    for test in tests:
        for aspect, row in _by_finding().get(test, {}).items():
            seen[row.procedure, aspect] = row
    return [
        {
            "procedure": row.procedure,
            "aspect": row.aspect,
            "value": row.value,
            "unit": row.unit,
            "kind": "cited" if row.is_cited else "assumed",
            "source": row.source_id or None,
            "as_printed": row.as_printed or None,
            "because": row.because or None,
        }
        for row in seen.values()
    ]
