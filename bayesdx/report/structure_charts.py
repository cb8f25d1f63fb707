"""Other structures in pictures and words: the band of answers, and which change makes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bayesdx.language import _, plural
from bayesdx.report.dots import Across, Dots, dots_chart
from bayesdx.report.labels import in_text, listed, node_label, short_label
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
    parents = listed([in_text(node_label(parent)) for parent in change.parents])
    if change.kind == ARROW:
        return _("Without the arrow from {parents} to {child}").format(
            parents=parents, child=in_text(node_label(change.children[0]))
        )
    return _("Signs of {parents} taken one by one").format(parents=parents)


def in_words(found: StructureBand) -> str:
    """Return the band of answers and the change that moves it most, in a sentence.

    >>> from bayesdx import load
    >>> from bayesdx.sensitivity.structure import structure_band
    >>> in_words(structure_band(load("core"), {"pattern": "umn"}, target="pattern"))
    'No other structure that was tried moves this answer.'
    """
    if not found.changes:
        return _("No other structure that was tried moves this answer.")
    first = found.changes[0]
    said = _("the findings could not occur")
    if first.posterior is not None:
        said = percent(first.posterior)
    flips = sum(change.flips for change in found.changes)
    node = found.target.partition("=")[0]
    answer = f"{in_text(node_label(node))} {in_text(short_label(node, found.answer))}"
    turned = plural(
        "One of them turns the answer ({answer}).",
        "{n} of them turn the answer ({answer}).",
        flips,
    )
    last = turned if flips else _("None turns the answer ({answer}).")
    whole = _(
        "Under {n} other structures the posterior lies within {band}. {change} it is furthest off: "
        "{said}."
    ).format(
        n=len(found.changes),
        band=_("{number}%").format(number=span(found.low, found.high)),
        change=change_in_words(first),
        said=said,
    )
    return f"{whole} {last.format(n=flips, answer=answer)}"


def structure_chart(found: StructureBand, most: int = MOST) -> alt.LayerChart:
    """Return a row for each change: how far it takes the posterior."""
    rows = [_dots(found, change) for change in found.changes[:most]]
    return dots_chart(rows, Across(guide=found.posterior))


def _dots(found: StructureBand, change: Change) -> Dots:
    text = change_in_words(change)
    if change.posterior is None:
        return Dots(_("{context}: the findings cannot occur.").format(context=text))
    text += f": {percent(change.posterior)}"
    text += _(", turns the answer") if change.flips else ""
    ends = sorted((found.posterior, change.posterior))
    colour = "#0072B2" if change.kind == ARROW else "#D55E00"
    return Dots(text, low=ends[0], high=ends[1], mark=change.posterior, colour=colour)


def structure_plot(found: StructureBand) -> alt.VConcatChart:
    """Return the picture for a file."""
    said = ", ".join(f"{name}={text}" for name, text in found.findings.items())
    title = f"{found.target} | {said or 'no findings'}, under other structures"
    return sheet(title, KEY, [("", structure_chart(found))])
