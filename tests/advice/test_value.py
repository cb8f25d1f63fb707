"""Expected value of a test for a decision with a threshold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bayesdx.advice import expected_value
from bayesdx.errors import FindingError
from bayesdx.network import Network, Node, assemble
from tests.advice.brute import joint_of
from tests.inference.networks import Array, Question, questions


def brute(joint: Array, threshold: float) -> float:
    """Return what the results add to the best decision, one result at a time."""

    def utility(p: float) -> float:
        act = p * (1 - threshold) - (1 - p) * threshold
        return max(act, 0.0)

    results = joint.sum(axis=0)
    after = sum(r * utility(yes / r) for yes, r in zip(joint[0], results, strict=True) if r > 0)
    return float(after - utility(float(joint[0].sum())))


@settings(max_examples=60, deadline=None)
@given(asked=questions(zeros=True), threshold=st.floats(0.05, 0.95))
def test_value_is_what_deciding_result_by_result_gives(asked: Question, threshold: float) -> None:
    network, findings, target = asked
    joint_of(network, findings, [target])
    state = network.states[target][0]
    found = expected_value(network, findings, target=f"{target}={state}", threshold=threshold)
    for test, value in zip(found.tests, found.expected_value.tolist(), strict=True):
        joint = joint_of(network, findings, [target, test])
        pair = np.stack([joint[0], joint[1:].sum(axis=0)])
        assert value == pytest.approx(brute(pair, threshold), abs=1e-11)
        assert 0 <= value <= found.perfect + 1e-12


def test_a_test_that_cannot_change_the_decision_is_worth_nothing(asia: Network) -> None:
    found = expected_value(asia, {}, target="lung", threshold=0.9)
    worth = dict(zip(found.tests, found.expected_value.tolist(), strict=True))
    assert worth["smoke"] == 0  # at most 10% of smokers have it
    assert found.perfect == pytest.approx(0.055 * 0.1)


def test_the_best_possible_test_is_worth_perfect_information() -> None:
    same = np.array([[1.0, 0.0], [0.0, 1.0]])
    nodes = [Node("ill", ("no", "yes")), Node("test", ("no", "yes"), ("ill",))]
    network = assemble("ill", nodes, [np.array([0.7, 0.3]), same])
    found = expected_value(network, {}, target="ill", threshold=0.4)
    # Without it one waits; with it 0.3 are treated, each for a benefit of 0.6.
    assert found.expected_value.tolist() == pytest.approx([0.18])
    assert found.perfect == pytest.approx(0.18)


def test_of_two_states_the_one_that_says_yes_is_meant(asia: Network) -> None:
    # asia.bif writes yes first; normal and raised say neither, so the last is meant.
    assert expected_value(asia, {}, target="lung", threshold=0.5).probability == pytest.approx(
        0.055
    )
    nodes = [Node("enzyme", ("normal", "raised"))]
    network = assemble("enzyme", nodes, [np.array([0.8, 0.2])])
    assert expected_value(network, {}, target="enzyme", threshold=0.5).probability == 0.2


def test_a_node_of_more_states_is_refused_with_the_way_to_ask() -> None:
    network = assemble("one", [Node("site", ("a", "b", "c"))], [np.array([0.2, 0.3, 0.5])])
    with pytest.raises(FindingError, match="site=c"):
        expected_value(network, {}, target="site", threshold=0.5)


@pytest.mark.parametrize("threshold", [0, 1, -0.1, 1.5, float("nan")])
def test_a_threshold_that_is_none_is_refused(asia: Network, threshold: float) -> None:
    with pytest.raises(FindingError, match="threshold"):
        expected_value(asia, {}, target="lung", threshold=threshold)
