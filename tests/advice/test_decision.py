"""Same-decision probability, testing and test-treatment thresholds, and when to stop."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bayesdx.advice import expected_value, same_decision, stop_rule, thresholds
from bayesdx.errors import FindingError
from bayesdx.network import Network, Node, assemble
from tests.advice.brute import joint_of
from tests.inference.networks import Question, questions

YES_NO = ("no", "yes")


def ill_and_test(prior: float, sensitivity: float, false_positives: float) -> Network:
    """Return a disease and one test for it."""
    given_ill = np.array([[1 - false_positives, 1 - sensitivity], [false_positives, sensitivity]])
    nodes = [Node("ill", YES_NO), Node("test", YES_NO, ("ill",))]
    return assemble("ill", nodes, [np.array([1 - prior, prior]), given_ill])


@settings(max_examples=60, deadline=None)
@given(asked=questions(zeros=True), threshold=st.floats(0.05, 0.95))
def test_same_decision_is_what_deciding_result_by_result_gives(
    asked: Question, threshold: float
) -> None:
    network, findings, target = asked
    prior = joint_of(network, findings, [target])
    assume(abs(prior[0] - threshold) > 1e-9)
    state = network.states[target][0]
    found = same_decision(network, findings, target=f"{target}={state}", threshold=threshold)
    for test, value in zip(found.tests, found.same_decision_probability.tolist(), strict=True):
        joint = joint_of(network, findings, [target, test])
        results = joint.sum(axis=0)
        some = results > 1e-12
        after = joint[0, some] / results[some]
        assume((abs(after - threshold) > 1e-9).all())
        same = results[some][(after >= threshold) == (prior[0] >= threshold)].sum()
        assert value == pytest.approx(same, abs=1e-10)


def test_only_the_chest_film_and_what_it_shows_could_change_a_decision_in_asia(
    asia: Network,
) -> None:
    found = same_decision(asia, {"dysp": "yes"}, target="lung", threshold=0.5)
    same = dict(zip(found.tests, found.same_decision_probability.tolist(), strict=True))
    assert not found.acts
    # A positive film takes P(lung) to 0.62; its probability given dyspnoea is what is missing to 1.
    film = joint_of(asia, {"dysp": "yes"}, ["xray"])
    assert same["xray"] == pytest.approx(film[1])
    assert same["smoke"] == same["bronc"] == 1
    assert found.rows()[0]["test"] == "xray"
    assert found.rows()[0]["tests"] == ["xray"]


def test_an_irrelevant_test_at_the_threshold_itself_changes_nothing() -> None:
    nodes = [Node("ill", YES_NO), Node("coin", YES_NO)]
    network = assemble("ill", nodes, [np.array([0.7, 0.3]), np.array([0.5, 0.5])])
    assert same_decision(
        network, {}, target="ill", threshold=0.3
    ).same_decision_probability.tolist() == [1.0]


@given(
    sensitivity=st.floats(0.55, 0.99),
    false_positives=st.floats(0.01, 0.45),
    threshold=st.floats(0.1, 0.9),
    harm=st.floats(0, 0.02),
)
def test_thresholds_are_those_of_pauker_and_kassirer(
    sensitivity: float, false_positives: float, threshold: float, harm: float
) -> None:
    # Their formulas, with benefit 1 − t and risk t of treating, in units of both together.
    benefit, risk, s, q = 1 - threshold, threshold, sensitivity, false_positives
    low = (q * risk + harm) / (q * risk + s * benefit)
    high = ((1 - q) * risk - harm) / ((1 - q) * risk + (1 - s) * benefit)
    assume(low < high - 1e-6)
    [row] = thresholds(
        ill_and_test(0.2, s, q), {}, target="ill", threshold=threshold, harm=harm
    ).rows()
    assert row["test_threshold"] == pytest.approx(low, abs=1e-9)
    assert row["treat_threshold"] == pytest.approx(high, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(prior=st.floats(0.01, 0.99), threshold=st.floats(0.1, 0.9))
def test_a_test_has_value_exactly_between_its_thresholds(prior: float, threshold: float) -> None:
    network = ill_and_test(prior, 0.8, 0.15)
    [row] = thresholds(network, {}, target="ill", threshold=threshold).rows()
    bounds = (row["test_threshold"], row["treat_threshold"])
    assume(min(abs(prior - bound) for bound in bounds) > 1e-6)
    [value] = expected_value(network, {}, target="ill", threshold=threshold).expected_value
    assert (value > 0) == (bounds[0] < prior < bounds[1]) == (row["advice"] == "test")


def test_a_test_that_harms_more_than_it_helps_has_no_range() -> None:
    found = thresholds(ill_and_test(0.3, 0.6, 0.5), {}, target="ill", threshold=0.3, harm=0.2)
    [row] = found.rows()
    assert row["test_threshold"] == row["treat_threshold"] == 0.3
    assert row["advice"] == "act"


@pytest.mark.parametrize("harm", [-0.1, 1.0, float("nan")])
def test_a_harm_that_is_none_is_refused(harm: float) -> None:
    with pytest.raises(FindingError, match="harm"):
        thresholds(ill_and_test(0.3, 0.6, 0.5), {}, target="ill", threshold=0.3, harm=harm)


@pytest.mark.parametrize(
    ("prior", "sure", "why"),
    [
        (0.2, 0.95, "not sure enough"),
        (0.2, 0.6, "sure enough"),  # 0.74 of the results leave the decision as it is
        (0.05, 0.95, "no value"),  # even a positive test leaves P at 0.32
    ],
)
def test_when_to_stop(prior: float, sure: float, why: str) -> None:
    found = stop_rule(ill_and_test(prior, 0.9, 0.1), {}, target="ill", threshold=0.5, sure=sure)
    assert found.why == why
    assert found.stop == (why != "not sure enough")
    assert found.test == "test"
    assert not found.acts
    assert found.rows()[0]["why"] == why
    assert found.to_frame().shape == (1, 9)


def test_without_a_test_left_one_stops() -> None:
    found = stop_rule(ill_and_test(0.2, 0.9, 0.1), {"test": "yes"}, target="ill", threshold=0.5)
    assert found.why == "no test left"
    assert found.stop
    assert "stop: no test left" in repr(found)


@pytest.mark.parametrize("sure", [0.0, -0.5, 1.5, float("nan")])
def test_to_be_sure_is_a_probability_above_zero(sure: float) -> None:
    with pytest.raises(FindingError, match="sure: found"):
        stop_rule(ill_and_test(0.2, 0.9, 0.1), {}, target="ill", threshold=0.5, sure=sure)
