"""What the model implies for the figures that it rests on."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from bayesdx.errors import SpecError
from bayesdx.evidence import Evidence, load_evidence
from bayesdx.evidence.tables import Quantity
from bayesdx.formats.model import load
from bayesdx.inference import query
from bayesdx.validation import LiteratureReport, validate_literature
from bayesdx.validation.literature import Implied, wilson
from tests.validation.networks import tiny


@pytest.fixture(scope="module")
def report() -> LiteratureReport:
    return validate_literature(load("core"), load_evidence())


def one(report: LiteratureReport, estimate: str) -> Implied:
    return next(f for f in report.figures if f.estimate_id == estimate)


@pytest.mark.parametrize(("k", "n"), [(0, 10), (1, 10), (74, 225), (100, 100)])
def test_the_interval_is_that_of_statsmodels(k: int, n: int) -> None:
    assert wilson(k, n) == pytest.approx(proportion_confint(k, n, method="wilson"))


def test_a_cell_cited_as_it_stands_from_one_study_is_inside_its_interval(report) -> None:
    """32 of 34 with anterior horn disease fasciculate, in the study and in the model."""
    figure = one(report, "reimers1996_clin_fasc_lmnd")
    assert figure.published == 0.941
    assert figure.implied == pytest.approx(32 / 34, abs=0.002)
    assert figure.verdict == "inside"


def test_a_specificity_is_read_as_the_share_with_the_sign(report) -> None:
    figure = one(report, "gil_babinski_none")
    assert (figure.published, figure.low) == (0, 0)
    assert figure.high == pytest.approx(3.8415 / 103.8415, abs=1e-4)  # z² / (n + z²)


def test_what_is_implied_is_an_answer_of_the_model(report) -> None:
    given = {"umn": {"mild", "marked"}, "time_since_onset": "over_3_months"}
    tone = query(load("core"), given, target="tone")
    figure = one(report, "urban2010_tone_6mo")
    assert figure.implied == pytest.approx(tone.probability[tone.states.index("increased")])


def test_a_figure_without_counts_or_interval_has_no_verdict(report) -> None:
    figure = one(report, "tetreault2023_babinski_none")
    assert (figure.low, figure.verdict) == (None, "no interval")


def test_every_quantity_about_a_sign_can_be_asked_of_the_model_that_uses_it(report) -> None:
    assert [f.why for f in report.figures if f.verdict == "not asked"] == []


def test_every_estimate_of_a_sign_that_the_model_rests_on_is_asked_once(report) -> None:
    network, evidence = load("core"), load_evidence()
    expected = [
        (estimate.estimate_id, name)
        for name, parameter in network.parameters.items()
        if parameter.cited and evidence.quantities[name].kind == "probability"
        for estimate in parameter.estimates
    ]
    assert [(f.estimate_id, f.quantity) for f in report.figures] == expected


def test_what_is_outside_says_why(report) -> None:
    assert all(bool(f.why) == (f.verdict == "outside") for f in report.figures)


def test_the_share_inside_its_own_interval_does_not_fall(report) -> None:
    """Half, where 0.54 is measured: studies disagree, and no model can be inside all of them."""
    inside, most = report.share_inside(), report.share_attainable()
    assert inside is not None
    assert most is not None
    assert 0.5 <= inside <= most <= 1
    high = report.share_inside(applicability="high")
    assert high is not None
    assert high >= 0.5


def test_what_is_explained_is_outside(report) -> None:
    explained = [figure for figure in report.figures if figure.explained]
    assert {figure.verdict for figure in explained} == {"outside"}
    counts = report.counts()
    judged = counts["inside"] + counts["outside"]
    assert report.share_explained() == pytest.approx((counts["inside"] + len(explained)) / judged)


def test_of_the_figures_that_fit_well_nine_in_ten_are_inside_or_explained() -> None:
    """Where studies disagree no model has all of them; a deviation of its own is another matter."""
    large = validate_literature(load("localisation"), load_evidence())
    inside, explained = (
        share(applicability="high") for share in (large.share_inside, large.share_explained)
    )
    assert inside is not None
    assert explained is not None
    assert inside >= 0.7
    assert explained >= 0.9


def test_two_intervals_of_three_can_hold_one_value() -> None:
    figures = [
        Implied(str(i), "", "high", "q", "", 0.2, low, high, 0.2, 0.2, "inside", "")
        for i, (low, high) in enumerate([(0.1, 0.3), (0.2, 0.4), (0.5, 0.6)])
    ]
    assert LiteratureReport("x", tuple(figures)).share_attainable() == pytest.approx(2 / 3)


def asked(**changes: object) -> tuple[str, str]:
    """Return verdict and why of a figure whose quantity is asked in another way."""
    evidence = load_evidence()
    name = "babinski.extensor.none"
    said = {"target": "babinski=extensor", "given": ("umn=none",)} | changes
    quantity = Quantity(name, "probability", "", "", said["target"], said["given"])
    changed = Evidence(
        evidence.sources, evidence.estimates, {**evidence.quantities, name: quantity}
    )
    figure = one(validate_literature(load("core"), changed), "gil_babinski_none")
    return figure.verdict, figure.why


def test_a_condition_may_be_said_in_the_words_of_several_models() -> None:
    given = ("site=thigh or umn=none",)
    assert asked(given=given) == ("inside", "")
    assert asked(target="toe=up or plantar=extensor") == ("inside", "")


def test_what_a_model_does_not_know_is_not_asked_and_named() -> None:
    assert asked(given=("site=thigh",)) == ("not asked", "the model has no site=thigh")
    assert asked(given=("umn=severed",)) == ("not asked", "the model has no umn=severed")


def test_what_cannot_occur_in_the_model_is_not_asked() -> None:
    verdict, why = asked(given=("location=brain", "umn=none"))
    assert verdict == "not asked"
    assert "cannot occur" in why


def test_a_network_that_rests_on_no_literature_is_refused() -> None:
    with pytest.raises(SpecError, match="tiny"):
        validate_literature(tiny(), load_evidence())


def test_rows_have_every_attribute_and_counts_add_up(report) -> None:
    assert list(report.rows()[0]) == list(Implied.__slots__)
    assert sum(report.counts().values()) == len(report.figures)
    assert np.isfinite([row["implied"] for row in report.rows()]).all()
