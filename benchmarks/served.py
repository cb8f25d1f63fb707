"""The dashboard, served on this machine for as long as it is needed."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

_HERE = "127.0.0.1"

_PATIENCE = 20.0
"""Seconds that the server may take to end."""


@contextmanager
def served() -> Iterator[tuple[str, int]]:
    """Serve the dashboard on a free port: its address without a scheme, its process.

    Raises:
        RuntimeError: it does not start; with what it printed.
    """
    port = _free_port()
    flags = {"port": port, "address": _HERE, "headless": "true", "fileWatcherType": "none"}
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += [f"--server.{name}={value}" for name, value in flags.items()]
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT) as server,
    ):
        try:
            if not _healthy(f"http://{_HERE}:{port}/_stcore/health", server):
                log.seek(0)
                said = log.read().decode(errors="replace")
                raise RuntimeError(f"the dashboard did not start:\n{said}")
            yield f"{_HERE}:{port}", server.pid
        finally:
            _stop(server)


def _stop(server: subprocess.Popen[bytes]) -> None:
    """End a process: it is asked to, and killed where it does not in time."""
    server.terminate()
    try:
        server.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        server.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HERE, 0))
        return int(probe.getsockname()[1])


def _healthy(url: str, server: subprocess.Popen[bytes]) -> bool:
    """Wait until the server says that it is ready, and return whether it does."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(300):
        try:
            with direct.open(url, timeout=1) as answer:
                if answer.read() == b"ok":
                    return True
        except OSError:
            if server.poll() is not None:
                break
        time.sleep(0.1)
    return False
