"""The pictures of the documentation: `pytest tests/browser/pictures.py` writes docs/pictures/."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

CASE = "?setting=General+neurology+clinic&tone=Increased&reflexes=Increased&babinski=Extensor"

SHOTS = {
    "diagnose-light": ("", "light", (1280, 1000)),
    "diagnose-dark": ("", "dark", (1280, 1000)),
    "diagnose-phone": ("", "light", (390, 844)),
    "network-light": ("network", "light", (1280, 920)),
    "network-dark": ("network", "dark", (1280, 920)),
    "numbers-light": ("numbers", "light", (1280, 1000)),
    "literature-light": ("literature", "light", (1280, 1000)),
    "patients-light": ("patients", "light", (1280, 1000)),
    "dependence-dark": ("dependence", "dark", (1280, 1000)),
}


@pytest.mark.parametrize("name", SHOTS)
def test_picture(
    name: str, root: Path, app_url: str, new_context: Callable[..., BrowserContext]
) -> None:
    path, scheme, (width, height) = SHOTS[name]
    context = new_context(
        color_scheme=scheme,
        viewport={"width": width, "height": height},
        is_mobile=name.endswith("phone"),
        reduced_motion="reduce",
    )
    page = shown(context.new_page(), f"{app_url}/{path}{CASE if path else ''}")
    target = root / "docs" / "pictures" / f"{name}.png"
    target.parent.mkdir(exist_ok=True)
    page.screenshot(path=target)
    assert target.stat().st_size < 300_000


def shown(page: Page, url: str) -> Page:
    """Open a page and wait until all of it is there."""
    page.goto(url)
    expect(page.get_by_text("not for the care of a patient").first).to_be_visible()
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.locator("svg[role=img], [data-testid=stVegaLiteChart] svg").first).to_be_visible()
    page.wait_for_timeout(500)  # fonts and the first drawing of charts have no event to wait for
    return page
