"""Sobol' indices of the parameters of a model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import bayesdx
from bayesdx.errors import FindingError, SpecError
from bayesdx.inference.engine import engine_of
from bayesdx.inference.revalued import Patched, Revaluer
from bayesdx.network import Network
from bayesdx.report.global_charts import global_plot, in_words
from bayesdx.sensitivity.asked import ask
from bayesdx.sensitivity.exchanged import Pairs, Sample
from bayesdx.sensitivity.global_indices import BY, global_indices, groups_of

ASIA = Path(__file__).parents[1] / "golden" / "asia.bif"
FINDINGS = {"babinski": "extensor", "setting": "neurology_clinic"}


@pytest.fixture(scope="module")
def core() -> Network:
    return bayesdx.load("core")


def test_a_posterior_that_is_one_parameter_has_all_its_variance_from_it(core: Network) -> None:
    found = global_indices(core, {"umn": "none"}, target="babinski=extensor", samples=256)
    [share] = found.shares
    assert share.group == "babinski.extensor.none"
    assert share.kind == "cited"
    assert share.first_order == pytest.approx(1)
    assert share.total == pytest.approx(1)
    draws = core.parameters["babinski.extensor.none"].draws
    assert found.mean == pytest.approx(draws.mean(), rel=0.3)


def test_a_product_is_divided_as_it_is_on_paper(core: Network) -> None:
    """In ALS P(extensor) = u·m + (1 − u)·r, with u involved, m the rate then and r otherwise.

    Of independent inputs: V_u = var u · (Em − Er)², V_m = (Eu)² · var m, V_um = var u · var m.
    """
    given = {"location": "upper_and_lower_motor_neurons"}
    found = global_indices(core, given, target="babinski=extensor", samples=2048)
    names = ("umn.involved.als", "babinski.extensor.umn", "babinski.extensor.none")
    u, m, r = (core.parameters[name].draws for name in names)
    var_u = u.var() * (m.mean() - r.mean()) ** 2
    var_m, var_r = u.mean() ** 2 * m.var(), (1 - u.mean()) ** 2 * r.var()
    both_m, both_r = u.var() * m.var(), u.var() * r.var()
    whole = var_u + var_m + var_r + both_m + both_r
    shares = {share.group: share for share in found.shares}
    expected = {
        "umn.involved.als": (var_u, var_u + both_m + both_r),
        "babinski.extensor.umn": (var_m, var_m + both_m),
        "babinski.extensor.none": (var_r, var_r + both_r),
    }
    assert found.variance == pytest.approx(whole, rel=0.1)
    for name, (first, total) in expected.items():
        assert shares[name].first_order == pytest.approx(first / whole, abs=0.05)
        assert shares[name].total == pytest.approx(total / whole, abs=0.05)


def test_the_closed_form_is_what_the_network_says_when_asked_again(core: Network) -> None:
    revaluer = Revaluer(core)
    asked = ask(core, FINDINGS | {"tone": "increased"}, "pattern=umn")
    groups = groups_of(revaluer, asked, "parameter")
    sample = Sample(asked, revaluer, groups, Pairs(revaluer, 16, 0), slice(0, 16))
    engine = engine_of(core)
    for place, values in sample.mixed():
        tables = Patched(sample.tables[0], sample.mixed_tables(place), set(groups[place].nodes))
        [again], _ = engine.redrawn(tables).batch(asked.observed.seen, asked.node, draws=True)
        expected = np.broadcast_to(again[:, 0, asked.state], (16,))
        assert values == pytest.approx(expected, abs=1e-10)


def test_a_seed_gives_the_same_again_and_another_seed_does_not(core: Network) -> None:
    first, again, other = (
        global_indices(core, FINDINGS, target="pattern=umn", by="node", samples=32, seed=seed)
        for seed in (1, 1, 2)
    )
    assert first.rows() == again.rows()
    assert first.rows() != other.rows()


def test_groups_hold_every_parameter_once(core: Network) -> None:
    asked = ask(core, FINDINGS, "pattern=umn")
    for by in BY:
        groups = groups_of(Revaluer(core), asked, by)
        names = [name for group in groups for name in group.parameters]
        assert len(names) == len(set(names)) > 50
        assert len({group.name for group in groups}) == len(groups)


def test_progress_ends_where_everything_is_done(core: Network) -> None:
    told: list[tuple[int, int]] = []
    global_indices(
        core,
        FINDINGS,
        target="pattern=umn",
        by="node",
        samples=32,
        progress=lambda done, of: told.append((done, of)),
    )
    assert told[-1][0] == told[-1][1]


def test_what_has_no_literature_and_what_cannot_be_asked_is_refused(core: Network) -> None:
    with pytest.raises(SpecError, match="literature"):
        global_indices(bayesdx.load(ASIA), {}, target="lung=yes")
    with pytest.raises(FindingError, match=r"(?s)grouping.*samples"):
        global_indices(core, {}, target="pattern=umn", by="study", samples=2)


def test_rows_words_and_picture(core: Network) -> None:
    found = global_indices(core, FINDINGS, target="pattern=umn", by="node", samples=64)
    keys = {"group", "first_order", "first_low", "first_high", "total", "total_low", "total_high"}
    assert keys <= found.rows()[0].keys()
    assert found.shares[0].group in repr(found)
    assert found.shares[0].group in in_words(found)
    assert found.shares[0].group in global_plot(found).to_json()
    assert len(found.to_frame()) == len(found.shares)
