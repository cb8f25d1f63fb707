"""How far nodes have moved since the prior."""

from __future__ import annotations

import numpy as np
import pytest

import bayesdx
from bayesdx.inference import Posterior, posteriors
from bayesdx.report.moves import in_words, moves, moves_chart
from tests.report.drawn import rows


def posterior(node: str, *probability: float) -> Posterior:
    states = ("flexor", "extensor") if len(probability) == 2 else ("a", "b", "c")
    return Posterior(node, states, np.array(probability), None, None, 0.95, 1.0, (), "hand")


def test_the_distance_is_what_has_changed_places_and_the_state_the_one_that_rose() -> None:
    before = {"x": posterior("x", 0.5, 0.3, 0.2)}
    now = {"x": posterior("x", 0.1, 0.6, 0.3)}
    [move] = moves(before, now)
    assert (move.state, move.before, move.now) == ("b", 0.3, 0.6)
    assert move.distance == pytest.approx(0.4)


def test_the_furthest_comes_first_and_what_has_not_moved_is_left_out() -> None:
    before = {name: posterior(name, 0.5, 0.5) for name in ("near", "far", "still", "seen")}
    now = {
        "near": posterior("near", 0.45, 0.55),
        "far": posterior("far", 0.1, 0.9),
        "still": posterior("still", 0.499, 0.501),
        "seen": posterior("seen", 0.0, 1.0),
    }
    assert [one.node for one in moves(before, now, without=["seen"])] == ["far", "near"]


def test_a_row_says_in_words_what_its_marks_show() -> None:
    several = moves(
        {"babinski": posterior("babinski", 0.9, 0.1)},
        {"babinski": posterior("babinski", 0.38, 0.62)},
    )
    assert in_words(several) == "Plantar response extensor: 10% → 62%"
    [row] = rows(moves_chart(several))
    assert (row["tick"], row["mark"]) == (pytest.approx(0.1), pytest.approx(0.62))
    assert in_words([]) == "Nothing has moved."


def test_every_node_of_the_model_moves_by_what_its_probabilities_say() -> None:
    network = bayesdx.load("core")
    before = {one.target: one for one in posteriors(network, {})}
    now = {one.target: one for one in posteriors(network, {"babinski": "extensor"})}
    for one in moves(before, now):
        change = now[one.node].probability - before[one.node].probability
        assert one.distance == pytest.approx(np.clip(change, 0, None).sum())
        assert one.now - one.before == pytest.approx(change.max())
