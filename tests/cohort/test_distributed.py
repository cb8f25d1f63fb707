"""Cohorts on a real Dask cluster of two processes, some of which are killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import types

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import bayesdx
from bayesdx.cli import cli
from bayesdx.cohort import cluster as cluster_module
from bayesdx.cohort import score_file
from bayesdx.cohort.answering import answer
from bayesdx.cohort.asking import Asking, Wanted
from bayesdx.cohort.cluster import lacking
from bayesdx.cohort.distributed import score_partitions
from bayesdx.cohort.partitions import PART_ROWS, open_cohort
from bayesdx.errors import BayesdxError, FormatError, InputError
from bayesdx.resources import version

distributed = pytest.importorskip("distributed")

ROWS, PART = 40_000, 1000
HERE = {
    "host": "127.0.0.1",
    "dashboard_address": "127.0.0.1:0",
    "worker_dashboard_address": "127.0.0.1:0",
}


@pytest.fixture(scope="module", autouse=True)
def bare_main():
    """Have no script as the main module: other tests leave theirs, and new processes run it."""
    before, sys.modules["__main__"] = sys.modules["__main__"], types.ModuleType("__main__")
    yield
    sys.modules["__main__"] = before


@pytest.fixture(scope="module")
def core():
    return bayesdx.load("core")


@pytest.fixture(scope="module")
def table():
    """Findings, some of them in words that nobody knows."""
    rng = np.random.default_rng(1)
    words = {
        "tone": ["increased", "normal", "decreased", "bouncy", None],
        "babinski": ["flexor", "extensor", None],
    }
    columns = {name: pa.array(rng.choice(said, ROWS).tolist()) for name, said in words.items()}
    return pa.table({"case_id": [f"c{row}" for row in range(ROWS)], **columns})


@pytest.fixture(scope="module")
def cases(table, tmp_path_factory):
    path = tmp_path_factory.mktemp("cases") / "cases.parquet"
    pq.write_table(table, path, row_group_size=7_300)
    return path


@pytest.fixture(scope="module")
def whole(core, cases):
    """The answers of one machine."""
    out = cases.with_name("whole.parquet")
    score_file(core, cases, targets="pattern", out=out)
    return out


@pytest.fixture
def folder(table, tmp_path):
    """The same cases in three files."""
    path = tmp_path / "many"
    path.mkdir()
    for number, start in enumerate(range(0, ROWS, 15_000)):
        pq.write_table(table.slice(start, 15_000), path / f"{number}.parquet")
    return path


@pytest.fixture(scope="module")
def cluster():
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, **HERE) as two:
        yield two


@pytest.fixture
def address(cluster):
    with distributed.Client(cluster, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    return cluster.scheduler_address


def run(core, cases, out, address, **asked):
    asked = {"targets": "pattern", "part_rows": PART, **asked}
    return score_partitions(core, cases, out=out, scheduler=address, **asked)


def assert_same(out, whole):
    """No row lost, none twice, each with the answer of one machine."""
    found, expected = pq.read_table(out), pq.read_table(whole)
    assert found.schema.names == expected.schema.names
    for name in found.schema.names:
        if pa.types.is_floating(found.schema.field(name).type):
            np.testing.assert_allclose(found[name], expected[name], rtol=1e-12, atol=1e-15)
        else:
            assert found[name].to_pylist() == expected[name].to_pylist()
    rejects = [path.with_name(f"{path.name}.rejects.csv").read_bytes() for path in (out, whole)]
    assert rejects[0] == rejects[1]


def killer(cluster, workers):
    """Return a report that kills so many workers once a quarter of the rows is done."""
    living = [nanny.pid for nanny in cluster.workers.values()]
    doomed = living[:workers]

    def report(done, total):
        while ROWS // 4 <= done < total // 2 and doomed:
            os.kill(doomed.pop(), signal.SIGKILL)

    return doomed, report


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2], ids=["one of two", "both"])
def test_killed_workers_lose_no_row_and_double_none(
    core, cases, whole, cluster, address, tmp_path, workers
):
    doomed, report = killer(cluster, workers)
    summary = run(core, cases, tmp_path / "out", address, report=report)
    assert not doomed
    assert summary.rows + summary.rejected == ROWS
    assert_same(tmp_path / "out", whole)
    assert {path.name for path in tmp_path.iterdir()} == {
        *("out", "out.manifest.json", "out.rejects.csv")
    }


CLIENT = """
import sys, bayesdx
from bayesdx.cohort.distributed import score_partitions
score_partitions(
    bayesdx.load("core"), sys.argv[1], targets="pattern", out=sys.argv[2],
    scheduler=sys.argv[3], part_rows=1000,
)
"""


@pytest.mark.slow
def test_a_folder_is_gone_on_with_after_its_client_was_killed(
    core, folder, whole, address, tmp_path
):
    out = tmp_path / "out"
    manifest = tmp_path / "out.partitions" / "manifest.json"
    process = subprocess.Popen([sys.executable, "-c", CLIENT, str(folder), str(out), address])
    until = time.monotonic() + 120
    while _parts(manifest) < 3 and time.monotonic() < until:
        time.sleep(0.005)
    process.kill()
    process.wait()
    committed = _parts(manifest)
    assert 3 <= committed < ROWS // PART
    with pytest.raises(FormatError, match="differs in conflict"):
        run(core, folder, out, address, resume=True, conflict=True)
    done = []
    summary = run(
        core, folder, out, address, resume=True, report=lambda rows, of: done.append(rows)
    )
    assert done[0] > committed * PART
    assert summary.rows + summary.rejected == ROWS
    assert_same(out, whole)
    # What is there is not written again, nor over.
    again = run(core, folder, out, address, resume=True)
    assert (again.rows, again.rejected) == (summary.rows, summary.rejected)
    with pytest.raises(FormatError, match="Name another folder"):
        run(core, folder, out, address)


def _parts(manifest):
    return len(json.loads(manifest.read_text("utf-8"))["parts"]) if manifest.is_file() else -1


def test_a_partition_that_cannot_be_read_is_named_and_the_others_are_kept(
    core, folder, whole, address, tmp_path
):
    out, broken = tmp_path / "out.parquet", folder / "1.parquet"
    before = broken.read_bytes()
    # Zeros where the pages are; the footer still says what should be there.
    broken.write_bytes(before[:4] + bytes(len(before) // 2) + before[4 + len(before) // 2 :])
    with pytest.raises(FormatError, match=r"1\.parquet, rows 15001 to 30000.*--resume"):
        run(core, folder, out, address, part_rows=15_000)
    assert not out.exists()
    broken.write_bytes(before)
    done = []
    asked = {"part_rows": 15_000, "resume": True}
    run(core, folder, out, address, report=lambda rows, of: done.append(rows), **asked)
    assert done == [ROWS]
    assert_same(out, whole)
    assert not list(tmp_path.glob("*.part*s"))


def test_a_csv_is_joined_to_one_file_through_the_command_line(
    core, table, whole, address, tmp_path
):
    from pyarrow import csv

    source, out = tmp_path / "cases.csv", tmp_path / "out.parquet"
    csv.write_csv(table, source)
    words = ["score", str(source), "--out", str(out), "--model", "core", "--engine", "dask"]
    done = CliRunner().invoke(cli, [*words, "--scheduler", address])
    assert done.exit_code == 0, done.output
    assert_same(out, whole)
    assert {path.name for path in tmp_path.iterdir()} == {
        *("cases.csv", "out.parquet", "out.parquet.rejects.csv")
    }


def test_strict_stops_at_rows_that_cannot_be_answered_and_writes_nothing(
    core, cases, address, tmp_path
):
    with pytest.raises(FormatError, match=r"cases\.parquet, row \d+: found tone: 'bouncy'"):
        run(core, cases, tmp_path / "out", address, strict=True)
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "out.partitions").exists()


def test_a_scheduler_that_cannot_be_reached_is_told_within_seconds(
    core, cases, tmp_path, monkeypatch
):
    monkeypatch.setattr(cluster_module, "PATIENCE", 1.0)
    for address in ("tcp://127.0.0.1:9", "nowhere"):
        with pytest.raises(InputError, match=r"expected a Dask scheduler\. Start one"):
            run(core, cases, tmp_path / "out", address)
    assert not list(tmp_path.iterdir())


def test_a_scheduler_without_workers_is_told_and_leaves_nothing(core, cases, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster_module, "WORKERS", 0.5)
    with (
        distributed.LocalCluster(n_workers=0, **HERE) as none,
        pytest.raises(InputError, match="no worker within"),
    ):
        run(core, cases, tmp_path / "out", none.scheduler_address)
    assert not list(tmp_path.iterdir())


def test_a_worker_without_the_storage_or_with_another_version_is_refused(tmp_path):
    assert lacking(tmp_path, version()) == ""
    assert "storage has to be shared" in lacking(tmp_path / "away", version())
    assert "here it is 0.0" in lacking(tmp_path, "0.0")


def test_without_dask_it_says_how_to_install_it(core, cases, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r'pip install "bayesdx\[dask\]"'):
        run(core, cases, tmp_path / "out", "")


def test_a_scheduler_belongs_to_dask(cases):
    words = ["score", str(cases), "--out", "out.csv", "--scheduler", "tcp://127.0.0.1:8786"]
    done = CliRunner().invoke(cli, words)
    assert isinstance(done.exception, BayesdxError)
    assert "Add --engine dask" in str(done.exception)


def test_a_finished_run_needs_no_cluster_and_its_answers_no_longer_hold_for_other_cases(
    core, cases, address, tmp_path
):
    source, out = tmp_path / "cases.parquet", tmp_path / "out"
    source.write_bytes(cases.read_bytes())
    done = run(core, source, out, address, part_rows=PART_ROWS)
    nowhere, again = "tcp://127.0.0.1:9", {"resume": True, "part_rows": PART_ROWS}
    found = run(core, source, out, nowhere, **again)
    assert (found.rows, found.blank) == (done.rows, done.blank)
    words = ["score", str(source), "--out", str(out), "--model", "core", "--engine", "dask"]
    told = CliRunner().invoke(cli, [*words, "--resume"])
    assert f"{done.rows} cases written" in told.output
    assert "--scheduler" not in told.output
    pq.write_table(pq.read_table(source).slice(5), source)
    with pytest.raises(FormatError, match=r"from before a change of cases\.parquet"):
        run(core, source, out, nowhere, **again)


def test_answers_are_never_written_among_the_cases(core, folder):
    with pytest.raises(FormatError, match="the place of the cases"):
        run(core, folder, folder / "out", "tcp://127.0.0.1:9")


def test_a_partition_answered_twice_is_the_same_file(core, cases, tmp_path):
    (tmp_path / "answers").mkdir()
    cohort = open_cohort(cases)
    asking = Asking(core, cohort.header, Wanted(("pattern",)), rows=cohort.rows)
    *_, (last, _) = cohort.partitions(asking.columns, tmp_path, PART)
    parts = [answer(asking, last, tmp_path, strict=False)]
    [path] = (tmp_path / "answers").iterdir()
    content = path.read_bytes()
    parts.append(answer(asking, last, tmp_path, strict=False))
    assert parts[0] == parts[1]
    assert path.read_bytes() == content
    assert not list(tmp_path.glob("*.new"))
