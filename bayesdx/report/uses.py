"""From a published number to the cells that use it, and back.

    estimate ─► parameter pooled from it ─► columns computed from the parameter
    estimate ◄─ parameter ◄─ columns of a table

A column is one distribution of a table: as many cells as the node has states.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from bayesdx.evidence import Estimate, Parameter, mixture_of, studies_of
from bayesdx.network import KINDS, Column, Network, possible_columns

Columns = tuple[Column, ...]


def uses(network: Network) -> Mapping[str, Columns]:
    """Return parameter → the columns that are computed from it, of those that can occur.

    >>> from bayesdx import load
    >>> [column.given for column in uses(load("core"))["babinski.extensor.none"]]
    [(('umn', 'none'),)]
    """
    found: dict[str, list[Column]] = {name: [] for name in network.parameters}
    for node in network.nodes:
        for column in possible_columns(network, node.name):
            for name in column.parameters:
                found[name].append(column)
    return MappingProxyType({name: tuple(several) for name, several in found.items()})


def by_node(columns: Iterable[Column]) -> Mapping[str, Columns]:
    """Return node → its columns, nodes in the order in which they come."""
    found: dict[str, list[Column]] = {}
    for column in columns:
        found.setdefault(column.node, []).append(column)
    return {node: tuple(several) for node, several in found.items()}


def kinds_of(columns: Iterable[Column]) -> tuple[str, ...]:
    """Return how columns come about, each kind once, best supported first."""
    found = {column.kind for column in columns}
    return tuple(kind for kind in KINDS if kind in found)


def resting_on(network: Network, columns: Iterable[Column]) -> tuple[Parameter, ...]:
    """Return what columns are computed from: each parameter once, those that are cited first."""
    names = dict.fromkeys(name for column in columns for name in column.parameters)
    found = (network.parameters[name] for name in names)
    return tuple(sorted(found, key=lambda parameter: not parameter.cited))


def estimates_behind(parameters: Iterable[Parameter]) -> tuple[Estimate, ...]:
    """Return the published numbers that parameters were pooled from, each once."""
    found = {e.estimate_id: e for parameter in parameters for e in parameter.estimates}
    return tuple(found.values())


def parameters_from(network: Network) -> Mapping[str, tuple[Parameter, ...]]:
    """Return estimate → the parameters of a network that were pooled from it."""
    found: dict[str, list[Parameter]] = {}
    for parameter in network.parameters.values():
        for estimate in parameter.estimates:
            found.setdefault(estimate.estimate_id, []).append(parameter)
    return MappingProxyType({name: tuple(several) for name, several in found.items()})


def weights(parameter: Parameter) -> Mapping[str, float]:
    """Return estimate → its part of the pull on the pooled value; the parts sum to one.

    The part of estimate i is the mean over τ of w_i / Σ w, w_i = a_i / (v_i + τ²): see
    `bayesdx.evidence.pooling`. An assumption has none.

    >>> from bayesdx import load
    >>> found = weights(load("core").parameters["fasciculations.present.none"])
    >>> {name: round(part, 3) for name, part in found.items()}
    {'reimers1996_fasc_healthy': 1.0}
    """
    if not parameter.cited:
        return {}
    studies = studies_of(parameter.name, parameter.kind, parameter.estimates)
    shares = mixture_of(parameter.kind, studies).share.tolist()
    names = (estimate.estimate_id for estimate in parameter.estimates)
    return dict(zip(names, shares, strict=True))
