"""An explanation in words: every template is filled, and each level speaks to its reader."""

from __future__ import annotations

import re
from functools import cache
from string import Formatter

import pytest

from bayesdx import load
from bayesdx.errors import FindingError
from bayesdx.explain import Explanation, explain
from bayesdx.formats.bif import read_bif
from bayesdx.report.explanation import CLASH, LEVELS, fill, in_words, templates
from bayesdx.report.explanation_words import decibans, finding_in_words
from tests.explain.conftest import GOLDEN
from tests.explain.questions import copies
from tests.inference.networks import wheel_network

SLOTS = {
    "before": {"what", "prior", "posterior", "prior_of_100", "posterior_of_100", "total", "factor"},
    "for": {"list"},
    "item": {"finding", "strength", "shapley", "minimum", "maximum"},
    "bare": {"finding"},
    "sampled": {"orders", "seed"},
    "fits": {"bits", "traced"},
    "clash": {"finding", "times", "bits", "traced"},
    "resolved": {"story", "probability", "left"},
    "unresolved": {"bits", "traced"},
    "reversal": {"finding", "outcome", "probability"},
    "settled": set(),
    "story": {"story", "probability", "relevant", "bayes_factor"},
}
SLOTS |= dict.fromkeys(("nothing", "proved", "ruled_out"), SLOTS["before"])
SLOTS |= dict.fromkeys(("against", "depends", "irrelevant"), SLOTS["for"])
SLOTS["range"] = SLOTS["item"]
SLOTS |= dict.fromkeys(("twice", "more"), SLOTS["before"] | {"independent", "times", "way", "sign"})
SLOTS |= dict.fromkeys(
    ("rival", "rival_ahead"), SLOTS["before"] | SLOTS["item"] | {"rival", "rival_posterior"}
)
SLOTS |= {key: set() for key in ("strong", "moderate", "small", "slight")}

SPEAKS = {"patient": "speaks for", "student": "For it speak", "clinician": "For: "}
JARGON = re.compile(r"deciban|odds|likelihood|Bayes|conflict|Shapley|posterior|\bprior\b", re.I)


@cache
def localised(state: str, **findings: str) -> Explanation:
    return explain(
        load("localisation"),
        findings,
        target="cause",
        state=state,
        context={"setting": "neurology_clinic"},
    )


def both_neurons() -> Explanation:
    return localised("als", babinski="extensor", atrophy="marked", fasciculations="present")


def test_every_template_has_its_slots_and_no_other() -> None:
    assert set(templates()) == set(SLOTS)
    for key, levels in templates().items():
        for level, template in levels.items():
            slots = [name for _text, name, *_form in Formatter().parse(template) if name]
            asked = {name[:1].lower() + name[1:] for name in slots}
            assert asked <= SLOTS[key], (key, level)


@pytest.mark.parametrize("level", LEVELS)
def test_every_template_can_be_filled(level: str) -> None:
    for key, names in SLOTS.items():
        text = fill(key, level, dict.fromkeys(names, "x"))
        assert "{" not in text
        assert "  " not in text


def test_patients_are_spared_the_jargon() -> None:
    for key, levels in templates().items():
        assert not JARGON.search(re.sub(r"\{\w+\}", "", levels["patient"])), key
        for sentence in re.split(r"(?<=[.?])\s", levels["patient"]):
            assert len(sentence.split()) <= 20, sentence


def test_the_numbers_of_the_first_sentence_are_those_of_the_answer() -> None:
    found = both_neurons()
    first = in_words(found, "student")[0]
    weights = found.weights
    assert f"{weights.posterior:.0%}" in first
    assert decibans(weights.total) in first


@pytest.mark.parametrize("level", LEVELS)
def test_every_finding_is_named_once_among_for_and_against(level: str) -> None:
    [text] = [text for text in in_words(both_neurons(), level) if SPEAKS[level] in text]
    said = {"patient": "big toe", "student": "plantar response", "clinician": "plantar response"}
    assert text.count(said[level]) == 1


def test_findings_of_one_sign_counted_eight_times_are_said_to_be_counted_twice() -> None:
    findings = {f"sign{i}": "yes" for i in range(1, 9)}
    found = explain(copies(8), findings, target="disease", state="yes")
    [student] = [text for text in in_words(found, "student") if "double counting" in text]
    assert ">99%" in student
    assert "15%" in student
    assert any("count that part twice" in text for text in in_words(found, "patient"))


def test_findings_that_do_not_fit_name_the_one_to_look_at_again() -> None:
    found = localised(
        "cervical_myelopathy", tone="increased", clonus="present", reflexes="decreased"
    )
    conflict = found.conflict
    assert conflict.traced_bits >= CLASH
    [text] = [text for text in in_words(found, "clinician") if text.startswith("Recheck")]
    assert finding_in_words(conflict.recheck.finding, conflict.recheck.said) in text
    following = {"Resolved": conflict.resolved_by is not None}
    assert (
        any(text.startswith("Resolved") for text in in_words(found, "clinician"))
        == (following["Resolved"])
    )


def test_findings_that_fit_are_said_to_fit() -> None:
    assert "The findings fit together." in in_words(both_neurons(), "patient")


def test_a_hypothesis_that_is_behind_says_so() -> None:
    found = localised(
        "cervical_myelopathy", babinski="extensor", bulbar_signs="present", atrophy="marked"
    )
    assert found.contrast.log_odds < 0
    assert any("It is less likely than" in text for text in in_words(found, "patient"))


def test_a_hypothesis_that_is_ruled_out_says_so() -> None:
    asia = read_bif(GOLDEN / "asia.bif")
    found = explain(asia, {"either": "no"}, target="lung", state="yes")
    assert "rule it out" in in_words(found, "student")[0]
    assert "cannot be lung=yes" in in_words(found, "patient")[0]
    other = explain(asia, {"either": "no"}, target="lung", state="no")
    assert "must be lung=no" in in_words(other, "patient")[0]


def test_without_findings_there_is_nothing_to_explain() -> None:
    asia = read_bif(GOLDEN / "asia.bif")
    found = explain(asia, {}, target="lung", state="yes")
    for level in LEVELS:
        assert len(in_words(found, level)) == 1


def test_a_sample_is_said_to_be_one() -> None:
    alarm = wheel_network("alarm")
    findings = {name: alarm.states[name][0] for name in ("BP", "CVP", "HR")}
    found = explain(alarm, findings, target="HYPOVOLEMIA", state="TRUE", orders=10, seed=4)
    assert any("10 sampled orders, seed 4" in text for text in in_words(found, "clinician"))


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(FindingError, match="Did you mean 'student'"):
        in_words(both_neurons(), "students")
