"""Two answers side by side."""

from __future__ import annotations

import numpy as np
import pytest

from bayesdx.inference import Posterior
from bayesdx.report.two_cases import differing, furthest, moved, pair_chart, pair_rows, pair_text
from tests.report.drawn import layers, rows

NAMES = ("before", "after")


def posterior(umn: float, lmn: float, *, interval: bool = True) -> Posterior:
    probability = np.array([1 - umn - lmn, umn, lmn, 0.0])
    return Posterior(
        target="pattern",
        states=("neither", "umn", "lmn", "mixed"),
        probability=probability,
        low=probability / 2 if interval else None,
        high=np.minimum(1, probability + 0.1) if interval else None,
        level=0.95,
        probability_of_findings=1.0,
        unused=(),
        network="test",
    )


def test_the_state_that_moves_most_is_named_as_a_count_of_100() -> None:
    left, right = posterior(0.2, 0.7), posterior(0.6, 0.3)
    assert furthest(left, right) == 1
    assert moved(left, right, names=NAMES) == (
        "Of 100 patients like “before” 20 (10–30) would have an upper motor neuron lesion, like "
        "“after” 60 (30–70)."
    )


def test_what_becomes_rarer_is_named_too() -> None:
    said = moved(posterior(0.1, 0.8), posterior(0.3, 0.4), names=NAMES)
    assert "80 (" in said
    assert said.index("80 (") < said.index("a lower motor neuron lesion") < said.index("40 (")


def test_an_answer_that_hardly_moves_is_said_to_be_the_same() -> None:
    said = moved(posterior(0.5, 0.4), posterior(0.503, 0.4), names=NAMES)
    assert (
        said
        == "Pattern of the lesion: the answer is the same for both, to within one patient of 100."
    )


def test_only_findings_that_differ_are_listed_each_once() -> None:
    left = {"tone": "increased", "babinski": "extensor"}
    right = {"babinski": "flexor 0.2, extensor 0.8", "emg": "present", "tone": "increased"}
    found = {row["node"]: (row["left"], row["right"]) for row in differing(left, right)}
    assert found == {
        "babinski": ("extensor", "probably extensor (0.8 against 0.2)"),
        "emg": ("not examined", "active denervation"),
    }


def test_both_numbers_stand_in_the_text_of_a_row() -> None:
    [first, *_] = pair_rows(posterior(0.2, 0.7), posterior(0.6, 0.3))
    assert first["caption"] == "Upper motor neuron:  20% (10–30) → 60% (30–70)"
    assert pair_text("pattern", [first]).endswith("20% (10–30) → 60% (30–70).")


def test_of_many_states_those_likely_in_either_case_are_kept() -> None:
    kept = pair_rows(posterior(0.9, 0.05), posterior(0.05, 0.9), most=2)
    assert {row["state"] for row in kept} == {"umn", "lmn"}


def test_the_left_case_is_an_outline_and_the_right_one_filled() -> None:
    chart = pair_chart(pair_rows(posterior(0.2, 0.7), posterior(0.6, 0.3)))
    left, right = layers(chart, "bar")
    assert left["mark"]["fillOpacity"] < right["mark"]["fillOpacity"] == 1
    assert len(layers(chart, "rule")) == 2  # an interval for each
    assert [row["right"] for row in rows(chart, "bar")] == pytest.approx([0.6, 0.3, 0.0, 0.1])


def test_without_intervals_there_are_only_bars() -> None:
    several = [posterior(p, 0.1, interval=False) for p in (0.2, 0.6)]
    assert not layers(pair_chart(pair_rows(*several)), "rule")
