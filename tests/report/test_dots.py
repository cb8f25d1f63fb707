"""The picture of values with their intervals."""

from __future__ import annotations

import pytest

from bayesdx.report.dots import WIDTH, Across, Dots, dots_chart
from tests.report.drawn import layers, rows

ROWS = (
    Dots("A heading", heading=True),
    Dots("Jones 1999: 20% (10–30); model 15%, inside", 0.1, 0.3, 0.2, 0.15),
    Dots("no number at all"),
)


def test_rows_stand_below_each_other_and_the_picture_holds_them_all() -> None:
    chart = dots_chart(ROWS)
    tops = [row["y"] for row in rows(chart)]
    assert tops == sorted(tops)
    assert tops[-1] < chart.height


def test_a_row_without_a_number_has_its_text_and_no_mark() -> None:
    chart = dots_chart(ROWS)
    for mark, name in (("rule", "low"), ("tick", "tick"), ("point", "mark")):
        [layer] = layers(chart, mark)
        assert layer["transform"] == [{"filter": f"isValid(datum.{name})"}]
    assert rows(chart)[-1]["low"] is None


def test_a_kind_of_mark_that_no_row_has_is_left_out() -> None:
    """An empty layer is a picture without a name to those who have the page read out."""
    chart = dots_chart([Dots("a share without an interval", mark=0.5)])
    assert [bool(layers(chart, mark)) for mark in ("rule", "tick", "point")] == [False, False, True]


def test_every_mark_has_a_place_on_the_same_axis() -> None:
    chart = dots_chart(ROWS, Across(0, 2, (0, 1, 2), ".1f", guide=1.386))
    encoded = [layer["encoding"] for layer in chart.to_dict()["layer"]]
    scales = [one["x"]["scale"]["domain"] for one in encoded if "scale" in one["x"]]
    assert scales == [[0, 2]] * 4  # guide, interval, tick, mark


def test_a_long_heading_is_broken_into_lines_that_fit_a_phone() -> None:
    words = "Increased tendon reflexes with an upper motor neuron lesion of the spinal cord"
    one, long = (dots_chart([Dots(text, heading=True)]) for text in ("Short", words))
    lines = rows(long, "text")[0]["text"].split("\n")
    assert " ".join(lines) == words
    assert max(map(len, lines)) <= WIDTH
    assert long.height > one.height


@pytest.mark.parametrize("shape", ["circle", "square", "triangle-left"])
def test_shape_and_colour_are_taken_as_they_are_said(shape: str) -> None:
    chart = dots_chart([Dots("x", mark=0.5, shape=shape, colour="#D55E00")])
    assert (rows(chart)[0]["shape"], rows(chart)[0]["colour"]) == (shape, "#D55E00")
    [point] = layers(chart, "point")
    assert point["encoding"]["shape"]["scale"] is None
    assert point["encoding"]["fill"]["scale"] is None
