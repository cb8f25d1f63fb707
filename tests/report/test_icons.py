"""Icon arrays: counts that sum, marks that can be counted, words for those who do not see them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayesdx.report.icons import HOLLOW, SHAPES, TOTAL, Group, counts, icon_array

SHARES = st.lists(st.floats(0, 1), min_size=1, max_size=12).filter(lambda s: sum(s) > 1e-9)


def marks(html: str) -> list[int]:
    """Return how many marks each path of the picture itself draws."""
    picture = html.partition("<ul>")[0]
    return [path.count("Z") for path in re.findall(r'<path d="([^"]*)"', picture)]


@given(SHARES)
def test_counts_sum_to_a_thousand_and_none_is_off_by_one_or_more(shares: list[float]) -> None:
    found = counts(shares)
    assert sum(found) == TOTAL
    for number, share in zip(found, shares, strict=True):
        assert abs(number - TOTAL * share / sum(shares)) < 1 + 1e-6


def test_seats_go_to_the_largest_remainders() -> None:
    """Of 10 with shares 0.47, 0.16, 0.37: whole parts 4, 1, 3; the two left go to .7 and .7."""
    assert counts([0.47, 0.16, 0.37], 10) == [5, 1, 4]


@pytest.mark.parametrize("shares", [[0.0, 0.0], [-0.1, 1.1]])
def test_shares_that_are_none_are_refused(shares: list[float]) -> None:
    with pytest.raises(ValueError, match="non-negative"):
        counts(shares)


def test_every_patient_is_drawn_once() -> None:
    groups = [
        Group("Upper", 0.2514, "up", "#0072B2"),
        Group("Lower", 0.3206, "down", "#D55E00"),
        Group("Neither", 0.428, "ring", ""),
    ]
    html = icon_array(groups, whose="in a clinic")
    assert marks(html) == [251, 321, 428]
    assert "Of 1,000 patients in a clinic: 251 upper, 321 lower, 428 neither." in html


def test_a_group_without_patients_draws_nothing_and_is_still_named() -> None:
    html = icon_array([Group("Ill", 0, "up", "red"), Group("Well", 1, "ring", "")], whose="here")
    assert marks(html) == [1000]
    assert "<b>0</b> Ill" in html


def test_names_cannot_break_the_picture() -> None:
    html = icon_array([Group('<script>"', 1, "up", "red")], whose='"><b>')
    assert "<script>" not in html
    assert 'aria-label="Of 1,000 patients &quot;&gt;' in html


def test_the_shapes_differ_without_their_colour() -> None:
    outlines = {
        icon_array([Group("a", 1, shape, "red")], whose="").split('d="')[1][:40] for shape in SHAPES
    }
    assert len(outlines) == len(SHAPES)
    assert set(SHAPES) > HOLLOW
