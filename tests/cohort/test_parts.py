"""Runs that are interrupted, and places that cannot be written to."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import csv as arrow_csv

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


def assert_same(one, other):
    """Row for row the same; other batches may round the last digit another way."""
    read = pq.read_table if one.suffix == ".parquet" else arrow_csv.read_csv
    tables = [read(path) for path in (one, other)]
    assert tables[0].schema == tables[1].schema
    for name, field in zip(tables[0].column_names, tables[0].schema, strict=True):
        columns = [table[name].combine_chunks() for table in tables]
        if pa.types.is_floating(field.type):
            np.testing.assert_allclose(*columns, rtol=1e-12, atol=1e-15)
        else:
            assert columns[0].to_pylist() == columns[1].to_pylist()


@pytest.mark.parametrize("ending", ["csv", "parquet"])
@pytest.mark.parametrize("after", [0, 1, 3, 5])
def test_a_resumed_run_gives_the_rows_of_one_that_was_not_interrupted(
    core, cases, tmp_path, monkeypatch, small, ending, after
):
    whole, out = tmp_path / f"whole.{ending}", tmp_path / f"out.{ending}"
    run(core, cases, whole)
    add, committed = parts_module.Parts.add, [0]

    def killed(self, *counted):
        if len(self.done) == after:
            raise Killed
        add(self, *counted)
        committed.append(self.rows)

    with monkeypatch.context() as patch:
        patch.setattr(parts_module.Parts, "add", killed)
        with pytest.raises(Killed):
            run(core, cases, out)
    assert not out.exists()
    done = []
    summary = run(core, cases, out, resume=True, report=lambda rows, of: done.append(rows))
    assert committed[-1] < done[0] <= committed[-1] + 5
    assert_same(out, whole)
    rejects = [path.with_name(f"{path.name}.rejects.csv").read_bytes() for path in (out, whole)]
    assert rejects[0] == rejects[1]
    assert summary.rows + summary.rejected == ROWS
    assert not list(tmp_path.glob("*.parts"))


SLOWLY = """
import sys, bayesdx
from bayesdx.cohort import score_file, scoring
scoring.BATCH, scoring.PART_ROWS = 500, 1000
if sys.argv[3:]:
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
score_file(bayesdx.load('core'), sys.argv[1], targets='pattern', out=sys.argv[2])
"""


@pytest.fixture
def long(core, tmp_path):
    """A cohort that takes a while in parts of a thousand rows, some of which cannot be read."""
    rng = np.random.default_rng(2)
    words = pa.array([*core.states["tone"], "bouncy"])
    tone = pa.DictionaryArray.from_arrays(pa.array(rng.integers(0, 4, 200_000)), words)
    path = tmp_path / "cases.parquet"
    pq.write_table(pa.table({"tone": tone}), path, row_group_size=50_000)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_run_killed_with_signal_nine_again_and_again_is_resumed(core, long, tmp_path, ending):
    out, whole = (tmp_path / f"{name}.{ending}" for name in ("out", "whole"))
    manifest = tmp_path / f"{out.name}.parts" / "manifest.json"
    code = SLOWLY.replace("out=sys.argv[2]", "out=sys.argv[2], resume=True")
    for parts in (0, 1, 7):
        process = subprocess.Popen([sys.executable, "-c", code, str(long), str(out)])
        until = time.monotonic() + 120
        while _committed(manifest) < parts and time.monotonic() < until:
            time.sleep(0.002)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert not out.exists()
    assert _committed(manifest) >= 7
    summary = run(core, long, out, resume=True)
    assert summary.rows + summary.rejected == 200_000
    run(core, long, whole)
    assert_same(out, whole)
    rejects = [path.with_name(f"{path.name}.rejects.csv").read_bytes() for path in (out, whole)]
    assert rejects[0] == rejects[1]


def _committed(manifest):
    return len(json.loads(manifest.read_text("utf-8"))["parts"]) if manifest.is_file() else -1


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no limit to the size of a file")
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_file_that_may_not_grow_stops_the_run_which_can_be_resumed(core, long, tmp_path, ending):
    out = tmp_path / f"out.{ending}"
    out.write_text("of yesterday", encoding="utf-8")
    before = long.read_bytes()
    command = [sys.executable, "-c", SLOWLY, str(long), str(out), str(1 << 20)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "FormatError" in done.stderr
    assert "File too large; expected a file to write. Make room, and go on" in done.stderr
    assert out.read_text(encoding="utf-8") == "of yesterday"
    assert long.read_bytes() == before
    summary = run(core, long, out, resume=True)
    assert summary.rows + summary.rejected == 200_000


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
    before, write, calls = cases.read_bytes(), parts_module.write_manifest, []

    def full(*said):
        calls.append(said)
        if len(calls) > 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(*said)

    with monkeypatch.context() as patch:
        patch.setattr(parts_module, "write_manifest", full)
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


def test_other_readers_take_the_parts_for_one_file(core, cases, tmp_path, small):
    run(core, cases, tmp_path / "out.parquet")
    polars = pytest.importorskip("polars")
    ours = pq.read_table(tmp_path / "out.parquet")
    with pq.ParquetFile(tmp_path / "out.parquet") as file:
        assert file.num_row_groups > 6
    other = polars.read_parquet(tmp_path / "out.parquet")
    assert other["p_umn"].to_list() == ours["p_umn"].to_pylist()
    assert other["case_id"].to_list() == ours["case_id"].to_pylist()


def test_parquet_and_csv_hold_the_same_answers(core, cases, tmp_path):
    run(core, cases, tmp_path / "a.parquet")
    run(core, cases, tmp_path / "b.csv")
    one, two = pq.read_table(tmp_path / "a.parquet"), arrow_csv.read_csv(tmp_path / "b.csv")
    assert one["case_id"].to_pylist() == two["case_id"].to_pylist()
    for column in ("p_umn", "probability_of_findings"):
        assert one[column].to_pylist() == two[column].to_pylist()


def interrupted(core, cases, out, monkeypatch, **asked):
    """Leave a run of which two parts are done."""
    add = parts_module.Parts.add

    def killed(self, *counted):
        if len(self.done) == 2:
            raise Killed
        add(self, *counted)

    with monkeypatch.context() as patch:
        patch.setattr(parts_module.Parts, "add", killed)
        with pytest.raises(Killed):
            run(core, cases, out, **asked)


def test_a_mapping_that_says_something_else_by_now_is_not_gone_on_with(
    core, cases, tmp_path, monkeypatch, small
):
    mapping, out = tmp_path / "mapping.csv", tmp_path / "out.csv"
    mapping.write_text("column,finding\ntone,tone\n", encoding="utf-8")
    interrupted(core, cases, out, monkeypatch, mapping=mapping)
    mapping.write_text(
        "column,finding,value,state\ntone,tone,increased,decreased\n", encoding="utf-8"
    )
    with pytest.raises(FormatError, match="differs in mapping"):
        run(core, cases, out, resume=True, mapping=mapping)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"form": 2, "of": 1}'])
def test_a_broken_manifest_is_told(core, cases, tmp_path, monkeypatch, small, text):
    out = tmp_path / "out.csv"
    interrupted(core, cases, out, monkeypatch)
    (tmp_path / "out.csv.parts" / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(FormatError, match=r"a broken file.*leave --resume out to begin anew"):
        run(core, cases, out, resume=True)
    assert run(core, cases, out).rows


def test_a_run_of_another_version_is_not_called_broken(core, cases, tmp_path, monkeypatch, small):
    out = tmp_path / "out.csv"
    interrupted(core, cases, out, monkeypatch)
    path = tmp_path / "out.csv.parts" / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    del manifest["form"]
    for part in manifest["parts"]:
        del part["blank"]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(FormatError, match=r"another version of bayesdx.*Name another output, or"):
        run(core, cases, out, resume=True)
    assert json.loads(path.read_text("utf-8")) == manifest
