"""What a model implies for the figures it rests on → sentences, rows, pictures.

In every picture the line is a study's own 95% interval, the upright line what the study found, and
the shape what the model implies: a circle inside, a triangle outside that points to where the model
went, a square where the study gives no interval. A hollow triangle is explained by the studies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bayesdx.evidence import Evidence
from bayesdx.findings import load_terms
from bayesdx.language import N_, _, translated
from bayesdx.report.deviation_words import why_said
from bayesdx.report.dots import Across, Dots, dots_chart
from bayesdx.report.labels import capital, node_label
from bayesdx.report.sentences import percent, with_span
from bayesdx.validation.literature import Implied, LiteratureReport

if TYPE_CHECKING:
    import altair as alt

INSIDE, OUTSIDE = N_("inside"), N_("outside")

VERDICT_COLOURS: Mapping[str, str] = MappingProxyType(
    {INSIDE: "#0072B2", OUTSIDE: "#D55E00", N_("no interval"): "#767676"}
)
"""After Okabe & Ito; each has a contrast of 3:1 or more with a white and with a dark page."""


def drawable(report: LiteratureReport) -> tuple[Implied, ...]:
    """Return the figures for which the model has an answer, by finding, in the examination's order.

    Within a finding they stand by quantity, and within a quantity from the lowest to the highest.
    """
    asked = (figure for figure in report.figures if figure.implied is not None)
    return tuple(sorted(asked, key=lambda f: (*_place(finding_of(f)), f.quantity, f.published)))


def finding_of(figure: Implied) -> str:
    """Return the finding that a figure is about: the first word of its quantity."""
    return figure.quantity.partition(".")[0]


def by_finding(figures: Sequence[Implied]) -> dict[str, tuple[Implied, ...]]:
    """Return finding → its figures, in the order of `drawable`."""
    return {finding: tuple(own) for finding, own in groupby(figures, key=finding_of)}


def _place(finding: str) -> tuple[int, str]:
    term = load_terms().get(finding)
    return (term.order if term else 1_000, finding)


def summary(report: LiteratureReport) -> str:
    """Return how many figures the model reproduces, in sentences for the head of a page."""
    counts = report.counts()
    inside, judged = counts[INSIDE], counts[INSIDE] + counts[OUTSIDE]
    share = report.share_inside()
    explained = report.share_explained()
    if share is None or explained is None:
        return _("No figure that this model rests on gives the means to an interval.")
    said = [
        _(
            "**{inside} of {judged} published figures ({share})** have the model's own answer "
            "inside their 95% interval."
        ).format(inside=inside, judged=judged, share=_share(share))
    ]
    if explained > share:
        said.append(
            _(
                "With those whose deviation the studies explain, chiefly because they disagree "
                "among themselves, it is **{share}**."
            ).format(share=_share(explained))
        )
    high = report.share_inside(applicability="high")
    fitting = report.share_explained(applicability="high")
    if high is not None and fitting is not None:
        said.append(
            _(
                "Of the figures whose patients fit the model well it is {share}, and {fitting} "
                "with the explained."
            ).format(share=_share(high), fitting=_share(fitting))
        )
    return " ".join([*said, *_unjudged(counts)])


def _share(p: float) -> str:
    return _("{number}%").format(number=f"{100 * p:.0f}")


def _unjudged(counts: Mapping[str, int]) -> list[str]:
    told = {
        _("{n} more are shown, but give no means to an interval."): counts["no interval"],
        _("{n} cannot be asked of this model."): counts["not asked"],
    }
    return [text.format(n=n) for text, n in told.items() if n]


def tally(figures: Sequence[Implied]) -> str:
    """Return in how many of the intervals the model is.

    >>> from dataclasses import replace
    >>> one = Implied("", "", "", "", "", 0.5, 0.4, 0.6, 0.5, 0.5, "inside", "")
    >>> tally([one, one, replace(one, verdict="outside")]), tally([])
    ('2 of 3 inside', 'no interval')
    """
    verdicts = [figure.verdict for figure in figures]
    judged = verdicts.count(INSIDE) + verdicts.count(OUTSIDE)
    if not judged:
        return _("no interval")
    return _("{inside} of {judged} inside").format(inside=verdicts.count(INSIDE), judged=judged)


def implied_chart(figures: Sequence[Implied], evidence: Evidence) -> alt.LayerChart:
    """Return every figure with its interval, what the study found and what the model implies.

    Args:
        figures: in the order of `drawable`; each has an answer.
        evidence: where the names of the quantities stand.
    """
    rows: list[Dots] = []
    for quantity, own in groupby(figures, key=lambda figure: figure.quantity):
        rows.append(Dots(evidence.quantities[quantity].label, heading=True))
        rows += [_dots(figure) for figure in own]
    return dots_chart(rows, Across())


def _dots(figure: Implied) -> Dots:
    found = with_span(percent(figure.published), figure.low, figure.high)
    implied = figure.implied or 0.0
    return Dots(
        _("{source}: {found}; model {implied}, {verdict}").format(
            source=figure.source,
            found=found,
            implied=percent(implied),
            verdict=in_a_word(figure),
        ),
        low=figure.low,
        high=figure.high,
        tick=figure.published,
        mark=implied,
        shape=shape_of(figure),
        colour=VERDICT_COLOURS[figure.verdict],
        hollow=figure.explained,
    )


def in_a_word(figure: Implied) -> str:
    """Return the verdict; outside, on which side the model is, and whether the studies explain it.

    >>> from dataclasses import replace
    >>> out = Implied("", "", "", "", "", 0.5, 0.4, 0.6, 0.5, 0.9, "outside", "")
    >>> in_a_word(out), in_a_word(replace(out, explained=True))
    ('too high', 'higher, explained')
    """
    if figure.verdict != OUTSIDE:
        return translated(figure.verdict)
    high = _is_high(figure)
    if figure.explained:
        return _("higher, explained") if high else _("lower, explained")
    return _("too high") if high else _("too low")


def _is_high(figure: Implied) -> bool:
    return (figure.implied or 0.0) > figure.published


def shape_of(figure: Implied) -> str:
    """Return the shape of the model's mark, which says the verdict without its colour."""
    if figure.verdict == OUTSIDE:
        return "triangle-right" if _is_high(figure) else "triangle-left"
    return "circle" if figure.verdict == INSIDE else "square"


def alt_text(finding: str, figures: Sequence[Implied]) -> str:
    """Return what the picture of one finding shows, for those who do not see it."""
    outside = [figure for figure in figures if figure.verdict == OUTSIDE]
    high = sum(map(_is_high, outside))
    sides = _("; {high} higher, {low} lower") if outside else ""
    return _(
        "{finding}: {n} published figures with what the model implies, {tally}{sides}. The table "
        "below holds every number."
    ).format(
        finding=node_label(finding),
        n=len(figures),
        tally=tally(figures),
        sides=sides.format(high=high, low=len(outside) - high),
    )


def table(figures: Sequence[Implied]) -> list[dict[str, Any]]:
    """Return a row for each figure as the table of a page shows it, those outside first."""
    ordered = sorted(figures, key=lambda figure: (figure.verdict != OUTSIDE, figure.explained))
    return [
        {
            _("Study"): figure.source,
            _("Published"): figure.published,
            _("from"): figure.low,
            _("to"): figure.high,
            _("Model"): figure.implied,
            _("Verdict"): in_a_word(figure),
            _("Why"): why_said(figure.why),
            _("Asked of the model"): figure.asked,
            _("Pooled"): figure.pooled,
            _("Patients fit"): translated(figure.applicability),
        }
        for figure in ordered
    ]


def reasons(figures: Sequence[Implied]) -> str:
    """Return why figures are outside, with the studies, as a list.

    What the model itself does comes first, then what the studies explain, the commonest first.
    """
    by_why: dict[tuple[bool, str], list[str]] = {}
    for figure in figures:
        if figure.verdict == OUTSIDE:
            why = (figure.explained, figure.why.partition(";")[0])
            by_why.setdefault(why, []).append(figure.source)
    ordered = sorted(by_why.items(), key=lambda pair: (pair[0][0], -len(pair[1])))
    return "\n".join(_reason(why, studies, explained) for (explained, why), studies in ordered)


def _reason(why: str, studies: Sequence[str], explained: bool) -> str:
    whose = _("explained by the studies") if explained else _("the model's own")
    named = ", ".join(dict.fromkeys(studies))
    said = capital(why_said(why))
    return f"- {said} ({len(studies)}, {whose}): {named}."
