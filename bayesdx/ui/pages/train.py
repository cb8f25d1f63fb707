"""Predict, then see: a patient told finding by finding, and what the predictions show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from bayesdx.errors import InputError
from bayesdx.language import _, language, plural, speaking
from bayesdx.network import Network
from bayesdx.report import training as said
from bayesdx.report.labels import state_label
from bayesdx.report.sentences import percent
from bayesdx.report.worksheet import worksheet, worksheet_markdown
from bayesdx.teaching import Played, Round, habits, read_progress, score, write_progress
from bayesdx.teaching.progress import LARGEST
from bayesdx.ui import panels, round_choice, state, training
from bayesdx.ui.training import EACH, Wanted

_STEP = 5
_SHEETS = (1, 3, 5, 10)


def page() -> None:
    """Show the round that is played, or what kind of round to begin; below it the progress."""
    st.title(_("Predict, then see"), anchor=False)
    panels.strip(None)
    playing = training.current()
    if playing is None:
        st.markdown(panels.text("train"))
        _begin()
    else:
        _play(*playing)
    st.header(_("Your progress"), anchor=False)
    _progress()
    _paper()


def _begin() -> None:
    """Let the reader choose what kind of patient to be shown."""
    round_choice.show("train")
    st.checkbox(
        _("Show what the model says after each finding, not only at the end"),
        help=_("It teaches faster, but then your next prediction is no longer yours alone."),
        key=EACH,
    )
    st.button(
        _("Begin"),
        key="train-begin",
        type="primary",
        icon=":material/play_arrow:",
        on_click=training.begin,
        args=(training.wanted(),),
    )


def _play(one: Round, played: Played) -> None:
    step = len(played.answers)
    shown = step - 1 if played.finished or training.waiting() else step
    _told(one, shown)
    if played.finished:
        _reveal(one, played)
    elif training.waiting():
        _beside(played, step - 1)
        st.button(
            _("Next finding"),
            type="primary",
            icon=":material/arrow_forward:",
            on_click=training.go_on,
        )
    else:
        _ask(played)
    if not played.finished:
        st.button(_("Leave this round"), icon=":material/close:", on_click=training.leave)


def _told(one: Round, step: int) -> None:
    """Show what is known so far, the latest in bold."""
    heading = _("Finding {n} of {all}").format(n=step, all=len(one.patient.findings))
    st.header(heading if step else _("A patient"), anchor=False)
    if not step:
        round_choice.nearest(training.missed()[1])
    known = said.told(state.network(), one.patient.context)
    lines = known or [_("Nothing is known yet but that there is a patient")]
    for pair in one.patient.findings[:step]:
        lines += said.told(state.network(), (pair,))
    plain = [panels.plain(line) for line in lines]
    st.markdown("\n".join([*(f"- {line}" for line in plain[:-1]), f"- **{plain[-1]}**"]))


def _ask(played: Played) -> None:
    """Let the reader share out 100 points."""
    st.markdown(_("Which pattern is it? Share out 100 points."))
    values = dict(zip(played.states, training.points(played), strict=True))
    places = st.columns(len(played.states))
    for place, name in zip(places, said.in_order(played.target, played.states), strict=True):
        key = training.points_key(played, name)
        st.session_state.setdefault(key, values[name])
        place.number_input(state_label(played.target, name), 0, 100, step=_STEP, key=key)
    points = training.points(played)
    left = 100 - sum(points)
    st.caption(_sum_said(left))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            _("Predict"),
            type="primary",
            icon=":material/done:",
            disabled=left != 0,
            on_click=training.predict,
            args=([value / 100 for value in points],),
        )
        if left:
            st.button(
                _("Make it 100"),
                icon=":material/balance:",
                on_click=training.make_hundred,
                args=(played,),
            )


def _sum_said(left: int) -> str:
    if left > 0:
        return plural(
            "{n} point is left to be given.", "{n} points are left to be given.", left
        ).format(n=left)
    if left < 0:
        return plural("{n} point too many.", "{n} points too many.", -left).format(n=-left)
    return _("100 points are given.")


def _beside(played: Played, step: int) -> None:
    """Show a prediction beside what the model says."""
    answer, model = played.answers[step], played.model[step]
    rows = said.prediction_rows(played.target, played.states, answer, model)
    panels.picture(said.drawn(rows), said.in_words(rows))
    st.caption(panels.text("reading-the-prediction"))
    st.markdown(said.distance_said(score(answer, model, played.states.index(played.truth))))


def _reveal(one: Round, played: Played) -> None:
    """Show what it was, the scores, and the way there."""
    with st.container(border=True):
        st.markdown(f"**{panels.plain(said.turned_out(one.patient, one.target))}**")
        if one.patient.source:
            st.caption(_("Source: {source}.").format(source=panels.plain(one.patient.source)))
        round_choice.how_near(one, *training.missed())
    found = score(played.answers[-1], played.model[-1], played.states.index(played.truth))
    st.markdown(said.score_said(found, len(played.states)))
    _beside(played, len(played.answers) - 1)
    _way(one, played)
    with st.container(horizontal=True):
        st.button(
            _("Next patient"),
            type="primary",
            icon=":material/arrow_forward:",
            on_click=training.begin_next,
        )
        st.button(_("Another kind of patient"), icon=":material/tune:", on_click=training.leave)


def _way(one: Round, played: Played) -> None:
    """Show all predictions of a round beside the model's, as a table."""
    lines = [_("To begin with")]
    for pair in one.patient.findings:
        lines += said.told(state.network(), (pair,))
    rows = []
    for line, answer, model in zip(lines, played.answers, played.model, strict=True):
        row = {_("After"): line}
        for name in said.in_order(played.target, played.states):
            place = played.states.index(name)
            row[state_label(played.target, name)] = _("{own} (model {model})").format(
                own=percent(answer[place]), model=percent(model[place])
            )
        rows.append(row)
    with st.expander(_("Finding by finding")):
        st.dataframe(rows, hide_index=True)


def _progress() -> None:
    """Show what the rounds so far say, and offer to save and load them."""
    done = training.progress().rounds
    found = habits(done)
    if found is None:
        st.markdown(_("No round is finished yet."))
    else:
        for sentence in said.habits_said(found):
            st.markdown(sentence)
        rows = said.calibration_rows(found.calibration)
        panels.picture(said.drawn(rows), said.in_words(rows))
        st.caption(panels.text("reading-the-own-calibration"))
    with st.expander(_("Save and load")):
        st.markdown(panels.text("progress"))
        st.download_button(
            _("Save your progress"),
            write_progress(training.progress()),
            "bayesdx-training.json",
            "application/json",
            icon=":material/download:",
            on_click="ignore",
            disabled=not done,
        )
        st.file_uploader(
            _("Load your progress"),
            type="json",
            key="train-file",
            on_change=_load,
            max_upload_size=LARGEST // 1_000_000,
        )
        if fault := st.session_state.get("train-fault"):
            st.error(panels.plain(fault))


def _load() -> None:
    """Take the file that was chosen, or note why it cannot be taken."""
    file = st.session_state.get("train-file")
    st.session_state.pop("train-fault", None)
    if file is None:
        return
    try:
        training.load(read_progress(file.getvalue()))
    except InputError as error:
        st.session_state["train-fault"] = str(error)


def _paper() -> None:
    """Offer rounds to print."""
    with st.expander(_("On paper")):
        st.markdown(panels.text("worksheet"))
        many = st.selectbox(_("Patients on the sheet"), _SHEETS, index=1, key="train-sheets")
        wanted = training.wanted()

        last = training.LARGEST_NUMBER
        spoken = language()

        def made(write: Callable[[Network, Sequence[Round]], str]) -> str:
            seeds = (min(wanted.seed + i, last) for i in range(many))
            rounds = [training.round_for(Wanted(wanted.kind, seed, wanted.dials)) for seed in seeds]
            with speaking(spoken):  # what is written on a click is written in another thread
                return write(state.network(), rounds)

        with st.container(horizontal=True):
            st.download_button(
                _("Download the sheet with its key"),
                partial(made, worksheet),
                "bayesdx-worksheet.html",
                "text/html",
                icon=":material/print:",
                on_click="ignore",
            )
            st.download_button(
                _("The same as Markdown"),
                partial(made, worksheet_markdown),
                "bayesdx-worksheet.md",
                "text/markdown",
                icon=":material/text_snippet:",
                on_click="ignore",
            )
