"""From the rows of probability blocks to tables."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import product

import numpy as np
from numpy.typing import NDArray

from bayesdx.formats.bif.grammar import Block, Row, Variable
from bayesdx.formats.bif.tokens import Tokens

Table = NDArray[np.float64]

TABLE_LIMIT = 20_000_000
"""Entries of one table."""

TOLERANCE = 1e-6
"""How far a column may be from one; within it, it is normalised. Published files are closer."""


def tables_of(
    variables: Mapping[str, Variable], blocks: Mapping[str, Block], tokens: Tokens
) -> list[Table]:
    """Return the tables of all variables, in their order; faults are noted in `tokens`."""
    for block in blocks.values():
        if block.name not in variables:
            tokens.unknown(block.at, block.name, "variable", variables)
    tables = []
    for variable in variables.values():
        own = blocks.get(variable.name)
        if own is None:
            found = f"no probabilities of {variable.name!r}"
            tokens.fault(variable.at, found, "a probability block", "Add it.")
        elif _family_is_known(own, variables, tokens):
            states = [variables[name].states for name in (own.name, *own.parents)]
            tables.append(_table(own, states, tokens))
    return tables


def _family_is_known(block: Block, variables: Mapping[str, Variable], tokens: Tokens) -> bool:
    """Say whether all parents are declared, each named once, and the table is no giant."""
    missing = [parent for parent in block.parents if parent not in variables]
    for parent in missing:
        tokens.unknown(block.at, parent, "variable", variables)
    family = (block.name, *block.parents)
    if len(set(family)) < len(family):
        found = f"a variable named twice in the family of {block.name!r}"
        tokens.fault(block.at, found, "each once", "Remove one.")
        return False
    if missing:
        return False
    entries = math.prod(len(variables[name].states) for name in family)
    if entries > TABLE_LIMIT:
        found = f"a table of {entries} entries of {block.name!r}"
        tokens.fault(block.at, found, f"at most {TABLE_LIMIT}", "Give it fewer parents.")
    return entries <= TABLE_LIMIT


def _table(block: Block, states: list[tuple[str, ...]], tokens: Tokens) -> Table:
    """Return a table of shape (state, *parents)."""
    shape = tuple(map(len, states))
    columns = np.full((math.prod(shape[1:]), shape[0]), math.nan)
    words = np.full(len(columns), -1)
    for place, row, column in _columns(block, states, tokens):
        words[place], columns[place] = row.at, column
    if -1 in words:
        _note_missing(block, words, states, tokens)
    sums = columns.sum(axis=1)
    for off in np.flatnonzero(np.abs(sums - 1) > TOLERANCE):
        found = f"a column of {block.name!r} that sums to {sums[off]:.6g}"
        tokens.fault(int(words[off]), found, "a sum of 1", "Correct the row.")
    return np.ascontiguousarray(columns.T).reshape(shape)


def _columns(
    block: Block, states: list[tuple[str, ...]], tokens: Tokens
) -> Iterator[tuple[int | slice, Row, Table | float]]:
    """Yield for each row the columns that it gives: table and default first, then single rows.

    A row of the wrong length gives NaN: it is there, and its fault is noted.
    """
    size, number = len(states[0]), math.prod(map(len, states[1:]))
    for whole, held in ((block.table, number), (block.default, 1)):
        if whole is not None:
            counted = _is_counted(whole, size * held, block, tokens)
            yield slice(None), whole, _turned(whole, size) if counted else math.nan
    places = {given: place for place, given in enumerate(product(*states[1:]))}
    for given, row in block.rows.items():
        if block.table is not None:
            found = f"a row of {block.name!r} beside its table"
            tokens.fault(row.at, found, "one of the two", "Remove one.")
        elif given not in places:
            _note_unknown(block, given, row, states, tokens)
        else:
            counted = _is_counted(row, size, block, tokens)
            yield places[given], row, np.array(row.numbers) if counted else math.nan


def _turned(row: Row, size: int) -> Table:
    """Return the numbers of a table, which run over the variable first, as columns."""
    return np.reshape(row.numbers, (size, -1)).T


def _is_counted(row: Row, wanted: int, block: Block, tokens: Tokens) -> bool:
    if len(row.numbers) != wanted:
        found = f"{len(row.numbers)} numbers for {block.name!r}"
        tokens.fault(row.at, found, str(wanted), "Complete the row, or end it with a semicolon.")
    return len(row.numbers) == wanted


def _note_unknown(
    block: Block, given: tuple[str, ...], row: Row, states: list[tuple[str, ...]], tokens: Tokens
) -> None:
    """Note a row whose states are not those of the parents."""
    if len(given) != len(block.parents):
        found = f"{len(given)} states in a row of {block.name!r}"
        expected = f"{len(block.parents)}: {', '.join(block.parents) or 'it has no parents'}"
        tokens.fault(row.at, found, expected, "Give one state for each parent, in order.")
        return
    for parent, state, known in zip(block.parents, given, states[1:], strict=True):
        if state not in known:
            tokens.unknown(row.at, state, f"state of {parent}", known)


def _note_missing(
    block: Block, words: NDArray[np.int64], states: list[tuple[str, ...]], tokens: Tokens
) -> None:
    """Note rows that no line gives."""
    places = np.flatnonzero(words == -1)
    at = np.unravel_index(places[0], tuple(map(len, states[1:])))
    first = ", ".join(known[int(i)] for known, i in zip(states[1:], at, strict=True))
    said = f"row ({first})" if len(places) == 1 else f"{len(places)} rows, the first ({first}),"
    found = f"no {said} of {block.name!r}" if block.parents else f"no table of {block.name!r}"
    tokens.fault(block.at, found, "one for every state of the parents", "Add it, or a default.")
