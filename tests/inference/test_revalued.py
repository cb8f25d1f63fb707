"""Tables at other values of the parameters, against the network as it was compiled."""

from __future__ import annotations

import numpy as np
import pytest

import bayesdx
from bayesdx.errors import SpecError
from bayesdx.formats.bif import read_bif
from bayesdx.inference.revalued import Revaluer

CORE = bayesdx.load("core")
NODES = range(len(CORE.nodes))


def basic(revaluer: Revaluer) -> list[str]:
    return list(dict.fromkeys(name for own in revaluer.of_node.values() for name in own))


def test_at_the_point_values_every_table_is_that_of_the_network() -> None:
    revaluer = Revaluer(CORE)
    points = {name: revaluer.point(name) for name in basic(revaluer)}
    tables = revaluer.tables({name: np.stack([point, point]) for name, point in points.items()})
    for node in NODES:
        for row in tables[node]:
            np.testing.assert_allclose(row, CORE.tables[node], atol=1e-12)


def test_one_row_is_evaluated_like_the_first_of_two() -> None:
    revaluer = Revaluer(CORE)
    name = "babinski.extensor.none"
    node = next(node for node, own in revaluer.of_node.items() if name in own)
    [alone] = revaluer.tables({name: np.array([0.5])})[node]
    np.testing.assert_array_equal(alone, revaluer.tables({name: np.array([0.5, 0.1])})[node][0])
    assert np.abs(alone - CORE.tables[node]).max() > 0.1


def test_where_one_row_moves_nothing_the_table_is_that_of_the_network() -> None:
    revaluer = Revaluer(CORE)
    name = "babinski.extensor.none"
    tables = revaluer.tables({name: np.array([0.5])})
    for node in NODES:
        if name not in revaluer.of_node[node]:
            np.testing.assert_array_equal(tables[node], CORE.tables[node][None])


def test_at_the_draws_every_table_is_that_of_the_network() -> None:
    revaluer = Revaluer(CORE)
    patched = revaluer.patched({name: revaluer.draws(name) for name in basic(revaluer)})
    for node in NODES:
        np.testing.assert_allclose(patched[node], CORE.draws[node], atol=1e-12)


def test_what_does_not_change_is_the_very_table_of_the_network() -> None:
    revaluer = Revaluer(CORE)
    name = "babinski.extensor.none"
    patched = revaluer.patched({name: revaluer.draws(name)[::-1]})
    changed = {node for node, own in revaluer.of_node.items() if name in own}
    assert changed
    for node in NODES:
        assert (patched[node] is CORE.draws[node]) is (node not in changed)


def test_shares_follow_an_incidence_and_sum_to_one() -> None:
    revaluer = Revaluer(CORE)
    node = CORE.index["location"]
    name = next(n for n in revaluer.of_node[node] if n.endswith("incidence"))
    point = float(revaluer.point(name))
    tables = revaluer.tables({name: np.array([point, 2 * point])})[node]
    assert np.abs(tables[1] - tables[0]).max() > 1e-6
    np.testing.assert_allclose(tables.sum(axis=1), 1)


def test_every_basic_parameter_has_a_scale_and_a_point_like_its_draws() -> None:
    revaluer = Revaluer(CORE)
    for name in basic(revaluer):
        assert revaluer.link(name) in ("logit", "log", "identity")
        assert revaluer.draws(name).shape[1:] == revaluer.point(name).shape


def test_a_network_without_a_model_is_refused(root) -> None:
    with pytest.raises(SpecError, match="literature"):
        Revaluer(read_bif(root / "tests" / "golden" / "asia.bif"))


def test_every_parameter_of_a_network_is_read_only() -> None:
    for name, parameter in CORE.parameters.items():
        assert not parameter.point.flags.writeable, name
        assert not parameter.draws.flags.writeable, name
