"""Lessons: a text with what the model says between its paragraphs, and a question at the end."""

from __future__ import annotations

import streamlit as st

from bayesdx.report.measured import in_words
from bayesdx.ui import lesson_panels, panels, state
from bayesdx.ui.lesson import Block, Lesson, filled, lessons

LESSON = f"{state.CARRIED}lesson"
"""The key of the choice of a lesson; it stays while other pages are read."""

WIDTH = 760
"""Of the text, in pixels; a phone takes what it has."""


def page() -> None:
    """Show a lesson, in lines no longer than one reads easily."""
    st.title("Learn", anchor=False)
    panels.strip(None)
    with st.container(width=WIDTH):
        _page()


def _page() -> None:
    st.markdown(panels.text("learn"))
    all_of_them = lessons()
    titles = {one.name: f"{n}. {one.title}" for n, one in enumerate(all_of_them, start=1)}
    chosen = st.selectbox("Lesson", titles, format_func=titles.__getitem__, key=LESSON)
    place = list(titles).index(chosen or all_of_them[0].name)
    _lesson(all_of_them[place])
    if place + 1 < len(all_of_them):
        following = all_of_them[place + 1]
        st.button(
            f"Next lesson: {following.title}",
            icon=":material/arrow_forward:",
            on_click=_open,
            args=(following.name,),
        )


def _open(name: str) -> None:
    st.session_state[LESSON] = name


def _lesson(lesson: Lesson) -> None:
    st.header(lesson.title, anchor=False)
    for block in lesson.body:
        _block(block)
    answered = f"answered-{lesson.name}"
    said = st.slider("Your guess, in percent", 0, 100, 50, key=f"guess-{lesson.name}")
    if not st.session_state.get(answered):
        st.button(
            "Show the answer",
            key=f"show-{lesson.name}",
            icon=":material/visibility:",
            on_click=_answer,
            args=(answered, said),
        )
        return
    _revealed(lesson, st.session_state[answered] - 1)


def _answer(key: str, said: int) -> None:
    """Keep the first guess: what is moved after the reveal is no guess."""
    st.session_state[key] = said + 1  # so that a guess of 0 counts as one


def _revealed(lesson: Lesson, said: int) -> None:
    st.markdown(f"**You said {said}%. The model says {_number(lesson.guess)}.**")
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
    return panels.plain(_said(asked, state.network().version))


@st.cache_resource(max_entries=500, show_spinner=False)
def _said(asked: str, _version: str) -> str:
    """Return a number in words; it is asked for once for all readers."""
    return in_words(state.network(), asked)
