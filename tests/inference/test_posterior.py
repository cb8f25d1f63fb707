"""The posterior against the joint distribution, pgmpy and the laws of probability."""

from __future__ import annotations

import gc
import math
import weakref
from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bayesdx.errors import FindingError, ImpossibleFindings
from bayesdx.findings import Findings, read_findings
from bayesdx.inference import Posterior, exact, posteriors, query, score_cases
from bayesdx.inference.engine import Engine, engine_of
from bayesdx.network import Network, Node, assemble
from tests.inference.networks import (
    Question,
    enumerate_joint,
    likelihood,
    questions,
    random_network,
    wheel_network,
)

EXACT = {"rtol": 0, "atol": 1e-12}


class TestAgainstTheJointDistribution:
    @given(questions())
    @settings(max_examples=80)
    def test_every_kind_of_finding_gives_the_same_posterior(self, question: Question) -> None:
        network, findings, target = question
        expected, total = enumerate_joint(network, findings, target)
        found = query(network, findings, target=target)
        np.testing.assert_allclose(found.probability, expected, **EXACT)
        assert found.probability_of_findings == pytest.approx(total, rel=1e-12)

    @given(questions(zeros=True))
    @settings(max_examples=80)
    def test_what_cannot_occur_is_refused_and_nothing_else_is(self, question: Question) -> None:
        network, findings, target = question
        try:
            expected, _ = enumerate_joint(network, findings, target)
        except ImpossibleFindings:
            with pytest.raises(ImpossibleFindings) as caught:
                query(network, findings, target=target)
            assert_minimal(network, findings, caught.value)
        else:
            found = query(network, findings, target=target)
            np.testing.assert_allclose(found.probability, expected, **EXACT)

    @given(questions())
    @settings(max_examples=40)
    def test_one_backward_run_gives_all_posteriors(self, question: Question) -> None:
        network, findings, _ = question
        answers = posteriors(network, findings)
        assert [answer.target for answer in answers] == [node.name for node in network.nodes]
        for answer in answers:
            expected, total = enumerate_joint(network, findings, answer.target)
            np.testing.assert_allclose(answer.probability, expected, **EXACT)
            assert answer.probability_of_findings == pytest.approx(total, rel=1e-12)

    @given(questions())
    @settings(max_examples=40)
    def test_a_pruned_and_sliced_part_answers_as_the_whole_does(self, question: Question) -> None:
        network, findings, target = question
        engine = Engine(network)
        engine.__dict__["is_small"] = False
        seen = {
            network.index[name]: as_seen(network, name, value) for name, value in findings.items()
        }
        answer = engine.answer(seen, network.index[target])
        assert answer is not None
        expected, total = enumerate_joint(network, findings, target)
        np.testing.assert_allclose(answer[0], expected, **EXACT)
        assert answer[1] == pytest.approx(total, rel=1e-12)


def as_seen(network: Network, name: str, value: object) -> int | np.ndarray:
    states = network.states[name]
    return states.index(value) if isinstance(value, str) else likelihood(states, value)


def assert_minimal(network: Network, findings: dict, refusal: ImpossibleFindings) -> None:
    """Assert that the named findings cannot be, and that without any one of them they can."""
    names = [said.split("=")[0] for said in refusal.contradiction]
    with pytest.raises(ImpossibleFindings):
        enumerate_joint(network, {name: findings[name] for name in names}, names[0])
    for left_out in names:
        rest = {name: findings[name] for name in names if name != left_out}
        enumerate_joint(network, rest, names[0])


class TestAgainstPgmpy:
    @given(questions(zeros=True))
    @settings(max_examples=15)
    def test_random_networks(self, question: Question) -> None:
        reference, found = (answer_or_refusal(ask, question) for ask in (exact.query, query))
        if isinstance(reference, tuple):
            assert found == reference
        else:
            assert_same(found, reference)

    @pytest.mark.parametrize(
        "name", ["asia", "alarm", "child", "insurance", "hailfinder", "hepar2"]
    )
    def test_published_networks(self, name: str) -> None:
        network = wheel_network(name)
        rng = np.random.default_rng(1)
        answered = 0
        while answered < 3:
            some = rng.choice(len(network.nodes), 4, replace=False).tolist()
            chosen = [network.nodes[i] for i in some]
            findings = {node.name: str(rng.choice(node.states)) for node in chosen[1:]}
            uncertain = chosen[3]
            findings[uncertain.name] = dict(  # type: ignore[assignment]
                zip(uncertain.states, rng.random(len(uncertain.states)), strict=True)
            )
            try:
                found = query(network, findings, target=chosen[0].name)
            except ImpossibleFindings:
                continue
            assert_same(found, exact.query(network, findings, target=chosen[0].name))
            answered += 1

    def test_munin_of_1041_nodes(self) -> None:
        network = wheel_network("munin")
        findings = {"R_APB_SPONT_NEUR_DISCH": "FASCIC", "R_MED_AMPR_EW": "R0_5"}
        found = query(network, findings, target="R_LNLW_MED_SEV")
        assert_same(found, exact.query(network, findings, target="R_LNLW_MED_SEV"))
        everything = {answer.target: answer for answer in posteriors(network, findings)}
        assert len(everything) == 1041
        again = everything["R_LNLW_MED_SEV"].probability
        np.testing.assert_allclose(again, found.probability, **EXACT)


def answer_or_refusal(ask: Callable[..., Posterior], question: Question) -> Any:
    """Return the answer, or what it was refused for."""
    network, findings, target = question
    try:
        return ask(network, findings, target=target)
    except ImpossibleFindings as refusal:
        return refusal.contradiction


def assert_same(found: Posterior, reference: Posterior) -> None:
    np.testing.assert_allclose(found.probability, reference.probability, **EXACT)
    assert found.probability_of_findings == pytest.approx(
        reference.probability_of_findings, rel=1e-10
    )
    assert found.unused == reference.unused


class TestLaws:
    @given(questions(), st.randoms(use_true_random=False))
    @settings(max_examples=30)
    def test_the_order_of_findings_changes_nothing(
        self, question: Question, random: Random
    ) -> None:
        network, findings, target = question
        names = list(findings)
        random.shuffle(names)
        one = query(network, findings, target=target)
        other = query(network, {name: findings[name] for name in names}, target=target)
        np.testing.assert_array_equal(one.probability, other.probability)

    @given(questions())
    @settings(max_examples=30)
    def test_a_finding_and_its_complement_average_back(self, question: Question) -> None:
        network, findings, target = question
        node = network.nodes[-1]
        rest = {name: value for name, value in findings.items() if name != node.name}
        present = query(network, {**rest, node.name: node.states[0]}, target=target)
        absent = query(network, {**rest, node.name: set(node.states[1:])}, target=target)
        before = query(network, rest, target=target)
        joint = sum(
            answer.probability * answer.probability_of_findings for answer in (present, absent)
        )
        np.testing.assert_allclose(
            joint / before.probability_of_findings, before.probability, **EXACT
        )

    @given(questions())
    @settings(max_examples=30)
    def test_findings_that_bear_nothing_may_be_left_out(self, question: Question) -> None:
        network, findings, target = question
        full = query(network, findings, target=target)
        rest = {name: value for name, value in findings.items() if name not in full.unused}
        np.testing.assert_allclose(
            query(network, rest, target=target).probability, full.probability, **EXACT
        )

    @given(questions())
    @settings(max_examples=30)
    def test_all_posteriors_leave_the_same_findings_unused(self, question: Question) -> None:
        network, findings, _ = question
        for answer in posteriors(network, findings):
            assert answer.unused == query(network, findings, target=answer.target).unused

    def test_scaling_a_likelihood_changes_nothing_but_the_probability_of_findings(
        self, rain: Network
    ) -> None:
        one = query(rain, {"wet": {"no": 0.2, "yes": 0.8}}, target="rain")
        half = query(rain, {"wet": {"no": 0.1, "yes": 0.4}}, target="rain")
        np.testing.assert_allclose(one.probability, half.probability, **EXACT)
        assert half.probability_of_findings == pytest.approx(one.probability_of_findings / 2)


class TestTheInterval:
    def test_a_network_without_draws_has_none(self) -> None:
        network = random_network(5)
        answer = query(network, {}, target=network.nodes[0].name)
        assert answer.low is None
        assert answer.high is None

    def test_by_hand(self, rain: Network) -> None:
        # P(rain) is 0.1, 0.2, 0.3 in the three draws; the middle half of them lies in 0.15–0.25.
        answer = query(rain, {}, target="rain", level=0.5)
        assert answer.low is not None
        assert answer.high is not None
        np.testing.assert_allclose([answer.low[1], answer.high[1]], [0.15, 0.25], **EXACT)

    def test_rounding_never_puts_the_point_outside(self) -> None:
        network = random_network(11)
        still = assemble(
            "still",
            network.nodes,
            network.tables,
            draws=[np.repeat(table[None], 50, axis=0) for table in network.tables],
        )
        for answer in posteriors(still, {network.nodes[0].name: network.nodes[0].states[0]}):
            assert answer.low is not None
            assert answer.high is not None
            assert (answer.low <= answer.probability).all()
            assert (answer.probability <= answer.high).all()

    def test_draws_under_which_the_findings_are_impossible_say_nothing(self) -> None:
        nodes = [Node("a", ("x", "y")), Node("b", ("x", "y"), ("a",))]
        roots = np.array([[0.5, 0.5], [1.0, 0.0], [0.3, 0.7]])
        copy = np.eye(2)[None] * 0.8 + np.array([[[0.2, 0.0], [0.0, 0.2]]])
        network = assemble("ab", nodes, [roots[0], copy[0]], draws=[roots, copy])
        answer = query(network, {"b": "y"}, target="a")
        assert answer.low is not None
        np.testing.assert_allclose(answer.low, [0.0, 1.0], **EXACT)

    @pytest.mark.parametrize("level", [0, 1, -0.5, 95, math.nan, "0.95"])
    def test_a_level_that_is_none_is_refused(self, rain: Network, level: object) -> None:
        with pytest.raises(FindingError, match="level"):
            query(rain, {}, target="rain", level=level)  # type: ignore[arg-type]


class TestRefusals:
    def test_a_contradiction_is_named_without_bystanders(self, rain: Network) -> None:
        findings = {"sprinkler": "on", "wet": "no", "slippery": "yes"}
        with pytest.raises(ImpossibleFindings) as caught:
            query(rain, findings, target="rain")
        assert caught.value.contradiction == ("wet=no", "slippery=yes")

    def test_an_unknown_target_is_refused_with_the_nearest_name(self, rain: Network) -> None:
        with pytest.raises(FindingError, match=r"slipery.*Did you mean slippery"):
            query(rain, {}, target="slipery")

    def test_every_unknown_target_is_named(self, rain: Network) -> None:
        with pytest.raises(FindingError) as caught:
            posteriors(rain, {}, targets=["snow", "rain", "wet", "slippery", "hail"])
        assert len(caught.value.faults) == 2

    def test_an_unknown_finding_is_not_ignored(self, rain: Network) -> None:
        with pytest.raises(FindingError, match="snow"):
            query(rain, {"snow": "yes"}, target="rain")

    def test_findings_of_another_network_are_refused(self, rain: Network) -> None:
        other = read_findings({"tone": "up"}, states={"tone": ("up", "down")})
        with pytest.raises(FindingError, match="tone"):
            query(rain, other, target="rain")

    @pytest.mark.parametrize(
        "vector", [[0, 0], [-1, 1], [math.nan, 1], [math.inf, 1], [1, 1, 1], [[1, 0]]]
    )
    def test_a_likelihood_that_is_none_is_refused(self, rain: Network, vector: list) -> None:
        findings = Findings({"wet": np.array(vector, dtype=float)}, {})
        with pytest.raises(FindingError, match="wet"):
            query(rain, findings, target="rain")
        with pytest.raises(FindingError, match="wet"):
            score_cases(rain, {"wet": np.array([vector], dtype=float)}, target="rain")

    @pytest.mark.parametrize("findings", [None, "wet=yes", ["wet"], 3])
    def test_what_is_no_mapping_is_refused(self, rain: Network, findings: object) -> None:
        with pytest.raises(FindingError):
            query(rain, findings, target="rain")  # type: ignore[arg-type]


class TestTheAnswer:
    def test_rows_dict_frame_and_repr_agree(self, rain: Network) -> None:
        answer = query(rain, {"wet": "yes", "sprinkler": "off"}, target="rain")
        assert [row["state"] for row in answer.rows()] == ["no", "yes"]
        assert list(answer.as_dict()) == [
            "target",
            "states",
            "probability",
            "low",
            "high",
            "level",
            "probability_of_findings",
            "unused",
            "network",
        ]
        frame = answer.to_frame()
        assert frame["probability"].tolist() == answer.as_dict()["probability"]
        assert repr(answer).splitlines()[0] == "rain | wet=yes, sprinkler=off"
        assert "–" in repr(answer)

    def test_nothing_of_it_can_be_changed(self, rain: Network) -> None:
        answer = query(rain, {"wet": "yes"}, target="rain")
        for array in (answer.probability, answer.low, answer.high):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 1  # type: ignore[index]

    def test_an_observed_target_is_what_was_observed(self, rain: Network) -> None:
        answer = query(rain, {"rain": "yes", "wet": "yes"}, target="rain")
        np.testing.assert_array_equal(answer.probability, [0.0, 1.0])
        assert answer.unused == ("wet",)
        # 0.2 × (0.5 × 0.9 + 0.5 × 0.99)
        assert answer.probability_of_findings == pytest.approx(0.189)

    def test_a_finding_counts_once_it_opens_a_path(self, rain: Network) -> None:
        assert query(rain, {"sprinkler": "on"}, target="rain").unused == ("sprinkler",)
        assert query(rain, {"sprinkler": "on", "wet": "yes"}, target="rain").unused == ()
        likely = {"no": 0.2, "yes": 0.8}
        assert query(rain, {"sprinkler": "on", "wet": likely}, target="rain").unused == ()
        assert query(rain, {"wet": "yes", "slippery": "yes"}, target="rain").unused == ("slippery",)
        assert query(rain, {"wet": likely, "slippery": "yes"}, target="rain").unused == ()

    def test_not_examined_is_no_finding(self, rain: Network) -> None:
        for value in (None, "", {"no": 1, "yes": 1}, ["no", "yes"]):
            answer = query(rain, {"wet": value}, target="rain")
            np.testing.assert_allclose(answer.probability, [0.8, 0.2], **EXACT)
            assert answer.findings == {}

    def test_a_network_is_forgotten_with_its_engine(self) -> None:
        network = random_network(1)
        engine = weakref.ref(engine_of(network))
        assert engine() is engine_of(network)
        del network
        gc.collect()
        assert engine() is None
