"""Which parameters make the variance of a posterior, when all of them vary at once.

All basic parameters are drawn together, each from its own distribution (see `docs/pooling.md`) and
independent of the others; the posterior is a function of them, and its variance is divided by
Sobol' indices: the part that a group of parameters makes by itself, and the part it has a hand in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from bayesdx.errors import Fault, FindingError
from bayesdx.findings import Findings
from bayesdx.inference.contraction import Array
from bayesdx.inference.revalued import Revaluer
from bayesdx.network import Network
from bayesdx.sensitivity.asked import Asked, ask
from bayesdx.sensitivity.exchanged import Group, Pairs, Progress, evaluated
from bayesdx.sensitivity.sobol import bootstrap, sobol_indices

if TYPE_CHECKING:
    from pandas import DataFrame

BY = ("parameter", "node", "kind")
"""How parameters are grouped: each by itself, by the node whose table they are in, or by whether
they are cited."""

SEVERAL = "several nodes"
"""The group of the parameters that are in the tables of several nodes."""

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
    groups = groups_of(revaluer, asked, by)
    pairs = Pairs(revaluer, samples, seed)
    a, b, ab = evaluated(asked, revaluer, groups, pairs, progress or _silent)
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


def groups_of(revaluer: Revaluer, asked: Asked, by: str) -> tuple[Group, ...]:
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
