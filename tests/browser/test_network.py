"""The drawn network and the body in a browser: clicked, by keyboard alone, on a phone, by axe."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.pages import (
    broken_in_any_scheme,
    numbers,
    opened,
    radio,
    settled,
    shows_other_numbers_than,
    tabbed_until,
)

CASE = "?reflexes=Increased&babinski=Extensor"
FOCUSED = """() => {
  let at = document.activeElement
  while (at && at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement
  return at && at.dataset ? at.dataset.pick ?? "" : ""
}"""


def part(page: Page, name: str) -> Locator:
    return page.locator(f"[data-pick={name}]")


def focused(page: Page) -> str:
    return str(page.evaluate(FOCUSED))


def tabbed_into_the_picture(page: Page) -> str:
    """Press Tab until a part of a picture has the focus; return which one."""
    tabbed_until(page, lambda: bool(focused(page)))
    return focused(page)


def test_a_click_on_a_box_opens_its_panel_and_setting_it_moves_the_answer(
    page: Page, app_url: str
) -> None:
    settled(opened(page, f"{app_url}/network{CASE}"))
    before = numbers(page)
    part(page, "fasciculations").click()
    expect(page.get_by_role("heading", name="Fasciculations", exact=True).first).to_be_visible()
    expect(part(page, "fasciculations")).to_have_attribute("aria-pressed", "true")
    radio(page, "Set it", "Present").click()
    shows_other_numbers_than(page, before)
    expect(part(page, "fasciculations")).to_have_attribute("aria-label", re.compile("examined"))
    expect(
        page.get_by_role("group", name=re.compile("Found: .*fasciculations present"))
    ).to_be_visible()
    expect(page).to_have_url(re.compile("fasciculations=Present"))
    page.get_by_role("link", name="Diagnose").click()
    expect(radio(page, "Fasciculations", "Present")).to_be_checked()


def test_the_keyboard_alone_walks_the_network_and_sets_a_node(page: Page, app_url: str) -> None:
    settled(opened(page, f"{app_url}/network{CASE}"))
    before = numbers(page)
    assert tabbed_into_the_picture(page) == "pattern"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(part(page, "atrophy")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("heading", name="Muscle wasting").first).to_be_visible()
    settled(page)
    assert focused(page) == "atrophy"
    for _ in range(2):  # the help of the control, then the control
        page.keyboard.press("Tab")
    expect(radio(page, "Set it", "None")).to_be_focused()
    for name in ("Mild", "Marked"):
        page.keyboard.press("ArrowRight")
        expect(radio(page, "Set it", name)).to_be_focused()
    page.keyboard.press("Space")
    expect(radio(page, "Set it", "Marked")).to_be_checked()
    shows_other_numbers_than(page, before)


def test_arrow_keys_go_to_the_box_beside(page: Page, app_url: str) -> None:
    settled(opened(page, f"{app_url}/network{CASE}"))
    tabbed_into_the_picture(page)
    page.keyboard.press("Home")
    assert focused(page) == "setting"
    page.keyboard.press("ArrowRight")
    assert focused(page) == "cause"
    page.keyboard.press("ArrowLeft")
    assert focused(page) == "setting"


def test_a_site_of_the_body_is_told_by_click_and_by_keyboard(page: Page, app_url: str) -> None:
    settled(opened(page, f"{app_url}/{CASE}"))
    expect(
        page.get_by_role("button", name=re.compile(r"^Cervical cord: \d+ of 100"))
    ).to_be_visible()
    part(page, "cortex").locator("path").first.click(position={"x": 43, "y": 37})
    expect(page.get_by_role("heading", name="Cerebral cortex", exact=True)).to_be_visible()
    expect(part(page, "cortex")).to_have_attribute("aria-pressed", "true")
    settled(page)
    part(page, "cortex").focus()
    page.keyboard.press("ArrowDown")
    assert focused(page) == "subcortical"
    page.keyboard.press("Space")
    expect(
        page.get_by_role("heading", name="Deep white matter or internal capsule")
    ).to_be_visible()
    settled(page)
    assert focused(page) == "subcortical"


def test_the_body_changes_with_the_findings_and_keeps_its_choice(page: Page, app_url: str) -> None:
    settled(opened(page, f"{app_url}/{CASE}"))
    part(page, "cervical_cord").focus()
    page.keyboard.press("Enter")
    chosen = page.get_by_role("heading", name="Cervical cord", exact=True)
    expect(chosen).to_be_visible()
    said = part(page, "cervical_cord").get_attribute("aria-label") or ""
    radio(page, "Muscle wasting", "Marked").click()
    expect(part(page, "cervical_cord")).not_to_have_attribute("aria-label", said)
    expect(part(page, "cervical_cord")).to_have_attribute("aria-pressed", "true")
    expect(chosen).to_be_visible()


@pytest.mark.parametrize("path", ["", "network"])
def test_axe_finds_no_fault_with_a_part_chosen(page: Page, app_url: str, path: str) -> None:
    settled(opened(page, f"{app_url}/{path}{CASE}"))
    name = "babinski" if path else "cervical_cord"
    part(page, name).focus()
    page.keyboard.press("Enter")
    expect(part(page, name)).to_have_attribute("aria-pressed", "true")
    assert not broken_in_any_scheme(page, least="minor")


def test_forced_colours_leave_text_and_edges(page: Page, app_url: str) -> None:
    page.emulate_media(forced_colors="active")
    settled(opened(page, f"{app_url}/{CASE}"))
    seen = part(page, "cortex").evaluate(
        """g => [getComputedStyle(g.querySelector('.edge')).stroke,
                getComputedStyle(document.body).backgroundColor]"""
    )
    assert seen[0] not in ("none", seen[1])


def test_on_a_phone_the_pictures_stay_within_the_page_and_a_tap_chooses(
    phone: Page, app_url: str
) -> None:
    settled(opened(phone, f"{app_url}/{CASE}"))
    part(phone, "cervical_cord").locator("rect.hit").tap()
    expect(phone.get_by_role("heading", name="Cervical cord", exact=True)).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    settled(opened(phone, f"{app_url}/network{CASE}"))
    box = part(phone, "pattern").bounding_box()
    assert box
    assert box["x"] > 0
    assert box["x"] + box["width"] < 390
    part(phone, "umn").tap()
    expect(part(phone, "umn")).to_have_attribute("aria-pressed", "true")
    assert phone.evaluate("document.documentElement.scrollWidth") == 390


def test_no_text_of_the_body_leaves_the_picture(page: Page, phone: Page, app_url: str) -> None:
    for view in (page, phone):
        settled(opened(view, f"{app_url}/?reflexes=Increased&atrophy=Marked&babinski=Extensor"))
        expect(part(view, "cortex")).to_be_visible()
        cut = view.locator("svg:has([data-pick=cortex])").evaluate(
            """svg => [...svg.querySelectorAll('text')].filter(text =>
                 text.getBoundingClientRect().right > svg.getBoundingClientRect().right + 1)
               .map(text => text.textContent)"""
        )
        assert not cut
