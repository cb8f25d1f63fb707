"""The pictures of uncertainty show every row with its numbers in words."""

from __future__ import annotations

import altair as alt
import pytest

import bayesdx
from bayesdx.report import uncertainty_charts as charts
from bayesdx.uncertainty import coverage, interval, leave_one_out, sources
from bayesdx.uncertainty.grid import grid_point

CORE = bayesdx.load("core")
FINDINGS = {"babinski": "extensor"}


def texts(chart: alt.VConcatChart) -> list[str]:
    """Return the text of every row of a picture, each once."""
    found: dict[str, None] = {}
    todo: list[object] = [chart.to_dict()]
    while todo:
        part = todo.pop()
        if isinstance(part, dict):
            todo += reversed(part.values())
            if {"text", "mark", "low"} <= part.keys():
                found[part["text"].replace("\n", " ")] = None
        elif isinstance(part, list):
            todo += reversed(part)
    return list(found)


def test_both_intervals_of_every_state_are_drawn() -> None:
    found = interval(CORE, FINDINGS, target="pattern")
    said = texts(charts.interval_plot(found))
    assert len(said) == 8
    assert sum("delta method" in text for text in said) == 4


def test_the_words_say_whether_the_methods_agree() -> None:
    agreeing = interval(CORE, FINDINGS, target="pattern")
    assert charts.interval_in_words(agreeing).startswith("The methods agree")
    apart = interval(bayesdx.load("localisation"), FINDINGS, target="cause=ischaemic_stroke")
    assert not apart.agree
    assert "Go by the draws" in charts.interval_in_words(apart)


def test_sources_are_drawn_with_assumptions_and_remainder_last() -> None:
    found = sources(CORE, FINDINGS, target="pattern=umn")
    said = texts(charts.sources_plot(found))
    assert said[-2].startswith("(assumptions)")
    assert said[-1].startswith("(interaction and curvature)")
    first = next(iter(found.shares))
    assert said[0].startswith(first)
    assert first in charts.sources_in_words(found)


def test_an_answer_that_nothing_moves_is_said_so() -> None:
    found = sources(CORE, {"pattern": "umn"}, target="pattern=umn")
    assert charts.sources_in_words(found) == "Nothing published moves this answer."
    charts.sources_plot(found)
    without = leave_one_out(CORE, {"pattern": "umn"}, target="pattern=umn")
    assert "No source" in charts.leave_one_out_in_words(without)


def test_the_answer_without_each_source_is_drawn_beside_that_with_all() -> None:
    found = leave_one_out(CORE, FINDINGS, target="pattern=umn")
    said = texts(charts.leave_one_out_plot(found))
    assert said[0].startswith(found.without[0].source)
    assert found.without[0].source in charts.leave_one_out_in_words(found)


@pytest.mark.parametrize("measured", ["model", "grid"])
def test_coverage_is_drawn_against_what_is_promised(measured: str) -> None:
    if measured == "model":
        found = coverage(CORE, [(FINDINGS, "pattern=umn")], simulations=0)
        chart, count = charts.coverage_plot(found), 2
    else:
        point = grid_point(0.25, 0.75, 0.75, 20)
        row = {name: getattr(point, name) for name in type(point).__slots__}
        chart, count = charts.grid_plot([row]), 1
    assert len(texts(chart)) == count
    assert "0.95" in chart.to_json()
