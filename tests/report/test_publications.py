"""Which publications a network rests on."""

from __future__ import annotations

import bayesdx
from bayesdx.report.honesty import honest_numbers
from bayesdx.report.publications import publications


def test_every_publication_and_number_is_counted_once() -> None:
    core = bayesdx.load("core")
    rows, total = publications(core, bayesdx.load_evidence()), honest_numbers(core)[-1]
    assert len(rows) == len({row["reference"] for row in rows}) == total["sources"]
    assert sum(row["numbers"] for row in rows) == total["estimates"]


def test_an_incomplete_reference_says_so() -> None:
    rows = publications(bayesdx.load("core"), bayesdx.load_evidence())
    partial = [row for row in rows if row["bibliography"] != "verified"]
    assert partial
    assert all(f"[bibliography {row['bibliography']}]" in row["reference"] for row in partial)
