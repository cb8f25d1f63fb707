"""What a partition of a cohort takes of one core and of the disk, and what 10^10 rows would.

    python -m benchmarks.partition [ROWS]

The cases of benchmarks/cohort.py, from Parquet to Parquet, as a worker answers them: in one thread,
the tables laid out before. Seconds are those of the processor; the largest of several partitions is
left out as the one that loads what is used first. What is sent to every worker is told in bytes.
"""

from __future__ import annotations

import pickle
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import bayesdx
from bayesdx.cohort.answering import answer
from bayesdx.cohort.asking import Asking, Wanted
from bayesdx.cohort.partitions import PART_ROWS, open_cohort
from benchmarks.cohort import written

MANY = 10**10
CORES = 64


def main(arguments: Sequence[str] = ()) -> int:
    rows = int(arguments[0]) if arguments else 4 * PART_ROWS
    network = bayesdx.load("localisation")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "answers").mkdir()
        written(network, folder / "cases.parquet", rows)
        cohort = open_cohort(folder / "cases.parquet")
        for target in ("pattern", "cause"):
            asking = Asking(network, cohort.header, Wanted((target,)), rows=rows)
            took = []
            for partition, _ in cohort.partitions(asking.columns, folder, PART_ROWS):
                used = time.process_time()
                answer(asking, partition, folder, strict=False)
                took.append((time.process_time() - used) / partition.rows)
            told(target, folder, rows, statistics.median(sorted(took)[:-1]), asking)
    return 0


def told(target: str, folder: Path, rows: int, seconds: float, asking: Asking) -> None:
    given = (folder / "cases.parquet").stat().st_size / rows
    got = sum(path.stat().st_size for path in (folder / "answers").iterdir()) / rows
    print(f"{target}: {seconds * 1e6:.2f} µs of one core a row, {1 / seconds:,.0f} rows/s;")
    print(f"  {given:.1f} bytes a row in, {got:.1f} out;")
    print(f"  {len(pickle.dumps(asking)) / 1e6:.0f} MB sent to each worker")
    hours = MANY * seconds / 3600
    print(
        f"  1e10 rows: {hours:.1f} core hours, {hours / CORES * 60:.0f} minutes on {CORES} cores;"
    )
    print(f"  {MANY * given / 1e9:.0f} GB in, {MANY * got / 1e9:.0f} GB out")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
