"""Spec + evidence → Parameters: what every name in a model stands for, as a distribution."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType

import numpy as np

from bayesdx.errors import EvidenceError, Fault, SpecError, did_you_mean
from bayesdx.evidence import Evidence, Parameter, assume, assume_within, pool
from bayesdx.network.forms import Array, product, shares, stack
from bayesdx.network.leaves import roles, shares_of
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


class Parameters(Mapping[str, Parameter]):
    """Every parameter of a model, by name; what is assumed is drawn when it is first asked for."""

    def __init__(
        self,
        points: Mapping[str, Array],
        pooled: Mapping[str, Parameter],
        later: Mapping[str, Callable[[], Parameter]],
    ) -> None:
        self._points = points
        self._made = dict(pooled)
        self._later = later

    def __getitem__(self, name: str) -> Parameter:
        """Return a parameter; two threads that ask at once make the same one."""
        made = self._made.get(name)
        return made or self._made.setdefault(name, self._later[name]())

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names."""
        return iter(self._points)

    def __len__(self) -> int:
        """Count the parameters."""
        return len(self._points)

    def point(self, name: str) -> Array:
        """Return a point value as the one row of a table, shape (1,) or (state, 1)."""
        return self._points[name][..., None]

    def draws(self, name: str) -> Array:
        """Return the draws as the rows of a table, shape (draw,) or (state, draw)."""
        return np.moveaxis(self[name].draws, 0, -1)


def gather(spec: ModelSpec, evidence: Evidence) -> Parameters:
    """Return every quantity and assumption that a model names, pooled or as declared.

    Args:
        spec: the model.
        evidence: the literature.

    Raises:
        SpecError: a quantity that data/quantities.csv does not have, one of a kind that does not
            fit its place, sums that are all zero.
        EvidenceError: a quantity that cannot be pooled.
    """
    if faults := list(_unknown(spec, evidence)) or list(_misplaced(spec, evidence)):
        raise SpecError(faults)
    pooled = _pooled(spec, evidence)
    points = {name: parameter.point for name, parameter in pooled.items()}
    points |= {name: _declared(said) for name, said in spec.assumptions.items()}
    later = {name: partial(_assumed, said) for name, said in spec.assumptions.items()}
    parameters = Parameters(points, pooled, later)
    for form in shares_of(spec):
        points[form.place] = share_of(form, parameters.point)[:, 0]
        later[form.place] = partial(_shares, form, parameters)
    for point in points.values():
        point.setflags(write=False)
    return parameters


def _named(spec: ModelSpec) -> Iterator[tuple[str, Leaf, str]]:
    """Yield every place in the file where a quantity or assumption is named: node, leaf, role."""
    for node in spec.nodes:
        for leaf, role in roles(node.table):
            yield node.name, leaf, role


def _unknown(spec: ModelSpec, evidence: Evidence) -> Iterator[Fault]:
    """Yield a fault for every name that is neither a quantity nor a declared assumption."""
    valid = [*evidence.quantities, *spec.assumptions]
    for node, leaf, _ in _named(spec):
        if leaf.name not in evidence.quantities and leaf.name not in spec.assumptions:
            remedy = did_you_mean(leaf.name, valid, "Add it there, or declare an assumption.")
            found, expected = f"the quantity {leaf.name!r}", "one of data/quantities.csv"
            yield Fault(_where(spec, node, leaf), found, expected, remedy)


def _misplaced(spec: ModelSpec, evidence: Evidence) -> Iterator[Fault]:
    """Yield a fault for every leaf of a kind that its place cannot take."""
    kinds = {name: said.kind for name, said in evidence.quantities.items()}
    kinds |= {name: said.kind for name, said in spec.assumptions.items()}
    for node, leaf, role in _named(spec):
        if kinds[leaf.name] not in FITTING[role]:
            found = f"{leaf.name}, of the kind {kinds[leaf.name]}"
            expected = f"a {role}: {', '.join(FITTING[role])}"
            yield Fault(_where(spec, node, leaf), found, expected, "Name another quantity.")


def _where(spec: ModelSpec, node: str, leaf: Leaf) -> str:
    return f"{spec.where}:{leaf.line}, node {node}"


def _pooled(spec: ModelSpec, evidence: Evidence) -> dict[str, Parameter]:
    named = {leaf.name for _, leaf, _ in _named(spec)} - set(spec.assumptions)
    found: dict[str, Parameter] = {}
    refused: list[Fault] = []
    for name in sorted(named):
        try:
            kind = evidence.quantities[name].kind
            found[name] = pool(name, kind, evidence.of_quantity(name))
        except EvidenceError as error:
            refused.extend(error.faults)
    if refused:
        raise EvidenceError(refused)
    return found


def _declared(said: Assumption) -> Array:
    return np.array(said.mean if said.kind == "vector" else said.mean[0])


def _assumed(said: Assumption) -> Parameter:
    """Return a declared assumption, drawn."""
    if said.factor is not None:
        return assume_within(said.name, said.mean[0], factor=said.factor, because=said.because)
    if said.kind == "vector":
        return assume(said.name, said.mean, worth=said.worth or 1, because=said.because)
    mean = (said.mean[0], 1 - said.mean[0])
    beta = assume(said.name, mean, worth=said.worth or 1, because=said.because)
    return replace(beta, point=beta.point[0], draws=beta.draws[:, 0])


def share_of(form: Shares, numbers: Callable[[str], Array], spread: Array | float = 1.0) -> Array:
    """Return each state's share of the sums, shape (state, row): w_j = e_j Σ ∏ factors."""
    sums = stack([_sum(state, numbers) for state in form.sums])
    if not sums.any():
        found = Fault(form.place, "sums that are all zero", "one above zero", "Add a product.")
        raise SpecError(found)
    floor = np.array([[0.0 if state else form.floor] for state in form.sums])
    return shares(sums * spread, floor=floor)


def _sum(state: tuple[tuple[Leaf, ...], ...], numbers: Callable[[str], Array]) -> Array:
    """Return Σ ∏ factors, shape (row,)."""
    products = (product([numbers(leaf.name) for leaf in factors]) for factors in state)
    return sum(products, start=np.zeros(1))


def _shares(form: Shares, parameters: Parameters) -> Parameter:
    """Return shares, drawn; e_j is log-normal, 95% of it within × or ÷ `factor` of 1."""
    names = [f"{form.place}.{i}" for i in range(len(form.sums))]
    within = [assume_within(name, 1, factor=form.factor, because="").draws for name in names]
    share = share_of(form, parameters.draws, np.stack(within))
    return Parameter(form.place, parameters.point(form.place)[:, 0], share.T, because=form.because)
