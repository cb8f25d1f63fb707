from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bayesdx.inference.relevance import Graph, ancestors, bearing, bearing_on_all, graph

CHAIN = graph([(), (0,), (1,)])
FORK = graph([(), (0,), (0,)])
COLLIDER = graph([(), (), (0, 1), (2,)])


@pytest.mark.parametrize(
    ("arrows", "target", "certain", "uncertain", "expected"),
    [
        pytest.param(CHAIN, 2, {0, 1}, (), {1}, id="a chain is cut by what lies between"),
        pytest.param(CHAIN, 2, {0}, {1}, {0, 1}, id="an uncertain finding does not cut it"),
        pytest.param(FORK, 1, {0, 2}, (), {0}, id="a common cause that is known cuts"),
        pytest.param(FORK, 1, {2}, {0}, {0, 2}, id="one that is likely does not"),
        pytest.param(COLLIDER, 0, {1}, (), set(), id="causes of an unseen effect are strangers"),
        pytest.param(COLLIDER, 0, {1, 2}, (), {1, 2}, id="a known effect joins its causes"),
        pytest.param(COLLIDER, 0, {1, 3}, (), {1, 3}, id="and so does what follows from it"),
        pytest.param(COLLIDER, 0, {1}, {2}, {1, 2}, id="and an effect that is only likely"),
        pytest.param(COLLIDER, 0, {2, 3}, (), {2}, id="what follows adds nothing to the effect"),
        pytest.param(COLLIDER, 0, {2}, {3}, {2}, id="nor if it is only likely"),
        pytest.param(CHAIN, 1, {0, 1}, (), {1}, id="a known target needs nothing else"),
    ],
)
def test_bearing_by_hand(
    arrows: Graph, target: int, certain: set[int], uncertain: set[int], expected: set[int]
) -> None:
    assert bearing(arrows, target, certain, uncertain) == expected


def test_only_ancestors_matter() -> None:
    assert ancestors(COLLIDER, [2]) == (0, 1, 2)
    assert ancestors(COLLIDER, []) == ()


@given(st.data())
@settings(max_examples=100)
def test_walking_from_the_findings_or_from_the_target_is_the_same(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 9))
    parents = [
        tuple(data.draw(st.sets(st.integers(0, i - 1), max_size=3))) if i else ()
        for i in range(size)
    ]
    kinds = data.draw(st.lists(st.sampled_from("-cu"), min_size=size, max_size=size))
    certain = {i for i, kind in enumerate(kinds) if kind == "c"}
    uncertain = {i for i, kind in enumerate(kinds) if kind == "u"}
    arrows = graph(parents)
    on_all = bearing_on_all(arrows, certain, uncertain)
    assert on_all == [bearing(arrows, target, certain, uncertain) for target in range(size)]
