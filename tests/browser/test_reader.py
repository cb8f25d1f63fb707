"""Language and reading level in a browser: by keyboard, kept over pages, in German on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.pages import MAIN, PHONE, broken, opened, settled

TITLES = {
    "": "Wo sitzt die Läsion?",
    "why": "Warum diese Antwort?",
    "compare": "Erstes und zweites",
}


def choose(page: Page, group: str, option: str) -> None:
    """Choose in the menu of the reader, by keyboard alone."""
    menu = page.get_by_role("button", name="·").first
    menu.focus()
    page.keyboard.press("Enter")
    radio = page.get_by_role("radiogroup", name=group).get_by_role("radio", name=option)
    radio.focus()
    page.keyboard.press("Enter")
    settled(page)
    page.keyboard.press("Escape")


def test_language_and_reader_are_chosen_by_keyboard_and_stay(page: Page, app_url: str) -> None:
    opened(page, app_url)
    choose(page, "Language", "Deutsch")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wo sitzt die Läsion?")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    choose(page, "Wer liest?", "Patient")
    expect(page.get_by_text(re.compile(r"\(zwischen \d")).first).to_be_visible()
    page.get_by_role("link", name="Netz", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Das Netz")
    expect(page.get_by_role("button", name="Deutsch · Patient")).to_be_visible()
    assert "patient" not in page.url.lower().split("?")[-1]


def test_a_link_from_an_english_page_is_understood_on_a_german_one(
    new_context: Callable[..., BrowserContext], app_url: str
) -> None:
    page = new_context(locale="de-DE").new_page()
    page.goto(f"{app_url}/?tone=Increased&babinski=Extensor")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wo sitzt die Läsion?")
    settled(page)
    expect(page.get_by_text("nicht verstanden")).to_have_count(0)
    extensor = page.get_by_role("radio", name="Extensorisch")
    expect(extensor).to_have_attribute("aria-checked", "true")


@pytest.mark.parametrize("name", TITLES)
def test_a_german_page_fits_a_phone_and_passes_axe(
    new_context: Callable[..., BrowserContext], app_url: str, name: str
) -> None:
    page = new_context(**PHONE, locale="de-DE").new_page()
    page.goto(f"{app_url}/{name}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLES[name])
    settled(page)
    wide = "e => e.scrollWidth > e.clientWidth"
    assert not page.get_by_test_id("stMain").evaluate(wide)
    assert not broken(page, MAIN)
