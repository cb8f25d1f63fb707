"""Every published number can be found by what it is, and only by that."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bayesdx
from bayesdx.evidence import load_audits
from bayesdx.evidence.metrics import METRICS
from bayesdx.language import speaking, translated
from bayesdx.network import KINDS
from bayesdx.report.assumptions import assumptions, sifted_assumptions
from bayesdx.report.catalogue import (
    ONCE,
    READ,
    UNUSED,
    Entry,
    Wanted,
    catalogue,
    sifted,
    sifted_sources,
)
from bayesdx.report.honesty import honest_numbers
from bayesdx.report.literature_words import MEASURES
from bayesdx.validation import validate_literature

CORE = bayesdx.load("core")
EVIDENCE = bayesdx.load_evidence()
FIGURES = validate_literature(CORE, EVIDENCE).figures
ENTRIES = catalogue(CORE, EVIDENCE, audits=load_audits(), implied=FIGURES)
ASSUMED = assumptions(CORE)


def test_every_number_is_there_once_and_the_used_ones_are_those_that_are_counted() -> None:
    assert [entry.id for entry in ENTRIES] == list(EVIDENCE.estimates)
    used = [entry for entry in ENTRIES if entry.kinds != (UNUSED,)]
    assert len(used) == honest_numbers(CORE)[-1]["estimates"]
    assert len({entry.source.source_id for entry in used}) == honest_numbers(CORE)[-1]["sources"]


@pytest.mark.parametrize(
    "words",
    [
        "Babinski sensitivity",
        "sensitivity babinski",
        "plantar sensitivity",
        "Babinski Sensitivität",
    ],
)
def test_words_find_what_a_finding_is_called_in_any_order_first(words: str) -> None:
    def asked(entry: Entry) -> bool:
        said = entry.estimate
        return (said.finding, said.metric) == ("babinski", "sensitivity")

    wanted = {entry.id for entry in ENTRIES if asked(entry)}
    found = [entry.id for entry in sifted(ENTRIES, Wanted(words=words))]
    assert wanted
    assert {*found[: len(wanted)]} == wanted


@pytest.mark.parametrize(
    ("words", "known"),
    [
        ("nerve root 2008", lambda e: e.estimate.group == "root" and e.source.year == 2008),
        ("negative likelihood ratio", lambda e: e.estimate.metric == "lr_minus"),
        ("myasthenia gravis", lambda e: e.estimate.disease == "myasthenia_gravis"),
    ],
)
def test_words_find_condition_measure_and_year(words, known) -> None:  # type: ignore[no-untyped-def]
    found = {entry.id for entry in sifted(ENTRIES, Wanted(words=words))}
    assert {entry.id for entry in ENTRIES if known(entry)} <= found


def test_every_metric_has_a_name_of_its_own() -> None:
    assert {entry.estimate.metric for entry in ENTRIES} <= {*MEASURES} == {*METRICS}
    assert len({*MEASURES.values()}) == len(MEASURES)


def test_every_answer_of_the_model_stands_beside_its_number() -> None:
    assert sum(len(entry.implied) for entry in ENTRIES) == len(FIGURES)


def test_a_row_that_was_read_once_says_so() -> None:
    audits = load_audits()
    assert {entry.id for entry in ENTRIES if entry.review != ONCE} == {*audits} & {
        *EVIDENCE.estimates
    }
    assert {entry.review for entry in ENTRIES} <= {*READ}


@pytest.mark.parametrize(
    ("wanted", "test"),
    [
        (Wanted(about="babinski"), lambda e: e.estimate.finding == "babinski"),
        (Wanted(group="root"), lambda e: e.estimate.group == "root"),
        (Wanted(kind="borrowed"), lambda e: any(c.kind == "borrowed" for c in e.columns)),
        (Wanted(kind=UNUSED), lambda e: not e.columns),
        (Wanted(applicability="low"), lambda e: e.estimate.applicability == "low"),
        (Wanted(text_read="excerpt"), lambda e: e.source.text_read == "excerpt"),
        (Wanted(review=ONCE), lambda e: e.audit is None),
        (Wanted(verdict="outside"), lambda e: any(i.verdict == "outside" for i in e.implied)),
        (Wanted(source="houten_2008"), lambda e: e.source.source_id == "houten_2008"),
        (Wanted(first=2020), lambda e: (e.source.year or 0) >= 2020),
        (Wanted(last=1990), lambda e: (e.source.year or 3000) <= 1990),
        (Wanted(words="Houten BABINSKI"), lambda e: "houten" in e.text and "babinski" in e.text),
    ],
)
def test_each_filter_finds_exactly_what_it_says(wanted, test) -> None:  # type: ignore[no-untyped-def]
    found = sifted(ENTRIES, wanted)
    assert 0 < len(found) < len(ENTRIES)
    walked = [entry.id for entry in ENTRIES if test(entry)]
    if wanted.about:  # and what enters the table of that name
        walked = [
            e.id for e in ENTRIES if test(e) or any(c.node == wanted.about for c in e.columns)
        ]
    assert [entry.id for entry in found] == walked


def test_nothing_asked_finds_everything_also_publications_without_a_number() -> None:
    assert sifted(ENTRIES, Wanted()) == ENTRIES
    assert Wanted().nothing
    assert {one.source_id for one in sifted_sources(EVIDENCE, ENTRIES, Wanted())} == {
        *EVIDENCE.sources
    }


def test_a_publication_without_a_number_is_found_by_its_own_words_and_not_by_a_finding() -> None:
    bare = "accessmedicine_weakness"
    for wanted, there in (
        (Wanted(words="anatomy map"), True),
        (Wanted(text_read="abstract"), False),
        (Wanted(source=bare), True),
        (Wanted(first=1900), False),
        (Wanted(about="babinski"), False),
    ):
        found = sifted_sources(EVIDENCE, sifted(ENTRIES, wanted), wanted)
        assert (bare in {one.source_id for one in found}) == there


@given(st.builds(Wanted, words=st.text(max_size=12), group=st.sampled_from(["", "umn", "no"])))
def test_any_words_find_a_part_of_all(wanted: Wanted) -> None:
    assert {e.id for e in sifted(ENTRIES, wanted)} <= {e.id for e in ENTRIES}


def test_a_row_holds_the_whole_number() -> None:
    row = next(e for e in ENTRIES if e.id == "houten2008_babinski_umn").row()
    assert (row["k"], row["n"], row["source_id"]) == (74, 225, "houten_2008")
    assert row["quantities"] == "babinski.extensor.umn"
    assert "babinski" in row["tables"]
    assert row["verdicts"] in {figure.verdict for figure in FIGURES}
    assert {f.name for f in fields(Wanted)} & {*row} >= {"group", "applicability", "text_read"}


def test_every_assumption_is_there_with_its_reason_and_its_weight() -> None:
    assert len(ASSUMED) == honest_numbers(CORE)[-1]["assumptions"]
    for one in ASSUMED:
        assert one.parameter.because
        assert one.columns
        assert {*one.kinds} <= {"assumed", "part assumed"}
        assert one.row()["name"] == one.name


def test_assumptions_are_found_by_table_words_and_kind() -> None:
    tone = sifted_assumptions(ASSUMED, about="tone")
    assert {one.name for one in tone} == {
        one.name for one in ASSUMED if any(c.node == "tone" for c in one.columns)
    }
    word = tone[0].parameter.because.split()[0]
    assert tone[0] in sifted_assumptions(tone, words=word.upper())
    assert sifted_assumptions(ASSUMED, words="no such words at all") == ()
    part = sifted_assumptions(ASSUMED, kind="part assumed")
    assert part
    assert all(any(c.kind == "part assumed" for c in one.columns) for one in part)


def test_an_assumption_is_said_as_the_language_writes_it_and_its_csv_in_english() -> None:
    one = next(one for one in ASSUMED if one.parameter.worth and "0." in one.value)
    english = one.value
    with speaking("de"):
        assert one.weight.startswith("wiegt so viel wie")
        assert "0," in one.value
        assert "0." not in one.value
        assert one.row()["value"] == english


def test_how_a_column_comes_about_is_translated() -> None:
    with speaking("de"):
        assert [kind for kind, meaning in KINDS.items() if translated(meaning) == meaning] == []
