"""What is asked of a cohort, and a batch of its rows read and answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from bayesdx.cohort.cases import CASE, CONFLICT, RULED_OUT, CaseReader
from bayesdx.cohort.coding import OPEN, WRONG, Coded, Meaning, coded
from bayesdx.cohort.columns import meanings
from bayesdx.cohort.scorer import Scored, Scorer
from bayesdx.errors import Fault
from bayesdx.findings import Vocabulary, vocabulary
from bayesdx.findings.terms import key
from bayesdx.inference.observed import nodes_of
from bayesdx.network import Network

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
    """

    targets: tuple[str, ...]
    level: float | None = None
    conflict: bool = False
    mapping: Path | str | None = None


class Asking:
    """A network, the columns of a cohort, and what is wanted of its rows."""

    def __init__(
        self, network: Network, header: Sequence[str], wanted: Wanted, *, rows: int
    ) -> None:
        """Read the header and lay out the tables.

        Args:
            network: the network to ask.
            header: the columns.
            wanted: what is wanted.
            rows: about how many rows will come.

        Raises:
            FindingError: an unknown target.
            FormatError: with every fault of the columns.
        """
        self.network = network
        self.words: Vocabulary = vocabulary(network.states)
        names = [network.nodes[node].name for node in nodes_of(network, wanted.targets)]
        self.wanted = replace(wanted, targets=tuple(dict.fromkeys(names)))
        special = [c for c in header if key(c) in _SPECIAL]
        self.meanings: tuple[Meaning, ...] = meanings(
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
        self.scorer = Scorer(
            network,
            [one.node for one in self.meanings],
            targets=self.wanted.targets,
            rows=rows,
            level=wanted.level,
            conflict=wanted.conflict,
        )

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that have to be read."""
        return (*self.used, *self.closed, *([self.case] if self.case else []))

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

    def _close(self, batch: Any, found: dict[str, Coded]) -> None:
        """Read the rows that rule states out, or code a finding both ways, one by one."""
        rows = sorted({r for c in self.closed for r, v in _texts(batch.column(c)) if v.strip()})
        for row in rows:
            faults: list[Fault] = []
            columns = {one.column: one.node for one in self.meanings}
            reader = CaseReader(self.words, columns, self.wanted.targets[0], self.header, faults)
            cells = {c: batch.column(c)[row].as_py() for c in (*self.used, *self.closed)}
            for one in reader.case("", cells):
                vector = np.ones(1) if one.vector is None else one.vector
                at = found.setdefault(one.node, self._unseen(one.node, batch.num_rows))
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
        at = found.setdefault(name, self._unseen(name, rows))
        at.codes[row] = WRONG
        found[name] = replace(at, wrong={**at.wrong, row: where})

    def _unseen(self, node: str, rows: int) -> Coded:
        """Return a finding that was examined in no row."""
        size = len(self.network.states[node])
        return Coded(np.full(rows, size, dtype=np.int16), {}, {})


def _texts(column: Any) -> list[tuple[int, str]]:
    """Return the rows of a column that hold text."""
    return [(row, str(v)) for row, v in enumerate(column.to_pylist()) if v is not None]
