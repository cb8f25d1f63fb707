"""The answer without each study: its parameters pooled again from the others.

For every source whose estimates bear on the answer, each parameter that also rests on another
source is pooled without it, the tables that use it are evaluated anew, all else stays as it is. A
parameter that rests on the source alone cannot be pooled without it: it keeps its value and is
named under `alone`, so that a change of zero is never mistaken for support by others.

Reference: Viechtbauer & Cheung, Res Synth Methods 2010;1:112 (10.1002/jrsm.11), on leaving out one
study at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bayesdx.evidence import Parameter, pool
from bayesdx.findings import Findings
from bayesdx.inference.contraction import Array
from bayesdx.inference.observed import check_level
from bayesdx.inference.revalued import Revaluer
from bayesdx.network import Network
from bayesdx.uncertainty.asked import Asked, ask, check_drawn, check_literature
from bayesdx.uncertainty.interval import central
from bayesdx.uncertainty.linear import parameter_slopes

if TYPE_CHECKING:
    from pandas import DataFrame

Progress = Callable[[Iterable[str], int], Iterable[str]]
"""Takes what is worked through and its length, and hands it on while it tells the reader."""


@dataclass(frozen=True, slots=True)
class Without:
    """The answer without one source.

    Attributes:
        source: the source.
        probability: P(target = state | findings) without it; None where nothing could be pooled
            without it.
        low, high: the interval of the same.
        change: the probability without it less that with it.
        pooled: the parameters that were pooled without it.
        alone: the parameters that rest on it alone, and stay as they are.
    """

    source: str
    probability: float | None
    low: float | None
    high: float | None
    change: float | None
    pooled: tuple[str, ...]
    alone: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class LeaveOneOut:
    """The answer without each study that bears on it, largest change first.

    Attributes:
        target, state: what was asked.
        probability, low, high: the answer with all studies.
        without: the answers without each.
        level: the probability that an interval shall hold.
        network: name and version of the network.
    """

    target: str
    state: str
    probability: float
    low: float
    high: float
    without: tuple[Without, ...]
    level: float
    network: str

    def rows(self) -> list[dict[str, Any]]:
        """Return one dict for each source; `alone` and `pooled` are lists of parameters."""
        return [
            {
                "source": one.source,
                "probability": one.probability,
                "low": one.low,
                "high": one.high,
                "change": one.change,
                "pooled": list(one.pooled),
                "alone": list(one.alone),
            }
            for one in self.without
        ]

    def to_frame(self) -> DataFrame:
        """Return `rows` as a table."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def __repr__(self) -> str:
        """Say the ten largest changes."""
        head = f"{self.target}={self.state} {self.probability:.4f} without"
        changes = [one for one in self.without if one.change is not None][:10]
        return "\n".join([head, *(f"  {one.change:+.4f}  {one.source}" for one in changes)])


def leave_one_out(
    network: Network,
    findings: Findings | Mapping[str, object],
    *,
    target: str,
    level: float = 0.95,
    progress: Progress = lambda items, _: items,
) -> LeaveOneOut:
    """Return the answer without each study that bears on it.

    Args:
        network: a model compiled from literature.
        findings: what was observed, or a mapping as `read_findings` takes it.
        target: "node=state", or "node" for its likeliest state.
        level: the probability that the intervals shall hold, between 0 and 1.
        progress: wraps what is worked through, to tell the reader how far it is.

    Raises:
        SpecError: the network was not compiled from literature, as one from a BIF file.
        FindingError: an unknown target, state or finding; a level that is none.
        ImpossibleFindings: the findings cannot occur together.

    >>> import bayesdx
    >>> found = leave_one_out(bayesdx.load("core"), {"babinski": "extensor"}, target="pattern=umn")
    >>> all(row["probability"] is not None or row["alone"] for row in found.rows())
    True
    """
    revaluer = Revaluer(network)
    check_drawn(network)
    check_literature(network)
    check_level(level)
    asked = ask(network, findings, target)
    bearing = _bearing(network, asked, revaluer)
    done = [
        _without(asked, revaluer, source, bearing[source], level)
        for source in progress(bearing, len(bearing))
    ]
    done.sort(key=lambda one: (one.change is None, -abs(one.change or 0), one.source))
    low, high = _bounds(asked.drawn(network.draws)[:, asked.state], level)
    return LeaveOneOut(
        asked.target,
        asked.state_name,
        asked.probability,
        low,
        high,
        tuple(done),
        level,
        network.version or network.name,
    )


def _bearing(
    network: Network, asked: Asked, revaluer: Revaluer
) -> Mapping[str, tuple[Parameter, ...]]:
    """Return source → the pooled parameters that it speaks for and that move the answer."""
    found: dict[str, list[Parameter]] = {}
    for name in parameter_slopes(asked, revaluer):
        parameter = network.parameters.get(name)
        if parameter is not None:
            for source in dict.fromkeys(e.source_id for e in parameter.estimates):
                found.setdefault(source, []).append(parameter)
    return {source: tuple(own) for source, own in sorted(found.items())}


def _without(
    asked: Asked,
    revaluer: Revaluer,
    source: str,
    parameters: tuple[Parameter, ...],
    level: float,
) -> Without:
    pooled = {parameter.name: parameter for parameter in _pooled_again(parameters, source)}
    alone = tuple(p.name for p in parameters if p.name not in pooled)
    if not pooled:
        return Without(source, None, None, None, None, (), alone)
    both = {p.name: (p.point, pooled[p.name].point) for p in parameters if p.name in pooled}
    points = {name: np.stack(pair) for name, pair in both.items()}
    draws = {name: parameter.draws for name, parameter in pooled.items()}
    before, point = asked.drawn(revaluer.tables(points))[:, asked.state].tolist()
    low, high = _bounds(asked.drawn(revaluer.patched(draws))[:, asked.state], level)
    return Without(source, point, low, high, point - before, tuple(pooled), alone)


def _pooled_again(parameters: tuple[Parameter, ...], source: str) -> Iterator[Parameter]:
    for parameter in parameters:
        rest = [estimate for estimate in parameter.estimates if estimate.source_id != source]
        if rest:
            yield pool(parameter.name, parameter.kind, rest)


def _bounds(drawn: Array, level: float) -> tuple[float, float]:
    return central(drawn[~np.isnan(drawn)], level)
