"""`bayesdx next`: the library's rows in full precision, and refusals in one message."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bayesdx.advice import best_plan, next_tests, same_decision
from bayesdx.cli import cli
from bayesdx.errors import FindingError
from bayesdx.formats.model import load
from bayesdx.network import Network

ASIA = ("--model", str(Path(__file__).parents[1] / "golden" / "asia.bif"), "--target", "lung")


def call(*words: str) -> str:
    result = CliRunner().invoke(cli, ["next", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_json_is_the_rows_of_the_library(asia: Network) -> None:
    said = json.loads(call(*ASIA, "-f", "dysp=yes", "--threshold", "0.5", "--format", "json"))
    assert said == next_tests(asia, {"dysp": "yes"}, target="lung", threshold=0.5).rows()
    assert list(said[0]) == [
        "tests",
        "information_bits",
        "expected_value",
        "probability_best",
        "burden",
    ]


def test_depth_two_prints_pairs(asia: Network) -> None:
    said = json.loads(call(*ASIA, "--depth", "2", "--format", "json"))
    assert len(said) == 21
    assert said == next_tests(asia, {}, target="lung", depth=2).rows()


def test_same_decision_prints_a_probability_for_each_test(asia: Network) -> None:
    words = ("--same-decision", "--threshold", "0.5", "-f", "dysp=yes", "--format", "json")
    said = json.loads(call(*ASIA, *words))
    assert said == same_decision(asia, {"dysp": "yes"}, target="lung", threshold=0.5).rows()
    assert said[0]["test"] == "xray"


def test_same_decision_says_whether_to_stop() -> None:
    result = CliRunner().invoke(cli, ["next", *ASIA, "--same-decision", "--threshold", "0.9"])
    assert "wait; stop: no value" in result.stderr


def test_thresholds_are_printed() -> None:
    words = ("--thresholds", "--threshold", "0.5", "--harm", "0.01", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(call(*ASIA, *words))))
    [film] = [row for row in rows if row["tests"] == "xray"]
    assert float(film["test_threshold"]) < 0.5 < float(film["treat_threshold"])


def test_a_plan_is_printed_as_a_tree_or_as_its_places(asia: Network) -> None:
    words = ("--plan", "--depth", "2", "--among", "xray", "--among", "smoke")
    plan = best_plan(asia, {}, target="lung", depth=2, among=["xray", "smoke"])
    assert call(*ASIA, *words) == f"{plan!r}\n"
    assert json.loads(call(*ASIA, *words, "--format", "json")) == plan.rows()


def test_a_picture_is_written_whole(tmp_path: Path) -> None:
    for words in ((), ("--plan",)):
        path = tmp_path / "next.json"
        call(*ASIA, *words, "--plot", str(path))
        assert json.loads(path.read_text())["vconcat"]
        assert list(tmp_path.iterdir()) == [path]


def test_burden_has_columns_of_its_own_in_a_table() -> None:
    words = ("--model", "core", "--target", "pattern", "--draws", "0")
    first = call(*words).splitlines()[0].split()
    assert first == ["tests", "information_bits", "money", "pain", "delay", "availability"]
    said = json.loads(call(*words, "--format", "json"))
    assert said == next_tests(load("core"), {}, target="pattern", draws=0).rows()


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--same-decision",), "--threshold"),
        (("--depth", "9"), "depth"),
        (("--among", "xrya"), "xray"),
        (("--threshold", "2"), "threshold"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_the_remedy(
    words: tuple[str, ...], named: str
) -> None:
    with pytest.raises(FindingError, match=named):
        CliRunner().invoke(cli, ["next", *ASIA, *words], catch_exceptions=False)
