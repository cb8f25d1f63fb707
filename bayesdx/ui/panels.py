"""The parts of pages: each takes values, shows them, and decides nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st
from pandas import DataFrame

from bayesdx.findings import CONTEXT
from bayesdx.inference import Posterior
from bayesdx.report import charts, sentences
from bayesdx.report.labels import in_text, node_label
from bayesdx.ui import state
from bayesdx.ui.cases import Case
from bayesdx.ui.choices import Choice

if TYPE_CHECKING:
    import altair as alt

_STEPS = {
    CONTEXT: "The patient",
    "electrodiagnosis": "Electrodiagnosis",
    "imaging": "Imaging",
    "blood": "Blood and spinal fluid",
}
_NAMED = 6
"""So many findings that were not examined are named; of more, how many there are."""

_LATER = ("Imaging", "Blood and spinal fluid")
"""The steps that are folded until something of them is chosen."""

_EXAMINATION = "Examination"
_NOTHING = "Nothing examined yet."
STYLE = Path(__file__).parent / "texts" / "page.css"
_SHORT = {"umn": "Upper", "lmn": "Lower", "mixed": "Both", "neither": "Neither"}


@cache
def text(name: str) -> str:
    """Return a text of texts/."""
    return (Path(__file__).parent / "texts" / f"{name}.md").read_text(encoding="utf-8").strip()


def plain(words: str) -> str:
    r"""Return words in which nothing is Markdown.

    >>> print(plain("p < 0.05 [a_b]"))
    p \< 0.05 \[a\_b\]
    """
    return re.sub(r"([\\`*_\[\]<>$~#|])", r"\\\1", words)


def strip(posterior: Posterior | None) -> None:
    """Show the answer and the intended use at the bottom of the window, whatever is scrolled."""
    said = _answer_strip(posterior) if posterior else ""
    with st.bottom:
        st.html(f"<div class='bayesdx-strip'>{said}<p>{text('intended-use')}</p></div>")


def _answer_strip(posterior: Posterior) -> str:
    numbers = dict(zip(posterior.states, posterior.probability.tolist(), strict=True))
    parts = [
        f"<span><i aria-hidden='true' style='background:{colour}'></i>"
        f"{_SHORT[name]} <strong>{sentences.percent(numbers[name])}</strong></span>"
        for name, colour in charts.PATTERN_COLOURS.items()
    ]
    return f"<div role='status' aria-label='Pattern'>{' '.join(parts)}</div>"


def dropped(sentences_: Sequence[str]) -> None:
    """Say which parts of a link were not understood."""
    if sentences_:
        listed = "\n".join(f"- {one}" for one in sentences_)
        st.warning(f"Part of the link was not understood and is left out:\n\n{listed}")


def examples(cases: Sequence[Case], current: Case | None) -> None:
    """Offer published cases, and a page without findings."""
    with st.container(horizontal=True, gap="small"):
        for case in cases:
            st.button(
                case.name,
                key=f"open-{case.id}",
                icon=":material/check:" if case is current else None,
                on_click=state.open_example,
                args=(case,),
            )
        st.button("Reset", key="reset", icon=":material/restart_alt:", on_click=state.reset)


def published(case: Case) -> None:
    """Show where a case comes from, and on demand what it turned out to be."""
    with st.container(border=True):
        number = plain(case.number)
        number = f"[{number}]({case.link})" if case.link else number
        who = f" ({case.patient})" if case.patient else ""
        st.markdown(f"**A published patient**{who}. Source: {number}")
        for said in _besides(case):
            st.caption(said)
        if not state.revealed(case):
            st.button(
                "Show the final diagnosis",
                key="reveal",
                icon=":material/visibility:",
                on_click=state.reveal,
                args=(case,),
            )
            return
        st.markdown(f"**Final diagnosis:** {plain(case.diagnosis)}; lesion: {plain(case.site)}.")
        st.markdown(case.lesson)
        if case.title:
            st.caption(f"{plain(case.title)} {number}")


def _besides(case: Case) -> Iterator[str]:
    """Yield a sentence on what was reported and is not used, and on what was used with caution."""
    if case.reported:
        yield f"Also reported, and no finding of this model: {_listed(case.reported)}."
    if case.ruled_out:
        yield f"Likewise looked for, and not there: {_listed(case.ruled_out)}."
    for note in case.notes:
        yield f"Caution, {plain(note)}."


def _listed(words: Sequence[str]) -> str:
    return ", ".join(plain(in_text(one)) for one in words)


def examination(controls: Sequence[Choice], *, across: bool = False) -> None:
    """Show a control for each finding, by the steps of an examination, below or side by side."""
    steps = [
        (step, list(several))
        for step, several in groupby(controls, key=lambda c: _STEPS.get(c.term.group, _EXAMINATION))
    ]
    places = st.columns(len(steps), gap="large") if across else [st.container() for _ in steps]
    for place, (step, several) in zip(places, steps, strict=True):
        with place:
            if step in _LATER and not across:
                with st.expander(step, expanded=any(state.chosen(one.name) for one in several)):
                    _controls(several)
                continue
            st.header(step, anchor=False)
            _controls(several)


def _controls(several: Sequence[Choice]) -> None:
    for control in several:
        _control(control)


def _control(control: Choice) -> None:
    st.segmented_control(
        control.term.label,
        list(control.labels),
        format_func=control.labels.__getitem__,
        key=control.name,
        bind="query-params",
        help=control.term.question,
        on_change=state.touched,
        args=(control.name,),
        wrap=True,
    )


def answer(posterior: Posterior, prior: Posterior) -> None:
    """Show the answer as a sentence, a count, and bars."""
    examined = posterior.findings.keys() - prior.findings.keys()
    said = sentences.headline(posterior) if examined else _NOTHING
    st.header(said, anchor=False)
    st.markdown(sentences.frequencies(posterior))
    bars(posterior, prior)
    st.caption(text("reading-the-bars"))


def bars(posterior: Posterior, prior: Posterior, *, most: int | None = None) -> None:
    """Show a posterior as bars, with its interval and the prior; only the likeliest, if asked."""
    rows = charts.posterior_rows(posterior, prior)
    if most and len(rows) > most:
        rows = sorted(rows, key=lambda row: -row["probability"])[:most]
    said = charts.alt_text(posterior.target, rows)
    st.vega_lite_chart(DataFrame(rows), charts.posterior_spec(rows), width="stretch", alt=said)


def cautions(several: Sequence[str]) -> None:
    """Show what the model has to say about these findings together."""
    for caution in several:
        st.info(plain(caution), icon=":material/info:")


def used(posterior: Posterior, unstated: Sequence[str], missing: Sequence[str]) -> None:
    """Say what the answer does not rest on."""
    if unstated:
        st.caption(f"Not stated, so averaged over: {sentences.names_in_words(unstated)}.")
    if missing:
        st.caption(_unexamined(missing))
    if posterior.unused:
        names = sentences.names_in_words(posterior.unused)
        st.caption(f"Without influence on this answer, given the rest: {names}.")


def _unexamined(missing: Sequence[str]) -> str:
    if len(missing) <= _NAMED:
        return f"Not examined: {sentences.names_in_words(missing)}."
    names = sentences.names_in_words([*missing[:_NAMED]])
    return f"Not examined: {len(missing)} findings and tests, among them {names}."


def link(address: str) -> None:
    """Show the address of the case, to be copied."""
    with st.popover("Link to this case", icon=":material/link:"):
        st.markdown(text("link"))
        st.code(address, language=None, wrap_lines=True)


def heading(target: str) -> None:
    """Show the name of a node as a heading."""
    st.header(node_label(target), anchor=False)


def picture(chart: alt.LayerChart, said: str) -> None:
    """Show a chart at the width of the page, with what it shows in words.

    Its specification is handed over unchecked and without altair's own look: that is for the tests,
    and checking takes longer than all else on a page.
    """
    spec = chart.to_dict(validate=False)
    plain = {part: value for part, value in spec.items() if part not in ("config", "$schema")}
    st.vega_lite_chart(plain, width="stretch", alt=said)


def table(rows: Sequence[Mapping[str, Any]]) -> None:
    """Show rows whose fractions are read as percent."""
    numbers = {n for row in rows for n, value in row.items() if isinstance(value, float)}
    percent = st.column_config.NumberColumn(format="percent")
    st.dataframe(list(rows), hide_index=True, column_config=dict.fromkeys(numbers, percent))


def download(text: str, name: str) -> None:
    """Offer rows as a csv file."""
    st.download_button(
        "Download as csv", text, name, "text/csv", icon=":material/download:", on_click="ignore"
    )
