"""A model held against published patients whose diagnosis is known; nothing is fitted to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayesdx.language import _
from bayesdx.network import Network
from bayesdx.validation.context import ADULT, AGE, ONSET, TIME, YEARS
from bayesdx.validation.forecasts import AT_SETTING, Forecast, forecasts, judged
from bayesdx.validation.metrics import reliability
from bayesdx.validation.patients import GOLD, STATED, TARGET, Patients, read_patients

DOUBT = 0.05
"""A case whose true pattern has less than this is listed as confidently wrong."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One scored case: what was stated, what is true, and what the model says.

    `years` is the age, None where it is not stated. `settings` are the patterns that the model
    calls under the settings, in their order; empty for a network that has none.
    """

    case_id: str
    disease_id: str
    disease: str
    years: float | None
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
        forecasts: the model, the model without the time since onset and at each setting, the
            baselines.
        adults: the same forecasts of those alone who are stated to be adults; empty where no age
            is stated.
        without_muscle: the same of those without disease of muscle or junction; empty where there
            is no such disease.
        read: column → in how many cases it was read as context.
        unused: the columns that are no finding of the network.
        seed: of the resampling.
        bootstrap: how often the diseases were resampled.
    """

    network: str
    states: tuple[str, ...]
    cases: tuple[Scored, ...]
    left_out: int
    forecasts: tuple[Forecast, ...]
    adults: tuple[Forecast, ...]
    without_muscle: tuple[Forecast, ...]
    read: Mapping[str, int]
    unused: tuple[str, ...]
    seed: int
    bootstrap: int

    @property
    def adult_cases(self) -> tuple[Scored, ...]:
        """The cases that are stated to be adults."""
        return tuple(case for case in self.cases if case.years is not None and case.years >= ADULT)

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
        return _(
            "{network}: {cases} cases of {diseases} diseases scored at a uniform prior over the "
            "patterns, {left_out} left out (tier, or fewer than {stated} findings of the model). "
            "{who} In brackets 95% intervals over {resamplings} resamplings of the diseases, seed "
            "{seed}. {moved} cases are called differently under different settings."
        ).format(
            network=self.network,
            cases=len(self.cases),
            diseases=diseases,
            left_out=self.left_out,
            stated=STATED,
            who=self._who,
            resamplings=self.bootstrap,
            seed=self.seed,
            moved=moved,
        )

    @property
    def _who(self) -> str:
        """How old the patients are, and what was read as context."""
        adults, stated = len(self.adult_cases), sum(c.years is not None for c in self.cases)
        unknown = len(self.cases) - stated
        said = [
            _("{adults} are adults, {children} children, {unknown} of unknown age.").format(
                adults=adults, children=stated - adults, unknown=unknown
            )
        ]
        if ONSET in self.read:
            chronic = _("{onset} chronic is read as {time} over_3_months ({n}).")
            said.append(chronic.format(onset=ONSET, time=TIME, n=self.read[ONSET]))
        if YEARS in self.read:
            aged = _("{years} is read as {age}, in adults ({n}).")
            said.append(aged.format(years=YEARS, age=AGE, n=self.read[YEARS]))
        return " ".join(said)

    def confusion(self, cases: Sequence[Scored] | None = None) -> NDArray[np.int64]:
        """Return how many cases, of all or of some, are called what: shape (true, called)."""
        counts = np.zeros((len(self.states),) * 2, dtype=np.int64)
        for case in self.cases if cases is None else cases:
            counts[self.states.index(case.truth), self.states.index(case.called)] += 1
        return counts

    def rows(self) -> list[dict[str, Any]]:
        """Return a row for each forecast and figure: forecast, who, figure, value, low, high."""
        rows = []
        groups = {
            "all": self.forecasts,
            "adults": self.adults,
            "without muscle disease": self.without_muscle,
        }
        for who, some in groups.items():
            for forecast in some:
                for name, value in forecast.figures.items():
                    low, high = forecast.intervals[name] or (None, None)
                    row = {"forecast": forecast.name, "who": who, "figure": name, "value": value}
                    rows.append({**row, "low": low, "high": high})
        return rows

    def summary(self, some: Sequence[Forecast] | None = None) -> list[dict[str, str]]:
        """Return a row for each forecast, of all cases or as given, each figure as one text."""
        return [
            {"forecast": forecast.name}
            | {name: _shown(forecast, name) for name in forecast.figures}
            for forecast in (self.forecasts if some is None else some)
        ]

    def confusion_rows(self, cases: Sequence[Scored] | None = None) -> list[dict[str, Any]]:
        """Return a row for each true pattern: how many are called what, and the share right."""
        return [
            {
                "truth": state,
                **{f"called {s}": n for s, n in zip(self.states, counts, strict=True)},
                "right": counts[i] / sum(counts) if sum(counts) else None,
            }
            for i, (state, counts) in enumerate(
                zip(self.states, self.confusion(cases).tolist(), strict=True)
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
                "years": _whole(case.years),
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
            "adults": len(self.adult_cases),
            "diseases": len({case.disease_id for case in self.cases}),
            "left_out": self.left_out,
            "read_as_context": dict(self.read),
            "seed": self.seed,
            "bootstrap": self.bootstrap,
            "figures": self.rows(),
            "confusion": self.confusion_rows(),
            "confusion_adults": self.confusion_rows(self.adult_cases),
            "reliability": self.reliability_rows(),
            "decided_by_setting": [case.case_id for case in self.decided_by_setting],
            "confidently_wrong": self.case_rows(self.confidently_wrong),
            "unused": list(self.unused),
        }


def validate_cases(
    network: Network, path: Path | str, *, seed: int = 0, bootstrap: int = 1000
) -> CasesReport:
    """Score the `pattern` of published patients at a uniform prior over the four patterns.

    The posterior is divided by the prior that the model has in the same context, which is who was
    examined and not what was found (setting, age, time since onset), and normalised again:

        q(pattern) ∝ P(pattern | findings, context) / P(pattern | context),

    because how often each pattern occurs among published patients is an accident of publication.
    What lies within a pattern, as how common each place of a lesion is, keeps the model's weights.
    The same is done without the time since onset, and with the setting set to each of its states.
    What of a file is read as context is said in `bayesdx.validation.context`.

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
    patients = read_patients(network, path)
    found = forecasts(network, patients)
    everyone, adults = np.ones(len(patients.ids), dtype=bool), patients.are_adult
    nerve = ~patients.are_muscle
    chance = {"seed": seed, "times": bootstrap}
    return CasesReport(
        network=network.version,
        states=network.states[TARGET],
        cases=tuple(_scored(network, patients, found)),
        left_out=patients.left_out,
        forecasts=judged(found, patients, everyone, **chance),
        adults=judged(found, patients, adults, **chance) if adults.any() else (),
        without_muscle=judged(found, patients, nerve, **chance)
        if 0 < nerve.sum() < len(nerve)
        else (),
        read=patients.read,
        unused=patients.unused,
        seed=seed,
        bootstrap=bootstrap,
    )


def _scored(
    network: Network, patients: Patients, found: Mapping[str, NDArray[np.float64]]
) -> Iterator[Scored]:
    states = network.states[TARGET]
    model = next(iter(found.values()))
    settings = [p for name, p in found.items() if name.startswith(AT_SETTING)]
    for case, row in enumerate(patients.rows):
        truth, years = GOLD[str(row["gold_pattern"])], float(patients.years[case])
        yield Scored(
            case_id=patients.ids[case],
            disease_id=str(row["disease_id"]),
            disease=str(row.get("disease", "")),
            years=None if np.isnan(years) else years,
            truth=truth,
            called=states[int(model[case].argmax())],
            probability_of_truth=float(model[case, states.index(truth)]),
            findings=patients.said[case],
            settings=tuple(states[int(p[case].argmax())] for p in settings),
        )


def _whole(years: float | None) -> float | None:
    """Return an age without decimals that say nothing."""
    return int(years) if years is not None and years.is_integer() else years


def _shown(forecast: Forecast, name: str) -> str:
    value, interval = forecast.figures[name], forecast.intervals[name]
    if value is None:
        return "–"
    return f"{value:.2f}" + (f" ({interval[0]:.2f}–{interval[1]:.2f})" if interval else "")
