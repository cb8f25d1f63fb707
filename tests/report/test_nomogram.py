"""Fagan's nomogram: three points on one line, and a band that is what the draws leave open."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayesdx import load
from bayesdx.network import Network
from bayesdx.report.measured import Measured
from bayesdx.report.nomogram import (
    Update,
    band,
    in_words,
    line,
    multiplied,
    nomogram,
    update,
)

NONE = np.empty(0)


@pytest.fixture(scope="module")
def core() -> Network:
    return load("core")


def of(before: float, by: float) -> Update:
    odds = by * before / (1 - before)
    return Update(
        "Test", Measured(before, NONE), Measured(by, NONE), Measured(odds / (1 + odds), NONE)
    )


@given(st.floats(0.01, 0.99), st.floats(0.1, 10))
def test_the_three_points_lie_on_one_line(before: float, by: float) -> None:
    left, middle, right = (point["y"] for point in line(of(before, by)))
    assert middle == pytest.approx((left + right) / 2, abs=1e-9)
    assert middle == pytest.approx(math.log10(by) / 2, abs=1e-9)


def test_even_chances_and_a_ratio_of_ten() -> None:
    """Odds 1 · 10 = 10 to 1, which is 10/11."""
    left, middle, right = line(of(0.5, 10))
    assert (left["y"], middle["y"], right["y"]) == pytest.approx((0, 0.5, 1))
    assert of(0.5, 10).after.value == pytest.approx(10 / 11)


def test_a_ratio_of_one_changes_nothing() -> None:
    assert of(0.2, 1).after.value == pytest.approx(0.2)


def test_what_is_certain_stays_on_the_paper() -> None:
    sure = Update("Sure", Measured(0.5, NONE), Measured(math.inf, NONE), Measured(1.0, NONE))
    assert line(sure)[2]["y"] == pytest.approx(3.05)
    assert band(sure) == []
    assert nomogram(sure).to_dict()["layer"]


def test_the_band_holds_the_line_and_ends_at_the_intervals(core: Network) -> None:
    found = update(core, {"babinski": "extensor"}, {"pattern": "umn"}, name="Babinski")
    rows = band(found)
    for point in line(found):
        row = next(one for one in rows if one["x"] == pytest.approx(point["x"]))
        assert row["low"] <= point["y"] <= row["high"]
    low, high = found.after.low, found.after.high
    assert low is not None
    assert high is not None
    assert rows[-1]["low"] == pytest.approx(math.log10(low / (1 - low)), abs=0.02)
    assert rows[-1]["high"] == pytest.approx(math.log10(high / (1 - high)), abs=0.02)


def test_the_middle_of_the_band_is_the_interval_of_the_ratio(core: Network) -> None:
    found = update(core, {"babinski": "extensor"}, {"pattern": "umn"}, name="Babinski")
    middle = next(one for one in band(found) if one["x"] == pytest.approx(0.5))
    assert found.ratio.low is not None
    assert middle["low"] == pytest.approx(math.log10(found.ratio.low) / 2, abs=0.02)


def test_the_product_of_one_is_itself(core: Network) -> None:
    found = update(core, {"babinski": "extensor"}, {"pattern": "umn"}, name="Babinski")
    alone = multiplied([found], name="Babinski")
    assert alone.after.value == pytest.approx(found.after.value)
    assert alone.after.drawn == pytest.approx(found.after.drawn)


def test_the_picture_has_a_second_line_only_where_there_is_one(core: Network) -> None:
    one = of(0.2, 8)
    alone = nomogram(one).to_dict()["layer"]
    both = nomogram(one, beside=of(0.2, 16)).to_dict()["layer"]
    assert len(both) == len(alone) + 2
    assert both[-2]["mark"]["strokeDash"] == [6, 4]


def test_the_sentence_has_all_three_numbers() -> None:
    assert in_words(of(0.04, 16)) == "Test: 4% before, a likelihood ratio of 16, 40% after."
