"""What the benchmarks share: networks in the hands of each engine, simulated patients, a clock."""

from __future__ import annotations

import importlib.util
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bayesdx.formats.bif import read_bif, write_bif
from bayesdx.formats.model import load
from bayesdx.network import Network, Node, assemble
from bayesdx.resources import model_names

PUBLISHED = ("asia", "alarm", "child", "insurance", "hailfinder", "hepar2", "munin")
"""Networks that come with pgmpy."""


def network_of(name: str) -> Network:
    """Return a network at its point values; states get names that every engine can read."""
    original = load(name) if name in model_names() else read_bif(published(name))
    nodes = [
        Node(node.name, tuple(f"s{i}" for i in range(len(node.states))), node.parents)
        for node in original.nodes
    ]
    return assemble(name, nodes, original.tables)


def published(name: str) -> Path:
    """Return the file of a network that comes with pgmpy."""
    spec = importlib.util.find_spec("pgmpy")
    if spec is None or spec.origin is None:
        raise SystemExit("pgmpy is not installed")
    return Path(spec.origin).parent / "utils" / "example_models" / f"{name}.bif.gz"


def agrum_of(network: Network) -> Any:
    """Return a network as pyAgrum reads it from a file."""
    import pyagrum

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.bif"
        path.write_text(write_bif(network), encoding="utf-8")
        return pyagrum.loadBN(str(path))


def simulated(network: Network, rng: random.Random) -> dict[str, str]:
    """Return a state for every node, drawn from the network."""
    drawn: dict[str, int] = {}
    for node, table in zip(network.nodes, network.tables, strict=True):
        column = table[(slice(None), *(drawn[parent] for parent in node.parents))]
        [drawn[node.name]] = rng.choices(range(len(column)), weights=column.tolist())
    return {name: network.states[name][state] for name, state in drawn.items()}


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that a call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median_time(work: Callable[[], object], times: int = 5) -> float:
    """Return the median seconds of a call, after one that is not counted."""
    work()
    return statistics.median(timed(work) for _ in range(times))
