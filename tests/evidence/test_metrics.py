from __future__ import annotations

import pytest

from bayesdx.errors import EvidenceError
from bayesdx.evidence.metrics import poolable, statement
from bayesdx.evidence.tables import Estimate


def estimate(metric: str, figures="0.72,0.58,0.84,41,57", **more: str) -> Estimate:
    cells = dict(zip(("estimate", "ci_low", "ci_high", "k", "n"), figures.split(","), strict=True))
    numbers = {name: float(text) if text else None for name, text in cells.items()}
    words = dict.fromkeys(Estimate.__slots__[:-2], "") | {"unit": "patient", "estimate_id": "e1"}
    return Estimate(**{**words, **numbers, "metric": metric, **more})


@pytest.mark.parametrize("metric", ["sensitivity", "prevalence", "proportion"])
def test_a_share_of_the_group_is_said_as_it_is(metric):
    said = statement(estimate(metric))
    assert (said.value, said.low, said.high, said.k, said.n) == (0.72, 0.58, 0.84, 41, 57)


def test_a_specificity_is_turned_into_the_share_with_the_sign_and_its_interval_flips():
    said = statement(estimate("specificity", "0.99,0.977,1,297,300"))
    assert (said.value, said.low, said.high) == (0.01, 0.0, 0.023)
    assert (said.k, said.n) == (3, 300)


def test_a_count_without_its_other_half_stays_unknown_when_turned():
    assert statement(estimate("specificity", "0.9,,,,40")).k is None


@pytest.mark.parametrize("metric", ["lr_plus", "lr_minus", "kappa", "incidence", "odds_ratio"])
def test_what_is_no_share_of_patients_states_no_probability(metric):
    with pytest.raises(EvidenceError, match="a share of patients"):
        statement(estimate(metric, "3,,,,"))
    assert poolable(estimate(metric, "3,,,,")) is not None


@pytest.mark.parametrize("unit", ["limb", "muscle", "nerve", "reflex", "study"])
def test_a_rate_per_anything_but_a_patient_is_never_pooled(unit):
    assert poolable(estimate("sensitivity", unit=unit)) == (f"a figure per {unit}, not per patient")


def test_the_end_of_a_range_is_never_pooled_as_a_figure():
    assert poolable(estimate("sensitivity", estimate_id="tawa2017_motor_sens_low")) is not None


def test_a_rate_pools_with_rates_and_an_odds_ratio_with_odds_ratios():
    assert poolable(estimate("incidence"), "rate") is None
    assert poolable(estimate("odds_ratio"), "odds_ratio") is None
    assert poolable(estimate("sensitivity"), "rate") is not None
    assert poolable(estimate("incidence", "0,,,,"), "rate") is not None
