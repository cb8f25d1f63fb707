"""How a model does on published patients → sentences, rows, pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from bayesdx.language import N_, _, number, translated
from bayesdx.report.charts import INK, PATTERN_COLOURS, chart_of
from bayesdx.report.dots import Across, Dots, dots_chart
from bayesdx.report.labels import in_text, state_label
from bayesdx.report.sentences import findings_in_words, percent
from bayesdx.validation.cases import CasesReport, Scored
from bayesdx.validation.forecasts import MODEL, Forecast
from bayesdx.validation.literature import wilson
from bayesdx.validation.metrics import reliability

if TYPE_CHECKING:
    import altair as alt

PATTERN = "pattern"
BASELINES = (N_("majority"), N_("count the signs"), N_("naive Bayes"))
ALL, ADULTS = N_("Everyone"), N_("Adults alone")

SHORT: Mapping[str, str] = MappingProxyType(
    {"umn": N_("Upper"), "lmn": N_("Lower"), "mixed": N_("Both"), "neither": N_("Neither")}
)
"""Names of the patterns that fit a table on a phone, in the order in which they are shown."""

_DARKEST = 0.5
_CELL = 52


@dataclass(frozen=True, slots=True)
class Group:
    """The patients that are looked at: who they are, the cases, and the forecasts of them."""

    name: str
    cases: tuple[Scored, ...]
    forecasts: tuple[Forecast, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is drawn: its name, what guessing gives, which way is better, its axis."""

    label: str
    better: str
    guess: float | None
    values: tuple[float, ...]


FIGURES: Mapping[str, Figure] = MappingProxyType(
    {
        "log_loss": Figure(N_("Log loss"), N_("less is better"), 1.386, (0, 0.5, 1, 1.5, 2)),
        "balanced_accuracy": Figure(
            N_("Called right, averaged over patterns"),
            N_("more is better"),
            0.25,
            (0, 0.25, 0.5, 0.75, 1),
        ),
        "auc": Figure(
            N_("Area under the ROC curve"), N_("more is better"), 0.5, (0.4, 0.6, 0.8, 1)
        ),
        "brier": Figure(N_("Brier score"), N_("less is better"), 0.75, (0, 0.25, 0.5, 0.75, 1)),
        "ece": Figure(N_("Calibration error"), N_("less is better"), None, (0, 0.1, 0.2, 0.3, 0.4)),
    }
)
"""The figures that are drawn; formulas stand in `bayesdx.validation.metrics`."""


def groups(report: CasesReport) -> tuple[Group, ...]:
    """Return all patients, and those stated to be adults, where there are some."""
    everyone = Group(ALL, report.cases, report.forecasts)
    adults = Group(ADULTS, report.adult_cases, report.adults)
    return (everyone, adults) if report.adults else (everyone,)


def summary(group: Group) -> str:
    """Return how many patterns the model calls right, and how that compares, in words."""
    right = sum(case.called == case.truth for case in group.cases)
    diseases = len({case.disease_id for case in group.cases})
    said = _(
        "**{right} of {cases} patients** with {diseases} diseases have the pattern that the "
        "model calls."
    ).format(right=right, cases=len(group.cases), diseases=diseases)
    model, *others = _compared(group)
    balanced = model.figures["balanced_accuracy"]
    if balanced is None:
        return said
    rivals = ", ".join(
        f"{translated(other.name)} {percent(other.figures['balanced_accuracy'] or 0)}"
        for other in others
    )
    averaged = _(
        "Averaged over the patterns, so that a rare one weighs as much as a common one, it is "
        "right in {balanced}; of the simpler forecasts, {rivals}."
    )
    return f"{said} {averaged.format(balanced=percent(balanced), rivals=rivals)}"


def _compared(group: Group) -> list[Forecast]:
    """Return the model, and the baselines beside it."""
    named = {forecast.name: forecast for forecast in group.forecasts}
    return [named[name] for name in (MODEL, *BASELINES) if name in named]


def moved(report: CasesReport, group: Group) -> str:
    """Return how many calls hang on where the patient is seen, which few reports say."""
    known = {case.case_id for case in group.cases}
    several = sum(case.case_id in known for case in report.decided_by_setting)
    return _(
        "{several} of {cases} are called differently in different settings, which the reports "
        "seldom state; the model averages over them."
    ).format(several=several, cases=len(group.cases))


def figure_chart(group: Group, name: str) -> alt.LayerChart:
    """Return one figure of the model and of each baseline, with its interval.

    Args:
        group: the patients.
        name: one of `FIGURES`.
    """
    figure = FIGURES[name]
    head = f"{translated(figure.label)}: {translated(figure.better)}"
    if figure.guess is not None:
        head += _("; guessing {value}").format(value=number(figure.guess, ".2f"))
    rows = [Dots(head, heading=True)]
    rows += [_row(forecast, name) for forecast in _compared(group)]
    ends = [end for row in rows for end in (row.high, row.mark) if end is not None]
    low, high = figure.values[0], max(figure.values[-1], *ends, figure.values[0])
    return dots_chart(rows, Across(low, high, figure.values, ".3~g", guide=figure.guess))


def _row(forecast: Forecast, name: str) -> Dots:
    value, interval = forecast.figures[name], forecast.intervals[name]
    low, high = interval or (None, None)
    own = forecast.name == MODEL
    said = "–" if value is None else number(value, ".2f")
    ends = "" if low is None or high is None else f"{number(low, '.2f')}–{number(high, '.2f')}"
    span = f" ({ends})" if ends else ""
    return Dots(
        f"{_('model') if own else translated(forecast.name)}: {said}{span}",
        low=low,
        high=high,
        mark=value,
        shape="circle" if own else "diamond",
        colour=PATTERN_COLOURS["umn"] if own else PATTERN_COLOURS["neither"],
    )


def figure_text(group: Group, name: str) -> str:
    """Return what the picture of a figure shows, for those who do not see it."""
    rows = [_row(forecast, name).text for forecast in _compared(group)]
    figure = FIGURES[name]
    return f"{translated(figure.label)}, {translated(figure.better)}. {'; '.join(rows)}."


def bins(report: CasesReport, group: Group) -> list[dict[str, Any]]:
    """Return a row for each bin of confidence, with Wilson's interval of the share right."""
    place = {state: i for i, state in enumerate(report.states)}
    truth = np.array([place[case.truth] for case in group.cases])
    rows = reliability(group.forecasts[0].probability, truth)
    spans = [wilson(row["right"] * row["cases"], row["cases"]) for row in rows]
    return [
        {**row, "low": low, "high": high, "text": _bin_text(row)}
        for row, (low, high) in zip(rows, spans, strict=True)
    ]


def _bin_text(row: Mapping[str, Any]) -> str:
    right = round(row["right"] * row["cases"])
    return _("{sure} sure on average of {cases} calls; {right} right ({share})").format(
        sure=percent(row["confidence"]),
        cases=row["cases"],
        right=right,
        share=percent(row["right"]),
    )


def reliability_chart(rows: Sequence[Mapping[str, Any]]) -> alt.LayerChart:
    """Return how often calls are right against how sure the model was of them.

    Args:
        rows: as `bins` gives them. The number at a mark is the number of its cases.
    """
    import altair as alt

    base = chart_of(rows)
    x = alt.X("confidence:Q", scale=alt.Scale(domain=[0.2, 1]), axis=_percent(_("How sure it was")))
    y = alt.Y("right:Q", scale=alt.Scale(domain=[0, 1]), axis=_percent(_("How often it was right")))
    ideal = chart_of([{"confidence": p, "right": p} for p in (0.2, 1)])
    line = ideal.mark_line(color=INK, strokeDash=[4, 4], strokeWidth=1.5, opacity=0.7)
    spans = base.mark_rule(color=INK, strokeWidth=2, opacity=0.75)
    points = base.mark_point(
        size=110, filled=True, opacity=1, fill=PATTERN_COLOURS["umn"], stroke="white", strokeWidth=1
    )
    counts = base.mark_text(align="left", dx=9, fontSize=13, fill=INK)
    layers = [
        line.encode(x=x, y=y),
        spans.encode(x=x, y=alt.Y("low:Q"), y2="high:Q"),
        points.encode(x=x, y=y, tooltip="text:N"),
        counts.encode(x=x, y=y, text="cases:Q"),
    ]
    return alt.LayerChart(layer=layers, height=340)


def _percent(title: str) -> alt.Axis:
    import altair as alt

    return alt.Axis(
        format="%",
        values=[0, 0.2, 0.4, 0.6, 0.8, 1],
        title=title,
        titleColor=INK,
        labelColor=INK,
        tickSize=0,
    )


def reliability_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return what the picture shows, for those who do not see it."""
    said = "; ".join(row["text"] for row in rows)
    return _("Confidence against share right. {rows}.").format(rows=said)


def confusion_rows(report: CasesReport, group: Group) -> list[dict[str, Any]]:
    """Return a row for each true and each called pattern: how many, and which share of the true."""
    place = {state: i for i, state in enumerate(report.states)}
    counts = report.confusion(group.cases)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return [
        {
            "truth": f"{translated(SHORT[truth])}, {counts[place[truth]].sum()}",
            "called": translated(SHORT[called]),
            "cases": int(counts[place[truth], place[called]]),
            "share": float(shares[place[truth], place[called]]),
            "right": truth == called,
        }
        for truth in SHORT
        for called in SHORT
    ]


def confusion_chart(rows: Sequence[Mapping[str, Any]]) -> alt.LayerChart:
    """Return counts on a ground that is the darker the larger their share of the row.

    Calls that are right have a frame.

    Args:
        rows: as `confusion_rows` gives them.
    """
    import altair as alt

    base = chart_of(rows)
    x = alt.X("called:N", sort=None, axis=_names(_("Called"), orient="top"))
    y = alt.Y("truth:N", sort=None, axis=_names(_("Truth")))
    shade = alt.Opacity(
        "share:Q", scale=alt.Scale(domain=[0, 1], range=[0.04, _DARKEST]), legend=None
    )
    cells = base.mark_rect(color=PATTERN_COLOURS["umn"]).encode(x=x, y=y, opacity=shade)
    frames = (
        base.transform_filter("datum.right")
        .mark_rect(filled=False, stroke=INK, strokeWidth=1.5, opacity=0.8)
        .encode(x=x, y=y)
    )
    numbers = base.mark_text(fontSize=15, fill=INK).encode(
        x=x, y=y, text="cases:Q", tooltip=["truth:N", "called:N", "cases:Q"]
    )
    return alt.LayerChart(layer=[cells, frames, numbers], height=_CELL * len(SHORT) + 40)


def _names(title: str, **more: Any) -> alt.Axis:
    import altair as alt

    return alt.Axis(
        title=title,
        titleColor=INK,
        labelColor=INK,
        labelFontSize=13,
        labelAngle=0,
        labelFlush=False,
        ticks=False,
        domain=False,
        grid=False,
        **more,
    )


def confusion_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return what the picture shows, for those who do not see it."""
    said: dict[str, list[str]] = {}
    for row in rows:
        said.setdefault(row["truth"], []).append(f"{row['called']} {row['cases']}")
    form = _("truly {truth} cases: called {calls}")
    parts = [form.format(truth=truth, calls=", ".join(calls)) for truth, calls in said.items()]
    return _("Calls of the model. {rows}.").format(rows="; ".join(parts))


def case_in_words(case: Scored) -> str:
    """Return a case that the model gets wrong, in a sentence or two, without Markdown."""
    age = ""
    if case.years is not None:
        age = _(", {age} years").format(age=number(case.years, "g"))
    truth, called = (in_text(state_label(PATTERN, name)) for name in (case.truth, case.called))
    return _(
        "{disease} ({case}{age}): in truth {truth}, called {called}, with {share} for the truth. "
        "Found: {findings}."
    ).format(
        disease=case.disease or case.disease_id,
        case=case.case_id,
        age=age,
        truth=truth,
        called=called,
        share=percent(case.probability_of_truth),
        findings=findings_in_words(_found(case)),
    )


def _found(case: Scored) -> dict[str, str]:
    """Return finding → what was said, from the text of a case."""
    pairs = (part.partition("=") for part in case.findings.split("; "))
    return {name: said for name, _sign, said in pairs}
