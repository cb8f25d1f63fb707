"""What was read a second time leads to rows that are there, or that are known to be left out."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from bayesdx import load_evidence
from bayesdx.errors import EvidenceError
from bayesdx.evidence import load_audits


def test_every_row_is_found_by_its_id(root: Path) -> None:
    evidence, audits = load_evidence(), load_audits()
    with (root / "data" / "excluded.csv").open(encoding="utf-8") as file:
        left_out = {row["id"] for row in csv.DictReader(file)}
    assert {*audits} <= {*evidence.estimates, *evidence.sources} | left_out


def test_the_verdicts_are_those_that_the_readme_counts(root: Path) -> None:
    said = Counter(one.verdict for one in load_audits().values() if one.kind == "estimate")
    text = (root / "data" / "README.md").read_text("utf-8")
    for verdict in ("confirmed", "corrected", "not found again"):
        assert f"{said[verdict]} {verdict}" in text


def test_a_table_that_lacks_a_column_is_refused(tmp_path: Path) -> None:
    (tmp_path / "audit.csv").write_text("id,verdict\na,confirmed\n")
    with pytest.raises(EvidenceError, match=r"audit\.csv: found the columns id"):
        load_audits(tmp_path)
