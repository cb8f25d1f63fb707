"""What the pages do, without a browser."""

from __future__ import annotations

import re
from unittest.mock import patch

import pytest
from streamlit.testing.v1 import AppTest

from bayesdx.errors import ImpossibleFindings
from bayesdx.ui import answers
from tests.ui.driven import choose, healthy, numbers, shown

EXAMINED = ("tone", "reflexes", "babinski", "atrophy", "fasciculations", "emg")


def headline(app: AppTest) -> str:
    return next(one.value for one in app.header if re.search(": |most likely", one.value))


def test_the_first_visit_opens_a_published_patient_with_the_source(open_app) -> None:
    app = open_app()
    assert app.segmented_control(key="babinski").value == "extensor"
    assert "A published patient" in shown(app)
    assert "PMID 30236613" in shown(app)
    assert app.segmented_control(key="bulbar_signs").value == "present"


def test_the_intended_use_is_on_the_page(open_app) -> None:
    assert "not for the care of a patient" in shown(open_app())


def test_upper_motor_neuron_signs_lead_to_an_upper_motor_neuron_lesion(open_app) -> None:
    app = open_app({"time_since_onset": "over_3_months"})
    before = numbers(app)["Upper"]
    choose(app, tone="increased", reflexes="increased", babinski="extensor", atrophy="none")
    assert numbers(app)["Upper"] > max(before, 60)
    assert headline(app).endswith("an upper motor neuron lesion.")


def test_wasting_with_lost_jerks_and_denervation_leads_to_a_lower_one(open_app) -> None:
    app = open_app({"tone": "normal"})
    choose(app, reflexes="decreased", atrophy="marked", emg="present")
    assert numbers(app)["Lower"] > 60


def test_wasting_below_brisk_reflexes_with_fasciculations_leads_to_both(open_app) -> None:
    app = open_app({"setting": "motor_neuron_clinic"})
    choose(app, reflexes="increased", babinski="extensor", atrophy="marked")
    choose(app, fasciculations="present")
    assert numbers(app)["Both"] > 80


def test_where_the_patient_is_seen_moves_the_answer(open_app) -> None:
    found = {"fasciculations": "present", "atrophy": "present"}
    general = numbers(open_app({**found, "setting": "population"}))
    special = numbers(open_app({**found, "setting": "motor_neuron_clinic"}))
    assert special["Both"] > general["Both"]


def test_taking_a_finding_back_is_not_the_same_as_calling_it_absent(open_app) -> None:
    app = open_app({"reflexes": "increased"})
    untouched = numbers(app)
    absent = numbers(choose(app, babinski="flexor"))
    back = numbers(choose(app, babinski=None))
    assert absent != untouched
    assert back == untouched
    assert "findings and tests, among them muscle tone" in shown(app)


def test_reset_takes_every_finding_back(open_app) -> None:
    app = open_app()
    healthy(app.button(key="reset").click().run())
    assert [app.segmented_control(key=name).value for name in EXAMINED] == [None] * 6
    assert "A published patient" not in shown(app)
    assert "Nothing examined yet." in [one.value for one in app.header]


def test_an_example_is_one_click_and_its_diagnosis_one_more(open_app) -> None:
    app = open_app()
    healthy(app.button(key="open-PPK-ddff756642").click().run())
    assert app.segmented_control(key="atrophy").value == "none"
    assert "Spastic paraplegia" not in shown(app)
    healthy(app.button(key="reveal").click().run())
    assert "**Final diagnosis:** Spastic paraplegia 12" in shown(app)


def test_a_changed_case_is_no_longer_called_published(open_app) -> None:
    app = choose(open_app(), tone="normal")
    assert "A published patient" not in shown(app)


def test_a_link_restores_the_case(open_app) -> None:
    app = open_app({"tone": "increased", "atrophy": "present", "setting": "neurology_clinic"})
    assert app.segmented_control(key="tone").value == "increased"
    assert app.segmented_control(key="atrophy").value == "present"
    assert app.segmented_control(key="reflexes").value is None
    assert not app.warning
    address = app.code[0].value
    assert address == (
        "/?setting=General+neurology+clinic&tone=Increased%2C+unspecified&atrophy=Present%2C+unspecified"
    )


def test_what_a_link_says_and_the_page_does_not_know_is_reported_until_something_is_chosen(
    open_app,
) -> None:
    app = open_app({"tone": "purple", "hat": "red", "babinski": "extensor"})
    assert (
        "`tone=purple` is none of Decreased; Normal; Increased, spastic; Increased, rigid; "
        "Increased, unspecified." in app.warning[0].value
    )
    assert "`hat` is not a finding" in app.warning[0].value
    assert app.segmented_control(key="babinski").value == "extensor"
    assert not choose(app, reflexes="normal").warning


def test_two_readers_at_once_do_not_see_each_other(open_app) -> None:
    one, other = open_app({"babinski": "extensor"}), open_app({"atrophy": "marked"})
    choose(one, reflexes="increased")
    choose(other, reflexes="decreased")
    assert numbers(one)["Upper"] > 50 > numbers(other)["Upper"]
    assert one.segmented_control(key="atrophy").value is None
    assert other.segmented_control(key="babinski").value is None


def test_findings_that_cannot_be_are_refused_by_name(open_app) -> None:
    app = open_app()
    refusal = ImpossibleFindings(["tone=increased", "reflexes=decreased"])
    answers.answer.__globals__["_together"].clear()
    with patch.object(answers, "posteriors", side_effect=refusal):
        healthy(app.run())
        assert "tone=increased and reflexes=decreased cannot occur together" in app.error[0].value
        assert "not for the care of a patient" in shown(app)
    healthy(app.run())
    assert not app.error


def test_the_table_shown_is_that_of_the_finding_last_touched(open_app) -> None:
    app = choose(open_app(), fasciculations="present")
    assert app.selectbox(key="table").value == "fasciculations"
    assert "How this column comes about: **" in shown(app)


def test_a_cell_is_followed_to_its_counts_and_publications(open_app) -> None:
    app = open_app()
    app.selectbox(key="table").set_value("babinski").run()
    healthy(app.selectbox(key="given-babinski-umn").set_value("marked").run())
    assert re.search(r"\*\*\d+/\d+ \([\d.]+\)\*\*, \w+: ", shown(app))
    assert "](https://doi.org/" in shown(app)
    assert "bibliography partial" in shown(app)


@pytest.mark.parametrize("table", ["setting", "location", "pattern", "tone", "umn"])
def test_every_kind_of_table_can_be_opened(open_app, table: str) -> None:
    app = open_app()
    healthy(app.selectbox(key="table").set_value(table).run())
    assert "How this column comes about: **" in shown(app)


@pytest.mark.parametrize("case", ["PPK-ddff756642", "PPK-c24dd7add4", "PPK-def77392ef"])
def test_the_column_shown_by_itself_is_one_that_can_occur(open_app, case: str) -> None:
    app = open_app()
    app.button(key=f"open-{case}").click().run()
    for table in ("tone", "reflexes", "atrophy", "emg", "fasciculations"):
        healthy(app.selectbox(key="table").set_value(table).run())
        assert not app.warning


def test_a_column_that_cannot_occur_says_so(open_app) -> None:
    app = open_app()
    app.selectbox(key="table").set_value("tone").run()
    app.selectbox(key="given-tone-location").set_value("brain")
    healthy(app.selectbox(key="given-tone-umn").set_value("none").run())
    assert "cannot occur together" in app.warning[0].value


def test_an_assumption_gives_its_weight_and_its_reason(open_app) -> None:
    app = open_app()
    healthy(app.selectbox(key="table").set_value("setting").run())
    assert re.search(r"\*\*Assumed: .*\*\*, worth \d+ patients\. \w+", shown(app))


@pytest.mark.parametrize("name", ["network", "evidence", "about"])
def test_every_page_opens(name: str) -> None:
    script = (
        "import streamlit as st\n"
        "from bayesdx.ui import state\n"
        f"from bayesdx.ui.pages import {name}\n"
        "state.begin()\n"
        f"{name}.page()\n"
    )
    app = healthy(AppTest.from_string(script, default_timeout=60).run())
    assert "not for the care of a patient" in shown(app)


def test_a_caution_is_shown_where_findings_meet_that_count_twice(open_app) -> None:
    app = open_app({"setting": "EMG laboratory", "emg": "Present"})
    assert any("counted twice" in box.value for box in app.info)
    assert not any("counted twice" in box.value for box in open_app({"emg": "Present"}).info)
