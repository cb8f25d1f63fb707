"""Draws of a compiled network: made when asked for, and only for what can occur."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from bayesdx.evidence import DRAWS, load_evidence
from bayesdx.network import Network, can_occur, compile_network
from bayesdx.spec import load_spec

MODEL = """\
model: tiny
version: 0.0.1
label: a
description: b
nodes:
  lesion:
    states: [none, brain]
    table: {assumed: [0.7, 0.3], worth: 10, because: guessed}
  umn:
    states: [no, yes]
    parents: [lesion]
    table: {by: lesion, none: {always: no}, brain: {always: yes}}
  sign:
    states: [absent, present]
    parents: [lesion, umn]
    table:
      by: umn
      no: {present: babinski.extensor.none}
      yes:
        by: lesion
        none: {assumed: [0.5, 0.5], worth: 2, because: cannot occur}
        brain: {present: babinski.extensor.umn}
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Network:
    path = tmp_path / "tiny.yaml"
    path.write_text(MODEL, encoding="utf-8")
    return compile_network(load_spec(path), load_evidence())


def test_every_draw_of_every_column_is_a_distribution(tiny: Network) -> None:
    for table, draws in zip(tiny.tables, tiny.draws, strict=True):
        assert draws.shape[1:] == table.shape
        assert draws.min() >= 0
        assert draws.sum(axis=1) == pytest.approx(1)


def test_a_column_that_can_occur_varies_as_its_parameter_does(tiny: Network) -> None:
    drawn = tiny.draws[tiny.index["sign"]]
    parameter = tiny.parameters["babinski.extensor.umn"]
    assert drawn[:, 1, 1, 1].tolist() == parameter.draws.tolist()
    assert tiny.tables[2][1, 1, 1] == pytest.approx(float(parameter.point))


def test_a_column_that_cannot_occur_repeats_its_point(tiny: Network) -> None:
    at = tiny.index["sign"]
    assert can_occur(tiny, "sign").tolist() == [[True, False], [False, True]]
    for cell in ((slice(None), 0, 1), (slice(None), 1, 0)):
        assert np.ptp(tiny.draws[at][:, *cell], axis=0).max() == 0
        assert tiny.draws[at][0, *cell].tolist() == tiny.tables[at][cell].tolist()


def test_a_table_without_uncertainty_has_one_draw(tiny: Network) -> None:
    assert [draws.shape[0] for draws in tiny.draws] == [DRAWS, 1, DRAWS]


def test_draws_are_made_once_and_are_read_only(tiny: Network) -> None:
    assert tiny.draws[0] is tiny.draws[0] is tiny.draws[-3] is tiny.draws[:1][0]
    with pytest.raises(ValueError, match="read-only"):
        tiny.draws[2][0, 0, 0, 0] = 1.0
    with pytest.raises(IndexError):
        tiny.draws[3]


def test_threads_that_ask_at_once_get_the_same_draws(tiny: Network) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: tiny.draws[2], range(64)))
    assert all(draws is found[0] for draws in found)


def test_draws_of_one_cell_lie_side_by_side(tiny: Network) -> None:
    assert tiny.draws[2].strides[0] == 8


def test_assumptions_are_parameters_like_any_other(tiny: Network) -> None:
    assert len(tiny.parameters) == len(set(tiny.parameters)) == 4
    assert tiny.parameters["lesion.table"].point.tolist() == [0.7, 0.3]
    assert tiny.parameters["lesion.table"] is tiny.parameters["lesion.table"]
    with pytest.raises(KeyError):
        tiny.parameters["nothing.known"]
