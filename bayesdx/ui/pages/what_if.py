"""What would turn the answer: other numbers, another prior, another structure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from bayesdx.language import N_, _, level
from bayesdx.report import (
    global_charts,
    pair_chart,
    prior_charts,
    structure_charts,
    tornado_charts,
)
from bayesdx.report.cell_chart import cell_chart, cell_named, cell_said, name_of
from bayesdx.report.named import named_bars, number_label
from bayesdx.report.sensitivity_charts import flip_chart
from bayesdx.report.sensitivity_sentences import each_once
from bayesdx.report.what_if import (
    cannot_flip,
    changes_said,
    prior_alt,
    structure_alt,
    tornado_alt,
)
from bayesdx.ui import answers, asked, frame, panels, state
from bayesdx.ui.asked import Question

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

_MOST = 12
"""So many bars, changes and structures are drawn; the tables have all."""

_CURVES = 420
"""Height of the curves with their legend above them, in pixels."""

_CELLS = 30
"""So many numbers of the tables are offered, those that matter most."""

_BOTH, _ALL = "both-moved", "all-moved"


def page() -> None:
    """Show what moves the answer, and how little would turn it; less of it to a patient."""
    frame.page(_("What if?"), "what-if", _body)


def _body(question: Question) -> None:
    _tornado(question)
    if level() == "patient":
        _priors(question)
        return
    _both(question)
    _all(question)
    _changes(question)
    _priors(question)
    _cell(question)
    _structures(question)


def _tornado(question: Question) -> None:
    plain = asked.tornado(question)
    found = named_bars(plain, state.evidence())
    most = [] if level() == "patient" else [tornado_charts.in_words(found)]
    frame.sentences([cannot_flip(found), *most])
    if not found.bars:
        return
    names = [bar.name for bar in plain.bars]
    chart = tornado_charts.tornado_chart(found.bars[:_MOST], found.posterior, names=names[:_MOST])
    panels.picture(chart, tornado_alt(found, _MOST))
    st.caption(panels.text("reading-the-tornado"))
    columns = {
        "label": N_("Number"),
        "parameter": N_("Its name"),
        "kind": N_("Kind"),
        "value": N_("As it is"),
        "low_value": N_("Lower end"),
        "high_value": N_("Upper end"),
        "posterior_low": N_("Answer at the lower end"),
        "posterior_high": N_("Answer at the upper end"),
        "flips": N_("Turns the answer"),
        "flips_by_study": N_("Turns it at a single study's figure"),
    }
    rows = [{"label": bar.name, **row} for bar, row in zip(found.bars, plain.rows(), strict=True)]
    frame.folded(rows, "tornado", columns=columns)


def _both(question: Question) -> None:
    """Show the answer over the values of two numbers, once the reader wants it."""
    several = _numbers(question)
    if len({parameter for parameter, _label in several.values()}) < 2:
        return
    st.header(_("What if two numbers moved together?"), anchor=False)
    if not frame.wanted(question, _BOTH, _("Move two numbers together"), "moving-two"):
        return
    labels = {name: label for name, (_parameter, label) in several.items()}
    left, right = st.columns(2)
    one = _chosen(left, _("One number"), labels, f"one-{question.target}")
    own = several[one][0]
    rest = {name: label for name, label in labels.items() if several[name][0] != own}
    other = _chosen(right, _("Another number"), rest, f"other-{question.target}")
    found = asked.both_moved(question, (one, other))
    said = pair_chart.in_words(found)
    frame.sentences([said])
    panels.picture(pair_chart.pair_chart(found, names=(labels[one], labels[other])), said)
    st.caption(panels.text("reading-the-two"))
    columns = {
        "value": N_("One number"),
        "value_2": N_("Another number"),
        "posterior": N_("Answer"),
        "answer": N_("Most likely"),
    }
    frame.folded(found.rows(), "two-numbers", columns=columns)


def _numbers(question: Question) -> dict[str, tuple[str, str]]:
    """Return the names of the numbers that move the answer most, with parameter and label."""
    found = asked.tornado(question)
    named = named_bars(found, state.evidence())
    both = zip(found.bars[:_CELLS], named.bars, strict=False)
    return {bar.name: (bar.parameter, label.name) for bar, label in both}


def _chosen(place: DeltaGenerator, title: str, labels: Mapping[str, str], key: str) -> str:
    """Return the number that the reader chooses; without a choice the first."""
    options = list(labels)
    chosen = place.selectbox(title, options, format_func=labels.__getitem__, key=key)
    return chosen or options[0]


def _all(question: Question) -> None:
    """Show which numbers make the variance when all move at once, once the reader wants it."""
    st.header(_("What if all numbers moved at once?"), anchor=False)
    label = _("Move all numbers at once (takes some seconds)")
    if not frame.wanted(question, _ALL, label, "moving-all"):
        return
    found = asked.all_moved(question)
    name = partial(number_label, evidence=state.evidence())
    said = global_charts.in_words(found, name=name)
    if not found.shares:
        frame.sentences([said])
        return
    frame.sentences([said, global_charts.how_sure(found)])
    panels.picture(
        global_charts.global_chart(found, _MOST, name=name),
        global_charts.global_alt(found, _MOST, name=name),
    )
    st.caption(panels.text("reading-the-shares"))
    columns = {
        "label": N_("Number"),
        "group": N_("Its name"),
        "kind": N_("Kind"),
        "first_order": N_("By itself"),
        "first_low": N_("By itself, from"),
        "first_high": N_("By itself, to"),
        "total": N_("Has a hand in"),
        "total_low": N_("Has a hand in, from"),
        "total_high": N_("Has a hand in, to"),
    }
    rows = [{"label": name(row["group"]), **row} for row in found.rows()]
    frame.folded(rows, "all-numbers", columns=columns)


def _changes(question: Question) -> None:
    """Show how little would make the answer and the next in line equally likely."""
    rivals = asked.rivals(question)
    if not rivals:
        return
    st.header(_("How little would turn it?"), anchor=False)
    answer = answers.answer(question.node)
    chances = dict(zip(answer.states, answer.probability.tolist(), strict=True))
    rival = rivals[0]
    leads = chances[question.state] >= chances[rival]
    leader, other = (question.state, rival) if leads else (rival, question.state)
    found = asked.smallest_changes(question, rival, leads=leads)
    frame.sentences(changes_said(found, question.node, leader, other))
    changes = each_once(found.changes)[:_MOST]
    if not changes:
        return
    panels.picture(
        flip_chart(changes, name=cell_named),
        _("The smallest changes, as the sentences above say."),
    )
    st.caption(panels.text("reading-the-changes"))
    columns = {
        "label": N_("Number"),
        "node": N_("Table"),
        "state": N_("State"),
        "given": N_("Given"),
        "value": N_("As it is"),
        "to": N_("Would have to be"),
        "distance": N_("Distance (nats)"),
        "within": N_("Within its interval"),
    }
    rows = [
        {"label": cell_named(change.cell), **row}
        for change, row in zip(found.changes, found.rows(), strict=True)
    ]
    frame.folded(rows, "smallest-changes", columns=columns)


def _priors(question: Question) -> None:
    st.header(_("What if the patient were seen elsewhere?"), anchor=False)
    found = asked.priors(question)
    said = [prior_charts.said(found, line) for line in found.lines]
    st.markdown("\n".join(f"- {panels.plain(one)}" for one in said))
    chart = prior_charts.prior_chart(found).properties(height=_CURVES)
    panels.picture(chart, prior_alt(found, " ".join(said)))
    st.caption(panels.text("reading-the-priors"))
    columns = {
        "given": N_("Where"),
        "prior": N_("Prior"),
        "posterior": N_("Posterior"),
        "likelihood_ratio": N_("Likelihood ratio of all findings"),
        "break_even": N_("Break-even prevalence"),
        "answer": N_("Most likely"),
        "answer_beyond": N_("Most likely beyond it"),
    }
    frame.folded(found.rows(), "priors", columns=columns)


def _cell(question: Question) -> None:
    st.header(_("What if one number were another?"), anchor=False)
    rows = {name_of(row): row for row in asked.cells(question).largest(_CELLS)}
    chosen = st.selectbox(_("Number"), list(rows), key=f"cell-{question.target}")
    if not chosen:
        return
    row = rows[chosen]
    said = cell_said(row)
    frame.sentences([said])
    panels.picture(cell_chart(row), said)
    st.caption(panels.text("reading-the-curve"))
    columns = {
        "node": N_("Table"),
        "state": N_("State"),
        "given": N_("Given"),
        "value": N_("As it is"),
        "derivative": N_("Slope"),
        "low": N_("Same answer from"),
        "high": N_("Same answer to"),
    }
    frame.folded(list(rows.values()), "numbers", columns=columns)


def _structures(question: Question) -> None:
    st.header(_("What if the network were another?"), anchor=False)
    found = asked.structures(question)
    frame.sentences([structure_charts.in_words(found)])
    if not found.changes:
        return
    panels.picture(structure_charts.structure_chart(found, _MOST), structure_alt(found))
    st.caption(panels.text("reading-the-structures"))
    columns = {
        "kind": N_("Kind"),
        "parents": N_("From"),
        "children": N_("To"),
        "posterior": N_("Answer"),
        "change": N_("Change"),
        "flips": N_("Turns the answer"),
    }
    frame.folded(found.rows(), "structures", columns=columns)
