from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bayesdx.sensitivity.covariation import covary
from bayesdx.sensitivity.distance import cell_distance, distance
from tests.inference.networks import random_network


def test_it_is_the_change_of_the_log_odds() -> None:
    # 1 : 49 to 1 : 24.5 doubles the odds.
    assert float(cell_distance(0.02, 1 / 25.5)) == pytest.approx(math.log(2))


@given(st.lists(st.integers(1, 9), min_size=2, max_size=5), st.floats(0.01, 0.99))
def test_a_proportional_change_has_the_distance_of_its_column(weights: list[int], x: float) -> None:
    column = np.array(weights) / sum(weights)
    after = covary(column, 0)[0].at(x)
    assert distance(column, after) == pytest.approx(float(cell_distance(column[0], x)), abs=1e-9)


@given(st.integers(0, 2**32))
@settings(max_examples=30)
def test_a_table_change_has_the_distance_of_the_joint_distributions(seed: int) -> None:
    network = random_network(seed, most=4)
    rng = np.random.default_rng(seed)
    node = int(rng.integers(len(network.nodes)))
    table = network.tables[node]
    other = rng.dirichlet(np.ones(len(table)), table.shape[1:])
    new = np.moveaxis(other, -1, 0)

    def joint(tables: list[np.ndarray]) -> np.ndarray:
        operands: list[object] = []
        for one, numbers in zip(network.nodes, tables, strict=True):
            operands += [numbers, [network.index[n] for n in (one.name, *one.parents)]]
        return np.einsum(*operands, list(range(len(tables))))

    tables = list(network.tables)
    ratio = joint([*tables[:node], new, *tables[node + 1 :]]) / joint(tables)
    assert distance(table, new) == pytest.approx(float(np.log(ratio.max() / ratio.min())), abs=1e-9)


def test_a_zero_that_stays_is_no_distance_and_one_that_goes_is_infinite() -> None:
    assert distance([0.0, 1.0], [0.0, 1.0]) == 0
    assert distance([0.0, 1.0], [0.1, 0.9]) == math.inf
    assert distance([0.1, 0.9], [0.0, 1.0]) == math.inf


def test_shapes_have_to_agree() -> None:
    with pytest.raises(ValueError, match="differ"):
        distance([0.5, 0.5], [1.0])
