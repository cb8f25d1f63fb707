"""Why one hypothesis rather than another, and what could reverse it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bayesdx import load
from bayesdx.errors import FindingError
from bayesdx.explain import contrast
from bayesdx.inference import query
from bayesdx.network import Network
from tests.explain.questions import joint, over, question


@settings(max_examples=40)
@given(st.integers(0, 2**32))
def test_reversals_by_asking_after_every_result(seed: int) -> None:
    network, findings, target = question(seed)
    found = contrast(network, findings, target=target, state="a", rival="b")
    posterior = query(network, findings, target=target).probability
    assert found.posterior == pytest.approx((posterior[0], posterior[1]))
    first = posterior[0] >= posterior[1]
    every = joint(network, findings)
    at = network.index[target]
    for one in found.reversals:
        node = network.index[one.finding]
        table = over(every, (node, at)) / every.sum()
        turned = 0.0
        for outcome in one.outcomes:
            row = table[network.states[one.finding].index(outcome.state)]
            assert outcome.probability == pytest.approx(row.sum(), abs=1e-10)
            assert outcome.log_odds == pytest.approx(10 * math.log10(row[0] / row[1]), abs=1e-7)
            if abs(row[0] - row[1]) > 1e-9:
                assert outcome.reverses == ((row[0] > row[1]) != first)
            turned += outcome.probability * outcome.reverses
        assert one.probability == pytest.approx(turned)


def test_the_weights_lead_from_the_prior_odds_to_the_posterior_odds(asia: Network) -> None:
    found = contrast(asia, {"xray": "yes", "dysp": "yes"}, target="lung", state="yes", rival="no")
    before = 10 * math.log10(found.prior[0] / found.prior[1])
    assert before + sum(w.shapley for w in found.weights.findings) == pytest.approx(found.log_odds)
    assert found.deciding.finding == "xray"


def test_what_is_certain_to_settle_it_reverses_it(asia: Network) -> None:
    found = contrast(asia, {"xray": "yes", "dysp": "yes"}, target="lung", state="yes", rival="no")
    assert found.reversal.finding == "either"
    outcome = next(o for o in found.reversal.outcomes if o.reverses)
    assert (outcome.state, outcome.log_odds) == ("no", -math.inf)


def test_als_rather_than_cervical_myelopathy() -> None:
    network = load("localisation")
    findings = {"babinski": "extensor", "fasciculations": "present", "bulbar_signs": "present"}
    found = contrast(
        network,
        findings,
        target="cause",
        state="als",
        rival="cervical_myelopathy",
        context={"setting": "neurology_clinic"},
    )
    assert found.posterior[0] > found.posterior[1]
    assert found.deciding.finding == "bulbar_signs"
    names = {one.finding for one in found.reversals}
    assert "mri_spine" in names
    assert not names & {"site", "umn", "setting", "age_band", *findings}


def test_candidates_may_be_named(asia: Network) -> None:
    found = contrast(
        asia, {"dysp": "yes"}, target="lung", state="yes", rival="no", candidates=["xray"]
    )
    assert [one.finding for one in found.reversals] == ["xray"]
    assert len(found.rows()) == 2


def test_an_uncertain_finding_on_the_target_itself_counts(asia: Network) -> None:
    said = {"lung": {"yes": 0.9, "no": 0.1}, "dysp": "yes"}
    found = contrast(asia, said, target="lung", state="yes", rival="no")
    posterior = query(asia, said, target="lung").probability
    assert found.posterior[0] == pytest.approx(posterior[0])
    xray = next(one for one in found.reversals if one.finding == "xray")
    shares = query(asia, said, target="xray").probability
    np.testing.assert_allclose([o.probability for o in xray.outcomes], shares)


def test_a_hypothesis_against_itself_is_refused(asia: Network) -> None:
    with pytest.raises(FindingError, match="exclude each other"):
        contrast(asia, {"dysp": "yes"}, target="lung", state="yes", rival="yes")


def test_findings_that_rule_out_both_hypotheses_are_refused() -> None:
    """A grade above none excludes both neither and lmn, so there are no odds between them."""
    core = load("core")
    with pytest.raises(FindingError, match="rule out both 'neither' and 'lmn'"):
        contrast(core, {"umn": "mild"}, target="pattern", state="neither", rival="lmn")


@pytest.mark.parametrize("name", ["xray", "dysp", "lung"])
def test_what_is_examined_or_asked_about_is_no_candidate(asia: Network, name: str) -> None:
    findings = {"xray": "yes", "dysp": {"yes": 0.8, "no": 0.2}}
    with pytest.raises(FindingError, match=f"node {name}"):
        contrast(asia, findings, target="lung", state="yes", rival="no", candidates=[name])
