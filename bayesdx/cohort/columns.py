"""Which column is which finding: by its name, or by a mapping file."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from bayesdx.cohort.coding import Meaning
from bayesdx.errors import Fault, FormatError
from bayesdx.findings import Vocabulary
from bayesdx.formats.table import read_csv

_COLUMN, _FINDING, _VALUE, _STATE = "column", "finding", "value", "state"


def meanings(
    header: Sequence[str],
    words: Vocabulary,
    *,
    targets: Collection[str],
    mapping: Path | str | None = None,
    special: Collection[str] = (),
    prefix: str = "",
) -> tuple[Meaning, ...]:
    """Return the columns that are findings of a network.

    Args:
        header: the columns of a frame.
        words: the words of the network.
        targets: the nodes that are asked for; they may not be columns.
        mapping: a csv with the columns `column` and `finding`, and where values have names of
            their own `value` and `state`; with it, no other column is a finding.
        special: columns that are no findings whatever their name.
        prefix: what the name of a column may have before that of the finding.

    Raises:
        FormatError: with every fault: two columns for one finding, a column for a target, a
            mapping that names what is not there.
    """
    faults: list[Fault] = []
    if mapping is not None:
        found = _mapped(Path(mapping), header, words, faults)
    else:
        named = [
            (column, words.node(column.removeprefix(prefix)))
            for column in header
            if column not in special
        ]
        found = [Meaning(column, node) for column, node in named if node is not None]
    faults += _clashes(found, targets)
    if faults:
        raise FormatError(faults)
    return tuple(found)


def _clashes(found: Sequence[Meaning], targets: Collection[str]) -> list[Fault]:
    first: dict[str, str] = {}
    faults = []
    for one in found:
        if one.node in targets:
            said = f"the column {one.column}, which is the target"
            faults.append(Fault("header", said, "findings only", "Rename or remove it."))
        elif one.node in first:
            said = f"the columns {first[one.node]} and {one.column}, which are both {one.node}"
            faults.append(Fault("header", said, "one of them", "Remove one."))
        first.setdefault(one.node, one.column)
    return faults


def _mapped(
    path: Path, header: Sequence[str], words: Vocabulary, faults: list[Fault]
) -> list[Meaning]:
    """Return what a mapping file says; what is wrong with it is appended to `faults`."""
    table = read_csv(path)
    faults += table.faults
    if not {_COLUMN, _FINDING} <= set(table.columns):
        remedy = "Name the columns column, finding and, if need be, value, state."
        said = f"the columns {', '.join(table.columns)}"
        raise FormatError(Fault(path.name, said, f"{_COLUMN} and {_FINDING}", remedy))
    found: dict[str, Meaning] = {}
    for place, row in table.rows:
        column, name, value, state = (
            str(row.get(key) or "").strip() for key in (_COLUMN, _FINDING, _VALUE, _STATE)
        )
        node = words.node(name)
        if column not in header:
            faults.append(Fault(place, f"the column {column!r}", "a column of the cases", "Check."))
        elif node is None:
            faults.append(words.unknown(name, place))
        else:
            one = found.setdefault(column, Meaning(column, node))
            more = {value: state} if value else {}
            found[column] = Meaning(column, one.node, {**one.values, **more})
    return list(found.values())
