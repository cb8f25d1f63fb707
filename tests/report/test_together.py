"""Published figures about several findings together, and what is said of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bayesdx.evidence import load_evidence
from bayesdx.formats.model import load
from bayesdx.report.together import (
    Together,
    alt_text,
    fine,
    summary,
    table,
    together,
    together_chart,
    verdict,
)
from bayesdx.validation import validate_dependence
from tests.report.drawn import across, rows


@pytest.fixture(scope="module")
def core() -> dict[str, Together]:
    evidence = load_evidence()
    found = together(validate_dependence(load("core"), evidence), evidence)
    return {figure.joint.estimate_id: figure for figure in found}


def test_independence_is_worked_out_from_the_single_rates_of_the_same_patients(core) -> None:
    """64, 90 and 22 of 130 have an extensor toe, brisk reflexes, raised tone."""
    every, none = core["alvarez2018_complete_als"], core["alvarez2018_nopyramidal_als"]
    assert every.singles == pytest.approx(64 / 130 * 90 / 130 * 22 / 130)
    assert none.singles == pytest.approx(66 / 130 * 40 / 130 * 108 / 130)


def test_false_alarms_of_findings_that_a_model_lacks_are_worked_out_too(core) -> None:
    """Specificities of 0.9, 0.875 and 0.875 would give 2 in 1000; 3 in 100 were found."""
    alarm = core["teitelbaum2002_triple_none"]
    assert alarm.singles == pytest.approx(0.1 * 0.125 * 0.125)
    assert alarm.joint.published == pytest.approx(0.03)
    assert alarm.joint.implied is None


def test_without_the_single_rates_there_is_no_product(core) -> None:
    assert core["mndtable_nopathsign_als"].singles is None


def test_the_summary_says_each_figure_in_a_sentence_and_counts_who_is_right(core) -> None:
    said = summary(list(core.values()))
    assert "**11.5%** of the patients. From the single rates of the same patients" in said
    assert "independent signs would give **5.8%**; this network says **13." in said
    assert "for 2 such figures with an interval, and is inside 2." in said
    assert said.endswith("A naive model with the same single rates is inside 1.")


def test_nothing_published_is_said_in_a_sentence() -> None:
    assert summary([]).startswith("No figure")


def test_each_answer_has_a_row_that_says_whether_it_is_inside(core) -> None:
    drawn = rows(together_chart([core["alvarez2018_complete_als"]]))
    assert [row["text"].partition(":")[0] for row in drawn[1:]] == [
        *("Published", "This network", "Its single rates, if independent"),
        "The study's, if independent",
    ]
    assert drawn[1]["text"] == "Published: 11.5% (7–18)"
    assert drawn[2]["text"].endswith(", inside")
    assert drawn[4]["text"] == "The study's, if independent: 5.8%, outside"
    assert len({row["shape"] for row in drawn[2:]}) == 3


def test_what_the_network_does_not_know_is_said(core) -> None:
    drawn = rows(together_chart([core["mndtable_nopathsign_als"]]), "text")
    assert "does not know" in drawn[2]["text"]


def test_the_axis_reaches_beyond_the_highest_value(core) -> None:
    assert across(together_chart(list(core.values()))) == (0, pytest.approx(0.4))


def test_a_figure_without_an_interval_has_no_verdict(core) -> None:
    joint = core["alvarez2018_complete_als"].joint
    assert verdict(joint.published, joint) == "inside"
    assert verdict(0.9, joint) == "outside"
    assert verdict(0.9, replace(joint, low=None, high=None)) == ""


def test_a_share_keeps_the_decimal_that_small_ones_need() -> None:
    assert [fine(0.03), fine(0.0016), fine(0.261)] == ["3.0%", "0.2%", "26.1%"]


def test_picture_and_table_name_every_figure(core) -> None:
    figures = list(core.values())
    assert all(figure.who in alt_text(figures) for figure in figures)
    listed = table(figures)
    assert [row["Publication"] for row in listed] == [figure.reference for figure in figures]
