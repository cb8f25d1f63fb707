"""What was read a second time, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from bayesdx import resources
from bayesdx.csvfile import read_rows


@dataclass(frozen=True, slots=True)
class Audit:
    """One row or publication that was read a second time; the table holds no date of it.

    Attributes:
        id: the row, a key of `Evidence.estimates` or `Evidence.sources`, or of what is excluded.
        kind: "estimate" or "source".
        checked: what was compared with the text.
        verdict: confirmed, corrected, not found again or wrong; of the row as it stood before.
        error_class: label, count, interval, source or bibliography, where there was an error.
        remark: what was found.
    """

    id: str
    kind: str
    source_id: str
    leverage: str
    checked: str
    verdict: str
    error_class: str
    remark: str


def load_audits(folder: Path | None = None) -> Mapping[str, Audit]:
    """Return id → what the second reading found; what was read once is not in it.

    Args:
        folder: where the table is; by default data/ of this bayesdx.

    Raises:
        EvidenceError: with everything that is wrong with the file or its header.

    >>> load_audits()["houten2008_babinski_umn"].verdict
    'confirmed'
    """
    path = (folder or resources.folder("data")) / "audit.csv"
    rows = (Audit(**row) for row in read_rows(path, Audit.__slots__))
    return MappingProxyType({row.id: row for row in rows})
