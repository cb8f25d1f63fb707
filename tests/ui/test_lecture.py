"""A lecture, without a browser: told, answered, revealed."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from bayesdx.teaching import Dials, missed
from bayesdx.ui import training
from bayesdx.ui.lecturing import ABOUT, EACH, FORM
from bayesdx.ui.training import DISTRACTORS, FINDINGS, KIND, SEED, Wanted, read_code
from tests.ui.driven import healthy, press, read_out

SCRIPT = """
from bayesdx.ui import state
from bayesdx.ui.pages import lecture
state.begin()
lecture.page()
"""


def opened(**chosen: object) -> AppTest:
    """Open the page with two findings and what is chosen."""
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    keys = {"form": FORM, "each": EACH, "about": ABOUT, "kind": KIND, "seed": SEED}
    for key, value in ((FINDINGS, 2), (DISTRACTORS, 0), (SEED, 3)):
        app.session_state[key] = value
    for name, value in chosen.items():
        app.session_state[keys[name]] = value
    return press(healthy(app.run()), "Begin")


def shown(app: AppTest) -> str:
    return "\n".join(one.value for kind in ("markdown", "caption") for one in app.get(kind))


def headings(app: AppTest) -> list[str]:
    return [one.value for kind in ("header", "subheader") for one in app.get(kind)]


def raise_hands(app: AppTest, *counts: int | None) -> AppTest:
    for box, value in zip(app.number_input, counts, strict=True):
        box.set_value(value)
    return press(app, "Show the room's answers")


def paste(app: AppTest, text: str) -> AppTest:
    app.text_area[0].set_value(text)
    return press(app, "Show the room's answers")


def test_a_lecture_goes_from_the_first_hands_to_the_file() -> None:
    app = opened()
    assert headings(app)[0] == "A patient"
    assert [box.label for box in app.number_input] == [
        *("Upper motor neuron", "Lower motor neuron"),
        *("Both", "Neither"),
    ]
    raise_hands(app, 6, 2, None, 4)
    [picture] = read_out(app)
    assert picture.startswith("Upper motor neuron: 6 hands, 50%; Lower motor neuron: 2 hands")
    assert "12 hands." in shown(app)
    for counts in ((8, 1, 1, 2), (3, 7, 0, 2)):
        assert "odel" not in "".join(read_out(app))
        assert "The patient had" not in shown(app)
        press(app, "Next finding")
        raise_hands(app, *counts)
    assert "odel" not in "".join(read_out(app))
    press(app, "Show the model and the patient")
    assert "The patient had" in shown(app)
    assert "Brier score" in shown(app)
    assert "Log score" in shown(app)
    assert "From finding to finding" in headings(app)
    assert len(re.findall(r"^- .*(?:weighted|right|Missed|Taken)", shown(app), re.MULTILINE)) == 2
    beside, *course = read_out(app)
    assert re.match(r"Upper motor neuron: 3 hands, 25%, Model [<>]?\d+% \(", beside)
    assert len(course) == 4
    assert all(picture.startswith("0: room ") for picture in course)
    assert "Download as csv" in {one.label for one in app.get("download_button")}
    [done] = app.session_state["lecture-done"]
    assert [one.hands for one in done.answers] == [
        tuple(counts[place] for place in order_of(done)) for counts in HANDS
    ]


HANDS = ((6, 2, 0, 4), (8, 1, 1, 2), (3, 7, 0, 2))
SHOWN = ("umn", "lmn", "mixed", "neither")


def order_of(done: object) -> list[int]:
    """Return where each state of the model stands among those that are shown."""
    return [SHOWN.index(state) for state in done.states]  # type: ignore[attr-defined]


def test_nothing_of_the_model_is_on_the_page_before_it_is_shown() -> None:
    app = raise_hands(opened(), 1, 1, 1, 1)
    said = shown(app) + "".join(read_out(app)) + "".join(one.value for one in app.get("html"))
    assert "Model" not in said
    assert "role='status'" not in said
    assert not app.get("download_button")
    assert not app.get("arrow_data_frame")


def test_the_model_is_shown_after_each_finding_on_request() -> None:
    app = raise_hands(opened(each=True), 5, 5, 5, 5)
    press(app, "Show the model")
    [picture] = read_out(app)
    assert "Model" in picture
    assert "The patient had" not in shown(app)
    press(app, "Next finding")
    assert headings(app)[0] == "Finding 1 of 2"


def test_answers_are_counted_again_and_a_question_is_left_out() -> None:
    app = raise_hands(opened(), 5, 5, 5, 5)
    press(app, "Count again")
    assert headings(app)[0] == "A patient"
    press(app, "Go on without asking")
    assert headings(app)[0] == "Finding 1 of 2"
    raise_hands(app, 1, 0, 0, 0)
    press(press(app, "Next finding"), "Go on without asking")
    assert "The patient had" in shown(app)
    [done] = app.session_state["lecture-done"]
    assert done.steps == (1,)


def test_a_room_that_is_never_asked_sees_patient_and_model_and_no_scores() -> None:
    app = opened()
    for _ in range(3):
        press(app, "Go on without asking")
    assert "The patient had" in shown(app)
    assert "Brier" not in shown(app)
    assert not app.get("download_button")


def test_points_are_pasted_and_every_fault_is_told() -> None:
    app = paste(opened(form="points"), "10 60 20\nfour words in line")
    assert "line 1" in app.error[0].value
    assert "line 2" in app.error[0].value
    assert not read_out(app)
    paste(app, "10 60 20 10\n30;30;30;10")
    [picture] = read_out(app)
    assert picture.startswith("Upper motor neuron: room 20%, from 10% to 30%; Lower motor neuron")
    assert "2 answers." in shown(app)


def test_one_number_from_each_is_held_against_one_pattern() -> None:
    app = opened(form="one", about="lmn")
    assert "How likely is it: lower motor neuron?" in headings(app)
    for _ in range(2):
        press(paste(app, "70 55 80"), "Next finding")
    press(paste(app, "20 35 20"), "Show the model and the patient")
    beside, course = read_out(app)
    assert beside.startswith("Lower motor neuron: room 25%, from 20% to 35%, Model ")
    assert course.count("room") == 3
    assert "guessing 0.50" in shown(app)
    assert "Its members have" in shown(app)


def test_no_hand_at_all_is_refused_with_a_reason() -> None:
    app = raise_hands(opened(), None, None, None, None)
    assert "Count again." in app.error[0].value
    assert headings(app)[0] == "A patient"


def test_the_next_patient_has_the_next_number_and_the_session_grows() -> None:
    app = opened(seed=8)
    for number in (8, 9):
        for _ in range(2):
            press(raise_hands(app, 4, 3, 2, 1), "Next finding")
        press(raise_hands(app, 4, 3, 2, 1), "Show the model and the patient")
        ids = [one.round.patient.id for one in app.session_state["lecture-done"]]
        assert ids == [f"simulated-{n}" for n in range(8, number + 1)]
        press(app, "Next patient")
    press(app, "Leave this round")
    assert app.number_input(key=SEED).value == 10


def test_an_address_names_the_round() -> None:
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    app.query_params["round"] = "simulated-41-hard-any-3-2"
    healthy(app.run())
    assert app.number_input(key=SEED).value == 41
    assert app.slider(key=FINDINGS).value == 3
    press(app, "Begin")
    assert app.session_state["lecture-wanted"].code == "simulated-41-hard-any-3-2"
    lost = AppTest.from_string(SCRIPT, default_timeout=120)
    lost.query_params["round"] = "simulated-x"
    assert "simulated-x" in healthy(lost.run()).warning[0].value


@pytest.mark.parametrize(
    "code",
    [
        *("", "simulated", "simulated-1", "dreamt-1-any-any-5-1", "simulated--1-any-any-5-1"),
        *("simulated-1-odd-any-5-1", "simulated-1-any-odd-5-1", "simulated-1-any-any-0-1"),
        *("simulated-1-any-any-9-1", "simulated-1-any-any-5-4", "simulated-1234567-any-any-5-1"),
    ],
)
def test_a_word_that_names_no_round_is_none(code: str) -> None:
    assert read_code(code) is None


def test_the_word_of_a_round_gives_the_round_again() -> None:
    one = Wanted("published", 7, Dials("easy", "clash", findings=4, distractors=0))
    assert read_code(one.code) == one


def test_a_patient_that_misses_the_dials_is_announced_and_explained_at_the_end() -> None:
    wanted = Wanted("simulated", 3, Dials("easy", "clash", findings=2, distractors=0))
    assert missed(training.round_for(wanted), wanted.dials) == ("difficulty", "conflict")
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    app.query_params["round"] = wanted.code
    press(healthy(app.run()), "Begin")
    assert "No patient fits the dials exactly" in app.info[0].value
    assert "bits" not in shown(app)
    for _ in range(3):
        press(app, "Go on without asking")
    assert "not “Easy”" in shown(app)
    assert "not “Contradict each other”" in shown(app)
