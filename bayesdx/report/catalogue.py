"""Every published number, with what a model makes of it: to be looked through and sifted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from bayesdx.evidence import Audit, Estimate, Evidence, Source
from bayesdx.language import N_
from bayesdx.network import Column, Network
from bayesdx.report.citation import figure
from bayesdx.report.literature_words import other_words
from bayesdx.report.uses import by_node, kinds_of, parameters_from, uses
from bayesdx.validation.literature import Implied

UNUSED = "not used"
"""The kind of a number that enters no table."""

ONCE = "read once"
"""What is said of a row that was not read a second time."""

READ: Mapping[str, str] = {
    "confirmed": N_("read twice: confirmed"),
    "corrected": N_("read twice: corrected"),
    "not found again": N_("looked for again: not found"),
    "wrong": N_("read twice: wrong"),
    ONCE: N_("read once"),
}
"""Verdict of the second reading → how it is said."""


@dataclass(frozen=True, eq=False)
class Entry:
    """One published number.

    Attributes:
        estimate, source: the number and its publication.
        quantities: the quantities of the network that are pooled from it.
        columns: the columns that are computed from these.
        implied: what the model answers for the same group, once for each quantity.
        audit: what a second reading found; None where it was read once.
    """

    estimate: Estimate
    source: Source
    quantities: tuple[str, ...]
    columns: tuple[Column, ...]
    implied: tuple[Implied, ...]
    audit: Audit | None

    @property
    def id(self) -> str:
        """The number's row of estimates.csv."""
        return self.estimate.estimate_id

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """The tables that it enters."""
        return tuple(by_node(self.columns))

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """How the columns that it enters come about, best supported first; `UNUSED` for none."""
        return kinds_of(self.columns) or (UNUSED,)

    @property
    def review(self) -> str:
        """What a second reading found, one of `READ`."""
        return self.audit.verdict if self.audit else ONCE

    @property
    def verdicts(self) -> tuple[str, ...]:
        """Whether the model's own answer is inside its interval, each verdict once."""
        return tuple(dict.fromkeys(one.verdict for one in self.implied))

    @cached_property
    def text(self) -> str:
        """Everything of it that can be searched for, in small letters and in every language."""
        said, paper = self.estimate, self.source
        own = (getattr(said, f.name) for f in fields(said) if f.type == "str")
        more = (paper.reference, paper.notes)
        return " ".join([self.name, *own, *said.quantities, *more]).casefold()

    @cached_property
    def name(self) -> str:
        """What it is, of whom, by whom: the words by which it is looked for first."""
        who = (self.source.first_author, str(self.source.year or ""))
        return " ".join([*other_words(self.estimate), *who]).casefold()

    def row(self) -> dict[str, Any]:
        """Return all of it as plain values."""
        said = self.estimate
        return {
            "estimate_id": self.id,
            "finding": said.finding,
            "state": said.state,
            "population": said.population,
            "group": said.group,
            "metric": said.metric,
            "estimate": said.estimate,
            "ci_low": said.ci_low,
            "ci_high": said.ci_high,
            "k": said.k,
            "n": said.n,
            "unit": said.unit,
            "as_printed": said.as_printed,
            "locator": said.locator,
            "applicability": said.applicability,
            "quantities": "; ".join(self.quantities),
            "tables": "; ".join(self.nodes),
            "columns": len(self.columns),
            "kinds": "; ".join(self.kinds),
            "implied": "; ".join(f"{x.implied:.4g}" for x in self.implied if x.implied is not None),
            "verdicts": "; ".join(self.verdicts),
            "review": self.review,
            "source_id": self.source.source_id,
            "year": self.source.year,
            "text_read": self.source.text_read,
            "reference": self.source.reference,
            "link": self.source.link,
            "notes": said.notes,
        }

    @property
    def figure(self) -> str:
        """The number as the paper gives it."""
        return figure(self.estimate)


def catalogue(
    network: Network,
    evidence: Evidence,
    *,
    audits: Mapping[str, Audit],
    implied: Iterable[Implied],
) -> tuple[Entry, ...]:
    """Return every published number, in the order of the table.

    Args:
        network: the model whose use of the numbers is told.
        evidence: the literature, all of it, used or not.
        audits: what was read a second time, as `load_audits` gives it.
        implied: what the model answers for the published figures.
    """
    found, columns = parameters_from(network), uses(network)
    answers: dict[str, list[Implied]] = {}
    for one in implied:
        answers.setdefault(one.estimate_id, []).append(one)
    return tuple(
        _entry(said, evidence, [p.name for p in found.get(name, ())], columns, answers, audits)
        for name, said in evidence.estimates.items()
    )


def _entry(
    said: Estimate,
    evidence: Evidence,
    quantities: Sequence[str],
    columns: Mapping[str, tuple[Column, ...]],
    answers: Mapping[str, Sequence[Implied]],
    audits: Mapping[str, Audit],
) -> Entry:
    own = {(one.node, one.at): one for name in quantities for one in columns[name]}
    return Entry(
        estimate=said,
        source=evidence.sources[said.source_id],
        quantities=tuple(quantities),
        columns=tuple(own.values()),
        implied=tuple(answers.get(said.estimate_id, ())),
        audit=audits.get(said.estimate_id),
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; what is empty or None is not asked about.

    Attributes:
        words: all of them occur somewhere in the number's row or its reference.
        about: a finding that was looked for, or a node whose table the number enters.
        group: the condition of those examined.
        kind: how a column that it enters comes about, or `UNUSED`.
        applicability, text_read: as in the tables.
        review: what a second reading found, or `ONCE`.
        verdict: whether the model's answer is inside its interval.
        source: a publication.
        first, last: years of publication, both included; one without a year is in none.
    """

    words: str = ""
    about: str = ""
    group: str = ""
    kind: str = ""
    applicability: str = ""
    text_read: str = ""
    review: str = ""
    verdict: str = ""
    source: str = ""
    first: int | None = None
    last: int | None = None

    @property
    def nothing(self) -> bool:
        """Whether nothing is asked for, so that everything is wanted."""
        return self == Wanted()


def sifted(entries: Iterable[Entry], wanted: Wanted) -> tuple[Entry, ...]:
    """Return the numbers that are all that is wanted, in their order.

    Those that the words name come before those that have them in a title or note.
    """
    found = [entry for entry in entries if _fits(entry, wanted)]
    words = wanted.words.casefold().split()
    return tuple(sorted(found, key=lambda entry: not all(word in entry.name for word in words)))


def _fits(entry: Entry, wanted: Wanted) -> bool:
    said, paper = entry.estimate, entry.source
    asked = (
        (wanted.about, (said.finding, *entry.nodes)),
        (wanted.group, (said.group,)),
        (wanted.kind, entry.kinds),
        (wanted.applicability, (said.applicability,)),
        (wanted.text_read, (paper.text_read,)),
        (wanted.review, (entry.review,)),
        (wanted.verdict, entry.verdicts),
        (wanted.source, (paper.source_id,)),
    )
    return (
        all(word in found for word, found in asked if word)
        and _in_years(paper, wanted)
        and all(word in entry.text for word in wanted.words.casefold().split())
    )


def _in_years(paper: Source, wanted: Wanted) -> bool:
    if wanted.first is None and wanted.last is None:
        return True
    if paper.year is None:
        return False
    early = wanted.first is not None and paper.year < wanted.first
    return not early and (wanted.last is None or paper.year <= wanted.last)


def sifted_sources(
    evidence: Evidence, found: Sequence[Entry], wanted: Wanted
) -> tuple[Source, ...]:
    """Return the publications of the numbers that were found, by reference.

    One that bears no number is found by what is asked about publications alone: words, how much was
    read, and years.
    """
    names = {entry.source.source_id for entry in found}
    if not _about_numbers(wanted):
        bearing = {said.source_id for said in evidence.estimates.values()}
        names |= {
            one.source_id
            for one in evidence.sources.values()
            if one.source_id not in bearing and _source_fits(one, wanted)
        }
    several = (evidence.sources[name] for name in names)
    return tuple(sorted(several, key=lambda one: one.reference.casefold()))


def _about_numbers(wanted: Wanted) -> bool:
    asked = ("about", "group", "kind", "applicability", "review", "verdict")
    return any(getattr(wanted, name) for name in asked)


def _source_fits(paper: Source, wanted: Wanted) -> bool:
    text = f"{paper.source_id} {paper.reference} {paper.notes}".casefold()
    return (
        wanted.text_read in ("", paper.text_read)
        and wanted.source in ("", paper.source_id)
        and _in_years(paper, wanted)
        and all(word in text for word in wanted.words.casefold().split())
    )
