"""Patients that a model makes up: what is found in them, what is not examined, and the truth.

A file has one row for each patient: `case_id`, the findings under their names, as `bayesdx score`
reads them, and the hidden nodes under `true_…`. An empty cell is a finding that was not examined.
Who is not examined is drawn without regard to the patient: it tells nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from bayesdx.cohort.arrays import numbers, words
from bayesdx.cohort.cases import CASE
from bayesdx.cohort.pool import in_order
from bayesdx.errors import Fault, FindingError, FormatError
from bayesdx.findings import HIDDEN, Findings, load_terms, vocabulary
from bayesdx.formats.whole import whole
from bayesdx.inference.roles import circumstances, examinable
from bayesdx.inference.sampling import Sampler, sampler
from bayesdx.network import Network

if TYPE_CHECKING:
    import pyarrow as pa

TRUE = "true_"
"""How the column of a hidden node begins."""

BLOCK = 1 << 17
"""Rows that are drawn at once. Each block has randomness of its own, and is always drawn whole, so
that a row is the same however many follow it."""

TESTS = frozenset({"electrodiagnosis", "imaging", "blood"})
"""The groups of terms.csv that take more than an examination."""

Progress = Callable[[Iterable[int], int], Iterable[int]]
Given = Findings | Mapping[str, object] | None
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Plan:
    """What is simulated.

    Attributes:
        sampler: what the patients are drawn from.
        seed: of all that is drawn.
        found: the columns that are findings.
        hidden: the columns that are the truth.
        missing: finding → the share of patients in whom it is not examined.
    """

    sampler: Sampler
    seed: int
    found: tuple[str, ...]
    hidden: tuple[str, ...]
    missing: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Block:
    """Some of the patients.

    Attributes:
        first: the number of the first of them, counted from zero.
        states: node → the number of its state, shape (row,).
        unexamined: finding → whether it was not examined, shape (row,); only findings of which
            some are missing.
    """

    first: int
    states: Mapping[str, NDArray[np.int16]]
    unexamined: Mapping[str, NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Simulated:
    """What was written: how many rows, where, which columns, and who they all are."""

    rows: int
    path: Path
    found: tuple[str, ...]
    hidden: tuple[str, ...]
    given: Mapping[str, str]


def simulate(
    network: Network,
    *,
    rows: int,
    seed: int,
    out: Path | str,
    given: Given = None,
    missing: Mapping[str, float] | None = None,
    hidden: Sequence[str] | None = None,
    progress: Progress = lambda items, _: items,
) -> Simulated:
    """Write patients drawn from a network to a file.

    Args:
        network: the network, at the point values of its tables.
        rows: how many patients.
        seed: the same seed gives the same patients, and the first of them whatever `rows` is.
        out: a file that ends in .parquet or .csv. It appears complete or not at all.
        given: findings that all patients share, on any nodes.
        missing: finding → the share of patients in whom it is not examined; none where left out.
        hidden: the nodes whose column is the truth; those that terms.csv calls hidden if None.
        progress: wraps what is worked through, to tell the reader how far it is.

    Raises:
        FindingError: an unknown name or state; a share outside [0, 1]; no rows; a negative seed.
        FormatError: another ending, or the file cannot be written.
        ImpossibleFindings: the patients asked for do not exist in this network.
    """
    path = _checked(Path(out))
    made = plan(network, seed=seed, given=given, missing=missing, hidden=hidden)
    _check_rows(rows)
    _write(path, _batches(made, rows, progress), schema(made))
    return Simulated(rows, path, made.found, made.hidden, made.sampler.said)


def plan(
    network: Network,
    *,
    seed: int,
    given: Given = None,
    missing: Mapping[str, float] | None = None,
    hidden: Sequence[str] | None = None,
) -> Plan:
    """Return what is to be simulated, checked; the arguments are those of `simulate`."""
    faults: list[Fault] = []
    if seed < 0:
        faults.append(Fault("seed", str(seed), "0 or more", "Give another seed."))
    shares = _named(network, missing or {}, "missing", faults)
    truth = set(_named(network, dict.fromkeys(hidden or ()), "hidden", faults))
    if hidden is None:
        truth = {name for name in network.index if _is_hidden(network, name)}
    for name, share in shares.items():
        if not 0 <= share <= 1:
            where = f"missing {name}"
            faults.append(Fault(where, repr(share), "a share from 0 to 1", "Give 0.3 for 30%."))
        if name in truth:
            where = f"missing {name}"
            faults.append(Fault(where, "a hidden node", "a finding", "The truth is never missing."))
    try:
        drawn_from = sampler(network, given)
    except FindingError as error:
        faults += error.faults
    if faults:
        raise FindingError(faults)
    return Plan(
        sampler=drawn_from,
        seed=seed,
        found=tuple(name for name in _ordered(network) if name not in truth),
        hidden=tuple(name for name in network.index if name in truth),
        missing=MappingProxyType({name: share for name, share in shares.items() if share}),
    )


def shares(
    network: Network,
    *,
    examination: float = 0.0,
    tests: float | None = None,
    hidden: Sequence[str] | None = None,
) -> dict[str, float]:
    """Return the share of patients in whom each finding is not examined.

    The circumstances of a patient, such as the age, are always known.

    Args:
        network: the network.
        examination: the share for what is found by examining.
        tests: the share for electrodiagnosis, imaging and blood; the same if None.
        hidden: nodes that are no findings, as for `simulate`.

    >>> from bayesdx import load
    >>> found = shares(load("core"), examination=0.2, tests=0.7)
    >>> found["tone"], found["emg"], "setting" in found
    (0.2, 0.7, False)
    """
    terms = load_terms() if network.spec else {}
    words = vocabulary(network.states)
    truth = {network.index[node] for node in map(words.node, hidden or ()) if node}
    found = {}
    for node in examinable(network, {*circumstances(network), *truth}):
        name = network.nodes[node].name
        is_test = name in terms and terms[name].group in TESTS
        found[name] = tests if is_test and tests is not None else examination
    return found


def blocks(made: Plan, rows: int) -> Iterator[Block]:
    """Yield the patients, `BLOCK` at a time; memory does not grow with their number."""
    return in_order(lambda first: _block(made, first, rows), range(0, rows, BLOCK))


def _block(made: Plan, first: int, rows: int) -> Block:
    """Draw the patients from number `first` on."""
    many = min(BLOCK, rows - first)
    rng, absence = (np.random.default_rng([made.seed, first // BLOCK, i]) for i in (0, 1))
    drawn = made.sampler.draw(BLOCK, rng)
    names = made.sampler.network.index
    states = {name: codes[:many] for name, codes in zip(names, drawn, strict=True)}
    # A number for every finding, so that one share does not change who lacks another finding.
    chance = {name: absence.random(BLOCK, dtype=np.float32)[:many] for name in made.found}
    unexamined = {name: chance[name] < share for name, share in made.missing.items()}
    return Block(first, states, unexamined)


def schema(made: Plan) -> pa.Schema:
    """Return the columns of the file, and in its metadata what they were drawn from."""
    import pyarrow as pa

    network = made.sampler.network
    columns = [(CASE, pa.int64())]
    for name in (*made.found, *made.hidden):
        index = pa.int8() if len(network.states[name]) <= 1 << 7 else pa.int16()
        column = f"{TRUE}{name}" if name in made.hidden else name
        columns.append((column, pa.dictionary(index, pa.string())))
    about = {
        "network": network.version or network.name,
        "seed": made.seed,
        "given": dict(made.sampler.said),
        "missing": dict(made.missing),
    }
    return pa.schema(columns, metadata={"bayesdx": json.dumps({"simulated": about})})


def _batches(made: Plan, rows: int, progress: Progress) -> Iterator[pa.RecordBatch]:
    """Yield the patients as Arrow has them."""
    form, starts = schema(made), range(0, rows, BLOCK)
    every = in_order(lambda first: _batch(_block(made, first, rows), made, form), starts)
    for _ in progress(starts, len(starts)):
        yield next(every)


def _batch(block: Block, made: Plan, form: pa.Schema) -> pa.RecordBatch:
    """Return some patients as Arrow has them."""
    import pyarrow as pa

    states = made.sampler.network.states
    many = len(next(iter(block.states.values())))
    columns: list[Any] = [numbers(np.arange(block.first + 1, block.first + many + 1))]
    for place, name in enumerate((*made.found, *made.hidden), 1):
        index = form.field(place).type.index_type
        codes = numbers(
            block.states[name].astype(index.to_pandas_dtype()), block.unexamined.get(name)
        )
        columns.append(pa.DictionaryArray.from_arrays(codes, words(states[name])))
    return pa.RecordBatch.from_arrays(columns, schema=form)


def _write(path: Path, batches: Iterator[pa.RecordBatch], form: pa.Schema) -> None:
    with whole(path) as part, _writer(part, path.suffix.lower(), form) as writer:
        for batch in batches:
            writer.write_batch(batch)


def _writer(path: Path, ending: str, form: pa.Schema) -> Any:
    if ending == ".parquet":
        from pyarrow import parquet

        return parquet.ParquetWriter(path, form)
    from pyarrow import csv

    return csv.CSVWriter(path, form, write_options=csv.WriteOptions(quoting_style="needed"))


def _checked(path: Path) -> Path:
    """Refuse a file of another form before anything is drawn."""
    if path.suffix.lower() not in (".parquet", ".csv"):
        remedy = "Name a file such as cases.parquet."
        found = f"the ending {path.suffix!r}"
        raise FormatError(Fault(str(path), found, ".parquet or .csv", remedy))
    if path.is_dir():
        raise FormatError(Fault(str(path), "a folder", "a file to write", "Name another file."))
    return path


def _check_rows(rows: int) -> None:
    if rows < 1:
        raise FindingError(Fault("rows", str(rows), "1 or more", "Ask for at least one patient."))


def _named(
    network: Network, given: Mapping[str, T], where: str, faults: list[Fault]
) -> dict[str, T]:
    """Return values by the node that each name stands for."""
    words = vocabulary(network.states)
    found: dict[str, T] = {}
    for name, value in given.items():
        node = words.node(name)
        if node is None:
            faults.append(words.unknown(name, where))
        else:
            found[node] = value
    return found


def _is_hidden(network: Network, name: str) -> bool:
    term = load_terms().get(name) if network.spec else None
    return term is not None and term.group == HIDDEN


def _ordered(network: Network) -> list[str]:
    """Return the nodes in the order of an examination, those without a term last."""
    terms = load_terms() if network.spec else {}
    named = [name for name in terms if name in network.index]
    return [*named, *(name for name in network.index if name not in terms)]
