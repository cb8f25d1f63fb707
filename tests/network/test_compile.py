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


LINES = """\
model: tiny
version: 0.0.1
label: a
description: b
nodes:
  cause:
    states: [a, b, c, d]
    table: {assumed: [0.4, 0.3, 0.2, 0.1], worth: 9, because: guessed}
  sign:
    states: [n, y]
    parents: [cause]
    table:
      by: cause
      a: {y: FIRST}
      b: {y: SECOND}
      otherwise: {y: THIRD}
"""


@pytest.mark.parametrize(
    ("names", "wrong"),
    [
        (("no.such", "no.such", "emg.present.none"), (14, 15)),
        (("emg.present.none", "no.such", "nor.this"), (15, 16)),
        (("stroke.incidence", "emg.present.none", "als.incidence"), (14, 16)),
    ],
)
def test_every_name_that_does_not_fit_is_refused_with_its_line(
    tmp_path: Path, names: tuple[str, str, str], wrong: tuple[int, ...]
) -> None:
    text = LINES
    for place, name in zip(("FIRST", "SECOND", "THIRD"), names, strict=True):
        text = text.replace(place, name)
    path = tmp_path / "tiny.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        compile_network(load_spec(path), load_evidence())
    places = [fault.where for fault in caught.value.faults]
    assert places == [f"tiny.yaml:{line}, node sign" for line in wrong]
