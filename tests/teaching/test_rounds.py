"""Rounds: what the model says after each finding, and that the dials find what they name."""

from __future__ import annotations

import numpy as np
import pytest

from bayesdx import load, query
from bayesdx.errors import FindingError
from bayesdx.teaching.drawn import (
    CONFLICT,
    DIFFICULTY,
    LITTLE,
    Dials,
    missed,
    nearest,
    simulated_round,
)
from bayesdx.teaching.progress import Progress, begun, read_progress, write_progress
from bayesdx.teaching.published import FEWEST, published_patients, published_round
from bayesdx.teaching.rounds import Patient, entropy, round_of
from tests.validation.networks import tiny


@pytest.fixture(scope="module")
def localisation():
    return load("localisation")


def patient(**changes):
    said = {
        "id": "p",
        "kind": "simulated",
        "context": (("setting", "ward"),),
        "findings": (("babinski", "extensor"), ("atrophy", "present")),
        "truth": "mixed",
        "diagnosis": "mixed",
    }
    return Patient(**(said | changes))


def test_the_model_is_asked_before_the_first_finding_and_after_each():
    one = round_of(tiny(), patient())
    # On the ward (0.1, 0.3, 0.3, 0.3); extensor (0.1, 0.5, 0.1, 0.5): 0.01, 0.15, 0.03, 0.15
    assert one.model[0] == pytest.approx((0.1, 0.3, 0.3, 0.3))
    assert one.model[1] == pytest.approx(np.array([0.01, 0.15, 0.03, 0.15]) / 0.34)
    # wasted (0.1, 0.1, 0.6, 0.6): 0.001, 0.015, 0.018, 0.09
    assert one.model[2] == pytest.approx(np.array([0.001, 0.015, 0.018, 0.09]) / 0.124)


def test_findings_that_are_independent_given_the_pattern_weigh_as_much_as_alone():
    one = round_of(tiny(), patient())
    assert np.array(one.independent) == pytest.approx(np.array(one.model))


def test_conflict_and_needed_evidence_by_hand():
    one = round_of(tiny(), patient())
    # P(extensor) 0.34, P(wasted) 0.1·0.1 + 0.3·0.1 + 0.3·0.6 + 0.3·0.6 = 0.4, together 0.124
    assert one.conflict == pytest.approx(np.log2(0.34 * 0.4 / 0.124))
    assert one.needed == pytest.approx(-10 * np.log10(0.3 / 0.7))
    assert one.entropy == entropy(one.model[-1])


def test_as_if_independent_each_finding_multiplies_by_what_it_is_worth_alone():
    core = load("core")
    findings = (("tone", "increased"), ("reflexes", "increased"), ("babinski", "extensor"))
    one = round_of(core, patient(context=(), findings=findings, truth="umn"))
    prior, *alone = (
        query(core, found, target="pattern").probability
        for found in ({}, *({name: said} for name, said in findings))
    )
    wanted = prior * np.prod([p / prior for p in alone], axis=0)
    assert one.independent[3] == pytest.approx(wanted / wanted.sum())
    exact = query(core, dict(findings), target="pattern").probability
    assert one.model[3] == pytest.approx(exact)
    assert np.abs(exact - one.independent[3]).max() > 0.01


def test_a_truth_and_findings_that_cannot_be_are_refused():
    with pytest.raises(FindingError, match="truth: found 'muscle'"):
        round_of(tiny(), patient(truth="muscle"))
    with pytest.raises(FindingError, match="bouncy"):
        round_of(tiny(), patient(findings=(("babinski", "bouncy"),)))


@pytest.mark.parametrize(
    ("difficulty", "conflict"),
    [*((name, "any") for name in DIFFICULTY), ("any", "fit"), ("any", "clash")],
)
def test_the_dials_find_the_patient_they_ask_for(difficulty, conflict):
    core = load("core")
    dials = Dials(difficulty, conflict, findings=4, distractors=0)
    where = {"setting": "neurology_clinic"}
    one = simulated_round(core, seed=3, dials=dials, context=where)
    low, high = DIFFICULTY[difficulty]
    assert low <= one.entropy < high
    low, high = CONFLICT[conflict]
    assert low <= one.conflict < high
    assert len(one.patient.findings) == 4


def test_the_dials_that_the_nearest_patient_misses_are_named():
    """In the tiny network two findings leave no answer open by less than 0.4 bits, and all fit."""
    easy = Dials("easy", "clash", findings=2, distractors=1)
    one = simulated_round(tiny(), seed=1, dials=easy, context={"setting": "home"})
    off = {
        "difficulty": not one.entropy < 0.4,
        "conflict": not one.conflict >= 0,
        "findings": True,  # it has no distractor
    }
    assert missed(one, easy) == tuple(name for name, is_off in off.items() if is_off)
    assert len(one.patient.findings) == 2
    assert missed(one, Dials(findings=2, distractors=0)) == ()


def test_how_many_findings_a_published_patient_has_is_no_miss(localisation):
    dials = Dials(findings=8, distractors=3)
    assert missed(published_round(localisation, seed=2, dials=dials), dials) == ()


def test_distractors_tell_next_to_nothing_of_the_pattern(localisation):
    dials = Dials(findings=3, distractors=3)
    one = simulated_round(localisation, seed=1, dials=dials, context={"setting": "population"})
    told = []
    for name, _ in one.patient.findings:
        given = dict(one.patient.context)
        after = 0.0
        for p, state in zip(
            query(localisation, given, target=name).probability,
            localisation.states[name],
            strict=True,
        ):
            if p > 0:
                found = query(localisation, {**given, name: state}, target="pattern")
                after += p * entropy(found.probability.tolist())
        told.append(entropy(one.model[0]) - after)
    assert sum(bits < LITTLE for bits in told) == 3
    assert sum(bits >= LITTLE for bits in told) == 3


def test_the_same_seed_gives_the_same_patient_and_another_another(localisation):
    first, again, other = (simulated_round(localisation, seed=s) for s in (5, 5, 6))
    assert first == again
    assert first.patient != other.patient


def test_patients_are_seen_in_different_settings_so_that_base_rates_differ(localisation):
    seen = {simulated_round(localisation, seed=s).patient.context for s in range(12)}
    assert len(seen) >= 3


def test_dials_that_do_not_exist_are_refused_together():
    with pytest.raises(FindingError) as caught:
        simulated_round(tiny(), seed=-1, dials=Dials("hrad", "clsh", 0, -1))
    assert len(caught.value.faults) == 5
    assert "Did you mean 'hard'?" in str(caught.value)


def test_published_patients_are_adults_with_enough_findings(localisation):
    every = published_patients(localisation)
    assert len(every) >= 50
    assert all(len(one.findings) >= FEWEST and one.source for one in every)
    assert {one.truth for one in every} == {"umn", "lmn", "mixed", "neither"}


def test_children_and_doubtful_diagnoses_are_no_published_patients(localisation, tmp_path):
    file = tmp_path / "cases.csv"
    rows = [
        ("child", "17", "A"),
        ("adult", "18", "B"),
        ("doubtful", "40", "C"),
        ("no age", "", "A"),
    ]
    told = "extensor,increased,present,umn,a disease,1,a report"
    header = "case_id,age_years,tier,babinski,reflexes,clonus,gold_pattern,disease,pmid,source"
    lines = [header, *(f"{','.join(row)},{told}" for row in rows)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert [one.id for one in published_patients(localisation, source=file)] == ["adult"]


def test_one_finding_neither_fits_nor_clashes_with_any_and_two_of_one_tract_fit():
    """The range of a dial holds its lower end and not its upper one: no conflict is a clash."""
    core = load("core")
    one, two = (
        patient(context=(), findings=findings)
        for findings in (
            (("babinski", "extensor"),),
            (("babinski", "extensor"), ("reflexes", "increased")),
        )
    )
    assert [round(round_of(core, each).conflict, 9) <= 0 for each in (one, two)] == [True, True]
    assert nearest(core, [one, two], Dials(conflict="fit"), "pattern") == 1
    assert nearest(core, [two, one], Dials(conflict="clash"), "pattern") == 1


def test_a_published_round_is_the_same_for_the_same_seed(localisation):
    first, again = (published_round(localisation, seed=4, dials=Dials("hard")) for _ in range(2))
    assert first == again
    assert first.entropy >= 1.0


def test_a_network_that_knows_no_finding_of_theirs_has_no_published_patients():
    with pytest.raises(FindingError, match="no patient"):
        published_patients(tiny())


def test_a_round_that_is_played_can_be_saved(localisation):
    played = begun(published_round(localisation, seed=4))
    while not played.finished:
        played = played.predicted([0.25] * 4)
    progress = Progress((played,))
    assert read_progress(write_progress(progress)) == progress
