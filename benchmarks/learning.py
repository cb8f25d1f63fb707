"""How near learning comes to the truth, and how often its intervals hold it.

    python -m benchmarks.learning --model core --cases 200 --truths 10

Each truth is one draw of all parameters from the literature, as likely as any other; local cases
are drawn from it, and the model learns from them. Counted are the parameters whose interval they
narrowed by a tenth or more.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

import bayesdx
from bayesdx.cohort import simulate
from bayesdx.learning import learn
from bayesdx.network import Network, assemble

NARROWED = 0.9
LABELS = {"core": ["location", "umn", "lmn", "pattern"], "localisation": ["cause", "pattern"]}


def truth(network: Network, draw: int) -> Network:
    """Return the network in which every parameter has the value of one draw."""
    tables = [drawn[min(draw, len(drawn) - 1)] for drawn in network.draws]
    return assemble(network.name, network.nodes, tables)


def one(
    network: Network, draw: int, cases: int, labels: list[str], unknown: float
) -> list[tuple[float, ...]]:
    """Return of each narrowed parameter: error before, error after, whether it is held, width."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.parquet"
        simulate(truth(network, draw), rows=cases, seed=draw, out=path, hidden=labels)
        frame = pd.read_parquet(path)
    for name in labels:
        lost = np.random.default_rng(draw).random(cases) < unknown
        frame[f"true_{name}"] = frame[f"true_{name}"].mask(lost)
    found = learn(network, frame).network
    rows = []
    for name, new in found.parameters.items():
        old = network.parameters.get(name)
        if old is None or old is new or old.draws.ndim > 1 or old.kind not in _LOGIT:
            continue
        true = old.draws[draw]
        width = (new.high - new.low) / (old.high - old.low)
        if width < NARROWED:
            errors = [abs(_logit(value) - _logit(true)) for value in (old.point, new.point)]
            rows.append((*errors, float(new.low <= true <= new.high), float(width)))
    return rows


_LOGIT = ("probability", "share")


def _logit(value: object) -> float:
    p = float(np.asarray(value))
    return float(np.log(p / (1 - p)))


def main() -> None:
    """Print a line for each truth, and one for all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="core")
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--truths", type=int, default=10)
    parser.add_argument("--unknown", type=float, default=0.0, help="share without labels")
    asked = parser.parse_args()
    network = bayesdx.load(asked.model)
    every: list[tuple[float, ...]] = []
    print("draw  parameters  error before  after  held by 95%  width  seconds")
    for i in range(asked.truths):
        start = time.perf_counter()
        rows = one(network, 101 * i + 7, asked.cases, LABELS[asked.model], asked.unknown)
        every += rows
        _line(str(101 * i + 7), rows, time.perf_counter() - start)
    _line("all", every, 0.0)


def _line(name: str, rows: list[tuple[float, ...]], seconds: float) -> None:
    before, after, held, width = np.mean(rows, axis=0)
    print(
        f"{name:>4}  {len(rows):10}  {before:12.2f}  {after:5.2f}  {100 * held:11.1f}  "
        f"{width:5.2f}  {seconds:7.0f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
