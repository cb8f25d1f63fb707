"""The pages that hold the model to account, without a browser."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.ui.driven import healthy, read_out, shown

SCRIPT = """
import streamlit as st
from bayesdx.ui import state
from bayesdx.ui.pages import {name}
state.begin()
{name}.page()
"""


def opened(name: str) -> AppTest:
    app = AppTest.from_string(SCRIPT.format(name=name), default_timeout=120).run()
    return healthy(app)


def test_the_figures_begin_with_how_many_are_reproduced_and_show_one_finding() -> None:
    app = opened("literature")
    assert "published figures (" in shown(app)
    assert "not for the care of a patient" in shown(app)
    overview, finding = read_out(app)
    assert overview.startswith("Distance of the model from")
    label = app.selectbox(key="literature-finding").format_func(
        app.selectbox(key="literature-finding").value
    )
    assert finding.startswith(label.partition(" (")[0])


def test_every_finding_can_be_shown_at_once_and_why_its_figures_are_outside() -> None:
    app = opened("literature")
    choice = app.selectbox(key="literature-finding")
    healthy(choice.set_value("").run())
    assert len(read_out(app)) == len(app.subheader) + 1 > 3
    assert "explained by the studies" in shown(app)
    assert len(app.dataframe[0].value) >= 50


def test_patients_are_shown_as_calls_calibration_and_figures() -> None:
    app = opened("patients")
    assert "Nothing in the model was fitted to them" in shown(app)
    said = read_out(app)
    assert said[0].startswith("Calls of the model.")
    assert said[1].startswith("Confidence against share right.")
    assert [one.partition(",")[0] for one in said[2:3]] == ["Log loss"]
    assert len(said) == 7
    assert any(one.value.startswith("Confidently wrong: ") for one in app.header)


def test_the_adults_can_be_looked_at_alone() -> None:
    app = opened("patients")
    before = read_out(app)
    healthy(app.segmented_control(key="patients-who").set_value("Adults alone").run())
    assert read_out(app) != before


def test_the_lesson_begins_with_published_figures_in_sentences() -> None:
    app = opened("dependence")
    said = shown(app)
    assert "ALS at first visit" in said
    assert "independent signs would give **5.8%**" in said
    assert "independent signs would give **0.2%**" in said  # false alarms, 3.0% published


def test_a_sign_more_moves_both_models_and_its_absence_the_other_way() -> None:
    app = opened("dependence")
    signs = app.pills(key="dependence-signs")
    chosen = list(signs.value)
    healthy(signs.set_value(chosen[:2]).run())
    two = read_out(app)[1]
    healthy(app.pills(key="dependence-signs").set_value(chosen[:3]).run())
    three = read_out(app)[1]
    assert three.startswith(two.removesuffix("."))
    healthy(
        app.segmented_control(key="dependence-found").set_value("Looked for and not found").run()
    )
    assert "not " in read_out(app)[1]


def test_without_a_sign_the_lesson_asks_for_some() -> None:
    app = opened("dependence")
    healthy(app.pills(key="dependence-signs").set_value([]).run())
    assert "Add a second" in shown(app)
