"""The chest clinic of Lauritzen and Spiegelhalter (1988); see asia.bif.

The expected values are exact fractions, worked out by hand and by two other engines.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from bayesdx.errors import FindingError, ImpossibleFindings
from bayesdx.inference import exact, posteriors, query, score_cases
from bayesdx.inference.engine import engine_of
from bayesdx.network import Network, assemble

THREE = {"asia": "yes", "dysp": "yes", "xray": "yes"}


def p_yes(network: Network, findings: dict[str, object], target: str) -> float:
    return float(query(network, findings, target=target).probability[0])


def with_value(network: Network, node: str, column: tuple[int, ...], x: float) -> Network:
    """Return the network with P(node = yes | column) = x."""
    tables = [table.copy() for table in network.tables]
    tables[network.index[node]][(slice(None), *column)] = [x, 1 - x]
    return assemble(network.name, network.nodes, tables)


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        (
            {},
            {
                "tub": 0.0104,
                "lung": 0.055,
                "bronc": 0.45,
                "either": 0.064828,
                "xray": 0.11029004,
                "dysp": 0.4359706,
            },
        ),
        (THREE, {"tub": 0.391712, "lung": 250880 / 564701, "bronc": 0.628822, "either": 0.813769}),
        (
            {"xray": "yes", "dysp": "yes"},
            {"tub": 0.113933, "lung": 0.621253, "bronc": 0.681869, "either": 0.728725},
        ),
        ({"dysp": "yes"}, {"lung": 0.102759, "bronc": 0.833967}),
        ({"xray": {"yes": 0.8, "no": 0.2}}, {"lung": 0.162825806}),
        ({"xray": {"yes": 0.9, "no": 0.3}}, {"lung": 0.1333792}),
    ],
)
def test_posteriors(asia: Network, findings: dict[str, object], expected: dict[str, float]) -> None:
    every = {answer.target: answer for answer in posteriors(asia, findings)}
    for target, value in expected.items():
        assert p_yes(asia, findings, target) == pytest.approx(value, abs=6e-7)
        assert every[target].probability[0] == pytest.approx(value, abs=6e-7)
        reference = exact.query(asia, findings, target=target)
        assert reference.probability[0] == pytest.approx(value, abs=6e-7)


def test_probability_of_the_three_findings(asia: Network) -> None:
    answer = query(asia, THREE, target="lung")
    assert answer.probability_of_findings == pytest.approx(0.00098822675, abs=1e-14)
    assert answer.probability[0] == pytest.approx(250880 / 564701, rel=1e-14)


def test_no_digit_is_lost_on_reading(asia: Network) -> None:
    # A reader in single precision is 3e-8 off.
    assert p_yes(asia, {}, "xray") == pytest.approx(0.11029004, abs=1e-15)


def test_either_no_and_lung_yes_are_refused_by_name(asia: Network) -> None:
    # A well-known engine answers 0.57272727 here.
    for ask in (query, exact.query):
        with pytest.raises(ImpossibleFindings) as caught:
            ask(
                asia, {"smoke": "yes", "either": "no", "lung": "yes", "dysp": "yes"}, target="bronc"
            )
        assert sorted(caught.value.contradiction) == ["either=no", "lung=yes"]


def test_an_all_zero_likelihood_is_refused(asia: Network) -> None:
    with pytest.raises(FindingError, match="xray"):
        query(asia, {"xray": {"yes": 0, "no": 0}}, target="lung")


def test_a_name_that_is_not_in_the_network_is_refused(asia: Network) -> None:
    with pytest.raises(FindingError, match=r"xrays.*Did you mean xray"):
        query(asia, {"xrays": "yes"}, target="lung")


def test_certain_and_uncertain_on_one_node_are_refused(asia: Network) -> None:
    with pytest.raises(FindingError, match="xray"):
        query(asia, {"xray": "yes", "X-ray": {"yes": 0.8, "no": 0.2}}, target="lung")


@pytest.mark.parametrize("x", [0.0, 0.01, 0.05, 0.3, 1.0])
def test_lung_as_a_function_of_two_parameters(asia: Network, x: float) -> None:
    exactly = Fraction(x)
    tub = Fraction(343, 781250) / (
        Fraction(1421847, 200000000) * exactly + Fraction(126553, 200000000)
    )
    changed = with_value(asia, "tub", (0,), x)
    assert p_yes(changed, THREE, "lung") == pytest.approx(float(tub), rel=1e-12)
    smoke = (Fraction(4557, 6250000) * exactly + Fraction(931, 12500000)) / (
        Fraction(1597173, 2000000000) * exactly + Fraction(1177867, 2000000000)
    )
    changed = with_value(asia, "smoke", (), x)
    assert p_yes(changed, THREE, "lung") == pytest.approx(float(smoke), rel=1e-12)


@pytest.mark.parametrize(
    ("node", "column", "expected"),
    [
        ("tub", (0,), -3.196051),
        ("lung", (0,), 2.405361),
        ("lung", (1,), 2.211000),
        ("xray", (1,), -1.654741),
        ("smoke", (), 0.378791),
    ],
)
def test_sensitivity_values_from_two_backward_runs(
    asia: Network, node: str, column: tuple[int, ...], expected: float
) -> None:
    # d P(lung | e) / dx = (dP(lung, e)/dx − P(lung | e) dP(e)/dx) / P(e), where x and 1 − x change.
    engine = engine_of(asia)
    seen = {asia.index[name]: 0 for name in THREE}
    probability, slopes = engine.table_derivatives(seen)
    joint, joint_slopes = engine.table_derivatives({**seen, asia.index["lung"]: 0})

    def slope(found: tuple[np.ndarray, ...]) -> float:
        one = found[asia.index[node]][0]
        return float(one[(0, *column)] - one[(1, *column)])

    value = slope(joint_slopes) - joint[0] / probability[0] * slope(slopes)
    assert value / probability[0] == pytest.approx(expected, abs=6e-7)


@pytest.mark.parametrize(
    ("node", "column", "x"),
    [
        ("lung", (0,), 0.125365),
        ("tub", (0,), 0.034507),
        ("smoke", (), 0.666977),
        ("xray", (1,), 0.020075),
    ],
)
def test_values_at_which_lung_cancer_becomes_even(
    asia: Network, node: str, column: tuple[int, ...], x: float
) -> None:
    changed = with_value(asia, node, column, x)
    assert p_yes(changed, THREE, "lung") == pytest.approx(0.5, abs=3e-6)


def test_bronchitis_flips_at_two_thirds_smokers(asia: Network) -> None:
    # HUGIN's help says "approximately 0.7".
    changed = with_value(asia, "smoke", (), 2 / 3)
    assert p_yes(changed, {}, "bronc") == pytest.approx(0.5, abs=1e-15)


def test_conflict_of_a_non_smoker_with_dyspnoea(asia: Network) -> None:
    alone = [
        query(asia, {name: state}, target="lung").probability_of_findings
        for name, state in (("smoke", "no"), ("dysp", "yes"))
    ]
    both = query(asia, {"smoke": "no", "dysp": "yes"}, target="lung").probability_of_findings
    ratio = math.prod(alone) / both
    assert math.log2(ratio) == pytest.approx(0.450072, abs=5e-7)
    assert math.log(ratio) == pytest.approx(0.311966, abs=5e-7)


@pytest.mark.parametrize(
    ("before", "test", "expected"),
    [
        ({}, "lung", 0.307268),
        ({}, "xray", 0.184807),
        ({}, "smoke", 0.032374),
        ({}, "dysp", 0.025382),
        ({"dysp": "yes"}, "xray", 0.301746),
        ({"dysp": "yes"}, "smoke", 0.034277),
    ],
)
def test_information_about_lung_cancer_in_bits(
    asia: Network, before: dict[str, object], test: str, expected: float
) -> None:
    outcomes = query(asia, before, target=test)
    remaining = sum(
        p * entropy(query(asia, {**before, test: state}, target="lung").probability)
        for state, p in zip(outcomes.states, outcomes.probability, strict=True)
    )
    gained = entropy(query(asia, before, target="lung").probability) - remaining
    assert gained == pytest.approx(expected, abs=6e-7)


def entropy(probability: np.ndarray) -> float:
    return -sum(p * math.log2(p) for p in probability.tolist() if p > 0)


def test_shapley_weights_of_x_ray_and_dyspnoea(asia: Network) -> None:
    def log_odds(*names: str) -> float:
        p = p_yes(asia, dict.fromkeys(names, "yes"), "lung")
        return math.log(p / (1 - p))

    none, xray, dysp, both = (
        log_odds(),
        log_odds("xray"),
        log_odds("dysp"),
        log_odds("xray", "dysp"),
    )
    assert (xray - none + both - dysp) / 2 == pytest.approx(2.730247, abs=6e-7)
    assert (dysp - none + both - xray) / 2 == pytest.approx(0.608474, abs=6e-7)


def test_a_cohort_gets_the_same_answers(asia: Network) -> None:
    likelihoods = {
        "asia": np.array([[1, 0], [1, 1], [1, 1]]),
        "dysp": np.array([[1, 0], [1, 0], [1, 0]]),
        "xray": np.array([[1, 0], [1, 0], [1, 1]]),
    }
    probability, _ = score_cases(asia, likelihoods, target="lung")
    np.testing.assert_allclose(probability[:, 0], [0.4442705, 0.621253, 0.102759], atol=6e-7)
