"""Where a lecture is: what is told, what the room answered, and what is shown of it now."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from bayesdx.inference import Posterior
from bayesdx.teaching import Answers, Dials, Lecture, missed
from bayesdx.teaching.lecture import model_with_intervals
from bayesdx.ui import state, training

ASK, ROOM, MODEL, END = "ask", "room", "model", "end"
"""The room is asked; its answers are shown; the model beside them; all is told."""

FORM, ABOUT, EACH = (f"{state.CARRIED}lecture-{name}" for name in ("form", "about", "each"))
"""The keys of what is chosen for a lecture; they stay while other pages are read."""

_STAGE, _DONE = "lecture-stage", "lecture-done"


@dataclass(frozen=True, slots=True)
class Stage:
    """A moment of a lecture.

    Attributes:
        lecture: what was answered so far.
        form: how the room answers.
        each: whether the model is shown after each finding, not only at the end.
        dials: what kind of patient was asked for.
        show: of `ASK`, `ROOM`, `MODEL` and `END`.
    """

    lecture: Lecture
    form: str
    each: bool
    dials: Dials
    show: str = ASK

    @property
    def step(self) -> int:
        """How many findings are told."""
        return len(self.lecture.answers) - (self.show != ASK)

    @property
    def missed(self) -> tuple[str, ...]:
        """The dials that the patient does not fit."""
        return missed(self.lecture.round, self.dials)

    def answered(self, answers: Answers) -> Stage:
        """Return the moment after an answer: it is shown, the model is not."""
        arranged = answers.arranged(self.lecture.states)
        return replace(self, lecture=self.lecture.answered(arranged), show=ROOM)

    def unasked(self) -> Stage:
        """Return the moment after a question that is left out."""
        lecture = self.lecture.answered(None)
        return replace(self, lecture=lecture, show=END if lecture.finished else ASK)

    def again(self) -> Stage:
        """Return the moment before the last answer, which is forgotten."""
        lecture = replace(self.lecture, answers=self.lecture.answers[:-1])
        return replace(self, lecture=lecture, show=ASK)

    def next(self) -> Stage:
        """Return the moment that follows what is shown."""
        if self.lecture.finished:
            return replace(self, show=END)
        return replace(self, show=MODEL if self.each and self.show == ROOM else ASK)


@st.cache_resource(max_entries=training.ROUNDS_KEPT, show_spinner=False)
def model(wanted: training.Wanted) -> tuple[Posterior, ...]:
    """Return what the model says after each finding of a round."""
    return model_with_intervals(state.network(), training.round_for(wanted))


def current() -> Stage | None:
    """Return where the lecture is, if there is one."""
    found: Stage | None = st.session_state.get(_STAGE)
    return found


def wanted() -> training.Wanted:
    """Return which round the lecture is about."""
    found: training.Wanted = st.session_state["lecture-wanted"]
    return found


def begin(wanted: training.Wanted, form: str, asked: str, each: bool) -> None:
    """Begin a lecture."""
    lecture = Lecture(training.round_for(wanted), asked)
    st.session_state["lecture-wanted"] = wanted
    go(Stage(lecture, form, each, wanted.dials))


def begin_next() -> None:
    """Begin with the patient of the next number."""
    before: Stage = st.session_state[_STAGE]
    st.session_state[training.SEED] = min(wanted().seed + 1, training.LARGEST_NUMBER)
    begin(training.wanted(), before.form, before.lecture.asked, before.each)


def go(stage: Stage) -> None:
    """Go to a moment; a lecture that ends is kept."""
    if stage.show == END and stage.lecture.steps:
        st.session_state[_DONE] = (*done(), stage.lecture)
    st.session_state[_STAGE] = stage


def leave() -> None:
    """Leave the lecture."""
    st.session_state.pop(_STAGE, None)


def done() -> tuple[Lecture, ...]:
    """Return the rounds of this session that were told to their end."""
    found: tuple[Lecture, ...] = st.session_state.get(_DONE, ())
    return found
