"""Findings that come together → what was published, what the model says, what independence would.

Independence is said twice: from the single rates of the very patients of a study, where these are
published as well, and from the single rates of the model.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bayesdx.evidence import Estimate, Evidence, statement
from bayesdx.findings import load_terms, vocabulary
from bayesdx.language import N_, _, number, translated
from bayesdx.report.dots import Across, Dots, dots_chart
from bayesdx.report.sentences import with_span
from bayesdx.validation.dependence import DependenceReport, Joint

if TYPE_CHECKING:
    import altair as alt

NETWORK = N_("This network")
NAIVE = N_("Its single rates, if independent")
SINGLES = N_("The study's, if independent")
"""What each mark stands for."""

_UNKNOWN = N_("This network does not know all of these findings")

_STEP = 0.1


@dataclass(frozen=True, slots=True)
class Together:
    """A figure about several findings together.

    Attributes:
        who: the patients and what was found in them, in words.
        reference, link: the publication.
        joint: the figure, and what the model says.
        singles: what the single rates of the same patients would give if the findings were
            independent; None where one of them is not published.
    """

    who: str
    reference: str
    link: str | None
    joint: Joint
    singles: float | None


def together(report: DependenceReport, evidence: Evidence) -> tuple[Together, ...]:
    """Return the figures of a report with their publications and their single rates.

    >>> from bayesdx import load, load_evidence, validate_dependence
    >>> evidence = load_evidence()
    >>> first = together(validate_dependence(load("core"), evidence), evidence)[0]
    >>> round(first.singles, 4)  # 64/130 × 90/130 × 22/130
    0.0577
    """
    return tuple(_together(figure, evidence) for figure in report.figures)


def _together(figure: Joint, evidence: Evidence) -> Together:
    estimate = evidence.estimates[figure.estimate_id]
    source = evidence.sources[estimate.source_id]
    asked = figure.asked.removeprefix("P(").partition(" | ")[0].split("; ")
    rates = [_single(condition, estimate, evidence) for condition in asked]
    known = [rate for rate in rates if rate is not None]
    singles = math.prod(known) if len(known) == len(rates) else None
    who = f"{estimate.population[:1].upper()}{estimate.population[1:]}"
    return Together(who, source.reference, source.link, figure, singles)


def _single(condition: str, joint: Estimate, evidence: Evidence) -> float | None:
    """Return the published rate of one finding in the patients of a joint figure, if there is one.

    These are the rows of the same source, group and disease. A rate of the other states of the
    finding gives that of these by its complement.
    """
    finding, _sign, words = condition.partition("=")
    for estimate in evidence.estimates.values():
        same = (estimate.source_id, estimate.group, estimate.disease)
        if estimate.finding != finding or same != (joint.source_id, joint.group, joint.disease):
            continue
        value = _rate(estimate)
        if value is None:
            continue
        asked, said = _states(finding, words.split("|")), _states(finding, [estimate.state])
        if said <= asked:
            return value
        if not said & asked:
            return 1 - value
    return None


def _rate(estimate: Estimate) -> float | None:
    """Return an estimate as a share of patients, from its counts where it has them."""
    if estimate.unit != "patient":
        return None
    said = statement(estimate)
    return said.k / said.n if said.k is not None and said.n else said.value


def _states(finding: str, words: Sequence[str]) -> frozenset[str]:
    """Return the states that words stand for, where the finding has a term; else the words."""
    term = load_terms().get(finding)
    if term is None:
        return frozenset(words)
    own = vocabulary({finding: term.states}).words[finding]
    return frozenset().union(*(own.states_of(word) or {word} for word in words))


def verdict(value: float, joint: Joint) -> str:
    """Return whether a value is inside the interval of a figure; nothing where it has none."""
    if joint.low is None or joint.high is None:
        return ""
    return "inside" if joint.low <= value <= joint.high else "outside"


def summary(figures: Sequence[Together]) -> str:
    """Return a sentence on each figure, and on how many the network and a naive model are right."""
    if not figures:
        return _("No figure about several findings together is published.")
    told = [figure for figure in figures if figure.singles is not None] or figures
    said = [f"- {_sentence(figure)}" for figure in told]
    judged = [f.joint for f in figures if f.joint.implied is not None and f.joint.low is not None]
    if judged:
        inside = sum(joint.verdict == "inside" for joint in judged)
        naive = sum(verdict(joint.independent or 0.0, joint) == "inside" for joint in judged)
        told_of_all = _(
            "The network can be asked for {n} such figures with an interval, and is inside "
            "{inside}. A naive model with the same single rates is inside {naive}."
        )
        said.append("\n" + told_of_all.format(n=len(judged), inside=inside, naive=naive))
    return "\n".join(said)


def _sentence(figure: Together) -> str:
    joint = figure.joint
    said = _("{who}: **{share}** of the patients.").format(
        who=figure.who, share=fine(joint.published)
    )
    parts = []
    if figure.singles is not None:
        parts.append(
            _(
                "from the single rates of the same patients, independent signs would give "
                "**{share}**"
            ).format(share=fine(figure.singles))
        )
    if joint.implied is not None:
        parts.append(_("this network says **{share}**").format(share=fine(joint.implied)))
    text = "; ".join(parts)
    return f"{said} {text[:1].upper()}{text[1:]}." if parts else said


def fine(p: float) -> str:
    """Return a share in percent, with the decimal that small ones need.

    >>> fine(0.0016), fine(0.115)
    ('0.2%', '11.5%')
    """
    return _("{number}%").format(number=number(100 * p, ".1f"))


def together_chart(figures: Sequence[Together]) -> alt.LayerChart:
    """Return for each figure a row for the publication, and one for each of the three answers."""
    rows = [row for figure in figures for row in _rows(figure)]
    highest = max(max(row.high or 0, row.tick or 0, row.mark or 0) for row in rows)
    steps = math.ceil(highest / _STEP + 1e-9)
    return dots_chart(rows, Across(0, steps * _STEP, tuple(i * _STEP for i in range(steps + 1))))


def _rows(figure: Together) -> list[Dots]:
    joint = figure.joint
    published = with_span(fine(joint.published), joint.low, joint.high)
    said = _("Published: {share}").format(share=published)
    head = Dots(figure.who, heading=True)
    rows = [head, Dots(said, joint.low, joint.high, joint.published)]
    answers = (
        (NETWORK, joint.implied, "circle", "#0072B2"),
        (NAIVE, joint.independent, "square", "#D55E00"),
        (SINGLES, figure.singles, "diamond", "#CC79A7"),
    )
    if joint.implied is None:
        rows.append(Dots(translated(_UNKNOWN), joint.low, joint.high))
    for name, value, shape, colour in answers:
        if value is None:
            continue
        side = verdict(value, joint)
        text = f"{translated(name)}: {fine(value)}" + (f", {translated(side)}" if side else "")
        rows.append(Dots(text, joint.low, joint.high, mark=value, shape=shape, colour=colour))
    return rows


def alt_text(figures: Sequence[Together]) -> str:
    """Return what the picture shows, for those who do not see it."""
    return " ".join(_sentence(figure).replace("**", "") for figure in figures)


def table(figures: Sequence[Together]) -> list[dict[str, Any]]:
    """Return a row for each figure as the table of a page shows it."""
    return [
        {
            _("Patients"): figure.who,
            _("Published"): figure.joint.published,
            _("from"): figure.joint.low,
            _("to"): figure.joint.high,
            translated(NETWORK): figure.joint.implied,
            translated(NAIVE): figure.joint.independent,
            translated(SINGLES): figure.singles,
            _("Verdict"): translated(figure.joint.verdict),
            _("Publication"): figure.reference,
        }
        for figure in figures
    ]
