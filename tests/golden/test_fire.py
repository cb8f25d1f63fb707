"""Chan and Darwiche's question to the fire network (2002); see fire.bif.

Given a report and no smoke, P(tampering) is about 0.5. To reach 0.65 one may raise the prior of
tampering from 0.02 to 0.036 or lower P(report | not leaving) from 0.01 to 0.005; no other single
entry can do it.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from bayesdx.inference import query
from bayesdx.network import Network, assemble

FINDINGS = {"report": "yes", "smoke": "no"}


def tampering(
    network: Network, node: str = "", column: tuple[int, ...] = (), x: float = 0
) -> float:
    """Return P(tampering | findings), with P(node = yes | column) = x if a node is named."""
    tables = [table.copy() for table in network.tables]
    if node:
        tables[network.index[node]][(slice(None), *column)] = [x, 1 - x]
    changed = assemble("fire", network.nodes, tables)
    return float(query(changed, FINDINGS, target="tampering").probability[0])


def test_before_any_change(fire: Network) -> None:
    assert tampering(fire) == pytest.approx(0.500797, abs=6e-7)


@pytest.mark.parametrize(
    ("node", "column", "was", "x", "distance"),
    [("tampering", (), 0.02, 0.0364049, 0.615851), ("report", (1,), 0.01, 0.0047047, 0.759352)],
)
def test_the_two_changes_that_reach_the_goal(
    fire: Network, node: str, column: tuple[int, ...], was: float, x: float, distance: float
) -> None:
    assert tampering(fire, node, column, x) == pytest.approx(0.65, abs=1e-5)
    odds = x / (1 - x) / (was / (1 - was))
    assert abs(math.log(odds)) == pytest.approx(distance, abs=2e-5)


def test_no_other_entry_reaches_it(fire: Network) -> None:
    # The posterior is monotone in each entry, so its extremes are at 0 and 1.
    able = set()
    for node, table in zip(fire.nodes, fire.tables, strict=True):
        for column in np.ndindex(table.shape[1:]):
            reached = [tampering(fire, node.name, column, x) for x in (1e-9, 1 - 1e-9)]
            if max(reached) >= 0.65:
                able.add((node.name, column))
    assert able == {("tampering", ()), ("report", (1,))}
