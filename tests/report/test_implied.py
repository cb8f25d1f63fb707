"""What is said and drawn of a model's answers to the figures it rests on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bayesdx.evidence import load_evidence
from bayesdx.formats.model import load
from bayesdx.language import speaking
from bayesdx.report import implied, overview
from bayesdx.report.deviation_words import why_said
from bayesdx.validation import LiteratureReport, validate_literature
from bayesdx.validation.literature import Implied
from bayesdx.validation.reasons import DIFFER
from tests.report.drawn import rows
from tests.report.test_charts import contrast

BASE = Implied(
    estimate_id="e",
    source="Jones 1999",
    applicability="high",
    quantity="tone.increased.umn",
    asked="P(tone=increased | umn=mild|marked)",
    published=0.5,
    low=0.4,
    high=0.7,
    pooled=0.5,
    implied=0.5,
    verdict="inside",
    why="",
)
HIGH = replace(
    BASE, implied=0.9, verdict="outside", why="the studies disagree; in disease", explained=True
)
LOW = replace(BASE, implied=0.1, verdict="outside", why="the pooled value is outside as well")
BARE = replace(BASE, low=None, high=None, verdict="no interval")
UNASKED = replace(BASE, implied=None, verdict="not asked", why="the model has no clonus")


@pytest.fixture(scope="module")
def core() -> LiteratureReport:
    return validate_literature(load("core"), load_evidence())


@pytest.mark.parametrize(
    ("figure", "shape", "word"),
    [
        (BASE, "circle", "inside"),
        (HIGH, "triangle-right", "higher, explained"),
        (LOW, "triangle-left", "too low"),
        (BARE, "square", "no interval"),
    ],
)
def test_a_verdict_has_a_shape_and_a_word_beside_its_colour(
    figure: Implied, shape: str, word: str
) -> None:
    assert (implied.shape_of(figure), implied.in_a_word(figure)) == (shape, word)


@pytest.mark.parametrize("colour", implied.VERDICT_COLOURS.values())
@pytest.mark.parametrize("page", ["#ffffff", "#0e1117"])
def test_every_mark_stands_out_from_a_light_and_a_dark_page(colour: str, page: str) -> None:
    assert contrast(colour, page) >= 3


def test_what_cannot_be_asked_is_counted_and_not_drawn() -> None:
    report = LiteratureReport("m", (BASE, HIGH, BARE, UNASKED))
    assert implied.drawable(report) == (BASE, HIGH, BARE)
    said = implied.summary(report)
    assert "**1 of 2 published figures (50%)**" in said
    assert "1 more are shown" in said
    assert "1 cannot be asked" in said


def test_the_summary_counts_what_the_studies_explain_beside_what_is_inside() -> None:
    said = implied.summary(LiteratureReport("m", (BASE, HIGH, LOW, BASE)))
    assert "**2 of 4 published figures (50%)**" in said
    assert "it is **75%**" in said
    assert "fit the model well it is 50%, and 75% with the explained" in said


def test_what_the_studies_explain_is_hollow() -> None:
    marks = rows(overview.overview_chart([LOW, HIGH]))
    assert [mark["face"] == "transparent" for mark in marks] == [False, True]


def test_a_report_without_any_interval_says_so() -> None:
    assert "no" in implied.summary(LiteratureReport("m", (BARE,))).casefold()


def test_figures_stand_by_finding_in_the_order_of_an_examination(core: LiteratureReport) -> None:
    figures = implied.drawable(core)
    assert len(figures) == len(core.figures)
    assert list(implied.by_finding(figures)) == [
        *("tone", "reflexes", "babinski", "atrophy", "fasciculations", "emg"),
    ]
    for own in implied.by_finding(figures).values():
        assert [(f.quantity, f.published) for f in own] == sorted(
            (f.quantity, f.published) for f in own
        )


def test_each_row_of_the_picture_says_its_numbers_and_its_verdict(core: LiteratureReport) -> None:
    figures = implied.by_finding(implied.drawable(core))["babinski"]
    texts = [
        row["text"].replace("\n", " ")
        for row in rows(implied.implied_chart(figures, load_evidence()))
    ]
    houten = next(text for text in texts if text.startswith("Houten 2008"))
    assert houten.startswith("Houten 2008: 33% (27–39); model ")
    assert houten.endswith(", higher, explained")
    headings = {load_evidence().quantities[f.quantity].label for f in figures}
    assert headings <= set(texts)


def test_the_table_begins_with_what_the_model_itself_gets_wrong_and_why() -> None:
    listed = implied.table([BASE, HIGH, LOW])
    assert [row["Verdict"] for row in listed] == ["too low", "higher, explained", "inside"]
    assert listed[0]["Why"] == "the pooled value is outside as well"


def test_reasons_name_their_studies_those_of_the_model_itself_first() -> None:
    said = implied.reasons([HIGH, replace(HIGH, source="Smith 2001"), BASE, LOW])
    assert said.split("\n") == [
        "- The pooled value is outside as well (1, the model's own): Jones 1999.",
        "- The studies disagree (2, explained by the studies): Jones 1999, Smith 2001.",
    ]
    assert implied.reasons([BASE]) == ""


def test_the_picture_can_be_read_out() -> None:
    said = implied.alt_text("tone", [BASE, HIGH, LOW])
    assert said.startswith("Muscle tone: 3 published figures")
    assert "1 of 3 inside; 1 higher, 1 lower" in said


def test_a_figure_is_inside_where_its_distance_is_at_most_one(core: LiteratureReport) -> None:
    for figure in core.figures:
        if figure.low is not None and figure.implied is not None:
            inside = abs(overview.distance(figure)) <= 1 + 1e-9
            assert inside == (figure.verdict == "inside")


def test_the_distance_is_counted_in_the_half_of_the_interval_that_lies_between() -> None:
    assert overview.distance(HIGH) == pytest.approx(0.4 / 0.2)
    assert overview.distance(LOW) == pytest.approx(-0.4 / 0.1)


def test_beyond_an_interval_without_width_the_distance_is_the_furthest() -> None:
    flat = replace(HIGH, low=0.5, high=0.5)
    assert overview.distance(flat) == overview.FURTHEST
    assert overview.distance(replace(flat, implied=0.2)) == -overview.FURTHEST


def test_every_figure_with_an_interval_has_a_mark_and_none_covers_another(
    core: LiteratureReport,
) -> None:
    figures = implied.drawable(core)
    chart = overview.overview_chart(figures)
    marks = rows(chart)
    assert len(marks) == sum(figure.verdict != "no interval" for figure in figures)
    assert all(abs(mark["x"]) <= overview.FURTHEST for mark in marks)
    assert len({(mark["x"], mark["y"]) for mark in marks}) == len(marks)
    assert max(mark["y"] for mark in marks) < chart.height


def test_the_overview_can_be_read_out() -> None:
    said = overview.alt_text([BASE, HIGH])
    assert said == "Distance of the model from 2 figures, 1 inside: Muscle tone 1 of 2 inside."


def test_reasons_are_said_in_the_language_that_is_spoken(core: LiteratureReport) -> None:
    reasons_there = {one.why for one in core.figures if one.verdict == "outside"}
    assert reasons_there
    with speaking("de"):
        assert [why for why in reasons_there if why_said(why) == why] == []
        assert implied.reasons([LOW]).startswith("- Auch der zusammengefasste Wert")
    assert [why for why in reasons_there if DIFFER not in why and why_said(why) != why] == []
