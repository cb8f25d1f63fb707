"""What the pages that think further say and draw, held against the results they are made from."""

from __future__ import annotations

import math

import pytest

import bayesdx
from bayesdx import load_evidence
from bayesdx.advice import next_tests, same_decision, stop_rule
from bayesdx.explain import conflict, explain
from bayesdx.network import Network
from bayesdx.report import cell_chart as cells
from bayesdx.report import named, next_words, sure, what_if, why
from bayesdx.report.dots import look_of
from bayesdx.report.explanation import LEVELS, by_part, in_words
from bayesdx.sensitivity import tornado
from bayesdx.sensitivity.flip import flip
from bayesdx.sensitivity.one_way import one_way
from bayesdx.uncertainty import leave_one_out, sources

CASE = {"babinski": "extensor", "tone": "increased", "atrophy": "marked"}


@pytest.fixture(scope="module")
def core() -> Network:
    return bayesdx.load("core")


@pytest.mark.parametrize("level", LEVELS)
def test_the_parts_hold_every_sentence_once_and_in_order(core: Network, level: str) -> None:
    found = explain(core, CASE, target="pattern", state="mixed")
    parts = by_part(found, level)
    every = [text for part in parts.values() for text in part]
    assert every == list(in_words(found, level))
    assert set(parts) == {"answer", "fit", "rival", "story"}


def test_a_finding_is_unexpected_where_its_conflict_with_the_others_is_positive(
    core: Network,
) -> None:
    found = conflict(core, CASE)
    said = why.fit_text(found)
    rows = said.removeprefix("Conflict with the others: ").rstrip(".").split("; ")
    for row, one in zip(rows, found.findings, strict=True):
        assert row.endswith("expected")
        assert row.endswith(("unexpected", "surprising")) == (one.with_others_bits > 0)
    assert why.fit_chart(found).to_dict()["layer"]


def test_stories_are_told_with_their_probabilities(core: Network) -> None:
    found = explain(core, CASE, target="pattern", state="mixed").probable
    assert found is not None
    assert why.story_text(found).count("%") == len(found.scenarios)
    assert why.story_chart(found).to_dict()["layer"]


def test_publications_are_called_by_author_and_year(core: Network) -> None:
    evidence = load_evidence()
    found = sources(core, CASE, target="pattern=mixed")
    shares = named.named_shares(found, evidence)
    assert [part for _, part in shares] == list(found.shares.values())
    assert [name for name, _ in shares[-2:]] == ["Assumptions", "Interaction and curvature"]
    source = evidence.sources[next(iter(found.shares))]
    assert shares[0][0].endswith(str(source.year))
    assert shares[0][0] in sure.sources_said(found, shares)
    assert sure.sources_alt(shares).count("%") == len(shares)


def test_left_out_studies_are_told_by_name(core: Network) -> None:
    found = leave_one_out(core, {"babinski": "extensor"}, target="pattern=umn")
    said = named.named_studies(found, load_evidence())
    assert [one.change for one in said.without] == [one.change for one in found.without]
    assert sure.without_alt(said, 1).count("%") == 1


def test_numbers_are_called_by_their_labels_and_keep_their_values(core: Network) -> None:
    evidence = load_evidence()
    found = tornado(core, {"babinski": "extensor"}, target="pattern=umn")
    said = named.named_bars(found, evidence)
    for bar, original in zip(said.bars, found.bars, strict=True):
        quantity = evidence.quantities.get(original.parameter)
        assert bar.parameter == quantity.label if quantity else original.parameter != bar.parameter
        assert bar.width == original.width
    assert said.bars[0].name in what_if.tornado_alt(said, 1)


def test_the_count_of_numbers_that_cannot_flip_the_answer_is_that_of_the_bars(
    core: Network,
) -> None:
    found = tornado(core, {"babinski": "extensor"}, target="pattern=umn")
    cited = [bar for bar in found.bars if bar.kind == "cited"]
    turning = sum(bar.flips for bar in cited)
    said = what_if.cannot_flip(found)
    assert f"{len(cited)} published numbers" in said
    assert said.startswith(str(len(cited) - turning) if turning else "None")


def test_a_change_is_told_as_what_would_draw_level(core: Network) -> None:
    found = flip(core, {"babinski": "extensor"}, target="pattern=umn", minus="mixed", reach="<=0")
    said = what_if.changes_said(found, "pattern", "umn", "mixed")
    begin = "Damage to both motor neurons, upper and lower would be as likely as an upper motor"
    assert said[0].startswith(begin)


def test_the_curve_of_a_cell_is_its_sensitivity_function_and_passes_through_the_answer(
    core: Network,
) -> None:
    found = one_way(core, {"babinski": "extensor"}, target="pattern=umn")
    row = found.largest(1)[0]
    drawn = cells.cell_chart(row).to_dict()
    points = {
        round(point["x"], 12): point["p"]
        for layer in drawn["layer"]
        for point in layer["data"]["values"]
        if "p" in point
    }
    assert math.isclose(points[round(row["value"], 12)], found.posterior, rel_tol=1e-9)
    for x in (0.0, 0.25, 1.0):
        expected = (row["a"] * x + row["b"]) / (row["c"] * x + row["d"])
        assert math.isclose(points[x], expected, rel_tol=1e-9)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (None, None, "would not be this one"),
        (0.0, 1.0, "would stay what it is"),
        (0.1, 0.5, "from 10% to 50%"),
    ],
)
def test_a_cell_says_how_far_it_may_move(low: float, high: float, said: str) -> None:
    row = {"node": "babinski", "state": "extensor", "given": {"umn": "none"}, "value": 0.2}
    assert said in cells.cell_said({**row, "low": low, "high": high})


@pytest.mark.parametrize("threshold", [0.05, 0.5, 0.95])
def test_the_stop_sentence_says_what_the_rule_says(core: Network, threshold: float) -> None:
    found = stop_rule(core, CASE, target="pattern=mixed", threshold=threshold)
    said = next_words.stop_said(found)
    assert ("one would act" in said) == found.acts
    assert ("together may" in said or "no finding is left" in said) == found.stop
    assert "stop" not in said


def test_the_best_tests_are_named_first(core: Network) -> None:
    told = next_tests(core, {"babinski": "extensor"}, target="pattern=umn", draws=0)
    pair = next_tests(core, {"babinski": "extensor"}, target="pattern=umn", draws=0, depth=2)
    best = told.rows()[0]
    assert f"{best['information_bits']:.2f} of the {told.entropy_bits:.2f} bits" in (
        next_words.best_said(told)
    )
    assert f"{best['information_bits']:.3f}" in next_words.pair_said(pair, told)
    assert next_words.tests_chart(told).to_dict()["layer"]


def test_a_test_that_cannot_change_the_decision_is_worth_nothing(core: Network) -> None:
    certain = next_tests(core, {"pattern": "umn"}, target="pattern=umn", threshold=0.5, draws=0)
    assert "no single test is worth anything" in next_words.worth_said(certain)
    assert "No finding that is left says anything" in next_words.best_said(certain)


def test_the_decision_picture_says_every_probability(core: Network) -> None:
    found = same_decision(core, {"babinski": "extensor"}, target="pattern=umn", threshold=0.5)
    assert next_words.decision_alt(found, 3).count("%") == min(3, len(found.tests))
    assert next_words.decision_chart(found, 3).to_dict()["layer"]


def test_pale_marks_have_an_edge_in_the_colour_of_the_text() -> None:
    assert look_of("circle", "#F0E442")["edge"] == "currentColor"
    assert look_of("circle", "#0072B2")["edge"] == "white"
