"""What the browser tests share: the pages, and what a person does on them."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

PAGES = {
    "": "Where is the lesion?",
    "network": "The network",
    "compare": "UMN and LMN side by side",
    "learn": "Learn",
    "train": "Predict, then see",
    "lecture": "Lecture",
    "why": "Why this answer?",
    "how-sure": "How sure is that?",
    "what-if": "What if?",
    "next-test": "What to examine next?",
    "two-cases": "Two cases",
    "literature": "Held against the literature",
    "patients": "Held against patients",
    "dependence": "Signs that come together",
    "about": "About bayesdx",
}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def opened(page: Page, url: str) -> Page:
    page.goto(url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("not for the care of a patient").first).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)
    return page


def settled(page: Page) -> Page:
    """Wait until nothing is being computed any more; the widget that says so comes late."""
    state = "data-test-script-state"
    expect(page.get_by_test_id("stApp")).to_have_attribute(state, "notRunning")
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    return page


def strip(page: Page) -> Locator:
    return page.get_by_role("status", name="Pattern")


def radio(page: Page, group: str, option: str) -> Locator:
    return page.get_by_role("radiogroup", name=group).get_by_role("radio", name=option, exact=True)


def numbers(page: Page) -> dict[str, int]:
    expect(strip(page)).to_be_visible()
    said = strip(page).inner_text()
    return {name: int(p) for name, p in re.findall(r"(\w+)\s+[<>]?(\d+)%", said)}


def shows_other_numbers_than(page: Page, before: dict[str, int]) -> dict[str, int]:
    expect(strip(page)).not_to_contain_text(f"Upper {before['Upper']}%")
    return numbers(page)
