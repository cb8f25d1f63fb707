"""Fifty dots for what the draws leave open."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bayesdx.report.measured import Measured
from bayesdx.report.quantile_dots import DOTS, in_words, quantile_dots, quantiles, stacked


def test_an_even_spread_gives_evenly_spaced_dots() -> None:
    drawn = np.linspace(0, 1, 1001)
    assert np.allclose(quantiles(drawn), (np.arange(DOTS) + 0.5) / DOTS)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_every_dot_has_a_place_of_its_own(drawn: list[float]) -> None:
    rows = stacked(quantiles(np.array(drawn)))
    assert len({(row["x"], row["y"]) for row in rows}) == len(rows) == DOTS


def test_the_sentence_says_what_can_be_counted() -> None:
    found = Measured(0.5, np.linspace(0, 1, 1001))
    assert in_words(found) == (
        "About half of the 50 dots lie between 25% and 75%, all of them from 1% to 99%; "
        "25 lie above one half. The answer itself is 50%."
    )


def test_the_picture_draws_fifty_dots() -> None:
    layers = quantile_dots(Measured(0.5, np.linspace(0, 1, 11))).to_dict()["layer"]
    assert [layer["mark"]["type"] for layer in layers] == ["rule", "point"]
    assert len(layers[1]["data"]["values"]) == DOTS
