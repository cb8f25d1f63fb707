"""How the model does on published patients whose diagnosis is known."""

from __future__ import annotations

from itertools import zip_longest

import streamlit as st

from bayesdx.language import _, translated
from bayesdx.report import accuracy
from bayesdx.report.accuracy import Group
from bayesdx.report.tables import as_csv
from bayesdx.ui import panels, reports
from bayesdx.validation import CasesReport

_LISTED = 12
"""So many cases are listed; the file to download has all."""


def page() -> None:
    """Show what is called right, how sure the model was, how it compares, and where it fails."""
    st.title(_("Held against patients"), anchor=False)
    st.markdown(panels.text("patients"))
    panels.strip(None)
    report = reports.cases()
    group = _chosen(report)
    st.markdown(accuracy.summary(group))
    left, right = st.columns(2, gap="large")
    with left:
        _calls(report, group)
    with right:
        _calibration(report, group)
    _figures(report, group)
    _wrong(report, group)
    panels.download(as_csv(report.case_rows()), "published-patients.csv")


def _chosen(report: CasesReport) -> Group:
    """Let the reader choose whose figures are shown, where there is a choice."""
    every = {group.name: group for group in accuracy.groups(report)}
    if len(every) == 1:
        return every[accuracy.ALL]
    name = st.segmented_control(
        _("Which patients"),
        list(every),
        format_func=translated,
        default=accuracy.ALL,
        required=True,
        key="patients-who",
    )
    return every[name or accuracy.ALL]


def _calls(report: CasesReport, group: Group) -> None:
    st.header(_("What was true, and what it called"), anchor=False)
    rows = accuracy.confusion_rows(report, group)
    panels.picture(accuracy.confusion_chart(rows), accuracy.confusion_text(rows))
    st.caption(panels.text("reading-the-calls"))


def _calibration(report: CasesReport, group: Group) -> None:
    st.header(_("How sure, and how often right"), anchor=False)
    rows = accuracy.bins(report, group)
    panels.picture(accuracy.reliability_chart(rows), accuracy.reliability_text(rows))
    st.caption(panels.text("reading-the-calibration"))


def _figures(report: CasesReport, group: Group) -> None:
    st.header(_("Beside simpler forecasts"), anchor=False)
    st.caption(panels.text("reading-the-accuracy"))
    names = list(accuracy.FIGURES)
    for pair in zip_longest(names[::2], names[1::2]):
        for place, name in zip(st.columns(2, gap="large"), pair, strict=True):
            if name:
                chart = accuracy.figure_chart(group, name)
                with place:
                    panels.picture(chart, accuracy.figure_text(group, name))
    st.markdown(accuracy.moved(report, group))
    with st.expander(_("Every forecast as a table")):
        panels.table(report.summary(group.forecasts))
        st.caption(panels.plain(report.description))


def _wrong(report: CasesReport, group: Group) -> None:
    """List the cases whose true pattern the model all but rules out."""
    known = {case.case_id for case in group.cases}
    wrong = [case for case in report.confidently_wrong if case.case_id in known]
    st.header(_("Confidently wrong: {n}").format(n=len(wrong)), anchor=False)
    st.markdown(panels.text("confidently-wrong"))
    said = [f"- {panels.plain(accuracy.case_in_words(case))}" for case in wrong]
    if said:
        st.markdown("\n".join(said[:_LISTED]))
    if said[_LISTED:]:
        with st.expander(_("{n} more").format(n=len(said) - _LISTED)):
            st.markdown("\n".join(said[_LISTED:]))
