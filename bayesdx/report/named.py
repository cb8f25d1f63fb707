"""Results under the names that a reader knows: publications by author, quantities by label."""

from __future__ import annotations

import textwrap
from dataclasses import replace

from bayesdx.evidence import Evidence
from bayesdx.language import translated
from bayesdx.report.labels import listed, node_label
from bayesdx.sensitivity import Tornado
from bayesdx.sensitivity.tornado import Bar
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
    """Return the same result with each number by its label."""
    bars = (replace(bar, parameter=_label(bar, evidence)) for bar in found.bars)
    return replace(found, bars=tuple(bars))


def _label(bar: Bar, evidence: Evidence) -> str:
    quantity = evidence.quantities.get(bar.parameter)
    if quantity:
        return quantity.label
    node, _dot, rest = bar.parameter.partition(".")
    tables = listed([node_label(name) for name in bar.nodes[:2]]) or node_label(node)
    return f"{tables}, {rest.removeprefix('table.')}" if rest else tables
