"""Chan and Darwiche's question to the fire network, asia's ranking, and brute force."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bayesdx import load
from bayesdx.errors import FindingError, InputError
from bayesdx.inference import query
from bayesdx.network import Network, Node, assemble
from bayesdx.sensitivity.covariation import SCHEMES, covary
from bayesdx.sensitivity.flip import Flips, flip
from bayesdx.sensitivity.flip_table import flip_table
from tests.inference.networks import Question, questions
from tests.sensitivity.golden import ASIA, FIRE, asia, fire


def with_cell(network: Network, row: dict[str, Any], scheme: str = "proportional") -> Network:
    """Return the network with a cell changed as a row says."""
    node = network.nodes[network.index[row["node"]]]
    tables = [table.copy() for table in network.tables]
    table = tables[network.index[node.name]]
    at = tuple(network.states[p].index(row["given"][p]) for p in node.parents)
    state = node.states.index(row["state"])
    for piece in covary(table[(slice(None), *at)], state, scheme):
        if piece.begin - 1e-12 <= row["to"] <= piece.end + 1e-12:
            table[(slice(None), *at)] = np.clip(piece.at(row["to"]), 0, 1)
            break
    return assemble("changed", network.nodes, tables)


def test_the_two_entries_that_make_tampering_likely_and_no_other() -> None:
    found = flip(fire(), FIRE, target="tampering=yes", reach=">=0.65").rows()
    assert [(row["node"], row["state"]) for row in found] == [
        ("tampering", "yes"),
        ("tampering", "no"),
        ("report", "yes"),
        ("report", "no"),
    ]
    assert found[0]["given"] == {}
    assert found[2]["given"] == {"leaving": "no"}
    assert found[0]["to"] == pytest.approx(0.0364049, abs=5e-8)
    assert found[0]["distance"] == pytest.approx(0.615851, abs=5e-7)
    assert found[2]["to"] == pytest.approx(0.0047047, abs=5e-8)
    assert found[2]["distance"] == pytest.approx(0.759352, abs=5e-7)


def test_changes_that_make_lung_cancer_even_are_ranked_by_distance() -> None:
    found = flip(asia(), ASIA, target="lung=yes", reach=">=0.5").rows()
    smallest = [row for row in found if row["state"] == "yes"][:4]
    expected = [
        ("lung", {"smoke": "yes"}, 0.1, 0.125365, 0.25465),
        ("tub", {"asia": "yes"}, 0.05, 0.034507, 0.38705),
        ("smoke", {}, 0.5, 0.666977, 0.69454),
        ("xray", {"either": "no"}, 0.05, 0.020075, 0.94356),
    ]
    for row, (node, given_, value, to, distance) in zip(smallest, expected, strict=True):
        assert (row["node"], row["given"], row["value"]) == (node, given_, value)
        assert row["to"] == pytest.approx(to, abs=5.1e-7)
        assert row["distance"] == pytest.approx(distance, abs=5.1e-6)


def test_rows_have_the_promised_keys_and_no_more_without_literature() -> None:
    [row, *_] = flip(asia(), ASIA, target="lung=yes", reach=">=0.5").rows()
    assert list(row) == ["node", "state", "given", "value", "to", "distance"]


def test_what_holds_already_needs_no_change() -> None:
    found = flip(asia(), ASIA, target="lung=yes", reach="<=0.5")
    assert found.holds
    assert found.rows() == []
    assert "holds as it is" in repr(found)


def test_a_certain_cell_is_left_out_since_its_distance_is_infinite() -> None:
    found = flip(asia(), ASIA, target="lung=yes", reach=">=0.5").rows()
    assert all(row["node"] != "either" for row in found)


def posterior(network: Network, question: Question) -> np.ndarray:
    return query(network, question.findings, target=question.target).probability


@given(question=questions(), data=st.data())
@settings(max_examples=80, suppress_health_check=[HealthCheck.filter_too_much])
def test_every_change_brings_the_statement_to_its_bound(
    question: Question, data: st.DataObject
) -> None:
    network, findings, target = question
    states = network.states[target]
    kind = data.draw(st.sampled_from(["probability", "minus", "over"]))
    scheme = data.draw(st.sampled_from(SCHEMES))
    one, other = states[0], states[-1]
    bound = data.draw(st.sampled_from([0.1, 0.3, 0.5, 0.8]))
    sign = data.draw(st.sampled_from([">=", "<="]))
    found = flip(
        network,
        findings,
        target=f"{target}={one}",
        reach=f"{sign}{bound}",
        covariation=scheme,
        **({} if kind == "probability" else {kind: other}),
    )
    rows = found.rows()
    assume(rows)
    for row in rows[:3]:
        p = posterior(with_cell(network, row, scheme), question)
        reached = {
            "probability": p[0] - bound,
            "minus": p[0] - p[-1] - bound,
            "over": p[0] - bound * p[-1],
        }[kind]
        if row["to"] == row["value"]:  # a uniform column jumps when it is touched
            assert reached * (1 if sign == ">=" else -1) >= -1e-9
        else:
            # A steep function magnifies the rounding of `to`.
            assert reached == pytest.approx(0, abs=1e-5)


@given(question=questions())
@settings(max_examples=30)
def test_a_cell_that_is_left_out_cannot_do_it_anywhere(question: Question) -> None:
    network, findings, target = question
    state = network.states[target][0]
    found = flip(network, findings, target=f"{target}={state}", reach=">=0.5")
    assume(not found.holds)
    able = {(r["node"], r["state"], tuple(r["given"].items())) for r in found.rows()}
    for node, table in zip(network.nodes, network.tables, strict=True):
        at = tuple(0 for _ in node.parents)
        given_ = {p: network.states[p][0] for p in node.parents}
        if (node.name, node.states[0], tuple(given_.items())) in able or len(table) < 2:
            continue
        for x in (1e-9, 0.3, 0.7, 1 - 1e-9):
            row = {"node": node.name, "state": node.states[0], "given": given_, "to": x}
            assert posterior(with_cell(network, row), question)[0] < 0.5 + 1e-6, at


# Whole tables


def test_a_table_of_one_column_of_two_states_changes_like_its_cell() -> None:
    [row, *_] = flip_table(fire(), FIRE, target="tampering=yes", reach=">=0.65").rows()
    assert row["node"] == "tampering"
    assert row["distance"] == pytest.approx(0.615851, abs=5e-7)
    assert row["to"] == pytest.approx([0.0364049, 0.9635951], abs=5e-8)


def test_two_columns_share_the_change_and_make_it_smaller() -> None:
    # P(rain | wet) = 1/2 needs 0.8 P(wet | dry) = 0.2 P(wet | rain). With M = 2: 0.1 -> 0.2 and
    # 0.9 -> 0.8, the lowest ratio 8/9, so the distance is ln 2 - ln 8/9 = ln 9/4.
    rain = load_rain()
    rows = {
        row["node"]: row
        for row in flip_table(rain, {"wet": "yes"}, target="rain=yes", reach="<=0.5").rows()
    }
    assert rows["wet"]["distance"] == pytest.approx(np.log(9 / 4), abs=1e-8)
    np.testing.assert_allclose(rows["wet"]["to"], [[0.8, 0.2], [0.2, 0.8]], atol=1e-8)


def load_rain() -> Network:
    from bayesdx.network import Node

    return assemble(
        "rain",
        [Node("rain", ("no", "yes")), Node("wet", ("no", "yes"), ("rain",))],
        [np.array([0.8, 0.2]), np.array([[0.9, 0.1], [0.1, 0.9]])],
    )


@given(question=questions(), bound=st.sampled_from([0.2, 0.5, 0.7]))
@settings(max_examples=25)
def test_a_changed_table_reaches_the_bound_and_no_single_cell_is_nearer(
    question: Question, bound: float
) -> None:
    network, findings, target = question
    asked: dict[str, Any] = {
        "target": f"{target}={network.states[target][0]}",
        "reach": f">={bound}",
    }
    found = flip_table(network, findings, **asked)
    cells: Flips = flip(network, findings, **asked)
    assert found.holds == cells.holds
    nearest: dict[str, float] = {}
    for change in cells.changes:
        node = change.cell.node
        nearest[node] = min(nearest.get(node, np.inf), change.distance)
    for change in found.changes:
        tables = list(network.tables)
        tables[network.index[change.node]] = change.to
        p = posterior(assemble("changed", network.nodes, tables), question)[0]
        assert p == pytest.approx(bound, abs=1e-7)
        assert change.distance <= nearest.get(change.node, np.inf) + 1e-7
    assert set(nearest) <= {change.node for change in found.changes}


# Literature


def test_a_change_says_whether_the_literature_supports_it() -> None:
    core = load("core")
    found = flip(core, {"babinski": "extensor"}, target="pattern=umn", reach="<=0.5")
    for row in found.rows():
        assert {"kind", "low", "high", "within"} <= set(row)
        assert row["within"] == (row["low"] <= row["to"] <= row["high"])
        assert row["low"] <= row["high"]


# Refusals


@pytest.mark.parametrize("reach", ["0.5", ">=", ">=2", "<=-0.1", ">=one", "= 0.5"])
def test_a_statement_that_cannot_be_read_is_refused(reach: str) -> None:
    with pytest.raises(InputError, match="reach"):
        flip(asia(), ASIA, target="lung=yes", reach=reach)


def test_percent_is_read() -> None:
    assert flip(asia(), ASIA, target="lung=yes", reach=">= 50%").statement == "P(lung=yes) ≥ 0.5"


def test_a_difference_and_a_ratio_together_are_refused() -> None:
    with pytest.raises(InputError, match="one of them"):
        flip(asia(), ASIA, target="lung=yes", reach=">=0.5", minus="no", over="no")


def test_a_difference_from_itself_is_refused() -> None:
    with pytest.raises(InputError, match="another state"):
        flip(asia(), ASIA, target="lung=yes", reach=">=0.5", minus="yes")


def test_an_unknown_other_state_is_refused() -> None:
    with pytest.raises(FindingError):
        flip(asia(), ASIA, target="lung=yes", reach=">=0.5", minus="maybe")


def test_a_cell_with_two_pieces_is_listed_once_with_its_smaller_change() -> None:
    """Of a, b, c = 0.2, 0.3, 0.5 either way of b takes from a, and P(yes) = 0.5 + 0.4 a falls.

    For a = 0.1 it goes down to (0.1, 0.15, 0.75), as far as ln(1.5 / 0.5), or up to
    (0.1, 0.4, 0.5), as far as ln((4/3) / 0.5), which is less.
    """
    nodes = [Node("cause", ("a", "b", "c")), Node("sign", ("no", "yes"), ("cause",))]
    likely = np.array([0.9, 0.5, 0.5])
    network = assemble("pieces", nodes, [np.array([0.2, 0.3, 0.5]), np.array([1 - likely, likely])])
    found = flip(network, {}, target="sign=yes", reach="<=0.54", covariation="order-preserving")
    [middle] = [row for row in found.rows() if (row["node"], row["state"]) == ("cause", "b")]
    assert middle["to"] == pytest.approx(0.4)
    assert middle["distance"] == pytest.approx(np.log(8 / 3))


@settings(max_examples=40)
@given(questions(), st.sampled_from(SCHEMES), st.floats(0.05, 0.95))
def test_no_cell_is_listed_twice(asked: Question, scheme: str, reach: float) -> None:
    network, findings, target = asked
    found = flip(network, findings, target=target, reach=f">={reach}", covariation=scheme)
    cells = [str(change.cell) for change in found.changes]
    assert len(cells) == len(set(cells))
