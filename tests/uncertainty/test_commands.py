"""The commands say what the library says, and refuse in one message."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import bayesdx
from bayesdx.cli import cli
from bayesdx.errors import BayesdxError
from bayesdx.uncertainty import coverage, interval, leave_one_out, sources

try:
    import pty
except ImportError:  # pragma: no cover
    pty = None  # type: ignore[assignment]

ASIA = Path(__file__).resolve().parents[1] / "golden" / "asia.bif"
CORE = bayesdx.load("core")
FINDINGS = {"babinski": "extensor"}
QUESTION = ("-m", "core", "-f", "babinski=extensor", "--target", "pattern=umn")


def call(*words: str) -> str:
    result = CliRunner().invoke(cli, ["uncertainty", *words])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_json_rows_are_those_of_the_library_in_full_precision() -> None:
    target = "pattern=umn"
    library = {
        "interval": interval(CORE, FINDINGS, target=target),
        "sources": sources(CORE, FINDINGS, target=target),
        "leave-one-out": leave_one_out(CORE, FINDINGS, target=target),
        "coverage": coverage(CORE, [(FINDINGS, target)], simulations=2),
    }
    for name, found in library.items():
        more = ("--simulations", "2") if name == "coverage" else ()
        printed = json.loads(call(name, *QUESTION, *more, "--format", "json"))
        assert len(printed) == len(found.rows())
        for row, own in zip(printed, found.rows(), strict=True):
            assert list(row) == list(own)
            for key, value in own.items():
                number = isinstance(value, float)
                assert row[key] == (pytest.approx(value, abs=1e-12) if number else value)


def test_sources_have_the_two_keys_that_scripts_read() -> None:
    rows = json.loads(call("sources", *QUESTION, "--format", "json"))
    assert all(list(row) == ["source", "variance_share"] for row in rows)
    assert sum(row["variance_share"] for row in rows) == pytest.approx(1)


def test_csv_of_leave_one_out_has_every_source() -> None:
    rows = list(csv.DictReader(io.StringIO(call("leave-one-out", *QUESTION, "--format", "csv"))))
    assert len(rows) == len(leave_one_out(CORE, FINDINGS, target="pattern=umn").rows())


@pytest.mark.parametrize("name", ["interval", "sources", "leave-one-out"])
def test_tables_fit_a_terminal(name: str) -> None:
    lines = call(name, *QUESTION).splitlines()
    assert len(lines) <= 21
    assert max(map(len, lines)) <= 100


def test_a_picture_is_written_whole(tmp_path: Path) -> None:
    call("sources", *QUESTION, "--plot", str(tmp_path / "sources.json"))
    assert [path.name for path in tmp_path.iterdir()] == ["sources.json"]
    json.loads((tmp_path / "sources.json").read_text(encoding="utf-8"))


def test_a_report_is_read_by_its_published_kappa() -> None:
    words = ("reliability", "babinski", "extensor, fairly sure", "-m", "core", "--format", "json")
    rows = json.loads(call(*words))
    assert [row["state"] for row in rows] == ["flexor", "extensor"]
    assert rows[0]["kappa"] == 0.73


def test_a_report_says_whose_errors_the_tables_hold_already() -> None:
    result = CliRunner().invoke(cli, ["uncertainty", "reliability", "babinski", "extensor"])
    assert "errors are counted twice" in result.stderr


@pytest.mark.parametrize("name", ["interval", "sources", "leave-one-out", "coverage"])
def test_a_bif_file_is_refused(name: str) -> None:
    result = CliRunner().invoke(cli, ["uncertainty", name, "-m", str(ASIA), "-t", "lung=yes"])
    assert isinstance(result.exception, BayesdxError)
    assert "literature" in str(result.exception)
    assert not result.stdout


def _rest(seen: int) -> str:
    """Return what is left to read of a terminal that nobody writes to any more."""
    said = b""
    with contextlib.suppress(OSError):  # the end of a closed terminal, on Linux
        while more := os.read(seen, 4096):
            said += more
    return said.decode(errors="replace")


@pytest.mark.slow
@pytest.mark.skipif(pty is None, reason="a terminal of POSIX")
def test_an_interrupted_simulation_leaves_no_file_and_no_traceback(tmp_path: Path) -> None:
    words = ["coverage", *QUESTION, "--simulations", "100000", "--plot", "coverage.json"]
    command = [sys.executable, "-m", "bayesdx", "uncertainty", *words]
    seen, shown = pty.openpty()  # a terminal, so that the bar appears
    running = subprocess.Popen(
        command, cwd=tmp_path, stderr=shown, env=os.environ | {"TERM": "xterm"}
    )
    os.close(shown)
    said = ""
    while "studies again" not in said:
        said += os.read(seen, 4096).decode(errors="replace")
    running.send_signal(signal.SIGINT)
    assert running.wait()
    assert "Traceback" not in said + _rest(seen)
    assert not list(tmp_path.iterdir())
