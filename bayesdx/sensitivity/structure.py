"""What a posterior would be if the network had other arrows: the band of answers.

Two changes are tried, one at a time. *An arrow less*: the table of a child is averaged over one of
its parents,

    P'(c | rest) = Σ_p P(c | p, rest) · P(p | rest),

weighed by the network's own joint before any finding. Of all networks without that arrow it is the
nearest in the sense of Kullback and Leibler. *Nothing shared*: every child of a node takes a copy
of it of its own, drawn given the node's parents,

    P'(c | rest, parents of g) = Σ_g P(c | g, rest) · P(g | parents of g),

so that two signs of one grade are independent once what is above the grade is known; whoever
counts signs one by one believes this. The weights are those before any finding, because a structure
is the same for every patient, and weights that had seen the findings would count them twice.

What is true by definition, a table of zeros and ones, stays: it is no claim that could be wrong.

References: Kjærulff, arXiv:1302.6825, and Choi, Chan & Darwiche, arXiv:1207.1370, on arrows left
out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from bayesdx.errors import Fault, FindingError
from bayesdx.findings import Findings
from bayesdx.inference.contraction import Array
from bayesdx.inference.engine import Engine, engine_of
from bayesdx.inference.observed import nodes_of
from bayesdx.network import Network, Node, assemble
from bayesdx.network.leaves import parts
from bayesdx.sensitivity.asked import Asked, ask
from bayesdx.spec.expressions import Graded

if TYPE_CHECKING:
    from pandas import DataFrame

ARROW, SHARED = "arrow", "shared"
"""The kinds of change: an arrow less, or a node that its children no longer share."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the structure, and what the posterior would be.

    Attributes:
        kind: "arrow" (left out) or "shared" (no longer).
        parents: where the arrow starts, or the nodes that are no longer shared.
        children: where it ends, or the nodes that have a copy of their own.
        posterior: P(target state | findings); None where the findings cannot occur.
        answer: the most likely state; None where the findings cannot occur.
        change: by how much the posterior differs from the network's own.
        flips: whether the most likely state is another.
    """

    kind: str
    parents: tuple[str, ...]
    children: tuple[str, ...]
    posterior: float | None
    answer: str | None
    change: float | None
    flips: bool

    @property
    def name(self) -> str:
        """The change in words."""
        if self.kind == ARROW:
            return f"without {self.parents[0]} → {self.children[0]}"
        return f"{' and '.join(self.parents)} not shared"

    def row(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "kind": self.kind,
            "parents": list(self.parents),
            "children": list(self.children),
            "posterior": self.posterior,
            "change": self.change,
            "answer": self.answer,
            "flips": self.flips,
        }


@dataclass(frozen=True, eq=False)
class StructureBand:
    """All changes, those that move the posterior most first.

    Attributes:
        target: NODE=STATE, what the posterior is of.
        posterior: it, in the network as it is.
        answer: the most likely state of the node.
        low: the lowest posterior of all, the network's own among them.
        high: the highest.
        changes: those that move the posterior at all.
        without_effect: how many changes were tried that moved nothing.
        network: name and version of the network.
        findings: node → what was said of it.
    """

    target: str
    posterior: float
    answer: str
    low: float
    high: float
    changes: tuple[Change, ...]
    without_effect: int
    network: str
    findings: Mapping[str, str] = field(default_factory=dict)

    def rows(self) -> list[dict[str, Any]]:
        """Return one plain dict for each change."""
        return [change.row() for change in self.changes]

    def to_frame(self) -> DataFrame:
        """Return `rows` as a table."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def __repr__(self) -> str:
        """Say the band, and the changes that move the posterior most."""
        said = ", ".join(f"{name}={text}" for name, text in self.findings.items())
        band = f"{self.posterior:.4f} ({self.low:.4f}–{self.high:.4f})"
        lines = [f"{self.target} | {said or 'no findings'}: {band}"]
        for change in self.changes[:10]:
            p = "–" if change.posterior is None else f"{change.posterior:.4f}"
            lines.append(f"  {p}  {change.name}{'  flips' if change.flips else ''}")
        if len(self.changes) > 10:
            lines.append(f"  … and {len(self.changes) - 10} more")
        return "\n".join(lines)


def structure_band(
    network: Network,
    findings: Findings | Mapping[str, object],
    *,
    target: str,
    shared: Sequence[str] | None = None,
) -> StructureBand:
    """Return what a posterior would be with one arrow less, or with nothing shared.

    Args:
        network: the network to ask.
        findings: what was observed, or a mapping as `read_findings` takes it.
        target: NODE=STATE, or NODE for its most likely state.
        shared: nodes whose children shall have copies of their own; the grades that a model
            declares if None, which a network from a BIF file has none of.

    Raises:
        FindingError: an unknown node or state; a node of `shared` that is examined or asked about;
            with every fault of the findings.
        ImpossibleFindings: the findings cannot occur together.

    >>> from bayesdx import load
    >>> found = structure_band(load("core"), {"babinski": "extensor"}, target="pattern=umn")
    >>> found.low <= found.posterior <= found.high
    True
    """
    asked = ask(network, findings, target)
    nodes = _shared(asked, shared)
    found = [*_arrows(asked), *_copies(asked, nodes)]
    moved = [change for change in found if change.change is None or abs(change.change) > _NOISE]
    every = [p for change in found if (p := change.posterior) is not None]
    own = float(asked.posterior[asked.state])
    return StructureBand(
        target=asked.target,
        posterior=own,
        answer=asked.answer,
        low=min([own, *every]),
        high=max([own, *every]),
        changes=tuple(sorted(moved, key=_weight)),
        without_effect=len(found) - len(moved),
        network=network.version or network.name,
        findings=asked.observed.said,
    )


_NOISE = 1e-12
"""A movement below this is rounding."""


def _weight(change: Change) -> float:
    """Return what changes are sorted by: those that rule the findings out first."""
    return -2.0 if change.change is None else -abs(change.change)


def family_joints(engine: Engine) -> tuple[Array, ...]:
    """Return P(node, parents) of every node before any finding, shape (state, *parents)."""
    _, slopes = engine.table_derivatives({})
    return tuple(table * slope[0] for table, slope in zip(engine.tables, slopes, strict=True))


def without_arrow(table: Array, joint: Array, axis: int) -> Array:
    """Return a table averaged over one of its parents, in its own shape.

    Args:
        table: P(c | parents), shape (state, *parents).
        joint: P(c, parents) before any finding, of the same shape.
        axis: the parent's axis in the table.

    Where the other parents' states cannot occur together, the average is unweighted.

    >>> table = np.array([[0.9, 0.2], [0.1, 0.8]])
    >>> np.round(without_arrow(table, table * np.array([0.25, 0.75]), 1), 6).tolist()
    [[0.375, 0.375], [0.625, 0.625]]
    """
    weight = joint.sum(axis=0, keepdims=True)
    total = weight.sum(axis=axis, keepdims=True)
    share = np.where(total > 0, weight / np.where(total > 0, total, 1), 1 / table.shape[axis])
    mean = (table * share).sum(axis=axis, keepdims=True)
    return np.asarray(np.broadcast_to(mean, table.shape))


def _is_definition(table: Array) -> bool:
    """Whether a table holds nothing but zeros and ones."""
    return bool(((table == 0) | (table == 1)).all())


def _arrows(asked: Asked) -> Iterator[Change]:
    """Yield what comes of leaving out each arrow that bears on the question."""
    engine, network = asked.engine, asked.network
    joints = family_joints(engine)
    for leaf in asked.engine.part(asked.observed.seen, asked.node).leaves:
        node, table = leaf.node, engine.tables[leaf.node]
        if table.ndim == 1 or _is_definition(table):
            continue
        rows = [without_arrow(table, joints[node], axis) for axis in range(1, table.ndim)]
        posteriors = _posteriors(asked, {node: np.stack(rows)})
        child = network.nodes[node]
        for parent, posterior in zip(child.parents, posteriors, strict=True):
            yield _change(asked, ARROW, (parent,), (child.name,), posterior)


def _posteriors(asked: Asked, tables: Mapping[int, Array]) -> Array:
    """Return the posterior under other tables of some nodes, shape (row, state)."""
    draws = [tables.get(node, table[None]) for node, table in enumerate(asked.engine.tables)]
    engine = asked.engine.redrawn(draws)
    [found], _ = engine.batch(asked.observed.seen, asked.node, draws=True)
    return found[:, 0]


def _change(
    asked: Asked, kind: str, parents: tuple[str, ...], children: tuple[str, ...], found: Array
) -> Change:
    """Return a change from the posterior under it, shape (state,), which may be NaN."""
    if np.isnan(found[0]):
        return Change(kind, parents, children, None, None, None, flips=False)
    own, best = int(asked.posterior.argmax()), int(found.argmax())
    p = float(found[asked.state])
    change = p - float(asked.posterior[asked.state])
    flips = bool(found[best] > found[own])
    return Change(kind, parents, children, p, asked.states[best], change, flips=flips)


def _shared(asked: Asked, named: Sequence[str] | None) -> list[int]:
    """Return the nodes whose children shall have copies of their own."""
    network = asked.network
    known = {*asked.observed.seen, asked.node}
    if named is None:
        return [node for node in _grades(network) if node not in known]
    nodes = nodes_of(network, tuple(named))
    faults = [
        Fault(
            f"shared {network.nodes[node].name}",
            "a node that is examined or asked about",
            "one that is neither",
            "Leave it out.",
        )
        for node in nodes
        if node in known
    ]
    if faults:
        raise FindingError(faults)
    return nodes


def _grades(network: Network) -> list[int]:
    """Return the nodes that a model's graded rates depend on."""
    if network.spec is None:
        return []
    names = {name for node in network.spec.nodes for name in _graded(node.table)}
    return [node for node, one in enumerate(network.nodes) if one.name in names]


def _graded(form: Any) -> Iterator[str]:
    """Yield the grade of every graded rate of a form."""
    if isinstance(form, Graded):
        yield form.parent
    for part in parts(form):
        yield from _graded(part)


def _copies(asked: Asked, nodes: Sequence[int]) -> Iterator[Change]:
    """Yield what comes of no longer sharing each node, and all of them."""
    sets: list[tuple[int, ...]] = [(node,) for node in nodes]
    if len(nodes) > 1:
        sets.append(tuple(nodes))
    for some in sets:
        network, children = unshared(asked.network, some)
        if len(children) > 1:
            answer = engine_of(network).answer(_moved(asked, network), network.index[asked.name])
            found = np.full(len(asked.states), np.nan) if answer is None else answer[0]
            names = tuple(asked.network.nodes[node].name for node in some)
            yield _change(asked, SHARED, names, children, found)


def _moved(asked: Asked, network: Network) -> dict[int, int | Array]:
    """Return the findings in the numbers of another network of the same nodes."""
    names = asked.network.nodes
    return {network.index[names[n].name]: value for n, value in asked.observed.seen.items()}


def unshared(network: Network, nodes: Sequence[int]) -> tuple[Network, tuple[str, ...]]:
    """Return a network in which every child of some nodes has copies of them of its own.

    Children that are true by definition keep the nodes themselves.

    Args:
        network: the network.
        nodes: the numbers of the nodes that are no longer shared.

    Returns:
        The network, and the names of the children that changed.
    """
    changed, built, tables = [], [], []
    for place, node in enumerate(network.nodes):
        table, axes = network.tables[place], [place, *(network.index[p] for p in node.parents)]
        if not _is_definition(table) and not set(nodes).isdisjoint(axes[1:]):
            changed.append(node.name)
            # From the last to the first, so that a copy's own parent may be copied as well.
            for copied in sorted(nodes, reverse=True):
                if copied in axes[1:]:
                    table, axes = _with_copy(network, copied, table, axes)
        parents = tuple(network.nodes[axis].name for axis in axes[1:])
        built.append(Node(node.name, node.states, parents))
        tables.append(table)
    return assemble(network.name, built, tables, version=network.version), tuple(changed)


def _with_copy(
    network: Network, copied: int, table: Array, axes: Sequence[int]
) -> tuple[Array, list[int]]:
    """Return a table with one parent summed out against its own table, and the axes that stay."""
    own = [copied, *(network.index[parent] for parent in network.nodes[copied].parents)]
    kept = [*(axis for axis in axes if axis != copied)]
    kept += [axis for axis in own[1:] if axis not in kept]
    number = {axis: i for i, axis in enumerate({*axes, *own})}
    operands: list[Any] = [table, [number[axis] for axis in axes]]
    operands += [network.tables[copied], [number[axis] for axis in own]]
    return np.asarray(np.einsum(*operands, [number[axis] for axis in kept])), kept
