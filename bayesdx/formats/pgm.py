"""pgmpy's networks: Network ↔ DiscreteBayesianNetwork."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from bayesdx.errors import Fault, FormatError, SpecError
from bayesdx.network import Network, Node, assemble

if TYPE_CHECKING:
    from pgmpy.models import DiscreteBayesianNetwork


def to_pgm(network: Network) -> DiscreteBayesianNetwork:
    """Return a network's point tables as a network of pgmpy.

    pgmpy calls a table a CPD, a state's name a state name, and what was observed evidence.

    >>> from bayesdx.network import Node, assemble
    >>> rain = assemble("rain", [Node("rain", ("yes", "no"))], [np.array([0.25, 0.75])])
    >>> to_pgm(rain).get_cpds("rain").values.tolist()
    [0.25, 0.75]
    """
    with warnings.catch_warnings():
        # pgmpy says on import that it renames its estimators; none of them is used here.
        warnings.simplefilter("ignore", FutureWarning)
        from pgmpy.factors.discrete import TabularCPD
        from pgmpy.models import DiscreteBayesianNetwork

    model = DiscreteBayesianNetwork()
    model.add_nodes_from(network.states)
    for node, table in zip(network.nodes, network.tables, strict=True):
        model.add_edges_from((parent, node.name) for parent in node.parents)
        family = (node.name, *node.parents)
        cpd = TabularCPD(
            node.name,
            len(node.states),
            table.reshape(len(node.states), -1),
            evidence=list(node.parents),
            evidence_card=list(table.shape[1:]),
            state_names={name: list(network.states[name]) for name in family},
        )
        model.add_cpds(cpd)
    return model


def from_pgm(model: DiscreteBayesianNetwork, *, name: str = "pgmpy") -> Network:
    """Return a network of pgmpy as a Network without draws.

    Args:
        model: a network of pgmpy, with a CPD for every node.
        name: what to call it.

    Raises:
        FormatError: a node without a CPD, or tables that are no network.
    """
    cpds: dict[str, Any] = {node: model.get_cpds(node) for node in model.nodes()}
    missing = [node for node, cpd in cpds.items() if cpd is None]
    if missing:
        remedy = "Add it with add_cpds."
        raise FormatError(
            Fault(f"{name}, node {node}", "no CPD", "one for every node", remedy)
            for node in missing
        )
    nodes = [
        Node(
            name=str(node),
            states=tuple(str(state) for state in cpd.state_names[node]),
            parents=tuple(str(parent) for parent in cpd.variables[1:]),
        )
        for node, cpd in cpds.items()
    ]
    tables = [np.asarray(cpd.values, dtype=np.float64) for cpd in cpds.values()]
    try:
        return assemble(name, nodes, tables, where=name)
    except SpecError as error:
        raise FormatError(error.faults) from None
