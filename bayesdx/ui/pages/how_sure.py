"""How sure the answer is: its interval, which study it hangs on, and what each one changes."""

from __future__ import annotations

import streamlit as st

from bayesdx.language import N_, _, level
from bayesdx.report import uncertainty_charts as charts
from bayesdx.report.named import named_shares, named_studies
from bayesdx.report.sentences import of_hundred, percent, phrase
from bayesdx.report.sure import sources_alt, sources_said, without_alt
from bayesdx.ui import asked, frame, panels, state
from bayesdx.ui.asked import Question

_MOST = 12
"""So many publications are drawn; the table has all."""

_STUDIES = "studies"


def page() -> None:
    """Show the interval, then what makes it as wide as it is."""
    frame.page(_("How sure is that?"), "how-sure", _body)


def _body(question: Question) -> None:
    _interval(question)
    _sources(question)
    _studies(question)


def _interval(question: Question) -> None:
    found = asked.interval(question)
    draws, _delta = found.bounds[0]
    named = phrase(question.node, question.state)
    spoken = _(
        "Of 100 people with these findings, about {n} would have {what}. The studies leave open "
        "anything between {few} and {many}."
    )
    told = _(
        "The model gives {what} a probability of {p}; the literature leaves open anything from "
        "{low} to {high}."
    )
    said = (spoken if level() == "patient" else told).format(
        what=named,
        p=percent(draws.probability),
        low=percent(draws.low),
        high=percent(draws.high),
        n=of_hundred(draws.probability),
        few=of_hundred(draws.low),
        many=of_hundred(draws.high),
    )
    methods = [] if level() == "patient" else [charts.interval_in_words(found)]
    frame.sentences([said, *methods])
    panels.picture(charts.interval_chart(found), said)
    st.caption(panels.text("reading-the-interval"))
    columns = {
        "state": N_("State"),
        "method": N_("Method"),
        "probability": N_("Probability"),
        "low": N_("Lower end"),
        "high": N_("Upper end"),
        "sd": N_("Standard deviation"),
    }
    frame.folded(found.rows(), "interval", columns=columns)


def _sources(question: Question) -> None:
    st.header(_("Which studies make it so wide?"), anchor=False)
    found = asked.sources(question)
    shares = named_shares(found, state.evidence())
    frame.sentences([sources_said(found, shares)])
    panels.picture(charts.shares_chart(shares, _MOST), sources_alt(shares[:_MOST]))
    st.caption(panels.text("reading-the-sources"))
    rows = [{**row, "name": name} for row, (name, _part) in zip(found.rows(), shares, strict=True)]
    columns = {"name": N_("Source"), "variance_share": N_("Share of the variance")}
    frame.folded(rows, "sources-of-the-width", columns=columns)


def _studies(question: Question) -> None:
    """Show the answer without each study, once the reader wants to wait for it."""
    st.header(_("What if a study did not exist?"), anchor=False)
    if not frame.wanted(question, _STUDIES, _("Leave out each study in turn"), "leaving-out"):
        return
    found = named_studies(asked.without_each_study(question), state.evidence())
    frame.sentences([charts.leave_one_out_in_words(found)])
    panels.picture(charts.leave_one_out_chart(found, _MOST), without_alt(found, _MOST))
    st.caption(panels.text("reading-the-studies"))
    columns = {
        "source": N_("Left out"),
        "probability": N_("Probability without it"),
        "low": N_("Lower end"),
        "high": N_("Upper end"),
        "change": N_("Change"),
        "alone": N_("Stands alone for"),
    }
    frame.folded(found.rows(), "leaving-out-studies", columns=columns)
