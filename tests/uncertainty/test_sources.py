"""Whose studies the width comes from, and the answer without each of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import bayesdx
from bayesdx.errors import SpecError
from bayesdx.evidence import load_evidence, pool, random_effects
from bayesdx.formats.bif import read_bif
from bayesdx.inference import query
from bayesdx.network import compile_network
from bayesdx.resources import folder
from bayesdx.spec import load_spec
from bayesdx.uncertainty import leave_one_out, sources
from bayesdx.uncertainty.sources import ASSUMPTIONS, REMAINDER, pulls

CORE = bayesdx.load("core")
FINDINGS = {"tone": "increased", "babinski": "extensor"}
FEWER = {"babinski": "extensor"}


def test_the_shares_sum_to_one_and_none_is_negative() -> None:
    rows = sources(CORE, FINDINGS, target="pattern=umn").rows()
    assert set(rows[0]) == {"source", "variance_share"}
    shares = [row["variance_share"] for row in rows]
    assert sum(shares) == pytest.approx(1)
    assert min(shares) >= 0
    assert [row["source"] for row in rows[-2:]] == [ASSUMPTIONS, REMAINDER]


def test_shares_of_sources_are_sums_of_their_parameters() -> None:
    found = sources(CORE, FINDINGS, target="pattern=umn")
    for source, share in found.shares.items():
        own = [p.variance_share for p in found.parameters if p.source == source]
        if source != REMAINDER:
            assert sum(own) == pytest.approx(share)


@given(st.lists(st.floats(0.01, 2), min_size=1, max_size=6))
def test_equal_studies_pull_by_their_precision(variances: list[float]) -> None:
    v = np.array(variances)
    share = random_effects(np.zeros(len(v)), v, np.ones(len(v)), scale=1e-9).share
    np.testing.assert_allclose(share, (1 / v) / (1 / v).sum(), rtol=1e-6)


def test_the_pull_of_an_assumption_is_its_own_and_of_studies_sums_to_one() -> None:
    for parameter in CORE.parameters.values():
        parts = pulls(parameter)
        assert sum(parts.values()) == pytest.approx(1)
        assert (ASSUMPTIONS in parts) is not parameter.cited


def test_a_state_known_for_sure_has_no_width_to_share() -> None:
    shares = sources(CORE, {"pattern": "umn"}, target="pattern=umn").shares
    assert shares == {ASSUMPTIONS: 0.0, REMAINDER: 1.0}


def test_without_a_study_is_the_model_compiled_without_its_rows(tmp_path) -> None:
    found = leave_one_out(CORE, FEWER, target="pattern=umn")
    one = next(one for one in found.without if one.change and not one.alone)
    evidence = load_evidence()
    kept = {k: e for k, e in evidence.estimates.items() if e.source_id != one.source}
    smaller = type(evidence)(evidence.sources, kept, evidence.quantities)
    spec = load_spec(folder("models") / "core.yaml")
    answer = query(compile_network(spec, smaller), FEWER, target="pattern")
    at = answer.states.index("umn")
    assert one.probability == pytest.approx(answer.probability[at], abs=1e-12)
    assert answer.low is not None
    assert answer.high is not None
    assert one.low == pytest.approx(answer.low[at], abs=1e-9)
    assert one.high == pytest.approx(answer.high[at], abs=1e-9)


def test_a_parameter_that_rests_on_one_source_alone_is_kept_and_named() -> None:
    found = leave_one_out(CORE, FEWER, target="pattern=umn")
    for one in found.without:
        for name in one.alone:
            assert {e.source_id for e in CORE.parameters[name].estimates} == {one.source}
        for name in one.pooled:
            assert {e.source_id for e in CORE.parameters[name].estimates} > {one.source}
        assert (one.probability is None) is not bool(one.pooled)


def test_rows_come_by_change_and_have_the_keys_of_the_issue() -> None:
    rows = leave_one_out(CORE, FEWER, target="pattern=umn").rows()
    assert list(rows[0])[:5] == ["source", "probability", "low", "high", "change"]
    sizes = [abs(row["change"]) for row in rows if row["change"] is not None]
    assert sizes == sorted(sizes, reverse=True)


def test_pooling_again_from_the_same_rows_changes_nothing() -> None:
    parameter = CORE.parameters["babinski.extensor.none"]
    again = pool(parameter.name, parameter.kind, parameter.estimates)
    np.testing.assert_array_equal(again.draws, parameter.draws)


@pytest.mark.parametrize("method", [sources, leave_one_out])
def test_a_bif_file_is_refused_for_it_has_no_studies(method, root) -> None:
    asia = read_bif(root / "tests" / "golden" / "asia.bif")
    with pytest.raises(SpecError, match="parameters or studies"):
        method(asia, {}, target="lung=yes")
