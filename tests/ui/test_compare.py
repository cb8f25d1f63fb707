"""The side-by-side page, without a browser."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from bayesdx.report.comparison import load_items
from bayesdx.ui import reader
from bayesdx.ui.pages.compare import READ, REFERENCES
from tests.ui.driven import healthy, shown

SCRIPT = """
import streamlit as st
from bayesdx.ui import reader, state
from bayesdx.ui.pages import compare
reader.begin()
state.begin()
reader.menu()
compare.page()
"""


@pytest.fixture
def app() -> AppTest:
    return healthy(AppTest.from_string(SCRIPT, default_timeout=120).run())


def read(app: AppTest, name: str) -> str:
    healthy(app.segmented_control(key="reading-part").set_value(name).run())
    return shown(app)


def test_the_page_has_every_part_of_the_answer_and_its_references(app: AppTest) -> None:
    assert app.header[0].value == "Where the two neurons are"
    assert "not for the care of a patient" in shown(app)
    assert "thoracic spondylotic amyotrophy" in read(app, "How it presents")
    assert "15/130 (0.115)" in read(app, "How it is diagnosed")
    assert "\n2. " in read(app, REFERENCES)


def test_every_part_of_the_answer_can_be_read() -> None:
    shown = [name for names in READ.values() for name in names]
    assert shown == list(dict.fromkeys(item.section for item in load_items()))


def test_the_reader_chooses_how_it_is_said(app: AppTest) -> None:
    assert re.search(r"<span>\d+%</span>", shown(app))
    healthy(app.segmented_control(key=reader.LEVEL).set_value("patient").run())
    assert re.search(r"<span>\d+ of 100</span>", shown(app))
    assert "What the doctor finds" in [one.value for one in app.header]
    healthy(app.segmented_control(key=reader.LEVEL).set_value("clinician").run())
    assert re.search(r"<span>\d+% \(\d+–\d+\)</span>", shown(app))
    assert "Rests on: " in shown(app)


def test_the_setting_is_said_and_moves_the_shares(app: AppTest) -> None:
    assert "general neurology clinic" in shown(app)
    before = re.findall(r"<span>\d+%</span>", shown(app))
    healthy(app.selectbox(key="compare-setting").set_value("motor_neuron_clinic").run())
    assert "motor neuron disease clinic" in shown(app)
    assert re.findall(r"<span>\d+%</span>", shown(app)) != before


def test_treatments_are_lines_with_a_number_and_no_advice(app: AppTest) -> None:
    said = read(app, "What is done")
    assert re.search(r"\*riluzole\*: .*\[\\\[\d+\\\]\]\(https://doi\.org/", said)
    assert "not a guideline" in said or "with its source" in said


def test_the_page_does_not_touch_the_case_of_the_other_pages(app: AppTest) -> None:
    before = app.session_state["babinski"]
    healthy(app.selectbox(key="compare-setting").set_value("population").run())
    assert app.session_state["babinski"] == before
    assert "setting" not in app.session_state or app.session_state["setting"] is None
