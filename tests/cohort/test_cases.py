"""How a table of cases is read: what a cell, `ruled_out` and `conflict` come to."""

from __future__ import annotations

import pytest

from bayesdx.cohort.cases import read_cases
from bayesdx.errors import FormatError
from bayesdx.findings import vocabulary

CORE = {
    "pattern": ("neither", "umn", "lmn", "mixed"),
    "tone": ("decreased", "normal", "increased"),
    "reflexes": ("decreased", "normal", "increased"),
    "atrophy": ("none", "mild", "marked"),
    "babinski": ("flexor", "extensor"),
    "emg": ("absent", "present"),
}
FINE = {**CORE, "reflexes": ("absent", "decreased", "normal", "increased")}


def read(*rows, states=CORE):
    named = [{"case_id": f"c{i}", **row} for i, row in enumerate(rows)]
    return read_cases(named, words=vocabulary(states), target="pattern")


def test_an_empty_cell_is_not_examined_and_leaves_a_row_of_ones():
    cases = read({"tone": "increased", "atrophy": ""}, {"tone": "", "atrophy": "present"})
    assert cases.likelihoods["tone"].tolist() == [[0, 0, 1], [1, 1, 1]]
    assert cases.likelihoods["atrophy"].tolist() == [[1, 1, 1], [0, 1, 1]]
    assert cases.said == ("tone=increased", "atrophy=mild or marked")


def test_a_cell_may_be_uncertain_or_a_set():
    cases = read({"babinski": "extensor:0.8,flexor:0.2", "reflexes": "normal|increased"})
    assert cases.likelihoods["babinski"].tolist() == [[0.2, 0.8]]
    assert cases.said == ("babinski=flexor 0.2, extensor 0.8; reflexes=normal or increased",)


def test_the_tempo_of_onset_is_not_taken_for_the_time_since_onset():
    states = {**CORE, "time_since_onset": ("under_3_days", "over_3_months")}
    assert read({"onset": "acute"}, states=states).unused == ("onset",)


def test_columns_that_are_no_finding_are_named():
    cases = read({"gold_pattern": "umn", "tone": "normal", "shoe_size": "42"})
    assert cases.used == ("tone",)
    assert cases.unused == ("gold_pattern", "shoe_size")


def test_a_ruled_out_state_leaves_the_others_open():
    assert read({"ruled_out": "reflexes:increased;tone:decreased"}).said == (
        "reflexes=decreased or normal; tone=normal or increased",
    )


def test_ruled_out_narrows_what_the_cell_leaves_open():
    assert read({"atrophy": "present", "ruled_out": "atrophy:marked"}).said == ("atrophy=mild",)


def test_absent_reflexes_ruled_out_leave_weak_ones_open_and_are_named_where_they_do_nothing():
    row = {"ruled_out": "reflexes:absent"}
    assert read(row, states=FINE).said == ("reflexes=decreased or normal or increased",)
    coarse = read(row)
    assert coarse.said == ("",)
    assert coarse.unused == ("ruled_out: reflexes:absent",)
    both = read({"ruled_out": "reflexes:absent;reflexes:decreased"})
    assert both.said == ("reflexes=normal or increased",)


def test_a_finding_coded_both_ways_is_abnormal_in_one_direction_or_the_other():
    cases = read({"tone": "", "conflict": "tone"}, {"tone": "normal", "conflict": ""})
    assert cases.said == ("tone=decreased or increased", "tone=normal")


def test_a_finding_without_directions_that_is_coded_both_ways_is_not_examined():
    assert read({"conflict": "babinski"}).said == ("",)


def test_names_of_other_models_in_special_columns_are_listed_and_unknown_ones_refused():
    row = {"ruled_out": "clonus:present", "conflict": "gait", "gait": "both"}
    assert read(row).unused == ("gait", "conflict: gait", "ruled_out: clonus")
    with pytest.raises(FormatError, match="Did you mean reflexes"):
        read({"ruled_out": "reflxes:increased"})


@pytest.mark.parametrize(
    ("row", "place", "message"),
    [
        ({"tone": "bouncy"}, "row 1, column tone", "'bouncy'"),
        ({"ruled_out": "tone"}, "row 1, column ruled_out", "finding:state"),
        ({"ruled_out": "tone:bouncy"}, "row 1, column ruled_out", "'bouncy'"),
        (
            {"tone": "increased", "ruled_out": "tone:increased"},
            "row 1, column ruled_out",
            "increased in its own cell",
        ),
        (
            {"tone": "normal", "conflict": "tone"},
            "row 1, column conflict",
            "normal in its own cell",
        ),
        ({"ruled_out": "pattern:umn"}, "row 1, column ruled_out", "the target"),
        ({"case_id": " "}, "row 1", "no case_id"),
        ({"pattern": "umn"}, "rows, header", "which is the target"),
        ({"emg": "present", "emg_denervation": ""}, "rows, header", "both emg"),
    ],
)
def test_a_fault_names_its_row_and_column(row, place, message):
    with pytest.raises(FormatError, match=message) as caught:
        read(row)
    assert caught.value.faults[0].where == place


def test_all_faults_of_all_rows_come_at_once():
    with pytest.raises(FormatError) as caught:
        read({"tone": "a", "babinski": "b"}, {"tone": "normal"}, {"tone": "c"})
    assert [fault.where for fault in caught.value.faults] == [
        "row 1, column tone",
        "row 1, column babinski",
        "row 3, column tone",
    ]


def test_two_cases_of_one_id_could_not_be_told_apart():
    with pytest.raises(FormatError, match="'c0' of row 1"):
        read({"tone": "normal"}, {"case_id": "c0"})


def test_cases_without_ids_are_refused():
    with pytest.raises(FormatError, match="no column case_id"):
        read_cases([{"tone": "normal"}], words=vocabulary(CORE), target="pattern")
