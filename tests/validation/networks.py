"""Networks that are small enough to work out by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bayesdx.evidence import load_evidence
from bayesdx.network import Network, Node, assemble, compile_network
from bayesdx.spec import load_spec

PATTERNS = ("neither", "umn", "lmn", "mixed")
EXTENSOR = np.array([0.1, 0.5, 0.1, 0.5])
WASTED = np.array([0.1, 0.1, 0.6, 0.6])
PRIOR = {"home": [0.7, 0.1, 0.1, 0.1], "ward": [0.1, 0.3, 0.3, 0.3]}


def tiny(*, wasted: np.ndarray = WASTED) -> Network:
    """Return setting → pattern → two signs."""
    nodes = [
        Node("setting", ("home", "ward")),
        Node("pattern", PATTERNS, ("setting",)),
        Node("babinski", ("flexor", "extensor"), ("pattern",)),
        Node("atrophy", ("absent", "present"), ("pattern",)),
    ]
    tables = [
        np.array([0.5, 0.5]),
        np.array([PRIOR["home"], PRIOR["ward"]]).T,
        np.stack([1 - EXTENSOR, EXTENSOR]),
        np.stack([1 - wasted, wasted]),
    ]
    return assemble("tiny", nodes, tables)


SIGNS = """\
model: signs
version: 0.0.1
label: two motor neurons and their signs
description: small enough to say of every cell what it rests on
assumptions:
  some.marked_share: {assumed: 0.5, worth: 10, because: guessed}
nodes:
  setting:
    states: [home, ward]
    table: {assumed: [0.6, 0.4], worth: 10, because: guessed}
  umn:
    states: [none, mild, marked]
    parents: [setting]
    table:
      by: setting
      home: {assumed: [0.8, 0.1, 0.1], worth: 10, because: guessed}
      ward: {none: rest, mild: spinal_disorder.neurology_clinic, marked: vascular.neurology_clinic}
  lmn:
    states: [none, mild, marked]
    table: {assumed: [0.6, 0.2, 0.2], worth: 10, because: guessed}
  pattern:
    states: [neither, umn, lmn, mixed]
    parents: [umn, lmn]
    table:
      by: umn
      none: {by: lmn, none: {always: neither}, otherwise: {always: lmn}}
      otherwise: {by: lmn, none: {always: umn}, otherwise: {always: mixed}}
  babinski:
    states: [flexor, extensor]
    parents: [umn]
    table:
      extensor:
        graded: umn
        none: babinski.extensor.none
        affected: babinski.extensor.umn
        odds_ratio: {assumed: 5, factor: 3, because: guessed}
        marked_share: some.marked_share
  tone:
    states: [decreased, normal, increased]
    parents: [umn, lmn]
    table:
      tug_of_war:
        up: {by: umn, none: never, otherwise: tone.increased.umn.over_3_months}
        down: {by: lmn, none: never, otherwise: {assumed: 0.4, worth: 5, because: guessed}}
        tie: {assumed: [0.3, 0.4, 0.3], worth: 5, because: guessed}
        base: {assumed: [0.1, 0.8, 0.1], worth: 20, because: guessed}
  fasciculations:
    states: [absent, present]
    parents: [lmn]
    table:
      present:
        by: lmn
        none: fasciculations.present.none
        mild: {borrowed: fasciculations.present.degenerative_lmn, because: near enough}
        marked:
          any_of: [fasciculations.present.degenerative_lmn, fasciculations.present.polyneuropathy]
          leak: fasciculations.present.none
"""


def signs(folder: Path) -> Network:
    """Return a network that was compiled from a model: two motor neurons, three signs."""
    path = folder / "signs.yaml"
    path.write_text(
        SIGNS.replace("    table:", "    because: a test\n    table:"), encoding="utf-8"
    )
    return compile_network(load_spec(path), load_evidence())
