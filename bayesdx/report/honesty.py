"""How much of a model is cited, derived or assumed."""

from __future__ import annotations

from typing import Any

from bayesdx.evidence import Parameter
from bayesdx.network import Network, columns, tally


def honest_numbers(network: Network) -> list[dict[str, Any]]:
    """Return a row per node, and their sum: columns by kind, and what they rest on.

    A column is one distribution, for one combination of the parents' states. `quantities` and
    `assumptions` count what the node's columns are computed from, `estimates` the published
    numbers behind the quantities and `sources` their publications; in the last row each is counted
    once.

    >>> from bayesdx import load
    >>> honest_numbers(load("core"))[-1]["node"]
    'all'
    """
    counts = tally(network)
    named = {
        node.name: {name for column in columns(network, node.name) for name in column.parameters}
        for node in network.nodes
    }
    rows: list[dict[str, Any]] = [
        {"node": node, **counts[node], **_support(network, names)} for node, names in named.items()
    ]
    kinds = counts[network.nodes[0].name]
    total = {kind: sum(row[kind] for row in rows) for kind in kinds}
    everything = set().union(*named.values())
    return [*rows, {"node": "all", **total, **_support(network, everything)}]


def _support(network: Network, names: set[str]) -> dict[str, int]:
    parameters: list[Parameter] = [network.parameters[name] for name in names]
    estimates = {e.estimate_id: e.source_id for p in parameters for e in p.estimates}
    return {
        "quantities": sum(parameter.cited for parameter in parameters),
        "assumptions": sum(not parameter.cited for parameter in parameters),
        "estimates": len(estimates),
        "sources": len(set(estimates.values())),
    }
