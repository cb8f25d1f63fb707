"""`bayesdx sensitivity one-way`, `two-way` and `flip`."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bayesdx.cli import cli
from bayesdx.errors import InputError
from tests.sensitivity.golden import GOLDEN

ASIA = ["--model", str(GOLDEN / "asia.bif"), "-f", "asia=yes", "-f", "dysp=yes", "-f", "xray=yes"]
LUNG = [*ASIA, "--target", "lung=yes"]


def run(*words: str) -> str:
    result = CliRunner().invoke(cli, ["sensitivity", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def rows(*words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(*words, "--format", "json"))
    return found


def test_one_way_prints_every_cell_in_full_precision() -> None:
    found = rows("one-way", *LUNG)
    assert len(found) == 36
    [tub] = [
        r for r in found if (r["node"], r["state"], r["given"]) == ("tub", "yes", {"asia": "yes"})
    ]
    assert tub["b"] == pytest.approx(343 / 781250, rel=1e-13)
    assert tub["derivative"] == pytest.approx(-3.196051, abs=5e-7)


@pytest.mark.parametrize("scheme", ["uniform", "order-preserving"])
def test_one_way_takes_a_scheme(scheme: str) -> None:
    found = rows("one-way", *LUNG, "--covariation", scheme)
    assert ("begin" in found[0]) == (scheme == "order-preserving")


def test_flip_prints_the_ranking() -> None:
    found = rows("flip", *LUNG, "--reach", ">=0.5")
    assert list(found[0]) == ["node", "state", "given", "value", "to", "distance"]
    assert found[0]["to"] == pytest.approx(0.125365, abs=5e-7)


def test_flip_prints_whole_tables() -> None:
    found = rows("flip", *LUNG, "--reach", ">=0.5", "--whole-table")
    assert found[0]["node"] == "lung"
    assert found[0]["distance"] < 0.25465


def test_two_way_prints_the_coefficients() -> None:
    [row] = rows("two-way", *LUNG, "--cell", "smoke=yes", "--cell", "lung=yes|smoke=yes")
    assert row["node_2"] == "lung"
    assert row["denominator_1"] == pytest.approx(0.0005889335, rel=1e-9)


def test_csv_has_the_parents_states_as_text() -> None:
    found = list(csv.DictReader(io.StringIO(run("one-way", *LUNG, "--format", "csv"))))
    assert {row["given"] for row in found} >= {"", "asia=yes", "bronc=yes, either=no"}


def test_tables_fit_a_terminal() -> None:
    for words in (
        ("one-way", *LUNG),
        ("flip", *LUNG, "--reach", ">=0.5"),
        ("flip", *LUNG, "--reach", ">=0.5", "--whole-table"),
        ("two-way", *LUNG, "--cell", "smoke=yes", "--cell", "lung=yes|smoke=yes"),
    ):
        assert max(map(len, run(*words).splitlines())) <= 100


def test_pictures_are_written(tmp_path: Path) -> None:
    for name, words in {
        "one": ("one-way", *LUNG),
        "flip": ("flip", *LUNG, "--reach", ">=0.5"),
        "two": ("two-way", *LUNG, "--cell", "smoke=yes", "--cell", "lung=yes|smoke=yes"),
    }.items():
        run(*words, "--plot", str(tmp_path / f"{name}.json"))
        assert json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8"))


def test_a_bad_statement_is_one_sentence() -> None:
    with pytest.raises(InputError, match="reach"):
        run("flip", *LUNG, "--reach", "half")
