"""A plan of tests in words, held against the plan."""

from __future__ import annotations

import pytest

import bayesdx
from bayesdx.advice import Plan, best_plan, next_tests
from bayesdx.advice.plan import Branch, Step
from bayesdx.network import Network
from bayesdx.report.plan_words import plan_alt, plan_list, plan_rows_named, plan_said

CASE = {"babinski": "extensor", "tone": "increased", "atrophy": "marked"}


@pytest.fixture(scope="module")
def core() -> Network:
    return bayesdx.load("core")


def plan_of(*then: str) -> Plan:
    """Return a plan whose first test is the plantar response, and what follows each result."""
    results = ("flexor", "extensor")
    branches = tuple(
        Branch(result, 0.5, {"umn": 0.7, "not umn": 0.3}, Step(test, 0.1, ()) if test else None)
        for result, test in zip(results, then, strict=True)
    )
    step = Step("babinski", 0.2, branches)
    return Plan("pattern=umn", "bits", None, {"umn": 0.5, "not umn": 0.5}, step, "core", {})


@pytest.mark.parametrize(
    ("then", "said"),
    [
        (("", ""), "Whatever it shows, no single test after it adds anything."),
        (("tone", "tone"), "Whatever it shows, then muscle tone."),
        (
            ("", "tone"),
            "If the result is flexor or mute, no single test after it adds anything. "
            "If the result is extensor, then muscle tone.",
        ),
    ],
)
def test_the_order_is_said_by_result(then: tuple[str, str], said: str) -> None:
    assert plan_said(plan_of(*then))[0] == f"First plantar response. {said}"


def test_a_plan_without_a_test_says_so() -> None:
    found = Plan("pattern=umn", "bits", None, {"umn": 1.0}, None, "core", {})
    assert plan_said(found) == ["No plan of up to two tests adds anything."]
    assert plan_list(found) == []
    assert plan_alt(found) == "A tree of tests. No test."


def test_a_plan_is_held_against_two_tests_that_do_not_wait(core: Network) -> None:
    plan = best_plan(core, CASE, target="pattern=mixed")
    pairs = next_tests(core, CASE, target="pattern=mixed", depth=2, draws=0)
    said = plan_said(plan, pairs)[1]
    assert f"{plan.value:.3f} bits" in said
    assert f"once and for all {pairs.rows()[0]['information_bits']:.3f}" in said
    assert plan.value >= pairs.rows()[0]["information_bits"]


def test_the_list_has_a_line_for_the_first_test_and_one_for_each_result(core: Network) -> None:
    plan = best_plan(core, CASE, target="pattern=mixed")
    lines = plan_list(plan)
    assert len(lines) == len(plan.rows())
    depths = [len(row["found"]) for row in plan.rows()]
    assert [line.depth for line in lines] == depths
    assert all(line.text in plan_alt(plan) for line in lines)


def test_rows_keep_their_names_and_have_words_beside_them(core: Network) -> None:
    plan = best_plan(core, CASE, target="pattern=mixed")
    named = plan_rows_named(plan)
    plain = plan.rows()
    assert [{key: row[key] for key in plain[0]} for row in named] == plain
    assert named[0]["after"] == "nothing yet"
    assert {row["then"] for row in named if not row["next"]} == {"the plan ends"}
    assert all("%" in row["believed"] for row in named)
