"""A frame in memory, scored: pandas, polars or Arrow in, the same out."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any

from bayesdx.cohort.answers import columns
from bayesdx.cohort.asking import Asking, Wanted
from bayesdx.errors import Fault, FormatError
from bayesdx.network import Network

BATCH = 131_072
"""Rows that are read and answered at once."""

_FAULTS = 100
"""So many faulty rows are named in one message."""


def score(
    network: Network,
    frame: Any,
    *,
    targets: str | Sequence[str],
    level: float | None = None,
    conflict: bool = False,
    mapping: Any = None,
    strict: bool = True,
) -> Any:
    """Return the posteriors of `targets` for every row of a table, at the point values.

    P(target | findings of the row), exactly as `query` gives it; findings are found by the name of
    their column, null is not examined. A column holds states in words, categories or, for uncertain
    findings, structs with the likelihood of each state.

    Args:
        network: the network to ask.
        frame: a table of pandas, polars or Arrow.
        targets: the node or nodes whose posterior is wanted.
        level: the probability that the interval shall hold; None gives no interval.
        conflict: whether to give log2 [ Π P(e_i) / P(e_1, …, e_k) ] of each row.
        mapping: a csv that says which column is which finding (`column`, `finding`) and what its
            values mean (`value`, `state`).
        strict: whether a row that cannot be read or is impossible is refused; if not, it has
            nulls, and the reason in the column `rejected`.

    Returns:
        A table of the same kind, row for row (with the index, if it has one): `p_STATE` for each
        state of the target, `most_likely`, `probability_of_findings`; of several targets
        `p_TARGET_STATE` and `most_likely_TARGET`.

    Raises:
        FindingError: an unknown target.
        FormatError: with every fault of the columns; if `strict`, of the rows.

    >>> import bayesdx, pandas
    >>> frame = pandas.DataFrame({"tone": ["increased", None], "babinski": ["extensor", None]})
    >>> found = score(bayesdx.load("core"), frame, targets="pattern")
    >>> found["most_likely"].tolist()[0], found["probability_of_findings"].round(9).tolist()[1]
    ('umn', 1.0)
    """
    import pyarrow as pa

    table = _arrow(frame)
    names = (targets,) if isinstance(targets, str) else tuple(targets)
    wanted = Wanted(names, level=level, conflict=conflict, mapping=mapping)
    asking = Asking(network, table.column_names, wanted, rows=table.num_rows)
    parts = list(_parts(network, asking, table, strict=strict))
    if parts:
        whole = pa.Table.from_batches(parts)
    else:
        whole = next(_parts(network, asking, table, strict=strict, empty=True))
        whole = pa.Table.from_batches([whole])
    return _like(frame, whole)


def _parts(
    network: Network, asking: Asking, table: Any, *, strict: bool, empty: bool = False
) -> Iterator[Any]:
    """Yield the answers for one batch of rows after another."""
    import pyarrow as pa

    faults: list[Fault] = []
    # A table without columns would forget how many rows it has.
    table = table.select(asking.columns or table.column_names[:1])
    batches = [_batch(table)] if empty else _batches(table)
    done = 0
    for batch in batches:
        _, scored = asking.answer(batch)
        if strict:
            faults += [
                Fault(f"row {done + row}", reason, "findings of this network", "Correct the row.")
                for row, reason in scored.wrong.items()
            ]
            if len(faults) >= _FAULTS:
                break
        found = columns(network, scored)
        if not strict:
            reasons = [scored.wrong.get(row) for row in range(batch.num_rows)]
            found["rejected"] = pa.array(reasons, pa.string())
        done += batch.num_rows
        yield pa.RecordBatch.from_pydict(found)
    if faults:
        raise FormatError(faults[:_FAULTS])


def _batches(table: Any) -> Iterator[Any]:
    for start in range(0, table.num_rows, BATCH):
        yield _batch(table.slice(start, BATCH))


def _batch(table: Any) -> Any:
    """Return a table as one record batch."""
    import pyarrow as pa

    whole = table.unify_dictionaries().combine_chunks()
    arrays = [_one(column) for column in whole.columns]
    return pa.RecordBatch.from_arrays(arrays, names=whole.column_names)


def _one(column: Any) -> Any:
    import pyarrow as pa

    if column.num_chunks == 1:
        return column.chunk(0)
    return column.combine_chunks() if column.num_chunks else pa.array([], column.type)


def _arrow(frame: Any) -> Any:
    """Return a frame as an Arrow table."""
    import pyarrow as pa

    kind = type(frame).__module__.partition(".")[0]
    if isinstance(frame, pa.Table):
        return frame
    if isinstance(frame, pa.RecordBatch):
        return pa.Table.from_batches([frame])
    if kind == "pandas":
        return pa.Table.from_pandas(frame, preserve_index=False)
    if kind == "polars":
        return frame.to_arrow()
    said = f"{type(frame).__name__}"
    expected = "a table of pandas, polars or Arrow"
    raise FormatError(Fault("frame", said, expected, "Turn it into one of them."))


def _like(frame: Any, table: Any) -> Any:
    """Return an Arrow table as the kind of table that `frame` is."""
    kind = type(frame).__module__.partition(".")[0]
    if kind == "pandas":
        return table.to_pandas().set_index(frame.index)
    if kind == "polars":
        return sys.modules["polars"].from_arrow(table)
    return table
