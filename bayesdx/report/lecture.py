"""A room's answers → pictures for a projector, and sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from math import log
from typing import TYPE_CHECKING, Any

from bayesdx.inference import Posterior
from bayesdx.language import _, plural
from bayesdx.network import Network
from bayesdx.report.charts import INK, PATTERN_COLOURS, PLAIN_COLOUR, chart_of
from bayesdx.report.labels import in_text, state_label
from bayesdx.report.sentences import percent, with_span
from bayesdx.report.training import in_order, told
from bayesdx.teaching.habits import Counting, Weights
from bayesdx.teaching.lecture import AGAINST, OVER, UNDER, Lecture, Move, interval
from bayesdx.teaching.room import HANDS, ONE, OTHER, POINTS, Answers, RoomScore

if TYPE_CHECKING:
    import altair as alt

Spans = Sequence[Posterior]

_LETTERS = 18
"""Pixels that a letter is high: it is read from the last row."""

_TEXT, _LANE, _MODEL, _GAP = 24, 22, 44, 18
"""Pixels that a line of text, a bar, the model and the space below a row take."""

_TICKS = 40
"""Pixels of the axis."""

_SIZE = 55
_CLOSE = 8.0
"""Pixels between two people who say the same."""

_PILE, _ASIDE = 7, 0.007
"""So many stand on one another; more stand so far beside them."""

_SHADES = 50
"""People stand on one another who are of one opinion to two percent."""

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


def room_chart(rows: Sequence[Mapping[str, Any]]) -> alt.LayerChart:
    """Return the distribution of a room: hands as bars, the probability of each person as a dot.

    Below it, where the rows have it, stands the model: an upright line within its interval.

    Args:
        rows: as `room_rows` gives them.
    """
    import altair as alt

    placed, marks, height = _placed(rows)
    high = alt.Scale(domain=[0, height], reverse=True, nice=False, zero=False)

    def across(name: str) -> alt.X:
        scale = alt.Scale(domain=[0, 1], nice=False)
        return alt.X(f"{name}:Q", scale=scale, title=None, axis=_axis())

    def down(name: str) -> alt.Y:
        return alt.Y(f"{name}:Q", scale=high, axis=None)

    at = down("y")
    look: dict[str, Any] = {"align": "left", "baseline": "alphabetic", "fill": INK}
    texts = chart_of(placed).encode(x=alt.value(0), y=at, text="text:N")
    bold = texts.transform_filter("datum.bold")
    layers = [bold.mark_text(**look, fontSize=_LETTERS, fontWeight="bold")]
    if not all(row["bold"] for row in placed):
        plain = texts.transform_filter("!datum.bold")
        layers.append(plain.mark_text(**look, fontSize=_LETTERS - 2))
    layers += _marks(marks, across, down)
    return alt.LayerChart(layer=layers, height=height + _TICKS)


def _placed(
    rows: Sequence[Mapping[str, Any]],
) -> tuple[list[dict[str, Any]], dict[str, list[dict[str, Any]]], int]:
    """Return texts and marks with their places in pixels from the top, and the whole height."""
    texts: list[dict[str, Any]] = []
    marks: dict[str, list[dict[str, Any]]] = {"bar": [], "dot": [], "mean": [], "model": []}
    top = 0
    for row in rows:
        texts.append({"text": row["text"], "bold": True, "y": top + _TEXT - 6})
        top += _TEXT
        if row.get("people"):
            lane = max(_LANE, round(_CLOSE * _tallest(row["people"])) + 6)
            marks["dot"] += _stacked(row, top + lane)
            marks["mean"].append({"x": row["room"], "y": top, "y2": top + lane})
            top += lane
        elif "room" in row:
            ends = {"y": top + 2, "y2": top + _LANE}
            marks["bar"].append({"x": 0, "x2": row["room"], "colour": row["colour"], **ends})
            top += _LANE
        if "model" in row:
            texts.append({"text": row["model_text"], "bold": False, "y": top + _TEXT - 4})
            place = {"y": top + _TEXT + 2, "y2": top + _TEXT + 16, "middle": top + _TEXT + 9}
            ends = {name: row[name] for name in ("low", "high")}
            marks["model"].append({"x": row["model"], **ends, **place})
            top += _MODEL
        top += _GAP
    return texts, marks, top


def _tallest(people: Sequence[float]) -> int:
    """Return how many stand on one another where most do."""
    most = max(Counter(round(p * _SHADES) for p in people).values())
    return min(most, _PILE)


def _stacked(row: Mapping[str, Any], floor: float) -> list[dict[str, Any]]:
    """Return a dot for each person; those of one opinion stand on one another, in columns."""
    seen: Counter[int] = Counter()
    dots = []
    for p in sorted(row["people"]):
        pile = round(p * _SHADES)
        column, height = divmod(seen[pile], _PILE)
        aside = (column + 1) // 2 * _ASIDE * (-1) ** column  # to the right, to the left, and so on
        x = min(max(p + aside, 0.0), 1.0)
        dots.append({"x": x, "y": floor - 4 - _CLOSE * height, "colour": row["colour"]})
        seen[pile] += 1
    return dots


def _axis() -> alt.Axis:
    import altair as alt

    return alt.Axis(
        values=[0, 0.25, 0.5, 0.75, 1],
        format="%",
        labelColor=INK,
        labelFontSize=14,
        tickSize=0,
        domain=False,
    )


def _marks(
    marks: Mapping[str, list[dict[str, Any]]],
    across: Callable[[str], alt.X],
    down: Callable[[str], alt.Y],
) -> list[alt.Chart]:
    """Return the layers that have something to show."""
    import altair as alt

    fill = alt.Fill("colour:N", scale=None)
    at, x = down("y"), across("x")
    bars = chart_of(marks["bar"]).mark_bar(stroke=INK, strokeWidth=1)
    dots = chart_of(marks["dot"]).mark_circle(
        size=_SIZE, opacity=0.9, stroke="white", strokeWidth=0.6
    )
    means = chart_of(marks["mean"]).mark_rule(color=INK, strokeWidth=2, strokeDash=[4, 3])
    model = chart_of(marks["model"])
    known = model.transform_filter("isValid(datum.low)").mark_rule(
        color=INK, strokeWidth=3, opacity=0.75
    )
    layers = {
        "bar": [bars.encode(x=x, x2="x2:Q", y=at, y2="y2:Q", fill=fill)],
        "dot": [dots.encode(x=x, y=at, fill=fill)],
        "mean": [means.encode(x=x, y=at, y2="y2:Q")],
        "model": [
            known.encode(x=across("low"), x2="high:Q", y=down("middle")),
            model.mark_rule(color=INK, strokeWidth=4).encode(x=x, y=at, y2="y2:Q"),
        ],
    }
    return [layer for name, several in layers.items() if marks[name] for layer in several]


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


def course_chart(rows: Sequence[Mapping[str, Any]], state: str) -> alt.LayerChart:
    """Return how room and model go from finding to finding.

    The room is dashed with circles, the model a line with squares, its interval a band.
    """
    import altair as alt

    steps = [row["step"] for row in rows]
    x = alt.X(
        "step:Q",
        scale=alt.Scale(domain=[-0.2, max(steps) + 0.2], nice=False, zero=False),
        axis=alt.Axis(
            values=steps, format="d", title=None, grid=False, labelColor=INK, labelFontSize=14
        ),
    )
    axis = alt.Axis(values=[0, 0.5, 1], format="%", title=None, labelColor=INK, labelFontSize=14)
    scale = alt.Scale(domain=[0, 1], nice=False)

    def y(name: str) -> alt.Y:
        return alt.Y(f"{name}:Q", scale=scale, axis=axis, title=None)

    base = chart_of(list(rows)).encode(x=x)
    asked = base.transform_filter("isValid(datum.room)")
    colour = PATTERN_COLOURS.get(state, PLAIN_COLOUR)
    layers = [
        base.mark_line(color=INK, strokeWidth=2).encode(y=y("model")),
        base.mark_point(shape="square", filled=True, size=60, color=INK, opacity=1).encode(
            y=y("model")
        ),
    ]
    if rows[0]["low"] is not None:
        band = base.mark_area(color=INK, opacity=0.16).encode(y=y("low"), y2="high:Q")
        layers.insert(0, band)
    if any(row["room"] is not None for row in rows):
        layers += [
            asked.mark_line(color=colour, strokeWidth=3, strokeDash=[7, 4]).encode(y=y("room")),
            asked.mark_circle(
                size=130, color=colour, opacity=1, stroke="white", strokeWidth=1
            ).encode(y=y("room")),
        ]
    return alt.LayerChart(layer=layers, height=170)


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
    return "" if one.weight is None else f"{one.weight:.1f}"


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
        "After the first finding the room moved {room:.2f} times as far as the model; who takes "
        "findings as independent would move {independent:.2f} times as far"
    ).format(room=found.learner, independent=found.independent)
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
    number = _("Base-rate neglect {index:.2f} (0 none, 1 complete)").format(
        index=round(found.neglect, 2) + 0.0
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
            "As one forecaster the room has a Brier score of {own:.2f}; the model {model:.2f}, "
            "guessing {guess:.2f}. Log score {own_log:.2f}; the model {model_log:.2f}, guessing "
            "{guess_log:.2f}. Less is better."
        ).format(
            own=found.brier,
            model=found.model_brier,
            guess=1 - 1 / states,
            own_log=found.log,
            model_log=found.model_log,
            guess_log=log(states),
        )
    ]
    if answers.form == HANDS:
        said.append(
            _("A hand says which pattern is likeliest, not how likely: shares are taken for it.")
        )
    else:
        said.append(
            _(
                "Its members have {members:.2f} on average; the room is better by {spread:.2f}, "
                "which is how far they disagree."
            ).format(members=found.members, spread=found.spread)
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
