"""What can occur together, against the joint distribution of all nodes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayesdx.network import Network, Node, assemble, can_occur, possible


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Draw a network of up to six nodes; every state of a column is possible or not."""
    nodes: list[Node] = []
    tables: list[np.ndarray] = []
    for i in range(draw(st.integers(1, 6))):
        above = draw(st.lists(st.sampled_from(range(i)), max_size=3, unique=True)) if i else []
        shape = (draw(st.integers(2, 3)), *(len(nodes[k].states) for k in above))
        seed = draw(st.integers(0, 2**32))
        allowed = np.random.default_rng(seed).random(shape) < 0.5
        allowed[0] |= ~allowed.any(axis=0)
        nodes.append(Node(f"n{i}", tuple("abc"[: shape[0]]), tuple(f"n{k}" for k in above)))
        tables.append(allowed / allowed.sum(axis=0))
    return assemble("random", nodes, tables)


@given(networks())
def test_a_column_can_occur_if_the_joint_gives_it_a_probability(network: Network) -> None:
    index = network.index
    operands: list[object] = []
    for node, table in zip(network.nodes, network.tables, strict=True):
        operands += [table, [index[name] for name in (node.name, *node.parents)]]
    for node in network.nodes:
        together = np.einsum(*operands, [index[parent] for parent in node.parents])
        assert np.array_equal(can_occur(network, node.name), together > 0)


def copies(count: int) -> Network:
    """Return fair coins, and a node that follows the first."""
    coins = [Node(f"coin{i}", ("heads", "tails")) for i in range(count)]
    seen = Node("seen", ("heads", "tails"), ("coin0",))
    called = Node("called", ("right", "wrong"), ("coin0", "seen"))
    tables = [np.array([0.5, 0.5])] * count
    return assemble("coins", [*coins, seen, called], [*tables, np.eye(2), np.full((2, 2, 2), 0.5)])


def test_a_node_and_what_always_equals_it_cannot_differ() -> None:
    assert can_occur(copies(1), "called").tolist() == [[True, False], [False, True]]


def test_nodes_that_bear_on_nothing_asked_cost_nothing() -> None:
    """200 coins have 2²⁰⁰ combinations; only one of them matters."""
    assert can_occur(copies(200), "called").sum() == 2


def test_a_node_without_parents_has_one_column() -> None:
    assert can_occur(copies(1), "coin0").tolist() is True


def test_where_there_are_too_many_combinations_all_count_as_possible(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(possible, "_MOST", 1)
    assert can_occur(copies(1), "called").all()
