"""A round before a room: told on a projector, answered by hands, and the model after the room."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from bayesdx.errors import InputError
from bayesdx.language import _
from bayesdx.report import lecture as said
from bayesdx.report import lecture_charts
from bayesdx.report import training as told
from bayesdx.report.labels import in_text, state_label
from bayesdx.report.sentences import percent
from bayesdx.teaching import (
    Answers,
    Lecture,
    count_hands,
    read_chances,
    read_points,
    score_room,
    write_session,
)
from bayesdx.teaching.lecture import base_rates, counting, moves
from bayesdx.teaching.room import FORMS, HANDS, MOST, ONE, POINTS
from bayesdx.teaching.rounds import TARGET
from bayesdx.ui import lecturing, panels, round_choice, state, training
from bayesdx.ui.lecturing import ABOUT, ASK, EACH, END, FORM, MODEL, ROOM, Stage

_ENTER = "Enter"

# The keyboard is where the room's answers go, without a hand on the mouse.
_focus = st.components.v2.component(
    "bayesdx_lecture_focus",
    html="",
    js="""
      export default function ({ data, parentElement }) {
        const root = parentElement.ownerDocument
        if (root.documentElement.dataset.lecture === data.moment) return
        root.documentElement.dataset.lecture = data.moment
        setTimeout(() => root.querySelector(
          ".st-key-lecture-answers input, .st-key-lecture-answers textarea")?.focus(), 150)
      }
    """,
)


def page() -> None:
    """Show where the lecture is, or what to begin with."""
    st.title(_("Lecture"), anchor=False)
    panels.strip(None)
    st.html(panels.STYLE.with_name("lecture.css"))
    stage = lecturing.current()
    if stage is None:
        _begin()
    else:
        _stage(stage)


def _begin() -> None:
    st.markdown(panels.text("lecture"))
    round_choice.show("lecture")
    forms = said.forms_said()
    round_choice.choice(_("How the room answers"), {form: forms[form] for form in FORMS}, FORM)
    form = st.session_state.get(FORM) or HANDS
    asked = ""
    if form == ONE:
        names = told.in_order(TARGET, state.network().states[TARGET])
        options = {name: state_label(TARGET, name) for name in names}
        round_choice.choice(_("What each gives the probability of"), options, ABOUT)
        asked = st.session_state.get(ABOUT) or names[0]
    st.checkbox(
        _("Show the model after each finding, not only at the end"),
        help=_("The room learns faster, but its next answer is no longer its own alone."),
        key=EACH,
    )
    each = bool(st.session_state.get(EACH))
    st.button(
        _("Begin"),
        key="lecture-begin",
        type="primary",
        icon=":material/play_arrow:",
        on_click=lecturing.begin,
        args=(training.wanted(), form, asked, each),
    )


def _stage(stage: Stage) -> None:
    with st.container(key="lecture-stage"):
        left, right = st.columns([2, 3], gap="large")
        with left:
            _findings(stage)
        with right:
            _answers(stage)
        if stage.show == END:
            _end(stage)
        else:
            st.button(_("Leave this round"), icon=":material/close:", on_click=lecturing.leave)


def _answers(stage: Stage) -> None:
    """Ask the room, or show what it answered, with the model beside it or without."""
    if stage.show == ASK:
        _ask(stage)
    elif stage.show == ROOM:
        _room(stage)
    elif stage.show == MODEL:
        _beside(stage)
        _button(_("Next finding"), "next", lecturing.go, stage.next())
    else:
        _truth(stage)
        _beside(stage)


def _button(label: str, key: str, then: Callable[..., None], *args: object) -> None:
    """Show the button that goes on, for which Enter stands."""
    st.button(
        label,
        key=f"lecture-{key}",
        type="primary",
        shortcut=_ENTER,
        icon=":material/arrow_forward:",
        on_click=then,
        args=args,
    )


def _findings(stage: Stage) -> None:
    """Show what is known so far, the latest largest."""
    one, step = stage.lecture.round, stage.step
    heading = _("Finding {n} of {all}").format(n=step, all=len(one.patient.findings))
    st.header(heading if step else _("A patient"), anchor=False)
    if not step:
        round_choice.nearest(stage.missed)
    known = told.told(state.network(), one.patient.context)
    lines = known or [_("Nothing is known yet but that there is a patient")]
    lines += said.finding_lines(state.network(), stage.lecture)[:step]
    with st.container(key="lecture-told"):
        before = [f"- {panels.plain(line)}" for line in lines[:-1]]
        st.markdown("\n".join([*before, f"- **{panels.plain(lines[-1])}**"]))


def _ask(stage: Stage) -> None:
    """Take the room's answers, typed or pasted; Enter sends them."""
    st.subheader(_question(stage), anchor=False)
    reader = _hands if stage.form == HANDS else _pasted
    with (
        st.container(key="lecture-answers"),
        st.form("lecture-form", enter_to_submit=True, border=False),
    ):
        read = reader(stage)
        sent = st.form_submit_button(
            _("Show the room's answers"), type="primary", icon=":material/bar_chart:"
        )
    if sent:
        try:
            answers = read()
        except InputError as error:
            st.error(panels.plain(str(error)))
        else:
            lecturing.go(stage.answered(answers))
            st.rerun()
    _focus(key="lecture-focus", data={"moment": f"{lecturing.wanted().code} {stage.step}"})
    st.button(
        _("Go on without asking"),
        icon=":material/skip_next:",
        on_click=lecturing.go,
        args=(stage.unasked(),),
    )


def _question(stage: Stage) -> str:
    if stage.form == HANDS:
        return _("Which pattern is the likeliest? Count the hands.")
    if stage.form == ONE:
        pattern = in_text(state_label(stage.lecture.round.target, stage.lecture.asked))
        return _("How likely is it: {pattern}?").format(pattern=pattern)
    return _("Which pattern is it? Each shares out 100 points.")


def _hands(stage: Stage) -> Callable[[], Answers]:
    one = stage.lecture.round
    names = told.in_order(one.target, one.states)
    counts = [
        place.number_input(
            state_label(one.target, name),
            0,
            MOST,
            value=None,
            step=1,
            placeholder="0",
            key=f"lecture-{one.patient.id}-{stage.step}-{name}",
        )
        for place, name in zip(st.columns(len(names)), names, strict=True)
    ]
    return lambda: count_hands(counts, states=names)


def _pasted(stage: Stage) -> Callable[[], Answers]:
    one = stage.lecture.round
    names = told.in_order(one.target, one.states)
    order = ", ".join(in_text(state_label(one.target, name)) for name in names)
    each = _("A line for each person, with four numbers: {order}.").format(order=order)
    single = _("A number for each person, one on a line or apart by spaces; 0 to 100.")
    text = st.text_area(
        single if stage.form == ONE else each,
        placeholder="10 60 20 10\n25 25 25 25" if stage.form == POINTS else "70\n55\n80",
        height=160,
        help=_("Ctrl and Enter send it."),
        key=f"lecture-{one.patient.id}-{stage.step}-pasted",
    )
    if stage.form == ONE:
        return lambda: read_chances(text, state=stage.lecture.asked)
    return lambda: read_points(text, states=names)


def _room(stage: Stage) -> None:
    """Show the room's answers, and nothing of the model."""
    answers = stage.lecture.answers[stage.step]
    assert answers is not None
    rows = said.room_rows(stage.lecture, stage.step)
    panels.picture(lecture_charts.room_chart(rows), said.rows_in_words(rows))
    st.caption(f"{said.people_said(answers)} {_key(stage)}")
    after = stage.next()
    labels = {
        ASK: _("Next finding"),
        MODEL: _("Show the model"),
        END: _("Show the model and the patient"),
    }
    with st.container(horizontal=True):
        _button(labels[after.show], "next", lecturing.go, after)
        st.button(
            _("Count again"),
            icon=":material/undo:",
            on_click=lecturing.go,
            args=(stage.again(),),
        )


def _key(stage: Stage) -> str:
    if stage.form == HANDS:
        return _("Bar: share of the hands.")
    return _("Dot: one person. Dashed upright line: the mean of the room.")


def _beside(stage: Stage) -> None:
    """Show the room's answers and the model's."""
    with st.spinner(_("Asking the model …")):
        posterior = lecturing.model(lecturing.wanted())[stage.step]
    rows = said.room_rows(stage.lecture, stage.step, posterior)
    panels.picture(lecture_charts.room_chart(rows), said.rows_in_words(rows))
    model = _("Upright line: the model, with its 95% interval.")
    st.caption(f"{_key(stage)} {model}")


def _truth(stage: Stage) -> None:
    """Show what it was."""
    one = stage.lecture.round
    with st.container(border=True, key="lecture-truth"):
        st.markdown(f"**{panels.plain(told.turned_out(one.patient, one.target))}**")
        if one.patient.source:
            st.caption(_("Source: {source}.").format(source=panels.plain(one.patient.source)))
        round_choice.how_near(one, stage.dials, stage.missed)


def _end(stage: Stage) -> None:
    """Show the scores, the way there, and what the room made of each finding."""
    lecture = stage.lecture
    if lecture.steps:
        _scores(lecture)
    st.header(_("From finding to finding"), anchor=False)
    _course(lecture)
    if len(lecture.steps) > 1:
        st.header(_("What the room made of each finding"), anchor=False)
        _made(lecture)
    _so_far()
    with st.container(horizontal=True):
        _button(_("Next patient"), "next", lecturing.begin_next)
        st.button(_("Another kind of patient"), icon=":material/tune:", on_click=lecturing.leave)


def _scores(lecture: Lecture) -> None:
    last = lecture.steps[-1]
    answers = lecture.answers[last]
    assert answers is not None
    found = score_room(answers, lecture.model[last], lecture.truth)
    for sentence in said.score_said(found, answers):
        st.markdown(sentence)


def _course(lecture: Lecture) -> None:
    """Show how room and model went, a picture for each pattern, and all as a table."""
    spans = lecturing.model(lecturing.wanted())
    names = said.shown(lecture)
    places = [place for _pair in names[::2] for place in st.columns(min(2, len(names)))]
    for place, name in zip(places, names, strict=False):
        with place:
            st.markdown(f"**{said.state_said(lecture, name)}**")
            rows = said.course_rows(lecture, spans, name)
            panels.picture(lecture_charts.course_chart(rows, name), said.course_in_words(rows))
    st.caption(panels.text("reading-the-course"))
    with st.expander(_("The same as a table")):
        st.dataframe(_table(lecture), hide_index=True)


def _table(lecture: Lecture) -> list[dict[str, str]]:
    lines = [_("To begin with"), *said.finding_lines(state.network(), lecture)]
    rows = []
    for step, line in enumerate(lines):
        answers = lecture.answers[step]
        row = {_("After"): f"{step}. {line}"}
        for name in said.shown(lecture):
            place = lecture.states.index(name)
            model = percent(lecture.model[step][place])
            row[said.state_said(lecture, name)] = (
                _("room {room}, model {model}").format(
                    room=percent(answers.mean[place]), model=model
                )
                if answers
                else _("model {model}").format(model=model)
            )
        rows.append(row)
    return rows


def _made(lecture: Lecture) -> None:
    """Show which findings the room over- or underweighted."""
    lines = said.moves_said(state.network(), lecture, moves(lecture))
    st.markdown("\n".join(f"- {panels.plain(line)}" for line in lines))
    st.markdown(said.counting_said(counting(lecture)))
    st.markdown(said.base_rates_said(base_rates(lecture)))
    st.caption(panels.text("reading-the-room"))


def _so_far() -> None:
    """Offer the session as a file."""
    done = lecturing.done()
    if not done:
        return
    with st.expander(_("Keep this session")):
        st.markdown(panels.text("lecture-file"))
        st.download_button(
            _("Download as csv"),
            lambda: write_session(state.network(), done),
            "bayesdx-lecture.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
