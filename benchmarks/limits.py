"""What this machine can do at best: copying memory, and fetching a row of a table at random.

    python -m benchmarks.limits

The second is what a cohort's row cannot be faster than: its answer stands somewhere in a table.
"""

from __future__ import annotations

import os
import platform
import sys

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.common import median_time

COPIED = 1 << 25  # numbers of 8 bytes: 256 MB
ROWS, TABLE, WIDTH = 1_000_000, 1 << 20, 4


def main() -> int:
    table = Table(title="this machine")
    for header in ("what", "measured"):
        table.add_column(header)
    table.add_row("machine", f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}")
    table.add_row("Python, NumPy", f"{platform.python_version()}, {np.__version__}")
    table.add_row("memory copied", f"{bandwidth():.1f} GB/s (read and written)")
    table.add_row("random row of a table gathered", f"{gather() * 1e9:.1f} ns a row of {WIDTH}")
    Console(width=100).print(table)
    return 0


def bandwidth() -> float:
    """Return gigabytes read and written in a second by one copy."""
    source, sink = np.ones(COPIED), np.empty(COPIED)
    return 2 * source.nbytes / median_time(lambda: np.copyto(sink, source)) / 1e9


def gather(rows: int = ROWS) -> float:
    """Return the seconds for one row of a table of 32 MB, fetched at a random place."""
    rng = np.random.default_rng(1)
    table = rng.random((TABLE, WIDTH))
    places, found = rng.integers(0, TABLE, rows), np.empty((rows, WIDTH))
    take = median_time(lambda: np.take(table, places, axis=0, out=found, mode="clip"))
    return take / rows


if __name__ == "__main__":
    sys.exit(main())
