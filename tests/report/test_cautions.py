"""Cautions: said where findings meet that the model cannot take together, and only there."""

from __future__ import annotations

from pathlib import Path

import pytest

import bayesdx
from bayesdx.report.cautions import cautions, conflict

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


def test_conflict_of_lauritzen_and_spiegelhalters_asia(root: Path) -> None:
    """No smoker and short of breath: .450072 bits, by exact fractions."""
    asia = bayesdx.load(root / "tests" / "golden" / "asia.bif")
    found = bayesdx.read_findings({"smoke": "no", "dysp": "yes"}, states=asia.states)
    assert conflict(asia, found) == pytest.approx(0.450072, abs=1e-6)
    assert conflict(asia, bayesdx.read_findings({"dysp": "yes"}, states=asia.states)) == 0


def test_findings_that_hang_badly_together_are_said() -> None:
    odd = {"tone": "decreased", "reflexes": "increased", "atrophy": "marked"}
    assert "seldom occur together" in said(
        **odd, babinski="flexor", time_since_onset="under_3_days", setting="population"
    )
    usual = {"tone": "increased", "reflexes": "increased", "babinski": "extensor"}
    assert "seldom" not in said(**usual, setting="neurology_clinic")
