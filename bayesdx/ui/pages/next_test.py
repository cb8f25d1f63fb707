"""What to examine next, whether it could change a decision, and when to stop."""

from __future__ import annotations

import streamlit as st

from bayesdx.advice import Advice
from bayesdx.language import N_, _, level, translated
from bayesdx.report import advice_charts as charts
from bayesdx.report import next_words as words
from bayesdx.report import plan_words
from bayesdx.ui import asked, frame, panels
from bayesdx.ui.asked import Question

_MOST = 10
"""So many tests are drawn of those that may shake a decision."""

_DRAWS = 200
"""Under so many draws of the parameters the tests are compared."""

_BITS, _VALUE = "bits", "value"
_MEASURES = {_BITS: N_("What it tells"), _VALUE: N_("What it is worth")}
_THRESHOLD, _MEASURE = "asked-threshold", "asked-measure"
_RANKING, _PLAN = "ranking", "plan"

_COLUMNS = {
    "tests": N_("Test"),
    "information_bits": N_("Information (bits)"),
    "expected_value": N_("Expected value"),
    "probability_best": N_("Probability of being best"),
    "burden": N_("Burden"),
}


def page() -> None:
    """Show whether to go on, then the tests by what they tell or are worth."""
    frame.page(_("What to examine next?"), "next-test", _body)


def _body(question: Question) -> None:
    threshold = _threshold()
    st.session_state.setdefault(_MEASURE, _BITS)
    measure = st.segmented_control(
        _("Rank by"),
        list(_MEASURES),
        format_func=lambda name: translated(_MEASURES[name]),
        required=True,
        key=_MEASURE,
    )
    used = threshold if measure == _VALUE else None
    sure = asked.asked_for(question, _RANKING)
    found = asked.ranking(question, used, draws=_DRAWS if sure else 0)
    said = words.worth_said(found) if used else words.best_said(found)
    frame.sentences([said, words.stop_said(asked.stop(question, threshold))])
    _tests(question, found, sure=sure)
    st.header(_("Two tests at once"), anchor=False)
    pairs = asked.ranking(question, used, depth=2)
    frame.sentences([words.pair_said(pairs, found)])
    frame.folded(pairs.rows(), "pairs-of-tests", columns=_COLUMNS)
    if level() != "patient":
        _plan(question, used, pairs)
        _decision(question, threshold)


def _threshold() -> float:
    """Return from which probability on the reader would act."""
    st.session_state.setdefault(_THRESHOLD, 50)
    percent = st.slider(
        _("From which probability on would one act?"),
        min_value=5,
        max_value=95,
        step=5,
        format="%d%%",
        key=_THRESHOLD,
        help=_(
            "To act is to treat as if it were so. 50%: acting wrongly and wrongly not acting are "
            "equally bad. Lower: missing it is worse."
        ),
    )
    return percent / 100


def _tests(question: Question, found: Advice, *, sure: bool) -> None:
    rows = charts.advice_rows(found)
    if rows:
        said = words.advice_alt(found, [row["caption"] for row in rows])
        panels.picture(words.tests_chart(found), said)
    st.caption(panels.text("reading-the-tests"))
    if not sure:
        st.button(
            _("How sure is this ranking? (takes some seconds)"),
            icon=":material/hourglass_empty:",
            on_click=asked.ask_for,
            args=(question, _RANKING),
        )
    frame.folded(found.rows(), "tests", columns=_COLUMNS)


def _plan(question: Question, threshold: float | None, pairs: Advice) -> None:
    """Show which test comes first and which next by its result, once the reader wants it."""
    st.header(_("What first, and what then?"), anchor=False)
    if not frame.wanted(question, _PLAN, _("Plan two tests ahead"), "planning"):
        return
    found = asked.plan(question, threshold)
    frame.sentences(plan_words.plan_said(found, pairs))
    if not found.step:
        return
    with st.container(key="plan-tree"):
        panels.picture(charts.plan_chart(found), plan_words.plan_alt(found))
    with st.container(key="plan-list"):
        places = plan_words.plan_list(found)
        st.markdown("\n".join(f"{'  ' * one.depth}- {panels.plain(one.text)}" for one in places))
    st.caption(panels.text("reading-the-plan"))
    columns = {
        "after": N_("After"),
        "probability": N_("Probability"),
        "believed": N_("Believed then"),
        "then": N_("Next"),
        "value": N_("Still to be expected"),
    }
    frame.folded(plan_words.plan_rows_named(found), "plan", columns=columns)


def _decision(question: Question, threshold: float) -> None:
    st.header(_("Would the decision stand?"), anchor=False)
    found = asked.same_decision(question, threshold)
    if not found.tests:
        st.markdown(_("No finding is left that could be examined."))
        return
    panels.picture(words.decision_chart(found, _MOST), words.decision_alt(found, _MOST))
    st.caption(panels.text("reading-the-decision"))
    columns = {"test": N_("Test"), "same_decision_probability": N_("Same decision")}
    frame.folded(found.rows(), "same-decision", columns=columns)
