"""Spec + evidence → Network: the one place where shape and numbers meet."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from bayesdx.errors import EvidenceError, Fault, SpecError, did_you_mean
from bayesdx.evidence import DRAWS, Evidence, Parameter, assume, assume_within, pool
from bayesdx.network.forms import Tables
from bayesdx.network.leaves import leaves, roles, shares_of
from bayesdx.network.types import Array, Network, Node, assemble
from bayesdx.spec import Assumption, ModelSpec
from bayesdx.spec.expressions import Leaf, Shares

FITTING: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "rate": ("probability", "share"),
        "ratio": ("odds_ratio",),
        "factor": ("probability", "share", "rate", "factor"),
        "vector": ("vector",),
    }
)
"""What kinds of quantity and assumption may stand in each place of a table form."""


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
    faults = faults or list(_misplaced(spec, evidence))
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


def _misplaced(spec: ModelSpec, evidence: Evidence) -> Iterator[Fault]:
    """Yield a fault for every leaf of a kind that its place cannot take."""
    kinds = {name: said.kind for name, said in evidence.quantities.items()}
    kinds |= {name: said.kind for name, said in spec.assumptions.items()}
    for node in spec.nodes:
        for name, role in dict.fromkeys(roles(node.table)):
            if kinds[name] not in FITTING[role]:
                where, remedy = f"{spec.where}, node {node.name}", "Name another quantity."
                expected = f"a {role}: {', '.join(FITTING[role])}"
                yield Fault(where, f"{name}, of the kind {kinds[name]}", expected, remedy)


def _assumed(said: Assumption) -> Parameter:
    if said.factor is not None:
        return assume_within(said.name, said.mean[0], factor=said.factor, because=said.because)
    if said.kind == "vector":
        return assume(said.name, said.mean, worth=said.worth or 1, because=said.because)
    mean = (said.mean[0], 1 - said.mean[0])
    beta = assume(said.name, mean, worth=said.worth or 1, because=said.because)
    return replace(beta, point=beta.point[0], draws=beta.draws[:, 0])


def _weigh(shares: Shares, parameters: Mapping[str, Parameter]) -> Parameter:
    """Return each state's share of the sums, for the point values and for every draw.

    With w_j = e_j Σ ∏ factors and e_j log-normal, 95% of it within × or ÷ `factor` of 1 (the point
    has e_j = 1), share_j = max(w_j / Σ w, floor), renormalised.
    """
    sums = [_sum(state, parameters) for state in shares.sums]
    if not any(total.any() for total in sums):
        found = Fault(shares.place, "sums that are all zero", "one above zero", "Add a product.")
        raise SpecError(found)
    names = [f"{shares.place}.{i}" for i in range(len(sums))]
    spread = [_rows(assume_within(n, 1, factor=shares.factor, because="")) for n in names]
    weight = np.stack([s * e for s, e in zip(sums, spread, strict=True)], axis=1)
    share = np.maximum(weight / weight.sum(axis=1, keepdims=True), shares.floor)
    share /= share.sum(axis=1, keepdims=True)
    return Parameter(shares.place, share[0], share[1:], because=shares.because)


def _sum(state: tuple[tuple[Leaf, ...], ...], parameters: Mapping[str, Parameter]) -> Array:
    """Return Σ ∏ factors, shape (row,), point first."""
    total = np.zeros(1 + DRAWS)
    for product in state:
        total += math.prod((_rows(parameters[leaf.name]) for leaf in product), start=np.ones(1))
    return total


def _rows(parameter: Parameter) -> Array:
    return np.concatenate([np.atleast_1d(parameter.point), parameter.draws])
