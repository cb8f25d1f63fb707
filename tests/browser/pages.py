"""What the browser tests share: the pages, and what a person does on them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from axe_playwright_python.sync_playwright import Axe
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
    "evidence": "Where the numbers come from",
    "about": "About bayesdx",
}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
MAIN = "[data-testid=stMain]"
"""The page itself, without the menu, which is Streamlit's own."""

IMPACTS = ("minor", "moderate", "serious", "critical")
"""How axe weighs what it finds."""

# Whether every chart that is shown has its picture.
DRAWN = """() => [...document.querySelectorAll('[data-testid=stVegaLiteChart]')]
  .every(chart => !chart.checkVisibility() || chart.querySelector('svg, canvas'))"""

# Texts of charts that run over an edge of their picture.
CUT = """() => [...document.querySelectorAll('[data-testid=stVegaLiteChart] svg')]
  .flatMap(svg => [...svg.querySelectorAll('text')].filter(text => {
    const [own, all] = [text.getBoundingClientRect(), svg.getBoundingClientRect()]
    return own.right > all.right + 1 || own.left < all.left - 3  // a title is set a line high
  })).map(text => text.textContent)"""

# Elements that run over the edge of the window.
WIDE = """() => [...document.querySelectorAll('[data-testid=stMain] *')]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
  .filter(e => !e.parentElement.closest(`table, svg, [data-testid=stDataFrame]`))  // clip or scroll
  .map(e => e.outerHTML.slice(0, 120))"""


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
    expect(page.get_by_test_id("stException")).to_have_count(0)
    page.wait_for_function(DRAWN)
    return page


def dressed(page: Page, scheme: str) -> Page:
    """Show the page in light or in dark; charts are drawn anew for it."""
    page.emulate_media(color_scheme=scheme)
    expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", scheme)
    return settled(page)


def broken(
    page: Page, within: str | None = None, *, least: str = "serious", rules: Sequence[str] = ()
) -> list[str]:
    """Return what axe finds at least that grave, in the whole page or in a part of it."""
    options = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in Axe().run(page, within, options).response["violations"]
        if IMPACTS.index(rule["impact"]) >= IMPACTS.index(least)
        for node in rule["nodes"]
    ]


def broken_in_any_scheme(
    page: Page, within: str | None = None, *, least: str = "serious"
) -> list[str]:
    """Return what axe finds in light, then in dark, where only the colours are others."""
    light = broken(dressed(page, "light"), within, least=least)
    dark = broken(dressed(page, "dark"), within, least=least, rules=["color-contrast"])
    return [*light, *(f"in dark, {fault}" for fault in dark)]


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


def tabbed_until(page: Page, there: Callable[[], bool]) -> None:
    """Press Tab until the focus is where it should be; twice around the page at most.

    A part of the page that is drawn anew gives the focus back to the top.
    """
    for _ in range(300):
        page.keyboard.press("Tab")
        if there():
            return
    raise AssertionError("the Tab key does not come there")
