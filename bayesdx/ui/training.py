"""Where a learner is: the round that is played, what was predicted, and the progress so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from bayesdx.teaching import (
    Dials,
    Played,
    Progress,
    Round,
    published_round,
    simulated_round,
)
from bayesdx.teaching.progress import begun
from bayesdx.teaching.rounds import PUBLISHED, SIMULATED
from bayesdx.ui import state

ROUNDS_KEPT = 300
KINDS = {SIMULATED: "Made up by the model", PUBLISHED: "Published"}
SEED, KIND, DIFFICULTY, CONFLICT, DISTRACTORS, EACH = (
    f"{state.CARRIED}train-{name}"
    for name in ("seed", "kind", "difficulty", "conflict", "distractors", "each")
)
"""The keys of what is chosen for a round; they stay while other pages are read."""

_ROUND, _PLAYED, _PROGRESS, _NEXT = "train-round", "train-played", "train-progress", "train-next"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which round is wanted: of which kind, which number, and how."""

    kind: str
    seed: int
    dials: Dials


@st.cache_resource(max_entries=ROUNDS_KEPT, show_spinner="Looking for a patient …")
def round_for(wanted: Wanted) -> Round:
    """Return the round that is wanted."""
    make = published_round if wanted.kind == PUBLISHED else simulated_round
    return make(state.network(), seed=wanted.seed, dials=wanted.dials)


def begin(wanted: Wanted) -> None:
    """Begin a round."""
    one = round_for(wanted)
    st.session_state[_ROUND] = one
    st.session_state[_PLAYED] = begun(one)
    st.session_state[_NEXT] = False


def begin_next() -> None:
    """Begin the round with the next number."""
    st.session_state[SEED] = wanted().seed + 1
    begin(wanted())


def leave() -> None:
    """Leave the round that is played."""
    for key in (_ROUND, _PLAYED):
        st.session_state.pop(key, None)


def wanted() -> Wanted:
    """Return the round that is chosen."""
    chosen = st.session_state
    return Wanted(
        kind=chosen.get(KIND) or SIMULATED,
        seed=int(chosen.get(SEED, 1)),
        dials=Dials(
            difficulty=chosen.get(DIFFICULTY) or "any",
            conflict=chosen.get(CONFLICT) or "any",
            distractors=int(chosen.get(DISTRACTORS, 1)),
        ),
    )


def current() -> tuple[Round, Played] | None:
    """Return the round that is played, and what was predicted in it."""
    one, played = (st.session_state.get(key) for key in (_ROUND, _PLAYED))
    return (one, played) if one and played else None


def predict(chances: Sequence[float]) -> None:
    """Take a prediction; the last one of a round ends it and counts."""
    played: Played = st.session_state[_PLAYED].predicted(chances)
    st.session_state[_PLAYED] = played
    st.session_state[_NEXT] = not played.finished and bool(st.session_state.get(EACH))
    if played.finished:
        st.session_state[_PROGRESS] = progress().with_round(played)


def go_on() -> None:
    """Show the next finding."""
    st.session_state[_NEXT] = False


def waiting() -> bool:
    """Return whether the model's answer is shown before the next finding is told."""
    return bool(st.session_state.get(_NEXT))


def progress() -> Progress:
    """Return the rounds that were finished."""
    found: Progress = st.session_state.get(_PROGRESS) or Progress()
    return found


def load(loaded: Progress) -> None:
    """Take the progress of a file in the place of what there is."""
    st.session_state[_PROGRESS] = loaded


def points_key(played: Played, name: str) -> str:
    """Return the key of the points for a state at this moment of a round."""
    return f"train-{played.kind}-{played.id}-{len(played.answers)}-{name}"


def points(played: Played) -> list[int]:
    """Return the points as they stand; to begin with, those of the prediction before."""
    before = [100 * q for q in played.answers[-1]] if played.answers else _even(len(played.states))
    return [
        int(st.session_state.get(points_key(played, name), round(q)))
        for name, q in zip(played.states, before, strict=True)
    ]


def _even(count: int) -> list[float]:
    return [float(one) for one in to_hundred([1] * count)]


def make_hundred(played: Played) -> None:
    """Stretch or shrink the points so that they sum to 100."""
    for name, value in zip(played.states, to_hundred(points(played)), strict=True):
        st.session_state[points_key(played, name)] = value


def to_hundred(values: Sequence[int]) -> list[int]:
    """Return values in the same proportion that sum to 100, whole, by largest remainder.

    >>> to_hundred([30, 30, 30]), to_hundred([0, 0]), to_hundred([1, 1, 2])
    ([34, 33, 33], [50, 50], [25, 25, 50])
    """
    total = sum(values)
    shares = [100 * v / total if total else 100 / len(values) for v in values]
    whole = [int(share) for share in shares]
    order = sorted(range(len(values)), key=lambda i: (whole[i] - shares[i], i))
    for i in order[: 100 - sum(whole)]:
        whole[i] += 1
    return whole
