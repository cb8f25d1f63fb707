"""A file of cases, read batch by batch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bayesdx.cohort import source as module
from bayesdx.cohort.source import open_source

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


def written(path, words, group):
    """Write a Parquet file of one column."""
    pq.write_table(pa.table({"tone": words}), path, row_group_size=group)
    return open_source(path)


@settings(max_examples=40, deadline=None)
@given(
    rows=st.integers(1, 60),
    group=st.integers(1, 20),
    go=st.integers(1, 40),
    size=st.integers(1, 70),
    first=st.integers(0, 70),
)
def test_every_row_from_the_first_on_comes_once_and_in_order(
    tmp_path_factory, rows, group, go, size, first
):
    source = written(tmp_path_factory.mktemp("cases") / "a.parquet", list(range(rows)), group)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_GO", go)
        batches = list(source.batches(["tone"], [], first=first, size=size))
    assert [row for batch in batches for row in batch["tone"].to_pylist()] == [*range(first, rows)]
    assert all(batch.num_rows <= size for batch in batches)


def test_memory_does_not_grow_with_the_rows_that_were_read(tmp_path, monkeypatch):
    # A hundred row groups of 8 kB that no compression makes smaller.
    rng = np.random.default_rng(1)
    words = [rng.bytes(16).hex() for _ in range(25_000)]
    source = written(tmp_path / "a.parquet", words, 250)
    monkeypatch.setattr(module, "_GO", 1000)
    before = pa.total_allocated_bytes()
    held = []
    for batch in source.batches(["tone"], [], first=0, size=250):
        del batch
        held.append(pa.total_allocated_bytes() - before)
    assert len(held) == 100
    assert max(held) < 300_000  # of 900,000 in all
