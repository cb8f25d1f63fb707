"""What a learner has done so far, as a file that the learner keeps.

A plain JSON document. It holds the rounds as they were told, what the model said and what the
learner predicted; no name, no date, nothing else. So all figures can be computed from it again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from bayesdx.errors import Fault, FormatError
from bayesdx.teaching.rounds import PUBLISHED, SIMULATED, Chances, Round

FORM = "bayesdx training"
VERSION = 1
LARGEST = 5_000_000
"""Bytes that a file of progress may have; ten years of three rounds a day fit in."""

_NOISE = 1e-6
_REMEDY = "Load a file that this page saved, unchanged."


@dataclass(frozen=True, slots=True)
class Played:
    """A round and what was predicted in it.

    Attributes:
        id: the patient's.
        kind: `SIMULATED` or `PUBLISHED`.
        target: the node asked about.
        states: its states.
        truth: the true one.
        findings: the findings, in the order in which they were told.
        model: what the model said before the first finding and after each.
        independent: the same if findings were independent.
        answers: what was predicted, likewise; fewer while the round is played.
        network: name and version of the model.
    """

    id: str
    kind: str
    target: str
    states: tuple[str, ...]
    truth: str
    findings: tuple[str, ...]
    model: tuple[Chances, ...]
    independent: tuple[Chances, ...]
    answers: tuple[Chances, ...]
    network: str

    @property
    def finished(self) -> bool:
        """Whether a prediction was made after the last finding."""
        return len(self.answers) == len(self.model)

    def predicted(self, chances: Sequence[float]) -> Played:
        """Return the round with one prediction more.

        Raises:
            FormatError: the round is finished, or these are no probabilities.
        """
        where = f"prediction {len(self.answers) + 1}"
        if self.finished:
            remedy = "Begin another round."
            raise FormatError(Fault(where, "a finished round", "one to predict in", remedy))
        found = tuple(map(float, chances))
        if not _is_distribution(found, len(self.states)):
            expected = f"{len(self.states)} probabilities that sum to one"
            raise FormatError(Fault(where, str(found), expected, "Make them sum to 100."))
        return replace(self, answers=(*self.answers, found))


@dataclass(frozen=True, slots=True)
class Progress:
    """All rounds of a learner that were finished, the oldest first."""

    rounds: tuple[Played, ...] = ()

    def with_round(self, played: Played) -> Progress:
        """Return the progress with one round more."""
        return Progress((*self.rounds, played))


def begun(one: Round) -> Played:
    """Return a round in which nothing has been predicted yet."""
    return Played(
        id=one.patient.id,
        kind=one.patient.kind,
        target=one.target,
        states=one.states,
        truth=one.patient.truth,
        findings=tuple(f"{name}={said}" for name, said in one.patient.findings),
        model=one.model,
        independent=one.independent,
        answers=(),
        network=one.network,
    )


def write_progress(progress: Progress) -> str:
    """Return progress as a JSON document.

    >>> print(write_progress(Progress()))
    {"form": "bayesdx training", "version": 1, "rounds": []}
    """
    rounds = [asdict(one) for one in progress.rounds]
    return json.dumps({"form": FORM, "version": VERSION, "rounds": rounds}, ensure_ascii=False)


def read_progress(text: str | bytes) -> Progress:
    """Return the progress that a document holds.

    Raises:
        FormatError: with every fault: no such document, another version, a round that lacks
            something, probabilities that are none.

    >>> read_progress(write_progress(Progress())) == Progress()
    True
    """
    if len(text) > LARGEST:
        expected = f"at most {LARGEST:,}"
        raise FormatError(Fault("progress", f"{len(text):,} bytes", expected, _REMEDY))
    document = _document(text)
    faults: list[Fault] = []
    rounds = [
        _played(one, f"progress, round {i}", faults) for i, one in enumerate(document["rounds"], 1)
    ]
    if faults:
        raise FormatError(faults)
    return Progress(tuple(one for one in rounds if one is not None))


def _document(text: str | bytes) -> Mapping[str, Any]:
    """Return a document of this form and version, whatever its rounds are."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise FormatError(
            Fault("progress", "a text that is no JSON", "a file of progress", _REMEDY)
        ) from None
    if not isinstance(said, dict) or said.get("form") != FORM:
        raise FormatError(Fault("progress", "another kind of JSON", f"form {FORM!r}", _REMEDY))
    if said.get("version") != VERSION:
        found = f"version {said.get('version')!r}"
        remedy = "Load it with the bayesdx that saved it."
        raise FormatError(Fault("progress", found, f"version {VERSION}", remedy))
    if not isinstance(said.get("rounds"), list):
        raise FormatError(Fault("progress", "no list of rounds", "rounds: [ … ]", _REMEDY))
    return said


def _played(said: object, where: str, faults: list[Fault]) -> Played | None:
    """Return one round; what is wrong is appended to `faults`."""
    if not isinstance(said, dict):
        faults.append(Fault(where, type(said).__name__, "an object", _REMEDY))
        return None
    before = len(faults)
    texts = {name: _text(said, name, where, faults) for name in _TEXTS}
    words = {name: _words(said, name, where, faults) for name in ("states", "findings")}
    states, steps = len(words["states"]), len(words["findings"]) + 1
    rows = {name: _rows(said, name, (steps, states), where, faults) for name in _ROWS}
    if len(faults) == before and texts["truth"] not in words["states"]:
        expected = f"one of {', '.join(words['states'])}"
        faults.append(Fault(f"{where}, truth", repr(texts["truth"]), expected, _REMEDY))
    if len(faults) == before and texts["kind"] not in (SIMULATED, PUBLISHED):
        expected = f"{SIMULATED} or {PUBLISHED}"
        faults.append(Fault(f"{where}, kind", repr(texts["kind"]), expected, _REMEDY))
    if unknown := [name for name in said if name not in _KNOWN]:
        faults.append(Fault(where, f"the key {unknown[0]!r}", "none that is unknown", _REMEDY))
    if len(faults) > before:
        return None
    return Played(
        id=texts["id"],
        kind=texts["kind"],
        target=texts["target"],
        states=words["states"],
        truth=texts["truth"],
        findings=words["findings"],
        model=rows["model"],
        independent=rows["independent"],
        answers=rows["answers"],
        network=texts["network"],
    )


_TEXTS = ("id", "kind", "target", "truth", "network")
_ROWS = ("model", "independent", "answers")
_KNOWN = frozenset({*_TEXTS, *_ROWS, "states", "findings"})


def _text(said: Mapping[str, object], name: str, where: str, faults: list[Fault]) -> str:
    value = said.get(name)
    if not isinstance(value, str):
        faults.append(Fault(f"{where}, {name}", f"{value!r:.40}", "a text", _REMEDY))
        return ""
    return value


def _words(
    said: Mapping[str, object], name: str, where: str, faults: list[Fault]
) -> tuple[str, ...]:
    value = said.get(name)
    if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
        faults.append(Fault(f"{where}, {name}", f"{value!r:.40}", "a list of texts", _REMEDY))
        return ()
    return tuple(value)


def _rows(
    said: Mapping[str, object],
    name: str,
    shape: tuple[int, int],
    where: str,
    faults: list[Fault],
) -> tuple[Chances, ...]:
    value = said.get(name)
    steps, states = shape
    if not isinstance(value, list) or len(value) != steps:
        found = f"{len(value)} rows" if isinstance(value, list) else f"{value!r:.40}"
        expected = f"{steps} rows, one before the first finding and one after each"
        faults.append(Fault(f"{where}, {name}", found, expected, _REMEDY))
        return ()
    for row in value:
        if not isinstance(row, list) or not _is_distribution(row, states):
            expected = f"{states} probabilities that sum to one"
            faults.append(Fault(f"{where}, {name}", f"{row!r:.60}", expected, _REMEDY))
            return ()
    return tuple(tuple(map(float, row)) for row in value)


def _is_distribution(row: Sequence[object], states: int) -> bool:
    numbers = [p for p in row if isinstance(p, int | float) and not isinstance(p, bool)]
    return (
        len(numbers) == len(row) == states
        and all(0 <= p <= 1 + _NOISE for p in numbers)
        and abs(sum(numbers) - 1) <= _NOISE
    )
