from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bayesdx.errors import FormatError
from bayesdx.formats.pgm import from_pgm, to_pgm
from bayesdx.network import Node, assemble
from tests.inference.networks import random_network


@given(st.integers(0, 2**32))
@settings(max_examples=20)
def test_a_network_comes_back_from_pgmpy_as_it_went(seed: int) -> None:
    network = random_network(seed)
    model = to_pgm(network)
    assert model.check_model()
    back = from_pgm(model, name="random")
    nodes = {node.name: node for node in back.nodes}
    assert nodes == {node.name: node for node in network.nodes}
    for node, table in zip(network.nodes, network.tables, strict=True):
        same = back.tables[back.index[node.name]]
        np.testing.assert_allclose(same, table, rtol=1e-15, atol=0)


def test_the_last_parent_varies_fastest() -> None:
    # A reader that took the first parent for the fastest would swap the middle two columns.
    nodes = [Node("a", ("x", "y")), Node("b", ("x", "y")), Node("c", ("x", "y"), ("a", "b"))]
    first = np.array([[0.1, 0.2], [0.3, 0.4]])
    half = np.array([0.5, 0.5])
    model = to_pgm(assemble("order", nodes, [half, half, np.stack([first, 1 - first])]))
    assert model.get_cpds("c").get_value(c="x", a="x", b="y") == pytest.approx(0.2)
    assert model.get_cpds("c").get_values()[0].tolist() == pytest.approx([0.1, 0.2, 0.3, 0.4])


def test_a_node_without_a_table_is_refused_by_name() -> None:
    network = random_network(7)
    model = to_pgm(network)
    model.add_node("stray")
    with pytest.raises(FormatError, match="node stray: found no CPD"):
        from_pgm(model)
