"""Draws and cases together get what each gets alone, in numbers of any size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bayesdx.inference import batch, posteriors, query, score_cases
from bayesdx.network import Network, Node, assemble
from tests.inference.networks import (
    Question,
    enumerate_joint,
    likelihood,
    questions,
    random_findings,
)

EXACT = {"rtol": 0, "atol": 1e-12}


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
