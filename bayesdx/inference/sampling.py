"""Patients drawn from a network, as it stands or under findings that all of them share.

Without findings every node is drawn after its parents, from the column of its table that they
choose. Findings change the ancestors of what was found, and these alone. They are eliminated one
after the other, as for a query; each leaves P(node | neighbours still there, findings), and in the
opposite order that is what it is drawn from. So every draw counts: nothing is rejected and nothing
weighed (the idea is that of A. P. Dawid, Statistics and Computing 2:25–36, 1992,
doi:10.1007/BF01890546, there on a junction tree).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import prod

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import Fault, FindingError
from bayesdx.findings import Findings
from bayesdx.inference.alias import CODES, Alias, Array, Codes, alias
from bayesdx.inference.engine import Engine, engine_of
from bayesdx.inference.observed import contradiction, observe
from bayesdx.inference.relevance import ancestors
from bayesdx.network import Network

LARGEST = 20_000_000
"""So many cells a table may have that is drawn from."""


@dataclass(frozen=True, slots=True)
class Step:
    """One node is drawn, given nodes that were drawn before it.

    Attributes:
        node: its number.
        given: the numbers of what its column depends on.
        sizes: how many states each of these has.
        table: its distributions, one for each combination of them.
    """

    node: int
    given: tuple[int, ...]
    sizes: tuple[int, ...]
    table: Alias

    def column(self, drawn: Sequence[Codes | None]) -> NDArray[np.int64] | int:
        """Return which distribution each row is drawn from."""
        place: NDArray[np.int64] | int = 0
        for node, size in zip(self.given, self.sizes, strict=True):
            codes = drawn[node]
            assert codes is not None  # steps stand in the order in which they can be taken
            place = place * size + codes.astype(np.int64)
        return place


@dataclass(frozen=True, eq=False)
class Sampler:
    """A network, ready to draw patients from.

    Attributes:
        network: the network.
        said: what all patients share: node → what was said of it.
        fixed: node → its state, where that is certain.
        steps: what is drawn, in order.
    """

    network: Network
    said: Mapping[str, str]
    fixed: Mapping[int, int]
    steps: tuple[Step, ...]

    def draw(self, rows: int, rng: np.random.Generator) -> tuple[Codes, ...]:
        """Return the states of all nodes of many patients.

        Args:
            rows: how many patients.
            rng: where the randomness comes from; each node takes `rows` numbers of it.

        Returns:
            Per node of the network, the number of its state in each patient, shape (row,).
        """
        drawn: list[Codes | None] = [None] * len(self.network.nodes)
        for node, state in self.fixed.items():
            drawn[node] = np.full(rows, state, dtype=CODES)
        for step in self.steps:
            drawn[step.node] = step.table.draw(step.column(drawn), rng.random(rows))
        return tuple(codes for codes in drawn if codes is not None)


def sampler(network: Network, given: Findings | Mapping[str, object] | None = None) -> Sampler:
    """Return what draws patients from P(all nodes | given), exactly and independently.

    Args:
        network: the network, at the point values of its tables.
        given: findings, on any nodes, that all patients share, as `read_findings` takes them.

    Raises:
        FindingError: an unknown name or state; findings that tie more nodes together than can
            be drawn from (`LARGEST`).
        ImpossibleFindings: the findings cannot occur together.

    >>> from bayesdx.network import Node, assemble
    >>> network = assemble(
    ...     "rain",
    ...     [Node("rain", ("no", "yes")), Node("wet", ("no", "yes"), ("rain",))],
    ...     [np.array([0.8, 0.2]), np.array([[0.9, 0.1], [0.1, 0.9]])],
    ... )
    >>> rain, wet = sampler(network, {"wet": "yes"}).draw(100_000, np.random.default_rng(1))
    >>> round(float(rain.mean()), 2), int(wet.min())
    (0.69, 1)
    """
    engine = engine_of(network)
    observed = observe(engine, network, given or {})
    if observed.seen and not engine.is_possible(observed.seen):
        raise contradiction(network, observed, lambda rest: engine.is_possible(rest.seen))
    fixed = {node: value for node, value in observed.seen.items() if isinstance(value, int)}
    tied = ancestors(engine.graph, observed.seen)
    steps = _conditioned(engine, tied, observed.seen, fixed)
    for node, family in enumerate(engine.families):
        if node not in tied:
            steps.append(_step(engine, node, family[1:], network.tables[node]))
    return Sampler(network, observed.said, fixed, tuple(steps))


@dataclass(frozen=True, slots=True)
class _Factor:
    """A function of some nodes, one axis for each."""

    scope: tuple[int, ...]
    values: Array


def _conditioned(
    engine: Engine,
    tied: Sequence[int],
    seen: Mapping[int, int | Array],
    fixed: Mapping[int, int],
) -> list[Step]:
    """Return the steps for the nodes that the findings tie together."""
    factors = [_sliced(engine.families[node], engine.tables[node], fixed) for node in tied]
    factors += [_Factor((n,), vector) for n, vector in seen.items() if not isinstance(vector, int)]
    steps: list[Step] = []
    left = set(tied) - fixed.keys()
    while left:
        node = min(left, key=lambda one: (_cells(engine, factors, one), one))
        if (cells := _cells(engine, factors, node)) > LARGEST:
            raise FindingError(_too_wide(cells))
        near = [factor for factor in factors if node in factor.scope]
        factors = [factor for factor in factors if node not in factor.scope]
        joint = _product(node, near)
        steps.append(_step(engine, node, joint.scope[1:], joint.values))
        factors.append(_Factor(joint.scope[1:], _even(joint.values.sum(axis=0))))
        left.remove(node)
    return steps[::-1]


def _sliced(scope: tuple[int, ...], values: Array, fixed: Mapping[int, int]) -> _Factor:
    """Return a table at the states that are certain."""
    at = tuple(fixed.get(node, slice(None)) for node in scope)
    return _Factor(tuple(node for node in scope if node not in fixed), values[at])


def _scope(node: int, factors: Sequence[_Factor]) -> tuple[int, ...]:
    """Return what a node is tied to, itself first."""
    held = {other for factor in factors if node in factor.scope for other in factor.scope}
    return (node, *sorted(held - {node}))


def _cells(engine: Engine, factors: Sequence[_Factor], node: int) -> int:
    return prod(engine.sizes[other] for other in _scope(node, factors))


def _product(node: int, factors: Sequence[_Factor]) -> _Factor:
    scope = _scope(node, factors)
    return _Factor(scope, reduce(np.multiply, (_laid(factor, scope) for factor in factors)))


def _laid(factor: _Factor, scope: Sequence[int]) -> Array:
    """Return a factor with its axes in the order of a scope, of length 1 where it has none."""
    order = sorted(range(len(factor.scope)), key=lambda axis: scope.index(factor.scope[axis]))
    missing = [axis for axis, node in enumerate(scope) if node not in factor.scope]
    return np.expand_dims(factor.values.transpose(order), missing)


def _even(message: Array) -> Array:
    """Return a message whose largest value is 1, so that many of them do not vanish."""
    top = message.max()
    found: Array = message / top if top > 0 else message
    return found


def _step(engine: Engine, node: int, given: tuple[int, ...], joint: Array) -> Step:
    """Return the step that draws a node in proportion to a joint, shape (state, *given)."""
    columns = np.moveaxis(joint, 0, -1).reshape(-1, joint.shape[0])
    total = columns.sum(axis=1, keepdims=True)
    columns = np.divide(columns, total, out=np.zeros_like(columns), where=total > 0)
    return Step(node, given, tuple(engine.sizes[other] for other in given), alias(columns))


def _too_wide(cells: int) -> Fault:
    return Fault(
        "given",
        f"findings that tie nodes together in a table of {cells:,} cells",
        f"at most {LARGEST:,}",
        "Give nodes without parents, or fewer findings.",
    )
