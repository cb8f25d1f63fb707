"""A network after local cases: the same shape, other numbers."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from bayesdx.evidence import DRAWS, Parameter, assume_within
from bayesdx.network.drawing import Draws
from bayesdx.network.forms import Array, stack
from bayesdx.network.lazy import Lazy
from bayesdx.network.leaves import shares_of
from bayesdx.network.parameters import Parameters, share_of
from bayesdx.network.tables import table_of
from bayesdx.network.types import Network, assemble, check_draws
from bayesdx.spec.expressions import Shares

Counts = Mapping[str, Array]
"""Node → how many local cases are in each cell of its table, shape (state, *parents)."""


class Value(NamedTuple):
    """A parameter after local cases: its point, shape () or (state,), and its draws."""

    point: Array
    draws: Array


def updated(
    network: Network, values: Mapping[str, Value], *, version: str, local: Counts
) -> Network:
    """Return a compiled network with other values of some of its basic parameters.

    Args:
        network: the network as compiled from the literature.
        values: basic parameter (see `bayesdx.inference.revalued`) → its value. Draw i of all of
            them belong together.
        version: what identifies the numbers; a digest is added.
        local: how many local cases are in each cell.
    """
    assert network.spec is not None
    parameters = _parameters(network, values)
    forms = {said.name: said for said in network.spec.nodes}
    sizes = {node.name: len(node.states) for node in network.nodes}
    tables = [
        table_of(forms[node.name], [sizes[p] for p in node.parents], parameters.point)[..., 0]
        for node in network.nodes
    ]
    points = assemble(
        network.name,
        network.nodes,
        tables,
        version=version,
        spec=network.spec,
        parameters=parameters,
    )
    draws = Draws(points, parameters.draws)
    return replace(points, draws=draws, base=network, local=MappingProxyType(dict(local)))


def _parameters(network: Network, values: Mapping[str, Value]) -> Parameters:
    """Return the parameters with their new values, and the shares that follow from them."""
    assert network.spec is not None
    old = network.parameters
    made = {name: _renewed(old, name, value) for name, value in values.items()}
    points = {name: old[name].point for name in old} | {n: made[n].point for n in made}
    later = {name: partial(old.__getitem__, name) for name in old if name not in made}
    parameters = Parameters(points, made, later)
    for form in shares_of(network.spec):
        if not values.keys().isdisjoint(_rests_on(form)):
            share = share_of(form, parameters.point, _spread(form, parameters, drawn=False))
            points[form.place] = share[:, 0]
            later[form.place] = partial(_shares, form, parameters, old[form.place])
    return parameters


def _renewed(old: Mapping[str, Parameter], name: str, value: Value) -> Parameter:
    if name not in old:
        return Parameter(name, value.point, value.draws, because="the factor beside a sum")
    return replace(old[name], point=value.point, draws=value.draws)


def _rests_on(form: Shares) -> set[str]:
    """Return the basic parameters that shares are computed from."""
    named = {leaf.name for state in form.sums for product in state for leaf in product}
    return named | set(_beside(form))


def _beside(form: Shares) -> list[str]:
    return [f"{form.place}.{i}" for i in range(len(form.sums))]


def _spread(form: Shares, parameters: Parameters, *, drawn: bool) -> Array:
    """Return the factors beside the sums, shape (state, row or 1)."""
    every = []
    for name in _beside(form):
        if name in parameters:
            every.append(parameters.draws(name) if drawn else parameters.point(name))
        elif drawn:
            every.append(assume_within(name, 1, factor=form.factor, because="").draws)
        else:
            every.append(np.ones(1))
    return stack(every)


def _shares(form: Shares, parameters: Parameters, old: Parameter) -> Parameter:
    share = share_of(form, parameters.draws, _spread(form, parameters, drawn=True))
    point = parameters.point(form.place)[:, 0]
    return replace(old, point=point, draws=share.T)


def recounted(network: Network, *, worth: float, version: str, local: Counts) -> Network:
    """Return a network whose columns are Dirichlet: its own numbers and the local cases as counts.

    With θ a column as it stands, w its worth and k the counts, the column is
    Dirichlet(w·θ + k): its mean is the new point. A zero stays impossible.

    Args:
        network: a network that has only values, as one from a BIF file.
        worth: w, how many patients each column counts for, above zero.
        version: what identifies the numbers; a digest is added.
        local: k.

    References: Spiegelhalter & Lauritzen, Networks 1990;20:579 (10.1002/net.3230200507).
    """
    alphas = [
        worth * table + local.get(node.name, 0.0)
        for node, table in zip(network.nodes, network.tables, strict=True)
    ]
    tables = [alpha / alpha.sum(axis=0) for alpha in alphas]
    points = assemble(network.name, network.nodes, tables, version=version)
    at = {node.name: alpha for node, alpha in zip(network.nodes, alphas, strict=True)}
    draws = Dirichlets([at[node.name] for node in points.nodes], list(points.index))
    return replace(points, draws=draws, base=network, local=MappingProxyType(dict(local)))


class Dirichlets(Lazy):
    """Draws of tables whose columns are Dirichlet, each table drawn when it is first asked for.

    Args:
        alphas: per node, the counts, shape (state, *parents).
        names: per node, its name, which seeds its draws.
    """

    def __init__(self, alphas: Sequence[Array], names: Sequence[str]) -> None:
        super().__init__()
        self._alphas, self._names = alphas, names

    def __len__(self) -> int:
        """Count the tables."""
        return len(self._alphas)

    def _drawn(self, place: int) -> Array:
        """Return gamma draws over their sum; logarithms, as a small count underflows."""
        alpha = self._alphas[place]
        rng = np.random.default_rng(zlib.crc32(self._names[place].encode()))
        shape = (DRAWS, *alpha.shape)
        with np.errstate(divide="ignore"):
            log = np.log(rng.standard_gamma(np.broadcast_to(alpha + 1, shape)))
            log += np.log(rng.random(shape)) / np.where(alpha > 0, alpha, 1.0)
        log[:, alpha == 0] = -np.inf
        table: Array = np.exp(log - log.max(axis=1, keepdims=True))
        table /= table.sum(axis=1, keepdims=True)
        check_draws("counts", self._names[place], table)
        table.setflags(write=False)
        return table
