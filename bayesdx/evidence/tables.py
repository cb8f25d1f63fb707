"""The published literature as values: a source is a publication, an estimate one printed number.

    sources.csv ─► Source ┐
    estimates.csv ─► Estimate ├─► Evidence
    quantities.csv ─► Quantity ┘

A number is as the text prints it: 41 of 57 stays 41 and 57. What is computed from it is computed
elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from bayesdx import resources
from bayesdx.csvfile import Row, Table, read_table, settled
from bayesdx.errors import EvidenceError, Fault
from bayesdx.evidence import rules
from bayesdx.evidence.metrics import KINDS, Statement, poolable, statement

__all__ = [
    "KINDS",
    "Estimate",
    "Evidence",
    "Quantity",
    "Source",
    "Statement",
    "load_evidence",
    "poolable",
    "statement",
]


@dataclass(frozen=True, slots=True)
class Source:
    """One publication, as far as it was seen; what was not seen is empty, never guessed.

    Attributes:
        url_read: the address whose text was read; it may be a copy: show `link` instead.
        text_read: "abstract" or "excerpt".
        bibliography: "verified", "partial" or "unverified".
        notes: what the study is, in our own words.
    """

    source_id: str
    first_author: str
    year: int | None
    title: str
    journal: str
    doi: str
    pmid: str
    design: str
    url_read: str
    text_read: str
    bibliography: str
    notes: str

    @property
    def reference(self) -> str:
        """The publication in one line, with the word for a bibliography that is not verified.

        >>> print(load_evidence().sources["isaza_jaramillo_2014"].reference[:41])
        Isaza Jaramillo 2014, Accuracy of the Bab
        """
        who = self.first_author or ("author not seen" if self.year else "")
        when = f"{who} {self.year or ''}".strip()
        what = self.title or f"title not seen ({self.source_id})"
        said = (f"{when}, {what}" if when else what, self.journal)
        sentences = [f"{part.rstrip('.')}." for part in said if part]
        text = " ".join([*sentences, *self._number])
        verified = self.bibliography == "verified"
        return text if verified else f"{text} [bibliography {self.bibliography}]"

    @property
    def link(self) -> str | None:
        """Where the publication is for good: its DOI, else PubMed, else None."""
        if self.doi:
            return f"https://doi.org/{quote(self.doi, safe='/:;().-_')}"
        return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/" if self.pmid else None

    @property
    def _number(self) -> tuple[str, ...]:
        if self.doi:
            return (f"doi:{self.doi}",)
        return (f"PMID {self.pmid}",) if self.pmid else ()


@dataclass(frozen=True, slots=True)
class Estimate:
    """One published number, and whom and what it is about.

    Attributes:
        finding, state: what was looked for, and which value of it.
        population: who was examined, in words.
        group: lesion group of those examined; for a specificity the comparison group.
        metric: what the number is; see `bayesdx.evidence.metrics`.
        estimate: the number: a fraction, or cases per 100 000 person-years for an incidence.
        ci_low, ci_high: its 95% interval, in the same unit.
        k, n: numerator and denominator, counted in `unit`.
        unit: patient, limb, muscle, nerve, reflex or study.
        exact: "yes" if printed or k/n, "derived" if computed as the notes say.
        as_printed: the figure as the text prints it; empty where it was not read again.
        locator: where in the text it stands.
        applicability: high, moderate or low: how well its patients fit the model's.
        leverage: high or low: whether it is likely to set a probability of the model.
        quantities: names from quantities.csv that it is an estimate of.
        reversed: those of its quantities that it gives the complement of ("not NAME").
    """

    estimate_id: str
    source_id: str
    finding: str
    state: str
    population: str
    group: str
    disease: str
    metric: str
    estimate: float
    ci_low: float | None
    ci_high: float | None
    k: int | None
    n: int | None
    unit: str
    exact: str
    as_printed: str
    locator: str
    applicability: str
    leverage: str
    notes: str
    quantities: tuple[str, ...] = ()
    reversed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something that a model needs a number for.

    Attributes:
        kind: what sort, one of `KINDS`.
        target: what a probability is the probability of, in the words of a model
            ("atrophy=mild|marked"); empty for any other kind.
        given: in whom, conditions that all hold ("umn=none", "time_since_onset=over_3_months").
    """

    name: str
    kind: str
    label: str
    notes: str
    target: str = ""
    given: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Evidence:
    """Everything that was published and read, by id."""

    sources: Mapping[str, Source]
    estimates: Mapping[str, Estimate]
    quantities: Mapping[str, Quantity]

    def of_quantity(self, name: str) -> tuple[Estimate, ...]:
        """Return the estimates of a quantity, in the table's order; empty if there is none."""
        return self._by_quantity.get(name, ())

    @cached_property
    def _by_quantity(self) -> Mapping[str, tuple[Estimate, ...]]:
        found: dict[str, list[Estimate]] = {}
        for estimate in self.estimates.values():
            for name in estimate.quantities:
                found.setdefault(name, []).append(estimate)
        return {name: tuple(estimates) for name, estimates in found.items()}


_HEADERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "sources": Source.__slots__,
        "estimates": (*Estimate.__slots__[:-2], "quantity"),
        "quantities": ("quantity", "kind", "target", "given", "label", "notes"),
    }
)


def load_evidence(folder: Path | None = None) -> Evidence:
    """Load sources, estimates and quantities, with the checks that protect their numbers.

    Args:
        folder: where the tables are; by default data/ of this bayesdx.

    Raises:
        EvidenceError: with every fault of the three tables that makes a number unsafe to use.

    >>> evidence = load_evidence()
    >>> estimate = evidence.estimates["houten2008_babinski_umn"]
    >>> estimate.k, estimate.n, evidence.sources[estimate.source_id].first_author
    (74, 225, 'Houten')
    """
    where = folder or resources.folder("data")
    read = [read_table(where, name) for name in _HEADERS]
    tables = rules.Tables({table.name: table for table in read if table.header})
    faults = [fault for table in read for fault in (*table.faults, *_missing(table))]
    faults += rules.apply(rules.STRUCTURAL, tables)
    if faults:
        raise EvidenceError(settled(faults))
    sources = (_source(row) for row in tables["sources"].rows)
    estimates = (_estimate(row) for row in tables["estimates"].rows)
    quantities = (_quantity(row) for row in tables["quantities"].rows)
    return Evidence(
        MappingProxyType({source.source_id: source for source in sources}),
        MappingProxyType({estimate.estimate_id: estimate for estimate in estimates}),
        MappingProxyType({quantity.name: quantity for quantity in quantities}),
    )


def _missing(table: Table) -> list[Fault]:
    """Return a fault for every column that a table needs and lacks."""
    if not table.header:
        return []
    return [
        Fault(
            f"{table.file}:1, column {name}",
            "no such column",
            "every column there",
            "Restore the column.",
        )
        for name in _HEADERS[table.name]
        if name not in table.header
    ]


def _source(row: Row) -> Source:
    texts = {name: row[name] for name in Source.__slots__ if name != "year"}
    return Source(year=_whole(row, "year"), **texts)


def _estimate(row: Row) -> Estimate:
    named = row.items("quantity")
    value = row.number("estimate")
    if value is None:  # the rules have refused it; this line is for the type checker
        raise EvidenceError(row.fault("estimate", "a number", "Correct the cell."))
    return Estimate(
        **{name: row[name] for name in _TEXTS},
        estimate=value,
        ci_low=row.number("ci_low"),
        ci_high=row.number("ci_high"),
        k=_whole(row, "k"),
        n=_whole(row, "n"),
        quantities=tuple(name.removeprefix(rules.NEGATION) for name in named),
        reversed=tuple(name[4:] for name in named if name.startswith(rules.NEGATION)),
    )


_TEXTS = tuple(
    name
    for name in Estimate.__slots__[:-2]
    if name not in ("estimate", "ci_low", "ci_high", "k", "n")
)


def _quantity(row: Row) -> Quantity:
    name, kind, label, notes = (row[c] for c in ("quantity", "kind", "label", "notes"))
    return Quantity(name, kind, label, notes, row["target"], row.items("given"))


def _whole(row: Row, column: str) -> int | None:
    return int(row[column]) if row[column] else None
