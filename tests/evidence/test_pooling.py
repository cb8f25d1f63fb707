"""Pooling: against another package, against numerical integration, and its laws."""

from __future__ import annotations

import dataclasses
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats
from statsmodels.stats.meta_analysis import combine_effects

from bayesdx.errors import EvidenceError
from bayesdx.evidence import (
    Estimate,
    assume,
    assume_within,
    load_evidence,
    pool,
    poolable,
    random_effects,
    statement,
)
from bayesdx.evidence.pooling import DRAWS, HETEROGENEITY, LOGIT

EVIDENCE = load_evidence()


def study(k: int, n: int, **changes: object) -> Estimate:
    base = EVIDENCE.estimates["reimers1996_fasc_healthy"]
    said = {"k": k, "n": n, "estimate": k / n, "source_id": f"{k}of{n}", "quantities": ("q",)}
    return dataclasses.replace(base, **(said | changes))


def width(parameter: object) -> float:
    return float(parameter.high - parameter.low)


def test_one_study_keeps_its_own_value() -> None:
    pooled = pool("q", "probability", [study(8, 70)])
    assert float(pooled.point) == pytest.approx(8 / 70, abs=1e-6)


def test_one_study_is_wider_than_its_sampling_error() -> None:
    pooled = pool("q", "probability", [study(8, 70)])
    wilson = stats.binomtest(8, 70).proportion_ci(method="wilson")
    assert pooled.low < wilson.low < wilson.high < pooled.high


def test_at_zero_heterogeneity_the_centre_is_that_of_statsmodels() -> None:
    y, v = np.array([-1.2, -0.4, 0.3]), np.array([0.05, 0.2, 0.1])
    theirs = combine_effects(y, v, method_re="dl")
    ours = random_effects(y, v, np.ones(3), scale=0.9)
    assert ours.centre[0] == pytest.approx(theirs.mean_effect_fe, abs=1e-12)
    assert ours.sd[0] ** 2 == pytest.approx(theirs.var_eff_w_fe, abs=1e-12)


def test_the_grid_over_tau_agrees_with_adaptive_quadrature() -> None:
    y, v = np.array([-1.2, -0.4, 0.9]), np.array([0.05, 0.2, 0.1])

    def posterior(tau: float, upto: float) -> float:
        spread = v + tau**2
        precision = (1 / spread).sum()
        mu = (y / spread).sum() / precision
        misfit = ((y - mu) ** 2 / spread).sum()
        weight = np.exp(-0.5 * (np.log(spread).sum() + np.log(precision) + misfit))
        weight *= stats.halfnorm.pdf(tau, scale=0.9)
        return float(weight * stats.norm.cdf(upto, mu, np.sqrt(1 / precision + tau**2)))

    def cumulative(upto: float) -> float:
        return integrate.quad(lambda tau: posterior(tau, upto), 0, np.inf)[0]

    whole = cumulative(np.inf)
    quantiles = random_effects(y, v, np.ones(3), scale=0.9).quantile(np.array([0.025, 0.5, 0.975]))
    for quantile, level in zip(quantiles, [0.025, 0.5, 0.975], strict=True):
        assert cumulative(quantile) / whole == pytest.approx(level, abs=2e-3)


def test_the_prior_on_heterogeneity_is_no_narrower_than_the_tables_show() -> None:
    """Root mean square of τ (DerSimonian–Laird) over the signs that ≥ 3 studies report."""
    groups = defaultdict(list)
    for row in EVIDENCE.estimates.values():
        about_a_sign = row.metric in ("sensitivity", "specificity", "prevalence")
        skip = row.finding in ("cause", "case_mix") or row.n is None or row.unit != "patient"
        if about_a_sign and not skip:
            said = statement(row)
            k = said.k if said.k is not None else said.value * row.n
            effect = np.log((k + 0.5) / (row.n - k + 0.5))
            variance = 1 / (k + 0.5) + 1 / (row.n - k + 0.5)
            key = (row.finding, row.state, row.group, row.metric == "specificity")
            groups[key].append((effect, variance))
    several = [np.array(rows).T for rows in groups.values() if len(rows) >= 3]
    with np.errstate(invalid="ignore"):  # statsmodels goes on with a negative estimate of τ²
        squares = [max(combine_effects(*rows, method_re="dl").tau2, 0.0) for rows in several]
    assert len(squares) >= 10
    assert 0.5 < np.sqrt(np.mean(squares)) <= HETEROGENEITY["probability"]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(50, 200)), min_size=1, max_size=6))
def test_order_of_studies_changes_nothing(counts: list[tuple[int, int]]) -> None:
    studies = [study(k, n, estimate_id=f"e{i}") for i, (k, n) in enumerate(counts)]
    there, back = (pool("q", "probability", s) for s in (studies, studies[::-1]))
    assert np.allclose(there.draws, back.draws, atol=1e-9)
    assert 0 <= there.low <= there.point <= there.high <= 1


def test_studies_that_disagree_make_a_wide_parameter() -> None:
    agree = pool("q", "probability", [study(30, 100), study(31, 101), study(29, 99)])
    disagree = pool("q", "probability", [study(5, 100), study(31, 101), study(80, 99)])
    assert width(disagree) > 2 * width(agree)


def test_a_study_that_fits_badly_pulls_less() -> None:
    well = pool("q", "probability", [study(10, 100), study(90, 101)])
    badly = pool("q", "probability", [study(10, 100), study(90, 101, applicability="low")])
    assert badly.point < well.point


def test_two_figures_of_one_source_count_as_one_study() -> None:
    other = study(60, 100)
    once = pool("q", "probability", [study(20, 100), other])
    twin = [study(20, 100, source_id="same", estimate_id=name) for name in ("e1", "e2")]
    twice = pool("q", "probability", [*twin, other])
    assert float(twice.point) == pytest.approx(float(once.point), abs=0.05)
    assert width(twice) > 0.7 * width(once)


def test_every_study_enters_with_the_value_that_is_printed() -> None:
    """Alone, each row that a model uses gives its own figure back (0 and 1 aside).

    What is printed is rounded to a hundredth at worst: 41 of 42 is printed as 98%.
    """
    for row in EVIDENCE.estimates.values():
        for name in row.quantities:
            kind = EVIDENCE.quantities[name].kind
            printed = statement(row, name).value if kind in LOGIT else row.estimate
            if 0 < printed < 1 or kind not in LOGIT:
                alone = float(pool(name, kind, [row]).point)
                assert alone == pytest.approx(printed, rel=0.02, abs=0.005), row.estimate_id


def test_less_trusted_studies_never_make_a_narrower_parameter() -> None:
    y, v = np.array([-2.0, -1.0, 0.0, 1.0, 2.0]), np.full(5, 0.05)
    widths = []
    for a in (1.0, 0.5, 0.2):
        mixture = random_effects(y, v, np.full(5, a), scale=0.9)
        low, high = mixture.quantile(np.array([0.025, 0.975]))
        widths.append(high - low)
    assert widths == sorted(widths)


def test_rates_and_shares_vary_less_between_studies_than_signs() -> None:
    rows = [study(30, 100)]
    assert width(pool("q", "share", rows)) < width(pool("q", "probability", rows))


def test_a_specificity_enters_as_its_complement() -> None:
    row = EVIDENCE.estimates["gil_babinski_none"]
    assert (row.k, row.n) == (100, 100)
    assert pool("q", "probability", [row]).point < 0.02


def test_a_rate_per_muscle_is_refused_by_name() -> None:
    row = EVIDENCE.estimates["krarup2011_fib_weak"]
    with pytest.raises(EvidenceError, match=r"krarup2011_fib_weak.*per muscle"):
        pool("emg", "probability", [row])


def test_no_row_that_a_model_uses_is_per_muscle_nerve_or_limb() -> None:
    used = [e for e in EVIDENCE.estimates.values() if e.quantities]
    kinds = EVIDENCE.quantities
    assert used
    assert not [e for e in used for q in e.quantities if poolable(e, kinds[q].kind)]


def test_a_quantity_without_estimates_is_refused() -> None:
    with pytest.raises(EvidenceError, match="no estimate"):
        pool("nobody.knows", "probability", [])


def test_an_assumption_has_the_spread_of_its_worth() -> None:
    """Beta(2, 6): mean 1/4, variance ab / ((a+b)² (a+b+1)) = 12 / 576."""
    beta = assume("x", [0.25, 0.75], worth=8, because="…").draws[:, 0]
    assert beta.shape == (DRAWS,)
    assert beta.mean() == pytest.approx(0.25, abs=0.01)
    assert beta.var() == pytest.approx(12 / 576, rel=0.1)


def test_an_impossible_state_of_an_assumption_stays_impossible() -> None:
    draws = assume("x", [0.0, 0.4, 0.6], worth=5, because="…").draws
    assert draws[:, 0].max() == 0
    assert np.allclose(draws.sum(axis=1), 1)


def test_an_assumed_odds_ratio_lies_within_its_factor() -> None:
    ratio = assume_within("x", 6, factor=3, because="…")
    inside = (ratio.draws >= 2) & (ratio.draws <= 18)
    assert inside.mean() == pytest.approx(0.95, abs=0.005)


def test_draws_of_different_parameters_are_independent_and_repeatable() -> None:
    a, b = (pool(name, "probability", [study(30, 100)]).draws for name in ("a", "b"))
    assert abs(np.corrcoef(a, b)[0, 1]) < 0.08
    assert np.array_equal(a, pool("a", "probability", [study(30, 100)]).draws)


def test_the_numbers_of_a_parameter_are_read_only() -> None:
    mean = np.array([0.1, 0.9])
    for parameter in (
        assume("x", mean, worth=10, because="…"),  # type: ignore[arg-type]
        assume_within("y", 4, factor=2, because="…"),
    ):
        assert not parameter.point.flags.writeable
        assert not parameter.draws.flags.writeable
    assert mean.flags.writeable


@pytest.mark.parametrize("factor", [1, 1 + 1e-12, 1 + 1e-6])
def test_what_is_known_within_a_factor_of_one_is_the_median_in_every_draw(factor: float) -> None:
    draws = assume_within("x", 4, factor=factor, because="…").draws
    assert draws.shape == (DRAWS,)
    assert draws == pytest.approx(4, rel=1e-5)
