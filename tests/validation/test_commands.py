"""The commands say what the library says, and refuse in one message."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import bayesdx
from bayesdx import validation
from bayesdx.cli import cli
from bayesdx.errors import FormatError, SpecError
from bayesdx.validation.metrics import FIGURES

ROOT = Path(__file__).parents[2]
CASES = ROOT / "data" / "cases" / "open_cases.csv"


def call(*words: str) -> str:
    result = CliRunner().invoke(cli, ["validate", *words, "--model", "core"])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_cases_print_the_figures_the_confusion_and_what_is_wrong() -> None:
    said = call("cases")
    for part in (*FIGURES, "naive Bayes", "called mixed", "confidently wrong: ", "25 diseases"):
        assert part in said


def test_cases_as_json_and_csv_are_those_of_the_library() -> None:
    report = bayesdx.validate_cases(bayesdx.load("core"), CASES, seed=3)
    said = json.loads(call("cases", str(CASES), "--seed", "3", "--format", "json"))
    assert said == json.loads(json.dumps(report.as_dict()))
    rows = list(csv.DictReader(io.StringIO(call("cases", "--seed", "3", "--format", "csv"))))
    assert [float(row["value"]) for row in rows] == [row["value"] for row in report.rows()]


def test_literature_is_that_of_the_library() -> None:
    report = bayesdx.validate_literature(bayesdx.load("core"), bayesdx.load_evidence())
    assert json.loads(call("literature", "--format", "json")) == report.as_dict()
    rows = list(csv.DictReader(io.StringIO(call("literature", "--format", "csv"))))
    assert [row["estimate_id"] for row in rows] == [f.estimate_id for f in report.figures]
    assert "% inside" in call("literature")


def test_support_is_that_of_the_library() -> None:
    report = validation.validate_support(bayesdx.load("core"), CASES)
    assert json.loads(call("support", str(CASES), "--format", "json")) == report.as_dict()
    rows = list(csv.DictReader(io.StringIO(call("support", "--format", "csv"))))
    assert [row["node"] for row in rows] == [row["node"] for row in report.rows()]
    assert "between" in call("support")


def test_dependence_is_that_of_the_library() -> None:
    report = bayesdx.validate_dependence(bayesdx.load("core"), bayesdx.load_evidence())
    assert json.loads(call("dependence", "--format", "json")) == report.as_dict()
    assert "independent" in call("dependence")


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["cases", "nowhere.csv"], FormatError),
        (["literature", "--model", str(ROOT / "tests" / "golden" / "asia.bif")], SpecError),
    ],
)
def test_what_cannot_be_validated_is_refused(words: list[str], error: type[Exception]) -> None:
    result = CliRunner().invoke(cli, ["validate", *words])
    assert isinstance(result.exception, error)
    assert not result.stdout
