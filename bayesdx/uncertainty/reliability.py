"""What a sign that an examiner reports is worth, from how well examiners agree on it.

Two examiners see the true state with the same error e: each reports the truth with probability
1 − e and any of the K − 1 other states with e / (K − 1), independently given the truth. They agree
with probability (1 − e)² + e²/(K − 1). With q the shares of the states among what is reported,
Cohen's κ = (P_agree − Σq²) / (1 − Σq²), so that 2e − e²·K/(K − 1) = (1 − κ)(1 − Σq²) and

    e = (K − 1)/K · (1 − √(1 − K/(K − 1)·(1 − κ)(1 − Σq²))).

A report of state r then has the likelihood 1 − e under r and e/(K − 1) under every other state.
Where q is not known, equal shares are taken: of all q they give the largest error for a κ, so the
finding is never made surer than the agreement warrants; then e = (K − 1)/K·(1 − √κ).

What is assumed: errors are symmetric and independent given the truth, examiners equally good, the
patients of the study of agreement like this one. Errors that examiners share agreement cannot show.

Above all it is assumed that the tables of the model speak of the true state. Most are from studies
in which an examiner reported the sign, so that his errors are in them already, and this would count
them twice. It is for an examiner who is less reliable than those of the studies: for a report that
is like theirs the state itself is right.

References: Cohen, Educ Psychol Meas 1960;20:37; Guggenmoos-Holzmann, J Clin Epidemiol 1996;49:775
(10.1016/0895-4356(96)00011-x) on kappa and the validity of ratings; Gwet, Br J Math Stat Psychol
2008;61:29, on its dependence on q.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bayesdx.errors import Fault, FindingError, did_you_mean
from bayesdx.evidence import Estimate, Evidence
from bayesdx.inference.contraction import Array
from bayesdx.inference.observed import nodes_of
from bayesdx.network import Network

if TYPE_CHECKING:
    from pandas import DataFrame

CERTAIN = ("certain", "sure")
FAIRLY = ("", "fairly sure")
ASSUMED = (
    "Assumed: the tables of the model speak of the true state. Where they come from what examiners "
    "reported, examiners' errors are counted twice: use this only for an examiner less reliable "
    "than those of the studies, and the state itself for one like them."
)
_APPLICABILITY = ("high", "moderate", "low")


@dataclass(frozen=True, eq=False)
class Reliability:
    """A reported finding as a likelihood.

    Attributes:
        finding: the node.
        reported: the state that was reported, and how surely.
        states: the node's states.
        likelihood: of the report under each state, shape (state,).
        error: e, how often an examiner reports another state than the true one.
        kappa: the agreement it comes from; None where the examiner was certain.
        estimate: the published kappa; None where one was given, or none was needed.
    """

    finding: str
    reported: str
    states: tuple[str, ...]
    likelihood: Array
    error: float
    kappa: float | None
    estimate: Estimate | None

    @property
    def value(self) -> dict[str, float]:
        """The finding as `query` and `read_findings` take it: state → likelihood."""
        return dict(zip(self.states, self.likelihood.tolist(), strict=True))

    def rows(self) -> list[dict[str, Any]]:
        """Return one dict for each state."""
        source = self.estimate.source_id if self.estimate else None
        return [
            {
                "finding": self.finding,
                "state": state,
                "likelihood": likelihood,
                "kappa": self.kappa,
                "error": self.error,
                "source": source,
            }
            for state, likelihood in self.value.items()
        ]

    def to_frame(self) -> DataFrame:
        """Return `rows` as a table."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def __repr__(self) -> str:
        """Say the likelihoods and where they come from."""
        said = ", ".join(f"{state} {weight:.3f}" for state, weight in self.value.items())
        if self.kappa is None:
            return f"{self.finding}: {said}"
        cited = f", {self.estimate.source_id}" if self.estimate else ""
        return f"{self.finding}: {said} (kappa {self.kappa:g}{cited})"


def reliability(
    network: Network,
    finding: str,
    report: str,
    *,
    evidence: Evidence | None = None,
    kappa: float | None = None,
    shares: Sequence[float] | None = None,
) -> Reliability:
    """Return the likelihood of what an examiner reports.

    Args:
        network: names the states of the finding.
        finding: the node.
        report: "extensor" or "extensor, fairly sure": as reliable as examiners agree; "extensor,
            certain": the state itself, right for a report like those of the studies behind the
            tables; "extensor, 80% sure": of the report itself, the other states sharing the rest,
            each then as reliable as examiners agree.
        evidence: where kappas are published; needed unless `kappa` is given.
        kappa: chance-corrected agreement between examiners, in (0, 1]; none of a report that is
            certain.
        shares: of the states among what is reported where kappa was measured, shape (state,);
            equal if None, which is the most cautious.

    Raises:
        FindingError: an unknown finding, state or word; no kappa published for the finding; a kappa
            outside (0, 1] or beside a report that is certain; shares that are none.

    >>> import bayesdx
    >>> core, evidence = bayesdx.load("core"), bayesdx.load_evidence()
    >>> reliability(core, "babinski", "extensor, fairly sure", evidence=evidence)
    babinski: flexor 0.073, extensor 0.927 (kappa 0.73, isaza_jaramillo_2014)
    """
    [node] = nodes_of(network, (finding,))
    name, states = network.nodes[node].name, network.nodes[node].states
    state, word = (part.strip() for part in (*report.split(",", 1), "")[:2])
    place = _place(name, states, state)
    if word in CERTAIN:
        _refuse_beside_certain(kappa, word)
        return Reliability(name, report, states, np.eye(len(states))[place], 0.0, None, None)
    own = _sureness(name, word)
    estimate = _published(network, name, evidence) if kappa is None else None
    known = estimate.estimate if estimate else float(kappa or 0)
    error = error_of(known, _shares(name, len(states), shares))
    weights = np.full(len(states), (1 - own) / (len(states) - 1))
    weights[place] = own
    found = weights @ _confusion(len(states), error)
    found.setflags(write=False)
    return Reliability(name, report, states, found, error, known, estimate)


def _refuse_beside_certain(kappa: float | None, word: str) -> None:
    if kappa is not None:
        found = f"{kappa:g} beside a report that is {word}, which takes none"
        remedy = "Leave it out, or report the state as fairly sure."
        raise FindingError(Fault("kappa", found, "it where it does something", remedy))


def error_of(kappa: float, shares: Array) -> float:
    """Return e from κ and q, the shares of the states among what is reported.

    Args:
        kappa: in (0, 1].
        shares: q, shape (state,), sums to one.

    Raises:
        FindingError: a kappa that says nothing about an error.

    >>> error_of(1.0, np.array([0.5, 0.5])), error_of(0.25, np.array([0.5, 0.5]))
    (0.0, 0.25)
    """
    if not (math.isfinite(kappa) and 0 < kappa <= 1):
        remedy = "With no more agreement than by chance, leave the finding out."
        raise FindingError(Fault("kappa", f"{kappa!r}", "a number above 0, at most 1", remedy))
    most = (len(shares) - 1) / len(shares)
    missed = (1 - kappa) * (1 - float(shares @ shares))
    return most * (1 - math.sqrt(max(0.0, 1 - missed / most)))


def _confusion(states: int, error: float) -> Array:
    """Return P(report | truth), shape (report, truth)."""
    other = error / (states - 1)
    return np.full((states, states), other) + np.eye(states) * (1 - error - other)


def _place(finding: str, states: tuple[str, ...], state: str) -> int:
    if state in states:
        return states.index(state)
    expected = f"one of {', '.join(states)}"
    remedy = did_you_mean(state, states, "Name one of them.")
    raise FindingError(Fault(f"finding {finding}", f"the state {state!r}", expected, remedy))


def _sureness(finding: str, word: str) -> float:
    """Return how sure the examiner is of his own report."""
    if word in FAIRLY:
        return 1.0
    number = word.removesuffix("sure").strip().removesuffix("%")
    try:
        percent = float(number)
    except ValueError:
        percent = -1.0
    if word.endswith("sure") and 0 <= percent <= 100:
        return percent / 100
    expected = "certain, sure, fairly sure, or a share as in '80% sure'"
    remedy = "Say how sure the examiner is in one of these words."
    raise FindingError(Fault(f"finding {finding}", f"{word!r}", expected, remedy))


def _published(network: Network, finding: str, evidence: Evidence | None) -> Estimate:
    """Return the kappa that fits best; of several that fit alike, the lowest."""
    every: Mapping[str, Estimate] = evidence.estimates if evidence else {}
    kappas = [e for e in every.values() if e.metric == "kappa"]
    known = [e for e in kappas if e.finding == finding]
    if not known:
        have = sorted({e.finding for e in kappas} & network.states.keys())
        found = "no published kappa, so nothing to tell a report's reliability from"
        expected = f"one of {', '.join(have)}" if have else "a kappa"
        remedy = "Give a kappa, or the likelihood of each state."
        raise FindingError(Fault(f"finding {finding}", found, expected, remedy))
    return min(known, key=lambda e: (_APPLICABILITY.index(e.applicability), e.estimate))


def _shares(finding: str, states: int, shares: Sequence[float] | None) -> Array:
    if shares is None:
        return np.full(states, 1 / states)
    found = np.asarray(shares, dtype=float)
    if found.shape != (states,) or not (found >= 0).all() or abs(found.sum() - 1) > 1e-6:
        expected = f"{states} shares that sum to one"
        remedy = "Give a share for each state."
        raise FindingError(Fault(f"finding {finding}", f"{list(shares)}", expected, remedy))
    return found
