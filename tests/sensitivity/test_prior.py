"""Posterior against prior: straight lines, checked by putting the prior into the table."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bayesdx
from bayesdx.errors import FindingError, ImpossibleFindings
from bayesdx.network import Network
from bayesdx.report.prior_charts import in_words, prior_chart, prior_plot
from bayesdx.sensitivity.prior import prior_sensitivity
from tests.inference.networks import enumerate_joint, random_findings, random_network

ASIA = Path(__file__).parents[1] / "golden" / "asia.bif"
THREE = {"asia": "yes", "dysp": "yes", "xray": "yes"}


@pytest.fixture(scope="module")
def asia() -> Network:
    return bayesdx.load(ASIA)


def test_bronchitis_becomes_the_answer_when_two_in_three_smoke(asia: Network) -> None:
    """The help page of HUGIN says approximately 0.7; .6x + .3(1 − x) = .5 at x = 2/3."""
    [line] = prior_sensitivity(asia, {}, target="bronc=yes", moved="smoke=yes").lines
    assert line.break_even == pytest.approx(2 / 3, abs=1e-15)
    assert line.break_evens == (line.break_even,)
    assert (line.answer, line.answer_beyond) == ("no", "yes")
    assert line.posterior == pytest.approx(0.45, abs=1e-15)


def test_smoking_makes_lung_cancer_the_answer_at_the_published_prior(asia: Network) -> None:
    """P(lung | asia, dysp, xray) reaches a half where P(smoke) is .666977."""
    [line] = prior_sensitivity(asia, THREE, target="lung=yes", moved="smoke=yes").lines
    assert line.break_even == pytest.approx(0.666977, abs=5e-7)
    x = np.array([0.25])
    top, bottom = 4557 / 6250000 * x + 931 / 12500000, 1597173 / 2e9 * x + 1177867 / 2e9
    assert line.posteriors(x)[0, asia.states["lung"].index("yes")] == pytest.approx(top / bottom)


def test_the_posterior_is_prior_odds_times_the_likelihood_ratio(asia: Network) -> None:
    [line] = prior_sensitivity(asia, THREE, target="lung=yes").lines
    assert line.likelihood_ratio is not None
    assert line.prior == pytest.approx(0.055)
    odds = line.prior / (1 - line.prior) * line.likelihood_ratio
    assert odds / (1 + odds) == pytest.approx(250880 / 564701)
    assert line.posterior == pytest.approx(250880 / 564701)
    assert line.break_even == pytest.approx(1 / (1 + line.likelihood_ratio))


def test_every_setting_has_its_own_row() -> None:
    core = bayesdx.load("core")
    found = prior_sensitivity(core, {"babinski": "extensor"}, target="pattern=umn")
    assert [row["given"] for row in found.rows()] == [
        {"setting": setting} for setting in core.states["setting"]
    ]
    for line in found.lines:
        alone = bayesdx.query(core, line.given, target="pattern")
        asked = bayesdx.query(core, {"babinski": "extensor", **line.given}, target="pattern")
        at = core.states["pattern"].index("umn")
        assert line.prior == pytest.approx(alone.probability[at])
        assert line.posterior == pytest.approx(asked.probability[at])
        assert line.answer == core.states["pattern"][int(asked.probability.argmax())]


def test_a_stated_setting_changes_no_row() -> None:
    core = bayesdx.load("core")
    rows = prior_sensitivity(core, {"tone": "increased"}, target="pattern=umn").rows()
    stated = {"tone": "increased", "setting": "emg_laboratory"}
    assert prior_sensitivity(core, stated, target="pattern=umn").rows() == rows


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32), st.integers(0, 2**32), st.floats(0.01, 0.99))
def test_a_moved_root_is_a_changed_table(seed: int, other: int, x: float) -> None:
    network = random_network(seed, most=6)
    findings = random_findings(network, other)
    rng = np.random.default_rng(other)
    roots = [node for node in network.nodes if not node.parents]
    root = roots[rng.integers(len(roots))]
    target = network.nodes[rng.integers(len(network.nodes))]
    try:
        found = prior_sensitivity(
            network, findings, target=target.name, moved=f"{root.name}={root.states[0]}"
        )
    except ImpossibleFindings:
        return
    at = network.index[root.name]
    table = network.tables[at] * (1 - x) / (1 - network.tables[at][0])
    table[0] = x
    tables = (*network.tables[:at], table, *network.tables[at + 1 :])
    expected, _ = enumerate_joint(network, findings, target.name, tables)
    assert found.lines[0].posteriors(np.array([x]))[0] == pytest.approx(expected, abs=1e-9)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32), st.integers(0, 2**32))
def test_the_answer_changes_at_the_break_evens_and_nowhere_else(seed: int, other: int) -> None:
    network = random_network(seed, most=6)
    findings = random_findings(network, other)
    target, moved = network.nodes[0], network.nodes[-1]
    try:
        found = prior_sensitivity(
            network, findings, target=target.name, moved=f"{moved.name}={moved.states[-1]}"
        )
    except ImpossibleFindings:
        return
    [line] = found.lines
    x = np.linspace(0.0005, 0.9995, 1000)
    best = line.posteriors(x).argmax(axis=1)
    for change in np.flatnonzero(np.diff(best)):
        assert any(x[change] <= at <= x[change + 1] for at in line.break_evens)
    for at in line.break_evens:
        below, above = line.posteriors(np.array([at - 1e-7, at + 1e-7])).argmax(axis=1)
        assert below != above


def test_the_curve_passes_through_the_answer(asia: Network) -> None:
    found = prior_sensitivity(asia, THREE, target="lung=yes")
    curve = found.curve(points=1001)
    assert curve[55]["prior"] == pytest.approx(0.055)
    assert curve[55]["posterior"] == pytest.approx(250880 / 564701)
    assert (curve[0]["posterior"], curve[-1]["posterior"]) == (0, 1)


def test_a_state_that_cannot_be_has_no_ratio(asia: Network) -> None:
    findings = {"tub": "no", "lung": "no"}
    found = prior_sensitivity(asia, findings, target="lung=no", over="either")
    one = found.lines[asia.states["either"].index("yes")]
    assert (one.posterior, one.answer, one.likelihood_ratio) == (None, None, None)
    assert found.rows()[0].keys() == found.rows()[1].keys()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"target": "lung=yes", "moved": "smoke"}, "NODE=STATE"),
        ({"target": "lung=yes", "moved": "smoke=maybe"}, "maybe"),
        ({"target": "lung=yes", "over": "lung"}, "role"),
        ({"target": "lungs"}, "lung"),
    ],
)
def test_a_mistake_is_named(asia: Network, words: dict[str, str], said: str) -> None:
    with pytest.raises(FindingError, match=said):
        prior_sensitivity(asia, {}, **words)


def test_words_and_picture_say_where_the_answer_turns(asia: Network) -> None:
    found = prior_sensitivity(asia, {}, target="bronc=yes", moved="smoke=yes")
    assert "67%" in in_words(found)
    assert "0.6667" in repr(found)
    assert len(found.to_frame()) == 1
    assert prior_chart(found).to_dict()["layer"]
    assert "smoke=yes" in prior_plot(found).to_json()
    still = prior_sensitivity(asia, {"lung": "no", "tub": "no"}, target="either=no")
    assert "never" in in_words(replace(still, lines=still.lines[:1]))
