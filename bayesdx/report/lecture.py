"""A room's answers → rows for pictures, and sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log
from typing import Any

from bayesdx.inference import Posterior
from bayesdx.language import _, plural
from bayesdx.language import number as written
from bayesdx.network import Network
from bayesdx.report.charts import PATTERN_COLOURS, PLAIN_COLOUR
from bayesdx.report.labels import in_text, state_label
from bayesdx.report.sentences import percent, with_span
from bayesdx.report.training import hundredths, in_order, told
from bayesdx.teaching.habits import Counting, Weights
from bayesdx.teaching.lecture import AGAINST, OVER, UNDER, Lecture, Move, interval
from bayesdx.teaching.room import HANDS, ONE, OTHER, POINTS, Answers, RoomScore

Spans = Sequence[Posterior]

_NEAR = 0.1


def forms_said() -> dict[str, str]:
    """Return how a room may answer, as a reader sees it."""
    return {
        HANDS: _("Hands: each for the likeliest pattern"),
        POINTS: _("Points: four numbers from each"),
        ONE: _("One number from each"),
    }


def state_said(lecture: Lecture, state: str) -> str:
    """Return the name of a state asked about."""
    if state == OTHER:
        return _("Not: {pattern}").format(pattern=in_text(_label(lecture, lecture.asked)))
    return _label(lecture, state)


def _label(lecture: Lecture, state: str) -> str:
    return state_label(lecture.round.target, state)


def shown(lecture: Lecture) -> list[str]:
    """Return the states that are drawn: of one that is asked about, this one alone."""
    if lecture.asked:
        return [lecture.asked]
    return in_order(lecture.round.target, lecture.states)


def room_rows(
    lecture: Lecture, step: int, posterior: Posterior | None = None
) -> list[dict[str, Any]]:
    """Return a row for each state: what the room says of it and, where it is shown, the model.

    Args:
        lecture: what the room answered.
        step: the moment.
        posterior: the model's answer at this moment; None before the reveal.
    """
    answers = lecture.answers[step]
    rows = []
    for state in shown(lecture):
        place = lecture.states.index(state)
        row: dict[str, Any] = {"state": state, "colour": PATTERN_COLOURS.get(state, PLAIN_COLOUR)}
        if answers is not None:
            row["room"] = answers.mean[place]
            row["people"] = [one[place] for one in answers.people if answers.form != HANDS]
            row["text"] = _room_said(lecture, answers, place)
        else:
            row["text"] = state_said(lecture, state)
        if posterior is not None:
            ends = interval(lecture, posterior, place)
            low, high = ends or (None, None)
            p = lecture.model[step][place]
            row |= {"model": p, "low": low, "high": high}
            row["model_text"] = _("Model {p}").format(p=with_span(percent(p), low, high))
        rows.append(row)
    return rows


def _room_said(lecture: Lecture, answers: Answers, place: int) -> str:
    name = state_said(lecture, lecture.states[place])
    share = percent(answers.mean[place])
    if answers.form == HANDS:
        count = answers.hands[place]
        return plural(
            "{pattern}: {n} hand, {share}", "{pattern}: {n} hands, {share}", count
        ).format(pattern=name, n=count, share=share)
    return _("{pattern}: room {share}").format(pattern=name, share=share)


def rows_in_words(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return what the picture shows, for those who do not see it."""
    said = []
    for row in rows:
        more = [row["model_text"]] if "model_text" in row else []
        people = row.get("people")
        if people:
            ends = {"low": percent(min(people)), "high": percent(max(people))}
            more.insert(0, _("from {low} to {high}").format(**ends))
        said.append(", ".join([row["text"], *more]))
    return "; ".join(said) + "."


def course_rows(lecture: Lecture, spans: Spans, state: str) -> list[dict[str, Any]]:
    """Return what room and model say of a state after each finding; 0 is before the first."""
    place = lecture.states.index(state)
    rows = []
    for step, posterior in enumerate(spans):
        answers = lecture.answers[step] if step < len(lecture.answers) else None
        low, high = interval(lecture, posterior, place) or (None, None)
        room = answers.mean[place] if answers else None
        model = lecture.model[step][place]
        rows.append({"step": step, "room": room, "model": model, "low": low, "high": high})
    return rows


def course_in_words(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return what the picture of a course shows, for those who do not see it."""
    said = []
    for row in rows:
        model = with_span(percent(row["model"]), row["low"], row["high"])
        if row["room"] is None:
            said.append(_("{n}: model {model}").format(n=row["step"], model=model))
        else:
            both = _("{n}: room {room}, model {model}")
            said.append(both.format(n=row["step"], room=percent(row["room"]), model=model))
    return "; ".join(said) + "."


def finding_lines(network: Network, lecture: Lecture) -> list[str]:
    """Return the findings as they are told, one for each."""
    return [line for pair in lecture.round.patient.findings for line in told(network, (pair,))]


def moves_said(network: Network, lecture: Lecture, several: Sequence[Move]) -> list[str]:
    """Return what the room made of each finding, as sentences."""
    lines = finding_lines(network, lecture)
    said = []
    for one in several:
        what = "; ".join(lines[place] for place in one.findings)
        said.append(_move_said(one).format(what=what, weight=_times(one)))
    return said


def _times(one: Move) -> str:
    return "" if one.weight is None else written(one.weight, ".1f")


def _move_said(one: Move) -> str:
    if one.weight is None:
        if one.verdict == OVER:
            return _("{what}. Overweighted: it hardly moves the model, and it moved the room.")
        return _("{what}. Taken as it is: it moves hardly anyone.")
    if one.verdict == AGAINST:
        return _("{what}. Missed: the room did not go the way of the model.")
    if one.verdict == OVER:
        return _("{what}. Overweighted: the room went {weight} times as far as the model.")
    if one.verdict == UNDER:
        return _("{what}. Underweighted: the room went {weight} times as far as the model.")
    return _("{what}. About right: the room went {weight} times as far as the model.")


def counting_said(found: Counting | None) -> str:
    """Return what the index of double counting says of a room."""
    if found is None:
        return _("Double counting: it takes two questions after the first finding to tell.")
    number = _(
        "After the first finding the room moved {room} times as far as the model; who takes "
        "findings as independent would move {independent} times as far"
    ).format(room=hundredths(found.learner), independent=hundredths(found.independent))
    if found.learner < 0:
        said = _("{number}. Below 0, it went the other way.")
    elif found.learner > 1 + _NEAR:
        said = _("{number}. Above 1, the same evidence is counted more than once.")
    elif found.learner < 1 - _NEAR:
        said = _("{number}. Below 1, less is made of findings than they are worth.")
    else:
        said = _("{number}. 1 is right.")
    return said.format(number=number)


def base_rates_said(found: Weights | None) -> str:
    """Return what the index of base-rate neglect says of a room."""
    if found is None:
        return _(
            "Base-rate neglect cannot be told here: it takes two questions after a finding, and "
            "patterns that were not equally common to begin with."
        )
    number = _("Base-rate neglect {index} (0 none, 1 complete)").format(
        index=hundredths(round(found.neglect, 2) + 0.0)
    )
    if found.neglect > _NEAR:
        said = _("{number}: the room makes less of how common a pattern is than the model does.")
    elif found.neglect < -_NEAR:
        said = _("{number}: the room makes more of how common a pattern is than the model does.")
    else:
        said = _("{number}: the room makes as much of how common a pattern is as the model does.")
    return said.format(number=number)


def score_said(found: RoomScore, answers: Answers) -> list[str]:
    """Return the scores of a room, as sentences."""
    states = len(answers.states)
    said = [
        _(
            "As one forecaster the room has a Brier score of {own}; the model {model}, "
            "guessing {guess}. Log score {own_log}; the model {model_log}, guessing "
            "{guess_log}. Less is better."
        ).format(
            own=hundredths(found.brier),
            model=hundredths(found.model_brier),
            guess=hundredths(1 - 1 / states),
            own_log=hundredths(found.log),
            model_log=hundredths(found.model_log),
            guess_log=hundredths(log(states)),
        )
    ]
    if answers.form == HANDS:
        said.append(
            _("A hand says which pattern is likeliest, not how likely: shares are taken for it.")
        )
    else:
        said.append(
            _(
                "Its members have {members} on average; the room is better by {spread}, "
                "which is how far they disagree."
            ).format(members=hundredths(found.members), spread=hundredths(found.spread))
        )
    return said


def people_said(answers: Answers) -> str:
    """Return how many answered."""
    if answers.form == HANDS:
        return plural("{n} hand.", "{n} hands.", len(answers.people)).format(n=len(answers.people))
    said = plural("{n} answer.", "{n} answers.", len(answers.people)).format(n=len(answers.people))
    if not answers.stretched:
        return said
    more = plural(
        "{n} did not sum to 100 and was stretched.",
        "{n} did not sum to 100 and were stretched.",
        answers.stretched,
    ).format(n=answers.stretched)
    return f"{said} {more}"
