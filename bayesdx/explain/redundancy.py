"""What findings share: the weight that multiplying their likelihood ratios would count twice."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bayesdx.explain.hypothesis import Hypothesis, ask
from bayesdx.explain.subsets import Bedside, Said, bedside
from bayesdx.network import Network

if TYPE_CHECKING:
    from pandas import DataFrame

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pair:
    """What two findings share; all in decibans, None where an infinite weight leaves it undefined.

    Attributes:
        first: a finding.
        second: another.
        apart: the sum of their weights, each alone.
        together: their weight together.
        redundancy: apart − together. Where both speak for the hypothesis, what is above 0 would be
            counted twice, and what is below 0 is gained by having both.
        given_others: the same once all other findings are known.
    """

    first: str
    second: str
    apart: float
    together: float
    redundancy: float | None
    given_others: float | None


@dataclass(frozen=True, eq=False)
class Redundancy:
    """What the findings share, pair by pair and all together.

    Attributes:
        target: the node asked about.
        state: the state that is explained.
        against: what it is held against.
        network: name and version of the network.
        prior: P(state | context).
        posterior: P(state | findings, context): what the network believes.
        independent: the probability that the product of the single likelihood ratios would give.
        factor: by what factor the odds of the product differ from those of the network; above 1
            it is the surer of the two. None where both are infinite.
        apart: the sum of the weights of all findings, each alone, in decibans.
        together: their weight together, in decibans.
        pairs: every pair of findings, those that share most first.
    """

    target: str
    state: str
    against: str
    network: str
    prior: float
    posterior: float
    independent: float
    factor: float | None
    apart: float
    together: float
    pairs: tuple[Pair, ...]

    def rows(self) -> list[dict[str, Any]]:
        """Return one plain dict for each pair of findings."""
        return [asdict(pair) for pair in self.pairs]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        own = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return own | {"pairs": self.rows()}

    def to_frame(self) -> DataFrame:
        """Return `rows` as a table."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def __repr__(self) -> str:
        """Say what the network believes, and what a product would."""
        factor = "undefined" if self.factor is None else f"{self.factor:.4g}"
        lines = [
            f"{self.target}={self.state}: network {self.posterior:.4g}, "
            f"multiplied {self.independent:.4g}, factor {factor}"
        ]
        lines += [
            f"  {p.first}, {p.second}: {p.apart:+.2f} apart, {p.together:+.2f} together"
            for p in self.pairs
        ]
        return "\n".join(lines)


def redundancy(
    network: Network,
    findings: Said,
    *,
    target: str,
    state: str | None = None,
    against: str | None = None,
    context: Said | None = None,
) -> Redundancy:
    """Return what findings share with each other, and what counting them separately would do.

    With v(S) the log odds of the hypothesis given the part S of the findings, in decibans, a
    pair shares v(i) + v(j) − v(ij) − v(nothing). Multiplying likelihood ratios as if findings
    were independent reaches the odds

        O · Π LR_i, off by the factor 10^((Σ W_i − W) / 10),

    W_i = 10·log10 LR_i being the weights alone and W that of all together.

    Args:
        network: the network to ask.
        findings: what was observed.
        target: NODE=STATE, or NODE for its most likely state.
        state: the state, or a word for some, where the target names the node alone.
        against: another state that it is held against; all the others if None.
        context: what is taken for granted before any finding.

    Raises:
        FindingError: an unknown name, state or finding.
        ImpossibleFindings: the findings cannot occur together.

    References:
        The redundancy of two findings is their interaction, with the sign turned, in the game of
        which `weigh` gives the Shapley value: M. Grabisch and M. Roubens, An axiomatic approach
        to the concept of interaction among players in cooperative games, Int J Game Theory
        28:547–565, 1999.

    >>> from bayesdx import load
    >>> brisk = {"tone": "increased", "reflexes": "increased"}
    >>> found = redundancy(load("core"), brisk, target="pattern", state="umn")
    >>> found.independent > found.posterior
    True
    """
    case = bedside(network, findings, context)
    return redundancy_of(case, ask(case, target, state, against=against))


def redundancy_of(case: Bedside, asked: Hypothesis) -> Redundancy:
    """Return what `redundancy` does, of findings that are read already."""
    count = len(case.names)
    posterior, _ = case.batch(_parts(count), asked.node)
    odds = asked.log_odds(posterior)
    with np.errstate(invalid="ignore"):
        alone = odds[1 : count + 1] - odds[0]
        pairs = _pairs(odds, alone, case.names)
    apart, together = float(alone.sum()), float(odds[-1] - odds[0])
    return Redundancy(
        target=asked.target,
        state=asked.state,
        against=asked.against,
        network=case.network.version or case.network.name,
        prior=float(asked.probability(posterior)[0]),
        posterior=float(asked.probability(posterior)[-1]),
        independent=_multiplied(asked, posterior[0], apart),
        factor=_factor(apart, together),
        apart=apart,
        together=together,
        pairs=pairs,
    )


def _parts(count: int) -> NDArray[np.bool_]:
    """Return nothing, each finding, each pair, all but each pair, all but each, and all."""
    one = np.eye(count, dtype=bool)
    pairs = [one[i] | one[j] for i, j in combinations(range(count), 2)]
    two = np.array(pairs, dtype=bool).reshape(len(pairs), count)
    nothing = np.zeros((1, count), dtype=bool)
    return np.concatenate([nothing, one, two, ~two, ~one, ~nothing])


def _pairs(odds: Array, alone: Array, names: tuple[str, ...]) -> tuple[Pair, ...]:
    """Return the pairs, from the odds of `_parts`."""
    count = len(names)
    places = list(combinations(range(count), 2))
    two, rest = (odds[1 + count + k * len(places) :][: len(places)] for k in (0, 1))
    but_one = odds[1 + count + 2 * len(places) :][:count]
    found = []
    for (i, j), both, without in zip(places, two.tolist(), rest.tolist(), strict=True):
        apart, together = float(alone[i] + alone[j]), float(both - odds[0])
        given = float(but_one[i] + but_one[j] - odds[-1] - without)
        pair = Pair(
            names[i], names[j], apart, together, _defined(apart - together), _defined(given)
        )
        found.append(pair)
    return tuple(sorted(found, key=lambda pair: -(pair.redundancy or 0.0)))


def _multiplied(asked: Hypothesis, prior: Array, apart: float) -> float:
    """Return the probability that the product of likelihood ratios gives.

    Where the hypothesis is held against one other state, the product spares the rest.
    """
    ours, theirs = float(prior[asked.positive].sum()), float(prior[asked.negative].sum())
    rest = max(0.0, 1.0 - ours - theirs)
    if apart == np.inf:
        return 1.0
    raised = ours * 10 ** (apart / 10)
    return raised / (raised + theirs + rest)


def _factor(apart: float, together: float) -> float | None:
    with np.errstate(over="ignore"):
        return _defined(float(np.power(10.0, (apart - together) / 10)))


def _defined(value: float) -> float | None:
    return None if np.isnan(value) else value
