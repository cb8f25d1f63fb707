"""Spec + evidence → Network: the one place where shape and numbers meet."""

from __future__ import annotations

from dataclasses import replace

from bayesdx.evidence import Evidence
from bayesdx.network.drawing import Draws
from bayesdx.network.parameters import gather
from bayesdx.network.tables import table_of
from bayesdx.network.types import Network, Node, assemble
from bayesdx.spec import ModelSpec


def compile_network(spec: ModelSpec, evidence: Evidence) -> Network:
    """Compile a model: pool every quantity it names, evaluate every table form.

    The point values are computed at once, the draws of a table when they are first asked for.

    Args:
        spec: the structure, from `load_spec`.
        evidence: the literature, from `load_evidence`.

    Raises:
        SpecError: a quantity that data/quantities.csv does not have; a column that is no
            distribution.
        EvidenceError: a quantity that cannot be pooled.
    """
    parameters = gather(spec, evidence)
    sizes = {node.name: len(node.states) for node in spec.nodes}
    points = assemble(
        spec.name,
        [Node(node.name, node.states, node.parents) for node in spec.nodes],
        [
            table_of(node, [sizes[parent] for parent in node.parents], parameters.point)[..., 0]
            for node in spec.nodes
        ],
        version=f"{spec.name} {spec.version}",
        where=spec.where,
        spec=spec,
        parameters=parameters,
    )
    return replace(points, draws=Draws(points, parameters.draws))
