"""A lecture in a browser: by keyboard alone, on a projector and a phone, light and dark."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.pages import MAIN, PHONE, broken_in_any_scheme, settled

PROJECTOR = {"viewport": {"width": 1920, "height": 1080}}
SHORT = "lecture?round=simulated-3-any-any-2-0"
"""A round of two findings."""


def opened(page: Page, url: str) -> Page:
    page.goto(f"{url}/{SHORT}")
    expect(page.get_by_role("button", name="Begin")).to_be_visible()
    return settled(page)


def begun(page: Page, url: str) -> Page:
    opened(page, url).get_by_role("button", name="Begin").click()
    return asked(page, "A patient")


def asked(page: Page, heading: str) -> Page:
    """Wait for a question; the keyboard is in its first box."""
    expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    first = page.locator(".st-key-lecture-answers").locator("input, textarea").first
    expect(first).to_be_focused()
    return settled(page)


def raise_hands(page: Page, *counts: int) -> None:
    for place, count in enumerate(counts):
        page.keyboard.type(str(count))
        if place < len(counts) - 1:
            page.keyboard.press("Tab")
            page.keyboard.press("Tab") if stepped(page) else None
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Count again")).to_be_visible()
    settled(page)


def stepped(page: Page) -> bool:
    """Whether the keyboard is on a button that steps a number, not in the next box."""
    return page.evaluate("document.activeElement.tagName") != "INPUT"


def faults(page: Page) -> list[str]:
    page.wait_for_timeout(300)  # nothing is faint any more
    return broken_in_any_scheme(page, MAIN, least="moderate")


def test_the_keyboard_alone_holds_a_lecture(page: Page, app_url: str, tmp_path: Path) -> None:
    begun(page, app_url)
    raise_hands(page, 12, 3, 2, 5)
    for heading in ("Finding 1 of 2", "Finding 2 of 2"):
        drawn = page.locator("[data-testid=stVegaLiteChart] svg")
        expect(drawn.get_by_text("Upper motor neuron: 12 hands")).to_be_visible()
        expect(page.get_by_text("Model")).to_have_count(0)
        page.keyboard.press("Enter")
        asked(page, heading)
        raise_hands(page, 12, 1, 1, 1)
    page.keyboard.press("Enter")
    expect(page.get_by_text("The patient had")).to_be_visible()
    expect(page.get_by_text("As one forecaster the room has")).to_be_visible()
    expect(settled(page).locator("[data-testid=stVegaLiteChart] svg")).to_have_count(5)
    page.get_by_text("Keep this session").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download as csv").click()
    text = saved.value.path().read_text("utf-8")
    assert text.startswith("round,step,told,")
    assert len(text.splitlines()) == 1 + 3 * 4


@pytest.mark.parametrize("screen", [PROJECTOR, PHONE], ids=["projector", "phone"])
def test_every_moment_passes_axe_in_light_and_dark_and_fits_the_window(
    app_url: str, new_context: Callable[..., BrowserContext], screen: dict[str, Any]
) -> None:
    page = opened(new_context(**screen).new_page(), app_url)
    page.get_by_role("radio", name="Points: four numbers from each").click()
    assert not faults(settled(page))
    page.get_by_role("button", name="Begin").click()
    for heading in ("A patient", "Finding 1 of 2", "Finding 2 of 2"):
        assert not faults(asked(page, heading))
        page.keyboard.insert_text("10 60 20 10\n30 30 20 20\n10 60 20 10")
        page.keyboard.press("Control+Enter")
        expect(page.get_by_text(re.compile("^3 answers"))).to_be_visible()
        assert not faults(settled(page))
        page.get_by_role("button", name=re.compile("Next finding|Show the model")).click()
    expect(page.get_by_text("The patient had")).to_be_visible()
    expect(settled(page).locator("[data-testid=stVegaLiteChart] svg")).to_have_count(5)
    assert not faults(page)
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(wide)


def test_a_class_is_told_the_same_patient_by_the_same_link(
    page: Page, app_url: str, new_context: Callable[..., BrowserContext]
) -> None:
    begun(page, app_url)
    said = page.locator(".st-key-lecture-told").inner_text()
    other = new_context().new_page()
    other.goto(f"{app_url}/{SHORT.replace('lecture', 'train')}")
    other.get_by_role("button", name="Begin").click()
    expect(other.get_by_text(said.strip())).to_be_visible()
