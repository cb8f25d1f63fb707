"""How long advice on the next test takes, as ratios against pyAgrum in one process.

    python -m benchmarks.advice [NETWORK …]

Needs the `bench` extra. What every other node tells about one is asked of both engines with the
same findings, in turn; pyAgrum is asked test by test (`InformationTheory.mutualInformationXY`), as
it has to be. Then what has no counterpart: pairs, triples, plans, the probability of being best.
"""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Sequence
from functools import partial

from rich.console import Console
from rich.table import Table

from bayesdx.advice import best_plan, information, next_tests
from bayesdx.advice.question import ask
from bayesdx.advice.sets import best_sets
from bayesdx.formats.bif import read_bif
from bayesdx.formats.model import load
from bayesdx.network import Network
from benchmarks.common import agrum_of, published, timed

NETWORKS = ("asia", "alarm", "insurance", "hepar2")
SEED = 20261122
TIMES = 7


def main(names: Sequence[str] = ()) -> int:
    console = Console(width=120)
    table = Table(title="what every other node tells about one")
    for header in (
        "network",
        "tests",
        "all at once (ms)",
        "/ pyAgrum",
        "largest difference (bits)",
    ):
        table.add_column(header)
    for name in names or NETWORKS:
        table.add_row(name, *compare(read_bif(published(name))))
    table.add_row("localisation", *compare(load("localisation")))
    console.print(table)
    console.print(alone())
    return 0


def compare(network: Network) -> list[str]:
    """Return the cells of one network: the same question of both engines, in turn."""
    import pyagrum

    rng = random.Random(SEED)
    target, *seen = rng.sample([node.name for node in network.nodes], 4)
    findings = {name: network.states[name][0] for name in seen}
    model = agrum_of(network)
    tests = information(network, findings, target=target).tests

    def theirs() -> list[float]:
        engine = pyagrum.LazyPropagation(model)
        engine.setEvidence(findings)
        return [
            pyagrum.InformationTheory(engine, [target], [test]).mutualInformationXY()
            for test in tests
        ]

    def ours() -> list[float]:
        found = information(network, findings, target=target, among=tests)
        known = dict(zip(found.tests, found.information_bits.tolist(), strict=True))
        return [known[test] for test in tests]

    apart = max(abs(a - b) for a, b in zip(ours(), theirs(), strict=True))
    pairs = [(timed(ours), timed(theirs)) for _ in range(TIMES)]
    mine, other = (statistics.median(column) for column in zip(*pairs, strict=True))
    return [str(len(tests)), f"{mine * 1e3:.2f}", f"{mine / other:.3f}", f"{apart:.1g}"]


def alone() -> Table:
    """Return what pyAgrum has no counterpart for, on the localisation model."""
    table = Table(title="localisation, tone=spastic, target pattern")
    for header in ("what", "time (s)"):
        table.add_column(header)
    network, findings = load("localisation"), {"tone": "spastic"}
    asked = ask(network, findings, target="pattern")
    asked.joints()
    for depth, word in ((1, "one test"), (2, "pairs"), (3, "triples")):
        spent = timed(partial(best_sets, asked, depth=depth))
        table.add_row(f"all measures, {word}", f"{spent:.3f}")
        spent = timed(partial(best_plan, network, findings, target="pattern", depth=depth))
        table.add_row(f"plan of depth {depth}", f"{spent:.3f}")
    next_tests(network, findings, target="pattern")
    spent = timed(lambda: next_tests(network, findings, target="pattern"))
    table.add_row("one test, and best under 500 draws", f"{spent:.3f}")
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
