"""Questions that come again are looked up, and their answers stay the same."""

from __future__ import annotations

import numpy as np
import pytest

from bayesdx.errors import ImpossibleFindings
from bayesdx.inference import lookup, posteriors, query
from bayesdx.network import Network
from tests.inference.networks import (
    enumerate_joint,
    random_network,
)

EXACT = {"rtol": 0, "atol": 1e-12}


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
