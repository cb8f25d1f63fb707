"""The interval of a posterior in two ways, side by side: by draws, and by the delta method.

By draws: the central `level` of P(target = state | findings) over the draws of the tables. By the
delta method: logit P is linear in the parameters to first order (`bayesdx.uncertainty.linear`), so

    logit P ± z·sd,   sd² = Σ_j Var(L_j),   sd of P itself ≈ P(1 − P)·sd.

The two agree where the parameters are known well enough for the answer to be nearly linear in them
on the logit scale; where they do not, the draws are right and the answer is far from linear.

Reference: Van Allen, Singh, Greiner & Hooper, Artif Intell 2008;172:483
(10.1016/j.artint.2007.09.004).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from bayesdx.evidence.pooling import expit
from bayesdx.findings import Findings
from bayesdx.inference.contraction import Array
from bayesdx.inference.observed import check_level
from bayesdx.network import Network
from bayesdx.uncertainty.asked import Asked, ask_all, check_drawn
from bayesdx.uncertainty.linear import linearised

if TYPE_CHECKING:
    from pandas import DataFrame

AGREE = 0.1
"""The methods agree where no bound of one is further than this from that of the other."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The interval of one state by one method; `mean` and `sd` are of the probability."""

    target: str
    state: str
    method: str
    probability: float
    mean: float
    sd: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Interval:
    """The intervals of a target's states.

    Attributes:
        bounds: per state, the interval by draws and the one by the delta method.
        level: the probability that an interval shall hold.
        network: name and version of the network.
        findings: node → what was said of it.
    """

    bounds: tuple[tuple[Bounds, Bounds], ...]
    level: float
    network: str
    findings: Mapping[str, str]

    @property
    def furthest(self) -> float:
        """The largest distance between a bound by draws and the same by the delta method."""
        return max(
            max(abs(one.low - other.low), abs(one.high - other.high)) for one, other in self.bounds
        )

    @property
    def agree(self) -> bool:
        """Whether the methods agree within `AGREE`."""
        return self.furthest <= AGREE

    def rows(self) -> list[dict[str, Any]]:
        """Return one dict for each state and method."""
        return [
            {name: getattr(one, name) for name in Bounds.__slots__}
            for pair in self.bounds
            for one in pair
        ]

    def to_frame(self) -> DataFrame:
        """Return `rows` as a table."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def __repr__(self) -> str:
        """Say both intervals state by state."""
        said = ", ".join(f"{name}={text}" for name, text in self.findings.items())
        lines = [f"{self.bounds[0][0].target} | {said or 'no findings'}"]
        for draws, delta in self.bounds:
            spans = (f"{one.method} ({one.low:.4f}–{one.high:.4f})" for one in (draws, delta))
            lines.append(f"  {draws.state}  {draws.probability:.4f}  {'  '.join(spans)}")
        return "\n".join(lines)


def interval(
    network: Network,
    findings: Findings | Mapping[str, object],
    *,
    target: str,
    level: float = 0.95,
) -> Interval:
    """Return the interval of a posterior by draws and by the delta method.

    Args:
        network: a network with draws of its tables.
        findings: what was observed, or a mapping as `read_findings` takes it.
        target: "node=state", or "node" for every state.
        level: the probability that the interval shall hold, between 0 and 1.

    Raises:
        SpecError: the network has no draws, as one from a BIF file.
        FindingError: an unknown target, state or finding; a level that is none.
        ImpossibleFindings: the findings cannot occur together.

    >>> import bayesdx
    >>> found = interval(bayesdx.load("core"), {"babinski": "extensor"}, target="pattern=umn")
    >>> [row["method"] for row in found.rows()], found.agree
    (['draws', 'delta'], True)
    """
    check_drawn(network)
    check_level(level)
    asked = ask_all(network, findings, target)
    drawn = asked[0].drawn(network.draws)
    bounds = tuple(
        (by_draws(one, drawn[:, one.state], level), by_delta(one, level)) for one in asked
    )
    return Interval(bounds, level, network.version or network.name, asked[0].said)


def by_draws(asked: Asked, drawn: Array, level: float) -> Bounds:
    """Return the interval by draws of the answer, shape (draw,).

    Draws under which the findings are impossible (NaN) say nothing.
    """
    known = drawn[~np.isnan(drawn)]
    low, high = central(known, level)
    mean, sd = (float(known.mean()), float(known.std())) if len(known) else (0.5, 0.5)
    return Bounds(asked.target, asked.state_name, "draws", asked.probability, mean, sd, low, high)


def central(known: Array, level: float) -> tuple[float, float]:
    """Return the central interval of draws, shape (draw,); of none, all that is possible.

    >>> central(np.linspace(0, 1, 5), 0.5), central(np.empty(0), 0.5)
    ((0.25, 0.75), (0.0, 1.0))
    """
    if not len(known):
        return 0.0, 1.0
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2]).tolist()
    return low, high


def by_delta(asked: Asked, level: float) -> Bounds:
    """Return the interval by the delta method, symmetric on the logit scale."""
    linear, p = linearised(asked), asked.probability
    reach = NormalDist().inv_cdf((1 + level) / 2) * linear.sd
    low, high = expit(np.array([linear.logit - reach, linear.logit + reach])).tolist()
    sd = p * (1 - p) * linear.sd
    return Bounds(asked.target, asked.state_name, "delta", p, p, sd, low, high)
