"""Which parameters make the variance of a posterior, when all of them vary at once.

All basic parameters are drawn together, each from its own distribution (see `docs/pooling.md`) and
independent of the others; the posterior is a function of them, and its variance is divided by
Sobol' indices: the part that a group of parameters makes by itself, and the part it has a hand in.

Two samples A and B cost one answer for each row; a group i asks for one more, on A with the group's
parameters from B. Tables that the group does not reach are those of A. Where the group reaches one
table T only, the posterior is a ratio of two forms linear in T, Σ T·∂P(s, e)/∂T / Σ T·∂P(e)/∂T,
whose coefficients serve every group of that table: where there are many groups, none but those that
reach several tables asks the network again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

import numpy as np

from bayesdx.errors import Fault, FindingError
from bayesdx.findings import Findings
from bayesdx.inference.contraction import Array
from bayesdx.inference.engine import Engine
from bayesdx.inference.revalued import Patched, Revaluer
from bayesdx.network import Network
from bayesdx.sensitivity.asked import Asked, ask
from bayesdx.sensitivity.sobol import bootstrap, sobol_indices

if TYPE_CHECKING:
    from pandas import DataFrame

Progress = Callable[[int, int], None]
"""Is told how much of how much is done."""

BY = ("parameter", "node", "kind")
"""How parameters are grouped: each by itself, by the node whose table they are in, or by whether
they are cited."""

SEVERAL = "several nodes"
"""The group of the parameters that are in the tables of several nodes."""

_AT_ONCE = 512
"""So many rows are evaluated at once: their tables and derivatives fit in memory."""


_FEW = 16
"""Up to so many groups are cheaper asked one by one than through the coefficients of the tables."""

_NOISE = 1e-12
"""A share below this is rounding."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one group of parameters does to the variance.

    Attributes:
        group: its name.
        parameters: how many basic parameters it has.
        kind: "cited", "assumed" or "both".
        first_order: the share of the variance that it makes by itself.
        first_low: the lower end of its 95% bootstrap interval.
        first_high: the upper end.
        total: the share that it has a hand in.
        total_low: the lower end of its 95% bootstrap interval.
        total_high: the upper end.
    """

    group: str
    parameters: int
    kind: str
    first_order: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float

    def row(self) -> dict[str, Any]:
        """Return plain values."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, eq=False)
class GlobalIndices:
    """All groups, those that have a hand in most of the variance first.

    Attributes:
        target: NODE=STATE, what the posterior is of.
        posterior: it, at the point values.
        mean: over the sample.
        variance: over the sample.
        shares: those of all groups that bear on the question.
        by: how parameters are grouped, one of `BY`.
        samples: how many rows A and B have; rows under which the findings cannot occur are out.
        seed: of the sample.
        network: name and version of the network.
        findings: node → what was said of it.
    """

    target: str
    posterior: float
    mean: float
    variance: float
    shares: tuple[Share, ...]
    by: str
    samples: int
    seed: int
    network: str
    findings: Mapping[str, str] = field(default_factory=dict)

    def rows(self) -> list[dict[str, Any]]:
        """Return one plain dict for each group."""
        return [share.row() for share in self.shares]

    def to_frame(self) -> DataFrame:
        """Return `rows` as a table."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def __repr__(self) -> str:
        """Say the groups that have a hand in most."""
        said = ", ".join(f"{name}={text}" for name, text in self.findings.items())
        spread = f"sd {self.variance**0.5:.4f} over {self.samples} draws"
        lines = [f"{self.target} | {said or 'no findings'}: mean {self.mean:.4f}, {spread}"]
        for share in self.shares[:10]:
            span = f"({share.total_low:.3f}–{share.total_high:.3f})"
            lines.append(
                f"  total {share.total:.3f} {span}  alone {share.first_order:.3f}  {share.group}"
            )
        if len(self.shares) > 10:
            lines.append(f"  … and {len(self.shares) - 10} more")
        return "\n".join(lines)


class Group(NamedTuple):
    """Parameters that are exchanged together, and the nodes whose tables change with them."""

    name: str
    parameters: tuple[str, ...]
    nodes: frozenset[int]
    kind: str


def global_indices(
    network: Network,
    findings: Findings | Mapping[str, object],
    *,
    target: str,
    by: str = "parameter",
    samples: int = 1024,
    seed: int = 0,
    progress: Progress | None = None,
) -> GlobalIndices:
    """Return how the variance of a posterior is divided among the parameters of a model.

    Args:
        network: a network compiled from a model.
        findings: what was observed, or a mapping as `read_findings` takes it.
        target: NODE=STATE, or NODE for its most likely state.
        by: how parameters are grouped, one of `BY`. The factors beside the sums of one `shares`
            form are always one group, as are the states of an assumed distribution.
        samples: how many rows each of the two samples has.
        seed: of the samples.
        progress: is told how many evaluations of how many are done.

    Raises:
        SpecError: the network has no literature: it was read from a BIF file.
        FindingError: an unknown node, state or way of grouping; too few samples; with every fault
            of the findings.
        ImpossibleFindings: the findings cannot occur together.

    >>> from bayesdx import load
    >>> core = load("core")
    >>> found = global_indices(core, {"umn": "none"}, target="babinski=extensor", samples=64)
    >>> [share.group for share in found.shares]
    ['babinski.extensor.none']
    """
    _check(by, samples)
    revaluer = Revaluer(network)
    asked = ask(network, findings, target)
    groups = _groups(revaluer, asked, by)
    pairs = _Pairs(revaluer, samples, seed)
    a, b, ab = _evaluated(asked, revaluer, groups, pairs, progress or _silent)
    known = np.isfinite(a) & np.isfinite(b) & np.isfinite(ab).all(axis=1)
    return _result(asked, groups, (a[known], b[known], ab[known]), by=by, seed=seed)


def _silent(_done: int, _of: int) -> None:
    """Tell nobody how much is done."""


def _check(by: str, samples: int) -> None:
    """Refuse what cannot be asked for."""
    faults = []
    if by not in BY:
        expected = f"one of {', '.join(BY)}"
        faults.append(Fault("grouping", repr(by), expected, "Name one of these."))
    if samples < 16:
        faults.append(Fault("samples", str(samples), "16 or more", "Ask for 1024."))
    if faults:
        raise FindingError(faults)


def _groups(revaluer: Revaluer, asked: Asked, by: str) -> tuple[Group, ...]:
    """Return the groups of the parameters that bear on the question."""
    part = asked.engine.part(asked.observed.seen, asked.node)
    bearing = {leaf.node for leaf in part.leaves}
    users: dict[str, set[int]] = {}
    for node, names in revaluer.of_node.items():
        for name in names:
            if node in bearing:
                users.setdefault(name, set()).add(node)
    members: dict[str, list[str]] = {}
    for name, nodes in users.items():
        members.setdefault(_group_of(revaluer, name, nodes, by), []).append(name)
    return tuple(
        Group(
            name,
            tuple(own),
            frozenset(node for parameter in own for node in users[parameter]),
            _kind(revaluer, own),
        )
        for name, own in members.items()
    )


def _group_of(revaluer: Revaluer, name: str, nodes: set[int], by: str) -> str:
    if by == "kind":
        return "cited" if _is_cited(revaluer, name) else "assumed"
    if by == "node":
        [node] = nodes if len(nodes) == 1 else [None]
        return SEVERAL if node is None else revaluer.network.nodes[node].name
    return name.rpartition(".")[0] if revaluer.is_spread(name) else name


def _is_cited(revaluer: Revaluer, name: str) -> bool:
    return not revaluer.is_spread(name) and revaluer.network.parameters[name].cited


def _kind(revaluer: Revaluer, names: Sequence[str]) -> str:
    kinds = {_is_cited(revaluer, name) for name in names}
    return "both" if len(kinds) == 2 else "cited" if kinds.pop() else "assumed"


class _Pairs:
    """The samples A and B of every basic parameter, drawn when asked for.

    Each parameter has a stream of its own, so that another model, with more parameters, has the
    same draws for those that both have.
    """

    def __init__(self, revaluer: Revaluer, samples: int, seed: int) -> None:
        self._revaluer = revaluer
        self.samples = samples
        self._seed = seed
        self._made: dict[str, tuple[Array, Array]] = {}

    def __call__(self, name: str) -> tuple[Array, Array]:
        """Return A and B of one parameter, shape (row,) or (row, state) each."""
        if name not in self._made:
            draws = self._revaluer.draws(name)
            rng = np.random.default_rng([self._seed, crc32(name.encode())])
            at = rng.integers(len(draws), size=(2, self.samples))
            self._made[name] = draws[at[0]], draws[at[1]]
        return self._made[name]


def _evaluated(
    asked: Asked,
    revaluer: Revaluer,
    groups: Sequence[Group],
    pairs: _Pairs,
    progress: Progress,
) -> tuple[Array, Array, Array]:
    """Return f(A) and f(B), shape (row,), and f(AB_i), shape (row, group)."""
    a, b = np.empty(pairs.samples), np.empty(pairs.samples)
    ab = np.empty((pairs.samples, len(groups)))
    every = (len(groups) + 2) * pairs.samples
    done = 0
    for start in range(0, pairs.samples, _AT_ONCE):
        rows = slice(start, min(start + _AT_ONCE, pairs.samples))
        sample = _Sample(asked, revaluer, groups, pairs, rows)
        a[rows], b[rows] = sample.posterior(0), sample.posterior(1)
        done += 2 * (rows.stop - rows.start)
        for place, values in sample.mixed():
            ab[rows, place] = values
            done += rows.stop - rows.start
            progress(done, every)
    return a, b, ab


class _Sample:
    """Some rows of A and B, and the answers under them."""

    def __init__(
        self,
        asked: Asked,
        revaluer: Revaluer,
        groups: Sequence[Group],
        pairs: _Pairs,
        rows: slice,
    ) -> None:
        self._asked, self._revaluer, self._groups = asked, revaluer, groups
        names = [name for group in groups for name in group.parameters]
        self._values = tuple({name: pairs(name)[side][rows] for name in names} for side in (0, 1))
        self._tables = tuple(revaluer.tables(values) for values in self._values)
        self._rows = rows.stop - rows.start

    def posterior(self, side: int) -> Array:
        """Return the posterior on A (0) or B (1), shape (row,)."""
        return self._answer(self._asked.engine.redrawn(self._tables[side]))

    def mixed(self) -> Iterator[tuple[int, Array]]:
        """Yield for every group its place and the posterior on AB_i, shape (row,)."""
        by_node: dict[frozenset[int], list[int]] = {}
        for place, group in enumerate(self._groups):
            by_node.setdefault(group.nodes, []).append(place)
        alone = sum(len(places) for nodes, places in by_node.items() if len(nodes) == 1)
        slopes = self._slopes() if alone > _FEW else None
        for nodes, places in by_node.items():
            for place in places:
                if len(nodes) == 1 and slopes is not None:
                    [node] = nodes
                    yield place, self._ratio(place, node, slopes)
                else:
                    new = Patched(self._tables[0], self._mixed_tables(place), set(nodes))
                    yield place, self._answer(self._asked.engine.redrawn(new))

    def _answer(self, engine: Engine) -> Array:
        [found], _ = engine.batch(self._asked.observed.seen, self._asked.node, draws=True)
        return np.broadcast_to(found[:, 0, self._asked.state], (self._rows,))

    def _mixed_tables(self, place: int) -> Sequence[Array]:
        """Return the tables of A that a group reaches, with its parameters from B."""
        (a, b), group = self._values, self._groups[place]
        used = {name for node in group.nodes for name in self._revaluer.of_node[node]}
        values = {name: a[name] for name in used if name in a}
        return self._revaluer.tables(values | {name: b[name] for name in group.parameters})

    def _slopes(self) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
        """Return the derivatives of P(s, e) and of P(e) on A with respect to every table."""
        engine = self._asked.engine.redrawn(self._tables[0])
        seen = dict(self._asked.observed.seen)
        node, state = self._asked.node, self._asked.state
        own = seen.get(node, np.ones(engine.sizes[node]))
        vector = np.eye(engine.sizes[node])[own] if isinstance(own, int) else own
        joint = {**seen, node: vector * (np.arange(engine.sizes[node]) == state)}
        return engine.table_derivatives(joint, draws=True)[1], engine.table_derivatives(
            seen, draws=True
        )[1]

    def _ratio(self, place: int, node: int, slopes: tuple[tuple[Array, ...], ...]) -> Array:
        """Return the posterior on AB_i of a group in one table, shape (row,)."""
        table = self._mixed_tables(place)[node]
        above, below = (_dot(table, side[node], self._rows) for side in slopes)
        with np.errstate(invalid="ignore", divide="ignore"):
            return above / below


def _dot(table: Array, slope: Array, rows: int) -> Array:
    """Return Σ table · slope for every row, shape (row,); each has shape (row or 1, …)."""
    flat = [np.moveaxis(one, 0, -1).reshape(-1, len(one)) for one in (table, slope)]
    return np.broadcast_to((flat[0] * flat[1]).sum(axis=0), (rows,))


def _result(
    asked: Asked,
    groups: Sequence[Group],
    sample: tuple[Array, Array, Array],
    *,
    by: str,
    seed: int,
) -> GlobalIndices:
    """Return the indices with their intervals, largest total first."""
    found = sobol_indices(*sample)
    low, high = bootstrap(*sample, seed=seed)
    shares = [
        Share(
            group=group.name,
            parameters=len(group.parameters),
            kind=group.kind,
            first_order=float(found.first[i]),
            first_low=float(low.first[i]),
            first_high=float(high.first[i]),
            total=float(found.total[i]),
            total_low=float(low.total[i]),
            total_high=float(high.total[i]),
        )
        for i, group in enumerate(groups)
        if found.total[i] > _NOISE
    ]
    return GlobalIndices(
        target=asked.target,
        posterior=float(asked.posterior[asked.state]),
        mean=float(np.concatenate(sample[:2]).mean()),
        variance=float(found.variance),
        shares=tuple(sorted(shares, key=lambda share: -share.total)),
        by=by,
        samples=len(sample[0]),
        seed=seed,
        network=asked.network.version or asked.network.name,
        findings=asked.observed.said,
    )
