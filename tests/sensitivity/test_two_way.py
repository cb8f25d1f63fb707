from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bayesdx.errors import FindingError, InputError
from bayesdx.sensitivity.cells import cells_of, offsets
from bayesdx.sensitivity.covariation import SCHEMES, covary
from bayesdx.sensitivity.one_way import one_way
from bayesdx.sensitivity.two_way import two_way
from tests.inference.networks import Question, enumerate_joint, questions
from tests.sensitivity.golden import ASIA, asia

CELLS = ("smoke=yes", "lung=yes|smoke=yes")


def test_along_each_axis_it_is_the_one_way_function() -> None:
    both = two_way(asia(), ASIA, target="lung=yes", cells=CELLS)
    alone = {
        (row["node"], row["state"], tuple(row["given"].items())): row
        for row in one_way(asia(), ASIA, target="lung=yes").rows()
    }
    smoke, lung = alone["smoke", "yes", ()], alone["lung", "yes", (("smoke", "yes"),)]
    for x in (0.0, 0.3, 1.0):
        of_x = (smoke["a"] * x + smoke["b"]) / (smoke["c"] * x + smoke["d"])
        of_y = (lung["a"] * x + lung["b"]) / (lung["c"] * x + lung["d"])
        assert both.at(x, 0.1) == pytest.approx(of_x, rel=1e-12)
        assert both.at(0.5, x) == pytest.approx(of_y, rel=1e-12)


def test_rows_name_both_cells_and_eight_coefficients() -> None:
    [row] = two_way(asia(), ASIA, target="lung=yes", cells=CELLS).rows()
    assert (row["node"], row["node_2"]) == ("smoke", "lung")
    assert row["given_2"] == {"smoke": "yes"}
    terms = ("xy", "x", "y", "1")
    assert {f"{part}_{term}" for part in ("numerator", "denominator") for term in terms} <= set(row)


@given(question=questions(), data=st.data())
@settings(max_examples=60)
def test_it_is_what_asking_again_gives(question: Question, data: st.DataObject) -> None:
    network, findings, target = question
    scheme = data.draw(st.sampled_from(SCHEMES))
    count = int(offsets(network)[-1])
    places = data.draw(st.tuples(*[st.integers(0, count - 1)] * 2))
    one, other = cells_of(network, places)
    assume((one.node, one.given) != (other.node, other.given))
    names = [
        f"{c.node}={c.state}|" + ",".join(f"{p}={s}" for p, s in c.given.items())
        for c in (one, other)
    ]
    try:
        found = two_way(network, findings, target=target, cells=names, covariation=scheme)
    except InputError as error:
        assume("the largest" not in str(error))
        raise
    shares = data.draw(st.tuples(st.floats(0.01, 0.99), st.floats(0.01, 0.99)))
    patch = found.patches[-1]
    at = [
        low + share * (high - low)
        for share, (low, high) in zip(shares, (patch.x, patch.y), strict=True)
    ]
    tables = [table.copy() for table in network.tables]
    for cell, x, (low, high) in zip((one, other), at, (patch.x, patch.y), strict=True):
        node = network.nodes[network.index[cell.node]]
        where = tuple(network.states[p].index(s) for p, s in cell.given.items())
        column = tables[network.index[cell.node]][(slice(None), *where)]
        pieces = covary(column, node.states.index(cell.state), scheme)
        [piece] = [p for p in pieces if (p.begin, p.end) == (low, high)]
        column[:] = piece.at(x)
    expected, total = enumerate_joint(network, findings, target, tuple(tables))
    own = network.states[target].index(found.state)
    assert float(patch.at(*at)) == pytest.approx(expected[own], rel=1e-9, abs=1e-12)
    terms = np.array([at[0] * at[1], *at, 1.0])
    assert patch.denominator @ terms == pytest.approx(total, rel=1e-10)


def test_two_cells_of_one_column_are_refused() -> None:
    with pytest.raises(InputError, match="one column"):
        two_way(asia(), ASIA, target="lung=yes", cells=("smoke=yes", "smoke=no"))


@pytest.mark.parametrize("cells", [("smoke=yes",), CELLS + CELLS])
def test_two_cells_are_wanted(cells: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match="two"):
        two_way(asia(), ASIA, target="lung=yes", cells=cells)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("lung=yes", "no state of smoke"),
        ("lung=perhaps|smoke=yes", "perhaps"),
        ("lung=yes|smoke=never", "never"),
        ("lung=yes|smoke=yes,asia=yes", "asia"),
    ],
)
def test_a_cell_that_is_none_is_named(cell: str, said: str) -> None:
    with pytest.raises(FindingError, match=said):
        two_way(asia(), ASIA, target="lung=yes", cells=("smoke=yes", cell))


def test_the_order_preserving_scheme_has_a_patch_for_each_pair_of_pieces() -> None:
    found = two_way(
        asia(),
        ASIA,
        target="lung=yes",
        cells=("tub=yes|asia=yes", "lung=yes|smoke=yes"),
        covariation="order-preserving",
    )
    assert len(found.patches) == 4
    assert found.at(0.05, 0.1) == pytest.approx(found.posterior, rel=1e-12)
    with pytest.raises(ValueError, match="does not reach"):
        found.at(0.9, 0.1)
