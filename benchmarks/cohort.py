"""How long a cohort takes: in memory beside pyAgrum's loop, from Parquet to Parquet beside reading.

    python -m benchmarks.cohort [ROWS …]

Needs the `bench` extra, and `fast` for the compiled loop. Fifteen findings of `localisation`, 30%
of them not examined, one target. pyAgrum is asked row by row for a sample and extrapolated: its
LazyPropagation is kept, the findings are exchanged for each row, one target is declared. Peak
memory is that of a process of its own.

"First" lays the tables out and loads numba with what it has compiled on this machine (or compiles,
if it has not); "again" finds them, the median of five. The gather is that of a random row of the
largest table for each row, by NumPy. Seconds of the clock suffer from whatever else the machine
does; those of the processor, of all threads together, less so.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import bayesdx
from bayesdx.cohort import score, score_file, scorer
from bayesdx.cohort.scorer import ENTRIES
from bayesdx.inference.engine import engine_of
from bayesdx.inference.separator import Fused, compiled, compiling, known_tables, laying
from bayesdx.network import Network
from benchmarks.common import agrum_of

FINDINGS = (
    *("setting", "age_band", "time_since_onset", "tone", "reflexes", "clonus", "babinski"),
    *("hoffmann", "atrophy", "emg", "fasciculations", "sensory_loss", "ncs_cmap", "mri_spine"),
    "bulbar_signs",
)
SEED, MISSING, SAMPLE, CHECKED = 20261101, 0.3, 300, 1000


def main(arguments: Sequence[str] = ()) -> int:
    network = bayesdx.load("localisation")
    if "--alone" in arguments[:1]:
        return alone(network, Path(arguments[1]), Path(arguments[2]))
    if "--memory" in arguments[:1]:
        return in_memory(network, made_up(network, int(arguments[1])), arguments[2])
    sizes = [int(word) for word in arguments] or [1_000_000, 5_000_000]
    for rows in sizes:  # first, for a process inherits the peak of the one that starts it
        on_disk(network, rows)
    for target in ("pattern", "cause"):  # each in a process that has loaded nothing yet
        command = [sys.executable, "-m", "benchmarks.cohort", "--memory", str(sizes[0]), target]
        subprocess.run(command, check=True)
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


def in_memory(network: Network, frame: Any, target: str) -> int:
    rows = frame.num_rows
    theirs, busy = agrum(network, frame.slice(0, SAMPLE).to_pylist(), target)
    limit, shape = gathered(network, target, rows)
    print(f"{target}, {rows:,} rows in memory; pyAgrum (of {SAMPLE} rows) {theirs * 1e6:.0f} µs")
    print(f"  a row, {busy * 1e6:.0f} of the processor;", end=" ")
    print(f"a random row of a table of {shape[0]} × {shape[1]}: {limit * 1e9:.0f} ns")
    for name, goal in (("NumPy", 0.002), ("numba", 0.0005)):
        scorer.pays = partial(_is, name == "numba")  # type: ignore[attr-defined]
        if name == "numba":
            print(f"  the compiled loop is {'' if compiling.stored() else 'not '}kept here")
        laying._KNOWN.clear()
        for when, times in (("first", 1), ("again", 5)):
            runs = [scored(network, frame, target) for _ in range(times)]
            clock, used = (statistics.median(run[place] for run in runs) / rows for place in (0, 1))
            print(
                f"  {name}, {when}: {clock * 1e6:.2f} µs a row ({used * 1e6:.2f} of the processor);"
                f" {clock / theirs:.5f} of pyAgrum, {used / busy:.5f} of its processor time"
                f" (goal {goal}); {clock / limit:.1f} gathers"
            )
        loop = read_alone(network, target, frame, fused=name == "numba")
        print(f"    the reading of the tables alone, one thread: {loop / limit:.1f} gathers")
        found = score(network, frame, targets=target, strict=False)
        worst = farthest(network, frame, found, target)
        print(f"    farthest from single queries, {CHECKED} rows: {worst:.1e}", flush=True)
    return 0


def scored(network: Network, frame: Any, target: str) -> tuple[float, float]:
    """Return the seconds that scoring takes, of the clock and of the processor."""
    clock, used = time.perf_counter(), time.process_time()
    found = score(network, frame, targets=target, strict=False)
    clock, used = time.perf_counter() - clock, time.process_time() - used
    del found  # its memory can be had again
    return clock, used


def _is(fused: bool, _rows: int) -> bool:
    return fused


def tables(network: Network, target: str, rows: int) -> Any:
    engine, nodes = engine_of(network), [network.index[name] for name in FINDINGS]
    at = network.index[target]
    return known_tables(engine, nodes, target=at, budget=ENTRIES, rows=rows)


def gathered(network: Network, target: str, rows: int) -> tuple[float, tuple[int, ...]]:
    """Return the seconds to fetch a random row of the largest table, and its shape."""
    every = [g.table for block in tables(network, target, rows).blocks for g in block.groups]
    table = max(every, key=lambda one: one.size)
    places = np.random.default_rng(SEED).integers(0, len(table), rows)
    out = np.empty((1024, table.shape[1]))
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        for first in range(0, rows - 1024, 1024):
            np.take(table, places[first : first + 1024], axis=0, out=out, mode="clip")
        best = min(best, time.perf_counter() - start)
    return best / rows, table.shape


def read_alone(network: Network, target: str, frame: Any, *, fused: bool) -> float:
    """Return the seconds for a row of reading the tables, once the findings are codes."""
    laid, rows = tables(network, target, frame.num_rows), min(frame.num_rows, 1 << 17)
    loop = compiled() if fused else None
    reader = Fused(laid, loop) if loop else laid
    codes = {}
    for name in FINDINGS:
        column = frame[name].combine_chunks()
        missing = len(network.states[name])
        codes[network.index[name]] = np.array(column.indices.fill_null(missing)[:rows])
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        reader.joint(codes, rows)
        best = min(best, time.perf_counter() - start)
    return best / rows


def farthest(network: Network, frame: Any, found: Any, target: str) -> float:
    """Return the largest difference from single queries on sampled rows."""
    rows = np.random.default_rng(SEED).choice(frame.num_rows, CHECKED)
    given, got = frame.take(rows).to_pylist(), found.take(rows).to_pylist()
    worst, plain = 0.0, replace(network, draws=())  # without intervals, which take their time
    for row, answer in zip(given, got, strict=True):
        if answer["rejected"] is None:
            one = bayesdx.query(plain, row, target=target)
            for state, p in zip(one.states, one.probability.tolist(), strict=True):
                worst = max(worst, abs(answer[f"p_{state}"] - p))
    return worst


def agrum(network: Network, rows: list[dict[str, Any]], target: str) -> tuple[float, float]:
    """Return pyAgrum's seconds for a row, of the clock and of the processor."""
    import pyagrum

    engine = pyagrum.LazyPropagation(agrum_of(network))
    engine.addTarget(target)
    start, used = time.perf_counter(), time.process_time()
    for row in rows:
        engine.setEvidence({name: state for name, state in row.items() if state is not None})
        try:
            engine.makeInference()
            engine.posterior(target).toarray()
        except pyagrum.GumException:
            continue
    clock, used = time.perf_counter() - start, time.process_time() - used
    return clock / len(rows), used / len(rows)


def on_disk(network: Network, rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        cases, out = Path(folder) / "cases.parquet", Path(folder) / "out.parquet"
        written(network, cases, rows)
        start, used = time.perf_counter(), time.process_time()
        for _ in pq.ParquetFile(cases, read_dictionary=list(FINDINGS)).iter_batches(131_072):
            pass
        reading, read = time.perf_counter() - start, time.process_time() - used
        command = [sys.executable, "-m", "benchmarks.cohort", "--alone", str(cases), str(out)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        whole, busy, peak = map(float, done.stdout.split())
        print(f"Parquet to Parquet, {rows:,} rows: {whole:.2f} s, reading {reading:.2f} s:")
        print(
            f"  {whole / reading:.1f}× by the clock, {busy / read:.1f}× of the processor (goal 6);"
            f" peak {peak:.2f} GB (goal 2)",
            flush=True,
        )


def written(network: Network, path: Path, rows: int) -> None:
    """Write a file of cases, a million rows at a time."""
    step = 1_000_000
    schema = made_up(network, 1).schema
    with pq.ParquetWriter(path, schema) as writer:
        for start in range(0, rows, step):
            writer.write_table(made_up(network, min(step, rows - start), SEED + start), 1 << 17)


def alone(network: Network, cases: Path, out: Path) -> int:
    """Score a file, and print the seconds (clock, processor) and the gigabytes that took."""
    start, used = time.perf_counter(), time.process_time()
    score_file(network, cases, targets="pattern", out=out)
    seconds, busy = time.perf_counter() - start, time.process_time() - used
    print(seconds, busy, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
