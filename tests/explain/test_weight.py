"""The weight of evidence: worked examples, every order by brute force, and what it refuses."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bayesdx.errors import FindingError, ImpossibleFindings
from bayesdx.explain import Weights, weigh
from bayesdx.network import Network, Node, assemble
from tests.explain.questions import question
from tests.inference.networks import (
    enumerate_joint,
    random_findings,
    random_network,
    wheel_network,
)

NAT = 10 / math.log(10)


def log_odds(network: Network, findings: dict[str, object], target: str, at: int) -> float:
    posterior, _ = enumerate_joint(network, findings, target)
    return NAT * (math.log(posterior[at]) - math.log(np.delete(posterior, at).sum()))


def every_order(
    network: Network, findings: dict[str, object], target: str, at: int
) -> dict[str, list[float]]:
    """Return what each finding adds in every order, from the joint distribution."""
    added: dict[str, list[float]] = {name: [] for name in findings}
    for order in itertools.permutations(findings):
        for place, name in enumerate(order):
            before = {known: findings[known] for known in order[:place]}
            after = {**before, name: findings[name]}
            step = log_odds(network, after, target, at) - log_odds(network, before, target, at)
            added[name].append(step)
    return added


def by_name(weights: Weights, column: str) -> dict[str, float]:
    return {row["finding"]: row[column] for row in weights.rows()}


def test_shapley_weights_of_x_ray_and_dyspnoea(asia: Network) -> None:
    found = weigh(asia, {"xray": "yes", "dysp": "yes"}, target="lung", state="yes")
    shapley = by_name(found, "shapley")
    assert shapley["xray"] / NAT == pytest.approx(2.730247, abs=6e-7)
    assert shapley["dysp"] / NAT == pytest.approx(0.608474, abs=6e-7)
    assert found.exact
    assert sum(shapley.values()) == pytest.approx(found.total, rel=1e-13)


def test_conflict_of_a_non_smoker_with_dyspnoea_in_bits(asia: Network) -> None:
    found = weigh(asia, {"smoke": "no", "dysp": "yes"}, target="lung", state="yes")
    assert found.conflict_bits == pytest.approx(0.450072, abs=5e-7)
    assert found.conflict_bits * math.log(2) == pytest.approx(0.311966, abs=5e-7)


def test_the_figures_of_one_finding_are_arithmetic() -> None:
    # P(h) = .2, P(e | h) = .9, P(e | not h) = .1: P(e) = .26, P(h | e) = .18 / .26.
    network = assemble(
        "rain",
        [Node("rain", ("no", "yes")), Node("wet", ("no", "yes"), ("rain",))],
        [np.array([0.8, 0.2]), np.array([[0.9, 0.1], [0.1, 0.9]])],
    )
    [row] = weigh(network, {"wet": "yes"}, target="rain", state="yes").rows()
    nine = 10 * math.log10(9)
    for column in ("alone", "in_order", "minimum", "maximum", "shapley"):
        assert row[column] == pytest.approx(nine)
    assert row["normalised_likelihood"] == pytest.approx(0.9 / 0.26)
    p = 0.18 / 0.26
    omitted = p * math.log(p / 0.2) + (1 - p) * math.log((1 - p) / 0.8)
    assert row["cost_of_omission_nats"] == pytest.approx(omitted)
    assert row["direction"] == "for"


@settings(max_examples=40)
@given(st.integers(0, 2**32))
def test_bounds_and_mean_over_all_orders_by_brute_force(seed: int) -> None:
    network, findings, target = question(seed)
    found = weigh(network, findings, target=target, state="a")
    added = every_order(network, findings, target, 0)
    for row in found.rows():
        steps = added[row["finding"]]
        assert row["minimum"] == pytest.approx(min(steps), abs=1e-8)
        assert row["maximum"] == pytest.approx(max(steps), abs=1e-8)
        assert row["shapley"] == pytest.approx(np.mean(steps), abs=1e-8)
        assert row["in_order"] == pytest.approx(steps[0], abs=1e-8)


@settings(max_examples=40)
@given(st.integers(0, 2**32))
def test_cost_of_omission_and_normalised_likelihood_by_brute_force(seed: int) -> None:
    network, findings, target = question(seed)
    posterior, together = enumerate_joint(network, findings, target)
    prior, _ = enumerate_joint(network, {}, target)
    found = weigh(network, findings, target=target, state="a")
    alone = []
    for row in found.rows():
        rest = {name: said for name, said in findings.items() if name != row["finding"]}
        without, _ = enumerate_joint(network, rest, target)
        one, probability = enumerate_joint(
            network, {row["finding"]: findings[row["finding"]]}, target
        )
        alone.append(probability)
        expected = float((posterior * np.log(posterior / without)).sum())
        assert row["cost_of_omission_nats"] == pytest.approx(expected, abs=1e-10)
        assert row["normalised_likelihood"] == pytest.approx(one[0] / prior[0])
    conflict = math.log2(math.prod(alone) / together)
    assert found.conflict_bits == pytest.approx(conflict, abs=1e-9)


def test_sampled_orders_agree_with_all_orders_and_say_so(asia: Network) -> None:
    findings = {"asia": "yes", "smoke": "no", "xray": "yes", "dysp": "yes"}
    exact = weigh(asia, findings, target="lung", state="yes")
    some = weigh(asia, findings, target="lung", state="yes", orders=2000, seed=3)
    assert (some.exact, some.orders, some.seed) == (False, 2000, 3)
    assert "2000 sampled orders, seed 3" in repr(some)
    for true, seen in zip(exact.findings, some.findings, strict=True):
        assert abs(true.shapley - seen.shapley) <= 5 * seen.shapley_standard_error + 1e-9
        assert true.minimum - 1e-9 <= seen.minimum <= seen.shapley <= seen.maximum
        assert seen.maximum <= true.maximum + 1e-9
    again = weigh(asia, findings, target="lung", state="yes", orders=2000, seed=3)
    assert again.rows() == some.rows()


def test_thirteen_findings_are_sampled() -> None:
    alarm = wheel_network("alarm")
    leaves = [node.name for node in alarm.nodes if node.name != "HYPOVOLEMIA"]
    findings = {name: alarm.states[name][-1] for name in leaves[-13:]}
    found = weigh(alarm, findings, target="HYPOVOLEMIA", state=alarm.states["HYPOVOLEMIA"][0])
    assert not found.exact
    assert found.orders >= 2
    assert sum(by_name(found, "shapley").values()) == pytest.approx(found.total)


def test_the_context_is_given_throughout(asia: Network) -> None:
    found = weigh(asia, {"dysp": "yes"}, target="lung", state="yes", context={"smoke": "no"})
    assert found.prior == pytest.approx(0.01)
    assert found.context == {"smoke": "no"}
    assert [row["finding"] for row in found.rows()] == ["dysp"]
    both = weigh(asia, {"smoke": "no", "dysp": "yes"}, target="lung", state="yes")
    assert found.findings[0].alone == pytest.approx(both.findings[1].in_order)
    assert found.conflict_bits == pytest.approx(0)


def test_one_node_as_finding_and_as_context_is_refused(asia: Network) -> None:
    with pytest.raises(FindingError, match=r"smoke.*both"):
        weigh(asia, {"smoke": "no"}, target="lung", state="yes", context={"smoke": "no"})


def test_one_state_against_another() -> None:
    network = random_network(5, most=6)
    target = next(node for node in network.nodes if len(node.states) > 2).name
    findings = {n: v for n, v in random_findings(network, 8).items() if n != target}
    found = weigh(network, findings, target=target, state="a", against="b")
    posterior, _ = enumerate_joint(network, findings, target)
    prior, _ = enumerate_joint(network, {}, target)
    ratio = (posterior[0] / posterior[1]) / (prior[0] / prior[1])
    assert found.total == pytest.approx(10 * math.log10(ratio))
    assert found.against == "b"


def test_a_finding_that_others_separate_from_the_target_is_irrelevant(asia: Network) -> None:
    found = weigh(asia, {"either": "yes", "xray": "yes"}, target="lung", state="yes")
    either, xray = found.findings
    assert xray.screened_off
    assert xray.direction == "irrelevant"
    assert xray.cost_of_omission_nats == pytest.approx(0, abs=1e-12)
    assert not either.screened_off


def test_what_has_no_path_to_the_target_weighs_nothing(asia: Network) -> None:
    [row] = weigh(asia, {"asia": "yes"}, target="lung", state="yes").rows()
    assert row["direction"] == "irrelevant"
    assert row["shapley"] == pytest.approx(0, abs=1e-9)


def test_a_finding_that_settles_the_question_weighs_infinitely(asia: Network) -> None:
    found = weigh(asia, {"either": "no", "dysp": "yes"}, target="lung", state="yes")
    either, dysp = found.findings
    assert either.shapley == either.minimum == either.maximum == -math.inf
    assert dysp.in_order is None  # nothing is left to weigh
    assert dysp.minimum == dysp.shapley == dysp.maximum == dysp.alone
    assert found.posterior == 0


def test_impossible_findings_are_refused_by_name(asia: Network) -> None:
    with pytest.raises(ImpossibleFindings) as caught:
        weigh(asia, {"dysp": "yes", "either": "no", "tub": "yes"}, target="lung", state="yes")
    assert sorted(caught.value.contradiction) == ["either=no", "tub=yes"]


@pytest.mark.parametrize(
    ("target", "state", "against", "said"),
    [
        ("lungs", "yes", None, "Did you mean lung"),
        ("lung", "maybe", None, "one of yes, no"),
        ("lung", "yes", "yes", "exclude each other"),
    ],
)
def test_a_hypothesis_that_is_none_is_refused(
    asia: Network, target: str, state: str, against: str | None, said: str
) -> None:
    with pytest.raises(FindingError, match=said):
        weigh(asia, {"dysp": "yes"}, target=target, state=state, against=against)


def test_a_hypothesis_that_the_context_settles_is_refused(asia: Network) -> None:
    with pytest.raises(FindingError, match="before any finding"):
        weigh(asia, {"dysp": "yes"}, target="either", state="yes", context={"lung": "yes"})


def test_no_findings_leave_the_prior(asia: Network) -> None:
    found = weigh(asia, {}, target="lung", state="yes")
    assert found.rows() == []
    assert found.prior == found.posterior == pytest.approx(0.055)
    assert (found.total, found.conflict_bits) == (0, 0)


def test_rows_have_the_keys_that_are_promised(asia: Network) -> None:
    [row] = weigh(asia, {"dysp": "yes"}, target="lung", state="yes").rows()
    promised: Sequence[str] = (
        *("finding", "said", "alone", "in_order", "minimum", "maximum", "shapley"),
        *("cost_of_omission_nats", "normalised_likelihood"),
    )
    assert set(promised) <= set(row)
    assert len(weigh(asia, {"dysp": "yes"}, target="lung", state="yes").to_frame()) == 1


@pytest.mark.parametrize("orders", [1, 0, -3])
def test_fewer_than_two_orders_are_no_sample(asia: Network, orders: int) -> None:
    with pytest.raises(FindingError, match=f"orders: found {orders}"):
        weigh(asia, {"xray": "yes", "dysp": "yes"}, target="lung", state="yes", orders=orders)
