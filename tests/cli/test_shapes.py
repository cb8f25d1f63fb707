"""The rows that scripts rely on: their keys, and that nothing given is ignored."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bayesdx.cli import cli
from bayesdx.errors import BayesdxError

ROOT = Path(__file__).parents[2]
MODEL = ("--model", str(ROOT / "tests" / "golden" / "asia.bif"))
FOUND = ("-f", "asia=yes", "-f", "dysp=yes", "-f", "xray=yes")
ONE_WAY = ["node", "state", "given", "value", "a", "b", "c", "d", "derivative", "low", "high"]
CELLS = {"proportional": 36, "uniform": 36, "order-preserving": 19}
FLIP = ["node", "state", "given", "value", "to", "distance"]


def call(*words: str) -> str:
    result = CliRunner().invoke(cli, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def said(*words: str) -> Any:
    return json.loads(call(*words, "--format", "json"))


@pytest.mark.parametrize("target", ["lung=yes", "lung"])
@pytest.mark.parametrize("scheme", ["proportional", "uniform", "order-preserving"])
def test_one_way_says_the_function_of_every_cell(target: str, scheme: str) -> None:
    words = ("sensitivity", "one-way", *MODEL, *FOUND, "--target", target)
    rows = said(*words, "--covariation", scheme)
    state = target.partition("=")[2] or "no"  # P(lung = no) is 0.56
    [p] = said("query", *MODEL, *FOUND, "--target", f"lung={state}")["probability"]
    for row in rows:
        assert list(row)[: len(ONE_WAY)] == ONE_WAY
        if scheme != "uniform":
            x = row["value"]
            assert (row["a"] * x + row["b"]) / (row["c"] * x + row["d"]) == pytest.approx(p)
    assert len({(r["node"], r["state"], str(r["given"])) for r in rows}) == CELLS[scheme]


@pytest.mark.parametrize("reach", [">=0.5", "<=0.3"])
@pytest.mark.parametrize("scheme", ["proportional", "uniform", "order-preserving"])
def test_flip_says_what_each_cell_has_to_become(reach: str, scheme: str) -> None:
    words = ("sensitivity", "flip", *MODEL, *FOUND, "-t", "lung=yes", "--reach", reach)
    rows = said(*words, "--covariation", scheme)
    assert rows
    assert all(list(row) == FLIP for row in rows)
    far = [row["distance"] for row in rows]
    assert far == pytest.approx(sorted(far), abs=1e-12)


def test_what_holds_already_needs_no_change() -> None:
    words = ("sensitivity", "flip", *MODEL, *FOUND, "-t", "lung=yes", "--reach", "<=0.5")
    assert said(*words) == []


@pytest.mark.parametrize("depth", [1, 2])
@pytest.mark.parametrize("threshold", [(), ("--threshold", "0.5")])
def test_next_says_four_things_of_every_set_of_tests(
    depth: int, threshold: tuple[str, ...]
) -> None:
    words = ("next", *MODEL, "-f", "dysp=yes", "-t", "lung", "--depth", str(depth))
    rows = said(*words, *threshold)
    keys = ["tests", "information_bits", "expected_value", "probability_best", "burden"]
    assert all(list(row) == keys for row in rows)
    assert {len(row["tests"]) for row in rows} == {depth}
    assert len(rows) == math.comb(6, depth)
    assert all((row["expected_value"] is None) == (not threshold) for row in rows)


@pytest.mark.parametrize("target", ["lung", "lung=yes"])
def test_same_decision_says_a_probability_of_every_test(target: str) -> None:
    words = ("next", *MODEL, "-f", "dysp=yes", "-t", target, "--same-decision")
    rows = said(*words, "--threshold", "0.5")
    assert len(rows) == 6
    assert all(0 < row["same_decision_probability"] <= 1 for row in rows)


@pytest.mark.parametrize("target", ["lung=yes", "lung"])
def test_explain_says_a_row_of_every_finding_and_one_conflict(target: str) -> None:
    found = said("explain", *MODEL, *FOUND, "--target", target)
    keys = {
        *("finding", "alone", "in_order", "minimum", "maximum", "shapley"),
        *("cost_of_omission_nats", "normalised_likelihood"),
    }
    assert [row["finding"] for row in found["findings"]] == ["asia", "dysp", "xray"]
    assert all(keys <= set(row) for row in found["findings"])
    assert isinstance(found["conflict_bits"], float)


def test_sources_say_shares_that_sum_to_one() -> None:
    rows = said("uncertainty", "sources", "-m", "core", "-f", "babinski=extensor")
    assert all(list(row) == ["source", "variance_share"] for row in rows)
    assert sum(row["variance_share"] for row in rows) == pytest.approx(1)


def test_a_query_can_be_about_one_state() -> None:
    """250880 / 564701, of Lauritzen & Spiegelhalter's network."""
    found = said("query", *MODEL, *FOUND, "--target", "lung=yes")
    assert found["states"] == ["yes"]
    assert found["probability"] == [pytest.approx(250880 / 564701)]
    rows = list(
        csv.DictReader(io.StringIO(call("query", *MODEL, "-t", "lung=no", "--format", "csv")))
    )
    assert [row["state"] for row in rows] == ["no"]


COMMANDS = (
    ("query",),
    ("explain",),
    ("next",),
    ("sensitivity", "one-way"),
    ("sensitivity", "flip", "--reach", ">=0.9"),
    ("sensitivity", "prior"),
    ("sensitivity", "structure"),
    ("sensitivity", "tornado"),
    ("uncertainty", "interval"),
    ("uncertainty", "sources"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_takes_a_case_alike(command: tuple[str, ...]) -> None:
    """A finding, a setting, a phenopacket; the pattern where nothing else is named."""
    packet = next((ROOT / "data" / "cases" / "phenopackets").glob("umn__RTN2*Patient_2*"))
    case = ("-f", "babinski=extensor", "--set", "setting=neurology_clinic")
    rows = said(*command, "-m", "core", *case)
    assert rows
    assert said(*command, "-m", "core", "--phenopacket", str(packet)) != rows


def test_a_finding_that_is_said_twice_is_refused(tmp_path: Path) -> None:
    packet = next((ROOT / "data" / "cases" / "phenopackets").glob("umn__RTN2*Patient_2*"))
    for more in (("--set", "reflexes=increased"), ("--phenopacket", str(packet))):
        with pytest.raises(BayesdxError, match="reflexes: found it twice"):
            call("next", "-m", "core", "-f", "reflexes=normal", *more)


LUNG = (*MODEL, "-t", "lung=yes")


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("query", *LUNG, "--level", "0.9"), "--level"),
        (("next", *LUNG, "--draws", "100"), "--draws"),
        (("next", *LUNG, "--harm", "0.1"), "--harm"),
        (("next", *LUNG, "--plan", "--draws", "100"), "--draws"),
        (("next", *LUNG, "--plan", "--same-decision", "--threshold", "0.5"), "--plan"),
        (("next", *LUNG, "--same-decision", "--threshold", "0.5", "--depth", "2"), "--depth"),
        (("next", *LUNG, "--same-decision", "--threshold", "0.5", "--plot", "x.svg"), "--plot"),
        (("next", *LUNG, "--thresholds", "--threshold", "0.5", "--plot", "x.svg"), "--plot"),
        (("sensitivity", "flip", *LUNG, "--reach", ">=0.5", "--whole-table", "--plot", "x.svg"),
         "--plot"),
        (("sensitivity", "flip", *LUNG, "--reach", ">=0.5", "--whole-table",
          "--covariation", "uniform"), "--covariation"),
        (("uncertainty", "coverage", "--grid", "-t", "pattern"), "--target"),
    ],
)  # fmt: skip
def test_what_would_be_ignored_is_refused(words: tuple[str, ...], option: str) -> None:
    with pytest.raises(BayesdxError, match=f"{option}: found it "):
        call(*words)


def test_a_picture_that_cannot_be_written_is_refused_before_anything_is_computed() -> None:
    for path, fault in (("x.gif", "an ending of svg"), ("nowhere/x.svg", "no such folder")):
        with pytest.raises(BayesdxError, match=fault):
            call("sensitivity", "one-way", "-m", "no such model", "--plot", path)
