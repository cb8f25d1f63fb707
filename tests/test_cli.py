"""The command line: same words as the library, data on stdout, refusals in one message."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import bayesdx
from bayesdx.cli import cli
from bayesdx.network import KINDS

ROOT = Path(__file__).resolve().parents[1]
PACKETS = ROOT / "data" / "cases" / "phenopackets"
ASIA = ROOT / "tests" / "golden" / "asia.bif"
KEYS = [
    "target", "states", "probability", "low", "high", "level", "probability_of_findings", "unused",
    "network",
]  # fmt: skip


def run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bayesdx", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def call(*words: str) -> str:
    result = CliRunner().invoke(cli, list(words))
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(*words: str) -> str:
    done = run(*words)
    assert done.returncode == 2, done.stdout
    assert "Traceback" not in done.stderr
    assert not done.stdout
    return done.stderr


SIGNS = ("--finding", "tone=increased", "--finding", "babinski=extensor")


def test_query_says_what_the_library_says() -> None:
    words = ("--set", "setting=neurology_clinic", "--target", "pattern", "--format", "json")
    said = json.loads(call("query", "--model", "core", *SIGNS, *words))
    findings = {"tone": "increased", "babinski": "extensor", "setting": "neurology_clinic"}
    answer = bayesdx.query(bayesdx.load("core"), findings, target="pattern")
    assert list(said) == KEYS
    assert said["probability"] == answer.probability.tolist()
    assert all(
        low <= p <= high
        for low, p, high in zip(said["low"], said["probability"], said["high"], strict=True)
    )


def test_query_as_csv_has_a_row_for_each_state() -> None:
    rows = list(csv.DictReader(io.StringIO(call("query", *SIGNS, "--format", "csv"))))
    assert [row["state"] for row in rows] == ["neither", "umn", "lmn", "mixed"]
    assert sum(float(row["probability"]) for row in rows) == pytest.approx(1)


def test_several_targets_and_all() -> None:
    two = json.loads(call("query", "-t", "pattern", "-t", "location", "--format", "json"))
    assert [said["target"] for said in two] == ["pattern", "location"]
    every = json.loads(call("query", *SIGNS, "--target", "all", "--format", "json"))
    assert {said["target"] for said in every} == set(bayesdx.load("localisation").states)


def test_a_bif_file_is_a_model_without_interval() -> None:
    """P(lung | asia, dysp, xray) of Lauritzen & Spiegelhalter 1988: 250880/564701."""
    words = [w for f in ("asia=yes", "dysp=yes", "xray=yes") for w in ("-f", f)]
    said = json.loads(call("query", "-m", str(ASIA), *words, "-t", "lung", "--format", "json"))
    lung = dict(zip(said["states"], said["probability"], strict=True))["yes"]
    assert lung == pytest.approx(250880 / 564701, abs=1e-12)
    assert said["low"] is None
    assert said["high"] is None


def test_a_real_phenopacket_lists_the_terms_it_does_not_use() -> None:
    path = next(PACKETS.glob("umn__RTN2*Patient_2*"))
    done = run("query", "--phenopacket", str(path), "--format", "json")
    said = json.loads(done.stdout)
    assert said["states"][max(range(4), key=said["probability"].__getitem__)] == "umn"
    assert said["unused_terms"]
    assert done.stderr.count("not used: ") == len(said["unused_terms"])


def test_cite_follows_a_cell_to_its_publications() -> None:
    text = call("cite", "core", "babinski")
    assert "74/225" in text
    assert "Houten 2008" in text
    said = json.loads(call("cite", "core", "babinski", "--format", "json"))
    assert len(said["cells"]) == 6
    estimates = [e for p in said["parameters"] for e in p["estimates"]]
    assert all(e["reference"] and e["locator"] for e in estimates)


def test_check_finds_no_fault_in_what_is_shipped() -> None:
    assert call("check") == ""


def test_numbers_add_up() -> None:
    rows = json.loads(call("numbers", "--format", "json"))
    for kind in KINDS:
        assert sum(row[kind] for row in rows[:-1]) == rows[-1][kind]


def test_score_takes_the_open_cases_as_they_stand(tmp_path: Path) -> None:
    out = tmp_path / "posteriors.csv"
    done = run("score", "data/cases/open_cases.csv", "--out", str(out))
    assert done.returncode == 0, done.stderr
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 308
    for row in rows:
        four = [float(row[f"p_{state}"]) for state in ("neither", "umn", "lmn", "mixed")]
        assert sum(four) == pytest.approx(1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("query", "-f", "babinsky=extensor"), "babinski"),
        (("query", "-f", "tone=incresed"), "increased"),
        (("query", "-f", "tone"), "="),
        (("query", "-f", "tone=increased", "-f", "tone=normal"), "tone"),
        (("query", "-t", "patern"), "pattern"),
        (("query", "-m", "cor"), "core"),
        (("query", "-m", "absent.bif"), "absent.bif"),
        (("query", "--level", "1.5"), "1.5"),
        (("query", "--phenopacket", "README.md"), "README.md"),
        (("cite", "core", "babinsky"), "babinski"),
        (("cite", str(ASIA), "lung"), "literature"),
        (("score", "absent.csv", "--out", "x.csv"), "absent.csv"),
        (("query", "-f", "location=brain", "-f", "pattern=lmn"), "cannot occur together"),
    ],
)
def test_a_mistake_gets_one_message_and_status_two(words: tuple[str, ...], said: str) -> None:
    assert said in refused(*words)


def test_help_needs_no_slow_library() -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from bayesdx.cli import cli\n"
        "assert CliRunner().invoke(cli, ['--help']).exit_code == 0\n"
        "slow = {'pgmpy', 'pandas', 'streamlit', 'scipy', 'statsmodels', 'altair'}\n"
        "print(sorted(slow & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_query_needs_no_slow_library() -> None:
    code = (
        "import sys, bayesdx\n"
        "bayesdx.query(bayesdx.load('core'), {'tone': 'increased'}, target='pattern')\n"
        "slow = {'pgmpy', 'pandas', 'streamlit', 'scipy', 'statsmodels', 'altair'}\n"
        "print(sorted(slow & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
