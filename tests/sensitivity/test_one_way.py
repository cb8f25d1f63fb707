from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bayesdx.errors import FindingError, ImpossibleFindings, InputError
from bayesdx.network import Network, Node, assemble
from bayesdx.sensitivity.covariation import SCHEMES, Piece, covary
from bayesdx.sensitivity.lines import lines
from bayesdx.sensitivity.one_way import OneWay, one_way, slopes_of
from tests.inference.networks import Question, enumerate_joint, questions
from tests.sensitivity.golden import ASIA, asia

KEYS = {
    *("node", "state", "given", "value", "a", "b", "c", "d", "derivative", "low", "high"),
    *("sensitivity_value", "vertex_proximity"),
}


@pytest.fixture(scope="module")
def lung() -> OneWay:
    return one_way(asia(), ASIA, target="lung=yes")


def row(result: OneWay, node: str, state: str, **given: str) -> dict[str, Any]:
    [found] = [
        row
        for row in result.rows()
        if (row["node"], row["state"], row["given"]) == (node, state, given)
    ]
    return found


# The published example: P(lung) given a visit to Asia, dyspnoea and an abnormal x-ray


def test_lung_as_a_function_of_tuberculosis_given_a_visit(lung: OneWay) -> None:
    found = row(lung, "tub", "yes", asia="yes")
    assert found["a"] == 0
    assert found["b"] == pytest.approx(343 / 781250, rel=1e-13)
    assert found["c"] == pytest.approx(1421847 / 200000000, rel=1e-13)
    assert found["d"] == pytest.approx(126553 / 200000000, rel=1e-13)


def test_lung_as_a_function_of_smoking(lung: OneWay) -> None:
    found = row(lung, "smoke", "yes")
    assert found["a"] == pytest.approx(4557 / 6250000, rel=1e-13)
    assert found["b"] == pytest.approx(931 / 12500000, rel=1e-13)
    assert found["c"] == pytest.approx(1597173 / 2000000000, rel=1e-13)
    assert found["d"] == pytest.approx(1177867 / 2000000000, rel=1e-13)


@pytest.mark.parametrize(
    ("node", "given", "derivative"),
    [
        ("tub", {"asia": "yes"}, -3.196051),
        ("lung", {"smoke": "yes"}, 2.405361),
        ("lung", {"smoke": "no"}, 2.211000),
        ("xray", {"either": "no"}, -1.654741),
        ("smoke", {}, 0.378791),
    ],
)
def test_sensitivity_values(
    lung: OneWay, node: str, given: dict[str, str], derivative: float
) -> None:
    found = row(lung, node, "yes", **given)
    assert found["derivative"] == pytest.approx(derivative, abs=5.1e-7)
    assert found["sensitivity_value"] == abs(found["derivative"])


def test_the_answer_changes_where_the_published_smallest_changes_end(lung: OneWay) -> None:
    assert row(lung, "lung", "yes", smoke="yes")["high"] == pytest.approx(0.125365, abs=5e-7)
    assert row(lung, "tub", "yes", asia="yes")["low"] == pytest.approx(0.034507, abs=5e-7)
    assert row(lung, "smoke", "yes")["high"] == pytest.approx(0.666977, abs=5e-7)


def test_bronchitis_becomes_the_answer_when_two_in_three_smoke() -> None:
    # P(bronchitis) = 0.6 x + 0.3 (1 - x) is one half at x = 2/3.
    found = row(one_way(asia(), {}, target="bronc=yes"), "smoke", "yes")
    assert found["high"] == pytest.approx(2 / 3, rel=1e-14)
    assert (found["low"], found["c"], found["d"]) == (0.0, 0.0, 1.0)


def test_a_cell_without_bearing_has_a_flat_function(lung: OneWay) -> None:
    found = row(lung, "tub", "yes", asia="no")  # she was in Asia
    assert (found["a"], found["c"], found["derivative"]) == (0, 0, 0)
    assert found["b"] / found["d"] == pytest.approx(lung.posterior, rel=1e-14)
    assert (found["low"], found["high"], found["vertex_proximity"]) == (0, 1, None)


def test_rows_have_the_promised_keys(lung: OneWay) -> None:
    assert all(set(row) == KEYS for row in lung.rows())
    assert len(lung.rows()) == sum(table.size for table in asia().tables)


def test_vertex_of_a_hyperbola_by_hand() -> None:
    # P(rain | wet) = 0.9 x / (0.9 x + 0.1 (1 - x)) = 0.9 x / (0.8 x + 0.1): pole -1/8,
    # r = -0.9 * 0.1 / 0.64, vertex at -1/8 + 3/8 = 1/4.
    rain = assemble(
        "rain",
        [Node("rain", ("yes", "no")), Node("wet", ("yes", "no"), ("rain",))],
        [np.array([0.2, 0.8]), np.array([[0.9, 0.1], [0.1, 0.9]])],
    )
    found = row(one_way(rain, {"wet": "yes"}, target="rain=yes"), "rain", "yes")
    assert found["vertex_proximity"] == pytest.approx(0.05, rel=1e-12)


# Any network: brute force


def changed(network: Network, cell: int, piece: Piece, x: float) -> tuple[Any, ...]:
    """Return the tables with the cell at x."""
    tables = [table.copy() for table in network.tables]
    for table in tables:
        if cell < table.size:
            at = np.unravel_index(cell, table.shape)[1:]
            table[(slice(None), *at)] = piece.at(x)
            break
        cell -= table.size
    return tuple(tables)


def column_of(network: Network, cell: int) -> tuple[np.ndarray, int]:
    for table in network.tables:
        if cell < table.size:
            state, *at = np.unravel_index(cell, table.shape)
            return table[(slice(None), *at)], int(state)
        cell -= table.size
    raise AssertionError


@pytest.mark.parametrize("scheme", SCHEMES)
@given(question=questions(zeros=True), data=st.data())
@settings(max_examples=60)
def test_every_function_is_what_asking_again_gives(
    scheme: str, question: Question, data: st.DataObject
) -> None:
    network, findings, target = question
    try:
        result = one_way(network, findings, target=target, covariation=scheme)
    except ImpossibleFindings:
        assume(False)
        raise
    assume(len(result.cell))
    entry = data.draw(st.integers(0, len(result.cell) - 1))
    share = data.draw(st.floats(0.01, 0.99))
    begin, end = float(result.begin[entry]), float(result.end[entry])
    x = begin + share * (end - begin)
    column, state = column_of(network, int(result.cell[entry]))
    [piece] = [p for p in covary(column, state, scheme) if (p.begin, p.end) == (begin, end)]
    tables = changed(network, int(result.cell[entry]), piece, x)
    try:
        posterior, total = enumerate_joint(network, findings, target, tables)
    except ImpossibleFindings:
        assert result.c[entry] * x + result.d[entry] == pytest.approx(0, abs=1e-15)
        return
    own = network.states[target].index(result.state)
    assert result.c[entry] * x + result.d[entry] == pytest.approx(total, rel=1e-11)
    assert result.at(x)[entry] == pytest.approx(posterior[own], rel=1e-9, abs=1e-12)
    if result.low[entry] + 1e-9 < x < result.high[entry] - 1e-9:
        best = network.states[target].index(result.most_likely)
        assert posterior[best] == pytest.approx(posterior.max(), rel=1e-9)
    elif not result.low[entry] - 1e-9 <= x <= result.high[entry] + 1e-9:
        best = network.states[target].index(result.most_likely)
        assert posterior[best] < posterior.max() + 1e-12


@given(question=questions())
@settings(max_examples=30)
def test_the_derivative_is_the_slope_of_the_function(question: Question) -> None:
    network, findings, target = question
    result = one_way(network, findings, target=target)
    step = 1e-6
    slope = (result.at(result.value + step) - result.at(result.value - step)) / (2 * step)
    np.testing.assert_allclose(result.derivative, slope, rtol=1e-4, atol=1e-7)
    np.testing.assert_allclose(result.at(result.value), result.posterior, rtol=1e-9)
    assert (result.low <= result.value + 1e-9).all()
    assert (result.high >= result.value - 1e-9).all()


@given(question=questions())
@settings(max_examples=20)
def test_the_pieces_of_an_order_preserving_cell_meet_at_its_value(question: Question) -> None:
    network, findings, target = question
    result = one_way(network, findings, target=target, covariation="order-preserving")
    np.testing.assert_allclose(result.at(result.value), result.posterior, rtol=1e-9)


# Refusals


@pytest.mark.parametrize("target", ["lnug=yes", "lung=maybe", "nobody"])
def test_an_unknown_target_is_refused(target: str) -> None:
    with pytest.raises(FindingError):
        one_way(asia(), ASIA, target=target)


def test_an_unknown_scheme_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="proportional"):
        one_way(asia(), ASIA, target="lung=yes", covariation="proportinal")


def test_impossible_findings_are_named() -> None:
    with pytest.raises(ImpossibleFindings, match="either=no and lung=yes"):
        one_way(asia(), {"either": "no", "lung": "yes"}, target="bronc=yes")


def test_it_reads_as_text_and_as_a_table(lung: OneWay) -> None:
    assert "tub=yes | asia=yes = 0.05: slope -3.1961" in repr(lung)
    assert len(lung.to_frame()) == 36


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_is_answered_is_read_only(scheme: str) -> None:
    found = one_way(asia(), ASIA, target="lung=yes", covariation=scheme)
    drawn = slopes_of(found.asked)
    answers = [*vars(found).values(), found.derivative, found.vertex_proximity]
    answers += [found.low, found.high, drawn.mass, drawn.rest]
    for answer in (drawn, drawn.layout, lines(drawn, scheme)):
        answers += vars(answer).values()
    arrays = [answer for answer in answers if isinstance(answer, np.ndarray)]
    assert len(arrays) > 20
    assert not any(array.flags.writeable for array in arrays)


def test_only_the_largest_cell_of_a_bearing_column_has_no_row_when_order_is_preserved() -> None:
    nodes = [Node(name, ("a", "b", "c")) for name in ("asked", "idle")]
    network = assemble("two", nodes, [np.array([0.2, 0.3, 0.5])] * 2)
    rows = one_way(network, {}, target="asked=a", covariation="order-preserving").rows()
    told = {(row["node"], row["state"]) for row in rows}
    assert told == {("asked", "a"), ("asked", "b"), *(("idle", state) for state in "abc")}
