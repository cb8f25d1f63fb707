"""The parts of pages: each takes values, shows them, and decides nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow
import streamlit as st

from bayesdx.findings import CONTEXT
from bayesdx.inference import Posterior
from bayesdx.language import ENGLISH, N_, _, language, level, translated
from bayesdx.report import charts, sentences
from bayesdx.report.labels import in_text, node_label, spoken_label
from bayesdx.ui import state
from bayesdx.ui.cases import Case
from bayesdx.ui.choices import Choice

if TYPE_CHECKING:
    import altair as alt

_PATIENT, _BEDSIDE, _TESTS = N_("The patient"), N_("Examination"), N_("Tests")
_PARTS = {
    CONTEXT: _PATIENT,
    "electrodiagnosis": _TESTS,
    "imaging": _TESTS,
    "blood": _TESTS,
}
"""The part of a visit that a step belongs to, where that is not the examination."""

_STEPS = {
    "tone": N_("Tone"),
    "power": N_("Power"),
    "reflexes": N_("Reflexes"),
    "plantar": N_("Plantar response"),
    "wasting": N_("Wasting"),
    "fasciculation": N_("Fasciculation"),
    "sensation": N_("Sensation"),
    "coordination": N_("Coordination"),
    "cranial": N_("Cranial nerves"),
    "sphincters": N_("Bladder and bowel"),
    "electrodiagnosis": N_("EMG and nerve conduction"),
    "imaging": N_("Imaging"),
    "blood": N_("Blood and spinal fluid"),
}
_IN_SIGHT = {"power": 1, "reflexes": 1, "electrodiagnosis": 1, "imaging": 0, "blood": 0}
"""So many controls of a step are in sight; the others are folded until one of them is chosen."""

_NAMED = 6
"""So many findings that were not examined are named; of more, how many there are."""

_TEXTS = Path(__file__).parent / "texts"
STYLE = _TEXTS / "page.css"
_SHORT = {"umn": N_("Upper"), "lmn": N_("Lower"), "mixed": N_("Both"), "neither": N_("Neither")}


def text(name: str) -> str:
    """Return a text of texts/, in the language and for the reader that are spoken to."""
    return _text(name, language(), level())


@cache
def _text(name: str, language: str, level: str) -> str:
    """Return the text that fits best: the language counts for more than the reader."""
    folders = [_TEXTS] if language == ENGLISH else [_TEXTS / language, _TEXTS]
    files = [folder / f"{one}.md" for folder in folders for one in (f"{name}.{level}", name)]
    return next(file for file in files if file.exists()).read_text(encoding="utf-8").strip()


def plain(words: str) -> str:
    r"""Return words in which nothing is Markdown.

    >>> print(plain("p < 0.05 [a_b]"))
    p \< 0.05 \[a\_b\]
    """
    return re.sub(r"([\\`*_\[\]<>$~#|])", r"\\\1", words)


ANSWER = "answer"
"""Where on a page the answer stands, for a link to it."""


def strip(posterior: Posterior | None, *, way: bool = False) -> None:
    """Show the answer and the intended use at the bottom of the window, whatever is scrolled.

    Args:
        posterior: the answer, if there is one.
        way: whether to lead to `ANSWER`, which on a phone is far below.
    """
    said = _answer_strip(posterior) if posterior else ""
    if said and way:
        said += f"<a href='#{ANSWER}'>{_('To the answer')}</a>"
    with st.bottom:
        st.html(f"<div class='bayesdx-strip'>{said}<p>{text('intended-use')}</p></div>")


def _answer_strip(posterior: Posterior) -> str:
    numbers = dict(zip(posterior.states, posterior.probability.tolist(), strict=True))
    parts = [
        f"<span><i aria-hidden='true' style='background:{colour}'></i>"
        f"{translated(_SHORT[name])} <strong>{sentences.percent(numbers[name])}</strong></span>"
        for name, colour in charts.PATTERN_COLOURS.items()
    ]
    return f"<div role='status' aria-label='{_('Pattern')}'>{' '.join(parts)}</div>"


def dropped(sentences_: Sequence[str]) -> None:
    """Say which parts of a link were not understood."""
    if sentences_:
        listed = "\n".join(f"- {one}" for one in sentences_)
        said = _("Part of the link was not understood and is left out:")
        st.warning(f"{said}\n\n{listed}")


def examples(cases: Sequence[Case], current: Case | None) -> None:
    """Offer published cases, a page without findings, and the way back."""
    published_cases(cases, current)
    with st.container(horizontal=True, gap="small", key="case"):
        back_and_forth()


def published_cases(cases: Sequence[Case], current: Case | None) -> None:
    """Offer published cases; the one that is open has a tick."""
    with st.container(horizontal=True, gap="small"):
        for case in cases:
            st.button(
                translated(case.name),
                key=f"open-{case.id}",
                icon=":material/check:" if case is current else None,
                on_click=state.open_example,
                args=(case,),
            )


def back_and_forth() -> None:
    """Offer to take back the last change, to make it again, and to take back every finding."""
    known = state.history()
    for key, label, icon, shortcut, does, can in (
        ("undo", _("Undo"), "undo", "Ctrl+Z", state.undo, bool(known.past)),
        ("redo", _("Redo"), "redo", "Ctrl+Shift+Z", state.redo, bool(known.future)),
        ("reset", _("New patient"), "person_add", None, state.reset, bool(known.now.findings)),
    ):
        st.button(
            label,
            key=key,
            icon=f":material/{icon}:",
            shortcut=shortcut,
            disabled=not can,
            on_click=does,
        )


def published(case: Case) -> None:
    """Show where a case comes from, and on demand what it turned out to be."""
    with st.container(border=True):
        number = plain(case.number)
        number = f"[{number}]({case.link})" if case.link else number
        who = f" ({case.patient})" if case.patient else ""
        said = _("**A published patient**{who}. Source: {number}")
        st.markdown(said.format(who=who, number=number))
        for said in _besides(case):
            st.caption(said)
        if not state.revealed(case):
            st.button(
                _("Show the final diagnosis"),
                key="reveal",
                icon=":material/visibility:",
                on_click=state.reveal,
                args=(case,),
            )
            return
        said = _("**Final diagnosis:** {diagnosis}; lesion: {site}.")
        st.markdown(said.format(diagnosis=plain(case.diagnosis), site=plain(case.site)))
        st.markdown(translated(case.lesson))
        if case.title:
            st.caption(f"{plain(case.title)} {number}")


def _besides(case: Case) -> Iterator[str]:
    """Yield a sentence on what was reported and is not used, and on what was used with caution."""
    if case.reported:
        said = _("Also reported, and no finding of this model: {names}.")
        yield said.format(names=_listed(case.reported))
    if case.ruled_out:
        said = _("Likewise looked for, and not there: {names}.")
        yield said.format(names=_listed(case.ruled_out))
    for note in case.notes:
        yield _("Caution, {note}.").format(note=plain(note))


def _listed(words: Sequence[str]) -> str:
    return ", ".join(plain(in_text(one)) for one in words)


def examination(controls: Sequence[Choice], *, across: bool = False) -> None:
    """Show a control for each finding, by the steps of an examination, below or side by side."""
    parts = [
        (part, list(several))
        for part, several in groupby(controls, key=lambda c: _PARTS.get(c.term.group, _BEDSIDE))
    ]
    with st.container(key="examination"):
        places = st.columns(len(parts), gap="large") if across else [st.container() for _ in parts]
    for place, (part, several) in zip(places, parts, strict=True):
        with place:
            st.header(translated(part), anchor=False)
            for step, some in groupby(several, key=lambda c: c.term.group):
                _step(step, list(some))


def _step(step: str, several: Sequence[Choice]) -> None:
    """Show the controls of a step below its name; the name alone where it has but one."""
    name = translated(_STEPS.get(step, ""))
    if len(several) == 1 and name in ("", spoken_label(several[0].name)):
        question = translated(several[0].term.question)
        st.subheader(spoken_label(several[0].name), anchor=False, help=question)
        _control(several[0], named=False)
        return
    if name:
        st.subheader(name, anchor=False)
    seen = _IN_SIGHT.get(step, len(several))
    for control in several[:seen]:
        _control(control)
    if folded := several[seen:]:
        _folded(folded)


def _folded(several: Sequence[Choice]) -> None:
    names = " · ".join(node_label(one.name) for one in several)
    opened = any(state.chosen(one.name) for one in several)
    with st.expander(names, expanded=opened, key=f"fold-{several[0].term.group}"):
        for control in several:
            _control(control)


def _control(control: Choice, *, named: bool = True) -> None:
    st.segmented_control(
        spoken_label(control.name),
        list(control.labels),
        format_func=control.labels.__getitem__,
        key=control.name,
        persist_state="session",
        help=translated(control.term.question) if named else None,
        label_visibility="visible" if named else "collapsed",
        on_change=state.touched,
        args=(control.name,),
        wrap=True,
    )


def answer(posterior: Posterior, prior: Posterior) -> None:
    """Show the answer as a sentence, a count, and bars."""
    examined = posterior.findings.keys() - prior.findings.keys()
    said = sentences.headline(posterior) if examined else _("Nothing examined yet.")
    st.html(f"<div id='{ANSWER}'></div>")
    st.header(said, anchor=False)
    st.markdown(sentences.frequencies(posterior))
    if examined and sentences.unsettled(posterior):
        st.caption(_("Not settled: what the studies leave open for these two overlaps."))
    bars(posterior, prior)
    st.caption(text("reading-the-bars"))


def bars(posterior: Posterior, prior: Posterior, *, most: int | None = None) -> None:
    """Show a posterior as bars, with its interval and the prior; only the likeliest, if asked."""
    rows = charts.posterior_rows(posterior, prior)
    if most and len(rows) > most:
        rows = sorted(rows, key=lambda row: -row["probability"])[:most]
    said = charts.alt_text(posterior.target, rows)
    data = pyarrow.Table.from_pylist(rows)
    st.vega_lite_chart(data, charts.posterior_spec(rows), width="stretch", alt=said)


def below(posterior: Posterior, prior: Posterior, *, most: int) -> None:
    """Show the likeliest places or causes: a sentence, and bars."""
    st.markdown(sentences.frequencies(posterior))
    bars(posterior, prior, most=most)
    if len(posterior.states) > most:
        said = _("The likeliest {n} of {all} are drawn.")
        st.caption(said.format(n=most, all=len(posterior.states)))


def cautions(several: Sequence[str]) -> None:
    """Show what the model has to say about these findings together."""
    for caution in several:
        st.info(plain(caution), icon=":material/info:")


def used(posterior: Posterior, unstated: Sequence[str], missing: Sequence[str]) -> None:
    """Say what the answer does not rest on."""
    if unstated:
        names = sentences.names_in_words(unstated)
        st.caption(_("Not stated, so averaged over: {names}.").format(names=names))
    if missing:
        st.caption(_unexamined(missing))
    if posterior.unused:
        names = sentences.names_in_words(posterior.unused)
        said = _("Without influence on this answer, given the rest: {names}.")
        st.caption(said.format(names=names))


def _unexamined(missing: Sequence[str]) -> str:
    names = sentences.names_in_words([*missing[:_NAMED]])
    if len(missing) <= _NAMED:
        return _("Not examined: {names}.").format(names=names)
    said = _("Not examined: {n} findings and tests, among them {names}.")
    return said.format(n=len(missing), names=names)


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
    st.vega_lite_chart(charts.localised(plain), width="stretch", alt=said)


def table(rows: Sequence[Mapping[str, Any]]) -> None:
    """Show rows whose fractions are read as percent."""
    numbers = {n for row in rows for n, value in row.items() if isinstance(value, float)}
    percent = st.column_config.NumberColumn(format="percent")
    st.dataframe(list(rows), hide_index=True, column_config=dict.fromkeys(numbers, percent))


def download(text: str, name: str) -> None:
    """Offer rows as a csv file."""
    st.download_button(
        _("Download as csv"), text, name, "text/csv", icon=":material/download:", on_click="ignore"
    )
