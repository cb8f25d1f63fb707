"""What can be chosen, and the link that holds it."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bayesdx
from bayesdx.network import Network
from bayesdx.ui.cases import load_examples
from bayesdx.ui.choices import choices, code_of, read_link, write_link

CORE = bayesdx.load("core")
CONTROLS = {choice.name: choice for choice in choices(CORE)}


@pytest.fixture
def core() -> Network:
    return CORE


def test_findings_come_in_the_order_of_an_examination() -> None:
    assert list(CONTROLS) == [
        *("setting", "time_since_onset", "tone", "reflexes", "babinski"),
        *("atrophy", "fasciculations", "emg"),
    ]


def test_what_is_inferred_cannot_be_chosen() -> None:
    assert not {"location", "umn", "lmn", "pattern"} & CONTROLS.keys()


def test_wasting_can_be_present_without_a_grade() -> None:
    assert list(CONTROLS["atrophy"].labels) == ["none", "mild", "marked", "present"]
    assert "present" in CONTROLS["fasciculations"].labels  # a state of its own
    assert list(CONTROLS["tone"].labels) == ["decreased", "normal", "increased"]


@given(
    st.fixed_dictionaries(
        {}, optional={name: st.sampled_from(list(c.labels)) for name, c in CONTROLS.items()}
    )
)
def test_a_link_read_back_is_the_case_that_was_written(case: dict[str, str]) -> None:
    link = read_link(parse_qs(write_link(case).removeprefix("?")), CORE)
    assert (dict(link.values), link.dropped) == (case, ())


@given(st.dictionaries(st.text(max_size=50), st.lists(st.text(max_size=90), min_size=1)))
def test_any_link_is_read_or_reported_and_never_markup(params: dict[str, list[str]]) -> None:
    link = read_link(params, CORE)
    assert bool(link.values or link.dropped) == bool(params)
    for sentence in link.dropped:
        assert sentence.startswith("`")
        assert sentence.count("`") == 2


def test_a_link_takes_labels_and_other_names_as_the_address_bar_and_people_write_them(
    core: Network,
) -> None:
    params = {"tone": ["Increased"], "plantar": ["upgoing"], "atrophy": ["Present, unspecified"]}
    expected = {"tone": "increased", "babinski": "extensor", "atrophy": "present"}
    assert read_link(params, core).values == expected


def test_what_is_not_understood_is_named(core: Network) -> None:
    link = read_link({"tone": ["purple"], "hat": ["red"], "emg": ["present", "absent"]}, core)
    assert link.values == {"emg": "present"}
    assert link.dropped == (
        "`tone=purple` is none of Decreased; Normal; Increased.",
        "`hat` is not a finding of this page.",
        "`emg=absent` is a second value; the first one counts.",
    )


def test_the_sign_of_a_link_cannot_open_a_picture_from_elsewhere(core: Network) -> None:
    [said] = read_link({"![x](https://example.org/x.png)`": ["1"]}, core).dropped
    assert said == "`![x](https://example.org/x.png)` is not a finding of this page."


def test_a_value_without_an_option_has_no_code(core: Network) -> None:
    assert code_of("tone", ("decreased", "increased"), core) is None
    assert code_of("atrophy", ("mild", "marked"), core) == "present"


def test_every_example_is_a_published_patient_whose_findings_can_all_be_shown(
    core: Network,
) -> None:
    cases = load_examples(core)
    assert 4 <= len(cases) <= 6
    assert len({tuple(sorted(case.findings.items())) for case in cases}) == len(cases)
    for case in cases:
        assert len(case.findings) >= 3
        assert case.number
        assert case.diagnosis
        assert case.lesson
        assert case.diagnosis.casefold() not in case.name.casefold()


def test_the_model_is_right_about_the_plain_examples_and_wrong_about_the_traps(
    core: Network,
) -> None:
    for case in load_examples(core):
        answer = bayesdx.query(core, case.findings, target="pattern")
        says = answer.states[int(answer.probability.argmax())]
        truth = "neither" if case.pattern == "muscle" else case.pattern
        assert (says != truth) == ("trap" in case.name), case.name
