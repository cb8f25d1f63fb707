"""What is said of a learner: figures by hand, and no habit where it may be chance."""

from __future__ import annotations

import re

import pytest

from bayesdx.language import speaking
from bayesdx.report.training import calibration_rows, habits_said, in_order, score_said
from bayesdx.teaching.habits import Bin, Counting, Errors, Habits, Weights
from bayesdx.teaching.scores import score
from bayesdx.teaching.sureness import Sureness

BY_CHANCE = {"errors": Errors(0.5, 0.5), "sureness": Sureness(0.2, -0.09, 0.69)}
SURE = {"errors": Errors(0.02, 0.02), "sureness": Sureness(0.001, 0.26, 0.34)}


def learner(**changes):
    said = {
        "rounds": 10,
        "brier": 0.5,
        "model_brier": 0.4,
        "log": 1.0,
        "model_log": 0.8,
        "calibration": (),
        "confidence": 0.8,
        "right": 0.5,
        "weights": Weights(0.5, 1.0),
        "counting": Counting(1.5, 1.3),
    }
    return Habits(**(said | SURE | changes))


def test_a_habit_is_named_where_chance_does_not_explain_it():
    first, sure, rates, counted = habits_said(learner())
    assert first.startswith("10 rounds. Brier score 0.50 on average, the model 0.40")
    assert "overconfidence), by 30 points (95% interval 26 to 34)" in sure
    # ± 2.26 · 0.02
    assert "Base-rate neglect 0.50 (0.45 to 0.55; 0 none, 1 complete): you make less" in rates
    assert "1.50 times as far as the model (1.45 to 1.55)" in counted
    assert "counted more than once" in counted


def test_figures_are_written_as_in_the_language_of_the_learner():
    with speaking("de"):
        said = " ".join([*habits_said(learner()), score_said(score((0.5, 0.5), (0.5, 0.5), 0), 2)])
    assert "0,50" in said
    assert not re.search(r"\d\.\d", said)


def test_no_habit_is_named_where_chance_explains_it():
    _, sure, rates, counted = habits_said(learner(**BY_CHANCE))
    assert "no more apart than chance makes it (95% interval -9 to 69 points)" in sure
    assert "not told apart" in rates
    assert "not told apart from 1" in counted
    assert not [one for one in habits_said(learner(**BY_CHANCE)) if "overconfidence" in one]


def test_before_five_rounds_there_are_figures_and_no_habits():
    errors = Errors(None, None)
    said = habits_said(learner(rounds=1, weights=None, counting=None, errors=errors))
    assert said[1].endswith("you were 80% sure on average and right in 50%.")
    assert "After 5 rounds" in said[-1]


def test_before_ten_rounds_the_indices_are_told_and_not_judged():
    _, sure, rates, counted = habits_said(learner(rounds=9))
    assert "overconfidence" in sure
    for said in (rates, counted):
        assert said.endswith("Whether that is a habit is said after 10 rounds.")


def test_what_is_beyond_chance_and_small_is_near_enough():
    sure = habits_said(learner(right=0.75, sureness=Sureness(0.01, 0.01, 0.09)))[1]
    assert "near enough (95% interval of the difference 1 to 9 points)" in sure


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"right": 1.0, "confidence": 0.7, "sureness": Sureness(0.01, -0.3, -0.1)},
            "too unsure (underconfidence), by 30 points (95% interval 10 to 30)",
        ),
        ({"weights": Weights(1.5, 1.0)}, "you make more of how common"),
        ({"counting": Counting(0.4, 1.3)}, "less is made of findings"),
    ],
)
def test_the_other_side_of_each_habit_is_named_too(changes, words):
    assert words in " ".join(habits_said(learner(**changes)))


def test_guessing_is_scored_by_how_many_states_there_are():
    assert "guessing 0.75" in score_said(score([0.25] * 4, [0.25] * 4, 0), 4)
    said = score_said(score([0.5, 0.5], [0.5, 0.5], 0), 2)
    assert "guessing 0.50" in said
    assert "guessing 0.69" in said


def test_patterns_come_in_the_order_of_their_colours_and_other_states_in_their_own():
    states = ("neither", "umn", "lmn", "mixed")
    assert in_order("pattern", states) == ["umn", "lmn", "mixed", "neither"]
    assert in_order("location", ("nerve", "brain")) == ["nerve", "brain"]


def test_one_prediction_is_not_called_several():
    [one] = calibration_rows([Bin(0.1, 0.3, 1, 0.2, 1.0)])
    assert one.text == "1 prediction of 20% on average, came true 100%"
