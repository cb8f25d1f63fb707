"""A browser, the running app, and the rule that nothing leaves this machine."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from benchmarks.served import served
from run import find_chromium
from tests.browser.pages import PHONE

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
    """Mark what is in this folder, and run it first: the longest files, so that none is left."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")
    items.sort(key=lambda item: HERE not in item.path.parents)


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


def watch(context: BrowserContext, outside: list[str]) -> BrowserContext:
    """Note in `outside` what any page of it asks for beyond this machine."""

    def note(request: Any) -> None:
        if urlsplit(request.url).hostname not in LOCAL:
            outside.append(request.url)

    context.on("request", note)
    context.on("page", lambda page: page.on("websocket", note))
    return context


@pytest.fixture(scope="session")
def outside() -> list[str]:
    return []


@pytest.fixture(autouse=True)
def nothing_leaves_this_machine(outside: list[str]) -> Iterator[None]:
    yield
    asked = list(outside)
    outside.clear()
    assert not asked, f"the page asked beyond this machine: {asked}"


@pytest.fixture
def new_context(
    new_context: Callable[..., BrowserContext], outside: list[str]
) -> Callable[..., BrowserContext]:
    """Open a browser of its own, watched, for a test that needs one more."""
    return lambda **options: watch(new_context(**options), outside)


@pytest.fixture(scope="session")
def kept_page(browser: Browser, outside: list[str]) -> Iterator[Page]:
    """One page for all tests: a new one reads all of Streamlit again, which takes longest."""
    context = watch(browser.new_context(), outside)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def kept_phone(browser: Browser, outside: list[str]) -> Iterator[Page]:
    context = watch(browser.new_context(**PHONE), outside)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(kept_page: Page) -> Iterator[Page]:
    yield kept_page
    forget(kept_page)


@pytest.fixture
def phone(kept_phone: Page) -> Iterator[Page]:
    yield kept_phone
    forget(kept_phone)


def forget(page: Page) -> None:
    """Leave nothing of a test behind in the page: media, cookies, what a page stored."""
    page.emulate_media(media="null", color_scheme="null", forced_colors="null")
    page.context.clear_cookies()
    if page.url.startswith("http"):
        page.evaluate("['localStorage', 'sessionStorage'].forEach(name => window[name].clear())")
    page.goto("about:blank")


@pytest.fixture(scope="session")
def app_url() -> Iterator[str]:
    """Serve app.py on a free port for the whole session."""
    with served() as (address, _):
        yield f"http://{address}"
