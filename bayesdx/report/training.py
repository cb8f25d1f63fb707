"""Training rounds → sentences and pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log
from typing import TYPE_CHECKING

from bayesdx.findings import read_findings
from bayesdx.language import _, plural
from bayesdx.language import number as written
from bayesdx.network import Network
from bayesdx.report.charts import PATTERN_COLOURS
from bayesdx.report.dots import Dots, dots_chart
from bayesdx.report.labels import in_text, node_label, said_label, state_label
from bayesdx.report.sentences import percent
from bayesdx.teaching.drawn import Dials
from bayesdx.teaching.habits import FEWEST, FEWEST_FOR_INDICES, NEAR, Bin, Habits, reach
from bayesdx.teaching.rounds import Patient, Round, Said
from bayesdx.teaching.scores import Score
from bayesdx.teaching.sureness import LEVEL

if TYPE_CHECKING:
    import altair as alt

_AXIS = 45
"""Pixels that the axis takes of the height of a picture that is fitted into its frame."""


def told(network: Network, said: Said) -> list[str]:
    """Return findings as they are told: what was looked at, and what was seen."""
    words = read_findings(dict(said), states=network.states).said
    return [f"{node_label(name)}: {said_label(name, text)}" for name, text in words.items()]


def turned_out(patient: Patient, target: str) -> str:
    """Return what a patient had, as a sentence."""
    named = state_label("cause", patient.diagnosis) if patient.kind == "simulated" else ""
    return _("The patient had {what}. The pattern: {pattern}.").format(
        what=in_text(named or patient.diagnosis),
        pattern=in_text(state_label(target, patient.truth)),
    )


def missed_said(one: Round, dials: Dials, missed: Sequence[str]) -> list[str]:
    """Return which dials a patient does not fit, as sentences; to be told at the end.

    Args:
        one: the round.
        dials: what was asked for.
        missed: what `bayesdx.teaching.missed` says.
    """
    said = {
        "difficulty": _("How open the answer is: {value} bits, which is not “{asked}”.").format(
            value=hundredths(one.entropy), asked=dial_said(dials.difficulty)
        ),
        "conflict": _("Conflict of the findings: {value} bits, which is not “{asked}”.").format(
            value=hundredths(one.conflict), asked=dial_said(dials.conflict)
        ),
        "findings": _("Findings: {value}, not {asked}; the model has no more of the kind.").format(
            value=len(one.patient.findings), asked=dials.findings + dials.distractors
        ),
    }
    return [said[name] for name in missed]


def prediction_rows(
    target: str, states: Sequence[str], answer: Sequence[float], model: Sequence[float]
) -> list[Dots]:
    """Return a row for each state: the prediction as a circle, the model as a line upright."""
    rows = []
    for name in in_order(target, states):
        q, p = (values[states.index(name)] for values in (answer, model))
        text = _("{pattern}: you {own}, model {model}").format(
            pattern=state_label(target, name), own=percent(q), model=percent(p)
        )
        colour = PATTERN_COLOURS.get(name, "#4f7f9b")
        ends = (min(q, p), max(q, p))
        rows.append(Dots(text, low=ends[0], high=ends[1], tick=p, mark=q, colour=colour))
    return rows


def in_order(target: str, states: Sequence[str]) -> list[str]:
    """Return states in the order in which they are shown; patterns in that of their colours."""
    order = [name for name in PATTERN_COLOURS if name in states] if target == "pattern" else []
    return order or list(states)


def calibration_rows(bins: Sequence[Bin]) -> list[Dots]:
    """Return a row for each bin: how often predictions came true, next to what was predicted."""
    rows = []
    for one in bins:
        text = plural(
            "{n} prediction of {said} on average, came true {true}",
            "{n} predictions of {said} on average, came true {true}",
            one.count,
        ).format(n=one.count, said=percent(one.predicted), true=percent(one.came_true))
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


def score_said(found: Score, states: int) -> str:
    """Return the scores of a prediction over so many states as sentences."""
    brier = _("Brier score {own}; the model {model}, guessing {guess}.")
    logs = _("Log score {own}; the model {model}, guessing {guess}.")
    return " ".join(
        (
            _scores(brier, found.brier, found.model_brier, 1 - 1 / states),
            _scores(logs, found.log, found.model_log, log(states)),
            _("Less is better."),
        )
    )


def _scores(template: str, own: float, model: float, guess: float) -> str:
    return template.format(own=hundredths(own), model=hundredths(model), guess=hundredths(guess))


def hundredths(value: float) -> str:
    """Return a number with two decimals.

    >>> hundredths(0.625)
    '0.62'
    """
    return written(value, ".2f")


def distance_said(found: Score) -> str:
    """Return how far a prediction is from the model's, as a sentence."""
    if found.off_brier < NEAR / 10:
        return _("You say what the model says.")
    return _(
        "If the model is right, this prediction must expect a Brier score {off} worse than "
        "the model's."
    ).format(off=hundredths(found.off_brier))


def habits_said(found: Habits) -> list[str]:
    """Return what the rounds so far say about the learner, as sentences.

    With fewer than `FEWEST` rounds only figures, and of the two indices with fewer than
    `FEWEST_FOR_INDICES`. A habit is named where zero, or one, lies outside the 95% interval.
    """
    said = [_rounds(found), _confidence(found)]
    if found.rounds < FEWEST:
        early = _("After {n} rounds, habits are named here; with fewer it is chance.")
        return [*said, early.format(n=FEWEST)]
    if found.weights:
        said.append(_base_rates(found, found.weights.neglect))
    if found.counting:
        said.append(_counting(found))
    return said


def _rounds(found: Habits) -> str:
    return plural(
        "{n} round. Brier score {brier}, the model {model}; log score {log}, the "
        "model {model_log}. Less is better.",
        "{n} rounds. Brier score {brier} on average, the model {model}; log score "
        "{log}, the model {model_log}. Less is better.",
        found.rounds,
    ).format(
        n=found.rounds,
        brier=hundredths(found.brier),
        model=hundredths(found.model_brier),
        log=hundredths(found.log),
        model_log=hundredths(found.model_log),
    )


def _confidence(found: Habits) -> str:
    over, low, high = found.overconfidence, found.sureness.low, found.sureness.high
    numbers = _(
        "With the last prediction of a round you were {sure} sure on average and right in {right}"
    ).format(sure=percent(found.confidence), right=percent(found.right))
    if found.rounds < FEWEST:
        return f"{numbers}."
    if found.sureness.p >= LEVEL:
        said = _("{numbers}: no more apart than chance makes it (95% interval {ends} points).")
    elif not found.is_off:
        said = _("{numbers}: near enough (95% interval of the difference {ends} points).")
    elif over > 0:
        said = _(
            "{numbers}: surer than you should be (overconfidence), by {points} points "
            "(95% interval {ends})."
        )
    else:
        said = _(
            "{numbers}: too unsure (underconfidence), by {points} points (95% interval {ends})."
        )
        low, high = -high, -low
    ends = _ends(100 * low, 100 * high, 0)
    return said.format(numbers=numbers, points=written(100 * abs(over), ".0f"), ends=ends)


def _is_chance(off: float, error: float | None, rounds: int) -> bool:
    """Return whether an index is near what is right, or not told from it by so few rounds."""
    return abs(off) < NEAR or error is None or abs(off) <= reach(rounds) * error


def _ends(low: float, high: float, digits: int) -> str:
    return _("{low} to {high}").format(
        low=written(low, f".{digits}f"), high=written(high, f".{digits}f")
    )


def _around(value: float, error: float | None, rounds: int) -> str:
    """Return the 95% interval of an index.

    >>> _around(0.5, 0.1, 10), _around(0.5, None, 10)
    ('0.27 to 0.73', '?')
    """
    if error is None:
        return "?"
    return _ends(value - reach(rounds) * error, value + reach(rounds) * error, 2)


def _early(number: str) -> str:
    said = _("{number}. Whether that is a habit is said after {n} rounds.")
    return said.format(number=number, n=FEWEST_FOR_INDICES)


def _base_rates(found: Habits, neglect: float) -> str:
    error = found.errors.neglect
    number = _("Base-rate neglect {index} ({ends}; 0 none, 1 complete)").format(
        index=hundredths(neglect), ends=_around(neglect, error, found.rounds)
    )
    if found.rounds < FEWEST_FOR_INDICES:
        return _early(number)
    if _is_chance(neglect, error, found.rounds):
        said = _("{number}: not told apart from what the model makes of how common a pattern is.")
    elif neglect > 0:
        said = _("{number}: you make less of how common a pattern is than the model does.")
    else:
        said = _("{number}: you make more of how common a pattern is than the model does.")
    return said.format(number=number)


def _counting(found: Habits) -> str:
    assert found.counting is not None
    learner, error = found.counting.learner, found.errors.counting
    number = _(
        "With each further finding you move {learner} times as far as the model ({ends}); who "
        "takes findings as independent moves {independent} times as far"
    ).format(
        learner=hundredths(learner),
        independent=hundredths(found.counting.independent),
        ends=_around(learner, error, found.rounds),
    )
    if found.rounds < FEWEST_FOR_INDICES:
        return _early(number)
    if _is_chance(learner - 1, error, found.rounds):
        said = _("{number}. This is not told apart from 1, which is right.")
    elif learner > 1:
        said = _("{number}. Above 1, the same evidence is counted more than once.")
    else:
        said = _("{number}. Below 1, less is made of findings than they are worth.")
    return said.format(number=number)


def dials_said(choices: Mapping[str, tuple[float, float]]) -> dict[str, str]:
    """Return the names of a dial's positions as a reader sees them.

    >>> dials_said({"any": (0, 9), "hard": (1, 9)})
    {'any': 'Any', 'hard': 'Hard'}
    """
    return {name: dial_said(name) for name in choices}


def dial_said(name: str) -> str:
    """Return the name of a dial's position.

    >>> dial_said("clash")
    'Contradict each other'
    """
    return {
        "any": _("Any"),
        "easy": _("Easy"),
        "medium": _("Medium"),
        "hard": _("Hard"),
        "fit": _("Fit together"),
        "clash": _("Contradict each other"),
    }[name]
