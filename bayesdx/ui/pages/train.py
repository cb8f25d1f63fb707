"""Predict, then see: a patient told finding by finding, and what the predictions show."""

from __future__ import annotations

import streamlit as st

from bayesdx.errors import InputError
from bayesdx.report import training as said
from bayesdx.report.labels import state_label
from bayesdx.report.sentences import percent
from bayesdx.report.worksheet import worksheet
from bayesdx.teaching import Played, Round, habits, read_progress, score, write_progress
from bayesdx.teaching import drawn as dials
from bayesdx.teaching.progress import LARGEST
from bayesdx.teaching.rounds import PUBLISHED
from bayesdx.ui import panels, state, training
from bayesdx.ui.training import CONFLICT, DIFFICULTY, DISTRACTORS, EACH, KIND, KINDS, SEED, Wanted

_STEP = 5
_SHEETS = (1, 3, 5, 10)


def page() -> None:
    """Show the round that is played, or what kind of round to begin; below it the progress."""
    st.title("Predict, then see", anchor=False)
    panels.strip(None)
    playing = training.current()
    if playing is None:
        st.markdown(panels.text("train"))
        _begin()
    else:
        _play(*playing)
    st.header("Your progress", anchor=False)
    _progress()
    _paper()


def _begin() -> None:
    """Let the reader choose what kind of patient to be shown."""
    for key, value in ((DISTRACTORS, 1), (SEED, 1)):
        st.session_state.setdefault(key, value)
    _choice("Patients", KINDS, KIND)
    _choice("How open the answer is in the end", said.dials_said(dials.DIFFICULTY), DIFFICULTY)
    _choice("The findings", said.dials_said(dials.CONFLICT), CONFLICT)
    left, right = st.columns(2)
    if training.wanted().kind != PUBLISHED:
        left.slider("Findings that tell next to nothing", 0, 3, key=DISTRACTORS)
    right.number_input(
        "Number of the round",
        0,
        999_999,
        help="The same number gives the same patient.",
        key=SEED,
    )
    st.checkbox(
        "Show what the model says after each finding, not only at the end",
        help="It teaches faster, but then your next prediction is no longer yours alone.",
        key=EACH,
    )
    st.button(
        "Begin",
        type="primary",
        icon=":material/play_arrow:",
        on_click=training.begin,
        args=(training.wanted(),),
    )


def _choice(label: str, options: dict[str, str], key: str) -> None:
    first = None if key in st.session_state else next(iter(options))
    st.segmented_control(
        label,
        list(options),
        format_func=options.__getitem__,
        default=first,
        required=True,
        key=key,
        wrap=True,
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
            "Next finding",
            type="primary",
            icon=":material/arrow_forward:",
            on_click=training.go_on,
        )
    else:
        _ask(played)
    if not played.finished:
        st.button("Leave this round", icon=":material/close:", on_click=training.leave)


def _told(one: Round, step: int) -> None:
    """Show what is known so far, the latest in bold."""
    st.header(
        f"Finding {step} of {len(one.patient.findings)}" if step else "A patient", anchor=False
    )
    known = said.told(state.network(), one.patient.context)
    lines = known or ["Nothing is known yet but that there is a patient"]
    for pair in one.patient.findings[:step]:
        lines += said.told(state.network(), (pair,))
    plain = [panels.plain(line) for line in lines]
    st.markdown("\n".join([*(f"- {line}" for line in plain[:-1]), f"- **{plain[-1]}**"]))


def _ask(played: Played) -> None:
    """Let the reader share out 100 points."""
    st.markdown("Which pattern is it? Share out 100 points.")
    values = training.points(played)
    places = st.columns(len(played.states))
    for place, name, value in zip(places, played.states, values, strict=True):
        key = training.points_key(played, name)
        st.session_state.setdefault(key, value)
        place.number_input(state_label(played.target, name), 0, 100, step=_STEP, key=key)
    values = training.points(played)
    left = 100 - sum(values)
    st.caption(_sum_said(left))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Predict",
            type="primary",
            icon=":material/done:",
            disabled=left != 0,
            on_click=training.predict,
            args=([value / 100 for value in values],),
        )
        if left:
            st.button(
                "Make it 100",
                icon=":material/balance:",
                on_click=training.make_hundred,
                args=(played,),
            )


def _sum_said(left: int) -> str:
    if left > 0:
        return f"{left} points are left to be given."
    return f"{-left} points too many." if left < 0 else "100 points are given."


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
            st.caption(f"Source: {panels.plain(one.patient.source)}")
    found = score(played.answers[-1], played.model[-1], played.states.index(played.truth))
    st.markdown(said.score_said(found))
    _beside(played, len(played.answers) - 1)
    _way(one, played)
    with st.container(horizontal=True):
        st.button(
            "Next patient",
            type="primary",
            icon=":material/arrow_forward:",
            on_click=training.begin_next,
        )
        st.button("Another kind of patient", icon=":material/tune:", on_click=training.leave)


def _way(one: Round, played: Played) -> None:
    """Show all predictions of a round beside the model's, as a table."""
    lines = ["To begin with"]
    for pair in one.patient.findings:
        lines += said.told(state.network(), (pair,))
    rows = []
    for line, answer, model in zip(lines, played.answers, played.model, strict=True):
        row = {"After": line}
        for name, q, p in zip(played.states, answer, model, strict=True):
            label = state_label(played.target, name)
            row[label] = f"{percent(q)} (model {percent(p)})"
        rows.append(row)
    with st.expander("Finding by finding"):
        st.dataframe(rows, hide_index=True)


def _progress() -> None:
    """Show what the rounds so far say, and offer to save and load them."""
    done = training.progress().rounds
    found = habits(done)
    if found is None:
        st.markdown("No round is finished yet.")
    else:
        for sentence in said.habits_said(found):
            st.markdown(sentence)
        rows = said.calibration_rows(found.calibration)
        panels.picture(said.drawn(rows), said.in_words(rows))
        st.caption(panels.text("reading-the-own-calibration"))
    with st.expander("Save and load"):
        st.markdown(panels.text("progress"))
        st.download_button(
            "Save your progress",
            write_progress(training.progress()),
            "bayesdx-training.json",
            "application/json",
            icon=":material/download:",
            on_click="ignore",
            disabled=not done,
        )
        st.file_uploader(
            "Load your progress",
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
    with st.expander("On paper"):
        st.markdown(panels.text("worksheet"))
        many = st.selectbox("Patients on the sheet", _SHEETS, index=1, key="train-sheets")
        wanted = training.wanted()

        def made() -> str:
            every = (Wanted(wanted.kind, wanted.seed + i, wanted.dials) for i in range(many))
            return worksheet(state.network(), [training.round_for(one) for one in every])

        st.download_button(
            "Download the sheet with its key",
            made,
            "bayesdx-worksheet.html",
            "text/html",
            icon=":material/print:",
            on_click="ignore",
        )
