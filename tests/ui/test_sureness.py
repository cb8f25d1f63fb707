"""How sure one is of a finding, and what the library is told."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bayesdx
from bayesdx.findings import read_findings
from bayesdx.ui.choices import choices, read_link, write_link
from bayesdx.ui.sureness import AGREED, CERTAIN, own, parts, rated, told, written

CORE, EVIDENCE = bayesdx.load("core"), bayesdx.load_evidence()
EXAMINED = [one for one in choices(CORE) if one.term.group != "context"]


def likelihoods(name: str, code: str, how: str) -> dict[str, float]:
    said = told(CORE, EVIDENCE, name, code, how)
    vector = read_findings({name: said}, states=CORE.states).likelihoods[name]
    return dict(zip(CORE.states[name], vector.tolist(), strict=True))


def test_a_certain_finding_is_its_state() -> None:
    assert told(CORE, EVIDENCE, "babinski", "extensor", CERTAIN) == "extensor"


def test_the_rest_is_shared_by_the_other_states() -> None:
    assert likelihoods("tone", "increased", "80") == pytest.approx(
        {"decreased": 0.1, "normal": 0.1, "increased": 0.8}
    )


def test_several_states_seen_as_one_are_told_from_the_others_as_two() -> None:
    assert likelihoods("atrophy", "present", "75") == pytest.approx(
        {"none": 0.25, "mild": 0.75, "marked": 0.75}
    )


def test_as_sure_as_examiners_agree_follows_from_the_published_kappa() -> None:
    # Isaza Jaramillo 2014: kappa 0.73; two states: error (1 - sqrt(0.73)) / 2 = 0.0728
    assert likelihoods("babinski", "extensor", AGREED) == pytest.approx(
        {"flexor": 0.0728, "extensor": 0.9272}, abs=1e-4
    )


def test_the_findings_with_a_published_kappa_are_known() -> None:
    assert {"babinski", "hoffmann", "reflexes"} <= rated(EVIDENCE)
    assert "emg" not in rated(EVIDENCE)


@pytest.mark.parametrize(("how", "says"), [("50", None), ("51", 51), ("99", 99), ("100", None)])
def test_a_percentage_is_above_half_and_below_all(how: str, says: int | None) -> None:
    assert own(how) == says


@given(st.text(max_size=60))
def test_any_text_is_read_part_by_part(text: str) -> None:
    for part, name, how in parts(text):
        assert part.startswith(name)
        assert how is None or how in (CERTAIN, AGREED) or own(how)


CASES = st.fixed_dictionaries(
    {}, optional={one.name: st.sampled_from(list(one.labels)) for one in EXAMINED}
)


@given(CASES, st.data())
def test_a_link_read_back_is_as_sure_as_the_case_that_was_written(
    case: dict[str, str], data: st.DataObject
) -> None:
    known = rated(EVIDENCE)
    percents = st.integers(51, 99).map(str)
    sure = {
        name: data.draw(
            st.one_of(percents, st.just(AGREED))
            if name in known and code in CORE.states[name]
            else percents
        )
        for name, code in case.items()
        if data.draw(st.booleans())
    }
    params = parse_qs(write_link(case, sure).removeprefix("?"))
    link = read_link(params, CORE, rated=known)
    assert (dict(link.values), dict(link.sure), link.dropped) == (case, sure, ())


def test_what_is_not_understood_of_how_sure_one_is_is_named() -> None:
    params = {
        "babinski": ["extensor"],
        "emg": ["present"],
        "setting": ["population"],
        "sure": ["babinski:0.8,babinski:0.6,emg:agreed,tone:0.7,hat:0.9,setting:0.9,emg:0.2"],
    }
    link = read_link(params, CORE, rated=rated(EVIDENCE))
    assert link.sure == {"babinski": "80"}
    assert link.dropped == (
        "`sure=babinski:0.6` is a second value; the first one counts.",
        "`sure=emg:agreed` asks how well examiners agree, and nothing is published on it.",
        "`sure=tone:0.7` speaks of nothing that was found.",
        "`sure=hat:0.9` speaks of nothing that was found.",
        "`sure=setting:0.9` speaks of nothing that was found.",
        "`sure=emg:0.2` does not say how sure: above 0.5, at most 1, or agreed.",
    )


def test_certain_needs_no_word_in_a_link() -> None:
    params = {"babinski": ["extensor"], "sure": ["babinski:1"]}
    assert not read_link(params, CORE).sure
    assert written({"babinski": "80"}) == "babinski:0.8"
