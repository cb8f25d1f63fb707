"""Rankings and plans as pictures: what they say, and that nothing of it is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from bayesdx.advice import best_plan, next_tests
from bayesdx.formats.bif import read_bif
from bayesdx.formats.model import load
from bayesdx.network import Network
from bayesdx.report.advice_charts import (
    advice_plot,
    advice_rows,
    burden_in_words,
    label_of_tests,
    plan_plot,
    plan_rows,
)


@pytest.fixture(scope="module")
def asia() -> Network:
    return read_bif(Path(__file__).parents[1] / "golden" / "asia.bif")


def test_a_bar_says_length_certainty_and_burden() -> None:
    found = next_tests(load("core"), {"tone": "increased"}, target="pattern")
    rows = advice_rows(found)
    assert len(rows) == len(found.tests)
    assert "best with" in rows[0]["caption"]
    [emg] = [row for row in rows if row["tests"] == ["emg"]]
    assert "$32, pain 3.6 of 10, 14 days" in emg["caption"]


def test_a_test_that_tells_nothing_has_no_bar(asia: Network) -> None:
    found = next_tests(asia, {}, target="lung", threshold=0.5)
    worth = [row for row in found.rows() if row["expected_value"] > 0]
    assert len(advice_rows(found)) == len(worth) < len(found.tests)


def test_where_nothing_changes_the_decision_the_picture_says_so(asia: Network) -> None:
    found = next_tests(asia, {}, target="lung", threshold=0.9, among=["smoke"])
    said = advice_plot(found).to_json()
    assert "No test would change anything." in said
    assert "acting on lung from 90% on" in said


@pytest.mark.parametrize(
    ("availability", "delay", "pain", "said"),
    [(1, 0, 2, "at the bedside, pain 2 of 10"), (2, 1, 0, "1 day"), (2, 13.3, 0, "13 days")],
)
def test_burden_in_words(availability: int, delay: float, pain: float, said: str) -> None:
    burden = {"money": 0, "pain": pain, "delay": delay, "availability": availability}
    assert burden_in_words(burden) == said


def test_several_tests_are_joined() -> None:
    assert label_of_tests(["mri_brain", "babinski"]) == "MRI of the brain and plantar response"


def test_a_tree_has_a_place_for_each_row_of_its_plan_and_a_line_to_each_but_the_first(
    asia: Network,
) -> None:
    plan = best_plan(asia, {"dysp": "yes"}, target="lung", among=["xray", "smoke", "bronc"])
    places, lines = plan_rows(plan)
    assert len(places) == len(plan.rows())
    arriving = [(line["x2"], line["y2"]) for line in lines]
    assert all((place["x"], place["y"]) in arriving for place in places if place["x"])
    assert sorted(place["y"] for place in places if not place["next"]) == [0, 1, 2, 3]


def test_the_words_of_a_tree_say_result_and_belief(asia: Network) -> None:
    plan = best_plan(asia, {}, target="lung=yes", depth=1, among=["xray"])
    places, _ = plan_rows(plan)
    assert places[-1]["found"] == ""
    assert places[-1]["believed"] == "not yes 94%"
    assert places[-1]["next"] == "Xray"
    assert {place["found"] for place in places[:-1]} == {"Yes 11%", "No 89%"}
    assert plan_plot(plan).to_dict()


def test_a_plan_without_a_step_is_one_place(asia: Network) -> None:
    plan = best_plan(asia, {}, target="lung", threshold=0.9, depth=1, among=["smoke"])
    places, lines = plan_rows(plan)
    assert len(places) == 1
    assert lines == []
    assert plan_plot(plan).to_dict()
