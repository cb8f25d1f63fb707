"""Two cases, or two moments of one, side by side."""

from __future__ import annotations

import streamlit as st

from bayesdx.errors import ImpossibleFindings
from bayesdx.findings import read_findings
from bayesdx.language import _, translated
from bayesdx.report import two_cases as report
from bayesdx.report.labels import node_label
from bayesdx.ui import answers, case_tools, frame, panels, state
from bayesdx.ui.history import Moment

LEFT, RIGHT = "asked-left", "asked-right"
"""The keys of what is held against what; they stay while other pages are read."""

MOST = 6
"""So many places or causes are shown, the likeliest in either case."""

_NOW, _KEPT, _EXAMPLE = "now", "kept", "example"


def page() -> None:
    """Show what differs between two cases: first what moved, then the findings behind it."""
    st.title(_("Two cases"), anchor=False)
    st.markdown(panels.text("two-cases"))
    try:
        panels.strip(answers.answer())
    except ImpossibleFindings as error:
        st.error(panels.plain(str(error)))
        panels.strip(None)
    left, right = _chosen()
    try:
        _compared(left, right)
    except ImpossibleFindings as error:
        st.error(panels.plain(str(error)))


def _offered() -> dict[str, tuple[str, Moment]]:
    """Return code → name and case of all that can be chosen."""
    offered = {_NOW: (_("Now"), state.now())}
    for one in case_tools.kept():
        offered[f"{_KEPT}:{one.name}"] = (one.name, one.moment)
    for case in state.examples():
        moment = Moment.of(case.findings, {})
        offered[f"{_EXAMPLE}:{case.id}"] = (translated(case.name), moment)
    return offered


def _chosen() -> tuple[tuple[str, Moment], tuple[str, Moment]]:
    """Let the reader choose; at first the latest kept moment is on the left, now on the right."""
    offered = _offered()
    kept = [code for code in offered if code.startswith(_KEPT)]
    others = [code for code, (_name, moment) in offered.items() if moment != state.now()]
    first = {LEFT: kept[-1] if kept else (others or [_NOW])[0], RIGHT: _NOW}
    for key, code in first.items():
        if st.session_state.get(key) not in offered:
            st.session_state[key] = code
    places = st.columns(2)
    labels = {LEFT: _("Left, in outline"), RIGHT: _("Right, filled")}
    for place, (key, label) in zip(places, labels.items(), strict=True):
        place.selectbox(label, list(offered), format_func=lambda code: offered[code][0], key=key)
    return offered[st.session_state[LEFT]], offered[st.session_state[RIGHT]]


def _compared(left: tuple[str, Moment], right: tuple[str, Moment]) -> None:
    if left[1] == right[1]:
        st.info(_("Both are the same case. Choose another one, or keep a moment and change it."))
        return
    table = []
    for target in (answers.TARGET, *answers.shown_below()):
        before, after = answers.answer(target, of=left[1]), answers.answer(target, of=right[1])
        said = report.moved(before, after, names=(left[0], right[0]))
        if target != answers.TARGET:
            st.header(node_label(target), anchor=False)
        st.markdown(f"**{panels.plain(said)}**")
        rows = report.pair_rows(before, after, most=MOST)
        panels.picture(report.pair_chart(rows), report.pair_text(target, rows))
        if target == answers.TARGET:
            st.caption(panels.text("reading-the-pairs"))
            _findings(left, right)
        table += [{"node": node_label(target), **row} for row in report.pair_rows(before, after)]
    columns = {
        "node": _("About"),
        "label": _("State"),
        "left_said": _("Left"),
        "right_said": _("Right"),
    }
    frame.folded(table, "two-cases", columns=columns)


def _findings(left: tuple[str, Moment], right: tuple[str, Moment]) -> None:
    """Show the findings that differ."""
    states = state.network().states
    said = [read_findings(state.said_of(one), states=states).said for one in (left[1], right[1])]
    st.header(_("What differs"), anchor=False)
    rows = [(_("Finding"), left[0], right[0]), ("---", "---", "---")]
    rows += [(row["finding"], row["left"], row["right"]) for row in report.differing(*said)]
    st.markdown("\n".join(f"| {' | '.join(map(panels.plain, row))} |" for row in rows))
