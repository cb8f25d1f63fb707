"""Why an answer lies outside the interval of a study."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bayesdx.evidence import load_evidence
from bayesdx.validation.reasons import SELECTED, Studies, differences, reason, selection

ROW = replace(
    load_evidence().estimates["houten2008_babinski_umn"], population="consecutive", disease="x"
)


def why(*intervals, pooled: float, implied: float, share: float = 1.0, rows=None):
    """Return why what is implied is outside the first interval."""
    studies = Studies(rows or [ROW] * len(intervals), intervals, pooled)
    return reason(0, studies, implied=implied, share=share)


def test_studies_without_a_common_value_disagree() -> None:
    found = why((0.1, 0.3), (0.5, 0.6), pooled=0.4, implied=0.4)
    assert found.explains
    assert found.text == "the studies disagree: no value lies in the intervals of all"


def test_what_the_rows_of_disagreeing_studies_differ_in_is_said() -> None:
    other = replace(ROW, disease="y", state="z", population="operated, with severe weakness")
    found = why((0.1, 0.3), (0.5, 0.6), pooled=0.4, implied=0.4, rows=[ROW, other])
    expected = "they differ in disease, definition of the finding, selection (operated, severe)"
    assert found.text.endswith(expected)


def test_only_the_studies_that_conflict_with_it_are_compared() -> None:
    alike = replace(ROW, disease="z")
    rows = [ROW, alike, replace(ROW, population="operated")]
    intervals = ((0.1, 0.3), (0.2, 0.55), (0.5, 0.6))
    assert "selection (operated)" in why(*intervals, pooled=0.4, implied=0.4, rows=rows).text
    assert "disease" not in why(*intervals, pooled=0.4, implied=0.4, rows=rows).text


def test_disagreement_does_not_explain_what_the_rest_of_the_model_did() -> None:
    """The pooled value is off by 0.1; an answer that is off by more than twice that is moved."""
    assert why((0.1, 0.3), (0.5, 0.6), pooled=0.4, implied=0.49).explains
    found = why((0.1, 0.3), (0.5, 0.6), pooled=0.4, implied=0.51)
    assert not found.explains
    assert "moved it further" in found.text


def test_a_pooled_value_inside_means_that_the_rest_of_the_model_moved_the_answer() -> None:
    found = why((0.1, 0.3), (0.15, 0.4), pooled=0.2, implied=0.05)
    assert (found.explains, found.text) == (
        False,
        "moved by the rest of the model: the pooled value is inside",
    )


def test_a_figure_for_a_part_of_the_group_does_not_speak_for_the_whole() -> None:
    found = why((0.1, 0.3), pooled=0.2, implied=0.4, share=0.25)
    assert found.explains
    assert found.text == "the model takes the figure for 25% of this group, and others for the rest"
    found = why((0.1, 0.3), pooled=0.2, implied=0.4, share=0.0)
    assert found.text == "the model takes the figure elsewhere"


@pytest.mark.parametrize(("applicability", "explains"), [("high", False), ("moderate", True)])
def test_a_study_that_fits_less_well_may_be_outvoted(applicability, explains) -> None:
    row = replace(ROW, applicability=applicability)
    found = why((0.1, 0.3), (0.25, 0.6), None, pooled=0.4, implied=0.4, rows=[row, ROW, ROW])
    assert found.explains is explains


@pytest.mark.parametrize(
    ("population", "chosen"),
    [
        ("operated myelopathy with cord signal change", {"operated", "chosen by a test"}),
        ("a surgical series", {"operated"}),
        ("patients before surgery, children too", {"operated", "children"}),
        ("people at diagnosis, untreated", set()),
        ("consecutive strokes, cooperative", set()),
        ("a mildly affected half", {"mild"}),
    ],
)
def test_selection_is_read_from_the_words_for_the_patients(population, chosen) -> None:
    assert selection(replace(ROW, population=population)) == chosen


def test_every_kind_of_selection_occurs_in_the_evidence() -> None:
    found = set().union(*map(selection, load_evidence().estimates.values()))
    assert found == set(SELECTED)


def test_the_place_of_the_lesion_is_named_where_the_disease_is_the_same() -> None:
    assert differences(ROW, [replace(ROW, group="brainstem")]) == ("place of the lesion",)
    assert differences(ROW, [ROW]) == ()
