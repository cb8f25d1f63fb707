"""Small worked examples of medical decision making, each as a network of one disease."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from bayesdx.inference import query
from bayesdx.network import Network, Node, assemble

YES_NO = ("yes", "no")


def one_test(prevalence: float, sensitivity: float, specificity: float, **draws: object) -> Network:
    nodes = [Node("disease", YES_NO), Node("test", YES_NO, ("disease",))]
    tables = [
        np.array([prevalence, 1 - prevalence]),
        np.array([[sensitivity, 1 - specificity], [1 - sensitivity, specificity]]),
    ]
    return assemble("one test", nodes, tables, **draws)  # type: ignore[arg-type]


def several(prior: float, ratios: list[Fraction]) -> Network:
    """Return a disease with signs that are independent given it; a ratio r is r/(r+1) : 1/(r+1)."""
    nodes = [Node("disease", YES_NO)]
    tables = [np.array([prior, 1 - prior])]
    for i, ratio in enumerate(ratios):
        present = [float(ratio / (ratio + 1)), float(1 / (ratio + 1))]
        nodes.append(Node(f"sign{i}", YES_NO, ("disease",)))
        tables.append(np.array([present, [1 - p for p in present]]))
    return assemble("signs", nodes, tables)


def test_riskyr() -> None:
    # riskyr's introduction: prevalence .04, sensitivity .8, specificity .95, N = 1000 gives
    # 32 hits, 8 misses, 48 false alarms, 912 correct rejections; PPV .4, NPV .9913043.
    network = one_test(0.04, 0.8, 0.95)
    positive = query(network, {"test": "yes"}, target="disease")
    negative = query(network, {"test": "no"}, target="disease")
    assert positive.probability[0] == pytest.approx(32 / 80)
    assert negative.probability[1] == pytest.approx(0.9913043, abs=5e-8)
    assert positive.probability_of_findings * 1000 == pytest.approx(32 + 48)
    assert negative.probability_of_findings * 1000 == pytest.approx(8 + 912)


def test_diagnostic_test_calculator() -> None:
    # The diagnostic test calculator on 40/11/21/212: LR+ 8.702148, post-test .6557; LR− .237051.
    network = one_test(51 / 284, 40 / 51, 212 / 233)
    positive = query(network, {"test": "yes"}, target="disease").probability
    negative = query(network, {"test": "no"}, target="disease").probability
    odds_before = 51 / 233
    assert positive[0] == pytest.approx(0.6557, abs=5e-5)
    assert positive[0] / positive[1] / odds_before == pytest.approx(8.702148, abs=5e-7)
    assert negative[0] / negative[1] / odds_before == pytest.approx(0.237051, abs=5e-7)


def test_interval_of_a_predictive_value_under_uniform_priors() -> None:
    # Prevalence 51/284, sensitivity 40/51, false positives 21/233, each from a uniform prior.
    rng = np.random.default_rng(1)
    n = 200_000
    prevalence, sensitivity, false = (
        rng.beta(k + 1, m - k + 1, n) for k, m in ((51, 284), (40, 51), (21, 233))
    )
    draws = [
        np.stack([prevalence, 1 - prevalence], axis=1),
        np.moveaxis(np.array([[sensitivity, false], [1 - sensitivity, 1 - false]]), -1, 0),
    ]
    network = one_test(51 / 284, 40 / 51, 212 / 233, draws=draws)
    answer = query(network, {"test": "yes"}, target="disease")
    assert answer.low is not None
    assert answer.high is not None
    assert answer.low[0] == pytest.approx(0.526, abs=2e-3)
    assert answer.high[0] == pytest.approx(0.760, abs=2e-3)
    # The mean and spread are those of the same draws worked out by hand.
    value = prevalence * sensitivity / (prevalence * sensitivity + (1 - prevalence) * false)
    assert value.mean() == pytest.approx(0.6476, abs=1e-3)
    assert value.std() == pytest.approx(0.0599, abs=1e-3)
    low, high = np.quantile(value, [0.025, 0.975])
    np.testing.assert_allclose([answer.low[0], answer.high[0]], [low, high], atol=1e-12)


def test_glaucoma_of_the_likelihood_ratio_paradigm() -> None:
    # LIRICAL's worked example: prior .025, likelihood ratios 6.25, 20 and 20.
    network = several(0.025, [Fraction(25, 4), Fraction(20), Fraction(20)])
    findings = {f"sign{i}": "yes" for i in range(3)}
    probability = query(network, findings, target="disease").probability
    assert probability[0] / probability[1] == pytest.approx(64.102564, abs=5e-7)
    assert probability[0] == pytest.approx(0.9846396, abs=5e-8)


def test_double_counting() -> None:
    # Eight signs of ratio 18, taken as independent, and as eight names of one sign.
    findings = {f"sign{i}": "yes" for i in range(8)}
    apart = query(several(0.01, [Fraction(18)] * 8), findings, target="disease").probability
    assert apart[0] == pytest.approx(0.99999999, abs=5e-9)
    one = several(0.01, [Fraction(18)])
    copies = [Node(f"sign{i}", YES_NO, ("sign0",)) for i in range(1, 8)]
    same = assemble("one sign", [*one.nodes, *copies], [*one.tables, *[np.eye(2)] * 7])
    probability = query(same, findings, target="disease").probability
    assert probability[0] == pytest.approx(0.1538462, abs=5e-8)
