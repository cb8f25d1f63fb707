"""The pictures of an explanation show each finding, with its numbers in words."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from bayesdx import load
from bayesdx.explain import Weights, explain, weigh
from bayesdx.formats.bif import read_bif
from bayesdx.report import explanation_charts as charts
from tests.explain.conftest import GOLDEN
from tests.report.drawn import rows


@pytest.fixture(scope="module")
def weights() -> Weights:
    asia = read_bif(GOLDEN / "asia.bif")
    return weigh(asia, {"smoke": "no", "dysp": "yes", "xray": "yes"}, target="lung", state="yes")


def test_a_bar_for_each_finding_the_heaviest_first(weights: Weights) -> None:
    bars = charts.weight_bars(weights)
    assert [bar.text.partition(":")[0] for bar in bars] == ["xray=yes", "smoke=no", "dysp=yes"]
    for bar in bars:
        assert bar.start == 0
        assert bar.low <= bar.end <= bar.high
        assert (bar.colour == charts.FOR) == (bar.end > 0)


def test_the_way_leads_from_prior_to_posterior(weights: Weights) -> None:
    bars = charts.way_bars(weights)
    assert len(bars) == 4
    for before, after in pairwise(bars):
        assert after.start == pytest.approx(before.end)
    odds = weights.posterior / (1 - weights.posterior)
    assert bars[-1].end == pytest.approx(10 * math.log10(odds))


def test_an_infinite_weight_ends_at_the_edge_and_says_so() -> None:
    asia = read_bif(GOLDEN / "asia.bif")
    found = weigh(asia, {"either": "no", "dysp": "yes"}, target="lung", state="yes")
    first = charts.weight_bars(found)[0]
    assert "−∞" in first.text
    assert first.end == -60
    assert charts.way_bars(found)[-1].text.endswith("0%")
    charts.weight_chart(found).to_dict()


def test_every_row_is_drawn_with_its_text(weights: Weights) -> None:
    chart = charts.weight_chart(weights)
    texts = {row["text"].replace("\n", " ") for row in rows(chart, "text")}
    assert texts == {bar.text for bar in charts.weight_bars(weights)}
    assert chart.height >= 3 * 40


def test_the_picture_for_a_file_holds_weights_and_way() -> None:
    found = explain(load("core"), {"babinski": "extensor"}, target="pattern", state="umn")
    assert len(charts.explanation_plot(found).vconcat) == 2
    nothing = explain(load("core"), {}, target="pattern", state="umn")
    assert len(charts.explanation_plot(nothing).vconcat) == 1
    assert "plantar response extensor" in charts.alt_text(found.weights)
