"""A column of a frame → the state of each row, read once for each word rather than each row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import FindingError
from bayesdx.findings import Vocabulary
from bayesdx.findings.reading import Reading, read_one

Codes = NDArray[np.int16]
OPEN = -1
"""The code of a row whose finding is a set or uncertain; its likelihoods stand beside."""

WRONG = -2
"""The code of a row that cannot be read; the reason stands beside."""

_MEANT = "one field for each state: how likely what was seen is under it"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column is.

    Attributes:
        column: its name.
        node: the node that it is a finding of.
        values: what a value of the column stands for, where a mapping file says so.
    """

    column: str
    node: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Coded:
    """A finding of many rows.

    Attributes:
        codes: per row, its state; the number of states where it was not examined; `OPEN`, `WRONG`.
        open: row → the likelihood of each state.
        wrong: row → the reason.
    """

    codes: Codes
    open: Mapping[int, NDArray[np.float64]]
    wrong: Mapping[int, str]


def unseen(states: int, rows: int) -> Coded:
    """Return a finding that was examined in no row."""
    return Coded(np.full(rows, states, dtype=np.int16), {}, {})


def coded(column: Any, meaning: Meaning, words: Vocabulary) -> Coded:
    """Read a column.

    Args:
        column: an Arrow array: text, a dictionary, numbers with a mapping, or a struct with one
            field for each state. Null is not examined.
        meaning: what the column is.
        words: the words of the network.
    """
    import pyarrow as pa

    if pa.types.is_struct(column.type):
        return _struct(column, meaning, words)
    if pa.types.is_null(column.type):
        return _code(np.full(len(column), len(words.words[meaning.node].states)), {}, {})
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    return _dictionary(column, meaning, words)


def _dictionary(column: Any, meaning: Meaning, words: Vocabulary) -> Coded:
    """Read each word once, and map the rows by their code."""
    states = words.words[meaning.node].states
    read = [_read(word, meaning, words) for word in column.dictionary.to_pylist()]
    each = [WRONG if isinstance(one, str) else _state(one, len(states)) for one in read]
    table = np.array([*each, len(states)], dtype=np.int16)
    place = _stored(column.indices)
    ordered = each == list(range(len(each)))
    codes = place.astype(np.int16) if ordered else np.take(table, place, mode="clip")
    if column.null_count:  # by arithmetic, which does not mind how they are strewn
        codes -= len(states)
        codes *= _given(column.indices)
        codes += len(states)
    if OPEN not in each and WRONG not in each:
        return Coded(codes, {}, {})
    found: dict[int, NDArray[np.float64]] = {}
    wrong: dict[int, str] = {}
    for row in np.flatnonzero(codes < 0).tolist():
        one = read[place[row]]
        if isinstance(one, str):
            wrong[row] = one
        elif one.vector is not None:
            found[row] = one.vector
    return Coded(codes, found, wrong)


def _stored(indices: Any) -> NDArray[np.integer[Any]]:
    """Return the numbers of an Arrow array as they stand, where there is null any number."""
    held, begin = indices.buffers()[1], indices.offset
    kind: type[np.integer[Any]] = indices.type.to_pandas_dtype()
    return np.frombuffer(held, kind, begin + len(indices))[begin:] if held else np.empty(0, kind)


def _given(indices: Any) -> NDArray[np.uint8]:
    """Return one where an Arrow array holds a number, zero where it is null."""
    bits = np.frombuffer(indices.buffers()[0], np.uint8)
    begin = indices.offset
    return np.unpackbits(bits, bitorder="little", count=begin + len(indices))[begin:]


def _read(word: object, meaning: Meaning, words: Vocabulary) -> Reading | str:
    """Return what a word says, or the reason why it cannot be read."""
    if meaning.values and word is not None:
        word = meaning.values.get(str(word), word)
    try:
        return read_one(meaning.node, word, words)
    except FindingError as error:
        return "; ".join(f"{f.found}; expected {f.expected}. {f.remedy}" for f in error.faults)


def _state(one: Reading, states: int) -> int:
    if one.vector is None:
        return states
    certain = one.vector.max() == 1 == np.count_nonzero(one.vector)
    return int(one.vector.argmax()) if certain else OPEN


def _struct(column: Any, meaning: Meaning, words: Vocabulary) -> Coded:
    """Read likelihoods, one field for each state."""
    own = words.words[meaning.node]
    size = len(own.states)
    fields = [field.name for field in column.type]
    named = {name: own.states_of(name) or frozenset() for name in fields}
    wanted = [[name for name in fields if named[name] == {state}] for state in own.states]
    if len(fields) != size or any(len(one) != 1 for one in wanted):
        said = f"the fields {', '.join(fields)}; expected {_MEANT}: {', '.join(own.states)}"
        return _code(np.full(len(column), WRONG), {}, dict.fromkeys(range(len(column)), said))
    values = np.column_stack(
        [column.field(one[0]).to_numpy(zero_copy_only=False).astype(float) for one in wanted]
    )
    given = np.array(column.is_valid())
    good = np.isfinite(values).all(axis=1) & (values >= 0).all(axis=1) & (values <= 1).all(axis=1)
    good &= values.any(axis=1)
    sure = (values.max(axis=1) == 1) & (np.count_nonzero(values, axis=1) == 1)
    codes = np.where(sure, values.argmax(axis=1), OPEN)
    codes[(values == 1).all(axis=1) | ~given] = size
    codes[given & ~good] = WRONG
    found = {row: values[row] for row in np.flatnonzero(codes == OPEN).tolist()}
    wrong = {
        row: f"{values[row].tolist()}; expected {_MEANT}, from 0 to 1"
        for row in np.flatnonzero(codes == WRONG).tolist()
    }
    return _code(codes, found, wrong)


def _code(
    codes: NDArray[Any], found: Mapping[int, NDArray[np.float64]], wrong: Mapping[int, str]
) -> Coded:
    return Coded(codes.astype(np.int16), found, wrong)
