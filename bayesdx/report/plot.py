"""What a model is held against, as a file: a picture, a page, or its Vega-Lite specification."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.util import find_spec
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from bayesdx.errors import Fault, FormatError
from bayesdx.evidence import Evidence
from bayesdx.formats.whole import NAME_A_FILE, whole
from bayesdx.report import accuracy, implied, overview
from bayesdx.report.labels import node_label
from bayesdx.report.together import together, together_chart
from bayesdx.validation import CasesReport, DependenceReport, LiteratureReport

if TYPE_CHECKING:
    import altair as alt

FORMATS = ("svg", "png", "html", "json")
"""The endings of a file that can be written; json is the specification."""

INSTALL = "pip install vl-convert-python"
"""What draws pictures without a browser; a page too needs it, to be whole without a network."""

READING = (
    "Line: 95% interval. Upright stroke: published. Circle: the model; triangle: the model, "
    "outside (hollow: explained)."
)
WIDTH = 640
PNG_SCALE = 2
"""Pixels of a png for each of the picture: enough for a projector, and for print."""

_BESIDE = 40


def literature_plot(report: LiteratureReport, evidence: Evidence) -> alt.VConcatChart:
    """Return all figures at once, and below them each with its interval."""
    figures = implied.drawable(report)
    each = [
        (f"{node_label(name)}: {implied.tally(own)}", implied.implied_chart(own, evidence))
        for name, own in implied.by_finding(figures).items()
    ]
    every = overview.overview_chart(figures)
    return _below(report.network, [("How far the model is from each study", every), *each])


def cases_plot(report: CasesReport) -> alt.VConcatChart:
    """Return what was called, how sure the model was, and its figures beside simpler forecasts."""
    group = accuracy.groups(report)[0]
    calls = accuracy.confusion_chart(accuracy.confusion_rows(report, group))
    sure = accuracy.reliability_chart(accuracy.bins(report, group))
    figures = [("", accuracy.figure_chart(group, name)) for name in accuracy.FIGURES]
    named = [("What was true, and what it called", calls), ("How sure, and how often right", sure)]
    return _below(report.network, [*named, *figures])


def dependence_plot(report: DependenceReport, evidence: Evidence) -> alt.VConcatChart:
    """Return the figures about several findings together, with what the model says."""
    chart = together_chart(together(report, evidence))
    return _below(report.network, [("Findings that come together", chart)])


def _below(network: str, charts: Sequence[tuple[str, alt.LayerChart]]) -> alt.VConcatChart:
    """Return charts one below the other, black on white, under the version of the model."""
    import altair as alt

    return alt.VConcatChart(
        vconcat=[chart.properties(width=WIDTH, title=title) for title, chart in charts],
        title=alt.TitleParams(network, subtitle=READING, anchor="start"),
        spacing=_BESIDE,
        background="white",
        config={"view": {"stroke": None}, "title": {"anchor": "start"}},
    )


def save(chart: alt.VConcatChart, path: Path) -> None:
    """Write a chart to a file, whole or not at all; its ending says as what.

    Args:
        chart: what is drawn.
        path: ends in one of `FORMATS`.

    Raises:
        FormatError: as `form_of`; a file that cannot be written; what draws is not installed.
    """
    data = drawn(chart, form_of(path))
    with whole(path) as part:
        part.write_bytes(data)


def form_of(path: Path, among: Sequence[str] = FORMATS) -> str:
    """Return as what something is written to a file.

    Args:
        path: of the file.
        among: the endings that it may have.

    Raises:
        FormatError: another ending than these; no such folder.
    """
    form = path.suffix.lower().removeprefix(".")
    if form not in among:
        expected = f"an ending of {', '.join(among)}"
        raise FormatError(Fault(str(path), repr(path.suffix), expected, "Name it so."))
    # Path.is_dir raises an OSError of a name that is too long for the system; this says no.
    if not os.path.isdir(path.parent):
        raise FormatError(Fault(str(path), "no such folder", "a file to write", NAME_A_FILE))
    return form


def drawn(chart: alt.VConcatChart, form: str) -> bytes:
    """Return a chart as the bytes of a file; `form` is one of `FORMATS`.

    Raises:
        FormatError: what draws is not installed.
    """
    if form == "json":
        return chart.to_json().encode()
    if find_spec("vl_convert") is None:
        remedy = f"Install it ({INSTALL}), or name a .json file."
        found = "nothing installed that draws it"
        raise FormatError(Fault(f"a .{form} file", found, "vl-convert-python", remedy))
    if form == "html":
        return chart.to_html(inline=True).encode()
    if form == "png":
        picture = BytesIO()
        chart.save(picture, format="png", scale_factor=PNG_SCALE)
        return picture.getvalue()
    text = StringIO()
    chart.save(text, format="svg")
    return text.getvalue().encode()
