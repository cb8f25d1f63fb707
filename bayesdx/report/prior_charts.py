"""Posterior against prior in pictures and words: a curve for each context, and where it turns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bayesdx.language import _, level
from bayesdx.report.charts import INK, chart_of
from bayesdx.report.labels import in_text, short_label
from bayesdx.report.sentences import of_hundred, percent
from bayesdx.report.sheet import sheet
from bayesdx.sensitivity.prior import PriorLine, PriorSensitivity

if TYPE_CHECKING:
    import altair as alt

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#767676")
"""Of the contexts, after Okabe & Ito; each curve has a dash and a point of its own as well."""

DASHES = ((1, 0), (6, 3), (2, 2), (8, 3, 2, 3), (4, 4), (12, 4), (1, 3))

KEY = (
    "Across: the prior. Upwards: the posterior. Point: where the model stands.",
    "Upright line: the break-even prevalence, where the most likely state changes.",
)
_POINTS = 201
_HEIGHT = 320


def name_of(line: PriorLine) -> str:
    """Return what a context is called."""
    said = [short_label(node, state) for node, state in line.given.items()]
    return ", ".join(said) or _("As it is")


def in_words(found: PriorSensitivity) -> str:
    """Return for each context what the prior and the posterior are, and where the answer turns.

    >>> from bayesdx import load
    >>> from bayesdx.sensitivity.prior import prior_sensitivity
    >>> core = load("core")
    >>> in_words(prior_sensitivity(core, {}, target="pattern=umn", moved="setting=population"))[:9]
    'As it is:'
    """
    return " ".join(said(found, line) for line in found.lines)


def said(found: PriorSensitivity, line: PriorLine) -> str:
    """Return for one context what the prior and the posterior are, and where the answer turns."""
    node = found.target.partition("=")[0]
    if line.posterior is None or line.answer is None:
        return _("{context}: the findings cannot occur.").format(context=name_of(line))
    if level() == "patient":
        spoken = _("{context}: {prior} of 100 before the examination, {posterior} of 100 after it.")
        return spoken.format(
            context=name_of(line),
            prior=of_hundred(line.prior),
            posterior=of_hundred(line.posterior),
        )
    same = _("{context}: {prior} before, {posterior} after")
    other = _("{context}: {posterior} at a prior of {prior}")
    start = (same if found.moved == found.target else other).format(
        context=name_of(line), prior=percent(line.prior), posterior=percent(line.posterior)
    )
    answer = in_text(short_label(node, line.answer))
    if line.break_even is None or line.answer_beyond is None:
        return _("{start}; the answer is never other than {answer}.").format(
            start=start, answer=answer
        )
    above = _("{start}; the answer is {answer}, above a prior of {turn} it would be {beyond}.")
    below = _("{start}; the answer is {answer}, below a prior of {turn} it would be {beyond}.")
    return (above if line.break_even > line.prior else below).format(
        start=start,
        answer=answer,
        turn=percent(line.break_even),
        beyond=in_text(short_label(node, line.answer_beyond)),
    )


def prior_chart(found: PriorSensitivity) -> alt.LayerChart:
    """Return the posterior over all priors, one curve for each context, and its turn."""
    import altair as alt

    names = [name_of(line) for line in found.lines]
    count = len(names)
    colours = alt.Scale(domain=names, range=[COLOURS[i % len(COLOURS)] for i in range(count)])
    dashes = alt.Scale(domain=names, range=[list(DASHES[i % len(DASHES)]) for i in range(count)])
    legend = (
        alt.Legend(title=None, orient="top", columns=1, labelColor=INK, labelLimit=0)
        if count > 1
        else None
    )
    colour = alt.Color("context:N", scale=colours, legend=legend)
    dash = alt.StrokeDash("context:N", scale=dashes, legend=legend)
    x = alt.X("prior:Q", scale=alt.Scale(domain=[0, 1]), axis=_axis(), title=_before(found))
    y = alt.Y("posterior:Q", scale=alt.Scale(domain=[0, 1]), axis=_axis(), title=_after(found))
    curve, marks = chart_of(_curve(found)), chart_of(_marks(found))
    lines = curve.mark_line(strokeWidth=2.5).encode(x=x, y=y, color=colour, strokeDash=dash)
    points = marks.mark_point(size=110, filled=True, opacity=1, stroke="white", strokeWidth=1)
    turns = marks.transform_filter("isValid(datum.turn)").mark_rule(strokeWidth=1.5, opacity=0.8)
    layers = [
        turns.encode(x=alt.X("turn:Q"), color=colour, strokeDash=dash, tooltip="text:N"),
        lines,
        points.encode(x=x, y=y, color=colour, tooltip="text:N"),
    ]
    return alt.LayerChart(layer=layers, height=_HEIGHT)


def _before(found: PriorSensitivity) -> str:
    if found.moved == found.target:
        return _("Before the findings")
    return _("Prior of {what}").format(what=found.moved)


def _after(found: PriorSensitivity) -> str:
    if found.moved == found.target:
        return _("With the findings")
    return _("Posterior of {what}").format(what=found.target)


def _axis() -> alt.Axis:
    import altair as alt

    values = [0, 0.25, 0.5, 0.75, 1]
    return alt.Axis(format="%", values=values, tickSize=0, labelColor=INK, titleColor=INK)


def _curve(found: PriorSensitivity) -> list[dict[str, Any]]:
    """Return the curves' points under the names of their contexts."""
    names = [name_of(line) for line in found.lines for _point in range(_POINTS)]
    rows = zip(names, found.curve(_POINTS), strict=True)
    return [
        {"context": name, "prior": row["prior"], "posterior": row["posterior"]}
        for name, row in rows
    ]


def _marks(found: PriorSensitivity) -> list[dict[str, Any]]:
    """Return where the model stands, and where the answer turns."""
    return [
        {
            "context": name_of(line),
            "prior": line.prior,
            "posterior": line.posterior,
            "turn": line.break_even,
            "text": said(found, line),
        }
        for line in found.lines
        if line.posterior is not None
    ]


def prior_plot(found: PriorSensitivity) -> alt.VConcatChart:
    """Return the picture for a file."""
    said = ", ".join(f"{name}={text}" for name, text in found.findings.items())
    title = f"{found.target} | {said or 'no findings'}, against the prior of {found.moved}"
    return sheet(title, KEY, [("", prior_chart(found))])
