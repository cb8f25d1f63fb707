"""The case as a file: downloaded, opened without the app, read out, printed."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.pages import PHONE, broken, opened, radio, settled

CASE = "?babinski=extensor&tone=increased&reflexes=increased&setting=neurology_clinic"
NAMES = {
    "html": "Report to read and print",
    "png": "Picture (PNG)",
    "svg": "Picture to scale",
    "csv": "Numbers",
    "json": "Everything",
}


def downloaded(page: Page, form: str, folder: Path) -> Path:
    """Save a file of the case from the menu, which is opened if it is not."""
    button = page.get_by_role("button", name=NAMES[form])
    if not button.is_visible():
        settled(page).get_by_role("button", name="Download", exact=True).first.click()
    with page.expect_download() as file:
        button.click()
    assert re.fullmatch(rf"bayesdx-\d{{4}}-\d\d-\d\d\.{form}", file.value.suggested_filename)
    path = folder / f"case.{form}"
    file.value.save_as(path)
    return path


@pytest.fixture(scope="module")
def report(browser: Browser, app_url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    page = opened(browser.new_page(), f"{app_url}/{CASE}")
    path = downloaded(page, "html", tmp_path_factory.mktemp("report"))
    page.close()
    return path


def test_every_file_is_the_case_of_the_page(page: Page, app_url: str, tmp_path: Path) -> None:
    opened(page, f"{app_url}/{CASE}")
    files = {form: downloaded(page, form, tmp_path) for form in NAMES}
    said = json.loads(files["json"].read_text("utf-8"))
    assert {one["finding"] for one in said["findings"]} == {
        "babinski", "tone", "reflexes", "setting"
    }  # fmt: skip
    with files["csv"].open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    umn = next(row for row in rows if (row["target"], row["state"]) == ("pattern", "umn"))
    strip = page.get_by_role("status", name="Pattern").inner_text()
    assert f"Upper {100 * float(umn['probability']):.0f}%" in strip.replace("\n", " ")
    assert files["png"].read_bytes().startswith(b"\x89PNG")
    page.goto(files["svg"].as_uri())
    expect(page.get_by_text("never for the care of a patient").first).to_be_visible()


def test_a_finding_changed_on_the_page_is_in_the_next_file(
    page: Page, app_url: str, tmp_path: Path
) -> None:
    opened(page, f"{app_url}/{CASE}")
    radio(page, "Plantar response", "Flexor or mute").click()
    said = json.loads(downloaded(settled(page), "json", tmp_path).read_text("utf-8"))
    babinski = next(one for one in said["findings"] if one["finding"] == "babinski")
    assert babinski["said"] == "flexor"


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_the_report_opens_by_itself_and_passes_axe(
    look: str, report: Path, new_context: Callable[..., BrowserContext]
) -> None:
    options = PHONE if look == "phone" else {"color_scheme": look}
    page = new_context(**options, offline=True).new_page()
    page.goto(report.as_uri())
    expect(page.get_by_role("heading", level=1)).to_contain_text("upper motor neuron lesion")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not broken(page, least="minor")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(255, 255, 255)") == (look != "dark")


def test_the_report_asks_for_nothing(
    report: Path, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(report.as_uri(), wait_until="networkidle")
    assert asked == [report.as_uri()]


def test_the_report_prints_black_on_white_even_from_a_dark_screen(
    report: Path, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(color_scheme="dark").new_page()
    page.goto(report.as_uri())
    page.emulate_media(media="print")
    colours = page.evaluate(
        "['color', 'backgroundColor'].map(name => getComputedStyle(document.body)[name])"
    )
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    paper = page.pdf(format="A4")
    assert paper.startswith(b"%PDF")
    assert len(paper) < 2_000_000


def test_a_number_of_a_publication_leads_to_it(report: Path, page: Page) -> None:
    page.goto(report.as_uri())
    page.get_by_role("link", name="[1]", exact=True).first.click()
    expect(page.locator("#publication-1")).to_be_in_viewport()
    assert page.locator("#publication-1").inner_text()
