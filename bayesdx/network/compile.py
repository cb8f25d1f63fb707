"""Spec + evidence → Network: the one place where shape and numbers meet."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from bayesdx.errors import EvidenceError, Fault, SpecError, did_you_mean
from bayesdx.evidence import Evidence, Parameter, assume, assume_ratio, constant, pool
from bayesdx.network.forms import Tables
from bayesdx.network.leaves import leaves, shares_of
from bayesdx.network.types import Network, Node, assemble
from bayesdx.spec import Assumption, ModelSpec
from bayesdx.spec.expressions import Leaf, Shares


def compile_network(spec: ModelSpec, evidence: Evidence) -> Network:
    """Compile a model: pool every quantity it names, evaluate every table form, draw by draw.

    Args:
        spec: the structure, from `load_spec`.
        evidence: the literature, from `load_evidence`.

    Raises:
        SpecError: a quantity that data/quantities.csv does not have; a column that is no
            distribution.
        EvidenceError: a quantity that cannot be pooled.
    """
    parameters = _parameters(spec, evidence)
    parameters |= {shares.place: _weigh(shares, parameters) for shares in shares_of(spec)}
    tables, draws = [], []
    for node in spec.nodes:
        rows = Tables(node.states, node.parents, parameters).distribution(node.table)
        sizes = tuple(len(_states(spec, parent)) for parent in node.parents)
        rows = np.broadcast_to(rows, (*rows.shape[:2], *sizes))
        tables.append(np.array(rows[0]))
        draws.append(rows[1:] if len(rows) > 1 else rows)
    return assemble(
        spec.name,
        [Node(node.name, node.states, node.parents) for node in spec.nodes],
        tables,
        draws=draws,
        version=f"{spec.name} {spec.version}",
        where=spec.where,
        spec=spec,
        parameters=parameters,
    )


def _states(spec: ModelSpec, name: str) -> tuple[str, ...]:
    return next(node.states for node in spec.nodes if node.name == name)


def _parameters(spec: ModelSpec, evidence: Evidence) -> dict[str, Parameter]:
    """Return every quantity and assumption the model names, pooled or drawn."""
    names = {name for node in spec.nodes for name in leaves(node.table)}
    cited = sorted(names - set(spec.assumptions) - {shares.place for shares in shares_of(spec)})
    faults = [_unknown(name, spec, evidence) for name in cited if name not in evidence.quantities]
    if faults:
        raise SpecError(faults)
    pooled: dict[str, Parameter] = {}
    refused: list[Fault] = []
    for name in cited:
        kind = evidence.quantities[name].kind
        try:
            pooled[name] = pool(name, kind, evidence.of_quantity(name))
        except EvidenceError as error:
            refused.extend(error.faults)
    if refused:
        raise EvidenceError(refused)
    return pooled | {name: _assumed(said) for name, said in spec.assumptions.items()}


def _unknown(name: str, spec: ModelSpec, evidence: Evidence) -> Fault:
    valid = [*evidence.quantities, *spec.assumptions]
    remedy = did_you_mean(name, valid, "Add it there, or declare an assumption.")
    return Fault(spec.where, f"the quantity {name!r}", "one of data/quantities.csv", remedy)


def _assumed(said: Assumption) -> Parameter:
    if said.kind == "odds_ratio":
        return assume_ratio(said.name, said.mean[0], factor=said.factor or 1, because=said.because)
    if said.kind == "factor":
        return constant(said.name, said.mean[0], because=said.because)
    if said.kind == "vector":
        return assume(said.name, said.mean, worth=said.worth or 1, because=said.because)
    mean = (said.mean[0], 1 - said.mean[0])
    beta = assume(said.name, mean, worth=said.worth or 1, because=said.because)
    return replace(beta, point=beta.point[0], draws=beta.draws[:, 0])


def _weigh(shares: Shares, parameters: Mapping[str, Parameter]) -> Parameter:
    """Return the Dirichlet over the states whose mean is their share of the sums.

    With w_j = Σ ∏ factors, share_j = max(w_j / Σw, floor), renormalised.
    """

    def product(leaves: tuple[Leaf, ...]) -> float:
        return math.prod(float(parameters[leaf.name].point) for leaf in leaves)

    totals = np.array([sum(map(product, state)) for state in shares.sums])
    if not totals.sum() > 0:
        found = Fault(shares.place, "sums that are all zero", "one above zero", "Add a product.")
        raise SpecError(found)
    share = np.maximum(totals / totals.sum(), shares.floor)
    mean = (share / share.sum()).tolist()
    return assume(shares.place, mean, worth=shares.worth, because=shares.because)
