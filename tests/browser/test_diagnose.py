"""What a person does with a case in a browser: take back, keep, share, open a file, compare."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.pages import (
    numbers,
    opened,
    radio,
    settled,
    shows_other_numbers_than,
    strip,
)

PACKET = Path("data/cases/phenopackets/lmn__BAG3__PMID_28754666_75553_0001.json")


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_undo_and_redo_by_click_and_by_key(page: Page, app_url: str) -> None:
    settled(opened(page, f"{app_url}/?reflexes=increased"))
    before = numbers(page)
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    radio(page, "Plantar response", "Extensor").click()
    after = shows_other_numbers_than(page, before)
    page.get_by_role("button", name="Undo").click()
    expect(strip(page)).to_contain_text(f"Upper {before['Upper']}%")
    expect(radio(page, "Plantar response", "Extensor")).not_to_be_checked()
    page.keyboard.press("Control+Shift+Z")
    expect(strip(page)).to_contain_text(f"Upper {after['Upper']}%")
    expect(radio(page, "Plantar response", "Extensor")).to_be_checked()
    page.keyboard.press("Control+Z")
    expect(strip(page)).to_contain_text(f"Upper {before['Upper']}%")


def test_a_reset_can_be_undone_and_the_address_follows(page: Page, app_url: str) -> None:
    settled(opened(page, f"{app_url}/?babinski=extensor"))
    page.get_by_role("button", name="New patient").click()
    expect(page.get_by_role("heading", name="Nothing examined yet.")).to_be_visible()
    expect(page).to_have_url(f"{app_url}/?case=none")
    page.get_by_role("button", name="Stiff legs").click()
    expect(page.get_by_text("A published patient")).to_be_visible()
    expect(page).to_have_url(re.compile("babinski=Extensor.*atrophy=None"))
    page.get_by_role("button", name="Undo").click()
    expect(page).to_have_url(f"{app_url}/?case=none")
    page.get_by_role("button", name="Undo").click()
    expect(radio(page, "Plantar response", "Extensor")).to_be_checked()
    expect(page).to_have_url(f"{app_url}/?babinski=Extensor")


def test_how_sure_moves_the_answer_and_goes_along_in_the_link(
    page: Page, app_url: str, new_context: Callable[..., BrowserContext]
) -> None:
    settled(opened(page, f"{app_url}/?reflexes=increased&babinski=extensor"))
    before = numbers(page)
    page.get_by_text("How sure are you of what you found?").click()
    radio(page, "Plantar response: extensor", "60% sure").click()
    after = shows_other_numbers_than(page, before)
    assert after["Upper"] < before["Upper"]
    settled(page)
    assert query(page)["sure"] == ["babinski:0.6"]
    other = settled(opened(new_context().new_page(), page.url))
    assert numbers(other) == after
    expect(radio(other, "Plantar response: extensor", "60% sure")).to_be_checked()


def test_findings_are_kept_out_of_the_address_on_every_page_and_come_back(
    page: Page, app_url: str
) -> None:
    settled(opened(page, f"{app_url}/?babinski=extensor&reflexes=increased"))
    expected = numbers(page)
    page.get_by_role("button", name="Link to this case").click()
    page.get_by_text("Keep findings out of the address bar").click()
    expect(page).to_have_url(f"{app_url}/?case=none")
    expect(page.get_by_test_id("stCode").first).to_contain_text("babinski=Extensor")
    page.keyboard.press("Escape")
    for link in ("Network", "About", "Diagnose"):
        page.get_by_role("link", name=link).click()
        settled(page)
        assert set(query(page)) <= {"case"}
    assert numbers(page) == expected
    page.get_by_role("button", name="Link to this case").click()
    page.get_by_text("Keep findings out of the address bar").click()
    expect(page).to_have_url(f"{app_url}/?reflexes=Increased&babinski=Extensor")
    assert numbers(page) == expected


def opens_file(page: Page, name: str, content: bytes) -> None:
    page.get_by_role("button", name="Open a phenopacket").click()
    file = {"name": name, "mimeType": "application/json", "buffer": content}
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files([file])


def test_a_phenopacket_becomes_the_case_and_can_be_undone(
    page: Page, app_url: str, root: Path
) -> None:
    settled(opened(page, f"{app_url}/?babinski=extensor"))
    before = numbers(page)
    opens_file(page, PACKET.name, (root / PACKET).read_bytes())
    expect(page.get_by_text("read from lmn__BAG3")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("summary").filter(has_text="not used").click()
    shows_other_numbers_than(page, before)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("read from lmn__BAG3")).to_have_count(0)
    expect(radio(settled(page), "Plantar response", "Extensor")).to_be_checked()


def test_a_broken_file_says_what_is_wrong_and_leaves_the_case(page: Page, app_url: str) -> None:
    settled(opened(page, f"{app_url}/?babinski=extensor"))
    before = numbers(page)
    opens_file(page, "broken.json", json.dumps({"proband": {}}).encode())
    expect(page.get_by_role("alert").filter(has_text="could not be opened")).to_be_visible()
    assert numbers(settled(page)) == before


def test_a_kept_moment_stands_beside_the_case_as_it_became(page: Page, app_url: str) -> None:
    settled(opened(page, f"{app_url}/?reflexes=increased"))
    page.get_by_role("button", name="Keep this moment").click()
    page.get_by_role("textbox", name="Name").fill("Before the sole")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_text("Kept until this tab is closed: Before the sole.")).to_be_visible()
    page.keyboard.press("Escape")
    before = numbers(page)
    radio(page, "Plantar response", "Extensor").click()
    shows_other_numbers_than(page, before)
    page.get_by_role("button", name="Think further").click()
    page.get_by_role("menuitem", name="Two cases").click()
    expect(page.get_by_role("heading", level=1, name="Two cases")).to_be_visible()
    expect(page.get_by_text("Of 100 patients like “Before the sole”").first).to_be_visible()
    expect(page.get_by_role("row", name="Plantar response")).to_contain_text("not examined")
    expect(page.locator("[data-testid=stVegaLiteChart] svg")).to_have_count(3)


def test_the_keyboard_alone_opens_a_fold_and_says_how_sure(page: Page, app_url: str) -> None:
    settled(opened(page, f"{app_url}/?babinski=extensor"))
    before = numbers(page)
    fold = page.locator("summary").filter(has_text="How sure are you")
    fold.focus()
    page.keyboard.press("Enter")
    scale = page.get_by_role("radiogroup", name="Plantar response: extensor")
    expect(scale).to_be_visible()
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == "Certain":
            break
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(scale.get_by_role("radio", name="90% sure")).to_be_checked()
    shows_other_numbers_than(page, before)


def test_the_printed_page_has_the_findings_in_words_and_no_controls(
    page: Page, app_url: str
) -> None:
    settled(opened(page, f"{app_url}/?babinski=extensor"))
    page.emulate_media(media="print")
    expect(page.get_by_text("Findings: plantar response extensor.")).to_be_visible()
    expect(page.get_by_role("radiogroup", name="Plantar response")).to_be_hidden()
    expect(page.get_by_role("button", name="New patient")).to_be_hidden()
    expect(page.locator("[data-testid=stVegaLiteChart] svg").first).to_be_visible()
