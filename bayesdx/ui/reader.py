"""Who reads, and in which language: one small control, the same on every page.

What was chosen stays from page to page and gets into no link. Without a choice the language is the
browser's, where there is a catalogue for it, and the reader is a student.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import streamlit as st

from bayesdx.language import ENGLISH, LEVELS, N_, _, language, languages, level, speak, translated

LANGUAGE, LEVEL = "asked-language", "asked-level"
"""The keys of what was chosen."""

P = ParamSpec("P")
R = TypeVar("R")

_NAMES = {"patient": N_("Patient"), "student": N_("Student"), "clinician": N_("Clinician")}
_MENU = "reader"


def speak_to() -> None:
    """Speak to the reader; the first thing of a run, and of a callback that makes words."""
    chosen = st.session_state.get(LANGUAGE)
    speak(chosen or _of_browser(), to=st.session_state.get(LEVEL) or "student")


def begin() -> None:
    """Speak to the reader, and tell the browser in which language."""
    speak_to()
    st.html(_SCRIPT.format(code=language()), unsafe_allow_javascript=True)


_SCRIPT = "<script>document.documentElement.lang = '{code}'</script>"
"""Tells the browser, and those who have the page read out, which language this is."""


def menu() -> None:
    """Show the control: what is chosen now, and on demand what can be."""
    with st.container(horizontal=True, horizontal_alignment="right", key=_MENU):
        label = f"{languages()[language()]} · {translated(_NAMES[level()])}"
        with st.popover(label, icon=":material/translate:", type="tertiary"):
            st.segmented_control(
                _("Language"),
                list(languages()),
                format_func=languages().__getitem__,
                default=None if LANGUAGE in st.session_state else language(),
                required=True,
                key=LANGUAGE,
            )
            st.segmented_control(
                _("Who is reading?"),
                LEVELS,
                format_func=_named,
                default=None if LEVEL in st.session_state else level(),
                required=True,
                key=LEVEL,
            )
            if language() != ENGLISH:
                st.caption(
                    _(
                        "Titles and quotations of publications, reasons of assumptions, error "
                        "messages, csv and JSON files are in English."
                    )
                )


def _named(name: str) -> str:
    return translated(_NAMES[name])


def _of_browser() -> str:
    code = (st.context.locale or ENGLISH).split("-")[0].lower()
    return code if code in languages() else ENGLISH


def waiting(text: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Have a function say what takes its time, in the language that is spoken then.

    Args:
        text: in English, marked by `N_`.
    """

    def saying(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def said(*args: P.args, **kwargs: P.kwargs) -> R:
            with st.spinner(translated(text), show_time=True):
                return function(*args, **kwargs)

        return said

    return saying
