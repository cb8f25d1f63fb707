"""Other structures in pictures and words: the band of answers, and which change makes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bayesdx.report.dots import Across, Dots, dots_chart
from bayesdx.report.labels import in_text, node_label, short_label
from bayesdx.report.sentences import percent, span
from bayesdx.report.sheet import sheet
from bayesdx.sensitivity.structure import ARROW, Change, StructureBand

if TYPE_CHECKING:
    import altair as alt

KEY = (
    "Circle: the posterior if the network lacked this arrow, or if signs had each a copy of a node",
    "of its own. Dashed: the posterior of the network as it is.",
)
MOST = 20
"""So many changes are drawn."""


def change_in_words(change: Change) -> str:
    """Return a change as a reader would say it."""
    parents = " and ".join(in_text(node_label(parent)) for parent in change.parents)
    if change.kind == ARROW:
        return f"Without the arrow from {parents} to {in_text(node_label(change.children[0]))}"
    return f"Signs of {parents} taken one by one"


def in_words(found: StructureBand) -> str:
    """Return the band of answers and the change that moves it most, in a sentence.

    >>> from bayesdx import load
    >>> from bayesdx.sensitivity.structure import structure_band
    >>> in_words(structure_band(load("core"), {"pattern": "umn"}, target="pattern"))
    'No other structure that was tried moves this answer.'
    """
    if not found.changes:
        return "No other structure that was tried moves this answer."
    first = found.changes[0]
    band = f"Under {len(found.changes)} other structures the posterior lies within"
    said = "the findings could not occur" if first.posterior is None else percent(first.posterior)
    most = f"{change_in_words(first)} it is furthest off: {said}."
    flips = sum(change.flips for change in found.changes)
    node = found.target.partition("=")[0]
    answer = f"{in_text(node_label(node))} {in_text(short_label(node, found.answer))}"
    turned = f"{flips} of them turn" if flips != 1 else "One of them turns"
    last = f"{turned} the answer ({answer})." if flips else f"None turns the answer ({answer})."
    return f"{band} {span(found.low, found.high)}%. {most} {last}"


def structure_chart(found: StructureBand, most: int = MOST) -> alt.LayerChart:
    """Return a row for each change: how far it takes the posterior."""
    rows = [_dots(found, change) for change in found.changes[:most]]
    return dots_chart(rows, Across(guide=found.posterior))


def _dots(found: StructureBand, change: Change) -> Dots:
    text = change_in_words(change)
    if change.posterior is None:
        return Dots(f"{text}: the findings cannot occur")
    text += f": {percent(change.posterior)}{', turns the answer' if change.flips else ''}"
    ends = sorted((found.posterior, change.posterior))
    colour = "#0072B2" if change.kind == ARROW else "#D55E00"
    return Dots(text, low=ends[0], high=ends[1], mark=change.posterior, colour=colour)


def structure_plot(found: StructureBand) -> alt.VConcatChart:
    """Return the picture for a file."""
    said = ", ".join(f"{name}={text}" for name, text in found.findings.items())
    title = f"{found.target} | {said or 'no findings'}, under other structures"
    return sheet(title, KEY, [("", structure_chart(found))])
