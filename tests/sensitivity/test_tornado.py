"""The tornado: every number moved over its own interval, every table that uses it made anew."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

import bayesdx
from bayesdx.errors import FindingError, ImpossibleFindings, SpecError
from bayesdx.network import Network, Node, assemble
from bayesdx.network.leaves import shares_of
from bayesdx.network.parameters import share_of
from bayesdx.network.tables import table_of
from bayesdx.report.tornado_charts import in_words, tornado_chart, tornado_plot
from bayesdx.sensitivity.tornado import Bar, Tornado, tornado

ASIA = Path(__file__).parents[1] / "golden" / "asia.bif"
FINDINGS = {"babinski": "extensor", "reflexes": "increased"}


@pytest.fixture(scope="module")
def core() -> Network:
    return bayesdx.load("core")


@pytest.fixture(scope="module")
def found(core: Network) -> Tornado:
    return tornado(core, FINDINGS, target="pattern=umn")


def test_a_rate_that_is_asked_for_is_its_own_bar(core: Network) -> None:
    """P(babinski = extensor | umn = none) is one quantity, so the bar ends where its interval does.

    The signs' own rates in the other grades are not used, and nothing else matters.
    """
    result = tornado(core, {"umn": "none"}, target="babinski=extensor")
    [bar] = result.bars
    assert bar.parameter == "babinski.extensor.none"
    assert bar.kind == "cited"
    assert bar.posterior_low == pytest.approx(bar.low_value, abs=1e-12)
    assert bar.posterior_high == pytest.approx(bar.high_value, abs=1e-12)
    assert bar.width == pytest.approx(bar.high_value - bar.low_value, abs=1e-12)
    assert bar.low_value == core.parameters[bar.parameter].low
    assert not bar.flips


def test_the_widest_bar_is_first(found: Tornado) -> None:
    widths = [bar.width for bar in found.bars]
    assert widths == sorted(widths, reverse=True)
    assert len(found.bars) > 50


def test_rows_have_the_promised_keys(found: Tornado) -> None:
    keys = {"parameter", "kind", "low_value", "high_value", "posterior_low", "posterior_high"}
    for row in found.rows():
        assert keys | {"width", "flips", "flips_by_study"} <= row.keys()
        assert row["kind"] in ("cited", "assumed")
        assert (row["flips_by_study"] is None) == (row["kind"] == "assumed")
    assert list(found.to_frame()["width"]) == [bar.width for bar in found.bars]


def moved(network: Network, parameter: str, value: float, state: str | None) -> Network:
    """Return a network compiled with one number of one parameter at another value."""
    assert network.spec is not None
    forms = {form.place: form for form in shares_of(network.spec)}
    place, _, end = parameter.rpartition(".")

    def number(name: str) -> np.ndarray:
        if name in forms:
            spread = np.ones((len(forms[name].sums), 1))
            if name == place:
                spread[int(end)] = value
            return share_of(forms[name], number, spread)
        point = np.array(network.parameters[name].point, dtype=float)
        if name == parameter and state is None:
            point = np.array(value)
        elif name == parameter:
            at = owner.states.index(state)
            point = point * (1 - value) / (1 - point[at])
            point[at] = value
        return point[..., None]

    users = [node for node in network.spec.nodes if f"'{parameter}'" in repr(node.table)]
    owner = users[0] if users else network.spec.nodes[0]
    tables = []
    for node in network.nodes:
        said = next(spec for spec in network.spec.nodes if spec.name == node.name)
        sizes = [len(network.states[parent]) for parent in node.parents]
        tables.append(table_of(said, sizes, number)[..., 0])
    nodes = [Node(node.name, node.states, node.parents) for node in network.nodes]
    return assemble("moved", nodes, tables)


def test_every_bar_is_what_a_network_with_that_number_says(core: Network, found: Tornado) -> None:
    """Compile core anew with one number moved, for a sample of all kinds of number."""
    for bar in (*found.bars[:8], *found.bars[8::9]):
        for value, expected in (
            (bar.low_value, bar.posterior_low),
            (bar.high_value, bar.posterior_high),
        ):
            spread = bar.parameter not in core.parameters
            network = moved(core, bar.parameter, value, None if spread else bar.state)
            posterior = bayesdx.query(network, FINDINGS, target="pattern").probability
            assert posterior[core.states["pattern"].index("umn")] == pytest.approx(expected), bar


def test_a_flip_is_a_change_of_the_most_likely_state(core: Network) -> None:
    result = tornado(core, {"babinski": "extensor"}, target="pattern")
    [flip] = result.flips
    assert flip.parameter == "setting.table"
    assert flip.posterior_high is not None
    network = moved(core, flip.parameter, flip.high_value, flip.state)
    posterior = bayesdx.query(network, {"babinski": "extensor"}, target="pattern").probability
    assert core.states["pattern"][int(posterior.argmax())] != result.answer
    for bar in result.bars:
        if bar.posterior_low is not None and bar.posterior_low < 0.25:
            assert bar.flips


def test_the_most_extreme_study_is_one_of_the_estimates(core: Network, found: Tornado) -> None:
    bar = next(bar for bar in found.bars if bar.parameter == "babinski.extensor.umn")
    figures = [estimate.estimate for estimate in core.parameters[bar.parameter].estimates]
    assert bar.study_low is not None
    assert bar.study_high is not None
    assert bar.study_low < bar.value < bar.study_high
    assert bar.study_high == pytest.approx(max(figures), abs=0.02)


def test_a_network_without_literature_is_refused() -> None:
    with pytest.raises(SpecError, match="literature"):
        tornado(bayesdx.load(ASIA), {}, target="lung=yes")


def test_an_unknown_state_and_an_impossible_finding_are_refused(core: Network) -> None:
    with pytest.raises(FindingError, match="umn"):
        tornado(core, {}, target="pattern=unm")
    with pytest.raises(ImpossibleFindings):
        tornado(core, {"umn": "none", "pattern": "umn"}, target="location")


def test_words_and_picture_name_the_widest_bar(found: Tornado) -> None:
    assert found.bars[0].name in in_words(found)
    assert found.bars[0].name in repr(found)
    assert tornado_chart(found.bars[:5], found.posterior).to_dict()["layer"]
    assert found.bars[0].name in tornado_plot(found).to_json()


def test_a_turn_of_the_answer_is_said(core: Network) -> None:
    flip = Bar("x", None, ("a",), "cited", 0.5, 0.1, 0.9, 0.2, 0.8, flips=True)
    result = Tornado("pattern=umn", 0.4, "umn", (flip,), 0, "core")
    assert "1 published number by itself turns the answer" in in_words(result)


def test_a_number_that_can_make_the_findings_impossible_has_a_bar(
    core: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = Bar("x", None, ("a",), "cited", 0.5, 0.0, 0.9, None, 0.4, flips=False)
    idle = Bar("y", None, ("a",), "cited", 0.5, 0.1, 0.9, 0.4, 0.4, flips=False)
    module = sys.modules["bayesdx.sensitivity.tornado"]  # the package has a function of that name
    monkeypatch.setattr(module, "moves", lambda *_: {frozenset(): []})
    monkeypatch.setattr(module, "_bars", lambda *_: [gone, idle])
    result = tornado(core, FINDINGS, target="pattern=umn")
    assert (result.bars, result.without_effect) == ((gone,), 1)
    assert "impossible to 40" in in_words(result)
