"""The parameters of a compiled network as one vector of numbers that the literature calls standard.

A parameter is φ = centre + L·z on the scale on which it is drawn: log-odds for a probability,
logarithm for a rate or ratio, log-odds against its likeliest state for each state of a
distribution. The centre is its point, L·Lᵀ the covariance of its draws; so z is 0 at the point and
has unit variance by the literature.

The literature's log density is −z²/2 for what was pooled or is log-normal, and Σ αₖ log pₖ for what
is declared as a Beta or Dirichlet distribution with weights α. On these scales, the mode of a
Dirichlet posterior is its mean (MacKay, Machine Learning 1998;33:77, 10.1023/A:1007558615313).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bayesdx.evidence import DRAWS
from bayesdx.inference.revalued import Revaluer
from bayesdx.learning.cases import Array
from bayesdx.network import Network

_STEP = 1e-4
"""Between the values from which a derivative is taken, in standard deviations of the literature."""

_LEAST = 1e-300
"""No draw is nearer to zero, that it may have a logarithm."""

_MOST = float(np.nextafter(1.0, 0.0))
"""No draw is nearer to one: forms divide by what it leaves."""

_SURE = 1e-9
"""A parameter that is drawn from so narrow a distribution is known."""


@dataclass(frozen=True, eq=False)
class Block:
    """One parameter.

    Attributes:
        name: its name.
        link: "logit", "log", or "simplex" for a distribution.
        first: its first place in the vector.
        centre: φ at the point, shape (k,).
        scale: L, shape (k, k).
        alpha: the weights of a declared distribution, one for each of its possible states (of a
            rate: it, and its complement); None otherwise.
        live: of a distribution, its possible states, the likeliest last; empty otherwise.
        states: of a distribution, how many states it has.
    """

    name: str
    link: str
    first: int
    centre: Array
    scale: Array
    alpha: Array | None
    live: tuple[int, ...] = ()
    states: int = 0

    @property
    def places(self) -> slice:
        """Where it stands in the vector."""
        return slice(self.first, self.first + len(self.centre))

    def value(self, z: Array) -> Array:
        """Return the parameter, shape (row,) or (row, state), for z of shape (row, k)."""
        phi = self.centre + z @ self.scale.T
        if self.link == "log":
            return np.asarray(np.exp(phi[:, 0]))
        chance = _softmax(phi)
        if self.link == "logit":
            return np.asarray(chance[:, 0])
        found = np.zeros((len(z), self.states))
        found[:, self.live] = chance
        return found

    def prior(self, z: Array) -> tuple[float, Array, Array]:
        """Return the log density, less a constant, its gradient and minus its second derivative."""
        if self.alpha is None:
            return -0.5 * float(z @ z), -z, np.eye(len(z))
        chance = _softmax((self.centre + self.scale @ z)[None])[0]
        gradient = (self.alpha - self.alpha.sum() * chance)[:-1]
        free = chance[:-1]
        bend = self.alpha.sum() * (np.diag(free) - np.outer(free, free))
        density = float(self.alpha @ np.log(np.maximum(chance, _LEAST)))
        return density, self.scale.T @ gradient, self.scale.T @ bend @ self.scale


@dataclass(frozen=True, eq=False)
class Coordinates:
    """All parameters of a network that are not known for certain.

    Attributes:
        revaluer: evaluates their tables.
        blocks: the parameters.
        discount: what part of its patients the literature counts for.
    """

    revaluer: Revaluer
    blocks: tuple[Block, ...]
    discount: float = 1.0

    @classmethod
    def of(cls, network: Network, *, discount: float = 1.0) -> Coordinates:
        """Return the coordinates of a compiled network.

        Args:
            network: a network that was compiled from literature.
            discount: what part of its patients the literature counts for, above 0, at most 1.
        """
        revaluer = Revaluer(network)
        names = sorted({name for own in revaluer.of_node.values() for name in own})
        blocks: list[Block] = []
        first = 0
        for name in names:
            block = _block(revaluer, name, first, discount)
            if block is not None:
                blocks.append(block)
                first += len(block.centre)
        return cls(revaluer, tuple(blocks), discount)

    @property
    def size(self) -> int:
        """How many numbers the vector has."""
        return sum(len(block.centre) for block in self.blocks)

    @cached_property
    def _of_node(self) -> Mapping[int, tuple[Block, ...]]:
        by_name = {block.name: block for block in self.blocks}
        found = {
            node: tuple(by_name[name] for name in names if name in by_name)
            for node, names in self.revaluer.of_node.items()
        }
        return {node: own for node, own in found.items() if own}

    def tables(self, z: Array) -> tuple[Array, ...]:
        """Return the tables at z, each of shape (state, *parents)."""
        found = list(self.revaluer.network.tables)
        for node, own in self._of_node.items():
            found[node] = self._rows(node, own, z[None])[0]
        return tuple(found)

    def jacobians(self, z: Array) -> Sequence[tuple[int, NDArray[np.intp], Array]]:
        """Return how the tables move with z: node, places in z, ∂ cell / ∂ z of (place, cell).

        Symmetric differences; a table is computed from few parameters.
        """
        found = []
        for node, own in self._of_node.items():
            places = np.concatenate([np.arange(b.places.start, b.places.stop) for b in own])
            steps = np.zeros((2 * len(places), len(z)))
            steps[np.arange(len(places)), places] = _STEP
            steps[len(places) + np.arange(len(places)), places] = -_STEP
            rows = self._rows(node, own, z + steps).reshape(2, len(places), -1)
            found.append((node, places, (rows[0] - rows[1]) / (2 * _STEP)))
        return found

    def _rows(self, node: int, own: Sequence[Block], z: Array) -> Array:
        """Return the table of a node for every row of z, shape (row, state, *parents)."""
        values = {block.name: block.value(z[:, block.places]) for block in own}
        return self.revaluer.tables(values)[node]

    def prior(self, z: Array) -> tuple[float, Array, Array]:
        """Return the literature's log density, its gradient, and minus its second derivative."""
        density, gradient, bend = 0.0, np.zeros(len(z)), np.zeros((len(z), len(z)))
        for block in self.blocks:
            at = block.places
            one, gradient[at], bend[at, at] = block.prior(z[at])
            density += one
        return density, gradient, bend

    def drawn(self) -> Array:
        """Return the literature's draws as z, shape (draw, place).

        They have unit variance whatever it counts for, so that a discounted literature is wider.
        """
        found = np.empty((DRAWS, self.size))
        for block in self.blocks:
            phi = _linked(block, self.revaluer.draws(block.name))
            found[:, block.places] = np.linalg.solve(block.scale, (phi - block.centre).T).T
        return np.asarray(found / np.sqrt(self.discount))


def _block(revaluer: Revaluer, name: str, first: int, discount: float) -> Block | None:
    """Return a parameter as coordinates; None if it is known for certain."""
    point, link = np.atleast_1d(revaluer.point(name)), revaluer.link(name)
    parameter = revaluer.network.parameters.get(name)
    worth = parameter.worth if parameter is not None else None
    is_vector, alpha = revaluer.point(name).ndim == 1, None
    live: tuple[int, ...] = ()
    if is_vector:
        live = tuple(np.argsort(point, kind="stable")[(point == 0).sum() :].tolist())
        alpha = (worth or 1.0) * discount * point[list(live)]
        link = "simplex"
    elif link == "identity":
        chances = np.array([point[0], 1 - point[0]])
        alpha, link = (worth or 1.0) * discount * chances, "logit"
    if alpha is not None and (len(alpha) < 2 or not alpha.all()):
        return None
    bare = Block(name, link, first, np.empty(0), np.empty(0), alpha, live, len(point))
    draws = _linked(bare, revaluer.draws(name))
    spread = np.atleast_2d(np.cov(draws.T))
    if not spread.any() or spread.max() < _SURE**2:
        return None
    centre = _linked(bare, point[None] if is_vector else point)[0]
    scale = np.asarray(np.linalg.cholesky(spread / discount), dtype=np.float64)
    return Block(name, link, first, centre, scale, alpha, live, len(point))


def _linked(block: Block, values: Array) -> Array:
    """Return values of a parameter, shape (row,) or (row, state), as φ, shape (row, k)."""
    if block.link == "log":
        return np.log(np.maximum(values, _LEAST))[:, None]
    if block.link == "logit":
        value = np.clip(values, _LEAST, _MOST)
        return (np.log(value) - np.log1p(-value))[:, None]
    log = np.log(np.maximum(values[:, block.live], _LEAST))
    return np.asarray(log[:, :-1] - log[:, -1:])


def _softmax(phi: Array) -> Array:
    """Return the shares of states whose log-odds against the last are φ, shape (row, k + 1).

    None of them is 0 or 1, however far the log-odds.
    """
    whole = np.concatenate([phi, np.zeros((len(phi), 1))], axis=1)
    share = np.exp(whole - whole.max(axis=1, keepdims=True))
    return np.asarray(np.clip(share / share.sum(axis=1, keepdims=True), _LEAST, _MOST))
