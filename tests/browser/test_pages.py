"""Every page, opened once: light, dark, on a phone; accessible, and nothing cut off."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import CUT, PAGES, WIDE, broken_in_any_scheme, opened, settled


@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_without_exception_and_passes_axe_in_light_and_dark(
    page: Page, app_url: str, path: str
) -> None:
    settled(opened(page, f"{app_url}/{path}"))
    expect(page.get_by_role("heading", level=1)).to_have_text(PAGES[path])
    assert not broken_in_any_scheme(page)
    assert not page.evaluate(CUT)


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_shows_a_page_without_scrolling_sideways(
    phone: Page, app_url: str, path: str
) -> None:
    settled(opened(phone, f"{app_url}/{path}"))
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    assert not phone.evaluate(WIDE)[:3]
    assert not phone.evaluate(CUT)[:3]
