"""Mutual information of the target and each test."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from bayesdx.advice import information
from bayesdx.errors import FindingError, ImpossibleFindings
from bayesdx.formats.model import load
from bayesdx.network import Network
from tests.advice.brute import bits, entropy, joint_of, open_nodes
from tests.inference.networks import Question, questions


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ({}, {"xray": 0.184807, "smoke": 0.032374, "dysp": 0.025382}),
        ({"dysp": "yes"}, {"xray": 0.301746, "smoke": 0.034277}),
    ],
)
def test_what_would_tell_most_about_lung_cancer_in_asia(
    asia: Network, findings: dict[str, str], expected: dict[str, float]
) -> None:
    found = information(asia, findings, target="lung")
    told = dict(zip(found.tests, found.information_bits.tolist(), strict=True))
    for test, value in expected.items():
        assert told[test] == pytest.approx(value, abs=6e-7)
    assert list(told.values()) == sorted(told.values(), reverse=True)


def test_entropy_of_lung_cancer_in_asia(asia: Network) -> None:
    assert information(asia, {}, target="lung").entropy_bits == pytest.approx(0.307268, abs=6e-7)


def test_of_two_states_the_statement_and_the_node_are_the_same_question(asia: Network) -> None:
    node, state = (information(asia, {}, target=name) for name in ("lung", "lung=yes"))
    np.testing.assert_allclose(node.information_bits, state.information_bits, atol=1e-15)


@settings(max_examples=60, deadline=None)
@given(asked=questions())
def test_information_is_what_summing_every_combination_gives(asked: Question) -> None:
    network, findings, target = asked
    prior = joint_of(network, findings, [target])
    found = information(network, findings, target=target)
    assert found.entropy_bits == pytest.approx(entropy(prior), abs=1e-12)
    assert set(found.tests) == set(open_nodes(asked))
    for test, value in zip(found.tests, found.information_bits, strict=True):
        assert value == pytest.approx(bits(joint_of(network, findings, [target, test])), abs=1e-12)


@settings(max_examples=30, deadline=None)
@given(asked=questions(zeros=True))
def test_a_statement_is_one_state_against_all_others(asked: Question) -> None:
    network, findings, target = asked
    state = network.states[target][-1]
    joint_of(network, findings, [target])
    found = information(network, findings, target=f"{target}={state}")
    for test, value in zip(found.tests, found.information_bits, strict=True):
        joint = joint_of(network, findings, [target, test])
        pair = np.stack([joint[-1], joint[:-1].sum(axis=0)])
        assert value == pytest.approx(bits(pair), abs=1e-12)


def test_what_nobody_examines_is_no_test() -> None:
    core = load("core")
    found = information(
        core, {"tone": "increased", "babinski": {"extensor": 0.8, "flexor": 0.2}}, target="pattern"
    )
    assert not {"setting", "location", "umn", "lmn", "tone", "babinski"} & set(found.tests)
    assert {"reflexes", "emg"} <= set(found.tests)


def test_only_the_tests_that_were_named_are_considered(asia: Network) -> None:
    assert information(asia, {}, target="lung", among=["dysp", "xray"]).tests == ("xray", "dysp")


@pytest.mark.parametrize(
    ("among", "named"), [(["lung"], "lung"), (["smoke"], "smoke"), (["xrya"], "xray")]
)
def test_a_name_that_is_no_test_is_refused(asia: Network, among: list[str], named: str) -> None:
    with pytest.raises(FindingError, match=named):
        information(asia, {"smoke": "yes"}, target="lung", among=among)


@pytest.mark.parametrize(("target", "named"), [("lnug", "lung"), ("lung=maybe", "yes, no")])
def test_a_target_that_does_not_exist_is_refused(asia: Network, target: str, named: str) -> None:
    with pytest.raises(FindingError, match=named):
        information(asia, {}, target=target)


def test_findings_that_cannot_occur_together_are_refused(asia: Network) -> None:
    with pytest.raises(ImpossibleFindings):
        information(asia, {"either": "no", "tub": "yes"}, target="lung")


def test_rows_and_table(asia: Network) -> None:
    found = information(asia, {}, target="lung", among=["xray"])
    [row] = found.rows()
    assert row["tests"] == ["xray"]
    assert set(row) == {"tests", "information_bits"}
    assert list(found.to_frame().columns) == ["tests", "information_bits"]
    assert "xray" in repr(found)


@pytest.mark.parametrize("findings", [{}, {"dysp": "yes"}, {"asia": "yes", "smoke": "no"}])
def test_pyagrum_says_the_same(asia: Network, findings: dict[str, str]) -> None:
    agrum = pytest.importorskip("pyagrum")
    model = agrum.loadBN(str(Path(__file__).parents[1] / "golden" / "asia.bif"))
    engine = agrum.LazyPropagation(model)
    engine.setEvidence(findings)
    found = information(asia, findings, target="lung")
    for test, value in zip(found.tests, found.information_bits.tolist(), strict=True):
        about = agrum.InformationTheory(engine, ["lung"], [test])
        # Its BIF reader keeps single precision.
        assert value == pytest.approx(about.mutualInformationXY(), abs=1e-6)
