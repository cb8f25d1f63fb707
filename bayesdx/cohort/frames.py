"""A frame in memory, scored: pandas, polars or Arrow in, the same out."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bayesdx.cohort.answers import columns
from bayesdx.cohort.arrays import words
from bayesdx.cohort.asking import Asking, Wanted, as_batch
from bayesdx.cohort.pool import in_order
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
    same_decision: float | None = None,
    decide: str = "",
    after: Sequence[str] = (),
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
        same_decision: a threshold t; the column `same_decision` then has Σ_x P(x | findings)
            [P(yes | x, findings) ≥ t is as true as P(yes | findings) ≥ t] over all results x of
            those of the tests `after` that are not examined in a row: exact, at the price of one
            more question for each combination of results.
        decide: what is yes, NODE=STATE, of one of the targets; the first one if empty.
        after: the tests that might be done, findings of the network.
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

    table = arrow(frame)
    names = (targets,) if isinstance(targets, str) else tuple(targets)
    wanted = Wanted(names, level, conflict, mapping, same_decision, decide, tuple(after))
    asking = Asking(network, table.column_names, wanted, rows=table.num_rows)
    parts = list(_parts(network, asking, table, strict=strict))
    return _like(frame, pa.Table.from_batches(parts))


def _parts(network: Network, asking: Asking, table: Any, *, strict: bool) -> Iterator[Any]:
    """Yield the answers for one batch of rows after another."""
    import pyarrow as pa

    size = asking.at_once(BATCH)

    def answer(start: int) -> tuple[dict[str, Any], Mapping[int, str], int]:
        batch = as_batch(table.slice(start, size), asking.columns)
        _, scored = asking.answer(batch)
        return columns(network, scored), scored.wrong, batch.num_rows

    faults: list[Fault] = []
    starts = range(0, max(1, table.num_rows), size)
    for start, (found, wrong, rows) in zip(starts, in_order(answer, starts), strict=True):
        if strict:
            faults += [
                Fault(f"row {start + row}", reason, "findings of this network", "Correct the row.")
                for row, reason in wrong.items()
            ]
            if len(faults) >= _FAULTS:
                break
        else:
            reasons = [wrong.get(row) for row in range(rows)] if wrong else None
            found["rejected"] = words(reasons) if reasons else pa.nulls(rows, pa.string())
        yield pa.RecordBatch.from_pydict(found)
    if faults:
        raise FormatError(faults[:_FAULTS])


def arrow(frame: Any) -> Any:
    """Return a frame as an Arrow table.

    Args:
        frame: a table of pandas, polars or Arrow.

    Raises:
        FormatError: another kind of frame; two columns of one name.
    """
    import pyarrow as pa

    kind = type(frame).__module__.partition(".")[0]
    if kind == "pandas":
        _check_names([str(name) for name in frame.columns])
        return pa.Table.from_pandas(frame, preserve_index=False)
    if kind == "polars":
        return frame.to_arrow()
    if isinstance(frame, pa.Table | pa.RecordBatch):
        _check_names(frame.schema.names)
        return frame if isinstance(frame, pa.Table) else pa.Table.from_batches([frame])
    said = f"{type(frame).__name__}"
    expected = "a table of pandas, polars or Arrow"
    raise FormatError(Fault("frame", said, expected, "Turn it into one of them."))


def _check_names(names: Sequence[str]) -> None:
    twice = sorted(name for name, times in Counter(names).items() if times > 1)
    if twice:
        said = f"two columns {', '.join(map(repr, twice))}"
        raise FormatError(Fault("frame", said, "each name once", "Rename or remove one."))


def _like(frame: Any, table: Any) -> Any:
    """Return an Arrow table as the kind of table that `frame` is."""
    kind = type(frame).__module__.partition(".")[0]
    if kind == "pandas":
        return table.to_pandas().set_index(frame.index)
    if kind == "polars":
        return sys.modules["polars"].from_arrow(table)
    return table
