"""Answers as columns: which state is named where several are equally likely."""

from __future__ import annotations

import numpy as np
import pytest

from bayesdx.cohort.answers import columns
from bayesdx.cohort.scorer import Scored
from bayesdx.network import Network, Node, assemble


def die(sides: int) -> Network:
    states = tuple(f"side_{side}" for side in range(sides))
    return assemble("die", [Node("side", states)], [np.full(sides, 1 / sides)])


@pytest.mark.parametrize("sides", [3, 4, 8, 9, 46, 127, 128, 300])
def test_of_equally_likely_states_the_first_is_named(sides: int) -> None:
    alike = np.full(sides, 1 / sides)
    without_the_first = np.r_[0.0, np.full(sides - 1, 1 / (sides - 1))]
    last = np.r_[np.full(sides - 1, 0.5 / (sides - 1)), 0.5]
    scored = Scored(
        probability={"side": np.array([alike, without_the_first, last])},
        of_findings=np.ones(3),
        low={},
        high={},
        conflict=None,
        same=None,
        wrong={},
    )
    named = columns(die(sides), scored)["most_likely"].to_pylist()
    assert named == ["side_0", "side_1", f"side_{sides - 1}"]
