"""What only a browser shows: what people see, click, type and share."""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

PAGES = {
    "": "Where is the lesion?",
    "network": "The network",
    "compare": "UMN and LMN side by side",
    "learn": "Learn",
    "numbers": "Where the numbers come from",
    "why": "Why this answer?",
    "how-sure": "How sure is that?",
    "what-if": "What if?",
    "next-test": "What to examine next?",
    "literature": "Held against the literature",
    "patients": "Held against patients",
    "dependence": "Signs that come together",
    "about": "About bayesdx",
}
THINKING = ("why", "how-sure", "what-if", "next-test")
ALLOWED: frozenset[str] = frozenset()
"""Rules of axe that Streamlit itself breaks, and that we cannot mend: none at present."""

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}

# Clicks an element; returns after how many milliseconds the numbers in the strip have changed.
TIMED_CLICK = """element => new Promise(done => {
  const strip = () => document.querySelector('[role=status][aria-label=Pattern]').innerText
  const before = strip(), began = performance.now()
  element.click()
  const look = () => strip() === before && performance.now() < began + 10000
    ? requestAnimationFrame(look) : done(performance.now() - began)
  look()
})"""


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


@pytest.fixture(params=["light", "dark"])
def themed(request: pytest.FixtureRequest, new_context: Callable[..., BrowserContext]) -> Page:
    return new_context(color_scheme=request.param).new_page()


@pytest.fixture
def phone(new_context: Callable[..., BrowserContext]) -> Iterator[Page]:
    page = new_context(**PHONE).new_page()
    yield page
    page.close()


def test_every_page_opens_without_exception_and_passes_axe(themed: Page, app_url: str) -> None:
    for path, title in PAGES.items():
        opened(themed, f"{app_url}/{path}")
        expect(themed.get_by_role("heading", level=1)).to_have_text(title)
        if path == "":
            expect(themed.locator("[data-testid=stVegaLiteChart] svg")).to_have_count(3)
        broken = [
            f"{path or 'diagnose'}: {rule['id']}: {node['html'][:120]}"
            for rule in Axe().run(settled(themed)).response["violations"]
            if rule["impact"] in ("serious", "critical") and rule["id"] not in ALLOWED
            for node in rule["nodes"]
        ]
        assert not broken, "\n".join(broken)


def test_a_click_on_a_finding_moves_the_answer(page: Page, app_url: str) -> None:
    opened(page, f"{app_url}/?reflexes=increased")
    before = numbers(page)
    radio(page, "Plantar response", "Extensor").click()
    after = shows_other_numbers_than(page, before)
    assert after["Upper"] > before["Upper"]
    expect(page.get_by_role("heading", name="upper motor neuron lesion")).to_be_visible()


def test_the_keyboard_alone_sets_a_finding_and_takes_it_back(page: Page, app_url: str) -> None:
    settled(opened(page, f"{app_url}/?reflexes=increased"))
    before = numbers(page)
    wanted = radio(page, "Plantar response", "Extensor")
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == "Flexor or mute":
            break
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(wanted).to_be_checked()
    assert shows_other_numbers_than(page, before)["Upper"] > before["Upper"]
    page.keyboard.press("Space")
    expect(wanted).not_to_be_checked()
    expect(strip(page)).to_contain_text(f"Upper {before['Upper']}%")


def test_the_link_opens_the_same_case_in_another_browser(
    page: Page, app_url: str, new_context: Callable[..., BrowserContext]
) -> None:
    opened(page, f"{app_url}/?babinski=extensor")
    before = numbers(page)
    radio(page, "Muscle wasting", "Present, unspecified").click()
    expected = shows_other_numbers_than(page, before)
    page.get_by_role("button", name="Link to this case").click()
    link = page.get_by_test_id("stCode").first.inner_text().strip()
    assert parse_qs(urlsplit(link).query) == parse_qs(urlsplit(page.url).query)
    for address in (link, f"{app_url}/?plantar=extensor&atrophy=present"):
        other = opened(new_context().new_page(), address)
        expect(radio(other, "Muscle wasting", "Present, unspecified")).to_be_checked()
        expect(radio(other, "Plantar response", "Extensor")).to_be_checked()
        assert numbers(other) == expected


def test_what_a_link_has_that_the_page_does_not_know_is_said(page: Page, app_url: str) -> None:
    opened(page, f"{app_url}/?tone=purple&babinski=extensor")
    expect(page.get_by_text("tone=purple")).to_be_visible()
    expect(radio(page, "Plantar response", "Extensor")).to_be_checked()


def test_the_findings_go_along_from_page_to_page(page: Page, app_url: str) -> None:
    opened(page, f"{app_url}/?babinski=extensor&reflexes=increased")
    expected = numbers(page)
    page.get_by_role("link", name="Network").click()
    picture = page.get_by_role("img", name=re.compile("Found: tendon reflexes increased"))
    expect(picture).to_be_visible()
    assert numbers(page) == expected
    page.get_by_role("link", name="Diagnose").click()
    expect(radio(page, "Tendon reflexes", "Increased")).to_be_checked()
    assert numbers(page) == expected


def test_the_case_and_the_question_go_along_the_pages_that_think_further(
    page: Page, app_url: str
) -> None:
    settled(opened(page, f"{app_url}/?babinski=extensor&reflexes=increased&atrophy=marked"))
    expected = numbers(page)
    said = "muscle wasting marked, plantar response extensor, tendon reflexes increased"
    for link in ("Why", "How sure", "What if", "Next test"):
        page.get_by_role("button", name="Think further").click()
        page.get_by_role("menuitem", name=link, exact=True).click()
        expect(page.get_by_text(f"The case: {said}.")).to_be_visible()
        assert numbers(settled(page)) == expected
        assert parse_qs(urlsplit(page.url).query)["babinski"] == ["Extensor"]
        about = page.get_by_role("combobox", name="About")
        if link == "Why":
            about.click()
            page.get_by_role("option", name="Cause").click()
        else:
            expect(about).to_have_value("Cause")
    page.get_by_role("link", name="Diagnose").click()
    expect(radio(page, "Muscle wasting", "Marked")).to_be_checked()
    assert numbers(page) == expected


def test_the_weights_can_be_downloaded(page: Page, app_url: str) -> None:
    settled(opened(page, f"{app_url}/why?babinski=extensor&reflexes=increased"))
    page.get_by_text("The same as a table").first.click()
    with page.expect_download() as download:
        page.get_by_test_id("stDownloadButton").first.get_by_role("button").click()
    text = download.value.path().read_text("utf-8")
    assert text.startswith("finding,said,alone,in_order,")
    assert len(text.splitlines()) == 3


def test_a_phone_shows_every_page_without_scrolling_sideways(phone: Page, app_url: str) -> None:
    for path in PAGES:
        settled(opened(phone, f"{app_url}/{path}"))
        assert phone.evaluate("document.documentElement.scrollWidth") == 390
        wide = phone.evaluate(
            """() => [...document.querySelectorAll('[data-testid=stMain] *')]
              .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
              .map(e => e.outerHTML.slice(0, 120))"""
        )
        assert not wide, f"{path or 'diagnose'}: {wide[:3]}"


def test_the_pictures_of_a_validation_fill_the_width_and_keep_their_text_within_it(
    phone: Page, page: Page, app_url: str
) -> None:
    for view, width in ((phone, 300), (page, 900)):
        for path in ("literature", "patients", "dependence", *THINKING):
            settled(opened(view, f"{app_url}/{path}"))
            pictures = view.locator("[data-testid=stVegaLiteChart] svg")
            expect(pictures.first).to_be_visible()
            cut = view.evaluate(
                """() => [...document.querySelectorAll('[data-testid=stVegaLiteChart] svg')]
                  .flatMap(svg => [...svg.querySelectorAll('text')].filter(text =>
                    text.getBoundingClientRect().right > svg.getBoundingClientRect().right + 1))
                  .map(text => text.textContent)"""
            )
            assert not cut, f"{path}: {cut[:3]}"
        wide = [one.bounding_box() for one in view.locator("[data-testid=stVegaLiteChart]").all()]
        assert max(box["width"] for box in wide if box) >= width


def test_a_sign_taken_away_changes_the_sentence_of_the_lesson(page: Page, app_url: str) -> None:
    settled(opened(page, f"{app_url}/dependence"))
    expect(page.get_by_text("After 3 signs")).to_be_visible()
    signs = page.get_by_role("toolbar", name="Signs")
    signs.get_by_role("button", name="Plantar response: extensor").click()
    expect(page.get_by_text("After 2 signs").or_(page.get_by_text("hardly differ"))).to_be_visible()
    page.get_by_role("radio", name="Looked for and not found").click()
    drawn = page.locator("[data-testid=stVegaLiteChart] svg")
    expect(drawn.get_by_text("not increased").first).to_be_visible()


def test_every_figure_of_the_literature_can_be_downloaded(page: Page, app_url: str) -> None:
    settled(opened(page, f"{app_url}/literature"))
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as csv").click()
    text = download.value.path().read_text("utf-8")
    assert text.startswith("estimate_id,source,")
    assert len(text.splitlines()) > 50


def test_the_answer_and_the_intended_use_stay_in_sight_on_a_phone(
    phone: Page, app_url: str
) -> None:
    opened(phone, app_url)
    radio(phone, "Active denervation on EMG", "Active denervation").scroll_into_view_if_needed()
    expect(strip(phone)).to_be_in_viewport()
    expect(phone.get_by_text("not for the care of a patient").first).to_be_in_viewport()


def test_from_a_click_to_the_new_answer(
    page: Page, app_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    numbers(settled(opened(page, f"{app_url}/?reflexes=increased")))
    clicks = [
        *(("Plantar response", "Extensor"), ("Muscle tone", "Increased, spastic")),
        *(("Muscle wasting", "Marked"), ("Plantar response", "Flexor or mute")),
        *(("Tendon reflexes", "Decreased"), ("Muscle tone", "Decreased")),
        *(("Muscle wasting", "None"), ("Tendon reflexes", "Increased")),
    ]
    times = []
    for click in clicks:
        times.append(radio(page, *click).evaluate(TIMED_CLICK))
        settled(page)
    assert max(times) < 10_000  # each one was answered
    with capsys.disabled():
        print(f" [click to new answer: median {statistics.median(times):.0f} ms] ", end="")
