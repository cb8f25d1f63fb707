"""The picture of two numbers moved at once, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from bayesdx.language import speaking
from bayesdx.report.pair_chart import in_words, pair_chart, turning_line
from bayesdx.sensitivity.moves import Move
from bayesdx.sensitivity.pair import Pair
from tests.report.drawn import layers, rows

X = np.linspace(0, 1, 5)
Y = np.linspace(0, 1, 5)


def pair_of(upper: np.ndarray) -> Pair:
    """Return a result in which the first state has these probabilities, shape (row, column)."""
    numbers = tuple(
        Move(name, None, None, True, 0.5, 0.0, 1.0, None) for name in ("first", "second")
    )
    return Pair(
        target="pattern=umn",
        posterior=0.7,
        answer="umn",
        states=("umn", "lmn"),
        numbers=(numbers[0], numbers[1]),
        x=X.copy(),
        y=Y.copy(),
        probability=np.stack([upper, 1 - upper], axis=-1),
        network="a model",
    )


def turning() -> Pair:
    """P(umn) = (x + y + ½) / 2½: the other is likelier where x + y < ¾."""
    return pair_of((X[None, :] + Y[:, None] + 0.5) / 2.5)


def ends(lines: Sequence[tuple[tuple[float, float], tuple[float, float]]]) -> list[float]:
    return [x + y for line in lines for x, y in line]


def test_the_line_is_where_both_states_are_equally_likely() -> None:
    lines = turning_line(turning())
    assert len(lines) > 3
    assert ends(lines) == pytest.approx([0.75] * 2 * len(lines))


def test_what_never_turns_has_no_line_and_says_so() -> None:
    found = pair_of(np.full((5, 5), 0.7))
    assert turning_line(found) == []
    assert in_words(found).endswith(
        "Even together they do not turn it: upper motor neuron stays the most likely."
    )
    assert len(layers(pair_chart(found), "rule")) == 0


def test_the_sentence_says_the_ends_and_how_much_is_turned() -> None:
    """x + y < ¾ at 6 of 25 places of the grid; the smallest answer is ½ / 2½, the largest 1."""
    said = in_words(turning())
    assert "the answer lies between 20% and 100%" in said
    assert "beyond the line lower motor neuron is likelier, over 24% of the picture" in said


def test_the_line_is_seen_on_light_and_on_dark() -> None:
    drawn = [layer["mark"] for layer in layers(pair_chart(turning()), "rule")]
    assert [(mark["color"], mark["strokeWidth"]) for mark in drawn] == [
        ("white", 6),
        ("black", 2.5),
    ]


def test_every_square_has_its_mean_and_impossible_ones_are_left_out() -> None:
    upper = (X[None, :] + Y[:, None] + 0.5) / 2.5
    squares = rows(pair_chart(pair_of(upper)), "rect")
    assert len(squares) == 16
    assert squares[0]["posterior"] == pytest.approx((0.25 + 0.5) / 2.5)
    assert (squares[0]["answer"], squares[-1]["answer"]) == (
        "Lower motor neuron",
        "Upper motor neuron",
    )
    upper[0, 0] = np.nan
    assert len(rows(pair_chart(pair_of(upper)), "rect")) == 15


def test_the_numbers_are_named_at_their_axes_and_stand_where_they_are() -> None:
    chart = pair_chart(turning(), names=("One", "Another"))
    [squares] = layers(chart, "rect")
    titles = [squares["encoding"][side]["axis"]["title"] for side in "xy"]
    assert titles == [["One"], ["Another"]]
    assert rows(chart) == [{"x": 0.5, "y": 0.5}]


def test_it_is_said_in_german() -> None:
    with speaking("de"):
        assert "liegt die Antwort zwischen 20\u00a0%" in in_words(turning())
