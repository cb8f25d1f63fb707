"""Published patients as a model is asked about them: which are scored, and what is true of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bayesdx.cohort import Cases, read_cases
from bayesdx.errors import Fault, FindingError, FormatError, did_you_mean
from bayesdx.findings import Vocabulary, vocabulary
from bayesdx.formats.table import Row, Table, read_csv
from bayesdx.network import Network
from bayesdx.validation.context import ADULT, YEARS, Context, context_nodes, read_context

Array = NDArray[np.float64]
Classes = NDArray[np.int64]
Some = NDArray[np.bool_]

TARGET = "pattern"
PATTERNS = ("neither", "umn", "lmn", "mixed")
MUSCLE = "muscle"
GOLD: Mapping[str, str] = {**{name: name for name in PATTERNS}, MUSCLE: "neither"}
"""What a case's gold_pattern counts as: disease of muscle or junction damages no motor neuron."""

TIERS = ("A", "B")
"""How sure the diagnosis of a case has to be for it to be scored."""

STATED = 2
"""So many findings of the model a case has to state to be scored."""

_COLUMNS = ("gold_pattern", "tier", "disease_id")


@dataclass(frozen=True, eq=False)
class Patients:
    """The cases of a file that are scored.

    Attributes:
        words: the words of the network.
        ids, places: case → its `case_id`, and where it stands.
        rows: case → its cells.
        said: case → findings and context in words.
        findings: node → (case, state), what was found.
        context: node → (case, state), who was examined.
        truth: (case,), the position of the true pattern.
        years: (case,), the age; NaN where it is not stated.
        read: column → in how many cases it was read as context.
        left_out: how many cases of the file are not scored.
        unused: the columns that are no finding of the network and say nothing of the truth.
    """

    words: Vocabulary
    ids: tuple[str, ...]
    places: tuple[str, ...]
    rows: tuple[Row, ...]
    said: tuple[str, ...]
    findings: Mapping[str, Array]
    context: Mapping[str, Array]
    truth: Classes
    years: Array
    read: Mapping[str, int]
    left_out: int
    unused: tuple[str, ...]

    @property
    def evidence(self) -> Mapping[str, Array]:
        """Findings and context together, node → (case, state)."""
        return {**self.findings, **self.context}

    @property
    def diseases(self) -> list[str]:
        """The id of each case's disease."""
        return [str(row["disease_id"]) for row in self.rows]

    @property
    def are_adult(self) -> Some:
        """Which cases are stated to be adults."""
        return np.asarray(self.years >= ADULT)

    @property
    def are_muscle(self) -> Some:
        """Which cases have disease of muscle or junction."""
        return np.array([row["gold_pattern"] == MUSCLE for row in self.rows])


def read_patients(network: Network, path: Path | str) -> Patients:
    """Read the cases of a file that can be scored.

    Scored are the cases of tier A and B with at least two stated findings of the model; muscle
    disease counts as neither. What is read as context is said in `bayesdx.validation.context`.

    Args:
        network: the model; it needs the node `pattern` with the four patterns.
        path: a csv of cases with the columns gold_pattern, tier and disease_id, and the findings.

    Raises:
        FindingError: the network has no such node.
        FormatError: with every fault of the file; no case that can be scored.
    """
    words = _words(network)
    table, cases = read_csv(Path(path)), read_cases(path, words=words, target=TARGET)
    faults = [*_missing(table), *_unknown(table)]
    if faults:
        raise FormatError(faults)
    context = read_context(table, words)
    scored = _scored(table, cases, context_nodes(words))
    return _chosen(network, table, cases, context, scored)


def _words(network: Network) -> Vocabulary:
    found = network.states.get(TARGET)
    if found is None or set(found) != set(PATTERNS):
        what = "no such node" if found is None else f"the states {', '.join(found)}"
        remedy = "Take a model that tells the patterns apart."
        raise FindingError(Fault(f"node {TARGET}", what, ", ".join(PATTERNS), remedy))
    return vocabulary(network.states)


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


def _scored(table: Table, cases: Cases, context: frozenset[str]) -> Classes:
    """Return which cases are scored, as positions."""
    findings = [node for node in cases.likelihoods if node not in context]
    stated = sum((cases.likelihoods[node] < 1).any(axis=1).astype(int) for node in findings)
    sure = np.array([row["tier"] in TIERS for _, row in table.rows])
    scored = np.flatnonzero(sure & (np.asarray(stated) >= STATED))
    if not len(scored):
        expected = f"a case of tier {' or '.join(TIERS)} with {STATED} findings of the model"
        remedy = "Check that its columns are named as the model's findings are."
        raise FormatError(Fault(table.name, "no case to score", expected, remedy))
    return scored


def _chosen(
    network: Network, table: Table, cases: Cases, read: Context, scored: Classes
) -> Patients:
    """Return the cases at these positions."""
    words = vocabulary(network.states)
    nodes = context_nodes(words)
    given = {**cases.likelihoods, **read.likelihoods}
    evidence = {node: said[scored] for node, said in given.items()}
    rows = tuple(table.rows[i][1] for i in scored.tolist())
    gold = [GOLD[str(row["gold_pattern"])] for row in rows]
    known = (*_COLUMNS, "disease", YEARS, *read.columns)
    return Patients(
        words=words,
        ids=tuple(cases.ids[i] for i in scored.tolist()),
        places=tuple(cases.places[i] for i in scored.tolist()),
        rows=rows,
        said=tuple(_said(network, cases.said[i], read, i) for i in scored.tolist()),
        findings={node: said for node, said in evidence.items() if node not in nodes},
        context={node: said for node, said in evidence.items() if node in nodes},
        truth=np.array([network.states[TARGET].index(name) for name in gold]),
        years=read.years[scored],
        read={
            column: int((evidence[node] < 1).any(axis=1).sum())
            for node, column in zip(read.likelihoods, read.columns, strict=True)
        },
        left_out=len(cases.ids) - len(scored),
        unused=tuple(column for column in cases.unused if column not in known),
    )


def _said(network: Network, findings: str, read: Context, case: int) -> str:
    """Return the findings of a case in words, and what was read of its context."""
    stated = [
        f"{node}={network.states[node][int(said[case].argmax())]}"
        for node, said in read.likelihoods.items()
        if said[case].min() < 1
    ]
    return "; ".join([findings, *stated] if findings else stated)
