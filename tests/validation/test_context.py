"""What a case says of its context, and what that changes."""

from __future__ import annotations

import numpy as np
import pytest

from bayesdx.errors import FormatError
from bayesdx.findings import vocabulary
from bayesdx.formats.table import from_rows
from bayesdx.language import speaking
from bayesdx.network import Node, assemble
from bayesdx.validation import validate_cases
from bayesdx.validation.context import BANDS, TIMES, context_nodes, read_context
from tests.validation.networks import EXTENSOR, PATTERNS, WASTED

TIME = ("under_3_days", "3_days_to_3_weeks", "3_weeks_to_3_months", "over_3_months")
AGE = tuple(BANDS.values())
WORDS = vocabulary({"time_since_onset": TIME, "age_band": AGE, "tone": ("normal", "increased")})
LATE = np.array([0.1, 0.2, 0.6, 0.8])
"""P(seen after three months | pattern)."""

EARLY_TOE = np.array([0.1, 0.25, 0.1, 0.25])
"""P(extensor | pattern) in the first three months; later it is EXTENSOR."""

HEADER = "case_id,tier,disease,disease_id,gold_pattern,onset,age_years,babinski,atrophy"


def timed():
    """Return pattern → time and two signs, one of which depends on the time."""
    early = np.outer(np.ones(3) / 3, 1 - LATE)
    toe = np.stack([EARLY_TOE] * 3 + [EXTENSOR], axis=1)
    nodes = [
        Node("pattern", PATTERNS),
        Node("time_since_onset", TIME, ("pattern",)),
        Node("age_band", AGE, ("pattern",)),
        Node("babinski", ("flexor", "extensor"), ("pattern", "time_since_onset")),
        Node("atrophy", ("absent", "present"), ("pattern",)),
    ]
    tables = [
        np.array([0.1, 0.2, 0.3, 0.4]),
        np.vstack([early, LATE]),
        np.full((4, 4), 0.25),
        np.stack([1 - toe, toe]),
        np.stack([1 - WASTED, WASTED]),
    ]
    return assemble("timed", nodes, tables)


def scored(tmp_path, *cells: str, header: str = HEADER):
    path = tmp_path / "cases.csv"
    rows = [f"{i},A,x,D:{i},umn,{said},extensor,absent" for i, said in enumerate(cells)]
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return validate_cases(timed(), path, bootstrap=0)


def table(**columns: list[object]):
    names = list(columns)
    cells = zip(*columns.values(), strict=True)
    return from_rows([dict(zip(names, row, strict=True)) for row in cells])


def test_a_chronic_illness_has_lasted_months_and_other_tempos_say_nothing() -> None:
    said = table(onset=["chronic", "acute", "subacute", "unknown", ""])
    read = read_context(said, WORDS).likelihoods["time_since_onset"]
    assert read.tolist() == [[0, 0, 0, 1], *[[1, 1, 1, 1]] * 4]


def test_an_adult_has_an_age_band_and_a_child_none() -> None:
    said = table(age_years=["17.9", "18", 59, "60", "80", "101", "", None])
    read = read_context(said, WORDS).likelihoods["age_band"]
    all_open = [1, 1, 1, 1]
    assert read.tolist() == [
        all_open, [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 0, 1],
        all_open, all_open,
    ]  # fmt: skip


def test_a_column_with_the_name_of_the_node_is_believed_instead() -> None:
    said = table(onset=["chronic"], time_from_onset=["under_3_days"], age_years=["50"])
    assert list(read_context(said, WORDS).likelihoods) == ["age_band"]


@pytest.mark.parametrize("states", [{"tone": ("normal",)}, {"time_since_onset": ("early", "late")}])
def test_nothing_is_read_for_a_model_without_the_node_or_its_states(states) -> None:
    read = read_context(table(onset=["chronic"], age_years=["50"]), vocabulary(states))
    assert (dict(read.likelihoods), read.columns) == ({}, ())
    assert read.years.tolist() == [50]


def test_every_cell_that_is_no_tempo_and_no_age_is_named() -> None:
    said = table(onset=["cronic", "acute", ""], age_years=["fifty", "-3", "inf"])
    with pytest.raises(FormatError) as refused:
        read_context(said, WORDS)
    assert len(refused.value.faults) == 4
    assert "Did you mean 'chronic'?" in str(refused.value)


def test_the_context_is_a_matter_of_the_terms_and_not_of_arrows() -> None:
    assert context_nodes(vocabulary(timed().states)) == {"time_since_onset", "age_band"}


def test_the_rules_read_the_words_of_the_cases_and_of_the_terms() -> None:
    from bayesdx.findings import load_terms

    terms = load_terms()
    assert {time for time in TIMES.values() if time} <= set(terms["time_since_onset"].states)
    assert "age_band" not in terms or set(AGE) == set(terms["age_band"].states)


def test_the_prior_in_the_context_is_taken_out(tmp_path) -> None:
    """After three months the toe speaks as it does then, and the time itself does not speak."""
    report = scored(tmp_path, "chronic,50")
    likelihood = EXTENSOR * (1 - WASTED)
    assert report.forecasts[0].probability[0] == pytest.approx(likelihood / likelihood.sum())


def test_the_model_is_asked_without_the_time_as_well(tmp_path) -> None:
    forecast = {f.name: f for f in scored(tmp_path, "chronic,50").forecasts}
    toe = LATE * EXTENSOR + (1 - LATE) * EARLY_TOE
    expected = pytest.approx(toe * (1 - WASTED) / sum(toe * (1 - WASTED)))
    assert forecast["model, time not stated"].probability[0] == expected
    assert forecast["naive Bayes, time not stated"].probability[0] == expected


def test_naive_bayes_knows_the_context_that_the_model_knows(tmp_path) -> None:
    report = scored(tmp_path, "chronic,50", "acute,50", "chronic,5")
    forecast = {f.name: f.probability for f in report.forecasts}
    assert forecast["naive Bayes"] == pytest.approx(forecast["model"])
    assert forecast["naive Bayes"][0] == pytest.approx(forecast["naive Bayes"][2])
    assert forecast["naive Bayes"][0] != pytest.approx(forecast["naive Bayes"][1])


def test_the_report_says_what_was_read_and_who_the_patients_are(tmp_path) -> None:
    report = scored(tmp_path, "chronic,50", "chronic,5", "acute,19", "unknown,")
    assert "2 are adults, 1 children, 1 of unknown age" in report.description
    with speaking("de"):
        assert "2 sind Erwachsene, 1 Kinder, 1 unbekannten Alters" in report.description
    assert "onset chronic is read as time_since_onset over_3_months (2)" in report.description
    assert report.read == {"onset": 2, "age_years": 2}
    assert report.unused == ()
    assert "time_since_onset=over_3_months; age_band=40_to_59" in report.cases[0].findings


def test_the_adults_are_judged_alone_as_well(tmp_path) -> None:
    report = scored(tmp_path, "chronic,50", "acute,5", "acute,19")
    assert [case.case_id for case in report.adult_cases] == ["0", "2"]
    assert [f.name for f in report.adults] == [f.name for f in report.forecasts]
    alone = scored(tmp_path, "chronic,50", "acute,19")
    assert [f.figures for f in report.adults] == [f.figures for f in alone.forecasts]
    assert {row["who"] for row in report.rows()} == {"all", "adults"}


def test_without_a_stated_adult_there_is_no_second_table(tmp_path) -> None:
    report = scored(tmp_path, "chronic,5", "acute,")
    assert report.adults == ()
    assert {row["who"] for row in report.rows()} == {"all"}
