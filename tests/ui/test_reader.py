"""The reader's language and level: kept, never in the link, and spoken on every page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from bayesdx.language import languages, speaking
from bayesdx.ui import reader

PAGES = Path(reader.__file__).parent / "pages"
NAMES = sorted(path.stem for path in PAGES.glob("[!_]*.py"))
SCRIPT = """
from bayesdx.ui import reader, state
from bayesdx.ui.pages import {name}
reader.begin()
state.begin()
reader.menu()
{name}.page()
"""
ENGLISH = re.compile(r"\b(the|of|and|with|which|what|how|your|are|is|not|for|from|this)\b", re.I)
WIDGETS = ("button", "selectbox", "segmented_control", "slider", "expander", "checkbox", "toggle")
HEADINGS = ("title", "header", "subheader")
SHOWN = {*WIDGETS, *HEADINGS, "caption", "markdown", "popover", "pills", "multiselect", "warning"}
SHOWN |= {"info", "error", "success", "download_button", "file_uploader", "text_input", "radio"}
SHOWN |= {"number_input", "text_area", "form_submit_button", "spinner", "tabs"}


def opened(name: str, **chosen: str) -> AppTest:
    app = AppTest.from_string(SCRIPT.format(name=name), default_timeout=120)
    for key, value in chosen.items():
        app.session_state[key.replace("_", "-")] = value
    app.run()
    assert not app.exception
    return app


def headings_and_labels(app: AppTest) -> list[str]:
    heads = [one.value for kind in HEADINGS for one in app.get(kind)]
    return heads + [one.label for kind in WIDGETS for one in app.get(kind)]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_speaks_german_throughout(name: str) -> None:
    app = opened(name, asked_language="de")
    assert [text for text in headings_and_labels(app) if ENGLISH.search(text)] == []
    assert headings_and_labels(app)


def test_the_language_is_that_of_the_browser_or_english() -> None:
    assert opened("about").title[0].value == "About bayesdx"
    script = SCRIPT.format(name="about")
    said = "from unittest.mock import patch, PropertyMock\nimport streamlit as st\n"
    said += 'patch.object(type(st.context), "locale", PropertyMock(return_value="{}")).start()\n'
    try:
        for locale, title in (("de-AT", "Über bayesdx"), ("fr-FR", "About bayesdx")):
            app = AppTest.from_string(said.format(locale) + script, default_timeout=120).run()
            assert app.title[0].value == title
    finally:
        from unittest.mock import patch

        patch.stopall()


def test_language_and_level_stay_and_get_into_no_link() -> None:
    app = opened("diagnose")
    app.segmented_control(key=reader.LANGUAGE).set_value("de").run()
    with speaking("de"):  # the test, which looks for the labels of what is chosen
        app.segmented_control(key=reader.LEVEL).set_value("patient").run()
        app.run()
    assert not app.exception
    assert app.title[0].value == "Wo sitzt die Läsion?"
    assert "Wie steif oder schlaff die entspannten Glieder sind" in headings_and_labels(app)
    assert app.session_state[reader.LANGUAGE] == "de"
    given = [part for one in app.query_params.items() for part in (one[0], *one[1])]
    assert not {"patient", "de", reader.LANGUAGE, reader.LEVEL} & {*given}


def test_the_case_stays_when_the_language_changes() -> None:
    app = opened("diagnose")
    before = {one.key: one.value for one in app.segmented_control if one.key and one.value}
    app.segmented_control(key=reader.LANGUAGE).set_value("de").run()
    after = {one.key: one.value for one in app.segmented_control if one.key and one.value}
    assert before["babinski"] == "extensor"
    assert {**before, reader.LANGUAGE: "de"} == after


def test_a_patient_is_told_in_counts_and_without_jargon() -> None:
    jargon = re.compile(r"deciban|posterior|likelihood ratio|variance|Shapley|bits", re.I)
    for name in ("diagnose", "why", "how_sure", "what_if"):
        app = opened(name, asked_level="patient")
        said = [one.value for kind in (*HEADINGS, "markdown", "caption") for one in app.get(kind)]
        assert [text for text in said if jargon.search(text)] == []


def test_whatever_a_page_says_can_be_translated() -> None:
    """Nothing that is handed to Streamlit to be read is a bare string, or one put together."""
    found = [one for path in sorted(PAGES.parent.rglob("*.py")) for one in _bare(path)]
    assert found == []


def _bare(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr not in SHOWN:
                continue
            named = [one.value for one in node.keywords if one.arg in ("help", "placeholder")]
            for said in (*node.args[:1], *named):
                if re.search(r"[A-Za-z]{3}", _text(said)):
                    yield f"{path.name}, line {said.lineno}: {_text(said)}"


def _text(said: ast.expr) -> str:
    """Return what of an expression is written out in it."""
    if isinstance(said, ast.JoinedStr):
        return "".join(_text(one) for one in said.values)
    return said.value if isinstance(said, ast.Constant) and isinstance(said.value, str) else ""


def test_every_language_can_be_chosen() -> None:
    app = opened("about")
    assert app.segmented_control(key=reader.LANGUAGE).options == list(languages().values())
