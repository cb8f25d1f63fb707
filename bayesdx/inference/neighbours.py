"""Who can still tell something about a node: its Markov blanket, and d-separation from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bayesdx.findings import Findings
from bayesdx.inference.engine import engine_of
from bayesdx.inference.observed import nodes_of, observe
from bayesdx.inference.relevance import blanket, connected
from bayesdx.network import Network


def markov_blanket(network: Network, node: str) -> tuple[str, ...]:
    """Return parents, children and the children's other parents of a node, parents first.

    Were all of them known, no other node could tell anything more about it (J. Pearl,
    Probabilistic Reasoning in Intelligent Systems, Morgan Kaufmann 1988, section 3.3.1).

    Args:
        network: the network.
        node: the name of a node, or a word for it.

    Raises:
        FindingError: no such node.

    >>> from bayesdx import load
    >>> markov_blanket(load("core"), "pattern")
    ('umn', 'lmn')
    """
    arrows = engine_of(network).graph
    [at] = nodes_of(network, (node,))
    return tuple(network.nodes[place].name for place in blanket(arrows, at))


def separated(
    network: Network,
    findings: Findings | Mapping[str, object],
    *,
    target: str,
    known: Collection[str] = (),
) -> tuple[str, ...]:
    """Return the nodes that can tell nothing more about the target, given the findings.

    Those are d-separated from it, a matter of arrows alone: numbers may hide more. An uncertain
    finding leaves its node open, so that its node may still tell something. Of a target that is
    known, every other node can tell nothing.

    Args:
        network: the network.
        findings: what was observed, or a mapping as `read_findings` takes it.
        target: the node asked about.
        known: nodes that are supposed to be known as well, in whatever state.

    Raises:
        FindingError: an unknown node, finding or state.

    >>> from bayesdx import load
    >>> separated(load("core"), {}, target="setting")
    ()
    >>> rest = separated(load("core"), {}, target="babinski", known=["umn", "location"])
    >>> "tone" in rest, "umn" in rest
    (True, False)
    """
    engine = engine_of(network)
    [at, *supposed] = nodes_of(network, (target, *known))
    seen = observe(engine, network, findings).seen
    certain = {place for place, value in seen.items() if isinstance(value, int)} | set(supposed)
    if at in certain:
        return tuple(node.name for node in network.nodes if node.name != network.nodes[at].name)
    reached = connected(engine.graph, at, certain, set(seen) - certain)
    return tuple(node.name for node, open_ in zip(network.nodes, reached, strict=True) if not open_)
