"""How sure one is of a finding, and what the library is told."""

from __future__ import annotations

from urllib.parse import parse_qs

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import bayesdx
from bayesdx.findings import read_findings
from bayesdx.ui.choices import Choice, choices, read_link, write_link
from bayesdx.ui.sureness import CERTAIN, own, parts, told, written

CORE = bayesdx.load("core")
EXAMINED = [one for one in choices(CORE) if one.term.group != "context"]


def likelihoods(name: str, code: str, how: str) -> dict[str, float]:
    said = told(CORE, name, code, how)
    vector = read_findings({name: said}, states=CORE.states).likelihoods[name]
    return dict(zip(CORE.states[name], vector.tolist(), strict=True))


def test_a_certain_finding_is_its_state() -> None:
    assert told(CORE, "babinski", "extensor", CERTAIN) == "extensor"


@pytest.mark.parametrize("one", EXAMINED, ids=lambda one: one.name)
def test_a_percentage_counts_alike_however_a_finding_is_worded(one: Choice) -> None:
    # 75%: three to one for what was seen against each other state, of two states or of four
    for code in one.labels:
        seen = read_findings({one.name: code}, states=CORE.states).likelihoods[one.name] > 0
        weights = np.array(list(likelihoods(one.name, code, "75").values()))
        assert weights[seen] == pytest.approx(0.75)
        assert weights[~seen] == pytest.approx(0.25)


def test_several_states_seen_as_one_are_as_likely_as_one_alone() -> None:
    alone, together = (likelihoods("atrophy", code, "75") for code in ("mild", "present"))
    assert alone == pytest.approx({"none": 0.25, "mild": 0.75, "marked": 0.25})
    assert together == pytest.approx({"none": 0.25, "mild": 0.75, "marked": 0.75})


@pytest.mark.parametrize(("how", "says"), [("50", None), ("51", 51), ("99", 99), ("100", None)])
def test_a_percentage_is_above_half_and_below_all(how: str, says: int | None) -> None:
    assert own(how) == says


@given(st.text(max_size=60))
def test_any_text_is_read_part_by_part(text: str) -> None:
    for part, name, how in parts(text):
        assert part.startswith(name)
        assert how is None or how == CERTAIN or own(how)


CASES = st.fixed_dictionaries(
    {}, optional={one.name: st.sampled_from(list(one.labels)) for one in EXAMINED}
)


@given(CASES, st.data())
def test_a_link_read_back_is_as_sure_as_the_case_that_was_written(
    case: dict[str, str], data: st.DataObject
) -> None:
    percents = st.integers(51, 99).map(str)
    sure = {name: data.draw(percents) for name in case if data.draw(st.booleans())}
    params = parse_qs(write_link(case, sure).removeprefix("?"))
    link = read_link(params, CORE)
    assert (dict(link.values), dict(link.sure), link.dropped) == (case, sure, ())


def test_what_is_not_understood_of_how_sure_one_is_is_named() -> None:
    params = {
        "babinski": ["extensor"],
        "emg": ["present"],
        "setting": ["population"],
        "sure": ["babinski:0.8,babinski:0.6,emg:agreed,tone:0.7,hat:0.9,setting:0.9,emg:0.2"],
    }
    link = read_link(params, CORE)
    assert link.sure == {"babinski": "80"}
    assert link.dropped == (
        "`sure=babinski:0.6` is a second value; the first one counts.",
        "`sure=emg:agreed` does not say how sure: above 0.5, at most 1.",
        "`sure=tone:0.7` speaks of nothing that was found.",
        "`sure=hat:0.9` speaks of nothing that was found.",
        "`sure=setting:0.9` speaks of nothing that was found.",
        "`sure=emg:0.2` does not say how sure: above 0.5, at most 1.",
    )


def test_certain_needs_no_word_in_a_link() -> None:
    params = {"babinski": ["extensor"], "sure": ["babinski:1"]}
    assert not read_link(params, CORE).sure
    assert written({"babinski": "80"}) == "babinski:0.8"
