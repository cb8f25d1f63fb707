"""What the pages that think further share: a question above, and a table folded below a picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from bayesdx.errors import ImpossibleFindings, InputError
from bayesdx.findings import read_findings
from bayesdx.language import _, translated
from bayesdx.report.labels import in_text, spoken_label, state_label
from bayesdx.report.sentences import findings_in_words, percent
from bayesdx.report.tables import as_csv
from bayesdx.ui import answers, asked, panels, state
from bayesdx.ui.asked import LIKELIEST, Question

Rows = Sequence[Mapping[str, Any]]


def page(title: str, text: str, body: Callable[[Question], None]) -> None:
    """Show a page about one question: its title, what is asked, what `body` shows, and the case.

    Args:
        title: of the page.
        text: the name of the text that opens it.
        body: shows the answer to a question.
    """
    st.title(title, anchor=False)
    st.markdown(panels.text(text))
    try:
        panels.strip(answers.answer())
        _ask()
        question = asked.question()
    except ImpossibleFindings as error:
        st.error(panels.plain(str(error)))
        panels.strip(None)
    else:
        _answered(question, body)
    with st.expander(_("Change the case")):
        panels.examples(state.examples(), state.example())
        panels.examination(state.controls(), across=True)


def _answered(question: Question, body: Callable[[Question], None]) -> None:
    said = read_findings(question.findings, states=state.network().states).said
    case = panels.plain(findings_in_words(said) or _("nothing examined yet"))
    st.caption(_("The case: {case}.").format(case=case))
    try:
        body(question)
    except InputError as error:
        st.warning(panels.plain(str(error)))


def _ask() -> None:
    """Let the reader choose what the page is about."""
    left, right = st.columns(2)
    names = asked.nodes()
    node = left.selectbox(_("About"), names, format_func=spoken_label, key=asked.NODE) or names[0]
    answer = answers.answer(node)
    chances = dict(zip(answer.states, answer.probability.tolist(), strict=True))
    order = sorted(chances, key=lambda name: -chances[name])

    def named(name: str) -> str:
        label = state_label(node, name or order[0])
        if name == LIKELIEST:
            label = _("The most likely: {state}").format(state=in_text(label))
        return f"{label} ({percent(chances[name or order[0]])})"

    right.selectbox(
        _("Which one"), [LIKELIEST, *order], format_func=named, key=asked.state_key(node)
    )


def wanted(question: Question, what: str, label: str, text: str) -> bool:
    """Return whether the reader asked for what takes its time; offer it until then.

    Args:
        question: what the page is about.
        what: a name for what is offered.
        label: of the button.
        text: the name of the text that says what one gets.
    """
    if asked.asked_for(question, what):
        return True
    st.markdown(panels.text(text))
    st.button(
        label,
        icon=":material/hourglass_empty:",
        on_click=asked.ask_for,
        args=(question, what),
    )
    return False


def sentences(several: Sequence[str]) -> None:
    """Show sentences as paragraphs, the first in bold."""
    first, *rest = several
    st.markdown("\n\n".join([f"**{panels.plain(first)}**", *map(panels.plain, rest)]))


def folded(rows: Rows, name: str, *, columns: Mapping[str, str]) -> None:
    """Show rows as a table that is folded, with all their columns to download.

    Args:
        rows: as a result of the library has them.
        name: of the file.
        columns: which columns are shown → their headings, in English.
    """
    flat = [{key: _plain(value) for key, value in row.items()} for row in rows]
    with st.expander(_("The same as a table")):
        headed = {key: translated(label) for key, label in columns.items()}
        shown = [{label: row[key] for key, label in headed.items()} for row in flat]
        st.dataframe(shown, hide_index=True)
        st.download_button(
            _("Download as csv"),
            as_csv(flat),
            f"{name}.csv",
            "text/csv",
            key=f"download-{name}",
            icon=":material/download:",
            on_click="ignore",
        )


def _plain(value: Any) -> Any:
    """Return what fits one cell."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={part}" for name, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return value
