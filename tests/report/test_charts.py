"""What the charts show, read from their specifications."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import bayesdx
from bayesdx.inference import Posterior
from bayesdx.network import KINDS
from bayesdx.report import charts
from bayesdx.report.honesty import honest_numbers


@pytest.fixture(scope="module")
def answer() -> Posterior:
    core = bayesdx.load("core")
    return bayesdx.query(core, {"tone": "increased", "atrophy": "present"}, target="pattern")


@pytest.fixture(scope="module")
def prior() -> Posterior:
    return bayesdx.query(bayesdx.load("core"), {}, target="pattern")


def encodings(chart: dict[str, Any], mark: str) -> list[dict[str, Any]]:
    return [layer["encoding"] for layer in chart["layer"] if layer["mark"]["type"] == mark]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2.2 defines it."""

    def luminance(colour: str) -> float:
        parts = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_patterns_stand_in_the_order_umn_lmn_mixed_neither(answer: Posterior) -> None:
    rows = charts.posterior_rows(answer)
    assert [row["state"] for row in rows] == ["umn", "lmn", "mixed", "neither"]
    chart = charts.posterior_chart(rows).to_dict()
    assert encodings(chart, "bar")[0]["y"]["sort"] is None  # as the rows come


def test_each_pattern_has_its_own_colour_whatever_the_answer(answer: Posterior) -> None:
    chart = charts.posterior_chart(charts.posterior_rows(answer)).to_dict()
    scale = encodings(chart, "bar")[0]["color"]["scale"]
    assert dict(zip(scale["domain"], scale["range"], strict=True)) == dict(charts.PATTERN_COLOURS)


@pytest.mark.parametrize("colour", [*charts.PATTERN_COLOURS.values(), charts.PLAIN_COLOUR])
@pytest.mark.parametrize("page", ["#ffffff", "#0e1117"])
def test_every_bar_stands_out_from_a_light_and_a_dark_page(colour: str, page: str) -> None:
    assert contrast(colour, page) >= 3


def test_the_chart_shows_the_numbers_of_the_answer(answer: Posterior, prior: Posterior) -> None:
    chart = charts.posterior_chart(charts.posterior_rows(answer, prior)).to_dict()
    assert answer.low is not None
    assert answer.high is not None
    for row in chart["data"]["values"]:
        at = answer.states.index(row["state"])
        assert row["probability"] == answer.probability[at]
        assert (row["low"], row["high"]) == (answer.low[at], answer.high[at])
        assert row["prior"] == prior.probability[at]
    assert encodings(chart, "rule")[0]["x"]["field"] == "low"
    assert encodings(chart, "rule")[0]["x2"]["field"] == "high"
    assert encodings(chart, "point")[0]["x"]["field"] == "prior"


def test_every_bar_has_its_name_and_number_in_text(answer: Posterior) -> None:
    row = charts.posterior_rows(answer)[0]
    assert row["caption"].startswith("Upper motor neuron  ")
    assert f"{100 * row['probability']:.0f}% (" in row["caption"]


def test_without_interval_and_prior_nothing_is_drawn_for_them(answer: Posterior) -> None:
    bare = Posterior("pattern", answer.states, answer.probability, None, None, 0.95, 1, (), "")
    chart = charts.posterior_chart(charts.posterior_rows(bare)).to_dict()
    assert [layer["mark"]["type"] for layer in chart["layer"]] == ["bar"]


def test_the_specification_of_a_page_is_the_same_for_every_answer(
    answer: Posterior, prior: Posterior
) -> None:
    one = charts.posterior_rows(answer, prior)
    other = charts.posterior_rows(prior, answer)
    whole = charts.posterior_chart(one).to_dict()
    assert charts.posterior_spec(one) == charts.posterior_spec(other)
    assert charts.posterior_spec(one)["layer"] == whole["layer"]


def test_a_chart_can_be_read_out(answer: Posterior, prior: Posterior) -> None:
    said = charts.alt_text("pattern", charts.posterior_rows(answer, prior))
    assert said.startswith("Pattern of the lesion: Upper motor neuron ")
    assert said.count("before the findings") == 4


def test_the_shares_of_a_table_fill_its_bar_and_keep_their_counts() -> None:
    rows = honest_numbers(bayesdx.load("core"))[:-1]
    parts = charts.tally_chart(rows).to_dict()["data"]["values"]
    for row in rows:
        own = [part for part in parts if part["node"] == row["node"]]
        assert own[0]["start"] == 0
        assert own[-1]["end"] == pytest.approx(1)
        assert {part["kind"]: part["columns"] for part in own} == {
            kind: row[kind] for kind in charts.KIND_COLOURS if row[kind]
        }


def test_every_way_a_column_comes_about_has_a_colour_in_the_order_of_its_support() -> None:
    assert list(charts.KIND_COLOURS) == list(KINDS)


def test_a_count_can_be_read_on_its_own_colour() -> None:
    inks = {"white": "#ffffff", "black": "#000000"}
    assert all(contrast(fill, inks[ink]) >= 4.5 for fill, ink in charts.KIND_COLOURS.values())
