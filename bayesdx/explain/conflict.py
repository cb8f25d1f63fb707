"""Whether the findings fit together: which to look at again, and what would explain them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bayesdx.explain.subsets import Bedside, Said, bedside
from bayesdx.inference.roles import causes, chosen
from bayesdx.network import Network

if TYPE_CHECKING:
    from pandas import DataFrame

Array = NDArray[np.float64]

RELIEF = 1e-9
"""Bits; a conflict this small is rounding."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A finding, and how it fits the others; in bits.

    Attributes:
        finding: the node.
        said: what was said of it.
        without_bits: the conflict of the other findings.
        with_others_bits: that between it and the others: log2 P(e_i) P(others) / P(all). With
            `without_bits` it sums to the conflict of all.
    """

    finding: str
    said: str
    without_bits: float
    with_others_bits: float


@dataclass(frozen=True, slots=True)
class Clash:
    """Two findings and their conflict in bits, log2 P(e_i) P(e_j) / P(e_i, e_j)."""

    first: str
    second: str
    bits: float


@dataclass(frozen=True, slots=True)
class Resolution:
    """A state behind the findings that may explain why they come together.

    Attributes:
        node: its node.
        state: the state.
        prior: P(state | context).
        posterior: P(state | findings, context).
        bits_left: the traced conflict once the state counts as one finding more.
        suspect_bits: how surprising the finding to look at again would still be if the state held:
            log2 P(e_i) / P(e_i | others, state); 0 or less if it would not be.
        resolves: whether nothing is left of the conflict.
    """

    node: str
    state: str
    prior: float
    posterior: float
    bits_left: float
    suspect_bits: float
    resolves: bool


@dataclass(frozen=True, eq=False)
class Conflict:
    """How the findings fit together, and where they do not.

    Attributes:
        bits: the conflict of all findings; above 0 they fit less well than if they were
            independent.
        traced_bits: the largest conflict met: that of all findings, or that between one of them
            and the others, which may be hidden among findings that fit well.
        network: name and version of the network.
        findings: each finding, the one that fits the others least first.
        pairs: each pair, the one that fits least first.
        resolutions: states that would explain the findings: first those that leave no conflict,
            among them those that make the suspect no surprise, the likeliest first; then the
            others by what they leave.
    """

    bits: float
    traced_bits: float
    network: str
    findings: tuple[Suspect, ...]
    pairs: tuple[Clash, ...]
    resolutions: tuple[Resolution, ...]

    @property
    def recheck(self) -> Suspect | None:
        """The finding to look at again, the one that fits the others least; None if all fit."""
        return self.findings[0] if self.findings and self.traced_bits > RELIEF else None

    @property
    def resolved_by(self) -> Resolution | None:
        """The likeliest state that explains a conflict; None if there is no conflict or no such."""
        first = self.resolutions[0] if self.resolutions else None
        return first if first and first.resolves and self.traced_bits > RELIEF else None

    def rows(self) -> list[dict[str, Any]]:
        """Return one plain dict for each finding."""
        return [asdict(one) for one in self.findings]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        recheck, resolved = self.recheck, self.resolved_by
        return {
            "conflict_bits": self.bits,
            "traced_bits": self.traced_bits,
            "network": self.network,
            "recheck": recheck.finding if recheck else None,
            "resolved_by": asdict(resolved) if resolved else None,
            "findings": self.rows(),
            "pairs": [asdict(one) for one in self.pairs],
            "resolutions": [asdict(one) for one in self.resolutions],
        }

    def to_frame(self) -> DataFrame:
        """Return `rows` as a table."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def __repr__(self) -> str:
        """Say the conflict and where it lies."""
        lines = [f"conflict {self.bits:+.4f} bits"]
        lines += [
            f"  {one.finding}={one.said}: {one.with_others_bits:+.4f} with the others, "
            f"{one.without_bits:+.4f} without it"
            for one in self.findings
        ]
        if self.resolved_by:
            one = self.resolved_by
            lines.append(f"  {one.node}={one.state} explains it, {one.posterior:.4g}")
        return "\n".join(lines)


def conflict(
    network: Network,
    findings: Said,
    *,
    hypotheses: Sequence[str] | None = None,
    context: Said | None = None,
) -> Conflict:
    """Return how well findings fit together, which does not, and what would explain them.

    The measure is log2 [ Π P(e_i) / P(e_1, …, e_k) ], given the context. It splits into that of
    the findings without e_i and that between e_i and the rest, so that the finding to look at
    again is the one with most between. A state h explains the conflict if none is left once it
    counts as a finding too,

        conflict(e, h) = conflict(e) − log2 [ P(h | e) / P(h) ] ≤ 0:

    then the findings are those of a rare case rather than faulty.

    Args:
        network: the network to ask.
        findings: what was observed.
        hypotheses: the nodes whose states may explain, none of them a finding; what is hidden
            above the findings if None.
        context: what is taken for granted before any finding.

    Raises:
        FindingError: an unknown name, state or finding; a hypothesis that has a finding itself.
        ImpossibleFindings: the findings cannot occur together.

    References:
        F. V. Jensen, B. Chamberlain, T. Nordahl, F. Jensen, Analysis in HUGIN of data conflict,
        UAI 1990, 519–528, arXiv:1304.1146.

    >>> from bayesdx import load
    >>> found = conflict(load("core"), {"tone": "decreased", "babinski": "extensor"})
    >>> found.bits > 0, found.recheck.finding
    (True, 'tone')
    """
    return conflict_of(bedside(network, findings, context), hypotheses=hypotheses)


def conflict_of(case: Bedside, *, hypotheses: Sequence[str] | None = None) -> Conflict:
    """Return what `conflict` does, of findings that are read already."""
    network, count = case.network, len(case.names)
    posteriors, probability = case.batch_all(_parts(count))
    surprise = -np.log2(probability / probability[0])
    alone, but_one = surprise[1 : count + 1], surprise[count + 1 : 2 * count + 1]
    total = float(surprise[-1] - alone.sum())
    seen = case.all.seen
    nodes = chosen(network, hypotheses, causes(network, seen), barred=seen)
    suspects = _suspects(case, alone, but_one, float(surprise[-1]))
    traced = max([total, *(one.with_others_bits for one in suspects[:1])])
    place = case.names.index(suspects[0].finding) if suspects else 0
    rest = [
        posteriors[node][count + 1 + place if suspects else 0] for node in range(len(posteriors))
    ]
    between = suspects[0].with_others_bits if suspects else 0.0
    return Conflict(
        bits=total,
        traced_bits=traced,
        network=network.version or network.name,
        findings=suspects,
        pairs=_clashes(case, alone, surprise[2 * count + 1 : -1]),
        resolutions=_resolutions(network, nodes, posteriors, rest, (traced, between)),
    )


def _parts(count: int) -> NDArray[np.bool_]:
    """Return nothing, each finding, all but each, each pair, and all."""
    one = np.eye(count, dtype=bool)
    pairs = [one[i] | one[j] for i, j in combinations(range(count), 2)]
    two = np.array(pairs, dtype=bool).reshape(len(pairs), count)
    nothing = np.zeros((1, count), dtype=bool)
    return np.concatenate([nothing, one, ~one, two, ~nothing])


def _suspects(case: Bedside, alone: Array, but_one: Array, every: float) -> tuple[Suspect, ...]:
    found = [
        Suspect(name, said, float(rest - (alone.sum() - own)), float(every - own - rest))
        for name, said, own, rest in zip(case.names, case.said, alone, but_one, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: -one.with_others_bits))


def _clashes(case: Bedside, alone: Array, two: Array) -> tuple[Clash, ...]:
    places = combinations(range(len(case.names)), 2)
    found = [
        Clash(case.names[i], case.names[j], float(both - alone[i] - alone[j]))
        for (i, j), both in zip(places, two, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: -one.bits))


def _resolutions(
    network: Network,
    nodes: Sequence[int],
    posteriors: Sequence[Array],
    rest: Sequence[Array],
    bits: tuple[float, float],
) -> tuple[Resolution, ...]:
    """Return the states that are possible, best first.

    Args:
        network: the network.
        nodes: the nodes whose states may explain.
        posteriors: per node, given nothing first and given all findings last.
        rest: per node, given all findings but the suspect, shape (state,).
        bits: the traced conflict, and that between the suspect and the others.
    """
    traced, between = bits
    found = []
    for node in nodes:
        prior, posterior = posteriors[node][0], posteriors[node][-1]
        for at in np.flatnonzero(posterior > 0):
            left = float(traced - np.log2(posterior[at] / prior[at]))
            one = Resolution(
                node=network.nodes[node].name,
                state=network.nodes[node].states[at],
                prior=float(prior[at]),
                posterior=float(posterior[at]),
                bits_left=left,
                suspect_bits=float(between - np.log2(posterior[at] / rest[node][at])),
                resolves=left <= RELIEF,
            )
            found.append(one)
    return tuple(sorted(found, key=_rank))


def _rank(one: Resolution) -> tuple[bool, bool, float]:
    if one.resolves:
        return (False, one.suspect_bits > RELIEF, -one.posterior)
    return (True, False, one.bits_left)
