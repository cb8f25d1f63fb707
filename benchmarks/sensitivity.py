"""How long the sensitivity functions of all cells take, as ratios, in one process.

    python -m benchmarks.sensitivity [NETWORK …]

Needs the `bench` extra. For questions about simulated patients, the coefficients and slopes of
every cell, without and with the admissible intervals, are held against one own query of the same
question, asked for the second time, and against pyAgrum asked again with each cell changed: one
query a cell, though a function takes two. pyAgrum is timed on some of the cells; its time for all
is in proportion. The first column counts the cells that bear on the question, the second all;
pyAgrum is charged for all.
"""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from bayesdx.inference import query
from bayesdx.network import Network
from bayesdx.sensitivity.flip import flip
from bayesdx.sensitivity.one_way import OneWay, one_way
from benchmarks.common import PUBLISHED, agrum_of, network_of, simulated, timed

SEED = 20261122
QUESTIONS = 9
REPEATS = 9
SAMPLED = 12
MANY = 300  # nodes; fewer questions beyond


class Question(NamedTuple):
    """States by node, the node asked about, and one of its states."""

    findings: dict[str, str]
    target: str
    state: str


def main(names: Sequence[str] = ()) -> int:
    console = Console(width=120)
    table = Table(title="the sensitivity functions of all cells of one question")
    for header in (
        "network",
        "cells that bear",
        "of",
        "one query (µs)",
        "all functions (µs)",
        "/ one query",
        "with intervals",
        "/ pyAgrum again",
        "smallest changes (µs)",
    ):
        table.add_column(header, justify="left" if header == "network" else "right")
    for name in names or (*PUBLISHED, "core", "localisation"):
        console.print(f"{name} …", style="dim")
        table.add_row(name, *compare(name))
    console.print(table)
    console.print("goals: all functions ≤ 12 × one query, ≤ 0.002 × pyAgrum asked again")
    return 0


def compare(name: str) -> list[str]:
    """Return the cells of one network: medians over its questions."""
    network, rng = network_of(name), random.Random(SEED)
    count = 3 if len(network.nodes) > MANY else QUESTIONS
    rows = [measured(network, question) for question in questions(network, rng, count)]
    cells = statistics.median(row[0] for row in rows)
    alone, all_, _, changes = (statistics.median(row[i] for row in rows) for i in (1, 2, 3, 4))
    share, whole = (statistics.median(row[i] / row[1] for row in rows) for i in (2, 3))
    every = sum(table.size for table in network.tables)
    again = every * asked_again(network, rng, next(questions(network, rng, 1)))
    return [
        f"{cells:.0f}",
        str(every),
        f"{alone * 1e6:.0f}",
        f"{all_ * 1e6:.0f}",
        f"{share:.1f}",
        f"{whole:.1f}",
        f"{all_ / again:.5f}",
        f"{changes * 1e6:.0f}",
    ]


def measured(network: Network, question: Question) -> tuple[float, ...]:
    """Return the cells that bear, and times: a query, all functions, with intervals, changes."""
    findings, target, state = question
    asked = f"{target}={state}"
    functions = one_way(network, findings, target=asked)
    reach = f"{'<=' if functions.posterior >= 0.5 else '>='}0.5"
    alone = in_a_row(lambda: query(network, findings, target=target))
    all_ = in_a_row(lambda: one_way(network, findings, target=asked).derivative)
    whole = in_a_row(lambda: _whole(one_way(network, findings, target=asked)))
    changes = in_a_row(lambda: flip(network, findings, target=asked, reach=reach))
    return len(functions.cell), alone, all_, whole, changes


def _whole(found: OneWay) -> tuple[Any, Any]:
    return found.derivative, found.low


def asked_again(network: Network, rng: random.Random, question: Question) -> float:
    """Return the time of one of pyAgrum's queries after one cell has been changed."""
    import pyagrum

    agrum = agrum_of(network)
    findings, target, _ = question
    times = []
    for _ in range(SAMPLED):
        node = rng.choice(network.nodes)
        table = agrum.cpt(node.name)
        column = {parent: rng.choice(network.states[parent]) for parent in node.parents}
        before = table[column] if column else table.tolist()
        moved = [0.9 * p + 0.1 / len(node.states) for p in list(before)]

        def again(table: Any = table, column: Any = column, moved: Any = moved) -> Any:
            table[column or slice(None)] = moved
            engine = pyagrum.LazyPropagation(agrum)
            engine.addTarget(target)
            engine.setEvidence(findings)
            engine.makeInference()
            return engine.posterior(target)

        times.append(timed(again))
        table[column or slice(None)] = list(before)
    return statistics.median(times)


# Questions.


def questions(network: Network, rng: random.Random, count: int) -> Iterator[Question]:
    """Yield questions about simulated patients of whom three nodes were examined."""
    names = [node.name for node in network.nodes]
    for _ in range(count):
        target, *examined = rng.sample(names, 4)
        patient = simulated(network, rng)
        yield Question({name: patient[name] for name in examined}, target, patient[target])


# Clocks.


def in_a_row(ask: Callable[[], Any]) -> float:
    """Return the median time of an answer that was prepared once, before answers are looked up."""
    ask()
    return statistics.median(timed(ask) for _ in range(REPEATS))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
