"""Pictures and sentences of a lecture: what stands in them, and what does not before the reveal."""

from __future__ import annotations

import re

import pytest

from bayesdx import load
from bayesdx.language import speaking
from bayesdx.report.lecture import (
    base_rates_said,
    counting_said,
    course_in_words,
    course_rows,
    moves_said,
    people_said,
    room_rows,
    rows_in_words,
    score_said,
)
from bayesdx.report.lecture_charts import course_chart, room_chart
from bayesdx.teaching import Dials, simulated_round
from bayesdx.teaching.habits import Counting, Weights
from bayesdx.teaching.lecture import Lecture, Move, model_with_intervals
from bayesdx.teaching.room import count_hands, read_points, score_room


@pytest.fixture(scope="module")
def core():
    return load("core")


@pytest.fixture(scope="module")
def told(core):
    """Return a lecture of two findings: hands at first, then points, then nothing."""
    one = simulated_round(core, seed=2, dials=Dials(findings=2, distractors=0))
    lecture = Lecture(one).answered(count_hands([4, 3, 2, 1], states=one.states))
    people = "\n".join(["25 25 25 25"] * 30 + ["70 10 10 10"])
    return lecture.answered(read_points(people, states=one.states)).answered(None)


def marks(chart):
    """Return the marks of a checked specification."""
    return [layer["mark"]["type"] for layer in chart.to_dict()["layer"]]


def values(chart):
    """Return the rows of all layers."""
    return [row for layer in chart.to_dict()["layer"] for row in layer["data"]["values"]]


def test_hands_are_bars_and_people_are_dots(told):
    assert marks(room_chart(room_rows(told, 0))) == ["text", "bar"]
    assert marks(room_chart(room_rows(told, 1))) == ["text", "circle", "rule"]


def test_the_model_is_in_the_picture_only_where_it_is_shown(core, told):
    spans = model_with_intervals(core, told.round)
    for step in (0, 1):
        hidden = room_rows(told, step)
        assert not [row for row in hidden if {"model", "low", "high"} & row.keys()]
        assert "odel" not in str(values(room_chart(hidden)))
        shown = room_rows(told, step, spans[step])
        assert "Model" in rows_in_words(shown)
        assert marks(room_chart(shown))[-2:] == ["rule", "rule"]
    alone = room_rows(told, 2, spans[2])
    assert "room" not in alone[0]
    assert marks(room_chart(alone)) == ["text", "text", "rule", "rule"]


def test_every_person_is_one_dot_within_the_axis(told):
    rows = values(room_chart(room_rows(told, 1)))
    dots = [row for row in rows if set(row) == {"x", "y", "colour"}]
    assert len(dots) == 4 * 31
    assert all(0 <= dot["x"] <= 1 for dot in dots)
    assert len({(dot["x"], dot["y"]) for dot in dots}) == len(dots)


def test_the_course_tells_room_and_model_after_each_finding(core, told):
    rows = course_rows(told, model_with_intervals(core, told.round), "umn")
    said = course_in_words(rows).split("; ")
    assert len(said) == 3
    assert said[0].startswith("0: room 30%, model ")
    assert said[2].startswith("2: model ")
    assert marks(course_chart(rows, "umn")) == ["area", "line", "point", "line", "circle"]


def test_what_the_room_made_of_a_finding_is_named(core, told):
    several = [
        Move((0,), 1, 1, 2.04, "over"),
        Move((0, 1), 1, 1, 0.5, "under"),
        Move((1,), 1, 1, -0.5, "against"),
        Move((1,), 1, 1, 1.0, "right"),
        Move((1,), 1, 0.1, None, "over"),
        Move((1,), 0, 0.1, None, "right"),
    ]
    words = ["2.0 times", "0.5 times", "Missed", "About right", "hardly moves the model", "Taken"]
    said = moves_said(core, told, several)
    assert [word in line for word, line in zip(words, said, strict=True)] == [True] * 6
    assert said[1].count(": ") >= 3  # two findings, and the verdict


@pytest.mark.parametrize(
    ("index", "words"),
    [(1.6, "more than once"), (0.4, "less is made"), (1.05, "1 is right"), (-0.2, "other way")],
)
def test_double_counting_is_said_by_its_index(index, words):
    assert words in counting_said(Counting(index, 1.2))


@pytest.mark.parametrize(
    ("prior", "words"), [(0.2, "makes less"), (1.8, "makes more"), (0.95, "as much")]
)
def test_base_rate_neglect_is_said_by_its_index(prior, words):
    assert words in base_rates_said(Weights(prior, 1.0))
    assert f"{1 - prior:.2f}" in base_rates_said(Weights(prior, 1.0))


def test_what_cannot_be_told_is_said_to_be_so():
    assert "it takes two questions" in counting_said(None)
    assert "cannot be told" in base_rates_said(None)


def test_scores_of_hands_say_what_a_hand_is_and_those_of_people_their_disagreement(told):
    hands, people = told.answers[:2]
    model = told.model[0]
    assert "A hand says" in score_said(score_room(hands, model, 0), hands)[1]
    assert "how far they disagree" in score_said(score_room(people, model, 0), people)[1]


def test_figures_are_written_as_in_the_language_of_the_room():
    people = read_points("60 40\n40 60", states=("umn", "lmn"))
    with speaking("de"):
        said = " ".join(score_said(score_room(people, (0.7, 0.3), 0), people))
        said += counting_said(Counting(1.5, 1.2)) + base_rates_said(Weights(0.5, 1.0))
    assert "0,50" in said
    assert not re.search(r"\d\.\d", said)


def test_stretched_answers_are_counted():
    answers = read_points("50 45\n50 50", states=("umn", "lmn"))
    assert people_said(answers) == "2 answers. 1 did not sum to 100 and was stretched."
