"""The training page, without a browser."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from streamlit.testing.v1 import AppTest

from bayesdx import load
from bayesdx.report.worksheet import worksheet, worksheet_markdown
from bayesdx.teaching import read_progress, simulated_round, write_progress
from bayesdx.ui import training
from bayesdx.ui.training import EACH, KIND, SEED
from tests.ui.driven import healthy, offered, press

SCRIPT = """
from bayesdx.ui import state
from bayesdx.ui.pages import train
state.begin()
train.page()
"""


def opened() -> AppTest:
    return healthy(AppTest.from_string(SCRIPT, default_timeout=120).run())


def give(app: AppTest, *points: int) -> AppTest:
    for box, value in zip(app.number_input, points, strict=True):
        box.set_value(value)
    return healthy(app.run())


def shown(app: AppTest) -> str:
    return "\n".join(one.value for kind in ("markdown", "caption") for one in app.get(kind))


def headings(app: AppTest) -> list[str]:
    return [one.value for one in app.header]


def played_through(app: AppTest) -> AppTest:
    while "Predict" in offered(app):
        press(give(app, 10, 60, 20, 10), "Predict")
    return app


def test_a_round_goes_from_the_first_prediction_to_the_scores() -> None:
    app = press(opened(), "Begin")
    assert headings(app)[0] == "A patient"
    press(give(app, 10, 60, 20, 10), "Predict")
    assert headings(app)[0] == "Finding 1 of 6"
    assert [box.value for box in app.number_input] == [10, 60, 20, 10]
    assert "The patient had" not in shown(app)
    played_through(app)
    assert headings(app)[0] == "Finding 6 of 6"
    assert "The patient had" in shown(app)
    assert "Brier score" in shown(app)
    assert "1 round." in shown(app)
    [saved] = training_of(app).rounds
    assert saved.answers == ((0.1, 0.1, 0.6, 0.2),) * 7
    assert all(one.proto.alt for one in app.get("vega_lite_chart"))


def training_of(app: AppTest) -> training.Progress:
    found: training.Progress = app.session_state["train-progress"]
    return found


def test_a_prediction_is_taken_only_if_it_sums_to_100() -> None:
    app = give(press(opened(), "Begin"), 30, 30, 30, 0)
    [predict] = [one for one in app.button if one.label == "Predict"]
    assert predict.disabled
    assert "10 points are left" in shown(app)
    press(app, "Make it 100")
    assert [box.value for box in app.number_input] == [34, 33, 33, 0]
    assert "100 points are given" in shown(app)
    give(app, 50, 50, 50, 0)
    assert "50 points too many" in shown(app)


def test_the_model_is_shown_after_each_finding_only_on_request() -> None:
    app = opened()
    app.checkbox(key=EACH).check()
    press(press(healthy(app.run()), "Begin"), "Predict")
    assert "Next finding" in offered(app)
    assert app.get("vega_lite_chart")
    press(app, "Next finding")
    assert headings(app)[0] == "Finding 1 of 6"


def test_the_next_patient_has_the_next_number_and_a_round_can_be_left() -> None:
    app = opened()
    app.number_input(key=SEED).set_value(41)
    played_through(press(healthy(app.run()), "Begin"))
    press(app, "Next patient")
    assert app.session_state["train-played"].id == "simulated-42"
    press(app, "Leave this round")
    assert app.number_input(key=SEED).value == 42


def test_a_published_patient_is_named_with_its_source_at_the_end() -> None:
    app = opened()
    app.segmented_control(key=KIND).set_value("published")
    press(healthy(app.run()), "Begin")
    assert "Source" not in shown(app)
    assert "Source" in shown(played_through(app))


def test_a_patient_that_misses_the_dials_is_announced_and_explained_at_the_end() -> None:
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    app.query_params["round"] = "simulated-3-easy-clash-2-0"
    press(healthy(app.run()), "Begin")
    assert "No patient fits the dials exactly" in app.info[0].value
    assert "bits" not in shown(app)
    assert "not “Contradict each other”" in shown(played_through(app))


def test_a_patient_that_fits_is_not_announced() -> None:
    assert not press(opened(), "Begin").info


def test_habits_are_named_after_five_rounds() -> None:
    app = press(opened(), "Begin")
    for _ in range(4):
        press(played_through(app), "Next patient")
    assert "After 5 rounds" in shown(app)
    played_through(app)
    assert "Base-rate neglect" in shown(app)
    assert "times as far as the model" in shown(app)
    assert "Whether that is a habit is said after 10 rounds." in shown(app)


@pytest.mark.parametrize("count", [1, 3])
def test_a_sheet_has_room_for_predictions_and_the_key_of_the_same_patients(count: int) -> None:
    core = load("core")
    rounds = [simulated_round(core, seed=seed) for seed in range(count)]
    page = worksheet(core, rounds)
    cells = sum(len(one.model) * 4 for one in rounds)
    assert page.count("<td></td>") == cells
    assert page.count("<td>") == 2 * cells
    assert page.count("The patient had") == count
    assert "http" not in page
    HTMLParser().feed(page)


def test_the_sheet_as_markdown_has_the_same_tables_and_key() -> None:
    core = load("core")
    rounds = [simulated_round(core, seed=seed) for seed in range(2)]
    sheet, key = worksheet_markdown(core, rounds).split("\n---\n")
    rows = sum(len(one.model) for one in rounds)
    assert sheet.count("|  |  |  |  |") == rows
    assert key.count("%") == 4 * rows
    assert key.count("The patient had") == 2
    assert "The patient had" not in sheet


def test_points_that_are_stretched_sum_to_100() -> None:
    for values in ([1, 1, 1], [0, 0, 0, 0], [99, 99, 1], [100, 0], [7, 0, 0, 0]):
        assert sum(training.to_hundred(values)) == 100


def test_a_saved_file_is_what_was_played() -> None:
    app = played_through(press(opened(), "Begin"))
    assert read_progress(write_progress(training_of(app))) == training_of(app)
