"""How long a cohort takes: in memory beside pyAgrum's loop, from Parquet to Parquet beside reading.

    python benchmarks/cohort.py [ROWS …]

Needs the `bench` extra. Fifteen findings of `localisation`, 30% of them not examined, one target.
pyAgrum is asked row by row for a sample and extrapolated: its LazyPropagation is kept, the findings
are exchanged for each row, one target is declared. Peak memory is that of a process of its own.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import bayesdx
from bayesdx.cohort import score, score_file
from bayesdx.formats.bif import write_bif
from bayesdx.network import Network

FINDINGS = (
    *("setting", "age_band", "time_since_onset", "tone", "reflexes", "clonus", "babinski"),
    *("hoffmann", "atrophy", "emg", "fasciculations", "sensory_loss", "ncs_cmap", "mri_spine"),
    "bulbar_signs",
)
SEED, MISSING, SAMPLE, CHECKED = 20261101, 0.3, 300, 1000


def main(arguments: list[str]) -> int:
    network = bayesdx.load("localisation")
    if arguments[:1] == ["--alone"]:
        return alone(network, Path(arguments[1]), Path(arguments[2]))
    sizes = [int(word) for word in arguments] or [1_000_000, 5_000_000]
    frame = made_up(network, sizes[0])
    for target in ("pattern", "cause"):
        in_memory(network, frame, target)
    for rows in sizes:
        on_disk(network, rows)
    return 0


def made_up(network: Network, rows: int, seed: int = SEED) -> Any:
    """Return findings as categories, each drawn on its own."""
    rng = np.random.default_rng(seed)
    columns = {}
    for name in FINDINGS:
        states = network.states[name]
        codes = rng.integers(0, len(states), rows).astype(np.int8)
        gone = rng.random(rows) < MISSING
        columns[name] = pa.DictionaryArray.from_arrays(pa.array(codes, mask=gone), pa.array(states))
    return pa.table(columns)


def in_memory(network: Network, frame: Any, target: str) -> None:
    start = time.perf_counter()
    found = score(network, frame, targets=target, strict=False)
    ours = (time.perf_counter() - start) / frame.num_rows
    theirs = agrum(network, frame.slice(0, SAMPLE).to_pylist(), target)
    print(f"{target}, {frame.num_rows:,} rows in memory: {ours * 1e6:.2f} µs a row;", end=" ")
    print(f"pyAgrum {theirs * 1e6:.0f} µs (of {SAMPLE}); {ours / theirs:.5f} (goal 0.002)")
    worst = farthest(network, frame, found, target)
    print(f"  farthest from single queries, {CHECKED} rows: {worst:.1e}")


def farthest(network: Network, frame: Any, found: Any, target: str) -> float:
    """Return the largest difference from single queries on sampled rows."""
    rows = np.random.default_rng(SEED).choice(frame.num_rows, CHECKED)
    given, got = frame.take(rows).to_pylist(), found.take(rows).to_pylist()
    worst = 0.0
    for row, answer in zip(given, got, strict=True):
        if answer["rejected"] is None:
            one = bayesdx.query(network, row, target=target)
            for state, p in zip(one.states, one.probability.tolist(), strict=True):
                worst = max(worst, abs(answer[f"p_{state}"] - p))
    return worst


def agrum(network: Network, rows: list[dict[str, Any]], target: str) -> float:
    """Return pyAgrum's seconds for a row."""
    import pyagrum

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.bif"
        path.write_text(write_bif(network), encoding="utf-8")
        engine = pyagrum.LazyPropagation(pyagrum.loadBN(str(path)))
    engine.addTarget(target)
    start = time.perf_counter()
    for row in rows:
        engine.setEvidence({name: state for name, state in row.items() if state is not None})
        try:
            engine.makeInference()
            engine.posterior(target).toarray()
        except pyagrum.GumException:
            continue
    return (time.perf_counter() - start) / len(rows)


def on_disk(network: Network, rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        cases, out = Path(folder) / "cases.parquet", Path(folder) / "out.parquet"
        written(network, cases, rows)
        start = time.perf_counter()
        for _ in pq.ParquetFile(cases, read_dictionary=list(FINDINGS)).iter_batches(131_072):
            pass
        reading = time.perf_counter() - start
        command = [sys.executable, __file__, "--alone", str(cases), str(out)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        whole, peak = map(float, done.stdout.split())
        print(
            f"Parquet to Parquet, {rows:,} rows: {whole:.2f} s, reading {reading:.2f} s:", end=" "
        )
        print(f"{whole / reading:.1f}× (goal 6); peak {peak:.2f} GB (goal 2)")


def written(network: Network, path: Path, rows: int) -> None:
    """Write a file of cases, a million rows at a time."""
    step = 1_000_000
    schema = made_up(network, 1).schema
    with pq.ParquetWriter(path, schema) as writer:
        for start in range(0, rows, step):
            writer.write_table(made_up(network, min(step, rows - start), SEED + start), 1 << 17)


def alone(network: Network, cases: Path, out: Path) -> int:
    """Score a file, and print the seconds and the gigabytes that took."""
    start = time.perf_counter()
    score_file(network, cases, targets="pattern", out=out)
    seconds = time.perf_counter() - start
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
