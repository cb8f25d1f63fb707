"""Training rounds in a browser: by mouse, by keyboard, on a phone, light and dark."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.pages import MAIN, PHONE, broken, broken_in_any_scheme, settled


def opened(page: Page, url: str) -> Page:
    page.goto(f"{url}/train")
    expect(page.get_by_role("button", name="Begin")).to_be_visible()
    return settled(page)


def press(page: Page, name: str) -> None:
    settled(page).get_by_role("button", name=name, exact=True).click()


def to_the_end(page: Page) -> None:
    press(page, "Begin")
    for step in range(7):
        heading = f"Finding {step} of 6" if step else "A patient"
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        press(page, "Predict")
    expect(page.get_by_text("The patient had")).to_be_visible()
    settled(page)


def faults(page: Page) -> list[str]:
    return broken_in_any_scheme(page, MAIN, least="moderate")


@pytest.mark.parametrize("screen", [{}, PHONE], ids=["wide", "phone"])
def test_a_round_passes_axe_in_light_and_dark_and_fits_the_window(
    app_url: str, new_context: Callable[..., BrowserContext], screen: dict[str, Any]
) -> None:
    page = new_context(**screen).new_page()
    opened(page, app_url)
    assert not faults(page)
    press(page, "Begin")
    expect(page.get_by_role("button", name="Predict")).to_be_visible()
    assert not faults(settled(page))
    press(page, "Leave this round")
    to_the_end(page)
    expect(page.locator("[data-testid=stVegaLiteChart] svg")).to_have_count(2)
    assert not faults(page)
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(wide)


def test_the_keyboard_alone_makes_a_prediction(page: Page, app_url: str) -> None:
    opened(page, app_url)
    page.get_by_role("button", name="Begin").focus()
    page.keyboard.press("Enter")
    box = page.get_by_label("Upper motor neuron", exact=True)
    expect(box).to_be_visible()
    settled(page)
    box.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    expect(page.get_by_text("5 points too many.")).to_be_visible()
    expect(page.get_by_role("button", name="Predict", exact=True)).to_be_disabled()
    settled(page).get_by_role("button", name="Make it 100").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("100 points are given.")).to_be_visible()
    settled(page).get_by_role("button", name="Predict", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Finding 1 of 6")).to_be_visible()


def test_progress_is_saved_and_loaded_in_another_browser(
    page: Page, app_url: str, new_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    opened(page, app_url)
    to_the_end(page)
    page.get_by_text("Save and load").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save your progress").click()
    file = tmp_path / "progress.json"
    saved.value.save_as(file)
    other = opened(new_context().new_page(), app_url)
    other.get_by_text("Save and load").click()
    other.locator("input[type=file]").set_input_files(file)
    expect(other.get_by_text(re.compile(r"^1 round\. Brier"))).to_be_visible()
    file.write_text('{"form": "shopping"}')
    other.locator("input[type=file]").set_input_files(file)
    expect(other.get_by_test_id("stAlert")).to_contain_text("another kind of JSON")
    expect(other.get_by_text(re.compile(r"^1 round\. Brier"))).to_be_visible()


def test_the_sheet_to_print_has_its_key(page: Page, app_url: str, tmp_path: Path) -> None:
    opened(page, app_url)
    page.get_by_text("On paper").click()
    with page.expect_download() as sheet:
        page.get_by_role("button", name="Download the sheet with its key").click()
    file = tmp_path / "sheet.html"
    sheet.value.save_as(file)
    page.goto(file.as_uri())
    expect(page.get_by_role("heading", name="Key")).to_be_visible()
    expect(page.get_by_role("heading", name="Patient 3")).to_have_count(2)
    assert not broken(page, least="moderate")
