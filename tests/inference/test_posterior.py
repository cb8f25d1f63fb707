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
from bayesdx.inference import Posterior, batch, exact, lookup, posteriors, query, score_cases
from bayesdx.inference.engine import Engine, engine_of
from bayesdx.network import Network, Node, assemble
from tests.inference.networks import (
    Question,
    enumerate_joint,
    likelihood,
    questions,
    random_findings,
    random_network,
    wheel_network,
)

EXACT = {"rtol": 0, "atol": 1e-12}


@pytest.fixture(scope="module")
def rain() -> Network:
    """Return rain → wet ← sprinkler, wet → slippery, with three draws."""
    nodes = [
        Node("rain", ("no", "yes")),
        Node("sprinkler", ("off", "on")),
        Node("wet", ("no", "yes"), ("rain", "sprinkler")),
        Node("slippery", ("no", "yes"), ("wet",)),
    ]
    tables = [
        np.array([0.8, 0.2]),
        np.array([0.5, 0.5]),
        np.array([[[1.0, 0.2], [0.1, 0.01]], [[0.0, 0.8], [0.9, 0.99]]]),
        np.array([[1.0, 0.3], [0.0, 0.7]]),
    ]
    rains = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3]])
    return assemble("rain", nodes, tables, draws=[rains, *(table[None] for table in tables[1:])])


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


class TestBatches:
    @given(questions(), st.integers(0, 2**32))
    @settings(max_examples=30)
    def test_cases_get_the_answers_of_single_queries(self, question: Question, seed: int) -> None:
        network, _, target = question
        patients = [random_findings(network, seed + i) for i in range(5)]
        cases = {
            node.name: np.array(
                [
                    likelihood(node.states, p[node.name])
                    if node.name in p
                    else np.ones(len(node.states))
                    for p in patients
                ]
            )
            for node in network.nodes
        }
        probability, of_findings = score_cases(network, cases, target=target)
        for i, patient in enumerate(patients):
            single = query(network, patient, target=target)
            np.testing.assert_allclose(probability[i], single.probability, **EXACT)
            assert of_findings[i] == pytest.approx(single.probability_of_findings, rel=1e-12)

    @given(questions(draws=7))
    @settings(max_examples=30)
    def test_the_interval_is_the_quantiles_of_a_loop_over_draws(self, question: Question) -> None:
        network, findings, target = question
        found = query(network, findings, target=target, level=0.8)
        loop = [
            enumerate_joint(network, findings, target, tables)[0]
            for tables in (tuple(d[k % len(d)] for d in network.draws) for k in range(7))
        ]
        if all(len(d) == 1 for d in network.draws):
            loop = loop[:1]
        low, high = np.quantile(loop, [0.1, 0.9], axis=0)
        np.testing.assert_allclose(found.low, low, **EXACT)
        np.testing.assert_allclose(found.high, high, **EXACT)
        for answer in posteriors(network, findings, level=0.8):
            if answer.target == target:
                np.testing.assert_allclose(answer.low, low, **EXACT)

    @given(questions(draws=7), st.data())
    @settings(max_examples=40)
    def test_some_nodes_asked_together_get_what_each_gets_alone(
        self, question: Question, data: st.DataObject
    ) -> None:
        network, findings, _ = question
        names = [node.name for node in network.nodes]
        some = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=5))
        together = posteriors(network, findings, targets=some)
        assert [answer.target for answer in together] == some
        for answer in together:
            alone = query(network, findings, target=answer.target)
            np.testing.assert_allclose(answer.probability, alone.probability, **EXACT)
            np.testing.assert_allclose(answer.low, alone.low, **EXACT)
            assert answer.unused == alone.unused

    def test_a_batch_in_pieces_is_the_batch(
        self, rain: Network, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        weights = np.random.default_rng(3).random((11, 2))
        at_once = score_cases(rain, {"wet": weights}, target="rain")
        drawn = query(rain, {"wet": "yes"}, target="rain")
        monkeypatch.setattr(batch, "BUDGET", 1)
        np.testing.assert_array_equal(
            score_cases(rain, {"wet": weights}, target="rain")[0], at_once[0]
        )
        np.testing.assert_array_equal(query(rain, {"wet": "yes"}, target="rain").low, drawn.low)

    def test_an_impossible_case_is_marked_and_spoils_no_other(self, rain: Network) -> None:
        wet = np.array([[1.0, 0.0], [1.0, 0.0]])
        slippery = np.array([[1.0, 0.0], [0.0, 1.0]])
        probability, of_findings = score_cases(
            rain, {"wet": wet, "slippery": slippery}, target="rain"
        )
        assert np.isfinite(probability[0]).all()
        assert np.isnan(probability[1]).all()
        assert of_findings[0] > 0
        assert of_findings[1] == 0

    def test_no_finding_at_all_is_one_case(self, rain: Network) -> None:
        probability, of_findings = score_cases(rain, {}, target="rain")
        np.testing.assert_allclose(probability, [[0.8, 0.2]], **EXACT)
        np.testing.assert_allclose(of_findings, [1.0], **EXACT)

    def test_the_target_may_be_among_the_findings_of_a_batch(self, rain: Network) -> None:
        probability, _ = score_cases(rain, {"rain": np.array([[0.0, 1.0]])}, target="rain")
        np.testing.assert_allclose(probability, [[0.0, 1.0]], **EXACT)


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


class TestSmallNumbers:
    def test_hundreds_of_findings_do_not_underflow(self) -> None:
        # 700 signs, each 1e-3 as likely under one disease and 2e-3 under the other: P(findings)
        # is about 1e-1890, the odds are 1 to 2**700 times the prior's 9 to 1.
        signs = 700
        nodes = [Node("disease", ("one", "other"))]
        nodes += [Node(f"sign{i}", ("yes", "no"), ("disease",)) for i in range(signs)]
        table = np.array([[1e-3, 2e-3], [0.999, 0.998]])
        tables = [np.array([0.9, 0.1]), *[table] * signs]
        network = assemble("signs", nodes, tables)
        findings = {f"sign{i}": "yes" for i in range(signs)}
        answer = query(network, findings, target="disease")
        assert answer.probability[0] == pytest.approx(9 / 2**700, rel=1e-12)
        assert answer.probability[1] == pytest.approx(1, rel=1e-12)
        assert answer.probability_of_findings > 0
        every = posteriors(network, findings)
        assert every[0].probability[0] == pytest.approx(9 / 2**700, rel=1e-12)

    def test_tiny_likelihoods_that_contradict_are_no_contradiction(self) -> None:
        # Both "y" and "z" speak against what "x" leaves: 1e-400 is less than any float, not zero.
        nodes = [Node("root", ("a", "b")), *(Node(n, ("a", "b"), ("root",)) for n in "xyz")]
        near = np.array([[1.0, 1e-200], [0.0, 1 - 1e-200]])
        tables = [np.array([0.5, 0.5]), np.array([[0.0, 1.0], [1.0, 0.0]]), near, near]
        network = assemble("tiny", nodes, tables)
        answer = query(network, {"x": "a", "y": "a", "z": "a"}, target="root")
        np.testing.assert_array_equal(answer.probability, [0.0, 1.0])
        assert answer.probability_of_findings > 0

    def test_in_a_batch_too(self, rain: Network) -> None:
        likelihoods = {"wet": np.array([[1e-200, 2e-200], [0.5, 1.0]])}
        likelihoods["slippery"] = np.array([[1e-200, 1e-200], [1.0, 1.0]])
        probability, of_findings = score_cases(rain, likelihoods, target="rain")
        np.testing.assert_allclose(probability[0], probability[1], **EXACT)
        assert of_findings[0] > 0


class TestRepeatedQuestions:
    def test_from_some_time_on_answers_are_looked_up_and_stay_the_same(self) -> None:
        network = random_network(23)
        target, *examined = [node.name for node in network.nodes][:4]
        rng = np.random.default_rng(0)
        for _ in range(3 * lookup.REPEATS):
            findings = {name: str(rng.choice(network.states[name])) for name in examined}
            expected, total = enumerate_joint(network, findings, target)
            found = query(network, findings, target=target)
            np.testing.assert_allclose(found.probability, expected, **EXACT)
            assert found.probability_of_findings == pytest.approx(total, rel=1e-12)
            for answer in posteriors(network, findings):
                expected, _ = enumerate_joint(network, findings, answer.target)
                np.testing.assert_allclose(answer.probability, expected, **EXACT)

    def test_uncertain_findings_on_the_same_nodes_are_not_mixed_up(self, rain: Network) -> None:
        for _ in range(2 * lookup.REPEATS):
            query(rain, {"wet": "yes"}, target="rain")
        found = query(rain, {"wet": {"no": 0.5, "yes": 1}}, target="rain")
        expected, _ = enumerate_joint(rain, {"wet": {"no": 0.5, "yes": 1}}, "rain")
        np.testing.assert_allclose(found.probability, expected, **EXACT)

    def test_an_impossible_combination_is_still_refused(self, rain: Network) -> None:
        for _ in range(2 * lookup.REPEATS):
            query(rain, {"wet": "no", "slippery": "no"}, target="rain")
            posteriors(rain, {"wet": "no", "slippery": "no"})
        with pytest.raises(ImpossibleFindings):
            query(rain, {"wet": "no", "slippery": "yes"}, target="rain")
        with pytest.raises(ImpossibleFindings):
            posteriors(rain, {"wet": "no", "slippery": "yes"})


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
