"""Every benchmark of the engine in one run: `python -m benchmarks`, some minutes on two cores.

Needs the `bench` extra. What is printed is a ratio against pyAgrum or pgmpy asked for the same in
the same process, and what this machine can do at best.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys

PARTS = (
    *("limits", "inference", "sensitivity", "draws", "cohort", "partition"),
    *("explain", "advice", "parameters", "uncertainty", "growth"),
)


def main() -> int:
    if importlib.util.find_spec("pyagrum") is None:
        print("pyAgrum is not installed; the bench extra has it: pip install -e '.[bench]'")
        return 1
    for part in PARTS:
        print(f"\n== {part}", flush=True)
        importlib.import_module(f"benchmarks.{part}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
