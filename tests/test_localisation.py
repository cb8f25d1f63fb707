"""Face validity of the localisation model: what a neurologist expects of it, a sentence each.

Directions and orderings, never tuned numbers. Places are compared by likelihood, P(findings |
place), so that a test does not hang on how common a place is in a clinic; where the posterior is
meant, the setting is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

import bayesdx

MODEL = replace(bayesdx.load("localisation"), draws=())  # directions need no interval
CLINIC = {"setting": "neurology_clinic"}
EARLY, WEEKS, LATE = "under_3_days", "3_weeks_to_3_months", "over_3_months"

Findings = Mapping[str, object]


def posterior(target: str, findings: Findings) -> dict[str, float]:
    answer = bayesdx.query(MODEL, findings, target=target)
    return dict(zip(answer.states, answer.probability.tolist(), strict=True))


def top(target: str, findings: Findings) -> str:
    said = posterior(target, findings)
    return max(said, key=said.get)


def likelihood(findings: Findings, given: Findings) -> float:
    """P(findings | given)."""
    whole, both = (
        bayesdx.query(MODEL, said, target="pattern").probability_of_findings
        for said in (given, {**given, **findings})
    )
    return both / whole


# --- the anatomy: place → signs, a row each

SITES = [
    (
        "cortex",
        {"site": "cortex"},
        {"weakness_distribution": "pyramidal", "reflexes": "increased", "babinski": "extensor",
         "sphincters": "normal", "mri_brain": "lesion"},
        ["thoracic_cord", "root", "nerve", "anterior_horn"],
        "a lesion of the cortex weakens by groups of muscles, with brisk jerks and an extensor toe",
    ),
    (
        "internal capsule and corona",
        {"site": "subcortical"},
        {"weakness_distribution": "pyramidal", "reflexes": "increased", "babinski": "extensor",
         "sensory_loss": "absent", "ataxia": "absent"},
        ["thoracic_cord", "polyneuropathy", "root", "muscle"],
        "a lesion of the capsule is often purely motor; one of the cord or of nerves seldom is",
    ),
    (
        "midbrain and upper pons",
        {"site": "brainstem"},
        {"jaw_jerk": "increased", "reflexes": "increased", "babinski": "extensor"},
        ["cervical_cord", "thoracic_cord", "polyneuropathy"],
        "a brisk jaw jerk with upper motor neuron signs places the lesion above the cord",
    ),
    (
        "lower pons",
        {"site": "brainstem"},
        {"bulbar_signs": "present", "weakness_distribution": "pyramidal", "babinski": "extensor"},
        ["cervical_cord", "thoracic_cord", "root"],
        "a motor nucleus and the crossed limbs: bulbar and long tract signs leave the cord behind",
    ),
    (
        "medulla",
        {"site": "brainstem"},
        {"bulbar_signs": "present", "reflexes": "increased", "atrophy": "none",
         "fasciculations": "absent"},
        ["upper_and_lower_motor_neurons", "thoracic_cord", "neuromuscular_junction"],
        "bulbar signs above brisk limbs that do not waste are rather the medulla than ALS",
    ),
    (
        "cervical cord",
        {"site": "cervical_cord"},
        {"atrophy": "present", "reflexes": "increased", "babinski": "extensor",
         "hoffmann": "present", "sensory_loss": "present", "bulbar_signs": "absent"},
        ["cortex", "thoracic_cord", "upper_and_lower_motor_neurons", "anterior_horn"],
        "a cervical lesion is lower at its level and upper below it, with sensory loss",
    ),
    (
        "thoracic cord",
        {"site": "thoracic_cord"},
        {"hoffmann": "absent", "babinski": "extensor", "sphincters": "disturbed",
         "sensory_loss": "present", "atrophy": "none"},
        ["cervical_cord", "cortex", "corticospinal_tract", "cauda_equina"],
        "a thoracic lesion spares the arms: no Hoffmann sign, yet extensor toes and a bladder",
    ),
    (
        "hemisection of the cord",
        {"site": "cervical_cord"},
        {"atrophy": "mild", "reflexes": "increased", "sensory_loss": "present",
         "bulbar_signs": "absent", "fasciculations": "absent"},
        ["upper_and_lower_motor_neurons", "corticospinal_tract", "polyneuropathy"],
        "sides are beyond the model; wasting with brisk jerks and sensory loss is the cord",
    ),
    (
        "central cord",
        {"site": "cervical_cord"},
        {"hoffmann": "present", "babinski": "extensor", "sensory_loss": "present",
         "emg": "present", "time_since_onset": LATE},
        ["thoracic_cord", "cortex", "polyneuropathy", "nerve"],
        "the centre of the neck cord denervates the arms and leaves the legs brisk",
    ),
    (
        "anterior cord",
        {"cause": "cord_infarction"},
        {"tone": "decreased", "sphincters": "disturbed", "babinski": "extensor",
         "time_since_onset": EARLY},
        [{"cause": "ischaemic_stroke"}, {"cause": "guillain_barre_syndrome"},
         {"cause": "cervical_radiculopathy"}],
        "an infarct of the anterior cord is sudden and flaccid, and takes the bladder",
    ),
    (
        "conus",
        {"site": "conus"},
        {"sacral_reflexes": "absent", "sphincters": "disturbed", "babinski": "extensor",
         "sensory_loss": "present"},
        ["cauda_equina", "thoracic_cord", "polyneuropathy", "root"],
        "the conus loses the sacral reflexes and the bladder and keeps an extensor toe",
    ),
    (
        "cauda equina",
        {"site": "cauda_equina"},
        {"reflexes": "decreased", "babinski": "flexor", "sphincters": "disturbed",
         "sacral_reflexes": "absent", "sensory_loss": "present"},
        ["conus", "thoracic_cord", "root", "nerve"],
        "the cauda equina is purely lower: lost jerks and flexor toes, with the bladder",
    ),
    (
        "anterior horn",
        {"site": "anterior_horn"},
        {"atrophy": "present", "fasciculations": "present", "reflexes": "decreased",
         "babinski": "flexor", "sensory_loss": "absent", "ncs_snap": "normal"},
        ["polyneuropathy", "nerve", "upper_and_lower_motor_neurons", "muscle"],
        "the anterior horn wastes and fasciculates without sensory loss",
    ),
    (
        "upper and lower motor neurons",
        {"site": "upper_and_lower_motor_neurons"},
        {"atrophy": "present", "fasciculations": "present", "reflexes": "increased",
         "sensory_loss": "absent", "ncs_snap": "normal"},
        ["anterior_horn", "cervical_cord", "corticospinal_tract", "polyneuropathy"],
        "ALS keeps brisk jerks in wasted, fasciculating limbs and normal sensation",
    ),
    (
        "root",
        {"site": "root"},
        {"weakness_distribution": "one_myotome", "sensory_loss": "present", "ncs_snap": "normal",
         "babinski": "flexor"},
        ["nerve", "polyneuropathy", "anterior_horn", "cortex"],
        "a root weakens its myotome and spares the sensory potential: the ganglion is beyond it",
    ),
    (
        "plexus",
        {"site": "plexus"},
        {"weakness_distribution": "scattered", "ncs_snap": "reduced", "babinski": "flexor"},
        ["root", "nerve", "anterior_horn", "cortex"],
        "a plexus weakens beyond one root and one nerve and takes the sensory potential",
    ),
    (
        "nerve",
        {"site": "nerve"},
        {"weakness_distribution": "one_nerve", "babinski": "flexor", "sphincters": "normal"},
        ["root", "polyneuropathy", "anterior_horn", "thoracic_cord"],
        "a nerve weakens its own muscles and nothing else",
    ),
    (
        "polyneuropathy",
        {"site": "polyneuropathy"},
        {"weakness_distribution": "distal_symmetric", "reflexes": "decreased",
         "sensory_loss": "present", "ncs_snap": "reduced"},
        ["root", "anterior_horn", "muscle", "neuromuscular_junction"],
        "polyneuropathy is distal and symmetric, with lost jerks and sensation",
    ),
    (
        "neuromuscular junction",
        {"site": "neuromuscular_junction"},
        {"weakness_distribution": "fatigable", "reflexes": "normal", "sensory_loss": "absent",
         "atrophy": "none"},
        ["muscle", "anterior_horn", "polyneuropathy", "brainstem"],
        "the junction tires; jerks, bulk and sensation are kept",
    ),
    (
        "muscle",
        {"site": "muscle"},
        {"weakness_distribution": "proximal", "sensory_loss": "absent", "creatine_kinase": "raised",
         "babinski": "flexor"},
        ["anterior_horn", "polyneuropathy", "neuromuscular_junction", "cortex"],
        "muscle is weak near the trunk, feels normally and leaks creatine kinase",
    ),
    (
        "cerebellum",
        {"site": "cerebellum"},
        {"tone": "decreased", "ataxia": "present", "babinski": "flexor"},
        ["polyneuropathy", "anterior_horn", "root", "cortex"],
        "hypotonia with limb ataxia is the cerebellum, which is neither neuron",
    ),
    (
        "basal ganglia",
        {"site": "basal_ganglia"},
        {"tone": "rigid", "babinski": "flexor", "clonus": "absent", "finger_foot_tapping": "slow"},
        ["cortex", "thoracic_cord", "corticospinal_tract", "polyneuropathy"],
        "rigidity raises tone at every speed without an extensor toe or clonus",
    ),
    (
        "functional",
        {"site": "functional"},
        {"tone": "normal", "reflexes": "normal", "babinski": "flexor", "clonus": "absent",
         "atrophy": "none", "fasciculations": "absent"},
        ["cortex", "cervical_cord", "anterior_horn", "polyneuropathy"],
        "functional weakness leaves every sign of the two neurons normal",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "place", "findings", "others", "why"), SITES)
def test_a_place_explains_its_own_signs_better_than_other_places_do(
    name: str, place: Findings, findings: Findings, others: list[str | Findings], why: str
) -> None:
    own = likelihood(findings, place)
    for other in others:
        there = {"site": other} if isinstance(other, str) else other
        assert own > likelihood(findings, there), f"{name}, against {there}: {why}"


@pytest.mark.parametrize(("name", "place", "findings", "others", "why"), SITES)
def test_its_own_signs_make_a_place_likelier(
    name: str, place: Findings, findings: Findings, others: list[str | Findings], why: str
) -> None:
    ((node, state),) = place.items()
    time = {k: v for k, v in findings.items() if k == "time_since_onset"}
    before = posterior(node, {**CLINIC, **time})[state]
    assert posterior(node, {**CLINIC, **findings})[state] > before, f"{name}: {why}"


@pytest.mark.parametrize("sign", ["tone", "reflexes"])
@pytest.mark.parametrize("site", ["cervical_cord", "thoracic_cord"])
def test_an_acute_severe_lesion_of_the_cord_is_flaccid_first_and_spastic_later(
    site: str, sign: str
) -> None:
    """Acute severe cord: jerks and tone are lost at first, then brisk."""
    raised = {"tone": "spastic", "reflexes": "increased"}[sign]
    early, late = ({"site": site, "time_since_onset": time} for time in (EARLY, LATE))
    assert likelihood({sign: "decreased"}, early) > likelihood({sign: "decreased"}, late)
    assert likelihood({sign: raised}, early) < likelihood({sign: raised}, late)


PATTERNS = [
    ("umn", ["cortex", "subcortical", "brainstem", "thoracic_cord", "corticospinal_tract"]),
    ("mixed", ["conus", "cord_and_nerve", "upper_and_lower_motor_neurons"]),
    ("lmn", ["anterior_horn", "root", "cauda_equina", "plexus", "nerve", "polyneuropathy"]),
    ("neither", ["none", "functional", "muscle", "neuromuscular_junction", "cerebellum",
                 "basal_ganglia"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("site", "pattern"), [(site, pattern) for pattern, sites in PATTERNS for site in sites]
)
def test_each_place_damages_the_neurons_that_run_through_it(site: str, pattern: str) -> None:
    assert top("pattern", {"site": site}) == pattern


def test_the_neck_cord_always_damages_the_upper_and_often_the_lower_motor_neuron() -> None:
    said = posterior("pattern", {"site": "cervical_cord"})
    assert said["umn"] + said["mixed"] > 0.95
    assert said["mixed"] > 0.1


# --- spinal shock


def test_spinal_shock_does_not_make_a_flaccid_paraplegia_of_day_one_a_lower_lesion() -> None:
    """Flaccid and areflexic, with a bladder and sensory loss, on day one is the cord."""
    shock = {"tone": "decreased", "reflexes": "decreased", "sphincters": "disturbed",
             "sensory_loss": "present", **CLINIC}  # fmt: skip
    early = posterior("location", {**shock, "time_since_onset": EARLY})
    late = posterior("location", {**shock, "time_since_onset": LATE})
    cord = ("spinal_cord", "cord_and_root")
    assert sum(early[place] for place in cord) > 2 * sum(late[place] for place in cord)
    umn = posterior("pattern", {**shock, "time_since_onset": EARLY})
    assert umn["umn"] + umn["mixed"] > umn["lmn"]


def test_the_toe_says_in_spinal_shock_what_tone_and_jerks_do_not_say_yet() -> None:
    flaccid = {"tone": "decreased", "reflexes": "decreased", "time_since_onset": EARLY, **CLINIC}
    assert top("pattern", {**flaccid, "babinski": "extensor"}) == "umn"


# --- foot drop


def test_a_spastic_foot_drop_with_an_extensor_toe_is_central() -> None:
    """Brain or cord, and no longer the peroneal nerve."""
    dropped = {"foot_drop": "spastic", "babinski": "extensor", **CLINIC}
    said = posterior("pattern", dropped)
    assert said["umn"] + said["mixed"] > 0.9
    before = posterior("cause", CLINIC)["peroneal_neuropathy"]
    assert posterior("cause", dropped)["peroneal_neuropathy"] < before


def test_a_flaccid_foot_drop_is_peripheral() -> None:
    """Peroneal nerve and fifth lumbar root come before the brain."""
    dropped = {"foot_drop": "flaccid", "babinski": "flexor", **CLINIC}
    assert top("pattern", dropped) == "lmn"
    cause = posterior("cause", dropped)
    assert cause["peroneal_neuropathy"] > posterior("cause", CLINIC)["peroneal_neuropathy"]
    central = ("ischaemic_stroke", "intracerebral_haemorrhage", "multiple_sclerosis")
    assert cause["lumbosacral_radiculopathy"] > max(cause[name] for name in central)


# --- ALS against cervical myelopathy

HANDS = {"atrophy": "present", "reflexes": "increased", "babinski": "extensor", **CLINIC,
         "time_since_onset": LATE}  # fmt: skip


def ratio(findings: Findings) -> float:
    """Odds of ALS against cervical myelopathy."""
    said = posterior("cause", findings)
    return said["als"] / said["cervical_myelopathy"]


@pytest.mark.parametrize(
    ("finding", "why"),
    [
        ({"bulbar_signs": "present"}, "the neck does not slur speech"),
        ({"fasciculations": "present"}, "fasciculations beyond one segment are ALS"),
        ({"sensory_loss": "absent"}, "ALS spares sensation"),
        ({"jaw_jerk": "increased"}, "a brisk jaw jerk lies above the neck"),
        ({"neurofilament_light": "raised"}, "ALS loses axons fast"),
        ({"emg": "present"}, "ALS denervates in every region"),
    ],
)
def test_what_speaks_for_als_against_cervical_myelopathy(finding: Findings, why: str) -> None:
    assert ratio({**HANDS, **finding}) > ratio(HANDS), why


@pytest.mark.parametrize(
    ("finding", "why"),
    [
        ({"sensory_loss": "present"}, "myelopathy takes sensation"),
        ({"sphincters": "disturbed"}, "myelopathy takes the bladder"),
        ({"mri_spine": "cord_compression"}, "the cord is compressed"),
        ({"hoffmann": "present"}, "the lesion is in the neck"),
    ],
)
def test_what_speaks_for_cervical_myelopathy_against_als(finding: Findings, why: str) -> None:
    assert ratio({**HANDS, **finding}) < ratio(HANDS), why


def test_a_compressed_cord_does_not_silence_bulbar_signs_and_fasciculations() -> None:
    """Compression is common in the old and coexists with ALS: a weak argument against it."""
    both = {"bulbar_signs": "present", "fasciculations": "present", "sensory_loss": "absent"}
    old = {**HANDS, "age_band": "60_to_79", **both}
    assert ratio({**old, "mri_spine": "cord_compression"}) > 1


# --- Guillain-Barré syndrome with brisk reflexes

ACUTE = {"weakness_distribution": "distal_symmetric", "time_since_onset": "3_days_to_3_weeks",
         "ncs_cmap": "reduced", "sphincters": "normal", "babinski": "flexor", **CLINIC}  # fmt: skip


def test_brisk_reflexes_argue_against_guillain_barre_syndrome_and_do_not_exclude_it() -> None:
    """A minority, mostly of the axonal form, keep or gain brisk jerks."""
    cause = "guillain_barre_syndrome"
    lost, brisk = (
        posterior("cause", {**ACUTE, "reflexes": state})[cause]
        for state in ("decreased", "increased")
    )
    before = posterior("cause", {**CLINIC, "time_since_onset": "3_days_to_3_weeks"})[cause]
    assert lost > brisk > before


def test_a_few_with_guillain_barre_syndrome_are_brisk_and_most_are_not() -> None:
    given = {"cause": "guillain_barre_syndrome"}
    brisk, lost = (likelihood({"reflexes": state}, given) for state in ("increased", "decreased"))
    assert 0.01 < brisk < 0.5 < lost


# --- benign fasciculation

TWITCHES = {"tone": "normal", "reflexes": "normal", "babinski": "flexor", "atrophy": "none",
            "weakness_distribution": "none", "emg": "absent", "fasciculations": "present",
            "time_since_onset": LATE}  # fmt: skip


@pytest.mark.parametrize("setting", MODEL.states["setting"])
def test_fasciculations_with_a_normal_examination_are_benign_in_every_setting(setting: str) -> None:
    said = {**TWITCHES, "setting": setting}
    assert top("pattern", said) == "neither"
    cause = posterior("cause", said)
    assert cause["benign_fasciculation"] + cause["no_lesion"] > cause["als"]


def test_wasting_beside_the_fasciculations_is_no_longer_benign() -> None:
    wasted = {**CLINIC, "fasciculations": "present", "atrophy": "marked", "emg": "present"}
    assert posterior("pattern", wasted)["neither"] < 0.5


# --- stroke with an old polyneuropathy

OLD = {"weakness_distribution": "pyramidal", "babinski": "extensor", "mri_brain": "lesion",
       "reflexes": "decreased", "ncs_snap": "reduced", "sensory_loss": "present",
       "age_band": "60_to_79", "time_since_onset": EARLY, "setting": "population"}  # fmt: skip


def test_a_stroke_with_an_old_polyneuropathy_is_two_lesions_not_one_disease() -> None:
    assert top("pattern", OLD) == "umn"
    cause = posterior("cause", OLD)
    for one_disease in ("als", "subacute_combined_degeneration", "cervical_myelopathy"):
        assert cause["ischaemic_stroke"] > cause[one_disease]


def test_lost_ankle_jerks_and_sensory_potentials_then_speak_for_a_second_lesion() -> None:
    before = posterior("coexisting_lmn", {"age_band": "60_to_79"})["present"]
    assert posterior("coexisting_lmn", OLD)["present"] > 2 * before


def test_a_second_lesion_is_likelier_in_the_old() -> None:
    bands = MODEL.states["age_band"]
    shares = [posterior("coexisting_lmn", {"age_band": band})["present"] for band in bands]
    assert shares == sorted(shares)
    assert shares[0] < shares[-1]


# --- subacute combined degeneration

SCD = {"babinski": "extensor", "reflexes": "decreased", "sensory_loss": "present",
       "time_since_onset": WEEKS, **CLINIC}  # fmt: skip


def test_an_extensor_toe_with_lost_ankle_jerks_raises_subacute_combined_degeneration() -> None:
    cause = "subacute_combined_degeneration"
    before = posterior("cause", {**CLINIC, "time_since_onset": WEEKS})[cause]
    raised = posterior("cause", SCD)[cause]
    assert raised > 3 * before
    assert posterior("cause", {**SCD, "vitamin_b12": "low"})[cause] > 2 * raised
    assert posterior("cause", {**SCD, "vitamin_b12": "normal"})[cause] < raised


def test_an_extensor_toe_with_lost_ankle_jerks_is_likelier_in_it_than_in_cord_or_nerves() -> None:
    """Cord and nerve together: neither a pure cord lesion nor a polyneuropathy gives both."""
    signs = {"babinski": "extensor", "reflexes": "decreased"}
    own = likelihood(signs, {"cause": "subacute_combined_degeneration"})
    for other in ("thoracic_cord", "cervical_cord", "polyneuropathy", "cortex"):
        assert own > likelihood(signs, {"site": other}), other


# --- EMG and time


def test_a_silent_needle_in_the_first_days_proves_nothing() -> None:
    """Fibrillation takes two weeks to appear."""
    arm = {"reflexes": "decreased", "atrophy": "none", **CLINIC}

    def moved(time: str) -> float:
        said = {**arm, "time_since_onset": time}
        silent = posterior("pattern", {**said, "emg": "absent"})["lmn"]
        return abs(posterior("pattern", said)["lmn"] - silent)

    assert moved(EARLY) < 0.25 * moved(LATE)


@pytest.mark.parametrize("site", ["nerve", "root", "plexus", "anterior_horn"])
def test_denervation_is_seen_later_rather_than_in_the_first_days(site: str) -> None:
    early, late = ({"site": site, "time_since_onset": time} for time in (EARLY, WEEKS))
    assert likelihood({"emg": "present"}, early) < likelihood({"emg": "present"}, late)


def test_a_stroke_may_show_denervation_for_a_time() -> None:
    """From the second week, fading with recovery: no absolute."""
    seen = [
        likelihood({"emg": "present"}, {"cause": "ischaemic_stroke", "time_since_onset": time})
        for time in (EARLY, WEEKS, LATE)
    ]
    assert seen[0] < seen[1]
    assert seen[1] > seen[2] > 0


def test_an_old_upper_lesion_may_waste_a_little_and_less_than_a_lower_one() -> None:
    late = {"time_since_onset": LATE}
    upper, lower = (
        likelihood({"atrophy": "present"}, {"site": site, **late})
        for site in ("cortex", "anterior_horn")
    )
    assert 0 < upper < lower
    mild, marked = (likelihood({"atrophy": a}, {"site": "cortex"}) for a in ("mild", "marked"))
    assert mild > marked


# --- sacral reflexes


def test_lost_sacral_reflexes_are_of_the_conus_or_cauda_equina_not_of_the_cord_above() -> None:
    lost = {"sacral_reflexes": "absent"}
    above = likelihood(lost, {"site": "thoracic_cord"})
    assert likelihood(lost, {"site": "conus"}) > above
    assert likelihood(lost, {"site": "cauda_equina"}) > above


def test_between_conus_and_cauda_equina_the_toe_decides_and_the_sacral_reflex_hardly() -> None:
    def odds(findings: Findings) -> float:
        conus, cauda = (likelihood(findings, {"site": s}) for s in ("conus", "cauda_equina"))
        return conus / cauda

    toe, arc = odds({"babinski": "extensor"}), odds({"sacral_reflexes": "absent"})
    assert toe > 1
    assert abs(np.log(toe)) > abs(np.log(arc))


# --- what the starting article names


def test_thoracic_spondylotic_amyotrophy_is_a_lower_lesion_from_the_spine() -> None:
    given = {"cause": "thoracic_spondylotic_amyotrophy"}
    assert top("pattern", given) == "lmn"
    flaccid, spastic = (likelihood({"foot_drop": kind}, given) for kind in ("flaccid", "spastic"))
    assert flaccid > spastic
    assert likelihood({"mri_spine": "cord_compression"}, given) > likelihood(
        {"mri_spine": "cord_compression"}, {"cause": "peroneal_neuropathy"}
    )


@pytest.mark.parametrize(
    ("finding", "upper", "lower"),
    [
        ({"tone": "spastic"}, "cortex", "root"),
        ({"reflexes": "increased"}, "thoracic_cord", "polyneuropathy"),
        ({"clonus": "present"}, "thoracic_cord", "nerve"),
        ({"babinski": "extensor"}, "subcortical", "anterior_horn"),
        ({"hoffmann": "present"}, "cervical_cord", "root"),
        ({"weakness_distribution": "pyramidal"}, "cortex", "nerve"),
    ],
)
def test_signs_of_the_upper_motor_neuron(finding: Findings, upper: str, lower: str) -> None:
    assert likelihood(finding, {"site": upper}) > likelihood(finding, {"site": lower})


@pytest.mark.parametrize(
    ("finding", "upper", "lower"),
    [
        ({"tone": "decreased"}, "corticospinal_tract", "anterior_horn"),
        ({"reflexes": "decreased"}, "cortex", "polyneuropathy"),
        ({"fasciculations": "present"}, "cortex", "anterior_horn"),
        ({"atrophy": "marked"}, "cortex", "anterior_horn"),
        ({"emg": "present", "time_since_onset": LATE}, "cortex", "root"),
        ({"ncs_cmap": "reduced"}, "thoracic_cord", "nerve"),
        ({"weakness_distribution": "one_nerve"}, "subcortical", "nerve"),
    ],
)
def test_signs_of_the_lower_motor_neuron(finding: Findings, upper: str, lower: str) -> None:
    time = {k: v for k, v in finding.items() if k == "time_since_onset"}
    said = {k: v for k, v in finding.items() if k not in time}
    assert likelihood(said, {"site": lower, **time}) > likelihood(said, {"site": upper, **time})


# --- "neither" is a rich class


@pytest.mark.parametrize(
    ("findings", "why"),
    [
        ({"tone": "rigid", "reflexes": "normal", "babinski": "flexor"}, "rigidity is not spastic"),
        ({"tone": "decreased", "ataxia": "present", "babinski": "flexor", "reflexes": "normal",
          "sensory_loss": "absent"}, "a floppy cerebellum, with jerks and sensation kept"),
        ({"weakness_distribution": "proximal", "creatine_kinase": "raised",
          "emg_myopathic_units": "present", "sensory_loss": "absent"}, "muscle"),
        ({"weakness_distribution": "fatigable", "acetylcholine_receptor_antibody": "positive"},
         "the junction"),
        ({"tone": "normal", "reflexes": "normal", "babinski": "flexor", "atrophy": "none",
          "sensory_loss": "absent", "mri_brain": "normal", "emg": "absent"}, "nothing is found"),
    ],
)  # fmt: skip
def test_weakness_without_either_neuron_is_called_neither(findings: Findings, why: str) -> None:
    assert top("pattern", {**findings, **CLINIC}) == "neither", why


@pytest.mark.parametrize(
    ("test", "cause"),
    [
        ({"anti_gm1": "positive"}, "multifocal_motor_neuropathy"),
        ({"ncs_conduction_block": "present"}, "multifocal_motor_neuropathy"),
        ({"acetylcholine_receptor_antibody": "positive"}, "myasthenia_gravis"),
        ({"aqp4_antibody": "positive"}, "neuromyelitis_optica"),
        ({"csf_oligoclonal_bands": "positive"}, "multiple_sclerosis"),
        ({"vitamin_b12": "low"}, "subacute_combined_degeneration"),
        ({"creatine_kinase": "raised"}, "inflammatory_myopathy"),
        ({"inflammatory_markers": "raised"}, "vasculitic_neuropathy"),
        ({"neurofilament_light": "raised"}, "als"),
        ({"mri_brain": "lesion"}, "ischaemic_stroke"),
        ({"mri_spine": "cord_lesion"}, "transverse_myelitis"),
        ({"mri_spine": "root_compression"}, "lumbosacral_radiculopathy"),
    ],
)
def test_a_test_raises_the_cause_that_it_looks_for(test: Findings, cause: str) -> None:
    assert posterior("cause", {**CLINIC, **test})[cause] > posterior("cause", CLINIC)[cause]


# --- time and age


@pytest.mark.parametrize(
    ("sudden", "slow"),
    [
        ("ischaemic_stroke", "als"),
        ("cord_injury", "cervical_myelopathy"),
        ("guillain_barre_syndrome", "cidp"),
        ("cord_infarction", "hereditary_spastic_paraplegia"),
    ],
)
def test_what_began_today_is_what_begins_suddenly(sudden: str, slow: str) -> None:
    early, late = (
        posterior("cause", {**CLINIC, "time_since_onset": time}) for time in (EARLY, LATE)
    )
    assert early[sudden] / early[slow] > late[sudden] / late[slow]


@pytest.mark.parametrize("cause", ["ischaemic_stroke", "als"])
def test_stroke_and_als_are_diseases_of_the_old(cause: str) -> None:
    young, old = (likelihood({"age_band": a}, {"cause": cause}) for a in ("18_to_39", "60_to_79"))
    assert old > young


def test_multiple_sclerosis_begins_in_the_young() -> None:
    young, old = (
        likelihood({"age_band": a}, {"cause": "multiple_sclerosis"})
        for a in ("18_to_39", "80_and_over")
    )
    assert young > old


# --- laws


def test_a_finding_that_cannot_matter_changes_nothing_and_is_named() -> None:
    """With the cause known, an antibody says nothing of the place."""
    known = {"cause": "multiple_sclerosis"}
    answer = bayesdx.query(MODEL, {**known, "aqp4_antibody": "negative"}, target="site")
    assert answer.probability == pytest.approx(list(posterior("site", known).values()), abs=1e-12)
    assert answer.unused == ("aqp4_antibody",)


def test_a_finding_that_leaves_everything_open_changes_nothing() -> None:
    open_ = {**CLINIC, "tone": ("decreased", "normal", "spastic", "rigid")}
    assert posterior("pattern", open_) == pytest.approx(posterior("pattern", CLINIC), abs=1e-12)


@pytest.mark.parametrize("sign", ["tone", "reflexes", "babinski", "emg", "mri_spine", "foot_drop"])
@pytest.mark.parametrize("target", ["pattern", "site"])
def test_a_finding_and_its_complement_average_back_to_the_prior(sign: str, target: str) -> None:
    """Σ over states P(state) P(target | state) = P(target)."""
    total = sum(
        p * np.array(list(posterior(target, {**CLINIC, sign: state}).values()))
        for state, p in posterior(sign, CLINIC).items()
    )
    assert total == pytest.approx(np.array(list(posterior(target, CLINIC).values())), abs=1e-10)


def test_signs_of_one_tract_cluster() -> None:
    """Together they say less or more than one by one, so that ratios must not be multiplied."""
    als = {"cause": "als"}
    signs = {"tone": "spastic", "reflexes": "increased", "babinski": "extensor"}
    product = np.prod([likelihood({name: state}, als) for name, state in signs.items()])
    assert likelihood(signs, als) > 1.2 * product


@pytest.mark.parametrize(
    ("findings", "pattern"),
    [
        ({"tone": "spastic", "reflexes": "increased", "babinski": "extensor", "atrophy": "none",
          "emg": "absent"}, "umn"),
        ({"reflexes": "decreased", "atrophy": "marked", "babinski": "flexor", "emg": "present"},
         "lmn"),
    ],
)  # fmt: skip
def test_no_setting_decides_a_plain_case(findings: Findings, pattern: str) -> None:
    for setting in MODEL.states["setting"]:
        said = {**findings, "setting": setting, "time_since_onset": LATE}
        assert top("pattern", said) == pattern, setting
