"""`bayesdx score` with each of its options, as a user calls it."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from typer.testing import CliRunner

import bayesdx
from bayesdx.advice import same_decision
from bayesdx.cli import cli
from bayesdx.errors import BayesdxError
from bayesdx.explain import conflict
from bayesdx.network import Node, assemble

CASES = "case_id,tone,babinski\na,increased,extensor\nb,decreased,extensor\n"


@pytest.fixture(scope="module")
def core():
    return bayesdx.load("core")


@pytest.fixture
def cases(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text(CASES, encoding="utf-8")
    return path


def score(cases, *options, refused=False):
    out = cases.with_name("out.csv")
    words = ["score", str(cases), "--out", str(out), "--model", "core", *options]
    done = CliRunner().invoke(cli, words)
    if refused:
        assert isinstance(done.exception, BayesdxError)
        return str(done.exception)
    assert done.exit_code == 0, done.output
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_columns_named_in_a_file_are_read_under_their_own_names(core, tmp_path):
    cases, columns = tmp_path / "cases.csv", tmp_path / "columns.csv"
    cases.write_text("case_id,q7,q8\na,2,1\nb,,1\n", encoding="utf-8")
    columns.write_text(
        "column,finding,value,state\nq7,tone,2,increased\nq8,babinski,1,extensor\n",
        encoding="utf-8",
    )
    found = score(cases, "--columns", str(columns))
    for row, tone in zip(found, ("increased", None), strict=True):
        one = bayesdx.query(core, {"tone": tone, "babinski": "extensor"}, target="pattern")
        assert float(row["p_umn"]) == pytest.approx(one.probability[1], abs=1e-12)


def test_interval_and_its_level(core, cases):
    [row, _] = score(cases, "--interval", "--level", "0.8")
    one = bayesdx.query(
        core, {"tone": "increased", "babinski": "extensor"}, target="pattern", level=0.8
    )
    assert float(row["low_umn"]) == pytest.approx(one.low[1], abs=1e-12)
    assert float(row["high_umn"]) == pytest.approx(one.high[1], abs=1e-12)


def test_conflict_is_that_of_one_case(core, cases):
    [_, row] = score(cases, "--conflict")
    one = conflict(core, {"tone": "decreased", "babinski": "extensor"})
    assert float(row["conflict_bits"]) == pytest.approx(one.bits, abs=1e-9)


def test_same_decision_after_a_test_is_that_of_one_case(core, cases):
    asked = ("--same-decision", "0.5", "--decide", "pattern=umn", "--after", "emg")
    for row, tone in zip(score(cases, *asked), ("increased", "decreased"), strict=True):
        one = same_decision(
            core,
            {"tone": tone, "babinski": "extensor"},
            target="pattern=umn",
            threshold=0.5,
            among=["emg"],
        )
        got = float(row["same_decision"])
        assert got == pytest.approx(float(one.same_decision_probability[0]), abs=1e-12)


def test_a_decision_that_is_none_is_refused_with_every_fault(cases):
    done = score(cases, "--same-decision", "1.5", "--after", "pattern", refused=True)
    for said in ("a threshold from 0 to 1", "the state that decides", "tests that are no targets"):
        assert said in done


def test_cases_without_a_finding_are_told(cases):
    words = ["score", str(cases), "--out", str(cases.with_name("out.csv")), "--model", "core"]
    assert "no finding:" not in CliRunner().invoke(cli, words).output
    cases.write_text(f"{CASES}c,,\nd,,\n", encoding="utf-8")
    told = CliRunner().invoke(cli, words).output
    assert "2 cases have no finding: their answer is the prior" in told


def test_strict_stops_and_leaves_nothing(cases):
    cases.write_text(f"{CASES}c,bouncy,extensor\n", encoding="utf-8")
    done = score(cases, "--strict", refused=True)
    assert "cases.csv, row 3" in done
    assert [path.name for path in cases.parent.iterdir()] == ["cases.csv"]


def test_resume_without_anything_to_go_on_from_begins_anew(cases):
    assert [row["case_id"] for row in score(cases, "--resume")] == ["a", "b"]
    assert not list(cases.parent.glob("*.parts"))


def test_two_tests_may_turn_a_decision_that_neither_turns_alone():
    # Sick 0.1; each test is positive in 0.8 of the sick and 0.1 of the others.
    # Both: 0.1·0.64 / (0.1·0.64 + 0.9·0.01) = 0.877; one: 0.1·0.16 / (0.1·0.16 + 0.9·0.09) = 0.165.
    # So one acts, from one half on, after two positive tests alone: P = 0.064 + 0.009 = 0.073.
    yes = ("no", "yes")
    nodes = [Node("sick", yes), Node("one", yes, ("sick",)), Node("two", yes, ("sick",))]
    table = np.array([[0.9, 0.2], [0.1, 0.8]])
    network = assemble("tests", nodes, [np.array([0.9, 0.1]), table, table])
    pa = pytest.importorskip("pyarrow")
    frame = pa.table({"one": [None, "yes", "no"]})
    asked = {"targets": "sick", "same_decision": 0.5, "after": ["one", "two"]}
    found = bayesdx.score(network, frame, **asked)["same_decision"].to_pylist()
    # Known positive: another positive one comes with (0.064 + 0.009) / (0.08 + 0.09).
    assert found == pytest.approx([1 - 0.073, 1 - 0.073 / 0.17, 1], abs=1e-12)
