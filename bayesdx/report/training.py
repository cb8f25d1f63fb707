"""Training rounds → sentences and pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bayesdx.findings import read_findings
from bayesdx.network import Network
from bayesdx.report.charts import PATTERN_COLOURS
from bayesdx.report.dots import Dots, dots_chart
from bayesdx.report.labels import in_text, node_label, said_label, state_label
from bayesdx.report.sentences import percent
from bayesdx.teaching.habits import FEWEST, Bin, Habits
from bayesdx.teaching.rounds import Patient, Said
from bayesdx.teaching.scores import Score

if TYPE_CHECKING:
    import altair as alt

_AXIS = 45
"""Pixels that the axis takes of the height of a picture that is fitted into its frame."""

_NEAR = 0.1
"""So far from what is right a habit is still called right."""


def told(network: Network, said: Said) -> list[str]:
    """Return findings as they are told: what was looked at, and what was seen."""
    words = read_findings(dict(said), states=network.states).said
    return [f"{node_label(name)}: {said_label(name, text)}" for name, text in words.items()]


def turned_out(patient: Patient, target: str) -> str:
    """Return what a patient had, as a sentence."""
    named = state_label("cause", patient.diagnosis) if patient.kind == "simulated" else ""
    pattern = state_label(target, patient.truth)
    return (
        f"The patient had {in_text(named or patient.diagnosis)}. The pattern: {in_text(pattern)}."
    )


def prediction_rows(
    target: str, states: Sequence[str], answer: Sequence[float], model: Sequence[float]
) -> list[Dots]:
    """Return a row for each state: the prediction as a circle, the model as a line upright."""
    order = [name for name in PATTERN_COLOURS if name in states] if target == "pattern" else states
    rows = []
    for name in order or states:
        q, p = (values[states.index(name)] for values in (answer, model))
        text = f"{state_label(target, name)}: you {percent(q)}, model {percent(p)}"
        colour = PATTERN_COLOURS.get(name, "#4f7f9b")
        ends = (min(q, p), max(q, p))
        rows.append(Dots(text, low=ends[0], high=ends[1], tick=p, mark=q, colour=colour))
    return rows


def calibration_rows(bins: Sequence[Bin]) -> list[Dots]:
    """Return a row for each bin: how often predictions came true, next to what was predicted."""
    rows = []
    for one in bins:
        many = "1 prediction" if one.count == 1 else f"{one.count} predictions"
        text = f"{many} of {percent(one.predicted)} on average, came true {percent(one.came_true)}"
        ends = sorted((one.predicted, one.came_true))
        rows.append(Dots(text, low=ends[0], high=ends[1], tick=one.predicted, mark=one.came_true))
    return rows


def drawn(rows: Sequence[Dots]) -> alt.LayerChart:
    """Return the picture of rows, with room for the axis below them."""
    chart = dots_chart(rows)
    return chart.properties(height=chart.height + _AXIS)


def in_words(rows: Sequence[Dots]) -> str:
    """Return what a picture of rows shows, for those who do not see it."""
    return "; ".join(row.text for row in rows) + "."


def score_said(found: Score) -> str:
    """Return the scores of a prediction as sentences."""
    return (
        f"Brier score {found.brier:.2f}; the model {found.model_brier:.2f}, guessing 0.75. "
        f"Log score {found.log:.2f}; the model {found.model_log:.2f}, guessing 1.39. Less is "
        "better."
    )


def distance_said(found: Score) -> str:
    """Return how far a prediction is from the model's, as a sentence."""
    if found.off_brier < _NEAR / 10:
        return "You say what the model says."
    return (
        f"If the model is right, this prediction must expect a Brier score {found.off_brier:.2f} "
        "worse than the model's."
    )


def habits_said(found: Habits) -> list[str]:
    """Return what the rounds so far say about the learner, as sentences."""
    rounds = "1 round" if found.rounds == 1 else f"{found.rounds} rounds"
    said = [
        f"{rounds}. Brier score {found.brier:.2f} on average, the model {found.model_brier:.2f}; "
        f"log score {found.log:.2f}, the model {found.model_log:.2f}. Less is better.",
        _confidence(found),
    ]
    if found.rounds < FEWEST:
        return [*said, f"After {FEWEST} rounds, habits are named here; with fewer it is chance."]
    if found.weights:
        said.append(_base_rates(found.weights.neglect))
    if found.counting:
        said.append(_counting(found.counting.learner, found.counting.independent))
    return said


def _confidence(found: Habits) -> str:
    over = found.overconfidence
    numbers = f"You were {percent(found.confidence)} sure on average and right in "
    numbers += f"{percent(found.right)}"
    if abs(over) <= _NEAR:
        return f"{numbers}: about as sure as you should be."
    kind = "surer than you should be (overconfidence)" if over > 0 else "too unsure"
    return f"{numbers}: {kind}, by {100 * abs(over):.0f} points."


def _base_rates(neglect: float) -> str:
    number = f"Base-rate neglect {neglect:.2f} (0 none, 1 complete)"
    if neglect > _NEAR:
        return f"{number}: you make less of how common a pattern is than the model does."
    if neglect < -_NEAR:
        return f"{number}: you make more of how common a pattern is than the model does."
    return f"{number}: you make as much of how common a pattern is as the model does."


def _counting(learner: float, independent: float) -> str:
    number = (
        f"With each further finding you move {learner:.2f} times as far as the model; who takes "
        f"findings as independent moves {independent:.2f} times as far"
    )
    if learner > 1 + _NEAR:
        return f"{number}. Above 1, the same evidence is counted more than once."
    if learner < 1 - _NEAR:
        return f"{number}. Below 1, less is made of findings than they are worth."
    return f"{number}. 1 is right."


def dials_said(choices: Mapping[str, tuple[float, float]]) -> dict[str, str]:
    """Return the names of a dial's positions as a reader sees them.

    >>> dials_said({"any": (0, 9), "hard": (1, 9)})
    {'any': 'Any', 'hard': 'Hard'}
    """
    named = {"fit": "Fit together", "clash": "Contradict each other"}
    return {name: named.get(name, name.capitalize()) for name in choices}
