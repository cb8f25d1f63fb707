"""Where a learner is: the round that is played, what was predicted, and the progress so far."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import streamlit as st

from bayesdx.teaching import (
    Dials,
    Played,
    Progress,
    Round,
    published_round,
    simulated_round,
)
from bayesdx.teaching import missed as missed_dials
from bayesdx.teaching.drawn import CONFLICT as CONFLICTS
from bayesdx.teaching.drawn import DIFFICULTY as DIFFICULTIES
from bayesdx.teaching.progress import begun
from bayesdx.teaching.rounds import PUBLISHED, SIMULATED
from bayesdx.ui import state

ROUNDS_KEPT = 300
MOST_FINDINGS, MOST_DISTRACTORS = 8, 3
"""So many findings can be asked for that tell something, and that tell next to nothing."""

LARGEST_NUMBER = 999_999
SEED, KIND, DIFFICULTY, CONFLICT, FINDINGS, DISTRACTORS, EACH = (
    f"{state.CARRIED}train-{name}"
    for name in ("seed", "kind", "difficulty", "conflict", "findings", "distractors", "each")
)
"""The keys of what is chosen for a round; they stay while other pages are read."""

LINK = "round"
"""What the address of a round begins with."""

_ROUND, _PLAYED, _PROGRESS, _NEXT = "train-round", "train-played", "train-progress", "train-next"
_WANTED, _LINKED = "train-wanted", "round-linked"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which round is wanted: of which kind, which number, and how."""

    kind: str
    seed: int
    dials: Dials

    @property
    def code(self) -> str:
        """The round in one word, for a link.

        >>> Wanted("simulated", 7, Dials("hard", findings=3)).code
        'simulated-7-hard-any-3-1'
        """
        dials = self.dials
        parts = (self.kind, self.seed, dials.difficulty, dials.conflict)
        return "-".join(map(str, (*parts, dials.findings, dials.distractors)))


def read_code(text: str) -> Wanted | None:
    """Return the round that a word names; None where it names none.

    >>> read_code("simulated-7-hard-any-3-1").seed
    7
    >>> read_code("simulated-7-impossible-any-3-1") is None
    True
    """
    match = re.fullmatch(r"([a-z]+)-(\d{1,6})-([a-z]+)-([a-z]+)-(\d)-(\d)", text, re.ASCII)
    if not match:
        return None
    kind, seed, difficulty, conflict, findings, distractors = match.groups()
    known = kind in (SIMULATED, PUBLISHED) and difficulty in DIFFICULTIES and conflict in CONFLICTS
    counts = int(findings), int(distractors)
    if not known or not 1 <= counts[0] <= MOST_FINDINGS or counts[1] > MOST_DISTRACTORS:
        return None
    return Wanted(kind, int(seed), Dials(difficulty, conflict, *counts))


def follow_link() -> str:
    """Take the round of the address on a first visit; return what of it was not understood."""
    said = str(st.query_params.get(LINK, ""))
    if not said:
        return ""
    wanted = read_code(said)
    if wanted is None:
        return said
    if st.session_state.get(_LINKED) != said:
        st.session_state[_LINKED] = said
        choose(wanted)
    return ""


def choose(wanted: Wanted) -> None:
    """Choose a round."""
    dials = wanted.dials
    for key, value in (
        (KIND, wanted.kind),
        (SEED, wanted.seed),
        (DIFFICULTY, dials.difficulty),
        (CONFLICT, dials.conflict),
        (FINDINGS, dials.findings),
        (DISTRACTORS, dials.distractors),
    ):
        st.session_state[key] = value


def address(page: str) -> str:
    """Return the address of the round that is chosen, on a page."""
    here = urlsplit(str(st.context.url or ""))
    base = f"{here.scheme}://{here.netloc}" if here.netloc else ""
    return f"{base}/{page}?{LINK}={wanted().code}"


@st.cache_resource(max_entries=ROUNDS_KEPT, show_spinner=False)
def round_for(wanted: Wanted) -> Round:
    """Return the round that is wanted."""
    make = published_round if wanted.kind == PUBLISHED else simulated_round
    return make(state.network(), seed=wanted.seed, dials=wanted.dials)


def begin(wanted: Wanted) -> None:
    """Begin a round."""
    one = round_for(wanted)
    st.session_state[_ROUND] = one
    st.session_state[_PLAYED] = begun(one)
    st.session_state[_WANTED] = wanted
    st.session_state[_NEXT] = False


def missed() -> tuple[Dials, tuple[str, ...]]:
    """Return the dials of the round that is played, and those that its patient does not fit."""
    dials: Dials = st.session_state[_WANTED].dials
    return dials, missed_dials(st.session_state[_ROUND], dials)


def begin_next() -> None:
    """Begin the round with the next number."""
    st.session_state[SEED] = min(wanted().seed + 1, LARGEST_NUMBER)
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
            findings=int(chosen.get(FINDINGS, Dials().findings)),
            distractors=int(chosen.get(DISTRACTORS, Dials().distractors)),
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
