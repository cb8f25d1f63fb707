"""The side-by-side answer for one kind of reader: parts, lines, treatments, numbered references."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any

from bayesdx.evidence import Estimate, Evidence, Treatment
from bayesdx.language import language
from bayesdx.report.citation import figure
from bayesdx.report.comparison.rows import PATTERNS, Compared, Comparison, Share
from bayesdx.report.comparison.texts import Item, check_level, load_items
from bayesdx.report.labels import in_text, short_label, state_label


@dataclass(frozen=True, slots=True)
class Line:
    """One item as it is read.

    Attributes:
        heading: what it is; `says` what is said about it.
        shares: pattern → its share; empty for words alone.
        numbers: pattern → the same in words.
        rests_on: how the columns behind the shares come about; only for clinicians.
        figures: published numbers that the words rest on; not for patients.
        refs: numbers of its references.
    """

    key: str
    heading: str
    says: str
    shares: Mapping[str, Share]
    numbers: Mapping[str, str]
    rests_on: str
    figures: tuple[str, ...]
    refs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the answer: its heading with an introduction, then its lines."""

    opening: Line
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """A publication, and the number it is cited by."""

    number: int
    text: str
    link: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """What one text says of one treatment of a cause."""

    cause: str
    intervention: str
    says: str
    ref: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer for readers of one level.

    Attributes:
        whose: of which patients the shares speak.
        network: name and version of the model.
        treatments: grouped by cause.
        untreated: causes of the model for which no text on treatment was read.
    """

    level: str
    whose: str
    network: str
    parts: tuple[Part, ...]
    treatments: tuple[Told, ...]
    untreated: tuple[str, ...]
    references: tuple[Reference, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain lists and dicts, for JSON."""
        return asdict(self)


def answer(
    comparison: Comparison,
    treatments: Sequence[Treatment],
    *,
    level: str,
    causes: Iterable[str] = (),
    items: Sequence[Item] | None = None,
) -> Answer:
    """Return the comparison for readers of one level.

    Args:
        comparison: the shares, as `compare` gives them.
        treatments: what was read about treatments.
        level: patient, student or clinician.
        causes: the causes that the model tells apart.
        items: what is said, in reading order; by default everything in data/comparison.csv.

    Raises:
        FindingError: no such level.

    >>> from bayesdx import load, load_evidence
    >>> from bayesdx.evidence import load_treatments
    >>> from bayesdx.report.comparison import compare
    >>> found = compare(load("core"), load_evidence())
    >>> answer(found, load_treatments(), level="student").parts[0].opening.heading
    'Where the two neurons are'
    """
    check_level(level)
    cited = _References(comparison.evidence)
    known = {one.item.key: one for one in comparison.compared}
    said = load_items(language()) if items is None else items
    shown = [item for item in said if not item.shows or item.key in known]
    parts = tuple(
        _part([_line(item, known.get(item.key), cited, level) for item in several])
        for _section, several in groupby(shown, key=lambda item: item.section)
    )
    told = tuple(_told(one, cited, level) for one in treatments)
    treated = {one.cause for one in treatments}
    untreated = (cause for cause in causes if cause not in treated and cause not in _NOTHING)
    return Answer(
        level,
        comparison.whose,
        comparison.network,
        parts,
        told,
        tuple(in_text(state_label("cause", cause)) for cause in untreated),
        cited.references,
    )


_NOTHING = ("no_lesion", "benign_fasciculation")
"""Causes of which nobody asks how they are treated."""


def _part(lines: Sequence[Line]) -> Part:
    return Part(lines[0], tuple(lines[1:]))


def _line(item: Item, compared: Compared | None, cited: _References, level: str) -> Line:
    shares = compared.shares if compared else {}
    clinician = compared is not None and level == "clinician"
    figures = [cited.evidence.estimates[name] for name in item.figures]
    main = compared.support.sources if compared else ()
    refs = cited.numbers((*main, *item.sources, *(said.source_id for said in figures)))
    return Line(
        key=item.key,
        heading=item.heading(level),
        says=item.says[level],
        shares=shares,
        numbers={pattern: shares[pattern].text(level) for pattern in PATTERNS if pattern in shares},
        rests_on=_rests_on(compared) if compared and clinician else "",
        figures=() if level == "patient" else tuple(cited.figure(said) for said in figures),
        refs=refs,
    )


def _rests_on(compared: Compared) -> str:
    """Return how the two columns that matter most come about."""
    names = ((p, compared.support.rests_on(p)) for p in PATTERNS[:2])
    return "; ".join(f"{in_text(short_label('pattern', p))}: {said}" for p, said in names if said)


def _told(treatment: Treatment, cited: _References, level: str) -> Told:
    return Told(
        state_label("cause", treatment.cause),
        treatment.intervention,
        treatment.plain if level == "patient" else treatment.says,
        cited.numbers((treatment.source_id,))[0],
    )


@dataclass(slots=True)
class _References:
    """Gives each publication a number when it is first cited."""

    evidence: Evidence
    order: dict[str, int] = field(default_factory=dict)

    def numbers(self, sources: Iterable[str]) -> tuple[int, ...]:
        found = (self.order.setdefault(name, len(self.order) + 1) for name in sources)
        return tuple(dict.fromkeys(found))

    def figure(self, said: Estimate) -> str:
        (number,) = self.numbers((said.source_id,))
        of = f"{said.metric} of " if said.metric in ("sensitivity", "specificity") else ""
        what = f"{of}{said.finding} {said.state}".replace("_", " ")
        return f"{what} {figure(said)}; {said.population} [{number}]"

    @property
    def references(self) -> tuple[Reference, ...]:
        sources = ((number, self.evidence.sources[name]) for name, number in self.order.items())
        return tuple(Reference(number, one.reference, one.link) for number, one in sources)
