"""The pages that think further, without a browser."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from streamlit.testing.v1 import AppTest

from bayesdx.errors import Fault, FindingError, ImpossibleFindings
from bayesdx.ui import answers, asked, reader
from tests.ui.driven import healthy, read_out, shown

SCRIPT = """
import streamlit as st
from bayesdx.ui import reader, state
from bayesdx.ui.pages import {name}
reader.begin()
state.begin()
reader.menu()
{name}.page()
"""
CASE = {"tone": "increased", "reflexes": "increased", "babinski": "extensor", "atrophy": "marked"}
PAGES = ("why", "how_sure", "what_if", "next_test")


def opened(name: str, **findings: str) -> AppTest:
    app = AppTest.from_string(SCRIPT.format(name=name), default_timeout=120)
    for finding, value in (findings or CASE).items():
        app.query_params[finding] = value
    return healthy(app.run())


@pytest.mark.parametrize("name", PAGES)
def test_a_page_names_the_case_and_folds_a_table_below_each_picture(name: str) -> None:
    app = opened(name)
    assert "The case: muscle wasting marked, plantar response extensor" in shown(app)
    assert "not for the care of a patient" in shown(app)
    assert all(read_out(app))
    assert len(app.get("download_button")) == len(app.dataframe) >= 2
    assert not app.warning


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_where_nothing_was_examined(name: str) -> None:
    app = opened(name, case="none")
    assert "nothing examined yet" in shown(app)


@pytest.mark.parametrize("name", PAGES)
def test_another_node_and_state_can_be_asked_about(name: str) -> None:
    app = opened(name)
    healthy(app.selectbox(key=asked.NODE).set_value("cause").run())
    healthy(app.selectbox(key=asked.state_key("cause")).set_value("als").run())
    assert "ALS" in shown(app)
    assert not app.warning


@pytest.mark.parametrize("name", PAGES)
def test_findings_that_cannot_be_are_refused_by_name(name: str) -> None:
    refusal = ImpossibleFindings(["tone=increased", "reflexes=decreased"])
    answers.answer.__globals__["_together"].clear()
    with patch.object(answers, "posteriors", side_effect=refusal):
        app = opened(name)
        assert "tone=increased and reflexes=decreased cannot occur together" in app.error[0].value
        assert not read_out(app)


def test_a_question_that_cannot_be_answered_is_refused_in_words() -> None:
    refusal = FindingError(Fault("target pattern", "certain", "something open", "Ask another."))
    asked.explanation.clear()
    with patch.object(asked, "explain", side_effect=refusal):
        app = opened("why")
    assert "target pattern" in app.warning[0].value


def test_why_begins_with_the_answer_and_says_what_each_finding_weighs() -> None:
    app = opened("why")
    assert "**The findings take the probability of" in shown(app)
    weights, fit, contrast, story = read_out(app)
    assert weights.startswith("Weight of evidence in decibans: muscle wasting marked: +")
    assert fit.startswith("Conflict with the others: muscle wasting marked")
    assert contrast.startswith("Weight of evidence")
    assert story.startswith("The most probable stories: ")


def test_the_reader_chooses_the_words() -> None:
    app = opened("why")
    level = app.segmented_control(key=reader.LEVEL)
    assert level.value == "student"
    healthy(level.set_value("patient").run())
    assert "Of 100 people with these findings" in shown(app)
    assert "decibans" not in next(one.value for one in app.markdown if "Of 100 people" in one.value)


def test_another_rival_changes_the_contrast_alone() -> None:
    app = opened("why")
    before = read_out(app)
    healthy(app.selectbox(key="rival-pattern=mixed").set_value("lmn").run())
    after = read_out(app)
    assert after[2] != before[2]
    assert [after[0], after[1], after[3]] == [before[0], before[1], before[3]]


def test_how_sure_tells_the_answer_with_its_ends_and_leaves_studies_out_on_demand() -> None:
    app = opened("how_sure")
    assert "the literature leaves open anything from" in shown(app)
    assert len(read_out(app)) == 2
    with patch.object(asked, "without_each_study", side_effect=AssertionError("asked too early")):
        healthy(app.run())


def test_studies_are_left_out_once_the_reader_wants_it() -> None:
    app = opened("how_sure", babinski="extensor")
    wanted = next(one for one in app.button if one.label == "Leave out each study in turn")
    healthy(wanted.click().run())
    assert read_out(app)[-1].startswith("The answer without each study: ")
    assert "Leave out each study in turn" not in [one.label for one in app.button]


def test_what_if_says_how_many_numbers_cannot_turn_the_answer() -> None:
    app = opened("what_if")
    assert "published numbers that bear on it" in shown(app)
    assert "would be as likely as damage to both motor neurons, upper and lower only if" in shown(
        app
    )
    assert "Motor neuron disease clinic: " in shown(app)
    assert len(read_out(app)) == 5


def test_another_number_is_looked_at_by_name() -> None:
    app = opened("what_if")
    cell = app.selectbox(key="cell-pattern=mixed")
    other = cell.options[1]
    healthy(cell.set_value(other).run())
    assert f"In the model the probability of {other[:1].lower()}{other[1:]}" in shown(app)


def test_the_threshold_moves_the_decision_and_not_what_a_test_tells() -> None:
    app = opened("next_test")
    tells = read_out(app)[0]
    assert "and a threshold of 50% one would act" in shown(app)
    healthy(app.slider(key="asked-threshold").set_value(95).run())
    assert "and a threshold of 95% one would not act" in shown(app)
    assert read_out(app)[0] == tells
    healthy(app.segmented_control(key="asked-measure").set_value("value").run())
    assert read_out(app)[0] != tells


def test_how_sure_the_ranking_is_comes_on_demand() -> None:
    app = opened("next_test")
    assert "best with" not in read_out(app)[0]
    wanted = next(one for one in app.button if one.label.startswith("How sure is this ranking?"))
    healthy(wanted.click().run())
    assert "best with" in read_out(app)[0]


def asked_to(app: AppTest, label: str) -> AppTest:
    wanted = next(one for one in app.button if one.label.startswith(label))
    return healthy(wanted.click().run())


def test_two_numbers_are_moved_together_on_demand_and_can_be_others() -> None:
    app = opened("what_if")
    before = read_out(app)
    app = asked_to(app, "Move two numbers together")
    [said] = set(read_out(app)) - set(before)
    assert said.startswith("While both move within their 95% intervals, the answer lies between")
    one, other = (app.selectbox(key=f"{which}-pattern=mixed") for which in ("one", "other"))
    assert one.value != other.value
    healthy(one.set_value("babinski.extensor.als").run())
    assert said not in read_out(app)
    assert len(app.get("download_button")) == len(app.dataframe)


def test_all_numbers_are_moved_at_once_on_demand_and_the_estimate_says_how_sure_it_is() -> None:
    app = opened("what_if")
    with patch.object(asked, "SAMPLES", 32):
        asked.all_moved.__wrapped__.clear()
        app = asked_to(app, "Move all numbers at once")
    asked.all_moved.__wrapped__.clear()
    assert "Estimated from 32 draws of all numbers at once" in shown(app)
    assert any(said.startswith("Shares of the variance: ") for said in read_out(app))


def test_a_plan_comes_on_demand_as_a_tree_and_as_a_list() -> None:
    app = opened("next_test")
    assert "The whole plan is expected to give" not in shown(app)
    app = asked_to(app, "Plan two tests ahead")
    assert "The whole plan is expected to give" in shown(app)
    assert any(said.startswith("A tree of tests. First: ") for said in read_out(app))
    assert "- First: " in shown(app)


@pytest.mark.parametrize("name", ["what_if", "next_test"])
def test_a_patient_is_offered_neither(name: str) -> None:
    app = opened(name)
    healthy(app.segmented_control(key=reader.LEVEL).set_value("patient").run())
    offered = [one.label for one in app.button]
    assert not [one for one in offered if one.startswith(("Move two", "Move all", "Plan two"))]


def test_the_tables_keep_the_names_of_numbers_beside_their_words() -> None:
    app = opened("what_if")
    shown_first = app.dataframe[0].value
    names = list(shown_first["Its name"])
    assert "babinski.extensor.als" in names
    at = names.index("babinski.extensor.als")
    assert shown_first["Number"].iloc[at] == "Extensor plantar response in ALS"
    assert not [said for said in read_out(app) if "babinski.extensor.als" in said]
