"""`bayesdx explain`: the keys and numbers that scripts rely on, and its refusals."""

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
from tests.explain.conftest import GOLDEN

ASIA = ("explain", "--model", str(GOLDEN / "asia.bif"))


def run(*words: str) -> str:
    result = CliRunner().invoke(cli, list(words))
    if result.exception is not None:
        raise result.exception
    return result.stdout


def asked(*words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*ASIA, *words, "--format", "json"))
    return found


def test_shapley_weights_and_conflict_reach_scripts_in_full_precision() -> None:
    found = asked("-f", "xray=yes", "-f", "dysp=yes", "--target", "lung=yes")
    nats = {row["finding"]: row["shapley"] * math.log(10) / 10 for row in found["findings"]}
    assert nats == pytest.approx({"xray": 2.730247, "dysp": 0.608474}, abs=6e-7)
    clash = asked("-f", "smoke=no", "-f", "dysp=yes", "--target", "lung=yes")
    assert clash["conflict_bits"] == pytest.approx(0.450072, abs=5e-7)
    row = clash["findings"][0]
    for key in ("alone", "in_order", "minimum", "maximum", "shapley", "cost_of_omission_nats"):
        assert isinstance(row[key], float)
    assert row["normalised_likelihood"] == pytest.approx(0.01 / 0.055)


def test_what_is_infinite_or_undefined_is_still_json() -> None:
    found = asked("-f", "either=no", "-f", "dysp=yes", "--target", "lung=yes")
    first, second = found["findings"]
    assert first["alone"] == "-Infinity"
    assert float(first["alone"]) == -math.inf
    assert second["in_order"] is None


def test_context_is_taken_for_granted() -> None:
    found = asked("-f", "dysp=yes", "--set", "smoke=no", "--target", "lung=yes")
    assert found["context"] == {"smoke": "no"}
    assert found["prior"] == pytest.approx(0.01)
    assert [row["finding"] for row in found["findings"]] == ["dysp"]


def test_a_node_alone_asks_for_its_most_likely_state() -> None:
    assert asked("-f", "xray=yes", "-f", "dysp=yes", "--target", "lung")["state"] == "yes"
    assert asked("--target", "lung")["state"] == "no"


def test_table_and_csv_have_a_row_for_each_finding() -> None:
    words = (*ASIA, "-f", "xray=yes", "-f", "dysp=yes", "--target", "lung=yes")
    assert "xray" in run(*words).splitlines()[1]
    rows = list(csv.DictReader(io.StringIO(run(*words, "--format", "csv"))))
    assert [row["finding"] for row in rows] == ["xray", "dysp"]
    sentences = run(*words, "--level-of-reading", "patient")
    assert "What speaks for it" in sentences


def test_the_picture_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "why.json"
    run(*ASIA, "-f", "dysp=yes", "--target", "lung=yes", "--plot", str(path))
    assert json.loads(path.read_text())["vconcat"]
    assert [one.name for one in tmp_path.iterdir()] == ["why.json"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--target", "lung=maybe"), "one of yes, no"),
        (("--target", "lungs"), "Did you mean lung"),
        (("--target", "lung="), "NODE=STATE"),
        (("-f", "either=no", "-f", "tub=yes", "--target", "lung=yes"), "cannot occur together"),
        (("-f", "dysp=yes", "--set", "dysp=no", "--target", "lung=yes"), "it as both"),
    ],
)
def test_a_mistake_is_refused_in_words(words: tuple[str, ...], said: str) -> None:
    with pytest.raises(BayesdxError, match=said):
        run(*ASIA, *words)


def test_two_hypotheses_that_are_ruled_out_are_refused_without_a_traceback() -> None:
    with pytest.raises(BayesdxError, match="rule out both"):
        run("explain", "-f", "umn=mild", "-t", "pattern=neither", "--against", "lmn",
            "--format", "json")  # fmt: skip


def test_a_seed_is_refused_where_every_order_is_taken() -> None:
    words = (*ASIA, "-f", "xray=yes", "-f", "dysp=yes", "--target", "lung=yes", "--seed", "3")
    with pytest.raises(BayesdxError, match="--seed: found it where every order is taken"):
        run(*words)
    assert "sampled" not in run(*words, "--orders", "4", "--format", "csv")


def test_a_level_of_reading_is_refused_where_there_are_no_sentences() -> None:
    words = ("-f", "xray=yes", "--target", "lung=yes", "--level-of-reading", "patient")
    with pytest.raises(BayesdxError, match="--level-of-reading"):
        run(*ASIA, *words, "--format", "csv")
