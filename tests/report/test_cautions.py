"""Cautions: said where findings meet that the model cannot take together, and only there."""

from __future__ import annotations

from pathlib import Path

import pytest

import bayesdx
from bayesdx.network import Network
from bayesdx.report.cautions import cautions, conflict

CORE = bayesdx.load("core")
LOCALISATION = bayesdx.load("localisation")


def said(network: Network = CORE, /, **findings: object) -> str:
    return " ".join(cautions(network, bayesdx.read_findings(findings, states=network.states)))


def test_a_setting_that_is_not_stated_is_said() -> None:
    assert "not stated" in said(tone="increased")
    assert said(setting="population") == ""


def test_emg_in_an_emg_laboratory_is_counted_twice() -> None:
    assert "twice" in said(setting="emg_laboratory", emg="absent")
    assert said(setting="emg_laboratory") == ""
    assert said(setting="neurology_clinic", emg="present") == ""


def test_what_several_findings_call_for_is_said_once() -> None:
    found = said(
        LOCALISATION,
        setting="emg_laboratory",
        emg="present",
        ncs_cmap="reduced",
        ncs_snap="reduced",
    )
    assert found.count("counted twice") == 1


SLACK = {"tone": "decreased", "reflexes": "decreased"}
EARLY = {"time_since_onset": "under_3_days"}
WITHIN_WEEKS = {"time_since_onset": "3_days_to_3_weeks"}
LATE = {"time_since_onset": "over_3_months"}


@pytest.mark.parametrize("network", [CORE, LOCALISATION], ids=lambda network: network.name)
@pytest.mark.parametrize(
    ("circumstances", "is_said"),
    [
        (EARLY, True),
        (EARLY | SLACK, True),
        (WITHIN_WEEKS, False),
        (WITHIN_WEEKS | SLACK, True),
        (WITHIN_WEEKS | {"tone": "decreased"}, True),
        (WITHIN_WEEKS | {"reflexes": "decreased"}, True),
        (SLACK, True),
        ({}, False),
        (LATE | SLACK, False),
    ],
)
def test_a_toe_that_does_not_go_up_is_no_witness_in_spinal_shock(
    network: Network, circumstances: dict[str, str], is_said: bool
) -> None:
    found = {**circumstances, "setting": "neurology_clinic"}
    assert ("spinal shock" in said(network, **found, babinski="flexor")) is is_said
    assert "spinal shock" not in said(network, **found, babinski="extensor")
    assert "spinal shock" not in said(network, **found)


@pytest.mark.parametrize("shocked", [EARLY, WITHIN_WEEKS | SLACK, SLACK, {"shock": "present"}])
def test_a_lost_sacral_reflex_is_none_either(shocked: dict[str, str]) -> None:
    assert "spinal shock" in said(LOCALISATION, **shocked, sacral_reflexes="absent")
    assert "spinal shock" in said(LOCALISATION, **shocked, babinski="flexor")
    assert "spinal shock" not in said(LOCALISATION, **shocked, sacral_reflexes="present")


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
