"""The lessons: their texts, their panels and their numbers."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from bayesdx.errors import SpecError
from bayesdx.report.measured import measured
from bayesdx.ui import lesson_tree, state
from bayesdx.ui.lesson import FOLDER, Lesson, filled, lessons, read_lesson
from bayesdx.ui.lesson_panels import PANELS
from bayesdx.ui.pages.learn import LESSON
from bayesdx.ui.reader import LANGUAGE, LEVEL
from tests.ui.driven import healthy, shown

SCRIPT = """
import streamlit as st
from bayesdx.ui import lesson_tree, reader, state
from bayesdx.ui.pages import learn
reader.begin()
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


def lesson(name: str) -> Lesson:
    return next(one for one in lessons() if one.name == name)


def test_the_lessons_come_in_the_order_of_their_files() -> None:
    assert NAMES == [
        "two-neurons",
        "base-rates",
        "fill-the-tree",
        "likelihood-ratios",
        "three-signs",
        "spinal-shock",
        "emg-timing",
        "foot-drop",
        "causes",
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
    app.number_input(key=f"guess-{name}").set_value(30).run()
    healthy(app.button(key=f"show-{name}").click().run())
    said = shown(app)
    assert "You said 30%. The model says " in said
    assert "{{" not in said
    assert re.search(r"The model says (\\<)?(\\>)?\d+% \(", said)


def test_without_a_guess_nothing_is_told() -> None:
    app = opened("intervals")
    healthy(app.button(key="show-intervals").click().run())
    assert "You said" not in shown(app)
    assert "Guess first" in app.info[0].value
    app.number_input(key="guess-intervals").set_value(50)
    healthy(app.button(key="show-intervals").click().run())
    assert "You said 50%." in shown(app)
    assert not app.info


def test_the_guess_that_counts_is_the_one_before_the_answer() -> None:
    app = opened("intervals")
    app.number_input(key="guess-intervals").set_value(0).run()
    app.button(key="show-intervals").click().run()
    healthy(app.number_input(key="guess-intervals").set_value(70).run())
    assert "You said 0%." in shown(app)


def boxes(app: AppTest, number: int) -> dict[str, object]:
    """Return blank → the control of a tree."""
    start = f"lesson-tree-{number}-"
    return {one.key.removeprefix(start): one for one in app.number_input if start in one.key}


def check(app: AppTest) -> AppTest:
    [button] = [one for one in app.button if one.label == "Check"]
    return healthy(button.click().run())


def test_a_tree_is_filled_and_shown_once_it_is_right() -> None:
    app = opened("fill-the-tree")
    right = lesson_tree.exercise(0).right
    blanks = boxes(app, 0)
    assert blanks["with"].value == right["with"]
    assert blanks["with"].disabled
    for name, one in blanks.items():
        if not one.disabled:
            one.set_value(right[name] + (40 if name == "found" else 0))
    check(app)
    assert f"Right: {len(right) - 1} of {len(right)}" in app.warning[0].value
    assert "all with the finding" in app.warning[0].value
    assert not drawn(app)
    boxes(app, 0)["found"].set_value(right["found"])
    check(app)
    assert app.success[0].value == "All of it is right."
    [picture] = drawn(app)
    assert f"{right['found']:,}" in picture
    assert "Without rounding the model says" in shown(app)


def test_who_gives_up_is_shown_the_tree_and_each_tree_keeps_its_own_numbers() -> None:
    app = opened("fill-the-tree")
    healthy(app.segmented_control(key="lesson-tree-choice").set_value(2).run())
    assert boxes(app, 2)["with"].value is None
    check(app)
    assert "Right: 0 of 7" in app.warning[0].value
    [button] = [one for one in app.button if one.label == "Show the tree"]
    healthy(button.click().run())
    assert drawn(app)
    healthy(app.segmented_control(key="lesson-tree-choice").set_value(1).run())
    assert not app.warning
    assert not drawn(app)


def test_an_address_opens_a_lesson_once_and_an_unknown_one_is_said() -> None:
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    app.query_params["lesson"] = "emg-timing"
    healthy(app.run())
    assert app.selectbox(key=LESSON).value == "emg-timing"
    healthy(app.selectbox(key=LESSON).set_value("base-rates").run())
    assert app.selectbox(key=LESSON).value == "base-rates"
    lost = AppTest.from_string(SCRIPT, default_timeout=120)
    lost.query_params["lesson"] = "cooking"
    assert "cooking" in healthy(lost.run()).warning[0].value


HOMES = {
    "where the neurons are": ("anterior horn", "motor nucleus", "corticospinal tract"),
    "signs of the upper": ("stiff", "brisk", "clonus", "Babinski", "in groups"),
    "signs of the lower": ("slack", "fasciculations", "fibrillations", "single muscles"),
    "sacral reflexes": ("bulbocavernosus",),
    "EMG and nerve conduction": ("active denervation", "Nerve conduction", "motor response"),
    "MRI": ("MRI of brain and cord",),
    "blood": ("vitamin B12", "{{panel: blood}}"),
    "absolutes that are softened": ("No wasting in an upper lesion", "No denervation in the EMG"),
    "presentations": ("**spastic** foot drop", "thoracic spondylotic amyotrophy", "walking"),
    "treatment": ("physical therapy", "baclofen", "tizanidine", "inflamed", "support"),
    "motor neuron disease": ("When ALS is suspected", "Early imaging"),
}
"""What the article that the project began from speaks of, and words by which its home is known."""


@pytest.mark.parametrize("item", HOMES)
def test_what_the_article_speaks_of_has_a_home_in_a_lesson(item: str) -> None:
    prose = "\n".join(file.read_text("utf-8") for file in FOLDER.glob("*.md"))
    assert not [word for word in HOMES[item] if word not in prose]


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


def number(asked: str) -> float:
    return measured(state.network(), asked).value


def test_the_same_sign_means_less_where_the_lesion_is_rare() -> None:
    """What the lesson on trees says in words."""
    clinic, laboratory = (
        number(f"P(pattern=umn or mixed | setting={where}; reflexes=increased)")
        for where in ("neurology_clinic", "emg_laboratory")
    )
    assert clinic > laboratory + 0.1
    hits = [
        number(f"P(reflexes=increased | pattern=umn or mixed; setting={where})")
        for where in ("neurology_clinic", "emg_laboratory")
    ]
    assert hits[0] == pytest.approx(hits[1], abs=0.1)


def test_foot_drop_points_to_a_neuron_and_intact_sensation_to_the_anterior_horn() -> None:
    """What the lesson on foot drop says in words."""
    clinic = "setting=neurology_clinic"
    assert number(f"P(pattern=umn or mixed | {clinic}; foot_drop=spastic)") > 0.5
    assert number(f"P(pattern=lmn or mixed | {clinic}; foot_drop=flaccid)") > 0.5
    flaccid = f"P(cause=als | {clinic}; foot_drop=flaccid"
    assert number(f"{flaccid}; sensory_loss=absent)") > number(f"{flaccid})")
    for site in ("nerve", "polyneuropathy"):
        before = number(f"P(site={site} | {clinic}; foot_drop=flaccid)")
        after = number(f"P(site={site} | {clinic}; foot_drop=flaccid; sensory_loss=absent)")
        assert after < 0.75 * before, site
    root = f"P(site=root | {clinic}; foot_drop=flaccid"
    assert number(f"{root}; sensory_loss=absent)") > number(f"{root})")
    assert number("P(sensory_loss=absent | site=root)") > 0.33
    assert number("P(babinski=extensor | cause=thoracic_spondylotic_amyotrophy)") < 0.1


@pytest.mark.parametrize("asked", ["babinski=extensor", "sacral_reflexes=absent"])
def test_toe_and_sacral_reflexes_do_not_know_shock(asked: str) -> None:
    """What the lessons on spinal shock and foot drop own up to."""
    early, late = (
        number(f"P({asked} | cause=cord_injury; time_since_onset={when})")
        for when in ("under_3_days", "over_3_months")
    )
    assert early == pytest.approx(late, abs=0.001)


def test_on_the_first_day_the_model_counts_a_mute_toe_against_the_cord() -> None:
    """What the lesson on spinal shock says in words, and calls an error."""
    asked = (
        "LR(babinski={} : {} | setting=neurology_clinic; time_since_onset=under_3_days; "
        "tone=decreased; reflexes=decreased)"
    )
    assert number(asked.format("flexor", "location=cord")) < 0.9
    assert number(asked.format("flexor", "pattern=umn or mixed")) < 0.75
    assert number(asked.format("extensor", "pattern=umn or mixed")) > 5


def test_a_picture_has_to_fit_the_signs_and_a_test_does_little_for_what_is_rare() -> None:
    """What the lesson on causes says in words."""
    clinic = "setting=neurology_clinic"
    seen = f"P(cause=cervical_myelopathy | {clinic}; mri_spine=cord_compression"
    assert number(f"{seen}; babinski=extensor)") > number(f"{seen})") + 0.1
    old, young = (
        number(f"P(mri_spine=cord_compression | pattern=neither; age_band={age})")
        for age in ("80_and_over", "18_to_39")
    )
    assert old > 2 * young
    assert number(f"P(cause=multifocal_motor_neuropathy | {clinic}; anti_gm1=positive)") < 0.1
    low = f"P(cause=subacute_combined_degeneration | {clinic}; vitamin_b12=low"
    assert number(f"{low}; babinski=extensor; reflexes=decreased)") > 2 * number(f"{low})")


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


def test_a_number_is_said_in_the_language_of_each_reader() -> None:
    app = opened("base-rates")
    assert "of 1,000" in shown(app)
    app.session_state[LANGUAGE] = "de"
    assert "von 1.000" in shown(healthy(app.run()))
    assert "of 1,000" not in shown(app)


def test_a_number_is_said_to_each_reader() -> None:
    app = opened("two-neurons")
    assert re.search(r": \d+% \(\d+–\d+\) of these", shown(app))
    app.session_state[LEVEL] = "patient"
    assert re.search(r": \d+% \(between \d+ and \d+\) of these", shown(healthy(app.run())))


def test_numbers_are_put_where_they_stand() -> None:
    text = "One {{P(a=b)}}, two {{LR(a=b : c=d)}}."
    assert filled(text, lambda asked: asked[0]) == "One P, two L."
