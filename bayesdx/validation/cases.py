"""A model held against published patients whose diagnosis is known; nothing is fitted to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayesdx.cohort import Cases, read_cases
from bayesdx.errors import Fault, FindingError, FormatError, did_you_mean
from bayesdx.findings import Vocabulary, vocabulary
from bayesdx.formats.table import Table, read_csv
from bayesdx.inference import score_cases
from bayesdx.network import Network
from bayesdx.validation import baselines
from bayesdx.validation.metrics import FIGURES, confusion, figures, reliability

Array = NDArray[np.float64]
Classes = NDArray[np.int64]

TARGET = "pattern"
PATTERNS = ("neither", "umn", "lmn", "mixed")
GOLD: Mapping[str, str] = {**{name: name for name in PATTERNS}, "muscle": "neither"}
"""What a case's gold_pattern counts as: disease of muscle or junction damages no motor neuron."""

TIERS = ("A", "B")
"""How sure the diagnosis of a case has to be for it to be scored."""

STATED = 2
"""So many findings of the model a case has to state to be scored."""

DOUBT = 0.05
"""A case whose true pattern has less than this is listed as confidently wrong."""

_COLUMNS = ("gold_pattern", "tier", "disease_id")


@dataclass(frozen=True, eq=False)
class Forecast:
    """The probabilities that one forecaster gives the cases, and how good they are.

    Attributes:
        name: "model", "model, setting=…", or the baseline.
        probability: (case, pattern), in the order of the report's `states`.
        figures: figure of `FIGURES` → its value; None where the cases do not allow it.
        intervals: figure → the 2.5th and 97.5th percentile over the resampled diseases; None where
            nothing was resampled.
    """

    name: str
    probability: Array
    figures: Mapping[str, float | None]
    intervals: Mapping[str, tuple[float, float] | None]


@dataclass(frozen=True, slots=True)
class Scored:
    """One scored case: what was stated, what is true, and what the model says.

    `settings` are the patterns that the model calls under the settings, in their order; empty for a
    network that has none.
    """

    case_id: str
    disease_id: str
    disease: str
    truth: str
    called: str
    probability_of_truth: float
    findings: str
    settings: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class CasesReport:
    """How a model does on published patients, and what simpler forecasts do on the same.

    Attributes:
        network: its version.
        states: the patterns, in the order of every array.
        cases: every scored case, in the order of the file.
        left_out: how many cases were not scored: a tier that is not sure enough, or too few
            findings of the model.
        forecasts: the model, the model at each setting, the baselines.
        confusion: (true, called), counts of the model's calls.
        unused: the columns that are no finding of the network.
        seed: of the resampling.
        bootstrap: how often the diseases were resampled.
    """

    network: str
    states: tuple[str, ...]
    cases: tuple[Scored, ...]
    left_out: int
    forecasts: tuple[Forecast, ...]
    confusion: NDArray[np.int64]
    unused: tuple[str, ...]
    seed: int
    bootstrap: int

    @property
    def confidently_wrong(self) -> tuple[Scored, ...]:
        """The cases whose true pattern the model gives less than `DOUBT`, worst first."""
        wrong = [case for case in self.cases if case.probability_of_truth < DOUBT]
        return tuple(sorted(wrong, key=lambda case: case.probability_of_truth))

    @property
    def decided_by_setting(self) -> tuple[Scored, ...]:
        """The cases that are not called the same under every setting."""
        return tuple(case for case in self.cases if len(set(case.settings)) > 1)

    @property
    def description(self) -> str:
        """What was scored and how, in a few sentences."""
        diseases = len({case.disease_id for case in self.cases})
        moved = len(self.decided_by_setting)
        return (
            f"{self.network}: {len(self.cases)} cases of {diseases} diseases scored at a uniform "
            f"prior over the patterns, {self.left_out} left out (tier, or fewer than {STATED} "
            f"findings of the model). In brackets 95% intervals over {self.bootstrap} resamplings "
            f"of the diseases, seed {self.seed}. {moved} cases are called differently under "
            "different settings."
        )

    def rows(self) -> list[dict[str, Any]]:
        """Return a row for each forecast and figure: forecast, figure, value, low, high."""
        rows = []
        for forecast in self.forecasts:
            for name, value in forecast.figures.items():
                low, high = forecast.intervals[name] or (None, None)
                row = {"forecast": forecast.name, "figure": name, "value": value}
                rows.append({**row, "low": low, "high": high})
        return rows

    def summary(self) -> list[dict[str, str]]:
        """Return a row for each forecast, with every figure and its interval as one text."""
        return [
            {"forecast": forecast.name}
            | {name: _shown(forecast, name) for name in forecast.figures}
            for forecast in self.forecasts
        ]

    def confusion_rows(self) -> list[dict[str, Any]]:
        """Return a row for each true pattern: how many are called what, and the share right."""
        return [
            {
                "truth": state,
                **{f"called {s}": n for s, n in zip(self.states, counts, strict=True)},
                "right": counts[i] / sum(counts) if sum(counts) else None,
            }
            for i, (state, counts) in enumerate(
                zip(self.states, self.confusion.tolist(), strict=True)
            )
        ]

    def reliability_rows(self) -> list[dict[str, Any]]:
        """Return a row for each bin of the model's confidence; see `metrics.reliability`."""
        place = {state: i for i, state in enumerate(self.states)}
        truth = np.array([place[case.truth] for case in self.cases])
        return reliability(self.forecasts[0].probability, truth)

    def case_rows(self, cases: Sequence[Scored] | None = None) -> list[dict[str, Any]]:
        """Return a row for each case, of all or of some."""
        return [
            {
                "case_id": case.case_id,
                "disease": case.disease,
                "truth": case.truth,
                "called": case.called,
                "p(truth)": case.probability_of_truth,
                "findings": case.findings,
            }
            for case in (self.cases if cases is None else cases)
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values, in full precision."""
        return {
            "network": self.network,
            "cases": len(self.cases),
            "diseases": len({case.disease_id for case in self.cases}),
            "left_out": self.left_out,
            "seed": self.seed,
            "bootstrap": self.bootstrap,
            "figures": self.rows(),
            "confusion": self.confusion_rows(),
            "reliability": self.reliability_rows(),
            "decided_by_setting": [case.case_id for case in self.decided_by_setting],
            "confidently_wrong": self.case_rows(self.confidently_wrong),
            "unused": list(self.unused),
        }


def validate_cases(
    network: Network, path: Path | str, *, seed: int = 0, bootstrap: int = 1000
) -> CasesReport:
    """Score the `pattern` of published patients at a uniform prior over the four patterns.

    The posterior is divided by the prior that the model has in the same context (the roots of the
    network that the case states, such as the setting) and normalised again:

        q(pattern) ∝ P(pattern | findings, context) / P(pattern | context),

    because how often each pattern occurs among published patients is an accident of publication.
    What lies within a pattern, as how common each place of a lesion is, keeps the model's weights.
    The same is done with the setting set to each of its states.

    Scored are the cases of tier A and B with at least two stated findings of the model; muscle
    disease counts as neither. Intervals come from resampling whole diseases (`disease_id`), whose
    patients are not independent; the forecasts stay as they are (Davison & Hinkley, Bootstrap
    Methods and their Application, 1997, section 3.8).

    Args:
        network: the model; it needs the node `pattern` with the four patterns.
        path: a csv of cases with the columns gold_pattern, tier and disease_id, and the findings.
        seed: of the resampling.
        bootstrap: how often to resample; 0 for no intervals.

    Raises:
        FindingError: the network has no such node.
        FormatError: with every fault of the file; no case that can be scored.
    """
    words = _words(network)
    table, cases = read_csv(Path(path)), read_cases(path, words=words, target=TARGET)
    states = network.states[TARGET]
    scored, truth = _selected(network, table, cases, states)
    said = {node: vector[scored] for node, vector in cases.likelihoods.items()}
    forecasts = _forecasts(network, words, said, truth)
    _refuse_impossible(forecasts, [cases.places[i] for i in scored])
    diseases = [str(table.rows[i][1]["disease_id"]) for i in scored]
    weights = _resampled(diseases, seed=seed, times=bootstrap)
    judged = tuple(_judged(name, p, truth, weights) for name, p in forecasts.items())
    return CasesReport(
        network=network.version,
        states=states,
        cases=tuple(_scored(table, cases, scored, judged, states)),
        left_out=len(cases.ids) - len(scored),
        forecasts=judged,
        confusion=confusion(judged[0].probability, truth),
        unused=tuple(c for c in cases.unused if c not in (*_COLUMNS, "disease")),
        seed=seed,
        bootstrap=bootstrap,
    )


def _words(network: Network) -> Vocabulary:
    found = network.states.get(TARGET)
    if found is None or set(found) != set(PATTERNS):
        what = "no such node" if found is None else f"the states {', '.join(found)}"
        remedy = "Take a model that tells the patterns apart."
        raise FindingError(Fault(f"node {TARGET}", what, ", ".join(PATTERNS), remedy))
    return vocabulary(network.states)


def _selected(
    network: Network, table: Table, cases: Cases, states: tuple[str, ...]
) -> tuple[Classes, Classes]:
    """Return which cases are scored, as positions, and the position of their true pattern."""
    faults = [*_missing(table), *_unknown(table)]
    if faults:
        raise FormatError(faults)
    findings = [n for n in cases.likelihoods if n not in _context(network)]
    stated = sum((cases.likelihoods[node] < 1).any(axis=1).astype(int) for node in findings)
    sure = np.array([row["tier"] in TIERS for _, row in table.rows])
    scored = np.flatnonzero(sure & (np.asarray(stated) >= STATED))
    if not len(scored):
        expected = f"a case of tier {' or '.join(TIERS)} with {STATED} findings of the model"
        remedy = "Check that its columns are named as the model's findings are."
        raise FormatError(Fault(table.name, "no case to score", expected, remedy))
    gold = [GOLD[str(table.rows[i][1]["gold_pattern"])] for i in scored.tolist()]
    return scored, np.array([states.index(name) for name in gold])


def _missing(table: Table) -> Iterator[Fault]:
    for name in _COLUMNS:
        if name not in table.columns:
            where, remedy = f"{table.name}, header", "Add it; docs/validation.md says what it is."
            yield Fault(where, f"no column {name}", "the column", remedy)


def _unknown(table: Table) -> Iterator[Fault]:
    """Yield a fault for every truth that is no pattern and every case without a disease."""
    for place, row in table.rows:
        gold = str(row.get("gold_pattern", "neither"))
        if gold not in GOLD:
            where, expected = f"{place}, column gold_pattern", f"one of {', '.join(GOLD)}"
            yield Fault(where, repr(gold), expected, did_you_mean(gold, GOLD))
        if not row.get("disease_id", "x"):
            remedy = "Give cases of one disease one id; they are resampled together."
            yield Fault(f"{place}, column disease_id", "nothing", "an id", remedy)


def _context(network: Network) -> frozenset[str]:
    """Return the roots of the network but the target: who is asked, not what is found."""
    roots = (node.name for node in network.nodes if not node.parents)
    return frozenset(roots) - {TARGET}


def _forecasts(
    network: Network, words: Vocabulary, said: Mapping[str, Array], truth: Classes
) -> dict[str, Array]:
    """Return forecaster → (case, pattern): the model, the model at each setting, baselines."""
    states = network.states[TARGET]
    found = {"model": _at_uniform_prior(network, said)}
    for i, setting in enumerate(network.states.get("setting", ())):
        given = np.eye(len(network.states["setting"]))[np.full(len(truth), i)]
        at = _at_uniform_prior(network, {**said, "setting": given})
        found[f"model, setting={setting}"] = at
    found["majority"] = baselines.majority(truth, len(states))
    found["count the signs"] = baselines.count_signs(said, words, states)
    findings = {n: v for n, v in said.items() if n not in _context(network)}
    found["naive Bayes"] = baselines.naive_bayes(network, findings, target=TARGET)
    return found


def _at_uniform_prior(network: Network, said: Mapping[str, Array]) -> Array:
    """Return the posterior over the prior in the same context, normalised; NaN if impossible."""
    posterior, _ = score_cases(network, said, target=TARGET)
    context = {node: vector for node, vector in said.items() if node in _context(network)}
    prior, _ = score_cases(network, context, target=TARGET)
    prior = np.broadcast_to(prior, posterior.shape)
    odds = np.divide(posterior, prior, out=np.zeros(posterior.shape), where=prior > 0)
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def _refuse_impossible(forecasts: Mapping[str, Array], places: Sequence[str]) -> None:
    """Refuse cases whose findings have probability zero: they have no posterior to score."""
    remedy = "Correct the case, or the zero of the model."
    faults = [
        Fault(places[i], f"findings that are impossible for the {name}", "possible ones", remedy)
        for name, probability in forecasts.items()
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


def _scored(
    table: Table,
    cases: Cases,
    scored: Classes,
    forecasts: Sequence[Forecast],
    states: tuple[str, ...],
) -> Iterator[Scored]:
    model = forecasts[0].probability
    settings = [f.probability for f in forecasts if f.name.startswith("model, ")]
    for case, i in enumerate(scored.tolist()):
        row = table.rows[i][1]
        truth = GOLD[str(row["gold_pattern"])]
        yield Scored(
            case_id=cases.ids[i],
            disease_id=str(row["disease_id"]),
            disease=str(row.get("disease", "")),
            truth=truth,
            called=states[int(model[case].argmax())],
            probability_of_truth=float(model[case, states.index(truth)]),
            findings=cases.said[i],
            settings=tuple(states[int(p[case].argmax())] for p in settings),
        )


def _shown(forecast: Forecast, name: str) -> str:
    value, interval = forecast.figures[name], forecast.intervals[name]
    if value is None:
        return "–"
    return f"{value:.2f}" + (f" ({interval[0]:.2f}–{interval[1]:.2f})" if interval else "")
