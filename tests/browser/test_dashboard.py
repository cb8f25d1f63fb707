"""What only a browser shows: what people see, click, type and share."""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.pages import (
    numbers,
    opened,
    radio,
    settled,
    shows_other_numbers_than,
    strip,
    tabbed_until,
)

FOCUSED_TEXT = "document.activeElement.innerText"

# Clicks an element; returns after how many milliseconds the numbers in the strip have changed.
TIMED_CLICK = """element => new Promise(done => {
  const strip = () => document.querySelector('[role=status][aria-label=Pattern]').innerText
  const before = strip(), began = performance.now()
  element.click()
  const look = () => strip() === before && performance.now() < began + 10000
    ? requestAnimationFrame(look) : done(performance.now() - began)
  look()
})"""


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
    tabbed_until(page, lambda: page.evaluate(FOCUSED_TEXT) == "Flexor or mute")
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
    picture = page.get_by_role("group", name=re.compile("Found: tendon reflexes increased"))
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
