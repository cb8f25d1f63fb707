"""assemble: what a network must be, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from bayesdx.errors import SpecError
from bayesdx.network import Network, Node, assemble

A = Node("a", ("no", "yes"))
B = Node("b", ("no", "yes"), ("a",))
HALF = np.array([0.5, 0.5])
COPY = np.array([[0.9, 0.2], [0.1, 0.8]])


def refusal(nodes: list[Node], tables: list[np.ndarray]) -> str:
    with pytest.raises(SpecError) as caught:
        assemble("net", nodes, tables)
    return str(caught.value)


def test_parents_come_first_whatever_the_order_given() -> None:
    network = assemble("net", [B, A], [COPY, HALF])
    assert [node.name for node in network.nodes] == ["a", "b"]
    assert network.tables[1].tolist() == COPY.tolist()


def test_arrays_are_read_only() -> None:
    network = assemble("net", [A], [HALF])
    with pytest.raises(ValueError, match="read-only"):
        network.tables[0][0] = 1.0


def test_a_cycle_is_named() -> None:
    nodes = [Node("a", ("n", "y"), ("b",)), Node("b", ("n", "y"), ("a",))]
    assert "→" in refusal(nodes, [COPY, COPY])


def test_an_unknown_parent_is_named() -> None:
    assert "'c'" in refusal([Node("a", ("n", "y"), ("c",))], [COPY])


def test_a_column_that_does_not_sum_to_one_is_named_with_its_parents() -> None:
    bad = np.array([[0.9, 0.3], [0.1, 0.8]])
    assert "sums to 1.1 (given a=yes)" in refusal([A, B], [HALF, bad])


def test_values_outside_zero_and_one_and_nan_are_refused() -> None:
    for bad in ([1.2, -0.2], [np.nan, 1.0]):
        assert "expected probabilities" in refusal([A], [np.array(bad)])


def test_every_fault_is_reported_at_once() -> None:
    message = refusal([A, B], [np.array([0.5, 0.6]), COPY[:, :1]])
    assert "node a" in message
    assert "node b" in message


def test_the_version_changes_with_a_number_and_only_then() -> None:
    def version(p: float) -> str:
        network: Network = assemble("net", [A], [np.array([1 - p, p])])
        return network.version

    assert version(0.3) == version(0.3)
    assert version(0.3) != version(0.3001)


@pytest.mark.parametrize("wrong", [float("nan"), -0.1, 1.1, float("inf")])
def test_a_draw_that_is_no_probability_is_refused_by_its_node(wrong: float) -> None:
    rain, draws = Node("rain", ("no", "yes")), np.array([[0.5, 0.5], [0.5, wrong]])
    with pytest.raises(SpecError, match="node rain: found draws"):
        assemble("weather", [rain], [np.array([0.5, 0.5])], draws=[draws])
