"""What a model and simpler forecasters say of the same patients, and how good each is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import Fault, FormatError
from bayesdx.inference import score_cases
from bayesdx.network import Network
from bayesdx.validation import baselines
from bayesdx.validation.context import TIME
from bayesdx.validation.metrics import FIGURES, figures
from bayesdx.validation.patients import TARGET, Patients, Some

Array = NDArray[np.float64]
Classes = NDArray[np.int64]

SETTING = "setting"
MODEL, AT_SETTING, WITHOUT_TIME = "model", f"model, {SETTING}=", "model, time not stated"
NAIVE, NAIVE_WITHOUT_TIME = "naive Bayes", "naive Bayes, time not stated"


@dataclass(frozen=True, eq=False)
class Forecast:
    """The probabilities that one forecaster gives the cases, and how good they are.

    Attributes:
        name: "model", "model, setting=…", "model, time not stated", or the baseline.
        probability: (case, pattern), in the order of the report's `states`.
        figures: figure of `FIGURES` → its value; None where the cases do not allow it.
        intervals: figure → the 2.5th and 97.5th percentile over the resampled diseases; None where
            nothing was resampled.
    """

    name: str
    probability: Array
    figures: Mapping[str, float | None]
    intervals: Mapping[str, tuple[float, float] | None]


def forecasts(network: Network, patients: Patients) -> dict[str, Array]:
    """Return forecaster → (case, pattern): the model, the model at each setting, baselines.

    Raises:
        FormatError: findings that are impossible for one of them.
    """
    findings, context, states = patients.findings, patients.context, network.states[TARGET]
    timeless = {node: said for node, said in context.items() if node != TIME}
    found = {MODEL: at_uniform_prior(network, findings, context)}
    if TIME in context:
        found[WITHOUT_TIME] = at_uniform_prior(network, findings, timeless)
    for setting, given in _settings(network, len(patients.truth)):
        at = at_uniform_prior(network, findings, {**context, SETTING: given})
        found[f"{AT_SETTING}{setting}"] = at
    found["majority"] = baselines.majority(patients.truth, len(states))
    found["count the signs"] = baselines.count_signs(findings, patients.words, states)
    found[NAIVE] = baselines.naive_bayes(network, findings, context, target=TARGET)
    if TIME in context:
        naive = baselines.naive_bayes(network, findings, timeless, target=TARGET)
        found[NAIVE_WITHOUT_TIME] = naive
    _refuse_impossible(found, patients.places)
    return found


def at_uniform_prior(
    network: Network, findings: Mapping[str, Array], context: Mapping[str, Array]
) -> Array:
    """Return the posterior over the prior in the same context, normalised; NaN if impossible.

    q(pattern) ∝ P(pattern | findings, context) / P(pattern | context).

    Args:
        network: the model.
        findings: node → (case, state).
        context: node → (case, state).
    """
    posterior, _ = score_cases(network, {**findings, **context}, target=TARGET)
    prior, _ = score_cases(network, context, target=TARGET)
    prior = np.broadcast_to(prior, posterior.shape)
    odds = np.divide(posterior, prior, out=np.zeros(posterior.shape), where=prior > 0)
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def judged(
    found: Mapping[str, Array], patients: Patients, some: Some, *, seed: int, times: int
) -> tuple[Forecast, ...]:
    """Return how good the forecasts are for some of the cases.

    Args:
        found: forecaster → (case, pattern).
        patients: the cases.
        some: (case,), which of them to judge.
        seed: of the resampling of whole diseases.
        times: how often to resample; 0 for no intervals.
    """
    truth = patients.truth[some]
    diseases = [name for name, own in zip(patients.diseases, some, strict=True) if own]
    weights = _resampled(diseases, seed=seed, times=times)
    classes = next(iter(found.values())).shape[1]
    chosen = {name: probability[some] for name, probability in found.items()}
    chosen["majority"] = baselines.majority(truth, classes)
    return tuple(_judged(name, p, truth, weights) for name, p in chosen.items())


def _settings(network: Network, cases: int) -> Iterator[tuple[str, Array]]:
    """Yield every setting with its likelihoods for all cases."""
    names = network.states.get(SETTING, ())
    for name, row in zip(names, np.eye(len(names)), strict=True):
        yield name, np.tile(row, (cases, 1))


def _refuse_impossible(found: Mapping[str, Array], places: Sequence[str]) -> None:
    """Refuse cases whose findings have probability zero: they have no posterior to score."""
    remedy = "Correct the case, or the zero of the model."
    faults = [
        Fault(places[i], f"findings that are impossible for the {name}", "possible ones", remedy)
        for name, probability in found.items()
        for i in np.flatnonzero(np.isnan(probability).any(axis=1)).tolist()
    ]
    if faults:
        raise FormatError(faults)


def _resampled(diseases: Sequence[str], *, seed: int, times: int) -> Array:
    """Return how often each case counts in each resampling of the diseases, (resampling, case)."""
    each, of_case = np.unique(np.array(diseases), return_inverse=True)
    rng = np.random.default_rng(seed)
    counts = rng.multinomial(len(each), np.full(len(each), 1 / len(each)), size=times)
    return counts[:, of_case].astype(float)


def _judged(name: str, probability: Array, truth: Classes, weights: Array) -> Forecast:
    values = figures(probability, truth, np.ones((1, len(truth))))
    spread = figures(probability, truth, weights) if len(weights) else {}
    return Forecast(
        name,
        probability,
        {figure: _number(values[figure].item()) for figure in FIGURES},
        {figure: _interval(spread.get(figure)) for figure in FIGURES},
    )


def _number(value: float) -> float | None:
    return None if np.isnan(value) else value


def _interval(values: Array | None) -> tuple[float, float] | None:
    if values is None or np.isnan(values).all():
        return None
    low, high = np.nanquantile(values, [0.025, 0.975]).tolist()
    return low, high
