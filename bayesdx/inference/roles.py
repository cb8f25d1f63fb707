"""The part that a node plays at the bedside: examined, known without examining, or hidden.

The groups of terms.csv say so. They speak of models with literature: in any other network, whose
nodes may have these names by chance, every node can be examined.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bayesdx.errors import Fault, FindingError
from bayesdx.findings import CONTEXT, HIDDEN, load_terms
from bayesdx.inference.engine import engine_of
from bayesdx.inference.observed import nodes_of
from bayesdx.inference.relevance import ancestors
from bayesdx.network import Network


def causes(network: Network, seen: Collection[int]) -> tuple[int, ...]:
    """Return the nodes that may be behind the findings: what is hidden, above one of them.

    Of a network without literature every node above a finding that is no finding itself.

    Args:
        network: the network.
        seen: the nodes that have a finding.

    >>> from bayesdx import load
    >>> core = load("core")
    >>> [core.nodes[node].name for node in causes(core, [core.index["babinski"]])]
    ['location', 'umn']
    """
    above = [node for node in ancestors(engine_of(network).graph, seen) if node not in seen]
    hidden = [node for node in above if _group(network, node) == HIDDEN]
    return tuple(hidden if network.spec else above)


def examinable(network: Network, known: Collection[int]) -> tuple[int, ...]:
    """Return the nodes that can still be examined, in the network's order.

    In a model with literature these are its findings, without circumstances and hidden nodes; in
    any other network all nodes.

    Args:
        network: the network.
        known: the nodes that are no question any more: what has a finding, and the target.
    """
    idle = (HIDDEN, CONTEXT)
    every = (node for node in range(len(network.nodes)) if node not in known)
    return tuple(node for node in every if _group(network, node) not in idle)


def circumstances(network: Network) -> tuple[int, ...]:
    """Return the nodes that are known without examining, such as the age.

    >>> from bayesdx import load
    >>> core = load("core")
    >>> [core.nodes[node].name for node in circumstances(core)]
    ['setting', 'time_since_onset']
    """
    return tuple(i for i in range(len(network.nodes)) if _group(network, i) == CONTEXT)


def chosen(
    network: Network,
    names: Sequence[str] | None,
    otherwise: Sequence[int],
    *,
    barred: Collection[int] = (),
) -> list[int]:
    """Return the nodes that were named, or the others where none was.

    Args:
        network: the network.
        names: of nodes; None for the others.
        otherwise: the others.
        barred: nodes that must not be named: what has a finding, or is asked about.

    Raises:
        FindingError: with every name that stands for no node, or for a barred one.
    """
    if names is None:
        return list(otherwise)
    nodes = nodes_of(network, tuple(names))
    faults = [
        Fault(
            f"node {network.nodes[node].name}",
            "what has a finding, or is asked about",
            "a node that is still open",
            "Leave it out.",
        )
        for node in nodes
        if node in barred
    ]
    if faults:
        raise FindingError(faults)
    return nodes


def _group(network: Network, node: int) -> str:
    """Return the group of a node of a model with literature; of any other network none."""
    term = load_terms().get(network.nodes[node].name) if network.spec else None
    return term.group if term else ""
