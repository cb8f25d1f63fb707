"""What a case says of its context: whom the model is asked about, which is no finding.

A file of cases may say how the illness came on and how old the patient is. Where the network has
the nodes, and the file no column of their names, this is read as

- `onset` chronic → time_since_onset over_3_months: a disease that develops over months has lasted
  months when it is examined. How an illness came on says nothing else about when the patient was
  examined, so that acute and subacute are read as not stated;
- `age_years` from 18 on → age_band. A child's age is not stated: the models are of adults.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import Fault, FormatError, did_you_mean
from bayesdx.findings import CONTEXT, Vocabulary, load_terms
from bayesdx.formats.table import Table

Array = NDArray[np.float64]

TIME, AGE = "time_since_onset", "age_band"
ONSET, YEARS = "onset", "age_years"

TIMES: Mapping[str, str | None] = {
    "chronic": "over_3_months",
    **dict.fromkeys(("acute", "subacute", "unknown", "")),
}
"""How the illness came on → the time since onset; None where it says nothing of that."""

ADULT = 18.0
"""From this age on, in years, a patient is an adult."""

BANDS: dict[float, str] = {
    ADULT: "18_to_39",
    40.0: "40_to_59",
    60.0: "60_to_79",
    80.0: "80_and_over",
}
"""From which age on each band begins."""


@dataclass(frozen=True, eq=False)
class Context:
    """What was read of the context in columns that are no finding.

    Attributes:
        likelihoods: node → (case, state); a row of ones where a case does not say.
        years: each case's age, shape (case,); NaN where it is not stated.
        columns: those that were read.
    """

    likelihoods: Mapping[str, Array]
    years: Array
    columns: tuple[str, ...]


def context_nodes(words: Vocabulary) -> frozenset[str]:
    """Return the nodes that say who is examined: those whose term is in the group `context`.

    >>> from bayesdx.findings import vocabulary
    >>> sorted(context_nodes(vocabulary({"setting": ("ward",), "tone": ("normal",)})))
    ['setting']
    """
    terms = load_terms()
    return frozenset(n for n in words.words if n in terms and terms[n].group == CONTEXT)


def read_context(table: Table, words: Vocabulary) -> Context:
    """Read tempo and age of every case as context.

    Args:
        table: the cases.
        words: the words of the network.

    Raises:
        FormatError: with every cell that is no tempo or no age.
    """
    faults: list[Fault] = []
    years = np.array(list(_years(table, faults)), dtype=float)
    states: dict[str, list[str | None]] = {}
    if _wanted(TIME, ONSET, table, words):
        states[TIME] = list(_times(table, faults))
    if _wanted(AGE, YEARS, table, words):
        states[AGE] = [band_of(age) for age in years.tolist()]
    if faults:
        raise FormatError(faults)
    return Context(
        {node: _vectors(said, words.words[node].states) for node, said in states.items()},
        years,
        tuple({TIME: ONSET, AGE: YEARS}[node] for node in states),
    )


def band_of(years: float) -> str | None:
    """Return the age band; None for a child, or where no age is stated.

    >>> [band_of(age) for age in (17, 18, 39.9, 80, float("nan"))]
    [None, '18_to_39', '18_to_39', '80_and_over', None]
    """
    return next((band for first, band in reversed(BANDS.items()) if years >= first), None)


def each_context(
    context: Mapping[str, Array], cases: int
) -> tuple[dict[str, Array], NDArray[np.int64]]:
    """Return node → (context, state) for the contexts that occur, and which each case has."""
    if not context:
        return {}, np.zeros(cases, dtype=np.int64)
    every = np.hstack(list(context.values()))
    _, first, of_case = np.unique(every, axis=0, return_index=True, return_inverse=True)
    return {node: said[first] for node, said in context.items()}, of_case.reshape(-1)


def _wanted(node: str, column: str, table: Table, words: Vocabulary) -> bool:
    """Whether a column is to be read as a node: the network has it, and no column is named so."""
    meant = {*TIMES.values()} - {None} if node == TIME else {*BANDS.values()}
    known = node in words.words and meant <= set(words.words[node].states)
    return known and column in table.columns and node not in map(words.node, table.columns)


def _times(table: Table, faults: list[Fault]) -> Iterator[str | None]:
    for place, row in table.rows:
        said = _text(row.get(ONSET))
        if said not in TIMES:
            remedy = did_you_mean(said, [time for time in TIMES if time])
            expected = f"{', '.join(time for time in TIMES if time)} or nothing"
            faults.append(Fault(f"{place}, column {ONSET}", repr(said), expected, remedy))
        yield TIMES.get(said)


def _years(table: Table, faults: list[Fault]) -> Iterator[float]:
    """Yield every case's age; NaN where the file does not say."""
    for place, row in table.rows:
        said = _text(row.get(YEARS))
        try:
            age = float(said or "nan")
        except ValueError:
            age = -1.0
        if age < 0 or age == np.inf:
            remedy = "Write it as 4.5, or leave the cell empty."
            faults.append(Fault(f"{place}, column {YEARS}", repr(said), "an age in years", remedy))
        yield age


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _vectors(said: list[str | None], states: tuple[str, ...]) -> Array:
    """Return one-hot rows, and rows of ones where nothing is said."""
    rows = [[float(one in (None, state)) for state in states] for one in said]
    return np.array(rows)
