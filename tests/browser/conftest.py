"""A browser, the running app, and the rule that nothing leaves this machine."""

from __future__ import annotations

import functools
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Error, expect, sync_playwright

from run import find_chromium

HERE = Path(__file__).parent
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 20_000
"""Milliseconds that an expectation may take: the first page after the start is the slowest."""

LOCAL = {"127.0.0.1", "localhost", "::1", None}  # None: data: and blob: addresses


expect.set_options(timeout=PATIENCE)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in this folder, and run it last: Playwright keeps an event loop running."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")
    items.sort(key=lambda item: HERE in item.path.parents)


def launch_options() -> dict[str, Any]:
    """Take the machine's own Chromium, if it has one, else Playwright's."""
    chromium = find_chromium()
    found = {"executable_path": chromium} if chromium else {}
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    sandbox = ["--no-sandbox"] if as_root else []  # Chromium refuses to start as root otherwise
    return {**found, "args": QUIET + sandbox}


@functools.cache
def why_no_browser() -> str:
    """Start a browser to see whether one starts: it may be missing, or lack a library."""
    try:
        with sync_playwright() as playwright:
            playwright.chromium.launch(**launch_options()).close()
    except Error as error:
        return f"no browser starts here: {error.message.strip().splitlines()[0]}"
    return ""


def pytest_runtest_setup() -> None:
    """Skip where no browser starts, but fail under CI=true. From here, all skips are one line."""
    if why_no_browser():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(why_no_browser())


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **launch_options()}


@pytest.fixture
def new_context(
    new_context: Callable[..., BrowserContext],
) -> Iterator[Callable[..., BrowserContext]]:
    """Fail a test in which any page asked for anything beyond this machine."""
    outside: list[str] = []

    def note(request: Any) -> None:
        if urlsplit(request.url).hostname not in LOCAL:
            outside.append(request.url)

    def watched(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.on("request", note)
        context.on("page", lambda page: page.on("websocket", note))
        return context

    yield watched
    assert not outside, f"the page asked beyond this machine: {outside}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_healthy(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(300):
        try:
            with direct.open(f"{url}/_stcore/health", timeout=1) as answer:
                if answer.read() == b"ok":
                    return
        except OSError:
            if server.poll() is not None:
                break
        time.sleep(0.1)
    pytest.fail(f"the app did not start:\n{log.read_text(errors='replace')}")


@pytest.fixture(scope="session")
def app_url(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve app.py on a free port for the whole session."""
    port = free_port()
    options = {
        "server.address": "127.0.0.1",
        "server.port": port,
        "server.headless": "true",
        "server.fileWatcherType": "none",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    log = tmp_path_factory.mktemp("app") / "log.txt"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", *flags],
            cwd=root,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_until_healthy(f"http://127.0.0.1:{port}", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=20)
