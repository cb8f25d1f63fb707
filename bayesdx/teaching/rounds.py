"""A patient whose findings are told one after the other, and what the model says after each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import Fault, FindingError
from bayesdx.findings import read_findings
from bayesdx.inference.posterior import score_cases
from bayesdx.network import Network

Array = NDArray[np.float64]
Said = tuple[tuple[str, str], ...]
"""Findings in the order in which they are told: node and what was said of it."""
Chances = tuple[float, ...]
"""A probability for each state of the target."""

SIMULATED, PUBLISHED = "simulated", "published"
TARGET = "pattern"


@dataclass(frozen=True, slots=True)
class Patient:
    """Someone to be diagnosed.

    Attributes:
        id: what the patient is known by; it does not give the diagnosis away.
        kind: `SIMULATED` or `PUBLISHED`.
        context: what is known before anything is examined.
        findings: what was found, in the order in which it is told.
        truth: the state of the target that was true.
        diagnosis: what the patient had.
        source: where the patient was published; empty if nowhere.
    """

    id: str
    kind: str
    context: Said
    findings: Said
    truth: str
    diagnosis: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """A patient, and what there is to be predicted.

    Attributes:
        patient: the patient.
        target: the node asked about.
        states: its states.
        model: the posterior that the model has before the first finding and after each of them.
        independent: the same if each finding weighed as much as it does alone.
        conflict: Σᵢ log2 P(eᵢ) − log2 P(all e), given the context, in bits; above 0 the findings
            fit each other less well than if they were independent.
        network: name and version of the network.
    """

    patient: Patient
    target: str
    states: tuple[str, ...]
    model: tuple[Chances, ...]
    independent: tuple[Chances, ...]
    conflict: float
    network: str

    @property
    def entropy(self) -> float:
        """How open the answer is once all is told: −Σ p log2 p of the last posterior, in bits."""
        return entropy(self.model[-1])

    @property
    def needed(self) -> float:
        """The evidence that would make the truth as likely as not: −10 log10 of its prior odds.

        In decibans; far above zero for a patient whom nobody expects.
        """
        p = self.model[0][self.states.index(self.patient.truth)]
        return float("inf") if p == 0 else -10 * float(np.log10(p / (1 - p)))


def entropy(chances: Sequence[float]) -> float:
    """Return −Σ p log2 p, in bits.

    Reference: C. E. Shannon, Bell System Technical Journal 27:379, 1948,
    doi:10.1002/j.1538-7305.1948.tb01338.x.

    >>> entropy([0.5, 0.25, 0.25, 0.0])
    1.5
    """
    return float(-sum(p * np.log2(p) for p in chances if p > 0)) + 0.0


def round_of(network: Network, patient: Patient, *, target: str = TARGET) -> Round:
    """Return the round that a patient makes.

    If findings were independent given the target, each would multiply the odds as it does alone:

        P(target | e₁ … eₙ) ∝ P(target) Πᵢ P(target | eᵢ) / P(target), all given the context.

    Args:
        network: the model.
        patient: whose findings are told.
        target: the node asked about.

    Raises:
        FindingError: a finding or state that the network does not have; findings that it takes for
            impossible; a truth that is no state of the target.
    """
    states = network.states[target]
    if patient.truth not in states:
        expected = f"one of {', '.join(states)}"
        raise FindingError(Fault("truth", repr(patient.truth), expected, "Correct it."))
    known = dict(patient.context)
    told = [known]
    for name, said in patient.findings:
        told.append({**told[-1], name: said})
    alone = [{**known, name: said} for name, said in patient.findings]
    asked = ask(network, [*told, *alone], target=target)
    if not (asked.total > 0).all():
        where = f"patient {patient.id}"
        expected = "findings that can occur together"
        raise FindingError(Fault(where, "impossible findings", expected, "Take another patient."))
    model, single = asked.posterior[: len(told)], asked.posterior[len(told) :]
    totals = asked.total
    given = totals[len(told) :] / totals[0]
    return Round(
        patient=patient,
        target=target,
        states=states,
        model=_rows(model),
        independent=_rows(_independent(model[0], single)),
        conflict=float(np.log2(given).sum() - np.log2(totals[len(told) - 1] / totals[0])),
        network=network.version or network.name,
    )


class Asked(NamedTuple):
    """Answers for many cases: P(target | findings), (case, state), and P(findings), (case,)."""

    posterior: Array
    total: Array


def ask(network: Network, cases: Sequence[Mapping[str, str]], *, target: str) -> Asked:
    """Return what the model says of many cases at once."""
    names = dict.fromkeys(name for case in cases for name in case)
    arrays = {name: np.ones((len(cases), len(network.states[name]))) for name in names} or {
        target: np.ones((len(cases), len(network.states[target])))
    }
    vectors: dict[tuple[str, str], Array] = {}
    for row, case in enumerate(cases):
        for pair in case.items():
            if pair not in vectors:
                vectors[pair] = _vector(network, *pair)
            arrays[pair[0]][row] = vectors[pair]
    return Asked(*score_cases(network, arrays, target=target))


def _vector(network: Network, name: str, said: str) -> Array:
    found = read_findings({name: said}, states=network.states).likelihoods
    return found[name] if name in found else np.ones(len(network.states[name]))


def _independent(prior: Array, single: Array) -> Array:
    """Return the posterior after each finding as if they were independent, (finding + 1, state)."""
    ratios = np.divide(single, prior, out=np.zeros_like(single), where=prior > 0)
    weights = np.vstack([prior, prior * np.cumprod(ratios, axis=0)])
    total = weights.sum(axis=1, keepdims=True)
    found: Array = np.divide(weights, total, out=np.full_like(weights, np.nan), where=total > 0)
    return found


def _rows(array: Array) -> tuple[Chances, ...]:
    return tuple(map(tuple, array.tolist()))
