"""Which nodes can be examined, and which stand behind the findings as their possible causes."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bayesdx.findings import load_terms
from bayesdx.inference.engine import engine_of
from bayesdx.inference.relevance import ancestors
from bayesdx.network import Network

HIDDEN, CONTEXT = "hidden", "context"
"""Groups of terms.csv: what is only inferred, and what is known without examining."""


def causes(network: Network, seen: Collection[int]) -> tuple[int, ...]:
    """Return the nodes that may be behind the findings: what is hidden, above one of them.

    Of a network without terms every node above a finding that is no finding itself.

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


def examinable(network: Network, seen: Collection[int], target: int) -> tuple[int, ...]:
    """Return the nodes that could still be examined: not hidden, no circumstance, not the target.

    Of a network without terms every node but the target and those that have a finding.
    """
    every = [node for node in range(len(network.nodes)) if node not in seen and node != target]
    if not network.spec:
        return tuple(every)
    return tuple(node for node in every if _group(network, node) not in (HIDDEN, CONTEXT))


def chosen(network: Network, names: Sequence[str] | None, otherwise: Sequence[int]) -> list[int]:
    """Return the nodes that were named, or the others where none was."""
    from bayesdx.inference.observed import nodes_of

    return list(otherwise) if names is None else nodes_of(network, tuple(names))


def _group(network: Network, node: int) -> str:
    term = load_terms().get(network.nodes[node].name)
    return term.group if term else ""
