"""Cohorts cut into partitions."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayesdx.cohort.partitions import cuts, open_cohort
from bayesdx.errors import FormatError


@given(groups=st.lists(st.integers(0, 50)), most=st.integers(1, 20))
def test_every_row_is_in_one_partition_and_none_is_too_long(groups, most):
    found = cuts(groups, most)
    rows = [row for first, many in found for row in range(first, first + many)]
    assert rows == list(range(sum(groups)))
    assert all(0 < many <= most for _, many in found)


def written(path, **columns):
    pq.write_table(pa.table(columns), path)


def test_files_of_a_folder_are_numbered_on_and_hidden_ones_passed_over(tmp_path):
    written(tmp_path / "b.parquet", tone=["normal"] * 3)
    written(tmp_path / "a.parquet", tone=["normal"] * 5)
    (tmp_path / "_summary.parquet").write_bytes(b"")
    found = [one for one, _ in open_cohort(tmp_path).partitions(("tone",), tmp_path, 4)]
    assert [(p.path.name, p.start, p.first, p.rows) for p in found] == [
        *(("a.parquet", 0, 0, 4), ("a.parquet", 4, 4, 1), ("b.parquet", 0, 5, 3))
    ]


def test_a_csv_is_cut_as_it_is_read(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text('tone\nnormal\n"increased"\ndecreased\n', encoding="utf-8")
    found = list(open_cohort(path).partitions(("tone",), tmp_path, 2))
    assert [(p.start, p.first, p.rows) for p, _ in found] == [(0, 0, 2), (0, 2, 1)]
    assert [t["tone"].to_pylist() for _, t in found] == [["normal", "increased"], ["decreased"]]


def test_every_file_that_differs_is_named(tmp_path):
    written(tmp_path / "a.parquet", case_id=["1"], tone=["normal"])
    written(tmp_path / "b.parquet", case_id=["1"], reflexes=["normal"])
    written(tmp_path / "c.parquet", case_id=[1], tone=["normal"])
    (tmp_path / "d.parquet").write_bytes(b"PAR1 no more")
    written(tmp_path / "e.parquet", tone=["normal"], case_id=["2"])
    with pytest.raises(FormatError) as caught:
        open_cohort(tmp_path)
    faults = [(fault.where, fault.found) for fault in caught.value.faults]
    assert faults[:2] == [
        ("b.parquet", "a difference in reflexes, tone"),
        ("c.parquet", "a difference in case_id"),
    ]
    assert [where for where, _ in faults[2:]] == ["d.parquet"]


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(FormatError, match="no Parquet file"):
        open_cohort(tmp_path)
