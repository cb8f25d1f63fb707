"""Which study the width of an answer comes from.

With L_j what parameter j does to the logit of the answer to first order
(`bayesdx.uncertainty.linear`), its share of the variance is

    S_j = ρ²·Var(L_j) / Σ_i Var(L_i),

where ρ is the correlation, over the draws, of Σ_j L_j with the logit of the answer itself. What is
left, 1 − ρ², is what no parameter does alone and in proportion: interaction and curvature. A pooled
parameter's share goes to its studies as their pull on its centre (weights aᵢ/(vᵢ + τ²), averaged
over τ); an assumption's goes to the row of the assumptions. The shares sum to one.

Reference: Saltelli et al., Comput Phys Commun 2010;181:259 (10.1016/j.cpc.2009.09.018), on
first-order shares of a variance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bayesdx.evidence import Parameter, mixture_of, studies_of
from bayesdx.findings import Findings
from bayesdx.inference.contraction import Array
from bayesdx.inference.revalued import compiled
from bayesdx.network import Network
from bayesdx.uncertainty.asked import ask, check_drawn
from bayesdx.uncertainty.linear import Linear, linearised

if TYPE_CHECKING:
    from pandas import DataFrame

ASSUMPTIONS = "(assumptions)"
REMAINDER = "(interaction and curvature)"


@dataclass(frozen=True, slots=True)
class ParameterShare:
    """How much of the variance one parameter brings in, and from which source or assumption."""

    source: str
    parameter: str
    variance_share: float


@dataclass(frozen=True, eq=False)
class Sources:
    """The shares of the variance of an answer's logit.

    Attributes:
        target, state: what was asked.
        sd: standard deviation of the answer's logit over the draws.
        shares: source → its share, largest first; with the rows of the assumptions and of the
            remainder they sum to one.
        parameters: the same, parameter by parameter, largest first.
        network: name and version of the network.
    """

    target: str
    state: str
    sd: float
    shares: Mapping[str, float]
    parameters: tuple[ParameterShare, ...]
    network: str

    def rows(self) -> list[dict[str, Any]]:
        """Return one dict for each source: source, variance_share."""
        return [{"source": name, "variance_share": part} for name, part in self.shares.items()]

    def parameter_rows(self) -> list[dict[str, Any]]:
        """Return one dict for each source and parameter."""
        return [
            {name: getattr(one, name) for name in ParameterShare.__slots__}
            for one in self.parameters
        ]

    def to_frame(self) -> DataFrame:
        """Return `rows` as a table."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def __repr__(self) -> str:
        """Say the ten largest shares."""
        lines = [f"{part:6.1%}  {name}" for name, part in list(self.shares.items())[:10]]
        return "\n".join([f"width of {self.target}={self.state}", *lines])


def sources(network: Network, findings: Findings | Mapping[str, object], *, target: str) -> Sources:
    """Return each source's share of the variance of an answer.

    Args:
        network: a model compiled from literature.
        findings: what was observed, or a mapping as `read_findings` takes it.
        target: "node=state", or "node" for its likeliest state.

    Raises:
        SpecError: the network was not compiled from literature, as one from a BIF file.
        FindingError: an unknown target, state or finding.
        ImpossibleFindings: the findings cannot occur together.

    >>> import bayesdx
    >>> found = sources(bayesdx.load("core"), {"babinski": "extensor"}, target="pattern=umn")
    >>> round(sum(row["variance_share"] for row in found.rows()), 9)
    1.0
    """
    compiled(network)
    check_drawn(network)
    asked = ask(network, findings, target)
    linear = linearised(asked)
    logit = _logit(asked.drawn(network.draws)[:, asked.state])
    explained = _squared_correlation(linear, logit)
    parts = [
        ParameterShare(source, name, explained * part * own)
        for name, part in _fractions(linear).items()
        for source, own in pulls(network.parameters.get(name)).items()
    ]
    parts.sort(key=lambda part: (-part.variance_share, part.parameter, part.source))
    shares = _summed(parts)
    rest = {ASSUMPTIONS: shares.pop(ASSUMPTIONS, 0.0), REMAINDER: 1 - explained}
    return Sources(
        target=asked.target,
        state=asked.state_name,
        sd=float(np.std(logit[np.isfinite(logit)])) if explained else 0.0,
        shares=shares | rest,
        parameters=tuple(parts),
        network=network.version or network.name,
    )


def pulls(parameter: Parameter | None) -> dict[str, float]:
    """Return source → its part of the pull on a pooled parameter's centre; sums to one.

    An assumption (None: a factor beside a sum of products) is all assumption.
    """
    if parameter is None or not parameter.cited:
        return {ASSUMPTIONS: 1.0}
    studies = studies_of(parameter.name, parameter.kind, parameter.estimates)
    parts: dict[str, float] = {}
    for estimate, part in zip(
        parameter.estimates, mixture_of(parameter.kind, studies).share.tolist(), strict=True
    ):
        parts[estimate.source_id] = parts.get(estimate.source_id, 0.0) + part
    return parts


def _fractions(linear: Linear) -> dict[str, float]:
    variances = linear.variances
    whole = sum(variances.values())
    return {name: own / whole for name, own in variances.items()} if whole else {}


def _squared_correlation(linear: Linear, logit: Array) -> float:
    """Return ρ²; zero where the answer does not move."""
    known = np.isfinite(logit)
    total = np.broadcast_to(linear.total, logit.shape)[known]
    if not known.any() or not total.std() or not logit[known].std():
        return 0.0
    return float(np.corrcoef(total, logit[known])[0, 1] ** 2)


def _logit(p: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.log(p) - np.log1p(-p))


def _summed(parts: list[ParameterShare]) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in parts:
        found[part.source] = found.get(part.source, 0.0) + part.variance_share
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
