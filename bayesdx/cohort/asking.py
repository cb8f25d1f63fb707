"""What is asked of a cohort, and a batch of its rows read and answered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bayesdx.cohort.answers import columns, said
from bayesdx.cohort.arrays import numbers
from bayesdx.cohort.arrays import words as texts
from bayesdx.cohort.cases import CASE, CONFLICT, RULED_OUT, CaseReader
from bayesdx.cohort.coding import OPEN, WRONG, Coded, coded, unseen
from bayesdx.cohort.columns import meanings
from bayesdx.cohort.decision import Decision, read_decision
from bayesdx.cohort.scorer import Scored, Scorer
from bayesdx.errors import Fault
from bayesdx.findings import Vocabulary, vocabulary
from bayesdx.findings.terms import key
from bayesdx.inference.observed import nodes_of
from bayesdx.inference.separator import Tables
from bayesdx.network import Network

_FEWEST, _NUMBERS = 4096, 1 << 20
"""Rows, and numbers in their answers, that are worked on at once."""

_SLOW = 2048
"""Rows at once where each has an interval."""

_CLOSED = (RULED_OUT, CONFLICT)
_SPECIAL = (CASE, *_CLOSED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of each row.

    Attributes:
        targets: the nodes asked about.
        level: the probability that the interval shall hold; None gives no interval.
        conflict: whether to give the conflict of the findings.
        mapping: a csv that says which column is which finding.
        same_decision: the threshold of a decision that may not outlast some tests; None if there
            is none.
        decide: what the decision is about, NODE=STATE; the first target if empty.
        after: the tests.
    """

    targets: tuple[str, ...]
    level: float | None = None
    conflict: bool = False
    mapping: Path | str | None = None
    same_decision: float | None = None
    decide: str = ""
    after: tuple[str, ...] = ()

    def said(self) -> dict[str, str]:
        """Return it in texts, the mapping with what is in it; another question has others."""
        said = {name: str(value) for name, value in asdict(self).items()}
        if self.mapping is not None:
            said["mapping"] += f" {hashlib.sha256(Path(self.mapping).read_bytes()).hexdigest()}"
        return said


class Answered(NamedTuple):
    """What became of some rows.

    Attributes:
        answers: an Arrow table with one row for each row that can be answered.
        rejects: one with `row`, `case_id` and `reason` for the others.
        blank: how many of the answers are to no finding at all.
    """

    answers: Any
    rejects: Any
    blank: int


class Asking:
    """A network, the columns of a cohort, and what is wanted of its rows.

    It answers any batch of such rows, in threads at once, and can be sent to another process: what
    was laid out goes with it.
    """

    def __init__(
        self,
        network: Network,
        header: Sequence[str],
        wanted: Wanted,
        *,
        rows: int,
        tables: Mapping[str, Tables | None] | None = None,
    ) -> None:
        """Read the header and lay out the tables.

        Args:
            network: the network to ask.
            header: the columns.
            wanted: what is wanted.
            rows: about how many rows will come.
            tables: what was laid out before for the same.

        Raises:
            FindingError: an unknown target; a decision that is none.
            FormatError: with every fault of the columns.
        """
        self.network = network
        self.words: Vocabulary = vocabulary(network.states)
        names = [network.nodes[node].name for node in nodes_of(network, wanted.targets)]
        self.wanted = replace(wanted, targets=tuple(dict.fromkeys(names)))
        special = [c for c in header if key(c) in _SPECIAL]
        self.meanings = meanings(
            header,
            self.words,
            targets=self.wanted.targets,
            mapping=wanted.mapping,
            special=special,
        )
        self.case = next((c for c in special if key(c) == CASE), None)
        self.closed = [c for c in special if key(c) in _CLOSED and wanted.mapping is None]
        self.used = tuple(one.column for one in self.meanings)
        self.unused = tuple(c for c in header if c not in (*self.used, *special))
        self.header = frozenset(map(key, header))
        self.sent = (tuple(header), wanted, rows)
        self.scorer = Scorer(
            network,
            [one.node for one in self.meanings],
            targets=self.wanted.targets,
            rows=rows,
            level=wanted.level,
            conflict=wanted.conflict,
            decision=_decision(network, names, wanted),
            tables=tables,
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """Send the numbers of the network, without what they came from."""
        network = self.network
        plain = Network(
            network.name,
            network.version,
            network.nodes,
            network.tables,
            tuple(network.draws) if self.wanted.level else (),
        )
        return _again, (plain, *self.sent, self.scorer.tables)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that have to be read."""
        return (*self.used, *self.closed, *([self.case] if self.case else []))

    def at_once(self, most: int) -> int:
        """Return how many rows to answer at once, so that the answers stay near the processor."""
        if self.wanted.level:
            return min(most, _SLOW)
        wide = sum(len(self.network.states[name]) for name in self.wanted.targets)
        return max(1, min(most, max(_FEWEST, _NUMBERS // wide)))

    def answer(self, batch: Any) -> tuple[Mapping[str, Coded], Scored]:
        """Return the findings of a batch of rows, and the answers.

        Args:
            batch: an Arrow record batch with `columns`.
        """
        found = {
            one.node: coded(batch.column(one.column), one, self.words) for one in self.meanings
        }
        if self.closed:
            self._close(batch, found)
        return found, self.scorer.score(found, batch.num_rows)

    def answered(self, rows: Any, *, first: int = 0, words: bool = False) -> Answered:
        """Return the answers for some rows, and the rows that have none.

        Of a row that can be answered there is its `case_id` (or the number of the `row`, from 1),
        the posteriors and whatever else is wanted, and the `network`.

        Args:
            rows: an Arrow table or record batch; other columns than `columns` are not looked at.
            first: how many rows came before.
            words: whether the findings shall be there in words.
        """
        import pyarrow as pa

        batch = as_batch(rows, self.columns)
        found, scored = self.answer(batch)
        ids = batch.column(self.case) if self.case else None
        counted = numbers(np.arange(first + 1, first + batch.num_rows + 1))
        wrong = _nameless(ids, scored.wrong)
        answers = {CASE: ids} if ids is not None else {"row": counted}
        answers |= columns(self.network, scored)
        if words:
            answers["findings"] = said(self.network, found, batch.num_rows)
        name = texts([self.network.version or self.network.name])
        zeros = numbers(np.zeros(batch.num_rows, dtype=np.int8))
        answers["network"] = pa.DictionaryArray.from_arrays(zeros, name)
        table = pa.Table.from_pydict(answers)
        blank = self._blank(found, batch.num_rows)
        if wrong:
            good = np.ones(batch.num_rows, dtype=bool)
            good[list(wrong)] = False
            table, blank = table.filter(numbers(good)), blank & good
        gone = numbers(np.array(sorted(wrong), dtype=np.int64))
        rejects = {
            "row": counted.take(gone),
            CASE: pa.nulls(len(wrong), pa.string()) if ids is None else ids.take(gone),
            "reason": texts([wrong[row] for row in sorted(wrong)]),
        }
        return Answered(table, pa.table(rejects), int(np.count_nonzero(blank)))

    def _blank(self, found: Mapping[str, Coded], rows: int) -> NDArray[np.bool_]:
        """Return which rows have no finding."""
        blank = np.ones(rows, dtype=bool)
        for name, one in found.items():
            blank &= one.codes == len(self.network.states[name])
        return blank

    def _close(self, batch: Any, found: dict[str, Coded]) -> None:
        """Read the rows that rule states out, or code a finding both ways, one by one."""
        rows = sorted({r for c in self.closed for r, v in _texts(batch.column(c)) if v.strip()})
        for row in rows:
            faults: list[Fault] = []
            named = {one.column: one.node for one in self.meanings}
            reader = CaseReader(self.words, named, self.wanted.targets[0], self.header, faults)
            cells = {c: batch.column(c)[row].as_py() for c in (*self.used, *self.closed)}
            for one in reader.case("", cells):
                vector = np.ones(1) if one.vector is None else one.vector
                at = found.setdefault(
                    one.node, unseen(len(self.network.states[one.node]), batch.num_rows)
                )
                at.codes[row] = OPEN
                found[one.node] = replace(at, open={**at.open, row: vector})
            if faults:
                self._refuse(found, row, faults, batch.num_rows)

    def _refuse(
        self, found: dict[str, Coded], row: int, faults: Sequence[Fault], rows: int
    ) -> None:
        """Give a row that cannot be read the reasons."""
        where = " | ".join(f"{f.where.rpartition(' ')[2]}: {f.found}; {f.remedy}" for f in faults)
        name = next(iter(found), self.wanted.targets[0])
        at = found.setdefault(name, unseen(len(self.network.states[name]), rows))
        at.codes[row] = WRONG
        found[name] = replace(at, wrong={**at.wrong, row: where})


def _decision(network: Network, targets: Sequence[str], wanted: Wanted) -> Decision | None:
    """Return the decision that may not outlast some tests, if one is asked about."""
    if wanted.same_decision is None:
        return None
    return read_decision(network, targets, wanted.same_decision, wanted.decide, wanted.after)


def _again(
    network: Network,
    header: Sequence[str],
    wanted: Wanted,
    rows: int,
    tables: Mapping[str, Tables | None],
) -> Asking:
    """Return what was sent from another process."""
    return Asking(network, header, wanted, rows=rows, tables=tables)


def _nameless(ids: Any, wrong: Mapping[int, str]) -> dict[int, str]:
    """Return the faults, and those of rows without an id, which could not be told apart."""
    found = dict(wrong)
    if ids is not None and ids.null_count:
        for row in np.flatnonzero(np.array(ids.is_null())).tolist():
            found[row] = f"no {CASE}" + (f" | {found[row]}" if row in found else "")
    return found


def as_batch(rows: Any, columns: Sequence[str]) -> Any:
    """Return some columns of an Arrow table as one record batch."""
    import pyarrow as pa

    # A table without columns would forget how many rows it has.
    some = rows.select(list(columns) or rows.schema.names[:1])
    if isinstance(some, pa.RecordBatch):
        return some
    whole = some.unify_dictionaries().combine_chunks()
    arrays = [_one(column) for column in whole.columns]
    return pa.RecordBatch.from_arrays(arrays, names=whole.column_names)


def _one(column: Any) -> Any:
    import pyarrow as pa

    if column.num_chunks == 1:
        return column.chunk(0)
    return column.combine_chunks() if column.num_chunks else pa.nulls(0, column.type)


def _texts(column: Any) -> list[tuple[int, str]]:
    """Return the rows of a column that hold text."""
    return [(row, str(v)) for row, v in enumerate(column.to_pylist()) if v is not None]
