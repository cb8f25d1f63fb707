"""Cautions: said where findings meet that the model cannot take together, and only there."""

from __future__ import annotations

import bayesdx
from bayesdx.report.cautions import cautions

CORE = bayesdx.load("core")


def said(**findings: object) -> str:
    return " ".join(cautions(CORE, bayesdx.read_findings(findings, states=CORE.states)))


def test_a_setting_that_is_not_stated_is_said() -> None:
    assert "not stated" in said(tone="increased")
    assert said(setting="population") == ""


def test_emg_in_an_emg_laboratory_is_counted_twice() -> None:
    assert "twice" in said(setting="emg_laboratory", emg="absent")
    assert said(setting="emg_laboratory") == ""
    assert said(setting="neurology_clinic", emg="present") == ""


def test_an_uncertain_setting_calls_for_neither() -> None:
    assert said(setting=("population", "emg_laboratory"), emg="absent") == ""
