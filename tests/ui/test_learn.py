"""The lessons: their texts, their panels and their numbers."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from bayesdx.errors import SpecError
from bayesdx.report.measured import measured
from bayesdx.ui import state
from bayesdx.ui.lesson import FOLDER, Lesson, filled, lessons, read_lesson
from bayesdx.ui.lesson_panels import PANELS
from bayesdx.ui.pages.learn import LESSON

SCRIPT = """
import streamlit as st
from bayesdx.ui import state
from bayesdx.ui.pages import learn
state.begin()
learn.page()
"""
NAMES = [one.name for one in lessons()]
FIGURE = re.compile(
    r"\d\s*%|\bper\s?cent\b|(?<!\d)0?\.\d|\b\d+ (of|in|out of) \d|"
    r"\b(one|two|three|four|five|six|seven|eight|nine) (in|out of) (\d|two|three|four|five|ten)\b",
    re.IGNORECASE,
)
"""What a typed probability looks like; that one dot is one of fifty is said by its panel."""


def opened(name: str) -> AppTest:
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    app.session_state[LESSON] = name
    return healthy(app.run())


def healthy(app: AppTest) -> AppTest:
    assert not app.exception
    return app


def shown(app: AppTest) -> str:
    kinds = ("markdown", "caption", "html")
    return "\n".join(one.value for kind in kinds for one in app.get(kind))


def lesson(name: str) -> Lesson:
    return next(one for one in lessons() if one.name == name)


def test_the_lessons_come_in_the_order_of_their_files() -> None:
    assert NAMES == [
        "two-neurons",
        "base-rates",
        "likelihood-ratios",
        "three-signs",
        "spinal-shock",
        "emg-timing",
        "intervals",
    ]
    assert len({one.title for one in lessons()}) == len(NAMES)


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.md")), ids=lambda file: file.stem)
def test_no_probability_is_typed_in_a_lesson(file: object) -> None:
    prose = re.sub(r"\{\{.*?\}\}|\]\(.*?\)", "", file.read_text("utf-8"))  # type: ignore[attr-defined]
    assert not [found[0] for found in FIGURE.finditer(prose)]


@pytest.mark.parametrize("typed", ["62%", "62 percent", "62 per cent", "0.62", "62 of 100"])
def test_a_typed_probability_is_found(typed: str) -> None:
    assert FIGURE.search(f"Of these, {typed} have it.")


def test_every_panel_of_a_lesson_exists_and_every_panel_is_shown() -> None:
    assert {name for one in lessons() for name in one.panels} == set(PANELS)


@pytest.mark.parametrize("name", NAMES)
def test_every_number_of_a_lesson_has_an_interval_that_holds_it(name: str) -> None:
    for asked in lesson(name).asked:
        found = measured(state.network(), asked)
        assert found.low is not None, asked
        assert found.high is not None, asked
        assert 0 <= found.low <= found.value <= found.high, asked


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_asks_first_and_tells_afterwards(name: str) -> None:
    app = opened(name)
    assert "You said" not in shown(app)
    assert all(one.proto.alt for one in app.get("vega_lite_chart"))
    app.slider(key=f"guess-{name}").set_value(30).run()
    healthy(app.button(key=f"show-{name}").click().run())
    said = shown(app)
    assert "You said 30%. The model says " in said
    assert "{{" not in said
    assert re.search(r"The model says (\\<)?(\\>)?\d+% \(", said)


def test_the_guess_that_counts_is_the_one_before_the_answer() -> None:
    app = opened("intervals")
    app.slider(key="guess-intervals").set_value(0).run()
    app.button(key="show-intervals").click().run()
    healthy(app.slider(key="guess-intervals").set_value(70).run())
    assert "You said 0%." in shown(app)


def test_one_lesson_leads_to_the_next_and_the_last_to_none() -> None:
    app = opened("two-neurons")
    [following] = [one for one in app.button if one.label.startswith("Next lesson: ")]
    healthy(following.click().run())
    assert app.selectbox(key=LESSON).value == "base-rates"
    last = opened("intervals")
    assert not [one for one in last.button if one.label.startswith("Next lesson: ")]


def drawn(app: AppTest) -> list[str]:
    """Return the pictures that are no charts."""
    return [str(one.proto) for one in app.get("bidi_component")]


def test_another_setting_changes_the_icons() -> None:
    app = opened("base-rates")
    [before] = drawn(app)
    control = app.segmented_control(key="lesson-setting")
    healthy(control.set_value("motor_neuron_clinic").run())
    [after] = drawn(app)
    assert "Of 1,000 patients with wasting and fasciculations (motor neuron" in after
    assert before != after


def test_another_finding_changes_the_nomogram() -> None:
    app = opened("likelihood-ratios")
    assert "Muscle tone increased, spastic" in shown(app)
    healthy(app.selectbox(key="lesson-finding").set_value(("babinski", "flexor")).run())
    assert "Plantar response flexor" in shown(app)


def test_the_product_is_surer_of_a_cause_than_the_network() -> None:
    """What lesson four says in words, whatever the numbers of the model become."""
    together = measured(
        state.network(),
        "LR(tone=spastic; reflexes=increased; babinski=extensor : cause=cervical_myelopathy "
        "| setting=neurology_clinic)",
    )
    product = 1.0
    for one in ("tone=spastic", "reflexes=increased", "babinski=extensor"):
        asked = f"LR({one} : cause=cervical_myelopathy | setting=neurology_clinic)"
        product *= measured(state.network(), asked).value
    assert product > 2 * together.value


def test_an_early_silent_emg_says_nothing() -> None:
    """What lesson six says in words."""
    early, late = (
        measured(
            state.network(),
            f"LR(emg=absent : pattern=lmn or mixed | time_since_onset={when}; "
            "setting=neurology_clinic)",
        ).value
        for when in ("under_3_days", "3_weeks_to_3_months")
    )
    assert early == pytest.approx(1, abs=0.02)
    assert late < early - 0.1


def test_slack_limbs_turn_from_upper_to_lower_with_time() -> None:
    """What lesson five says in words."""
    asked = (
        "P(pattern={} | setting=neurology_clinic; time_since_onset={}; tone=decreased; "
        "reflexes=decreased)"
    )
    ask = {
        (which, when): measured(state.network(), asked.format(which, when)).value
        for which in ("umn", "lmn")
        for when in ("under_3_days", "over_3_months")
    }
    assert ask["umn", "under_3_days"] > ask["lmn", "under_3_days"]
    assert ask["umn", "over_3_months"] < ask["lmn", "over_3_months"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("No title\n\n{{guess: P(tone=normal)}}", "Begin with '# Title'."),
        ("# A\n\nNo question.", "0 of them"),
        ("# A\n\n{{guess: P(a=b)}}\n\n{{guess: P(a=b)}}", "2 of them"),
        ("# A\n\nHere {{panel: tree}} is.\n\n{{guess: P(a=b)}}", "{{panel: tree}}"),
        ("# A\n\nHere {{import os}} is.\n\n{{guess: P(a=b)}}", "{{import os}}"),
    ],
)
def test_what_is_no_lesson_is_refused_with_what_stands_there(text: str, said: str) -> None:
    with pytest.raises(SpecError) as refused:
        read_lesson(text, "x")
    assert said in str(refused.value)


def test_all_faults_of_a_lesson_are_told_at_once() -> None:
    with pytest.raises(SpecError) as refused:
        read_lesson("A\n\n{{nonsense}}", "x")
    assert len(refused.value.faults) == 3


def test_numbers_are_put_where_they_stand() -> None:
    text = "One {{P(a=b)}}, two {{LR(a=b : c=d)}}."
    assert filled(text, lambda asked: asked[0]) == "One P, two L."
