"""A round before a room: what it answered after each finding, and what it made of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from bayesdx.findings import read_findings
from bayesdx.inference.posterior import Posterior, query
from bayesdx.network import Network
from bayesdx.teaching.habits import Counting, Weights
from bayesdx.teaching.room import HANDS, OTHER, Answers
from bayesdx.teaching.rounds import Chances, Round
from bayesdx.teaching.scores import log_odds

Array = NDArray[np.float64]

MOVED = log(1.5) / sqrt(2)
"""How far log odds move where the odds of two states change by a factor of 1.5; what moves the
model less tells next to nothing."""

OVER, UNDER, AGAINST, RIGHT = "over", "under", "against", "right"
_FAR = 1.5
"""So many times as far as the model is too far, and its inverse not far enough."""


@dataclass(frozen=True, slots=True)
class Lecture:
    """A round and what a room answered.

    Attributes:
        round: the round.
        asked: the state asked about, or nothing where all are.
        answers: before the first finding and after each, so far; None where it was not asked.
    """

    round: Round
    asked: str = ""
    answers: tuple[Answers | None, ...] = ()

    @property
    def states(self) -> tuple[str, ...]:
        """What the room is asked about."""
        return (self.asked, OTHER) if self.asked else self.round.states

    @property
    def truth(self) -> int:
        """The position of the true state among `states`."""
        true = self.round.patient.truth
        return int(true != self.asked) if self.asked else self.round.states.index(true)

    @property
    def model(self) -> tuple[Chances, ...]:
        """What the model says of `states` at each moment."""
        return tuple(self.collapsed(row) for row in self.round.model)

    @property
    def finished(self) -> bool:
        """Whether all findings were told."""
        return len(self.answers) == len(self.round.model)

    @property
    def steps(self) -> tuple[int, ...]:
        """The moments at which the room was asked."""
        return tuple(step for step, one in enumerate(self.answers) if one is not None)

    def collapsed(self, row: Sequence[float]) -> Chances:
        """Return the probabilities of `states` from those of all states."""
        if not self.asked:
            return tuple(row)
        p = row[self.round.states.index(self.asked)]
        return (p, 1 - p)

    def answered(self, answers: Answers | None) -> Lecture:
        """Return the lecture with what the room answered next."""
        return replace(self, answers=(*self.answers, answers))


@dataclass(frozen=True, slots=True)
class Move:
    """What a room made of what it was told between two questions.

    Attributes:
        findings: the places of the findings told, from 0.
        room: how far its log odds moved, √Σ dₖ².
        model: how far those of the model moved.
        weight: Σ dᵣ dₘ / Σ dₘ², how far the room went the way of the model, 1 is as far; None
            where the model moved less than `MOVED`.
        verdict: of `OVER`, `UNDER`, `AGAINST` and `RIGHT`.
    """

    findings: tuple[int, ...]
    room: float
    model: float
    weight: float | None
    verdict: str


def moves(lecture: Lecture) -> tuple[Move, ...]:
    """Return what a room made of each finding, or of several told between two questions.

    With dᵣ and dₘ the changes of the log odds (`bayesdx.teaching.scores.log_odds`) of the room
    and of the model, the weight is the slope of the one on the other, Σ dᵣ dₘ / Σ dₘ²: too far
    above 1.5, not far enough below 1/1.5, the wrong way below 0. Where the model hardly moves
    there is no slope, and what moves the room by `MOVED` or more has moved it too far.
    """
    found = []
    for first, second in pairwise(lecture.steps):
        room, model = (_change(rows, first, second) for rows in _rows(lecture))
        sizes = float(np.sqrt(room @ room)), float(np.sqrt(model @ model))
        weight = float(room @ model) / sizes[1] ** 2 if sizes[1] >= MOVED else None
        verdict = _verdict(weight) if weight is not None else _little(sizes[0])
        found.append(Move(tuple(range(first, second)), *sizes, weight, verdict))
    return tuple(found)


def _verdict(weight: float) -> str:
    if weight < 0:
        return AGAINST
    if weight > _FAR:
        return OVER
    return UNDER if weight < 1 / _FAR else RIGHT


def _little(room: float) -> str:
    return OVER if room >= MOVED else RIGHT


def counting(lecture: Lecture) -> Counting | None:
    """Return the index of double counting of a room; see `bayesdx.teaching.habits`.

    Σ dᵣ dₘ / Σ dₘ² over all that is told after the first finding, and the same for someone who
    takes findings as independent.

    Returns:
        None where less than two questions come after the first finding, or the model hardly moves.
    """
    pairs = [pair for pair in pairwise(lecture.steps) if pair[0] > 0]
    if not pairs:
        return None
    room, model = _rows(lecture)
    alone = {step: lecture.collapsed(row) for step, row in enumerate(lecture.round.independent)}
    if not np.isfinite([alone[step] for step in lecture.steps]).all():
        return None
    learner, own, independent = (
        np.concatenate([_change(rows, *pair) for pair in pairs]) for rows in (room, model, alone)
    )
    size = float(own @ own)
    if size < MOVED**2:
        return None
    return Counting(float(learner @ own) / size, float(independent @ own) / size)


def base_rates(lecture: Lecture) -> Weights | None:
    """Return how much a room makes of the base rate and of findings.

    Least squares through the origin over all states, at all questions after a finding, of the
    room's log odds y on the model's prior log odds x and its weight of evidence w so far:

        y = α x + β w; base-rate neglect is 1 − α (D. M. Grether 1980, doi:10.2307/1885092).

    Returns:
        None where less than two questions follow a finding, where the model's prior is nearly
        even, or where prior and evidence do not differ enough to be told apart.
    """
    steps = [step for step in lecture.steps if step > 0]
    if len(steps) < 2:
        return None
    room, model = _rows(lecture)
    before = np.array(log_odds(lecture.model[0]))
    y = np.concatenate([log_odds(room[step]) for step in steps])
    x = np.tile(before, len(steps))
    w = np.concatenate([log_odds(model[step]) for step in steps]) - x
    design = np.column_stack([x, w])
    if float(before @ before) < MOVED**2 or np.linalg.matrix_rank(design, tol=1e-2) < 2:
        return None
    alpha, beta = np.linalg.lstsq(design, y, rcond=None)[0].tolist()
    return Weights(alpha, beta)


def model_with_intervals(network: Network, one: Round) -> tuple[Posterior, ...]:
    """Return the model's answer before the first finding and after each, with its interval."""
    known = dict(one.patient.context)
    told = [dict(known)]
    for name, said in one.patient.findings:
        known[name] = said
        told.append(dict(known))
    return tuple(
        query(network, read_findings(said, states=network.states), target=one.target)
        for said in told
    )


def interval(lecture: Lecture, posterior: Posterior, place: int) -> tuple[float, float] | None:
    """Return the model's interval of a state asked about; None of a network without draws."""
    if posterior.low is None or posterior.high is None:
        return None
    name = lecture.asked or lecture.states[place]
    at = posterior.states.index(name)
    low, high = float(posterior.low[at]), float(posterior.high[at])
    return (1 - high, 1 - low) if lecture.states[place] == OTHER else (low, high)


COLUMNS = (
    *("round", "step", "told", "said", "form", "people", "state", "true", "hands", "room"),
    *("model", "model_low", "model_high", "answers", "network"),
)
"""The columns of a session: a row for each state at each moment at which the room was asked."""


def write_session(network: Network, lectures: Sequence[Lecture]) -> str:
    """Return what rooms answered as a csv file; probabilities have four digits.

    Only moments at which a room was asked are in it. `answers` has the probability of each person,
    in the order in which they were typed or pasted, and `room` their mean.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in lectures:
        spans = model_with_intervals(network, one.round)
        for step in one.steps:
            writer.writerows(_session_rows(one, step, spans[step]))
    return out.getvalue()


def _session_rows(one: Lecture, step: int, posterior: Posterior) -> list[list[object]]:
    answers = one.answers[step]
    assert answers is not None
    name, said = one.round.patient.findings[step - 1] if step else ("", "")
    rows: list[list[object]] = []
    for place, state in enumerate(one.states):
        ends = interval(one, posterior, place) or ("", "")
        each = [person[place] for person in answers.people] if answers.form != HANDS else []
        rows.append(
            [
                *(one.round.patient.id, step, name, said, answers.form, len(answers.people)),
                *(state, int(place == one.truth)),
                answers.hands[place] if answers.form == HANDS else "",
                *map(_digits, (answers.mean[place], one.model[step][place], *ends)),
                *(" ".join(f"{p:.4g}" for p in each), one.round.network),
            ]
        )
    return rows


def _digits(value: float | str) -> str:
    return f"{value:.4f}" if isinstance(value, float) else value


def _rows(lecture: Lecture) -> tuple[dict[int, Chances], dict[int, Chances]]:
    """Return the room's and the model's probabilities at each moment at which it was asked."""
    room = {step: one.weighed for step, one in enumerate(lecture.answers) if one is not None}
    return room, {step: lecture.model[step] for step in room}


def _change(rows: dict[int, Chances], first: int, second: int) -> Array:
    ends = zip(log_odds(rows[first]), log_odds(rows[second]), strict=True)
    return np.array([after - before for before, after in ends])
