"""The interval by draws and the delta method, against arithmetic and brute force."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

import bayesdx
from bayesdx.errors import FindingError, SpecError
from bayesdx.formats.bif import read_bif
from bayesdx.inference import query
from bayesdx.inference.revalued import Revaluer
from bayesdx.network import Network, Node, assemble
from bayesdx.uncertainty import interval
from bayesdx.uncertainty.asked import ask
from bayesdx.uncertainty.linear import linearised, parameter_slopes
from tests.inference.networks import Question, questions

CORE = bayesdx.load("core")
FINDINGS = {"tone": "increased", "babinski": "extensor"}
YES_NO = ("yes", "no")


def predictive_value(draws: int = 200_000) -> Network:
    """Return one disease and one test, with uniform priors on 51/284, 40/51 and 21/233."""
    rng = np.random.default_rng(1)
    levels = (np.arange(draws) + 0.5) / draws
    counts = ((51, 284), (40, 51), (21, 233))
    p, sensitivity, false = (beta.ppf(rng.permutation(levels), k + 1, n - k + 1) for k, n in counts)
    mean = [(k + 1) / (n + 2) for k, n in counts]
    tables = [
        np.array([mean[0], 1 - mean[0]]),
        np.array([[mean[1], mean[2]], [1 - mean[1], 1 - mean[2]]]),
    ]
    drawn = [
        np.stack([p, 1 - p], axis=1),
        np.moveaxis(np.array([[sensitivity, false], [1 - sensitivity, 1 - false]]), -1, 0),
    ]
    nodes = [Node("disease", YES_NO), Node("test", YES_NO, ("disease",))]
    return assemble("one test", nodes, tables, draws=drawn)


def test_predictive_value_with_uniform_priors() -> None:
    # mean .6476, sd .0599, 95% [.526, .760]; delta method .6474, sd .0603
    found = interval(predictive_value(), {"test": "yes"}, target="disease=yes")
    draws, delta = found.bounds[0]
    assert draws.mean == pytest.approx(0.6476, abs=3e-4)
    assert draws.sd == pytest.approx(0.0599, abs=3e-4)
    assert [draws.low, draws.high] == pytest.approx([0.526, 0.760], abs=1e-3)
    assert delta.mean == pytest.approx(0.6474, abs=5e-5)
    assert delta.sd == pytest.approx(0.0603, abs=3e-4)
    assert found.furthest < 0.01


def test_the_delta_method_by_hand_on_the_predictive_value() -> None:
    # logit P = logit(p) + log(a) − log(b); the variance of a Beta(s, t) is st/(s+t)²(s+t+1).
    def relative(s: int, t: int, slope: float) -> float:
        return s * t / (s + t) ** 2 / (s + t + 1) * slope**2

    p, a, b = 52 / 286, 41 / 53, 22 / 235
    variance = relative(52, 234, 1 / (p * (1 - p))) + relative(41, 12, 1 / a)
    variance += relative(22, 213, 1 / b)
    network = predictive_value()
    assert linearised(ask(network, {"test": "yes"}, "disease=yes")).sd == pytest.approx(
        np.sqrt(variance), rel=5e-3
    )


def test_by_draws_is_what_query_answers() -> None:
    rows = interval(CORE, FINDINGS, target="pattern").rows()
    answer = query(CORE, FINDINGS, target="pattern")
    for row in (row for row in rows if row["method"] == "draws"):
        at = answer.states.index(row["state"])
        assert answer.low is not None
        assert row["low"] == pytest.approx(answer.low[at], abs=1e-12)
        assert row["probability"] == pytest.approx(answer.probability[at], abs=1e-12)


@given(questions(draws=50))
def test_the_gradient_is_that_of_differences_of_every_cell(question: Question) -> None:
    network, findings, target = question
    try:
        asked = ask(network, findings, target)
    except bayesdx.ImpossibleFindings:
        return
    if not 1e-6 < asked.probability < 1 - 1e-6:
        return
    rng = np.random.default_rng(0)
    for node, slope in asked.gradient().items():
        table = network.tables[node]
        other = rng.dirichlet(np.ones(len(table)), table.shape[1:])
        away = np.moveaxis(other, -1, 0) - table
        step = 1e-5
        both = np.stack([table + step * away, table - step * away])
        moved = [t[None] if i != node else both for i, t in enumerate(network.tables)]
        p = asked.drawn(moved)[:, asked.state]
        logit = np.log(p) - np.log1p(-p)
        assert (logit[0] - logit[1]) / (2 * step) == pytest.approx(
            float((slope * away).sum()), rel=1e-4, abs=1e-5
        )


def test_the_slope_of_every_parameter_is_that_of_the_whole_model() -> None:
    asked, revaluer = ask(CORE, FINDINGS, "pattern=umn"), Revaluer(CORE)
    slopes = parameter_slopes(asked, revaluer)
    scalars = [name for name, slope in slopes.items() if slope.ndim == 0]
    assert {revaluer.link(name) for name in scalars} == {"logit", "log", "identity"}
    for name in scalars:
        point = float(revaluer.point(name))
        link = revaluer.link(name)
        high = point * 1.00002
        scale = {"log": np.log(high / point), "identity": high - point}
        if link == "logit":
            scale["logit"] = scale["log"] - np.log((1 - high) / (1 - point))
        p = asked.drawn(revaluer.tables({name: np.array([point, high])}))[:, asked.state]
        logit = np.log(p) - np.log1p(-p)
        assert (logit[1] - logit[0]) / scale[link] == pytest.approx(float(slopes[name]), rel=2e-3)


@given(st.floats(0.5, 0.99))
def test_the_delta_interval_is_symmetric_on_the_logit_scale(level: float) -> None:
    _, delta = interval(CORE, FINDINGS, target="pattern=umn", level=level).bounds[0]
    logit = [np.log(p / (1 - p)) for p in (delta.low, delta.probability, delta.high)]
    assert logit[1] - logit[0] == pytest.approx(logit[2] - logit[1])
    z = NormalDist().inv_cdf((1 + level) / 2)
    p = delta.probability
    assert delta.sd == pytest.approx(p * (1 - p) * (logit[2] - logit[1]) / z)


@pytest.mark.parametrize(
    "findings",
    [{}, FINDINGS, {"babinski": "extensor"}, {"atrophy": "marked", "fasciculations": "present"}],
)
def test_the_methods_agree_in_the_core_model(findings: dict[str, object]) -> None:
    assert interval(CORE, findings, target="pattern").agree


def test_what_is_certain_has_no_width() -> None:
    draws, delta = interval(CORE, {"pattern": "umn"}, target="pattern=umn").bounds[0]
    assert (draws.low, draws.high, delta.low, delta.high, delta.sd) == (1, 1, 1, 1, 0)


def test_a_bif_file_is_refused_for_it_has_no_draws(root) -> None:
    asia = read_bif(root / "tests" / "golden" / "asia.bif")
    with pytest.raises(SpecError, match="no draws"):
        interval(asia, {}, target="lung=yes")


@pytest.mark.parametrize("target", ["pattern=umm", "patern", "pattern="])
def test_a_target_that_is_none_is_refused(target: str) -> None:
    with pytest.raises(FindingError, match=r"umn|pattern"):
        interval(CORE, {}, target=target)
