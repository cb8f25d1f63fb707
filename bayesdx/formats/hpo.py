"""Terms of the Human Phenotype Ontology (HPO), observed and excluded, as findings.

Ids and labels in data/hpo.csv are those of the HPO, human-phenotype-ontology.org. What a term
means for a finding is decided there, term by term:

- `observed` is the state that the term shows. A term of one place speaks for the whole finding:
  fasciculations of the tongue are fasciculations. One reflex lost means reduced reflexes, not
  absent ones.
- `excluded` is the state that the excluded term rules out; empty where it rules out none. No
  spasticity of the legs leaves the arms open, so it is not used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from bayesdx.csvfile import read_rows
from bayesdx.errors import EvidenceError, Fault
from bayesdx.findings import Term, Vocabulary, Words, load_terms, vocabulary
from bayesdx.resources import folder

SEVERITY: Mapping[str, str] = MappingProxyType(
    {"HP:0012825": "mild", "HP:0012828": "marked", "HP:0012829": "marked"}
)
"""Mild, Severe and Profound, for a finding whose states are grades. Moderate may be either."""

ELSEWHERE = "excluded in one place or form: it may be present in another"
UNKNOWN = "no finding of bayesdx speaks of it"


@dataclass(frozen=True, slots=True)
class Meaning:
    """One row of data/hpo.csv: what a term says of a finding; "" is nothing."""

    hpo_id: str
    label: str
    finding: str
    observed: str
    excluded: str
    note: str


@dataclass(frozen=True, slots=True)
class Feature:
    """A term that was looked for in a patient: observed, or excluded."""

    hpo_id: str
    label: str = ""
    excluded: bool = False
    severity: str = ""

    def __str__(self) -> str:
        return f"{self.label or self.hpo_id}{' (excluded)' if self.excluded else ''}"


@dataclass(frozen=True, slots=True)
class Unused:
    """A term that did not become a finding, and why."""

    feature: Feature
    reason: str

    def __str__(self) -> str:
        return f"{self.feature.hpo_id} {self.feature}: {self.reason}"


@dataclass(frozen=True, slots=True)
class HpoFindings:
    """What a list of terms came to: findings for `read_findings`, cautions, and the rest."""

    findings: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...]
    unused: tuple[Unused, ...]


_NOTHING = Meaning("", "", "", "", "", UNKNOWN)


@cache
def load_hpo() -> Mapping[str, tuple[Meaning, ...]]:
    """Return data/hpo.csv: HPO id → what the term means.

    Raises:
        EvidenceError: a finding or state that data/terms.csv does not have.

    >>> load_hpo()["HP:0003487"][0].observed
    'extensor'
    """
    terms = load_terms()
    found: dict[str, tuple[Meaning, ...]] = {}
    faults: list[Fault] = []
    columns = ("hpo_id", "label", "finding", "observed", "excluded", "note")
    for row in read_rows(folder("data") / "hpo.csv", columns):
        meaning = Meaning(**row)
        faults += _faults(meaning, terms)
        found[meaning.hpo_id] = (*found.get(meaning.hpo_id, ()), meaning)
    if faults:
        raise EvidenceError(faults)
    return MappingProxyType(found)


def hpo_findings(
    features: Sequence[Feature], *, states: Mapping[str, tuple[str, ...]]
) -> HpoFindings:
    """Return what HPO terms say, as sets of the states of a network.

    Several terms about one finding are taken together: what they share is kept (spasticity and
    hypertonia are spastic tone). Terms that share nothing are kept side by side as a set, with a
    note (hypertonia and axial hypotonia: decreased or increased). A finding that is observed and
    ruled out at once is left out, with its terms.

    Args:
        features: the terms, in any order.
        states: node → its states, of the network at hand.

    >>> tone = {"tone": ("decreased", "normal", "increased")}
    >>> hypotonia = Feature("HP:0001252", "Hypotonia", excluded=True)
    >>> dict(hpo_findings([hypotonia], states=tone).findings)
    {'tone': ('normal', 'increased')}
    """
    words = vocabulary(states)
    said: dict[str, list[_Statement]] = {}
    dropped: dict[Feature, str] = {}
    for feature in dict.fromkeys(features):
        for meaning in load_hpo().get(feature.hpo_id, (_NOTHING,)):
            statement = _statement(feature, meaning, words)
            if isinstance(statement, str):
                dropped.setdefault(feature, statement)
            else:
                said.setdefault(meaning.finding, []).append(statement)
    combined = {
        node: _combine(node, said[node], own) for node, own in words.words.items() if node in said
    }
    kept = {feature for one in combined.values() for feature in one.kept}
    for one in combined.values():
        dropped |= {feature: why for feature, why in one.dropped.items() if feature not in dropped}
    return HpoFindings(
        findings=MappingProxyType({node: one.states for node, one in combined.items() if one.kept}),
        notes=tuple(note for one in combined.values() for note in one.notes),
        unused=tuple(Unused(one, why) for one, why in dropped.items() if one not in kept),
    )


@dataclass(frozen=True, slots=True)
class _Statement:
    """What one term says of one finding: these parts of it were seen, or ruled out."""

    feature: Feature
    parts: frozenset[str]
    note: str


@dataclass(frozen=True, slots=True)
class _Combined:
    """What all terms together say of one finding."""

    states: tuple[str, ...]
    notes: tuple[str, ...]
    kept: tuple[Feature, ...]
    dropped: Mapping[Feature, str]


def _statement(feature: Feature, meaning: Meaning, words: Vocabulary) -> _Statement | str:
    """Return what a term says of a finding, or why it says nothing."""
    value = meaning.excluded if feature.excluded else meaning.observed
    if not value:
        return ELSEWHERE if meaning.observed else meaning.note
    term = load_terms()[meaning.finding]
    own = words.words.get(meaning.finding)
    if own is None or own.term is not term:
        return f"this network has no finding {meaning.finding}"
    grade = SEVERITY.get(feature.severity, "")
    if grade in term.states and not feature.excluded:
        value = grade
    return _Statement(feature, term.parts(value), "" if feature.excluded else meaning.note)


def _combine(node: str, statements: Sequence[_Statement], words: Words) -> _Combined:
    """Return the states that are left by everything said of one finding."""
    shown = [one for one in statements if not one.feature.excluded]
    ruled_out = [one for one in statements if one.feature.excluded]
    start = words.parts.intersection(*(one.parts for one in shown))
    agree = bool(start)
    if not agree:
        start = words.parts & frozenset().union(*(one.parts for one in shown))
    states = words.with_any(start.difference(*(one.parts for one in ruled_out)))
    if not states or len(states) == len(words.states):
        reason = (
            f"it rules out no state of {node} in this network"
            if states
            else f"{node} is observed and ruled out at once"
        )
        return _Combined((), (), (), {one.feature: reason for one in statements})
    idle = [
        one
        for one in ruled_out
        if one.parts & start and words.with_any(one.parts & start) <= states
    ]
    reason = f"the {node} of this network does not tell it from what stays open"
    notes = [f"{node}: {one.feature} is {one.note}" for one in shown if one.note]
    if not agree:
        text = " or ".join(words.ordered(states))
        notes.append(f"{node}: {_listed(shown)} do not agree; it is taken as {text}")
    return _Combined(
        states=words.ordered(states),
        notes=tuple(notes),
        kept=tuple(one.feature for one in statements if one not in idle),
        dropped={one.feature: reason for one in idle},
    )


def _listed(statements: Sequence[_Statement]) -> str:
    return " and ".join(str(one.feature) for one in statements)


def _faults(meaning: Meaning, terms: Mapping[str, Term]) -> Iterable[Fault]:
    """Return what is wrong with a row of data/hpo.csv."""
    where = f"hpo.csv, {meaning.hpo_id} {meaning.label}"
    if not meaning.finding:
        if meaning.observed or meaning.excluded or not meaning.note:
            yield Fault(where, "no finding", "a note why, and no state", "Say why it is not used.")
        return
    term = terms.get(meaning.finding)
    if term is None:
        yield Fault(where, f"the finding {meaning.finding}", "one of terms.csv", "Correct it.")
        return
    for value in filter(None, (meaning.observed, meaning.excluded)):
        if value not in {*term.states, *term.aliases}:
            yield Fault(where, f"the state {value}", f"one of {meaning.finding}", "Correct it.")
