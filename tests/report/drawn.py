"""What a chart of `bayesdx.report.dots` was given to draw."""

from __future__ import annotations

from typing import Any

import altair as alt


def layers(chart: alt.LayerChart, mark: str) -> list[dict[str, Any]]:
    return [layer for layer in chart.to_dict()["layer"] if layer["mark"]["type"] == mark]


def rows(chart: alt.LayerChart, mark: str = "point") -> list[dict[str, Any]]:
    """Return the rows that a kind of mark is drawn from, its own or those of the whole chart."""
    layer = layers(chart, mark)[0]
    data = layer.get("data") or chart.to_dict()["data"]
    found: list[dict[str, Any]] = data["values"]
    return found


def across(chart: alt.LayerChart, mark: str = "point") -> tuple[float, float]:
    """Return the ends of the horizontal axis."""
    [layer] = layers(chart, mark)
    low, high = layer["encoding"]["x"]["scale"]["domain"]
    return low, high
