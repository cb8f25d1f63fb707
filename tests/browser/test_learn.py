"""The lessons, in a browser: pictures, a guess and its answer, phone and dark."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.pages import CUT, broken, broken_in_any_scheme, settled


def drawn(page: Page) -> Page:
    """Wait until the last chart is drawn, too."""
    settled(page).wait_for_timeout(300)
    return page


def opened(page: Page, url: str) -> Page:
    page.goto(f"{url}/learn")
    expect(page.get_by_role("heading", level=1)).to_have_text("Learn")
    return drawn(page)


def answered(page: Page) -> Page:
    settled(page)
    guess = page.get_by_role("spinbutton", name="Your guess, in percent")
    guess.fill("50")
    guess.press("Enter")
    page.wait_for_timeout(800)  # the run that Enter starts would take the next click with it
    settled(page)
    page.get_by_role("button", name="Show the answer").click()
    expect(page.get_by_text("The model says")).to_be_visible()
    return drawn(page)


def goes_on(page: Page) -> bool:
    """Open the next lesson, if there is one."""
    following = page.get_by_role("button", name="Next lesson: ")
    if not following.count():
        return False
    title = following.inner_text().partition("Next lesson: ")[2].strip()
    following.click()
    expect(page.get_by_role("heading", level=2, name=title)).to_be_visible()
    drawn(page)
    return True


def test_every_lesson_is_read_to_its_answer_and_passes_axe_in_light_and_dark(
    page: Page, app_url: str
) -> None:
    opened(page, app_url)
    read = 1
    while True:
        assert not broken_in_any_scheme(answered(page)), f"lesson {read}"
        if not goes_on(page):
            break
        read += 1
    assert read == 10


def test_on_a_phone_no_lesson_scrolls_sideways_and_no_label_is_cut(
    phone: Page, app_url: str
) -> None:
    page = opened(phone, app_url)
    while True:
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert not page.evaluate(CUT)
        if not goes_on(page):
            break


def test_pictures_that_are_no_charts_are_drawn_and_read_out(page: Page, app_url: str) -> None:
    opened(page, app_url)
    tree = page.get_by_role("img", name=re.compile("^Of 1,000 patients: "))
    expect(tree).to_be_visible()
    expect(tree.locator("text").first).to_be_visible()
    goes_on(page)
    icons = page.get_by_role("img", name=re.compile("^Of 1,000 patients with wasting"))
    expect(icons).to_be_visible()
    before = icons.get_attribute("aria-label")
    page.get_by_role("radio", name="Motor neuron disease clinic").click()
    expect(icons).not_to_have_attribute("aria-label", str(before))


def test_the_text_is_no_wider_than_one_reads_easily(page: Page, app_url: str) -> None:
    opened(page, app_url)
    box = page.get_by_text("A movement needs two nerve cells").bounding_box()
    assert box
    assert box["width"] <= 760


def test_a_link_opens_its_lesson(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/learn?lesson=spinal-shock")
    expect(page.get_by_role("heading", level=2, name="Spinal shock")).to_be_visible()
    settled(page)


def test_a_tree_is_filled_by_keyboard(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/learn?lesson=fill-the-tree")
    expect(page.get_by_role("button", name="Check")).to_be_visible()
    settled(page)
    page.get_by_label("Upper lesion, brisk jerks", exact=True).focus()
    page.keyboard.type("1000")
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("Look again at: upper lesion, brisk jerks"))).to_be_visible()
    page.get_by_role("button", name="Show the tree").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("img", name=re.compile("^Of 1,000 patients: "))).to_be_visible()
    expect(page.get_by_text("Without rounding the model says")).to_be_visible()
    assert not broken(settled(page))
