"""Other structures: arrows left out, nodes no longer shared."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bayesdx
from bayesdx.errors import FindingError, ImpossibleFindings
from bayesdx.inference.engine import engine_of
from bayesdx.network import Network, Node, assemble
from bayesdx.report.structure_charts import change_in_words, in_words, structure_plot
from bayesdx.sensitivity.structure import (
    ARROW,
    SHARED,
    family_joints,
    structure_band,
    unshared,
    without_arrow,
)
from tests.inference.networks import enumerate_joint, random_findings, random_network

ASIA = Path(__file__).parents[1] / "golden" / "asia.bif"
SIGNS = {"babinski": "extensor", "reflexes": "increased"}


@pytest.fixture(scope="module")
def asia() -> Network:
    return bayesdx.load(ASIA)


def test_without_the_arrow_from_smoking_everybody_has_the_average_risk(asia: Network) -> None:
    """P(lung) is .5·.1 + .5·.01 = .055 before; smoke=yes then says nothing about it."""
    found = structure_band(asia, {"smoke": "yes"}, target="lung=yes")
    [change] = [one for one in found.changes if one.children == ("lung",)]
    assert found.posterior == pytest.approx(0.1)
    assert change.posterior == pytest.approx(0.055)
    assert change.change == pytest.approx(-0.045)
    assert (found.low, found.high) == (pytest.approx(0.055), pytest.approx(0.1))


def test_a_definition_is_no_claim_that_could_be_wrong(asia: Network) -> None:
    """`either` is lung or tub, a table of zeros and ones: its arrows stay."""
    found = structure_band(asia, {"xray": "yes", "dysp": "yes"}, target="lung=yes")
    assert found.changes
    assert all(change.children != ("either",) for change in found.changes)


def test_two_signs_of_one_cause_are_independent_once_it_is_not_shared(asia: Network) -> None:
    """With a copy of `smoke` each, bronchitis says nothing about lung cancer: .055 again."""
    found = structure_band(asia, {"bronc": "yes"}, target="lung=yes", shared=["smoke"])
    [change] = [one for one in found.changes if one.kind == SHARED]
    assert change.posterior == pytest.approx(0.055)
    assert found.posterior == pytest.approx((0.5 * 0.6 * 0.1 + 0.5 * 0.3 * 0.01) / 0.45)
    assert change.children == ("lung", "bronc")


def two_signs() -> Network:
    """Return a place with a grade, and two signs that show the grade."""
    return assemble(
        "signs",
        [
            Node("place", ("brain", "nerve")),
            Node("grade", ("none", "mild", "marked"), ("place",)),
            Node("tone", ("no", "yes"), ("grade",)),
            Node("reflexes", ("no", "yes"), ("grade",)),
        ],
        [
            np.array([0.5, 0.5]),
            np.array([[0.2, 1.0], [0.4, 0.0], [0.4, 0.0]]),
            np.array([[0.9, 0.7, 0.1], [0.1, 0.3, 0.9]]),
            np.array([[0.8, 0.6, 0.2], [0.2, 0.4, 0.8]]),
        ],
    )


def test_unshared_signs_multiply_given_the_place() -> None:
    """In the brain tone is .02 + .12 + .36 = .5, reflexes .04 + .16 + .32 = .52; each by itself."""
    found = structure_band(
        two_signs(), {"tone": "yes", "reflexes": "yes"}, target="place=brain", shared=["grade"]
    )
    [change] = [one for one in found.changes if one.kind == SHARED]
    assert change.posterior == pytest.approx(0.5 * 0.52 / (0.5 * 0.52 + 0.1 * 0.2))
    together = 0.2 * 0.1 * 0.2 + 0.4 * 0.3 * 0.4 + 0.4 * 0.9 * 0.8
    assert found.posterior == pytest.approx(together / (together + 0.1 * 0.2))


def test_unsharing_keeps_what_each_child_says_of_the_rest_of_the_network() -> None:
    core = bayesdx.load("core")
    network, children = unshared(core, [core.index["umn"], core.index["lmn"]])
    assert set(children) == {"babinski", "tone", "reflexes", "atrophy", "emg"}
    assert network.nodes[network.index["babinski"]].parents == ("location",)
    for sign in ("babinski", "emg"):
        given = {"location": "brain"}
        before = bayesdx.query(core, given, target=sign).probability
        assert bayesdx.query(network, given, target=sign).probability == pytest.approx(before)


def test_the_grades_of_a_model_are_tried_by_themselves_and_together() -> None:
    found = structure_band(bayesdx.load("core"), SIGNS, target="pattern=umn")
    shared = {one.parents for one in found.changes if one.kind == SHARED}
    assert {("umn",), ("umn", "lmn")} <= shared
    assert found.low <= found.posterior <= found.high
    assert abs(found.changes[0].change or 0) == max(abs(c.change or 0) for c in found.changes)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32), st.integers(0, 2**32))
def test_every_arrow_is_what_a_network_without_it_says(seed: int, other: int) -> None:
    network = random_network(seed, most=6)
    findings = random_findings(network, other)
    target = network.nodes[0].name
    try:
        found = structure_band(network, findings, target=target)
    except ImpossibleFindings:
        return
    state = network.states[target].index(found.target.partition("=")[2])
    for change in found.changes:
        at = network.index[change.children[0]]
        node = network.nodes[at]
        family = joint_of(network, at)
        axis = 1 + node.parents.index(change.parents[0])
        mean = family.sum(axis=axis, keepdims=True)
        mean = mean / mean.sum(axis=0, keepdims=True)
        table = np.broadcast_to(mean, family.shape)
        tables = (*network.tables[:at], table, *network.tables[at + 1 :])
        expected, _ = enumerate_joint(network, findings, target, tables)
        assert change.kind == ARROW
        assert change.posterior == pytest.approx(expected[state], abs=1e-9)


def joint_of(network: Network, at: int) -> np.ndarray:
    """Return P(node, parents) by summing the whole joint."""
    operands: list[object] = []
    for place, node in enumerate(network.nodes):
        axes = [place, *(network.index[parent] for parent in node.parents)]
        operands += [network.tables[place], axes]
    own = [at, *(network.index[parent] for parent in network.nodes[at].parents)]
    return np.einsum(*operands, own)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32))
def test_without_an_arrow_the_joint_of_child_and_other_parents_stays(seed: int) -> None:
    """The average is the nearest network: it keeps P(child, other parents)."""
    network = random_network(seed, most=5)
    for table, joint in zip(network.tables, family_joints(engine_of(network)), strict=True):
        weight = joint.sum(axis=0, keepdims=True)
        for axis in range(1, table.ndim):
            new = without_arrow(table, joint, axis) * weight
            assert new.sum(axis=axis) == pytest.approx(joint.sum(axis=axis), abs=1e-12)


def test_an_examined_node_can_not_be_unshared(asia: Network) -> None:
    with pytest.raises(FindingError, match="smoke"):
        structure_band(asia, {"smoke": "yes"}, target="lung=yes", shared=["smoke"])


def test_rows_words_and_picture(asia: Network) -> None:
    found = structure_band(asia, {"xray": "yes", "dysp": "yes"}, target="lung=yes")
    assert {"kind", "parents", "children", "posterior", "change", "flips"} <= found.rows()[0].keys()
    assert len(found.to_frame()) == len(found.changes)
    assert found.changes[0].name in repr(found)
    assert change_in_words(found.changes[0]) in in_words(found)
    assert structure_plot(found).to_dict()["vconcat"]
