"""Runs that are interrupted, and places that cannot be written to."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import bayesdx
from bayesdx.cohort import parts as parts_module
from bayesdx.cohort import score_file, scoring
from bayesdx.errors import FormatError

ROWS = 60


@pytest.fixture(scope="module")
def core():
    return bayesdx.load("core")


@pytest.fixture
def cases(tmp_path):
    rng = np.random.default_rng(1)
    tone = rng.choice(["increased", "normal", "decreased", "bouncy", None], ROWS)
    table = pa.table({"case_id": [f"c{i}" for i in range(ROWS)], "tone": tone.tolist()})
    path = tmp_path / "cases.parquet"
    pq.write_table(table, path, row_group_size=7)
    return path


@pytest.fixture
def small(monkeypatch):
    """Parts of ten rows, so that there are six."""
    monkeypatch.setattr(scoring, "BATCH", 5)
    monkeypatch.setattr(scoring, "PART_ROWS", 10)


class Killed(BaseException):
    """What nobody catches, as a kill."""


def run(core, cases, out, **asked):
    return score_file(core, cases, targets="pattern", out=out, **asked)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
@pytest.mark.parametrize("after", [0, 1, 3, 5])
def test_a_resumed_run_gives_the_rows_of_one_that_was_not_interrupted(
    core, cases, tmp_path, monkeypatch, small, ending, after
):
    whole, out = tmp_path / f"whole.{ending}", tmp_path / f"out.{ending}"
    run(core, cases, whole)
    add, committed = parts_module.Parts.add, [0]

    def killed(self, rows, written):
        if len(self.done) == after:
            raise Killed
        add(self, rows, written)
        committed.append(self.rows)

    with monkeypatch.context() as patch:
        patch.setattr(parts_module.Parts, "add", killed)
        with pytest.raises(Killed):
            run(core, cases, out)
    assert not out.exists()
    done = []
    summary = run(core, cases, out, resume=True, report=lambda rows, of: done.append(rows))
    assert committed[-1] < done[0] <= committed[-1] + 5
    if ending == "csv":
        assert out.read_bytes() == whole.read_bytes()
    else:
        assert pq.read_table(out).to_pylist() == pq.read_table(whole).to_pylist()
    rejects = [path.with_name(f"{path.name}.rejects.csv").read_bytes() for path in (out, whole)]
    assert rejects[0] == rejects[1]
    assert summary.rows + summary.rejected == ROWS
    assert not list(tmp_path.glob("*.parts"))


@pytest.mark.slow
def test_a_run_killed_with_signal_nine_is_resumed(core, tmp_path):
    rng = np.random.default_rng(2)
    tone = pa.DictionaryArray.from_arrays(
        pa.array(rng.integers(0, 3, 400_000)), pa.array(core.states["tone"])
    )
    cases, out, whole = (tmp_path / f"{name}.parquet" for name in ("cases", "out", "whole"))
    pq.write_table(pa.table({"tone": tone}), cases, row_group_size=50_000)
    code = (
        "import sys, bayesdx; from bayesdx.cohort import score_file, scoring\n"
        "scoring.BATCH = 1000; scoring.PART_ROWS = 2000\n"
        "score_file(bayesdx.load('core'), sys.argv[1], targets='pattern', out=sys.argv[2])"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(cases), str(out)])
    parts = tmp_path / "out.parquet.parts"
    until = time.monotonic() + 120
    while len(list(parts.glob("out-*"))) < 5 and time.monotonic() < until:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert not out.exists()
    run(core, cases, out, resume=True)
    run(core, cases, whole)
    assert pq.read_table(out).to_pylist() == pq.read_table(whole).to_pylist()


def test_what_differs_from_the_interrupted_run_is_not_resumed(core, cases, tmp_path, small):
    out = tmp_path / "out.csv"
    with pytest.raises(Killed):
        run(core, cases, out, report=_kill)
    with pytest.raises(FormatError, match="differs in conflict"):
        run(core, cases, out, resume=True, conflict=True)


def _kill(done, of):
    raise Killed


def test_a_full_disk_leaves_what_was_there_and_can_be_resumed(
    core, cases, tmp_path, monkeypatch, small
):
    out = tmp_path / "out.csv"
    out.write_text("of yesterday", encoding="utf-8")
    before, flush, calls = cases.read_bytes(), parts_module._flush, []

    def full(path):
        calls.append(path)
        if len(calls) > 8:
            raise OSError(errno.ENOSPC, "No space left on device")
        flush(path)

    with monkeypatch.context() as patch:
        patch.setattr(parts_module, "_flush", full)
        with pytest.raises(FormatError, match=r"No space left on device.*go on with --resume"):
            run(core, cases, out)
    assert out.read_text(encoding="utf-8") == "of yesterday"
    assert cases.read_bytes() == before
    assert run(core, cases, out, resume=True).rows > 0


def test_a_folder_that_is_read_only_is_refused(core, cases, tmp_path, monkeypatch):
    def refused(self, *args, **kwargs):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(parts_module.Path, "mkdir", refused)
    with pytest.raises(FormatError, match="Permission denied; expected a file to write"):
        run(core, cases, tmp_path / "out.csv")


def test_parquet_and_csv_hold_the_same_answers(core, cases, tmp_path):
    run(core, cases, tmp_path / "a.parquet")
    run(core, cases, tmp_path / "b.csv")
    from pyarrow import csv

    one, two = pq.read_table(tmp_path / "a.parquet"), csv.read_csv(tmp_path / "b.csv")
    assert one["case_id"].to_pylist() == two["case_id"].to_pylist()
    for column in ("p_umn", "probability_of_findings"):
        assert one[column].to_pylist() == two[column].to_pylist()
