"""The priors of the localisation model, against their arithmetic done by hand."""

from __future__ import annotations

import numpy as np
import pytest

import bayesdx

MODEL = bayesdx.load("localisation")

BY_HAND = {
    "population": {
        "cortex": 0.198, "subcortical": 0.114, "brainstem": 0.040, "cervical_cord": 0.016,
        "upper_and_lower_motor_neurons": 0.0054, "root": 0.220, "nerve": 0.137,
        "polyneuropathy": 0.052, "functional": 0.012, "none": 0.150,
    },
    "neurology_clinic": {
        "cortex": 0.070, "cervical_cord": 0.099, "upper_and_lower_motor_neurons": 0.024,
        "root": 0.086, "nerve": 0.081, "polyneuropathy": 0.114, "functional": 0.135, "none": 0.180,
    },
    "motor_neuron_clinic": {
        "upper_and_lower_motor_neurons": 0.452, "anterior_horn": 0.126, "muscle": 0.102,
        "polyneuropathy": 0.065, "nerve": 0.048, "corticospinal_tract": 0.046,
    },
    "emg_laboratory": {
        "root": 0.190, "nerve": 0.205, "polyneuropathy": 0.147, "muscle": 0.048, "none": 0.317,
    },
}  # fmt: skip
"""Incidence × share with weakness × share of the level, on paper from the same figures."""


def site_in(setting: str) -> dict[str, float]:
    posterior = bayesdx.query(MODEL, {"setting": setting}, target="site")
    return dict(zip(posterior.states, posterior.probability.tolist(), strict=True))


@pytest.mark.parametrize("setting", list(BY_HAND))
def test_the_sums_give_what_they_give_on_paper(setting: str) -> None:
    """Within a third: the model pools several incidences where the sum on paper took one."""
    found = site_in(setting)
    for site, share in BY_HAND[setting].items():
        assert share / 1.34 < found[site] < share * 1.34, (site, found[site])


def test_upper_and_lower_lesions_share_the_population_as_on_paper() -> None:
    """On paper 0.38 upper and 0.45 lower; a third of the cervical lesions count as both here."""
    found = bayesdx.query(MODEL, {"setting": "population"}, target="pattern").rows()
    shares = {row["state"]: row["probability"] for row in found}
    assert shares["umn"] == pytest.approx(0.37, abs=0.04)
    assert shares["lmn"] == pytest.approx(0.45, abs=0.04)


@pytest.mark.parametrize(
    ("setting", "low", "high"),
    [
        ("population", 8, 25),
        ("neurology_clinic", 8, 25),
        ("motor_neuron_clinic", 15, 40),
        ("emg_laboratory", 12, 35),
    ],
)
def test_the_priors_are_as_uncertain_as_a_few_dozen_patients(
    setting: str, low: float, high: float
) -> None:
    """Σ m(1 − m) / Σ v − 1 over the sites; series of clinics differ as 16 to 25 patients would."""
    cause = MODEL.draws[MODEL.index["cause"]][..., MODEL.states["setting"].index(setting)]
    shares = np.einsum("dsc,dc->ds", MODEL.draws[MODEL.index["site"]], cause)
    mean, variance = shares.mean(axis=0), shares.var(axis=0)
    assert low < (mean * (1 - mean)).sum() / variance.sum() - 1 < high


def test_a_share_and_its_complement_are_drawn_apart_as_the_card_says() -> None:
    """Both come from the same two series; tied to each other, they would leave 0.26 to 0.87."""
    names = ("als.motor_neuron_clinic", "other_disease.motor_neuron_clinic")
    als, other = (MODEL.parameters[name] for name in names)
    assert {one.source_id for one in als.estimates} == {one.source_id for one in other.estimates}
    assert (als.low, als.high) == pytest.approx((0.26, 0.87), abs=0.005)
    together = np.quantile(als.draws / (als.draws + other.draws), [0.025, 0.975])
    assert together == pytest.approx((0.37, 0.83), abs=0.005)


def test_no_cause_is_impossible_anywhere() -> None:
    assert MODEL.tables[MODEL.index["cause"]].min() > 1e-5


def test_what_is_counted_keeps_its_share_however_rare() -> None:
    """Multifocal motor neuropathy, 0.03 of about 370 in 100 000, lies below the floor."""
    causes = bayesdx.query(MODEL, {"setting": "population"}, target="cause").rows()
    share = next(r["probability"] for r in causes if r["state"] == "multifocal_motor_neuropathy")
    assert share == pytest.approx(0.03 / 370, rel=0.15)


@pytest.mark.parametrize("age", MODEL.states["age_band"])
def test_no_age_decides_by_itself(age: str) -> None:
    """Age moves the pattern, and leaves every pattern but the rarest above one in a hundred."""
    rows = bayesdx.query(MODEL, {"age_band": age, "setting": "population"}, target="pattern").rows()
    shares = {row["state"]: row["probability"] for row in rows}
    assert min(shares["neither"], shares["umn"], shares["lmn"]) > 0.05
