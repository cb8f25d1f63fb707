"""What HPO terms say of the findings, with the clinical reason in each name."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayesdx.findings import load_terms, read_findings
from bayesdx.formats.hpo import Feature, hpo_findings, load_hpo

CORE = {
    "tone": ("decreased", "normal", "increased"),
    "reflexes": ("decreased", "normal", "increased"),
    "atrophy": ("none", "mild", "marked"),
    "fasciculations": ("absent", "present"),
    "babinski": ("flexor", "extensor"),
    "emg": ("absent", "present"),
}
FINE = {
    **CORE,
    "tone": ("decreased", "normal", "spastic", "rigid"),
    "reflexes": ("absent", "decreased", "normal", "increased"),
    "clonus": ("absent", "present"),
}
IDS = {meanings[0].label: hpo_id for hpo_id, meanings in load_hpo().items()}


def read(*labels, states=CORE):
    """Read terms by their labels; a leading minus means excluded."""
    features = [
        Feature(IDS[label.lstrip("-")], label.lstrip("-"), label.startswith("-"))
        for label in labels
    ]
    return hpo_findings(features, states=states)


def reasons(found):
    return {str(one.feature): one.reason for one in found.unused}


@pytest.mark.parametrize(
    ("labels", "finding", "states"),
    [
        (["Lower limb spasticity"], "tone", ("increased",)),
        (["Scissor gait"], "tone", ("increased",)),
        (["Cogwheel rigidity"], "tone", ("increased",)),
        (["-Hypotonia"], "tone", ("normal", "increased")),
        (["-Hypotonia", "-Hypertonia"], "tone", ("normal",)),
        (["-Abnormal muscle tone"], "tone", ("normal",)),
        (["-Abnormal reflex"], "reflexes", ("normal",)),
        (["-Hyperreflexia"], "reflexes", ("decreased", "normal")),
        (["-Hyporeflexia", "-Areflexia"], "reflexes", ("normal", "increased")),
        (["-Reduced tendon reflexes"], "reflexes", ("normal", "increased")),
        (["Absent Achilles reflex"], "reflexes", ("decreased",)),
        (["Tongue fasciculations"], "fasciculations", ("present",)),
        (["-Fasciculations"], "fasciculations", ("absent",)),
        (["Distal lower limb amyotrophy"], "atrophy", ("mild", "marked")),
        (["Tongue atrophy"], "atrophy", ("mild", "marked")),
        (["-Skeletal muscle atrophy"], "atrophy", ("none",)),
        (["-Babinski sign"], "babinski", ("flexor",)),
        (["-Abnormal pyramidal sign"], "babinski", ("flexor",)),
        (["EMG: positive sharp waves"], "emg", ("present",)),
        (["-EMG abnormality"], "emg", ("absent",)),
    ],
)
def test_a_term_becomes_the_states_it_leaves_possible(labels, finding, states):
    assert dict(read(*labels).findings) == {finding: states}


@pytest.mark.parametrize(
    "label",
    [
        "-Absent patellar reflexes",  # the ankle jerks may be lost
        "-Lower limb spasticity",  # the arms may be stiff
        "-Distal upper limb amyotrophy",  # the legs may be thin
        "-Tongue fasciculations",  # the limbs may twitch
        "-Generalized hypotonia",  # some limbs may be floppy
        "-Axial hypotonia",  # the limbs may be floppy
    ],
)
def test_freedom_of_one_place_says_nothing_of_the_others(label):
    found = read(label)
    assert not found.findings
    assert "one place" in found.unused[0].reason


@pytest.mark.parametrize(
    "label",
    [
        "EMG abnormality",  # it may be myopathic
        "EMG: myotonic discharges",
        "Abnormal reflex",  # brisk or lost?
        "Abnormal pyramidal sign",  # which?
        "Muscle stiffness",  # myotonia is stiff too
        "Eyelid fasciculation",  # healthy people have it
        "Spinal muscular atrophy",  # the diagnosis that is asked for
        "Small thenar eminence",
    ],
)
def test_a_term_that_only_seems_to_speak_of_a_finding_is_left_aside_with_a_reason(label):
    found = read(label)
    assert not found.findings
    assert found.unused[0].reason == load_hpo()[IDS[label]][0].note


def test_a_floppy_trunk_with_stiff_limbs_is_kept_as_either_with_a_note():
    found = read("Limb hypertonia", "Axial hypotonia")
    assert found.findings["tone"] == ("decreased", "increased")
    assert any("Limb hypertonia and Axial hypotonia do not agree" in note for note in found.notes)


def test_brisk_knees_with_absent_ankles_are_kept_as_either_with_a_note():
    found = read("Hyperreflexia", "Absent Achilles reflex")
    assert found.findings["reflexes"] == ("decreased", "increased")
    assert "do not agree" in found.notes[0]


def test_terms_that_share_a_meaning_are_narrowed_to_it():
    assert read("Hypertonia", "Spasticity", states=FINE).findings["tone"] == ("spastic",)
    assert read("Hyporeflexia", "Areflexia of lower limbs", states=FINE).findings["reflexes"] == (
        "decreased",
    )


def test_hypertonia_without_spasticity_is_rigid_where_the_network_tells_them_apart():
    assert read("Hypertonia", "-Spasticity", states=FINE).findings["tone"] == ("rigid",)


def test_hypertonia_without_spasticity_is_still_increased_where_it_does_not():
    found = read("Hypertonia", "-Spasticity")
    assert found.findings["tone"] == ("increased",)
    assert "does not tell it from what stays open" in reasons(found)["Spasticity (excluded)"]


def test_excluded_spasticity_alone_leaves_rigidity_open_and_is_listed():
    found = read("-Spasticity")
    assert not found.findings
    assert "rules out no state of tone" in found.unused[0].reason


def test_excluded_hyporeflexia_leaves_areflexia_open():
    assert not read("-Hyporeflexia").findings
    assert read("-Hyporeflexia", states=FINE).findings["reflexes"] == (
        *("absent", "normal", "increased"),
    )


def test_a_sign_that_is_observed_and_ruled_out_at_once_is_left_out_and_listed():
    found = read("Tongue atrophy", "-Skeletal muscle atrophy")
    assert not found.findings
    assert set(reasons(found).values()) == {"atrophy is observed and ruled out at once"}


def test_clonus_is_used_by_a_network_that_has_it_and_listed_by_one_that_has_not():
    assert read("Ankle clonus", states=FINE).findings["clonus"] == ("present",)
    assert "no finding clonus" in read("Ankle clonus").unused[0].reason


@pytest.mark.parametrize(
    ("label", "finding", "states", "state"),
    [
        # Large units without fibrillation potentials.
        ("EMG: chronic denervation signs", "emg_reinnervation", ("absent", "present"), "present"),
        ("Spastic dysarthria", "bulbar_signs", ("absent", "present"), "present"),
        ("Jaw hyperreflexia", "jaw_jerk", ("normal", "increased"), "increased"),
        ("Foot dorsiflexor weakness", "weakness_distribution", ("none", "one_nerve"), "one_nerve"),
    ],
)
def test_a_term_of_another_finding_than_it_seems_speaks_of_that_one_alone(
    label, finding, states, state
):
    assert not read(label).findings
    assert dict(read(label, states={**CORE, finding: states}).findings) == {finding: (state,)}


def test_weakness_of_one_place_leaves_its_distribution_open_and_its_absence_says_nothing():
    term = load_terms()["weakness_distribution"]
    states = {**CORE, "weakness_distribution": term.states}
    weak = read("Distal lower limb muscle weakness", states=states).findings
    assert weak["weakness_distribution"] == tuple(s for s in term.states if s != "none")
    assert not read("-Distal lower limb muscle weakness", states=states).findings
    strong = read("-Muscle weakness", states=states).findings
    assert strong["weakness_distribution"] == ("none",)


def test_a_stated_severity_grades_the_wasting():
    wasting = IDS["Skeletal muscle atrophy"]
    for severity, states in [
        ("HP:0012825", ("mild",)),
        ("HP:0012826", ("mild", "marked")),  # moderate may be either
        ("HP:0012828", ("marked",)),
    ]:
        found = hpo_findings([Feature(wasting, severity=severity)], states=CORE)
        assert found.findings["atrophy"] == states


def test_a_term_that_nobody_knows_is_listed():
    found = hpo_findings([Feature("HP:0001250", "Seizure", excluded=True)], states=CORE)
    assert str(found.unused[0]) == (
        "HP:0001250 Seizure (excluded): no finding of bayesdx speaks of it"
    )


def test_every_row_says_something_or_why_it_does_not():
    terms = load_terms()
    for meanings in load_hpo().values():
        for one in meanings:
            if one.finding:
                assert one.observed or one.note
                assert one.finding in terms
            else:
                assert one.note


def test_labels_are_those_of_the_published_phenopackets(root):
    labels: dict[str, set[str]] = {}  # several where the ontology renamed a term meanwhile
    for path in (root / "data" / "cases" / "phenopackets").glob("*.json"):
        for feature in json.loads(path.read_text(encoding="utf-8"))["phenotypicFeatures"]:
            labels.setdefault(feature["type"]["id"], set()).add(feature["type"]["label"])
    for hpo_id, known in labels.items():
        assert {meaning.label for meaning in load_hpo().get(hpo_id, ())} <= known


known = st.sampled_from(sorted(load_hpo()))
features = st.lists(
    st.builds(Feature, known, label=known, excluded=st.booleans()), max_size=8, unique=True
)


@given(features, st.randoms())
def test_no_term_is_dropped_in_silence_and_order_changes_nothing(given_features, random):
    found = hpo_findings(given_features, states=FINE)
    shuffled = list(given_features)
    random.shuffle(shuffled)
    assert dict(hpo_findings(shuffled, states=FINE).findings) == dict(found.findings)
    unused = {one.feature for one in found.unused}
    for feature in given_features:
        spoken = {one.finding for one in load_hpo()[feature.hpo_id]} & found.findings.keys()
        assert feature in unused or spoken
    assert set(read_findings(found.findings, states=FINE).said) == set(found.findings)
