"""What findings share, and what multiplying their likelihood ratios would do."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bayesdx.explain import redundancy, weigh
from bayesdx.network import Network
from tests.explain.questions import copies, question


def test_eight_copies_of_one_sign_are_believed_once() -> None:
    # Odds 1/99: × 18 is .1538462, × 18⁸ is .99999999.
    network = copies(8)
    findings = {f"sign{i}": "yes" for i in range(1, 9)}
    found = redundancy(network, findings, target="disease", state="yes")
    assert found.prior == pytest.approx(0.01)
    assert found.posterior == pytest.approx(0.1538462, abs=5e-8)
    assert found.independent == pytest.approx(0.99999999, abs=2e-9)
    assert found.factor == pytest.approx(18**7)
    each = 10 * math.log10(18)
    assert found.apart == pytest.approx(8 * each)
    assert found.together == pytest.approx(each)


def test_why_the_copies_are_believed_once_every_pair_shares_its_whole_weight() -> None:
    found = redundancy(
        copies(3), {"sign1": "yes", "sign2": "yes", "sign3": "yes"}, target="disease", state="yes"
    )
    assert len(found.pairs) == 3
    for pair in found.pairs:
        assert pair.redundancy == pytest.approx(10 * math.log10(18))
        assert pair.given_others == pytest.approx(0, abs=1e-9)


def test_x_ray_and_dyspnoea_share_half_a_deciban(asia: Network) -> None:
    findings = {"xray": "yes", "dysp": "yes"}
    found = redundancy(asia, findings, target="lung", state="yes")
    weights = {
        one.finding: one for one in weigh(asia, findings, target="lung", state="yes").findings
    }
    [pair] = found.pairs
    assert pair.redundancy == pytest.approx(weights["xray"].alone - weights["xray"].minimum)
    assert pair.redundancy == pair.given_others == pytest.approx(0.594484, abs=1e-6)
    assert found.factor == pytest.approx(10 ** (pair.redundancy / 10))


@settings(max_examples=40)
@given(st.integers(0, 2**32))
def test_shapley_values_and_pairs_agree(seed: int) -> None:
    network, findings, target = question(seed, most=2)
    found = redundancy(network, findings, target=target, state="a")
    weights = weigh(network, findings, target=target, state="a")
    assert found.together == pytest.approx(weights.total, abs=1e-8)
    assert found.apart == pytest.approx(sum(w.alone for w in weights.findings), abs=1e-8)
    for pair in found.pairs:
        # Of two findings each gives up half of what they share.
        for weight in weights.findings:
            assert weight.shapley == pytest.approx(weight.alone - pair.redundancy / 2, abs=1e-8)


def test_an_infinite_weight_leaves_what_is_shared_undefined(asia: Network) -> None:
    found = redundancy(asia, {"either": "no", "xray": "yes"}, target="lung", state="yes")
    [pair] = found.pairs
    assert pair.apart == pair.together == -math.inf
    assert pair.redundancy is None
    assert found.factor is None
    assert found.posterior == found.independent == 0


def test_fewer_than_two_findings_share_nothing(asia: Network) -> None:
    for findings in ({}, {"dysp": "yes"}):
        found = redundancy(asia, findings, target="lung", state="yes")
        assert found.rows() == []
        assert found.factor == pytest.approx(1)
        assert found.independent == pytest.approx(found.posterior)
