"""The Evidence page in a browser: filter, open a number, follow it to its cells and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.pages import MAIN, broken_in_any_scheme, settled

HOUTEN = "houten2008_babinski_umn"


def opened(page: Page, url: str) -> Page:
    page.goto(url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Where the numbers come from")
    expect(page.get_by_text("numbers of").first).to_be_visible()
    return settled(page)


def choose(page: Page, label: str, words: str) -> None:
    box = page.get_by_role("combobox", name=label, exact=True)
    box.click()
    box.fill(words)
    page.get_by_role("option", name=re.compile(words, re.IGNORECASE)).first.click()
    settled(page)


def test_a_number_is_found_by_its_finding_followed_to_its_cells_and_back(
    page: Page, app_url: str
) -> None:
    opened(page, f"{app_url}/evidence")
    choose(page, "Finding or table", "Plantar response")
    expect(page.get_by_text("1026 numbers of")).to_have_count(0)
    choose(page, "Number", "Houten 2008")
    expect(page.get_by_role("heading", name="74/225 (0.33)")).to_be_visible()
    expect(page.get_by_text("of the pull").first).to_be_visible()
    page.get_by_role("button", name="Open the table: Plantar response").click()
    settled(page)
    expect(page.get_by_text("How this column comes about").first).to_be_visible()
    page.get_by_role("button", name="74/225 (0.33) · Houten 2008").click()
    settled(page)
    expect(page.get_by_role("heading", name="74/225 (0.33)")).to_be_visible()
    page.get_by_role("link", name="All figures held against the model").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Held against the literature")


def test_a_row_of_the_table_opens_its_number(page: Page, app_url: str) -> None:
    opened(page, f"{app_url}/evidence")
    table = page.get_by_test_id("stDataFrame").last
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    assert box
    page.mouse.click(box["x"] + 22, box["y"] + 52)  # the box before the first row
    settled(page)
    expect(page.get_by_role("heading", name="What is pooled from it")).to_be_visible()


def test_a_link_opens_the_number_and_keeps_the_case(
    page: Page, app_url: str, new_context: Callable[..., BrowserContext]
) -> None:
    opened(page, f"{app_url}/evidence?estimate={HOUTEN}&babinski=Extensor")
    expect(page.get_by_role("heading", name="74/225 (0.33)")).to_be_visible()
    assert parse_qs(urlsplit(page.url).query)["babinski"] == ["Extensor"]
    page.get_by_role("button", name="Link", exact=True).click()
    link = page.get_by_test_id("stCode").first.inner_text().strip()
    assert urlsplit(link).query == f"estimate={HOUTEN}"
    other = opened(new_context().new_page(), link)
    expect(other.get_by_role("heading", name="74/225 (0.33)")).to_be_visible()
    page.get_by_role("link", name="Diagnose").click()
    sign = page.get_by_role("radiogroup", name="Plantar response")
    expect(sign.get_by_role("radio", name="Extensor", exact=True)).to_be_checked()


def test_what_was_found_can_be_downloaded(page: Page, app_url: str) -> None:
    opened(page, f"{app_url}/evidence")
    choose(page, "Condition", "Plexus")
    expect(page.get_by_text(re.compile(r"^\d\d numbers of"))).to_be_visible()
    said = page.get_by_text(re.compile(r"^\d\d numbers of")).inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as csv", exact=True).click()
    lines = download.value.path().read_text("utf-8").splitlines()
    assert lines[0].startswith("estimate_id,finding,state,population,group,")
    assert len(lines) - 1 == int(said.split()[0])


def test_every_view_passes_axe_in_light_and_dark_and_fits_a_phone(
    phone: Page, app_url: str
) -> None:
    page = opened(phone, f"{app_url}/evidence?estimate={HOUTEN}")
    expect(page.get_by_role("heading", name="74/225 (0.33)")).to_be_visible()
    for view in ("Numbers", "Publications", "Assumptions", "Tables"):
        page.get_by_role("radio", name=view, exact=True).click()
        settled(page)
        assert page.evaluate("document.documentElement.scrollWidth") == 390, view
        assert not broken_in_any_scheme(page, MAIN), view
