"""How sure the answer is: its interval, which study it hangs on, and what each one changes."""

from __future__ import annotations

import streamlit as st

from bayesdx.report import uncertainty_charts as charts
from bayesdx.report.named import named_shares, named_studies
from bayesdx.report.sentences import percent, phrase
from bayesdx.report.sure import sources_alt, sources_said, without_alt
from bayesdx.ui import asked, frame, panels, state
from bayesdx.ui.asked import Question

_MOST = 12
"""So many publications are drawn; the table has all."""

_STUDIES = "studies"


def page() -> None:
    """Show the interval, then what makes it as wide as it is."""
    frame.page("How sure is that?", "how-sure", _body)


def _body(question: Question) -> None:
    _interval(question)
    _sources(question)
    _studies(question)


def _interval(question: Question) -> None:
    found = asked.interval(question)
    draws, _ = found.bounds[0]
    named = phrase(question.node, question.state)
    said = (
        f"The model gives {named} a probability of {percent(draws.probability)}; the literature "
        f"leaves open anything from {percent(draws.low)} to {percent(draws.high)}."
    )
    frame.sentences([said, charts.interval_in_words(found)])
    panels.picture(charts.interval_chart(found), said)
    st.caption(panels.text("reading-the-interval"))
    columns = {
        "state": "State",
        "method": "Method",
        "probability": "Probability",
        "low": "Lower end",
        "high": "Upper end",
        "sd": "Standard deviation",
    }
    frame.folded(found.rows(), "interval", columns=columns)


def _sources(question: Question) -> None:
    st.header("Which studies make it so wide?", anchor=False)
    found = asked.sources(question)
    shares = named_shares(found, state.evidence())
    frame.sentences([sources_said(found, shares)])
    panels.picture(charts.shares_chart(shares, _MOST), sources_alt(shares[:_MOST]))
    st.caption(panels.text("reading-the-sources"))
    rows = [{**row, "name": name} for row, (name, _) in zip(found.rows(), shares, strict=True)]
    columns = {"name": "Source", "variance_share": "Share of the variance"}
    frame.folded(rows, "sources-of-the-width", columns=columns)


def _studies(question: Question) -> None:
    """Show the answer without each study, once the reader wants to wait for it."""
    st.header("What if a study did not exist?", anchor=False)
    if not asked.asked_for(question, _STUDIES):
        st.markdown(panels.text("leaving-out"))
        st.button(
            "Leave out each study in turn",
            icon=":material/hourglass_empty:",
            on_click=asked.ask_for,
            args=(question, _STUDIES),
        )
        return
    found = named_studies(asked.without_each_study(question), state.evidence())
    frame.sentences([charts.leave_one_out_in_words(found)])
    panels.picture(charts.leave_one_out_chart(found, _MOST), without_alt(found, _MOST))
    st.caption(panels.text("reading-the-studies"))
    columns = {
        "source": "Left out",
        "probability": "Probability without it",
        "low": "Lower end",
        "high": "Upper end",
        "change": "Change",
        "alone": "Stands alone for",
    }
    frame.folded(found.rows(), "leaving-out-studies", columns=columns)
