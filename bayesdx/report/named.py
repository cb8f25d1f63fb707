"""Results under the names that a reader knows: publications by author, quantities by label."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from bayesdx.evidence import Evidence
from bayesdx.findings import load_terms
from bayesdx.language import N_, _, translated
from bayesdx.report.labels import in_text, node_label, short_label
from bayesdx.sensitivity import Tornado
from bayesdx.uncertainty import LeaveOneOut, Sources

_TITLE = 40
"""So many letters of a title stand for a publication without a known author."""


def source_name(source: str, evidence: Evidence) -> str:
    """Return author and year of a publication; of anything else what it is called.

    >>> from bayesdx import load_evidence
    >>> source_name("(assumptions)", load_evidence())
    'Assumptions'
    """
    known = evidence.sources.get(source)
    if known is None:
        inner = source.strip("()")
        return translated(inner[:1].upper() + inner[1:])
    title = textwrap.shorten(known.title, _TITLE, placeholder=" …")
    parts = [known.first_author or title, str(known.year or "")]
    return " ".join(part for part in parts if part)


def named_shares(found: Sources, evidence: Evidence) -> list[tuple[str, float]]:
    """Return the sources by name with their shares, in the order of the result."""
    return [(source_name(source, evidence), part) for source, part in found.shares.items()]


def named_studies(found: LeaveOneOut, evidence: Evidence) -> LeaveOneOut:
    """Return the same result with the publications by name."""
    without = (replace(one, source=source_name(one.source, evidence)) for one in found.without)
    return replace(found, without=tuple(without))


def named_bars(found: Tornado, evidence: Evidence) -> Tornado:
    """Return the same result with each number, and its state, by its label."""
    bars = (
        replace(
            bar,
            parameter=number_label(bar.parameter, evidence),
            state=bar.state and in_text(short_label(bar.nodes[0], bar.state)),
        )
        for bar in found.bars
    )
    return replace(found, bars=tuple(bars))


_FORMS = {
    "affected": N_("affected"),
    "base": N_("to begin with"),
    "cause": N_("cause {n}"),
    "down": N_("lowered"),
    "factor": N_("factor {n}"),
    "gradient": N_("gradient"),
    "leak": N_("without any cause"),
    "marked_share": N_("share that is marked"),
    "odds_ratio": N_("odds ratio"),
    "otherwise": N_("otherwise"),
    "part": N_("part {n}"),
    "tie": N_("both at once"),
    "up": N_("raised"),
}
"""What the places within a table of a model file are called; see `docs/models.md`."""


def number_label(name: str, evidence: Evidence) -> str:
    """Return what a number of a model is called: its quantity, or the place of an assumption.

    >>> from bayesdx import load_evidence
    >>> evidence = load_evidence()
    >>> number_label("babinski.extensor.none", evidence)
    'Extensor plantar response without an upper motor neuron lesion'
    >>> number_label("atrophy.table.ladder2.otherwise.none", evidence)
    'Muscle wasting: marked rather than mild, otherwise, none'
    """
    quantity = evidence.quantities.get(name)
    if quantity:
        return quantity.label
    node, *places = name.split(".")
    words = list(_places(node, places))
    if not words:
        return node_label(node)
    return _("{what}: {where}").format(what=node_label(node), where=", ".join(words))


def _places(node: str, places: list[str]) -> Iterator[str]:
    """Yield the words of each place; the table itself and the number of a sum have none."""
    for place in places:
        bare = place.rstrip("0123456789")
        if place == "table" or not bare:
            continue
        yield (
            _state(node, place)
            or _step(node, place)
            or _form(bare, place)
            or _state(node, bare)
            or _plain(place)
        )


def _step(node: str, place: str) -> str:
    """Return what a step of a ladder leads to: from one state of an ordered node to the next."""
    term = load_terms().get(node)
    step = int(place.removeprefix("ladder")) if re.fullmatch(r"ladder\d+", place) else 0
    if not term or not 0 < step < len(term.states):
        return ""
    less, more = (in_text(short_label(node, term.states[i])) for i in (step - 1, step))
    return _("{more} rather than {less}").format(more=more, less=less)


def _form(bare: str, place: str) -> str:
    return translated(_FORMS[bare]).format(n=place[len(bare) :]) if bare in _FORMS else ""


def _state(node: str, state: str) -> str:
    """Return the label of a state of this node, or else of another that has it."""
    owner = _owner(node, state)
    return in_text(short_label(owner, state)) if owner else ""


@cache
def _owner(node: str, state: str) -> str:
    terms = load_terms()
    several = [node, *terms] if node in terms else [*terms]
    return next((name for name in several if state in terms[name].states), "")


def _plain(place: str) -> str:
    return re.sub(r"_+", " ", place)
