"""The published alarm network, changed cell by cell and asked again by another engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bayesdx.formats.bif import write_bif
from bayesdx.network import Network, Node, assemble
from bayesdx.sensitivity.cells import column_of, spot_of
from bayesdx.sensitivity.covariation import covary
from bayesdx.sensitivity.one_way import one_way
from tests.inference.networks import wheel_network

pyagrum = pytest.importorskip("pyagrum")


@pytest.fixture(scope="module")
def alarm() -> Network:
    """Return the network with states that the other engine can read."""
    original = wheel_network("alarm")
    nodes = [
        Node(node.name, tuple(f"s{i}" for i in range(len(node.states))), node.parents)
        for node in original.nodes
    ]
    return assemble("alarm", nodes, original.tables)


def asked_again(
    network: Network, findings: dict[str, str], target: str, folder: Path
) -> list[float]:
    path = folder / "changed.bif"
    path.write_text(write_bif(network), encoding="utf-8")
    engine: Any = pyagrum.LazyPropagation(pyagrum.loadBN(str(path)))
    engine.setEvidence(findings)
    engine.makeInference()
    found: list[float] = engine.posterior(target).tolist()
    return found


def test_functions_are_what_another_engine_answers(alarm: Network, tmp_path: Path) -> None:
    findings = {"BP": "s0", "HREKG": "s2", "PRESS": "s3"}
    target = alarm.nodes[alarm.index["HYPOVOLEMIA"]].name
    result = one_way(alarm, findings, target=f"{target}=s0")
    rng = np.random.default_rng(0)
    moving = np.flatnonzero(result.sensitivity_value > 1e-6)
    for entry in rng.choice(moving, 12, replace=False).tolist():
        x = float(rng.uniform(0.05, 0.95))
        spot = spot_of(alarm, int(result.cell[entry]))
        [piece] = covary(column_of(alarm, spot), spot.state)
        tables = [table.copy() for table in alarm.tables]
        np.moveaxis(tables[spot.node], 0, -1)[spot.given] = piece.at(x)
        changed = assemble("changed", alarm.nodes, tables)
        again = asked_again(changed, findings, target, tmp_path)
        # its reader keeps numbers in single precision
        assert result.at(x)[entry] == pytest.approx(again[0], abs=1e-6)
