"""Whether findings fit together, which does not, and what explains them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bayesdx import load
from bayesdx.errors import FindingError, ImpossibleFindings
from bayesdx.explain import conflict, weigh
from bayesdx.network import Network
from tests.explain.questions import joint, question


def test_conflict_of_a_non_smoker_with_dyspnoea(asia: Network) -> None:
    found = conflict(asia, {"smoke": "no", "dysp": "yes"})
    assert found.bits == found.traced_bits == pytest.approx(0.450072, abs=5e-7)
    assert found.bits * math.log(2) == pytest.approx(0.311966, abs=5e-7)
    [pair] = found.pairs
    assert pair.bits == found.bits
    assert found.resolved_by.node == "bronc"
    assert found.resolved_by.state == "yes"


@settings(max_examples=40)
@given(st.integers(0, 2**32))
def test_conflict_and_its_split_by_brute_force(seed: int) -> None:
    network, findings, _ = question(seed)
    p = {name: joint(network, {name: said}).sum() for name, said in findings.items()}
    every = joint(network, findings).sum()
    found = conflict(network, findings)
    assert found.bits == pytest.approx(math.log2(math.prod(p.values()) / every), abs=1e-9)
    for one in found.findings:
        rest = {name: said for name, said in findings.items() if name != one.finding}
        without = joint(network, rest).sum()
        between = math.log2(p[one.finding] * without / every)
        assert one.with_others_bits == pytest.approx(between, abs=1e-9)
        assert one.with_others_bits + one.without_bits == pytest.approx(found.bits, abs=1e-9)


@settings(max_examples=40)
@given(st.integers(0, 2**32))
def test_a_state_that_resolves_would_leave_no_conflict_as_a_finding(seed: int) -> None:
    network, findings, _ = question(seed)
    found = conflict(network, findings)
    for one in found.resolutions:
        if one.node in findings:
            continue
        both = conflict(network, {**findings, one.node: one.state})
        left = both.bits + found.traced_bits - found.bits
        assert one.bits_left == pytest.approx(left, abs=1e-8)
        assert one.resolves == (one.bits_left <= 1e-9)


@settings(max_examples=40)
@given(st.integers(0, 2**32))
def test_how_surprising_the_suspect_is_if_a_state_holds(seed: int) -> None:
    network, findings, _ = question(seed)
    found = conflict(network, findings)
    for one in found.resolutions:
        if one.node in findings:
            continue
        suspect = found.findings[0].finding
        rest = {name: said for name, said in findings.items() if name != suspect}
        held = {one.node: one.state}
        given_rest = (
            joint(network, {**findings, **held}).sum() / joint(network, {**rest, **held}).sum()
        )
        alone = joint(network, {suspect: findings[suspect]}).sum()
        assert one.suspect_bits == pytest.approx(math.log2(alone / given_rest), abs=1e-8)


def test_a_conflict_hidden_among_findings_that_fit_is_traced() -> None:
    # Signs of both neurons agree with each other; lost reflexes do not fit the brisk signs.
    network = load("core")
    findings = {
        "tone": "increased",
        "babinski": "extensor",
        "reflexes": "decreased",
    }
    found = conflict(network, findings)
    assert found.traced_bits > found.bits - 1e-12
    assert found.recheck.finding == "reflexes"
    assert found.recheck.with_others_bits == found.traced_bits


def test_the_total_is_that_of_the_weights(asia: Network) -> None:
    findings = {"smoke": "no", "dysp": "yes", "xray": "yes"}
    weights = weigh(asia, findings, target="lung", state="yes")
    assert conflict(asia, findings).bits == pytest.approx(weights.conflict_bits, abs=1e-12)


def test_als_explains_findings_of_both_neurons() -> None:
    network = load("localisation")
    findings = {"babinski": "extensor", "atrophy": "marked", "reflexes": "decreased"}
    found = conflict(
        network, findings, context={"setting": "neurology_clinic"}, hypotheses=["cause"]
    )
    assert {one.node for one in found.resolutions} == {"cause"}
    left = {one.state: one.bits_left for one in found.resolutions}
    assert left["als"] < min(left["ischaemic_stroke"], left["carpal_tunnel_syndrome"])


def test_one_finding_cannot_conflict(asia: Network) -> None:
    for findings in ({}, {"dysp": "yes"}):
        found = conflict(asia, findings)
        assert found.bits == pytest.approx(0, abs=1e-12)
        assert found.recheck is None
        assert found.resolved_by is None


def test_impossible_findings_are_refused_by_name(asia: Network) -> None:
    with pytest.raises(ImpossibleFindings) as caught:
        conflict(asia, {"either": "no", "lung": "yes", "dysp": "yes"})
    assert sorted(caught.value.contradiction) == ["either=no", "lung=yes"]


def test_an_unknown_hypothesis_is_refused(asia: Network) -> None:
    with pytest.raises(FindingError, match="Did you mean bronc"):
        conflict(asia, {"dysp": "yes"}, hypotheses=["bron"])


def test_nothing_is_lost_on_the_way_to_plain_values(asia: Network) -> None:
    said = conflict(asia, {"smoke": "no", "dysp": "yes"}).as_dict()
    assert said["conflict_bits"] == pytest.approx(0.450072, abs=5e-7)
    assert {row["finding"] for row in said["findings"]} == {"smoke", "dysp"}
    assert np.isfinite([row["bits_left"] for row in said["resolutions"]]).all()


def test_a_finding_does_not_explain_itself(asia: Network) -> None:
    with pytest.raises(FindingError, match="node dysp"):
        conflict(asia, {"smoke": "no", "dysp": "yes"}, hypotheses=["bronc", "dysp"])
