"""How cost grows: in rows, draws, nodes and width, each as a multiple of its first line.

    python -m benchmarks.growth

Nodes and width are those of made-up networks of two states. A chain of n nodes has width one. A
grid of w columns, each node below and right of its neighbours, has a width of about w, and its cost
doubles with each column: that is the law for every exact engine.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np
from rich.console import Console
from rich.table import Table

from bayesdx.cohort import score
from bayesdx.formats.model import load
from bayesdx.inference import query
from bayesdx.inference.engine import engine_of
from bayesdx.network import Network, Node, assemble
from benchmarks.cohort import made_up
from benchmarks.common import median_time

SEED, DEPTH = 20261122, 40


def main() -> int:
    table = Table(title="how cost grows")
    for header in ("what", "size", "milliseconds", "× the first"):
        table.add_column(header, justify="right")
    for what, lines in (
        ("rows of a cohort", rows()),
        ("draws of the parameters", draws()),
        ("nodes of a chain", nodes()),
        ("width of a grid", width()),
    ):
        first = 0.0
        for size, seconds in lines:
            first = first or seconds
            table.add_row(what, f"{size:,}", f"{seconds * 1e3:.2f}", f"{seconds / first:.1f}")
        table.add_section()
    Console(width=100).print(table)
    return 0


def rows() -> Iterator[tuple[int, float]]:
    """Yield the time of a cohort scored in memory, once its tables stand."""
    network = load("localisation")
    for many in (10_000, 100_000, 1_000_000):
        frame = made_up(network, many)
        yield many, median_time(partial(score, network, frame, targets="pattern", strict=False), 3)


def draws() -> Iterator[tuple[int, float]]:
    """Yield the time of one query over more and more draws."""
    network = load("localisation")
    engine, node = engine_of(network), network.index["pattern"]
    seen = {network.index["babinski"]: 0, network.index["tone"]: 0}
    drawn = [np.asarray(table) for table in network.draws]
    for many in (100, 500, 2000):
        some = engine.redrawn([table[:many] for table in drawn])
        yield many, median_time(partial(some.batch, seen, node, draws=True))


def nodes() -> Iterator[tuple[int, float]]:
    """Yield the time of one query on longer and longer chains."""
    for many in (10, 100, 1000):
        yield many, asked(chain(many))


def width() -> Iterator[tuple[int, float]]:
    """Yield the time of one query on wider and wider grids."""
    for many in (2, 4, 8, 12):
        yield many, asked(grid(many, DEPTH // 2))


def asked(network: Network) -> float:
    """Return the seconds of a question about the first node, the last being known."""
    first, last = network.nodes[0].name, network.nodes[-1].name
    return median_time(lambda: query(network, {last: "no"}, target=first))


def chain(many: int) -> Network:
    return random_tables([() if i == 0 else (i - 1,) for i in range(many)])


def grid(columns: int, lines: int) -> Network:
    def parents(i: int) -> tuple[int, ...]:
        line, column = divmod(i, columns)
        return (*([i - columns] if line else []), *([i - 1] if column else []))

    return random_tables([parents(i) for i in range(columns * lines)])


def random_tables(parents: Sequence[tuple[int, ...]]) -> Network:
    """Return a network of nodes of two states with random columns."""
    rng = np.random.default_rng(SEED)
    named, tables = [], []
    for i, above in enumerate(parents):
        columns = rng.dirichlet(np.ones(2), (2,) * len(above))
        named.append(Node(f"n{i}", ("yes", "no"), tuple(f"n{k}" for k in above)))
        tables.append(np.moveaxis(columns, -1, 0))
    return assemble("made up", named, tables)


if __name__ == "__main__":
    sys.exit(main())
