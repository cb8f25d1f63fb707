"""From agreement between examiners to the likelihood of a report."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import bayesdx
from bayesdx.errors import FindingError
from bayesdx.inference import query
from bayesdx.uncertainty import reliability
from bayesdx.uncertainty.reliability import error_of

CORE, EVIDENCE = bayesdx.load("core"), bayesdx.load_evidence()


@given(st.integers(2, 5), st.floats(0, 0.3), st.integers(0, 2**32))
def test_the_error_is_the_one_that_two_simulated_examiners_have(
    states: int, error: float, seed: int
) -> None:
    # Truths, two reports each with this error; kappa and shares of the reports are exact sums.
    truth = np.random.default_rng(seed).dirichlet(np.ones(states))
    report = np.full((states, states), error / (states - 1))
    np.fill_diagonal(report, 1 - error)
    together = (report * truth) @ report.T
    shares = together.sum(axis=0)
    by_chance = float(shares @ shares)
    kappa = (float(np.trace(together)) - by_chance) / (1 - by_chance)
    if kappa > 1e-6:
        assert error_of(min(kappa, 1.0), shares) == pytest.approx(error, abs=1e-6)


@given(st.floats(0.01, 1), st.floats(0.01, 0.99))
def test_equal_shares_give_the_largest_error(kappa: float, share: float) -> None:
    most = error_of(kappa, np.array([0.5, 0.5]))
    assert error_of(kappa, np.array([share, 1 - share])) <= most + 1e-12
    assert most == pytest.approx((1 - np.sqrt(kappa)) / 2)


def test_babinski_is_read_from_its_published_kappa() -> None:
    # kappa .73 between two neurologists: e = (1 − √.73)/2 = .0728
    found = reliability(CORE, "babinski", "extensor, fairly sure", evidence=EVIDENCE)
    assert found.estimate is not None
    assert found.estimate.source_id == "isaza_jaramillo_2014"
    assert found.value == pytest.approx({"flexor": 0.0728, "extensor": 0.9272}, abs=5e-5)


def test_a_report_moves_the_answer_less_than_certainty_and_is_taken_as_it_is() -> None:
    said = reliability(CORE, "babinski", "extensor, fairly sure", evidence=EVIDENCE)
    at = CORE.states["pattern"].index("umn")
    nothing, fairly, certain = (
        query(CORE, findings, target="pattern").probability[at]
        for findings in ({}, {"babinski": said.value}, {"babinski": "extensor"})
    )
    assert nothing < fairly < certain


def test_certain_is_the_state_itself_and_half_sure_of_two_says_nothing() -> None:
    certain = reliability(CORE, "babinski", "extensor, certain")
    assert certain.value == {"flexor": 0.0, "extensor": 1.0}
    half = reliability(CORE, "babinski", "extensor, 50% sure", evidence=EVIDENCE)
    assert half.value == pytest.approx({"flexor": 0.5, "extensor": 0.5})


def test_three_states_share_the_error() -> None:
    found = reliability(CORE, "tone", "increased", kappa=0.49)
    error = 2 / 3 * (1 - 0.7)
    assert found.likelihood.tolist() == pytest.approx([error / 2, error / 2, 1 - error])
    assert found.rows()[0]["source"] is None


# Thaller 2014 gives a mean over tone, power, reflexes and sensation, which is of none of them.
@pytest.mark.parametrize("finding", ["tone", "reflexes"])
def test_a_finding_without_kappa_is_refused_with_those_that_have_one(finding: str) -> None:
    with pytest.raises(FindingError, match=r"no published kappa.*expected one of babinski[.;]?"):
        reliability(CORE, finding, "increased, fairly sure", evidence=EVIDENCE)


@pytest.mark.parametrize(
    ("report", "options"),
    [
        ("upgoing-ish", {}),
        ("extensor, perhaps", {"kappa": 0.5}),
        ("extensor, 120% sure", {"kappa": 0.5}),
        ("extensor", {"kappa": 0.0}),
        ("extensor", {"kappa": 1.5}),
        ("extensor", {"kappa": float("nan")}),
        ("extensor", {"kappa": 0.5, "shares": [0.5, 0.6]}),
    ],
)
def test_what_cannot_be_read_is_refused(report: str, options: dict[str, object]) -> None:
    with pytest.raises(FindingError):
        reliability(CORE, "babinski", report, evidence=EVIDENCE, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("kappa", [0.5, 5.0])
def test_a_kappa_beside_a_certain_report_is_refused(kappa: float) -> None:
    with pytest.raises(FindingError, match=f"kappa: found {kappa:g} beside a report"):
        reliability(CORE, "babinski", "extensor, certain", kappa=kappa)
