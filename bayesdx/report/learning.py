"""What local cases changed, and which published figures they contradict: rows, sentences, chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bayesdx.formats.learned import before
from bayesdx.learning import Check, Learned, by_chance
from bayesdx.network import Network
from bayesdx.report.charts import PLAIN_COLOUR
from bayesdx.report.citation import CitedTable
from bayesdx.report.dots import Dots, dots_chart
from bayesdx.report.sheet import sheet

if TYPE_CHECKING:
    import altair as alt

MOST = 20
"""So many figures are drawn."""

LEVEL = 0.05
"""A figure whose tail is below is called contradicted."""

KEY = (
    "Line: where the local share should lie with 95%, were the figure right.",
    "Upright stroke: the figure. Circle: the local cases; triangle: further out than 95%.",
)
_RED = "#D55E00"


def check_rows(found: Sequence[Check]) -> list[dict[str, Any]]:
    """Return a row for each figure, the most contradicted first."""
    return [{name: getattr(one, name) for name in Check.__slots__} for one in found]


def check_sentence(one: Check) -> str:
    """Return what local cases say of one figure."""
    whose = one.source or "All studies together"
    share = "" if one.known > 0.99 else f" ({one.known:.0%} of them known to be of the group)"
    return (
        f"{whose}: {one.asked} = {one.published:.2g}; here {one.k:.3g} of {one.n:.3g}{share}, "
        f"{one.local:.2g}, where {one.low:.2g} to {one.high:.2g} was to be expected "
        f"(tail {one.tail:.2g})."
    )


def summary(found: Learned) -> list[str]:
    """Return what was learnt and what was contradicted, in a few lines."""
    about = found.about
    said = [
        f"{found.network.version}: {about.provenance}, literature worth {about.worth:g}",
        f"read: {', '.join(found.used)}",
        f"not used: {', '.join(found.unused) or 'nothing'}",
    ]
    if found.labelled:
        known = ", ".join(f"{node} {count}" for node, count in found.labelled.items())
        said.append(f"labelled, of {about.cases} cases: {known}")
    if found.checks:
        below, chance = by_chance(found.checks, LEVEL)
        said.append(
            f"{len(found.checks)} published figures tested: {below} with a tail below {LEVEL:g}; "
            f"about {chance:.1f} would be so by chance, were all of them right"
        )
    return said


def learning_plot(found: Learned) -> alt.VConcatChart:
    """Return the most contradicted figures beside the local cases."""
    rows = [_dots(one) for one in found.checks[:MOST]]
    heading = f"The first {len(rows)} of {len(found.checks)} figures"
    charts = [(heading, dots_chart(rows))] if rows else []
    return sheet("\n".join([found.network.version, *summary(found)[-1:]]), KEY, charts)


def _dots(one: Check) -> Dots:
    outside = one.tail < LEVEL
    return Dots(
        check_sentence(one),
        low=one.low,
        high=one.high,
        tick=one.published,
        mark=one.local,
        shape="triangle-right" if outside else "circle",
        colour=_RED if outside else PLAIN_COLOUR,
    )


def beside(network: Network, table: CitedTable) -> list[dict[str, Any]]:
    """Return a row for each cell: what it is, by the literature alone, and the local cases in it.

    Args:
        network: a network that has learnt.
        table: where the cells of one of its nodes come from.
    """
    counts, old = network.local.get(table.node), before(network, table.node)
    own = network.nodes[network.index[table.node]]
    found = []
    for row, cell in zip(table.rows(), table.cells, strict=True):
        given = dict(cell.given)
        at = tuple(network.states[parent].index(given[parent]) for parent in own.parents)
        place = (own.states.index(cell.state), *at)
        local = 0.0 if counts is None else float(counts[place])
        told = {"literature": float(old[place]), "local_cases": local}
        found.append(_last({**row, **told}, "parameters"))
    return found


def _last(row: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a row with one of its entries at the end: the longest text."""
    return {key: value for key, value in row.items() if key != name} | {name: row[name]}
