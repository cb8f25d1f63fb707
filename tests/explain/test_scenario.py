"""The most probable and the most relevant stories, against all there are."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bayesdx import load
from bayesdx.errors import FindingError, ImpossibleFindings
from bayesdx.explain import most_probable, most_relevant
from bayesdx.network import Network
from tests.explain.questions import joint, over, question
from tests.inference.networks import likelihood, wheel_network


def free(network: Network, findings: dict[str, object]) -> list[str]:
    """Return the nodes that are not known for certain."""
    names = []
    for node in network.nodes:
        said = findings.get(node.name)
        if said is None or np.count_nonzero(likelihood(node.states, said)) > 1:
            names.append(node.name)
    return names


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.integers(1, 6))
def test_the_best_stories_of_all_there_are(seed: int, best: int) -> None:
    network, findings, _ = question(seed)
    nodes = free(network, findings)
    assume(nodes)
    every = joint(network, findings)
    posterior = over(every, tuple(network.index[name] for name in nodes)) / every.sum()
    expected = np.sort(posterior.reshape(-1))[::-1]
    found = most_probable(network, findings, nodes=nodes, best=best)
    seen = [one.posterior for one in found.scenarios]
    np.testing.assert_allclose(seen, expected[: len(seen)], rtol=1e-8)
    assert len(seen) == min(best, np.count_nonzero(expected))
    prior = over(joint(network, {}), tuple(network.index[name] for name in nodes))
    for one in found.scenarios:
        at = tuple(network.states[name].index(one.states[name]) for name in nodes)
        assert one.posterior == pytest.approx(posterior[at])
        assert one.prior == pytest.approx(prior[at])


@settings(max_examples=40)
@given(st.integers(0, 2**32))
def test_no_partial_story_has_a_greater_bayes_factor(seed: int) -> None:
    network, findings, _ = question(seed)
    nodes = free(network, findings)
    assume(nodes)
    found = most_relevant(network, findings, nodes=nodes, best=3)
    greatest = 0.0
    for size in range(1, len(nodes) + 1):
        for part in combinations(nodes, size):
            axes = tuple(network.index[name] for name in part)
            prior = over(joint(network, {}), axes)
            posterior = over(joint(network, findings), axes)
            posterior = posterior / posterior.sum()
            if posterior.size > 1:
                greatest = max(greatest, bayes_factor(posterior, prior).max())
    if found.scenarios:
        assert found.scenarios[0].bayes_factor == pytest.approx(greatest, rel=1e-6)
    else:
        assert greatest <= 1 + 1e-6
    for one, other in combinations(found.scenarios, 2):
        assert not set(one.states.items()) <= set(other.states.items())
        assert not set(other.states.items()) <= set(one.states.items())
        assert one.bayes_factor >= other.bayes_factor * (1 - 1e-8)


def bayes_factor(posterior: np.ndarray, prior: np.ndarray) -> np.ndarray:
    return posterior * (1 - prior) / (prior * (1 - posterior))


def test_the_most_relevant_explanation_leaves_out_what_adds_nothing(asia: Network) -> None:
    findings = {"xray": "yes", "dysp": "yes"}
    first = most_relevant(asia, findings).scenarios[0]
    assert dict(first.states) == {"either": "yes"}
    p = 0.728725
    assert first.posterior == pytest.approx(p, abs=6e-7)
    expected = p * (1 - 0.064828) / (0.064828 * (1 - p))
    assert first.bayes_factor == pytest.approx(expected, rel=1e-5)
    assert dict(most_probable(asia, findings).scenarios[0].states) == {
        "asia": "no",
        "smoke": "yes",
        "tub": "no",
        "lung": "yes",
        "bronc": "yes",
        "either": "yes",
    }


def test_one_that_always_comes_with_another_is_not_shown() -> None:
    network = load("localisation")
    findings = {"babinski": "extensor", "atrophy": "marked", "bulbar_signs": "present"}
    found = most_relevant(network, findings, context={"setting": "neurology_clinic"})
    first = found.scenarios[0]
    assert dict(first.states) == {"cause": "als"}
    assert all("upper_and_lower_motor_neurons" not in s.states.values() for s in found.scenarios)


def test_a_story_of_every_node_of_alarm() -> None:
    alarm = wheel_network("alarm")
    findings = {"BP": "LOW", "CVP": "HIGH"}
    nodes = free(alarm, findings)
    found = most_probable(alarm, findings, nodes=nodes, best=2)
    assert len(found.scenarios[0].states) == len(alarm.nodes) - 2
    product = 1.0
    states = {**dict(found.scenarios[0].states), **findings}
    for node, table in zip(alarm.nodes, alarm.tables, strict=True):
        at = [alarm.states[name].index(states[name]) for name in (node.name, *node.parents)]
        product *= table[tuple(at)]
    evidence = joint_probability(alarm, findings)
    assert found.scenarios[0].posterior == pytest.approx(product / evidence, rel=1e-9)


def joint_probability(network: Network, findings: dict[str, str]) -> float:
    from bayesdx.inference import query

    other = next(node.name for node in network.nodes if node.name not in findings)
    return query(network, findings, target=other).probability_of_findings


def test_pyagrum_finds_the_same_story(asia: Network) -> None:
    gum = pytest.importorskip("pyagrum")
    from tests.explain.conftest import GOLDEN

    bayes = gum.loadBN(str(GOLDEN / "asia.bif"))
    engine = gum.LazyPropagation(bayes)
    engine.setEvidence({"xray": "yes", "dysp": "yes"})
    names = {"lung", "bronc", "smoke"}
    engine.addJointTarget(names)
    engine.makeInference()
    value = engine.jointPosterior(names).max()
    found = most_probable(asia, {"xray": "yes", "dysp": "yes"}, nodes=sorted(names), best=1)
    assert found.scenarios[0].posterior == pytest.approx(value)


@pytest.mark.parametrize(
    ("nodes", "best", "said"),
    [
        (["dysp"], 1, "which is known"),
        (["lungs"], 1, "Did you mean lung"),
        ([], 1, "none above the findings"),
        (["lung"], 0, "1 or more"),
    ],
)
def test_a_question_about_nothing_is_refused(
    asia: Network, nodes: list[str], best: int, said: str
) -> None:
    with pytest.raises(FindingError, match=said):
        most_probable(asia, {"dysp": "yes"}, nodes=nodes, best=best)


def test_a_question_about_too_much_is_refused() -> None:
    network = load("localisation")
    nodes = [node.name for node in network.nodes if node.name != "babinski"]
    with pytest.raises(FindingError, match="Name the few nodes"):
        most_relevant(network, {"babinski": "extensor"}, nodes=nodes)
    with pytest.raises(FindingError, match="Name the few nodes"):
        most_relevant(network, {"babinski": "extensor"}, nodes=nodes[:8])


def test_impossible_findings_are_refused(asia: Network) -> None:
    with pytest.raises(ImpossibleFindings):
        most_probable(asia, {"either": "no", "lung": "yes"})


def test_what_nothing_else_can_cause_has_an_infinite_factor(asia: Network) -> None:
    found = most_relevant(asia, {"either": "yes"}, nodes=["tub", "lung"], best=9)
    assert all(one.bayes_factor < math.inf for one in found.scenarios)
    sure = most_relevant(asia, {"either": {"yes": 1, "no": 0}, "tub": "no"}, nodes=["lung"])
    assert sure.scenarios[0].bayes_factor == math.inf
    assert sure.to_frame().shape == (1, 5)
