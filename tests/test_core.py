"""The core model: laws of its numbers, and what a neurologist expects of it on real patients."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binomtest

import bayesdx
from bayesdx.formats.phenopacket import read_phenopacket

CORE = bayesdx.load("core")
CASES = Path(__file__).resolve().parents[1] / "data" / "cases"
_ROWS = (CASES / "open_cases.csv").read_text(encoding="utf-8").splitlines()
OPEN = {row["case_id"]: row for row in csv.DictReader(_ROWS)}
SIGNS = ("tone", "reflexes", "babinski", "atrophy", "fasciculations", "emg_denervation")


def pattern(findings: dict[str, object]) -> dict[str, float]:
    answer = bayesdx.query(CORE, findings, target="pattern")
    return dict(zip(answer.states, answer.probability.tolist(), strict=True))


def location(findings: dict[str, object]) -> dict[str, float]:
    answer = bayesdx.query(CORE, findings, target="location")
    return dict(zip(answer.states, answer.probability.tolist(), strict=True))


def published(case_id: str, setting: str = "neurology_clinic") -> dict[str, object]:
    signs = {name: OPEN[case_id][name] for name in SIGNS if OPEN[case_id][name]}
    return {**signs, "setting": setting}


def packet(name: str) -> dict[str, object]:
    (path,) = (CASES / "phenopackets").glob(f"*{name}*.json")
    found = read_phenopacket(path, states=CORE.states).findings
    return {**found, "setting": "neurology_clinic"}


def table(node: str) -> np.ndarray:
    return CORE.tables[CORE.index[node]]


# --- laws ---


@pytest.mark.parametrize("node", [node.name for node in CORE.nodes])
def test_every_column_of_every_draw_is_a_distribution(node: str) -> None:
    draws = CORE.draws[CORE.index[node]]
    assert draws.min() >= 0
    assert np.allclose(draws.sum(axis=1), 1, atol=1e-12)


def test_the_split_over_grades_reproduces_the_published_babinski_rate() -> None:
    _, mild, marked = table("babinski")[1]
    share = float(CORE.parameters["umn.marked_share"].point)
    pooled = float(CORE.parameters["babinski.extensor.umn"].point)
    assert (1 - share) * mild + share * marked == pytest.approx(pooled, abs=1e-9)


def test_a_cell_cited_as_it_stands_is_the_pooled_value() -> None:
    """8 of 70 healthy adults had fasciculations."""
    location = CORE.states["location"].index("none")
    setting = CORE.states["setting"].index("population")
    assert table("fasciculations")[1, location, setting] == pytest.approx(8 / 70, abs=1e-6)


def test_als_signs_hang_together_as_published() -> None:
    """Álvarez 2018, 130 patients: none of three pyramidal signs in 34, all three in 15."""
    als = {"location": "upper_and_lower_motor_neurons", "time_since_onset": "over_3_months"}
    whole = bayesdx.query(CORE, als, target="umn").probability_of_findings

    def share(**signs: object) -> float:
        found = bayesdx.query(CORE, {**als, **signs}, target="umn").probability_of_findings
        return found / whole

    every = share(tone="increased", reflexes="increased", babinski="extensor")
    none = share(tone=("decreased", "normal"), reflexes=("decreased", "normal"), babinski="flexor")
    assert binomtest(15, 130).proportion_ci().low < every < binomtest(15, 130).proportion_ci().high
    assert binomtest(34, 130).proportion_ci().low < none < binomtest(34, 130).proportion_ci().high


def test_benign_fasciculation_in_a_motor_neuron_clinic_is_mostly_benign() -> None:
    """Most people without a lesion are sent there because they twitch."""
    normal = {"tone": "normal", "reflexes": "normal", "babinski": "flexor", "atrophy": "none"}
    said = pattern(
        {**normal, "fasciculations": "present", "emg": "absent", "setting": "motor_neuron_clinic",
         "time_since_onset": "over_3_months"}
    )  # fmt: skip
    assert max(said, key=said.get) == "neither"


def test_a_normal_needle_after_months_speaks_against_lower_motor_neuron_disease() -> None:
    wasted = {"atrophy": "marked", "reflexes": "decreased", "setting": "motor_neuron_clinic",
              "time_since_onset": "over_3_months"}  # fmt: skip
    before, after = pattern(wasted), pattern({**wasted, "emg": "absent"})
    assert after["lmn"] + after["mixed"] < before["lmn"] + before["mixed"]
    places = location(wasted), location({**wasted, "emg": "absent"})
    assert places[1]["upper_and_lower_motor_neurons"] < places[0]["upper_and_lower_motor_neurons"]


def test_spinal_shock_puts_a_flaccid_areflexic_day_one_in_the_cord_more_than_the_signs_alone() -> (
    None
):
    signs = {"tone": "decreased", "reflexes": "decreased", "setting": "neurology_clinic"}
    cord = [location({**signs, "time_since_onset": t}) for t in ("under_3_days", "over_3_months")]
    early, late = (said["spinal_cord"] + said["cord_and_root"] for said in cord)
    assert early > 2 * late


def test_pattern_is_what_its_words_mean() -> None:
    states = CORE.states["pattern"]
    for i, umn in enumerate(CORE.states["umn"]):
        for j, lmn in enumerate(CORE.states["lmn"]):
            involved = (umn != "none", lmn != "none")
            word = {(0, 0): "neither", (1, 0): "umn", (0, 1): "lmn", (1, 1): "mixed"}[involved]
            assert table("pattern")[states.index(word), i, j] == 1


# --- what a neurologist expects ---


def test_spasticity_brisk_reflexes_and_babinski_mean_umn() -> None:
    signs = {"tone": "increased", "reflexes": "increased", "babinski": "extensor"}
    said = pattern({**signs, "atrophy": "none", "setting": "neurology_clinic"})
    assert said["umn"] > 0.75


def test_lost_reflexes_and_wasting_mean_lmn() -> None:
    signs = {"tone": "decreased", "reflexes": "decreased", "atrophy": "marked"}
    assert pattern({**signs, "setting": "neurology_clinic"})["lmn"] > 0.85


def test_a_brisk_jerk_in_a_wasted_fasciculating_limb_means_both() -> None:
    signs = {"reflexes": "increased", "atrophy": "marked", "fasciculations": "present"}
    said = pattern({**signs, "babinski": "extensor", "setting": "neurology_clinic"})
    assert max(said, key=said.get) == "mixed"


def test_a_flaccid_areflexic_limb_with_babinski_on_day_one_is_an_acute_umn_lesion() -> None:
    """Spinal shock and early stroke: the toe says what tone and jerks do not say yet."""
    signs = {"tone": "decreased", "reflexes": "decreased", "babinski": "extensor"}
    said = pattern({**signs, "time_since_onset": "under_3_days", "setting": "population"})
    assert max(said, key=said.get) == "umn"


def test_the_same_flaccid_limb_after_months_speaks_less_for_umn_alone() -> None:
    signs = {"tone": "decreased", "reflexes": "decreased", "setting": "population"}
    early = pattern({**signs, "time_since_onset": "under_3_days"})
    late = pattern({**signs, "time_since_onset": "over_3_months"})
    assert early["umn"] > 3 * late["umn"]


def test_a_normal_needle_in_the_first_days_proves_nothing() -> None:
    """Fibrillation takes two weeks: a silent EMG at three days hardly moves the posterior."""
    signs = {"reflexes": "decreased", "atrophy": "none", "setting": "neurology_clinic"}
    early = {**signs, "time_since_onset": "under_3_days"}
    late = {**signs, "time_since_onset": "over_3_months"}
    moved_early = pattern(early)["lmn"] - pattern({**early, "emg": "absent"})["lmn"]
    moved_late = pattern(late)["lmn"] - pattern({**late, "emg": "absent"})["lmn"]
    assert abs(moved_early) < 0.02
    assert moved_late > 0.03


def test_fasciculations_with_an_otherwise_normal_examination_are_mostly_benign() -> None:
    normal = {"tone": "normal", "reflexes": "normal", "babinski": "flexor", "atrophy": "none"}
    said = pattern(
        {**normal, "fasciculations": "present", "emg": "absent", "setting": "population"}
    )
    assert said["mixed"] < 0.02


def test_umn_signs_cluster_so_likelihood_ratios_must_not_be_multiplied() -> None:
    """Signs of one tract share a hidden grade: together they say other than one by one."""

    def odds(**signs: str) -> float:
        said = pattern({**signs, "setting": "neurology_clinic"})
        return said["umn"] / said["neither"]

    signs = {"tone": "increased", "reflexes": "increased", "babinski": "extensor"}
    product = np.prod([odds(**{name: state}) / odds() for name, state in signs.items()])
    assert odds(**signs) / odds() > 1.2 * product


def test_a_finding_and_its_complement_average_back_to_the_prior() -> None:
    """Σ over states P(state) P(pattern | state) = P(pattern)."""
    sign = bayesdx.query(CORE, {}, target="babinski")
    total = sum(
        p * np.array(list(pattern({"babinski": state}).values()))
        for state, p in zip(sign.states, sign.probability, strict=True)
    )
    assert total == pytest.approx(np.array(list(pattern({}).values())), abs=1e-12)


def test_the_setting_moves_the_answer() -> None:
    signs = {"reflexes": "increased", "atrophy": "present", "fasciculations": "present"}
    here, there = (
        pattern({**signs, "setting": setting})["mixed"]
        for setting in ("population", "motor_neuron_clinic")
    )
    assert there > here + 0.1


# --- real published patients ---


@pytest.mark.parametrize(
    ("case_id", "answer", "why"),
    [
        ("LIT-12fed00360", "umn", "primary lateral sclerosis: all UMN signs, no LMN sign"),
        ("LIT-6622d3830f", "umn", "stroke: brisk reflexes and Babinski, tone still normal"),
        ("LIT-3127a22867", "umn", "acute stroke: decreased tone with brisk reflexes and Babinski"),
        ("LIT-7239aebbc1", "lmn", "post-polio: wasted, areflexic, denervated"),
        ("LIT-88d5d970c3", "lmn", "tibial neuropathy: lost jerk and wasting"),
        ("LIT-b98bd67d06", "mixed", "ALS: brisk, extensor, wasted, fasciculating, denervated"),
    ],
)
def test_published_case(case_id: str, answer: str, why: str) -> None:
    said = pattern(published(case_id))
    assert max(said, key=said.get) == answer, why


@pytest.mark.parametrize(
    ("name", "answer", "why"),
    [
        ("RTN2__PMID_35684947_Patient_2", "umn", "hereditary spastic paraplegia, no wasting"),
        ("CAPN1__PMID_27153400_Family_A_V_2", "umn", "hereditary spastic paraplegia"),
        ("SNAPC4__PMID_36965478_Individual_1", "umn", "spasticity and hyperreflexia"),
        ("ARHGAP19__PMID_41086021_Family_11", "lmn", "motor neuropathy: wasting, lost reflexes"),
        ("BAG3__PMID_37907725_Patient_II_2", "lmn", "wasting, lost reflexes, denervation"),
        ("RCC1__PMID_40683276_Family_6", "lmn", "acute axonal neuropathy: flaccid, areflexic"),
        ("mixed__SOD1__PMID_30236613", "mixed", "SOD1 ALS: extensor and brisk with wasting"),
    ],
)
def test_published_phenopacket(name: str, answer: str, why: str) -> None:
    said = pattern(packet(name))
    assert max(said, key=said.get) == answer, why


def test_peripheral_neuropathy_with_lost_reflexes_is_placed_in_the_nerves() -> None:
    said = location(packet("RCC1__PMID_40683276_Family_6"))
    assert max(said, key=said.get) == "polyneuropathy"


def test_hypotonia_of_the_newborn_brain_is_a_known_failure_of_the_teaching_model() -> None:
    """Central hypotonia with lost reflexes in a child is read as LMN: core knows adults only."""
    said = pattern(packet("EZH1__PMID_37433783_P3"))
    assert max(said, key=said.get) == "lmn"
