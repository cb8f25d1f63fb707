"""What is said beside an answer, on the pages on which findings are chosen."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

import bayesdx
from bayesdx.findings import read_findings
from bayesdx.language import speaking
from bayesdx.report.cautions import cautions

PAGE = """
from bayesdx.ui import state
from bayesdx.ui.pages import {name}
state.begin()
{name}.page()
"""
SLACK_SINCE_TODAY = {
    "setting": "neurology_clinic",
    "time_since_onset": "under_3_days",
    "tone": "decreased",
    "reflexes": "decreased",
}


def said_beside(name: str, **findings: str) -> list[str]:
    app = AppTest.from_string(PAGE.format(name=name), default_timeout=120)
    app.query_params.update(findings)
    app.run()
    assert not app.exception
    return [one.value for one in app.info]


@pytest.mark.parametrize("where", ["diagnose", "network"])
def test_a_mute_toe_in_the_first_days_comes_with_its_caution(where: str) -> None:
    found = said_beside(where, **SLACK_SINCE_TODAY, babinski="flexor")
    assert sum("spinal shock" in one for one in found) == 1
    found = said_beside(where, **SLACK_SINCE_TODAY, babinski="extensor")
    assert not any("spinal shock" in one for one in found)


def test_a_caution_is_said_in_the_language_of_the_reader() -> None:
    network = bayesdx.load("localisation")
    found = read_findings({**SLACK_SINCE_TODAY, "babinski": "flexor"}, states=network.states)
    with speaking("de"):
        assert any("spinalen Schock" in one for one in cautions(network, found))
