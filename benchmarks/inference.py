"""How long a question takes, as ratios against pyAgrum and pgmpy in one process.

    python -m benchmarks.inference [NETWORK …]

Needs the `bench` extra. The engines get the same questions, group by group in turn, so that
whatever else the machine does hits both; every figure is a median. pyAgrum is used at its best:
one engine object for all questions, only the target asked for, findings changed in place where
the same nodes are examined again. bayesdx is called as a user calls it; it also returns the
probability of the findings and refuses impossible ones, for which pyAgrum is not asked. Once the
same nodes were asked about often, bayesdx looks its answers up: what comes before, and what after,
are two columns.
"""

from __future__ import annotations

import math
import random
import statistics
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table

from bayesdx.errors import ImpossibleFindings
from bayesdx.formats.bif import write_bif
from bayesdx.inference import posteriors, query
from bayesdx.inference.lookup import REPEATS
from bayesdx.network import Network, Node, assemble
from benchmarks.common import PUBLISHED, agrum_of, network_of, simulated, timed

SEED = 20261101
DRAWS = 2000
FLIPS = 40
MANY = 300  # nodes; fewer repetitions beyond

Pairs = list[tuple[float, float]]


class Case(NamedTuple):
    """One question: states by node, and the node asked about."""

    findings: dict[str, str]
    target: str


class Engines(NamedTuple):
    """One network in the hands of each engine."""

    network: Network
    agrum: Any
    pgmpy: Any


def main(names: Sequence[str] = ()) -> int:
    console = Console(width=140)
    table = Table(title="bayesdx, and its time as a share of the other engine's")
    for header in (
        "network",
        "nodes",
        "one query, same nodes (µs)",
        "/ pyAgrum",
        "/ pgmpy",
        "looked up / pyAgrum",
        "one finding flipped / pyAgrum",
        "other nodes / pyAgrum",
        "all posteriors (µs)",
        "/ pyAgrum",
        "very first query (ms)",
    ):
        table.add_column(header, justify="left" if header == "network" else "right")
    for name in names or PUBLISHED:
        console.print(f"{name} …", style="dim")
        table.add_row(name, *compare(name))
    console.print(table)
    console.print("goals: one query ≤ 0.35, all posteriors ≤ 0.30\n")
    console.print(alone())
    return 0


def compare(name: str) -> list[str]:
    """Return the cells of one network."""
    engines = engines_of(name)
    network, rng = engines.network, random.Random(SEED)
    many = len(network.nodes) > MANY
    count = 3 if len(network.nodes) < 10 else 5
    [[opening]] = cases(network, rng, count, 1, 1)
    first = timed(lambda: query(network, opening.findings, target=opening.target))
    groups = cases(network, rng, count, 6 if many else 20, 60)
    check(engines, groups[0][0])
    runs = [in_turn(group, *same_nodes(engines, group)) for group in groups]
    same = median_pair([pair for run in runs for pair in run[: REPEATS - 2]])
    later = median_pair([pair for run in runs for pair in run[REPEATS:]])
    one = median_pair([p for group in groups[:3] for p in one_flipped(engines, group[0], rng)])
    strangers = [case for [case] in cases(network, rng, count, 12 if many else 200, 1)]
    askers = other_nodes(engines)
    sets = [strangers[i : i + 20] for i in range(0, len(strangers), 20)]
    other = median_pair([p for some in sets for p in in_turn(some, *askers)])
    few = groups[:2] if many else groups
    whole = median_pair(
        [p for g in few for p in in_turn(g[: 5 if many else 60], *all_nodes(engines, g))]
    )
    slow = statistics.median(timed(lambda g=g: ask_pgmpy(engines, g[0])) for g in groups[:5])
    return [
        str(len(network.nodes)),
        f"{same[0] * 1e6:.0f}",
        f"{same[0] / same[1]:.2f}",
        f"{same[0] / slow:.4f}",
        f"{later[0] / later[1]:.2f}",
        f"{one[0] / one[1]:.2f}",
        f"{other[0] / other[1]:.2f}",
        f"{whole[0] * 1e6:.0f}",
        f"{whole[0] / whole[1]:.3f}",
        f"{first * 1e3:.1f}",
    ]


# Questions.


def cases(
    network: Network, rng: random.Random, count: int, groups: int, size: int
) -> list[list[Case]]:
    """Return groups of cases: simulated patients who had the same `count` nodes examined."""
    names = [node.name for node in network.nodes]
    found = []
    for _ in range(groups):
        target, *examined = rng.sample(names, count + 1)
        patients = [simulated(network, rng) for _ in range(size)]
        found.append([Case({name: p[name] for name in examined}, target) for p in patients])
    return found


def one_flipped(engines: Engines, first: Case, rng: random.Random) -> Pairs:
    """Return the times of both engines for questions that differ in one finding from the last."""
    import pyagrum

    group, changed = [first], []
    for _ in range(FLIPS):
        name = rng.choice(list(first.findings))
        other = [s for s in engines.network.states[name] if s != group[-1].findings[name]]
        group.append(Case({**group[-1].findings, name: rng.choice(other)}, first.target))
        changed.append(name)
    engine = pyagrum.LazyPropagation(engines.agrum)
    engine.addTarget(first.target)
    engine.setEvidence(first.findings)

    def theirs(case: Case, name: str) -> None:
        engine.chgEvidence(name, case.findings[name])
        engine.makeInference()
        engine.posterior(case.target).toarray()

    def answered(ask: Callable[[], object]) -> float:
        try:
            return timed(ask)
        except (ImpossibleFindings, pyagrum.GumException):
            return float("nan")

    steps = list(zip(group[1:], changed, strict=True))
    mine = [
        answered(lambda c=c: query(engines.network, c.findings, target=c.target)) for c, _ in steps
    ]
    other = [answered(lambda c=c, n=n: theirs(c, n)) for c, n in steps]
    return [pair for pair in zip(mine, other, strict=True) if not any(map(math.isnan, pair))]


# Engines.


def engines_of(name: str) -> Engines:
    network = network_of(name)
    return Engines(network, agrum_of(network), pgmpy_of(network))


def pgmpy_of(network: Network) -> Any:
    from bayesdx.formats.pgm import to_pgm

    model = to_pgm(network)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        from pgmpy.inference import VariableElimination
    return VariableElimination(model)


def check(engines: Engines, case: Case) -> None:
    """Make sure that the engines answer the same question."""
    [ours], [theirs] = ([ask(case)] for ask in same_nodes(engines, [case]))
    np.testing.assert_allclose(ours.probability, theirs, atol=1e-6)
    np.testing.assert_allclose(ours.probability, ask_pgmpy(engines, case), atol=1e-6)


def ask_pgmpy(engines: Engines, case: Case) -> Any:
    factor = engines.pgmpy.query([case.target], evidence=case.findings, show_progress=False)
    return factor.values


def same_nodes(engines: Engines, group: Sequence[Case]) -> tuple[Callable[[Case], Any], ...]:
    """Return how each engine answers cases in which the same nodes were examined."""
    import pyagrum

    engine = pyagrum.LazyPropagation(engines.agrum)
    engine.addTarget(group[0].target)
    engine.setEvidence(group[0].findings)

    def theirs(case: Case) -> Any:
        for name, state in case.findings.items():
            engine.chgEvidence(name, state)
        engine.makeInference()
        return engine.posterior(case.target).toarray()

    return (lambda case: query(engines.network, case.findings, target=case.target)), theirs


def other_nodes(engines: Engines) -> tuple[Callable[[Case], Any], ...]:
    """Return how each engine answers cases that have nothing in common."""
    import pyagrum

    engine = pyagrum.LazyPropagation(engines.agrum)

    def theirs(case: Case) -> Any:
        engine.eraseAllTargets()
        engine.addTarget(case.target)
        engine.setEvidence(case.findings)
        engine.makeInference()
        return engine.posterior(case.target).toarray()

    return (lambda case: query(engines.network, case.findings, target=case.target)), theirs


def all_nodes(engines: Engines, group: Sequence[Case]) -> tuple[Callable[[Case], Any], ...]:
    """Return how each engine gives all posteriors."""
    import pyagrum

    engine = pyagrum.LazyPropagation(engines.agrum)
    engine.setEvidence(group[0].findings)
    names = [node.name for node in engines.network.nodes]

    def theirs(case: Case) -> Any:
        for name, state in case.findings.items():
            engine.chgEvidence(name, state)
        engine.makeInference()
        return [engine.posterior(name).toarray() for name in names]

    return (lambda case: posteriors(engines.network, case.findings)), theirs


# Clocks.


def in_turn(group: Sequence[Case], *engines: Callable[[Case], Any]) -> Pairs:
    """Return the times of both engines for each case but the first, which warms them up.

    An engine answers the whole group before the other does: a question that follows the other
    engine's finds its caches cold, which no user's loop does.
    """
    columns = [[timed(partial(ask, case)) for case in group][1:] for ask in engines]
    return list(zip(*columns, strict=True))


def median_pair(pairs: Pairs) -> tuple[float, float]:
    ours, theirs = zip(*pairs, strict=True)
    return statistics.median(ours), statistics.median(theirs)


# What is timed alone.


def alone() -> Table:
    """Return what has no counterpart in one process: intervals, import, command line."""
    table = Table(title="alone, and against pyAgrum in processes of their own")
    for header in ("what", "time", "goal"):
        table.add_column(header)
    for label, network in interval_networks():
        findings = {node.name: node.states[0] for node in network.nodes[-5:]}
        target = network.nodes[0].name
        query(network, findings, target=target)
        ask = partial(query, network, findings, target=target)
        repeated = [timed(ask) for _ in range(15)]
        table.add_row(
            f"query with interval, {label}", f"{statistics.median(repeated) * 1e3:.1f} ms", "50 ms"
        )
    bare = process("-c", "pass")
    own = process("-c", "import bayesdx") - bare
    table.add_row("import bayesdx", f"{own:.2f} s", "0.30 s")
    ours, theirs = command_lines()
    table.add_row("command line, one query", f"{ours / theirs:.2f} × pyAgrum", "1.50")
    return table


def interval_networks() -> list[tuple[str, Network]]:
    """Return a made-up network, and the teaching model."""
    found = [(f"12 nodes, tables up to 3×3×3×4, {DRAWS} draws", made_up())]
    try:
        from bayesdx.formats.model import load

        core = load("core")
        found.append((f"core, {max(map(len, core.draws))} draws", core))
    except Exception as error:  # the model may be under construction
        print(f"core left out: {error}")
    return found


def made_up() -> Network:
    """Return 12 nodes with up to three parents each and Dirichlet draws of every column."""
    rng = np.random.default_rng(SEED)
    sizes = [4, 3, 3, 3, 3, 3, 3, 4, 3, 3, 3, 3]
    nodes, tables, draws = [], [], []
    for i, size in enumerate(sizes):
        above = sorted(rng.choice(i, min(i, 3), replace=False).tolist())
        columns = rng.dirichlet(np.ones(size), [sizes[k] for k in above])
        many = rng.dirichlet(np.ones(size), [DRAWS, *(sizes[k] for k in above)])
        states = tuple(f"s{k}" for k in range(size))
        nodes.append(Node(f"n{i}", states, tuple(f"n{k}" for k in above)))
        tables.append(np.moveaxis(columns, -1, 0))
        draws.append(np.moveaxis(many, -1, 1))
    return assemble("made up", nodes, tables, draws=draws)


def process(*arguments: str, times: int = 7) -> float:
    """Return the median time of a Python process."""
    command = [sys.executable, *arguments]

    def run() -> None:
        subprocess.run(command, check=True, capture_output=True)

    run()
    return statistics.median(timed(run) for _ in range(times))


def command_lines() -> tuple[float, float]:
    """Return the time of one query on a BIF file from the command line, of each engine."""
    network = engines_of("asia").network
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "asia.bif"
        path.write_text(write_bif(network), encoding="utf-8")
        ours = ("-m", "bayesdx", "query", "--model", str(path), "--format", "json")
        ours += ("--finding", "dysp=s0", "--target", "lung")
        script = (
            f"import pyagrum; bn = pyagrum.loadBN({str(path)!r});"
            "ie = pyagrum.LazyPropagation(bn); ie.setEvidence({'dysp': 's0'});"
            "ie.makeInference(); print(ie.posterior('lung').tolist())"
        )
        return process(*ours), process("-c", script)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
