"""Compiling: a number of the wrong kind does not get into a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from bayesdx.errors import SpecError
from bayesdx.evidence import load_evidence
from bayesdx.network import compile_network
from bayesdx.spec import load_spec

MODEL = """\
model: tiny
version: 0.0.1
label: a
description: b
assumptions:
  some.ratio: {assumed: 5, factor: 3, because: guessed}
nodes:
  sign:
    states: [n, y]
    table: TABLE
"""


def refusal(folder: Path, table: str) -> str:
    path = folder / "tiny.yaml"
    path.write_text(MODEL.replace("TABLE", table), encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        compile_network(load_spec(path), load_evidence())
    return str(caught.value)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("{y: {all_of: [stroke.incidence, some.ratio]}}", "of the kind rate"),
        ("{y: {any_of: [some.ratio], leak: never}}", "of the kind odds_ratio"),
        ("{y: {any_of: [some.ratio], leak: stroke.incidense}}", "Did you mean 'stroke.incidence'"),
    ],
)
def test_a_rate_per_year_or_an_odds_ratio_is_no_probability(
    tmp_path: Path, table: str, said: str
) -> None:
    assert said in refusal(tmp_path, table)
