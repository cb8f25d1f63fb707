"""What would turn the answer: other numbers, another prior, another structure."""

from __future__ import annotations

import streamlit as st

from bayesdx.language import N_, _, level
from bayesdx.report import prior_charts, structure_charts, tornado_charts
from bayesdx.report.cell_chart import cell_chart, cell_named, cell_said, name_of
from bayesdx.report.named import named_bars
from bayesdx.report.sensitivity_charts import flip_chart
from bayesdx.report.sensitivity_sentences import each_once
from bayesdx.report.what_if import (
    cannot_flip,
    changes_said,
    prior_alt,
    structure_alt,
    tornado_alt,
)
from bayesdx.ui import asked, frame, panels, state
from bayesdx.ui.asked import Question

_MOST = 12
"""So many bars, changes and structures are drawn; the tables have all."""

_CURVES = 420
"""Height of the curves with their legend above them, in pixels."""

_CELLS = 30
"""So many numbers of the tables are offered, those that matter most."""


def page() -> None:
    """Show what moves the answer, and how little would turn it; less of it to a patient."""
    frame.page(_("What if?"), "what-if", _body)


def _body(question: Question) -> None:
    _tornado(question)
    if level() == "patient":
        _priors(question)
        return
    _changes(question)
    _priors(question)
    _cell(question)
    _structures(question)


def _tornado(question: Question) -> None:
    found = named_bars(asked.tornado(question), state.evidence())
    most = [] if level() == "patient" else [tornado_charts.in_words(found)]
    frame.sentences([cannot_flip(found), *most])
    if not found.bars:
        return
    chart = tornado_charts.tornado_chart(found.bars[:_MOST], found.posterior)
    panels.picture(chart, tornado_alt(found, _MOST))
    st.caption(panels.text("reading-the-tornado"))
    columns = {
        "parameter": N_("Number"),
        "kind": N_("Kind"),
        "value": N_("As it is"),
        "low_value": N_("Lower end"),
        "high_value": N_("Upper end"),
        "posterior_low": N_("Answer at the lower end"),
        "posterior_high": N_("Answer at the upper end"),
        "flips": N_("Turns the answer"),
        "flips_by_study": N_("Turns it at a single study's figure"),
    }
    frame.folded(found.rows(), "tornado", columns=columns)


def _changes(question: Question) -> None:
    """Show how little would make the answer and the next in line equally likely."""
    rivals = asked.rivals(question)
    if not rivals:
        return
    st.header(_("How little would turn it?"), anchor=False)
    answer = state.answer(question.node)
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
        "node": N_("Table"),
        "state": N_("State"),
        "given": N_("Given"),
        "value": N_("As it is"),
        "to": N_("Would have to be"),
        "distance": N_("Distance (nats)"),
        "within": N_("Within its interval"),
    }
    frame.folded(found.rows(), "smallest-changes", columns=columns)


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
