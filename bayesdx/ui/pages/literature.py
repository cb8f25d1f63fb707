"""What the model implies for every published figure that it rests on."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from bayesdx.language import _
from bayesdx.report import implied, overview
from bayesdx.report.labels import node_label
from bayesdx.report.tables import as_csv
from bayesdx.ui import panels, reports, state
from bayesdx.validation.literature import Implied

_EVERY = ""
"""What is chosen when every finding is to be shown."""


def page() -> None:
    """Show how many figures the model reproduces, all of them at once, then those of a finding."""
    st.title(_("Held against the literature"), anchor=False)
    st.markdown(panels.text("literature"))
    panels.strip(None)
    report = reports.literature()
    figures = implied.drawable(report)
    st.markdown(implied.summary(report))
    st.header(_("How far off, in one picture"), anchor=False)
    panels.picture(overview.overview_chart(figures), overview.alt_text(figures))
    st.caption(panels.text("reading-the-overview"))
    st.header(_("Figure by figure"), anchor=False)
    _figures(figures)
    panels.download(as_csv(report.rows()), "implied-against-published.csv")


def _figures(figures: Sequence[Implied]) -> None:
    """Show the figures of the finding that is chosen, as pictures and as a table."""
    groups = implied.by_finding(figures)
    worst = max(groups, key=lambda name: _off(groups[name]))
    chosen = st.selectbox(
        _("Finding"),
        [*groups, _EVERY],
        index=list(groups).index(worst),
        format_func=lambda name: _named(name, groups[name] if name else figures),
        key="literature-finding",
    )
    st.caption(panels.text("reading-the-figures"))
    shown = {chosen: groups[chosen]} if chosen else groups
    for finding, own in shown.items():
        if not chosen:
            st.subheader(node_label(finding), anchor=False)
        chart = implied.implied_chart(own, state.evidence())
        panels.picture(chart, implied.alt_text(finding, own))
    with st.expander(_("The same as a table, with why")):
        listed = [figure for own in shown.values() for figure in own]
        st.markdown(panels.plain(implied.reasons(listed)) or _("Nothing is outside."))
        panels.table(implied.table(listed))


def _named(finding: str, figures: Sequence[Implied]) -> str:
    label = node_label(finding) if finding else _("Every finding")
    return f"{label} ({implied.tally(figures)})"


def _off(figures: Sequence[Implied]) -> tuple[int, int]:
    """Return in how many figures the model itself is off, and how many are outside at all."""
    outside = [figure for figure in figures if figure.verdict == implied.OUTSIDE]
    return sum(not figure.explained for figure in outside), len(outside)
