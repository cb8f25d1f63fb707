from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayesdx.errors import InputError
from bayesdx.sensitivity.covariation import SCHEMES, covary


@st.composite
def columns(draw: st.DrawFn) -> np.ndarray:
    weights = draw(st.lists(st.integers(0, 9), min_size=2, max_size=5).filter(any))
    return np.array(weights) / sum(weights)


@given(columns(), st.sampled_from(SCHEMES), st.data())
def test_a_column_stays_a_distribution_with_its_cell_at_x(
    column: np.ndarray, scheme: str, data: st.DataObject
) -> None:
    state = data.draw(st.integers(0, len(column) - 1))
    share = data.draw(st.floats(0, 1))
    for piece in covary(column, state, scheme):
        x = piece.begin + share * (piece.end - piece.begin)
        new = piece.at(x)
        assert new[state] == pytest.approx(x, abs=1e-15)
        assert new.sum() == pytest.approx(1, abs=1e-12)
        assert (new >= -1e-12).all()


@given(columns(), st.sampled_from(["proportional", "order-preserving"]), st.data())
def test_at_its_own_value_nothing_changes(
    column: np.ndarray, scheme: str, data: st.DataObject
) -> None:
    state = data.draw(st.integers(0, len(column) - 1))
    for piece in covary(column, state, scheme):
        np.testing.assert_allclose(piece.at(column[state]), column, atol=1e-12)


@given(columns(), st.data())
def test_the_order_of_the_states_is_preserved(column: np.ndarray, data: st.DataObject) -> None:
    state = data.draw(st.integers(0, len(column) - 1))
    share = data.draw(st.floats(0, 1))
    order = np.argsort(column, kind="stable")
    for piece in covary(column, state, "order-preserving"):
        new = piece.at(piece.begin + share * (piece.end - piece.begin))
        assert (np.diff(new[order]) >= -1e-12).all()


def test_order_preserving_by_hand() -> None:
    # Below 0.3: 0.2 shrinks with x; the rest, 1 - 5x/3, goes to the largest. Above, up to
    # 1/2: 0.2 shrinks to 0 as (0.5 - x), and the largest is 0.5 throughout.
    below, above = covary([0.2, 0.3, 0.5], 1, "order-preserving")
    np.testing.assert_allclose(below.at(0.15), [0.1, 0.15, 0.75])
    np.testing.assert_allclose(above.at(0.4), [0.1, 0.4, 0.5])


def test_proportional_and_uniform_by_hand() -> None:
    np.testing.assert_allclose(covary([0.2, 0.3, 0.5], 0)[0].at(0.6), [0.6, 0.15, 0.25])
    np.testing.assert_allclose(covary([0.2, 0.3, 0.5], 0, "uniform")[0].at(0.6), [0.6, 0.2, 0.2])


def test_what_a_certain_state_loses_is_shared_alike() -> None:
    np.testing.assert_allclose(covary([0.0, 1.0, 0.0], 1)[0].at(0.9), [0.05, 0.9, 0.05])


def test_the_largest_cell_of_a_column_has_no_order_preserving_change() -> None:
    assert covary([0.2, 0.3, 0.5], 2, "order-preserving") == ()


def test_a_node_of_one_state_has_nothing_to_change() -> None:
    with pytest.raises(InputError, match="only state"):
        covary([1.0], 0)
