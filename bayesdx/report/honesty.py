"""How much of a model is cited, derived or assumed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from bayesdx.evidence import Parameter
from bayesdx.network import KINDS, Column, Network, possible_columns


def honest_numbers(network: Network) -> list[dict[str, Any]]:
    """Return a row per node, and their sum: columns by kind, and what they rest on.

    A column is one distribution, for one combination of the parents' states that can occur.
    `quantities` and `assumptions` count what the node's columns are computed from, `estimates` the
    published numbers behind the quantities and `sources` their publications; in the last row each
    is counted once.

    >>> from bayesdx import load
    >>> honest_numbers(load("core"))[-1]["node"]
    'all'
    """
    held = {node.name: possible_columns(network, node.name) for node in network.nodes}
    rows = [_row(network, name, said) for name, said in held.items()]
    return [*rows, _row(network, "all", tuple(c for said in held.values() for c in said))]


def _row(network: Network, name: str, held: tuple[Column, ...]) -> dict[str, Any]:
    counts = Counter(column.kind for column in held)
    named = {parameter for column in held for parameter in column.parameters}
    return {"node": name, **{kind: counts[kind] for kind in KINDS}, **_support(network, named)}


def _support(network: Network, names: set[str]) -> Mapping[str, int]:
    parameters: list[Parameter] = [network.parameters[name] for name in names]
    estimates = {e.estimate_id: e.source_id for p in parameters for e in p.estimates}
    return {
        "quantities": sum(parameter.cited for parameter in parameters),
        "assumptions": sum(not parameter.cited for parameter in parameters),
        "estimates": len(estimates),
        "sources": len(set(estimates.values())),
    }
