from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bayesdx.inference.contraction import (
    ONE,
    Order,
    derivatives,
    descend,
    descent_to,
    plan,
    run,
    store,
    tape_values,
)
from bayesdx.inference.contraction.planning import contract_scopes, find_path, path_cost
from bayesdx.inference.engine import engine_of
from tests.inference.networks import wheel_network

EXACT = {"rtol": 1e-12, "atol": 1e-14}


@st.composite
def factors(draw: st.DrawFn) -> tuple[list[Order], list[np.ndarray], dict[int, int]]:
    """Draw factors over a few indices, each of which is in two factors or more."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    indices = int(rng.integers(1, 7))
    sizes = {i: int(rng.integers(1, 5)) for i in range(indices)}
    scopes = [set[int]() for _ in range(rng.integers(2, 8))]
    for index in range(indices):
        for holder in rng.choice(len(scopes), rng.integers(2, len(scopes) + 1), replace=False):
            scopes[holder].add(index)
    axes = [tuple(rng.permutation(sorted(scope)).tolist()) for scope in scopes]
    arrays = [rng.random([sizes[i] for i in order]) for order in axes]
    return axes, arrays, sizes


def einsum_all(
    axes: list[Order], arrays: list[np.ndarray], left_out: int | None = None
) -> np.ndarray:
    """Return the product of all factors, summed; with one left out, its derivative."""
    operands: list[object] = []
    for place, (order, array) in enumerate(zip(axes, arrays, strict=True)):
        if place != left_out:
            operands += [array, list(order)]
    return np.einsum(*operands, list(axes[left_out]) if left_out is not None else [])


@given(factors())
@settings(max_examples=100)
def test_forward_is_the_sum_of_the_product_in_both_gears(drawn: tuple) -> None:
    axes, arrays, sizes = drawn
    tape = plan([frozenset(order) for order in axes], sizes)
    values = tape_values(tape, arrays, axes)
    np.testing.assert_allclose(values[-1].item(), einsum_all(axes, arrays), **EXACT)
    batched = [
        array.transpose([order.index(i) for i in tape.orders[place]])[..., None, None]
        for place, (order, array) in enumerate(zip(axes, arrays, strict=True))
    ]
    batched += [ONE] * len(tape.steps)
    run(batched, tape.batched)
    np.testing.assert_allclose(batched[-1], [[einsum_all(axes, arrays)]], **EXACT)


@given(factors())
@settings(max_examples=100)
def test_backward_is_the_derivative_with_respect_to_every_factor(drawn: tuple) -> None:
    axes, arrays, sizes = drawn
    tape = plan([frozenset(order) for order in axes], sizes)
    values = tape_values(tape, arrays, axes)
    gradients = derivatives(values, tape.steps)
    for place, order in enumerate(axes):
        expected = store(tape, place, einsum_all(axes, arrays, place), order)
        np.testing.assert_allclose(gradients[place], expected, **EXACT)
        down = descend(values, descent_to(tape, place, tape.steps))
        np.testing.assert_array_equal(down, gradients[place])


@given(factors())
@settings(max_examples=50)
def test_every_index_is_read_at_its_witness(drawn: tuple) -> None:
    axes, arrays, sizes = drawn
    tape = plan([frozenset(order) for order in axes], sizes)
    values = tape_values(tape, arrays, axes)
    gradients = derivatives(values, tape.steps)
    operands = [part for pair in zip(arrays, map(list, axes), strict=True) for part in pair]
    for index, tensor in tape.witness.items():
        read = tape.readers[index](values[tensor], gradients[tensor])
        np.testing.assert_allclose(read, np.einsum(*operands, [index]), **EXACT)


@given(factors())
@settings(max_examples=50)
def test_a_path_uses_each_factor_once_and_ends_in_a_number(drawn: tuple) -> None:
    axes, _, sizes = drawn
    scopes = [frozenset(order) for order in axes]
    path = find_path(scopes, sizes)
    assert sorted(i for pair in path for i in pair) == list(range(2 * len(scopes) - 2))
    assert contract_scopes(scopes, path)[-1] == frozenset()


def test_a_chain_of_a_thousand_nodes_is_linear_work() -> None:
    scopes = [frozenset({0}), *(frozenset({i, i + 1}) for i in range(1000)), frozenset({1000})]
    sizes = dict.fromkeys(range(1001), 3)
    path = find_path(scopes, sizes)
    assert path_cost(scopes, sizes, path) <= 1001 * 9 + 3


def test_munin_is_planned_within_reach() -> None:
    # Greedy search alone asks for tensors of 1e10 entries here; min-fill needs under 1e6.
    tape = engine_of(wheel_network("munin")).whole.tape
    assert tape.cost < 5e7
    assert max(np.prod([tape.sizes[i] for i in order]) for order in tape.orders) < 1e6


@pytest.mark.parametrize("name", ["insurance", "hailfinder", "win95pts"])
def test_dense_networks_are_searched_too(name: str) -> None:
    assert engine_of(wheel_network(name)).whole.tape.cost < 1e5
