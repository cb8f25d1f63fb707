"""What a further sign adds, with and without independence."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bayesdx.formats.model import load
from bayesdx.network import Network, Node, assemble
from bayesdx.report.gain import (
    Step,
    alt_text,
    gain_chart,
    gains,
    in_words,
    odds_in_words,
    signs_of,
    table,
)
from tests.report.drawn import across, rows

PATTERNS = ("neither", "umn", "lmn", "mixed")
RATE = np.array([0.1, 0.9, 0.1, 0.1])


@pytest.fixture(scope="module")
def clustered() -> Network:
    """Return a network in which two signs show in half of the damaged, and in the same half."""
    nodes = [
        Node("pattern", PATTERNS),
        Node("reflexes", ("normal", "increased"), ("pattern",)),
        Node("babinski", ("flexor", "extensor"), ("pattern",)),
    ]
    tables = [np.full(4, 0.25), *[np.stack([1 - RATE, RATE])] * 2]
    return assemble("clustered", nodes, tables)


def odds(network: Network, *, present: bool) -> list[tuple[float, float]]:
    steps = gains(network, signs_of(network, "umn"), "umn", present=present)
    return [(step.network, step.naive) for step in steps]


def test_signs_that_cluster_prove_more_together_than_their_product(clustered: Network) -> None:
    """P(both | damaged) = (0.81 + 0.01)/2 = 0.41 and 0.01 otherwise; alone 0.5 and 0.1."""
    before, first, both = odds(clustered, present=True)
    assert before == pytest.approx((1, 1))
    assert first == pytest.approx((5, 5))
    assert both == pytest.approx((41, 25))


def test_and_their_absence_rules_out_less(clustered: Network) -> None:
    """P(neither | damaged) = (0.01 + 0.81)/2 = 0.41 and 0.81 otherwise; alone 0.5 and 0.9."""
    _, first, both = odds(clustered, present=False)
    assert first == pytest.approx((5 / 9, 5 / 9))
    assert both == pytest.approx((41 / 81, 25 / 81))


def test_the_order_of_the_signs_does_not_change_where_they_end(clustered: Network) -> None:
    signs = signs_of(clustered, "umn")
    one, other = (gains(clustered, order, "umn")[-1] for order in (signs, signs[::-1]))
    assert (one.network, one.naive) == pytest.approx((other.network, other.naive))


def test_the_signs_are_those_of_the_neuron_that_the_network_knows(clustered: Network) -> None:
    assert [sign.present for sign in signs_of(clustered, "umn")] == [
        *("Tendon reflexes: increased", "Plantar response: extensor"),
    ]
    assert signs_of(load("core"), "lmn")[0].absent == "Muscle tone: not decreased"


def test_in_the_teaching_model_both_agree_on_every_first_sign() -> None:
    core = load("core")
    for neuron in ("umn", "lmn"):
        for sign in signs_of(core, neuron):
            first = gains(core, [sign], neuron)[1]
            assert first.network == pytest.approx(first.naive)


def test_the_difference_is_said_in_a_sentence(clustered: Network) -> None:
    steps = gains(clustered, signs_of(clustered, "umn"), "umn")
    assert "**surer of damage than**" in in_words(steps)
    assert in_words(steps).endswith("41 to 1 against 25 to 1, a factor of 1.6.")
    assert "Add a second" in in_words(steps[:2])
    assert "hardly differ" in in_words([*steps[:2], Step("2.", 5.0, 5.1)])
    assert "less sure" in in_words([*steps[:2], Step("2.", 5.0, 9.0)])


def test_odds_read_as_people_say_them() -> None:
    said = [odds_in_words(value) for value in (1, 0.5, 1.25, 2243, 1e9, 0)]
    assert said == [
        *("1 to 1", "1 to 2", "1.2 to 1", "2,240 to 1", "more than a million to 1", "0 to 1"),
    ]


def test_the_picture_has_a_row_for_each_model_after_each_sign(clustered: Network) -> None:
    steps = gains(clustered, signs_of(clustered, "umn"), "umn")
    drawn = rows(gain_chart(steps))
    assert [row["text"] for row in drawn][-2:] == [
        *("This network: 41 to 1 (98%)", "If independent: 25 to 1 (96%)"),
    ]
    assert drawn[-2]["mark"] == pytest.approx(math.log10(41))
    assert alt_text(steps).endswith("this network 41 to 1, if independent 25 to 1.")


@pytest.mark.parametrize("extreme", [0.0, math.inf, 1e-9, 1e9])
def test_odds_beyond_the_axis_stand_at_its_end(extreme: float) -> None:
    chart = gain_chart([Step("Before", extreme, extreme)])
    low, high = across(chart)
    assert all(low <= row["mark"] <= high for row in rows(chart)[1:])


def test_the_table_gives_the_factor_of_each_sign(clustered: Network) -> None:
    listed = table(gains(clustered, signs_of(clustered, "umn"), "umn"))
    assert [row["Factor, this network"] for row in listed] == ["5", "8.2"]  # 41 / 5
    assert [row["Factor, alone"] for row in listed] == ["5", "5"]
