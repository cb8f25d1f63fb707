"""Every page, opened once: light, dark, on a phone; accessible, and nothing cut off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.pages import PAGES, PHONE, opened, settled

ALLOWED: frozenset[str] = frozenset()
"""Rules of axe that Streamlit itself breaks, and that we cannot mend: none at present."""

# Texts of charts that run over the edge of their picture.
CUT = """() => [...document.querySelectorAll('[data-testid=stVegaLiteChart] svg')]
  .flatMap(svg => [...svg.querySelectorAll('text')].filter(text =>
    text.getBoundingClientRect().right > svg.getBoundingClientRect().right + 1))
  .map(text => text.textContent)"""

# Elements that run over the edge of the window.
WIDE = """() => [...document.querySelectorAll('[data-testid=stMain] *')]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
  .filter(e => e.tagName === 'TABLE' || !e.closest('table'))  // a table scrolls within itself
  .map(e => e.outerHTML.slice(0, 120))"""


@pytest.fixture
def broad(new_context: Callable[..., BrowserContext]) -> Page:
    return new_context(color_scheme="light").new_page()


@pytest.fixture
def phone(new_context: Callable[..., BrowserContext]) -> Page:
    return new_context(**PHONE).new_page()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_without_exception_and_passes_axe_in_light_and_dark(
    broad: Page, app_url: str, path: str
) -> None:
    opened(broad, f"{app_url}/{path}")
    expect(broad.get_by_role("heading", level=1)).to_have_text(PAGES[path])
    assert not broken(settled(broad))
    assert not broad.evaluate(CUT)
    broad.emulate_media(color_scheme="dark")
    assert not broken(settled(broad))


def broken(page: Page) -> list[str]:
    """Return what axe finds serious."""
    return [
        f"{rule['id']}: {node['html'][:120]}"
        for rule in Axe().run(page).response["violations"]
        if rule["impact"] in ("serious", "critical") and rule["id"] not in ALLOWED
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_shows_a_page_without_scrolling_sideways(
    phone: Page, app_url: str, path: str
) -> None:
    settled(opened(phone, f"{app_url}/{path}"))
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    assert not phone.evaluate(WIDE)[:3]
    assert not phone.evaluate(CUT)[:3]
