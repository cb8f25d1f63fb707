"""Lessons: a text with what the model says between its paragraphs, and a question at the end."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from bayesdx.language import _, language, level, speaking
from bayesdx.report.measured import in_words
from bayesdx.ui import lesson_panels, panels, state
from bayesdx.ui.lesson import Block, Lesson, filled, lessons

LESSON = f"{state.CARRIED}lesson"
"""The key of the choice of a lesson; it stays while other pages are read."""

LINK = "lesson"
"""What the address of a lesson has its name in."""

_LINKED, _UNSAID = "lesson-linked", "lesson-unsaid"

WIDTH = 760
"""Of the text, in pixels; a phone takes what it has."""


def page() -> None:
    """Show a lesson, in lines no longer than one reads easily."""
    st.title(_("Learn"), anchor=False)
    panels.strip(None)
    with st.container(width=WIDTH):
        _page()


def _page() -> None:
    st.markdown(panels.text("learn"))
    all_of_them = lessons()
    unknown = _follow_link([one.name for one in all_of_them])
    if unknown:
        told = _("There is no lesson of this name: {name}.")
        st.warning(told.format(name=panels.plain(unknown)))
    titles = {one.name: f"{n}. {one.title}" for n, one in enumerate(all_of_them, start=1)}
    chosen = st.selectbox(_("Lesson"), titles, format_func=titles.__getitem__, key=LESSON)
    place = list(titles).index(chosen or all_of_them[0].name)
    _lesson(all_of_them[place])
    if place + 1 < len(all_of_them):
        following = all_of_them[place + 1]
        st.button(
            _("Next lesson: {title}").format(title=following.title),
            key="next-lesson",
            icon=":material/arrow_forward:",
            on_click=_open,
            args=(following.name,),
        )


def _open(name: str) -> None:
    st.session_state[LESSON] = name


def _follow_link(names: Sequence[str]) -> str:
    """Open the lesson that the address names, once; return a name that there is none of."""
    said = str(st.query_params.get(LINK, ""))
    if said and said not in names:
        return said
    if said and st.session_state.get(_LINKED) != said:
        st.session_state[_LINKED] = said
        _open(said)
    return ""


def _lesson(lesson: Lesson) -> None:
    st.header(lesson.title, anchor=False)
    for block in lesson.body:
        _block(block)
    answered = f"answered-{lesson.name}"
    guess = f"guess-{lesson.name}"
    # Without a value at first: what nobody said is no guess.
    st.number_input(_("Your guess, in percent"), 0, 100, None, 1, key=guess, placeholder="0–100")
    if not st.session_state.get(answered):
        st.button(
            _("Show the answer"),
            key=f"show-{lesson.name}",
            icon=":material/visibility:",
            on_click=_answer,
            args=(answered, guess),
        )
        if st.session_state.pop(_UNSAID, False):
            st.info(_("Guess first: a whole number from 0 to 100."))
        return
    _revealed(lesson, st.session_state[answered] - 1)


def _answer(key: str, guess: str) -> None:
    """Keep the first guess: what is changed after the reveal is no guess."""
    said = st.session_state[guess]
    if said is None:
        st.session_state[_UNSAID] = True
    else:
        st.session_state[key] = said + 1  # so that a guess of 0 counts as one


def _revealed(lesson: Lesson, said: int) -> None:
    told = _("You said {said}%. The model says {number}.")
    st.markdown(f"**{told.format(said=said, number=_number(lesson.guess))}**")
    for block in lesson.answer:
        _block(block)


def _block(block: Block) -> None:
    if block.kind == "panel":
        lesson_panels.PANELS[block.text]()
    elif block.kind == "heading":
        st.subheader(block.text, anchor=False)
    else:
        st.markdown(filled(block.text, _number))


def _number(asked: str) -> str:
    return panels.plain(_said(asked, language(), level()))


@st.cache_resource(max_entries=500, show_spinner=False)
def _said(asked: str, language: str, level: str) -> str:
    """Return a number in words; it is asked for once for all who are spoken to alike."""
    with speaking(language, to=level):
        return in_words(state.network(), asked)
