"""Pairs and triples of tests, and plans that wait for each result."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bayesdx.advice import best_plan
from bayesdx.advice.question import ask
from bayesdx.advice.sets import best_sets
from bayesdx.errors import FindingError
from bayesdx.network import Network, Node, assemble
from tests.advice.brute import bits, entropy, joint_of, open_nodes
from tests.inference.networks import Array, Question, questions

YES_NO = ("no", "yes")


def exclusive_or() -> Network:
    """Return two coins and what says whether they differ: neither coin alone tells anything."""
    differ = np.array([[[1.0, 0.0], [0.0, 1.0]], [[0.0, 1.0], [1.0, 0.0]]])
    nodes = [Node("a", YES_NO), Node("b", YES_NO), Node("differ", YES_NO, ("a", "b"))]
    return assemble("xor", nodes, [np.array([0.5, 0.5]), np.array([0.5, 0.5]), differ])


def worth(joint: Array, threshold: float | None) -> float:
    """Return what is believed or decided with P(target), times its sum."""
    total = float(joint.sum())
    if total <= 0:
        return 0.0
    if threshold is None:
        return -total * entropy(joint / total)
    return max(float(joint[0]) - threshold * total, 0.0)


def ahead(
    network: Network,
    findings: dict[str, object],
    target: str,
    left: list[str],
    depth: int,
    threshold: float | None,
    done: tuple[str, ...] = (),
    results: tuple[int, ...] = (),
) -> float:
    """Return the value of the best plan, every order and result one by one."""
    joint = joint_of(network, findings, [target, *done])[(slice(None), *results)]
    now = worth(joint, threshold)
    if not depth:
        return now
    return max(
        [now]
        + [
            sum(
                ahead(
                    network,
                    findings,
                    target,
                    [other for other in left if other != test],
                    depth - 1,
                    threshold,
                    (*done, test),
                    (*results, i),
                )
                for i in range(len(network.states[test]))
            )
            for test in left
        ]
    )


@settings(max_examples=30, deadline=None)
@given(asked=questions(), depth=st.integers(1, 3))
def test_sets_tell_what_summing_every_combination_gives(asked: Question, depth: int) -> None:
    network, findings, target = asked
    names = open_nodes(asked)
    assume(len(names) >= depth)
    found = best_sets(ask(network, findings, target=target), depth=depth)
    sets = {tuple(network.nodes[test].name for test in one.tests): one.bits for one in found}
    assert len(found) == len(sets) == len(list(combinations(names, depth)))
    for tests, value in list(sets.items())[:10]:
        assert value == pytest.approx(
            bits(joint_of(network, findings, [target, *tests])), abs=1e-11
        )


@settings(max_examples=25, deadline=None)
@given(asked=questions(zeros=True), depth=st.integers(1, 3), decides=st.booleans())
def test_a_plan_is_worth_what_trying_every_order_gives(
    asked: Question, depth: int, decides: bool
) -> None:
    network, findings, target = asked
    joint_of(network, findings, [target])
    names = open_nodes(asked)[:4]
    assume(len(names) >= depth)
    threshold = 0.4 if decides else None
    asked_for = f"{target}={network.states[target][0]}" if decides else target
    found = best_plan(
        network, findings, target=asked_for, depth=depth, threshold=threshold, among=names
    )
    best = ahead(network, findings, target, names, depth, threshold)
    now = ahead(network, findings, target, names, 0, threshold)
    assert found.value == pytest.approx(best - now, abs=1e-9)


def test_neither_coin_tells_alone_but_both_together_do() -> None:
    asked = ask(exclusive_or(), {}, target="differ")
    assert [one.bits for one in best_sets(asked, depth=1)] == pytest.approx([0, 0], abs=1e-15)
    [both] = best_sets(asked, depth=2)
    assert both.bits == pytest.approx(1)
    plan = best_plan(exclusive_or(), {}, target="differ", depth=2)
    assert plan.value == pytest.approx(1)
    assert best_plan(exclusive_or(), {}, target="differ", depth=1).step is None


def test_a_plan_may_choose_another_second_test_after_each_result() -> None:
    # The kind says which of two tests speaks of the illness; the other is noise.
    speaks, noise = [0.95, 0.05], [0.5, 0.5]
    first = np.array([[speaks, speaks[::-1]], [noise, noise]])  # kind, ill, result
    second = first[::-1]
    nodes = [
        Node("ill", YES_NO),
        Node("kind", ("a", "b")),
        Node("first", YES_NO, ("kind", "ill")),
        Node("second", YES_NO, ("kind", "ill")),
    ]
    half = np.array([0.5, 0.5])
    tables = [half, half, np.moveaxis(first, -1, 0), np.moveaxis(second, -1, 0)]
    network = assemble("kinds", nodes, tables)
    plan = best_plan(network, {}, target="ill", depth=2)
    assert plan.step is not None
    assert plan.step.test == "kind"
    assert {b.result: b.step.test for b in plan.step.branches if b.step} == {
        "a": "first",
        "b": "second",
    }
    assert best_sets(ask(network, {}, target="ill"), depth=2)[0].bits < plan.value


def test_a_plan_stops_where_no_result_changes_the_decision(asia: Network) -> None:
    plan = best_plan(
        asia, {"dysp": "yes"}, target="lung", threshold=0.5, among=["xray", "smoke", "bronc"]
    )
    assert plan.step is not None
    assert plan.step.test == "smoke"  # a non-smoker's film would not bring P to a half
    stops = {branch.result: branch.step is None for branch in plan.step.branches}
    assert stops == {"yes": False, "no": True}
    assert "smoke=no: stop" in repr(plan)


def test_rows_of_a_plan_are_the_places_of_its_tree(asia: Network) -> None:
    plan = best_plan(asia, {}, target="lung", depth=2)
    rows = plan.rows()
    assert rows[0]["found"] == {}
    assert rows[0]["value"] == pytest.approx(plan.value)
    assert sum(row["probability"] for row in rows if row["next"] is None) == pytest.approx(1)
    for row in rows:
        said = {**row["found"]}
        joint = joint_of(asia, said, ["lung"])
        assert list(row["posterior"].values()) == pytest.approx(joint.tolist(), abs=1e-12)
    assert len(plan.to_frame()) == len(rows)


def test_progress_counts_the_batches_to_their_end(asia: Network) -> None:
    heard: list[tuple[int, int]] = []
    best_plan(asia, {}, target="lung", depth=2, progress=lambda *said: heard.append(said))
    assert heard[-1] == (8, 8)  # one for what is known, one for each of seven first tests
    assert [done for done, _ in heard] == list(range(1, 9))


@pytest.mark.parametrize("depth", [0, 4, -1])
def test_a_depth_that_cannot_be_planned_is_refused(asia: Network, depth: int) -> None:
    with pytest.raises(FindingError, match="depth"):
        best_plan(asia, {}, target="lung", depth=depth)


def test_more_tests_than_there_are_cannot_be_planned(asia: Network) -> None:
    with pytest.raises(FindingError, match="1 tests are left"):
        best_plan(asia, {}, target="lung", depth=2, among=["xray"])
