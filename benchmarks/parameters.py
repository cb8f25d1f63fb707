"""How long it takes to ask what parameters, prior and structure do to an answer, in one process.

    python -m benchmarks.parameters

No other engine has parameters to move, so each method is held against doing the same with bayesdx's
own plain means: a network compiled anew for every end of an interval, a query for every prior and
for every structure, a batch of the whole network for every group of parameters.
"""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
from rich.console import Console
from rich.table import Table

from bayesdx.evidence import load_evidence
from bayesdx.formats.model import load
from bayesdx.inference import query
from bayesdx.inference.engine import engine_of
from bayesdx.inference.revalued import Patched, Revaluer
from bayesdx.network import Network, compile_network
from bayesdx.sensitivity import global_indices, prior_sensitivity, structure_band, tornado
from bayesdx.sensitivity.asked import ask
from bayesdx.sensitivity.exchanged import Pairs, Sample
from bayesdx.sensitivity.global_indices import groups_of
from benchmarks.common import timed

FINDINGS = {"babinski": "extensor", "tone": "spastic", "setting": "neurology_clinic"}
TARGET = "pattern=umn"
ROWS = 256
SOME = 40


def main() -> int:
    network = load("localisation")
    query(network, FINDINGS, target="pattern")
    one = timed(lambda: engine_of(network).answer(ask(network, FINDINGS, TARGET).observed.seen, 0))
    table = Table(title=f"localisation, {TARGET}; one answer takes {one * 1e3:.1f} ms")
    for header in ("what", "asked", "time (s)", "/ plain means"):
        table.add_column(header)
    for row in (moved(network), priors(network), arrows(network), *variance(network)):
        table.add_row(*row)
    Console(width=110).print(table)
    return 0


def moved(network: Network) -> tuple[str, str, str, str]:
    """Return the tornado against a compilation and a query for each end of each interval."""
    found = tornado(network, FINDINGS, target=TARGET)
    mine = timed(lambda: tornado(network, FINDINGS, target=TARGET))
    ends = 2 * (len(found.bars) + found.without_effect)
    assert network.spec is not None
    spec, evidence = network.spec, load_evidence()

    def anew() -> None:
        query(replace(compile_network(spec, evidence), draws=()), FINDINGS, target="pattern")

    return "tornado", f"{ends} ends", f"{mine:.3f}", f"{mine / (ends * timed(anew)):.5f}"


def priors(network: Network) -> tuple[str, str, str, str]:
    """Return the curves of four settings against a query for each of their points."""

    def curve() -> None:
        prior_sensitivity(network, FINDINGS, target=TARGET).curve(101)

    curve()
    mine, theirs = timed(curve), timed(lambda: ask(network, FINDINGS, TARGET))
    points = 101 * len(network.states["setting"])
    return "prior", f"{points} points", f"{mine:.3f}", f"{mine / (points * theirs):.3f}"


def arrows(network: Network) -> tuple[str, str, str, str]:
    """Return all other structures against a new network and a query for each."""
    found = structure_band(network, FINDINGS, target=TARGET)
    mine = timed(lambda: structure_band(network, FINDINGS, target=TARGET))
    count = len(found.changes) + found.without_effect

    def anew() -> None:
        query(replace(network, draws=()), FINDINGS, target="pattern")

    return "structure", f"{count} networks", f"{mine:.3f}", f"{mine / (count * timed(anew)):.3f}"


def variance(network: Network) -> list[tuple[str, str, str, str]]:
    """Return Sobol' indices against a batch of the whole network for each group."""
    revaluer = Revaluer(network)
    asked = ask(network, FINDINGS, TARGET)
    rows = []
    for by in ("node", "parameter"):
        groups = groups_of(revaluer, asked, by)
        sample = Sample(asked, revaluer, groups, Pairs(revaluer, ROWS, 0), slice(0, ROWS))
        places = np.linspace(0, len(groups) - 1, min(SOME, len(groups))).astype(int).tolist()

        def plain(
            places: list[int] = places, sample: Sample = sample, groups: tuple = groups
        ) -> None:
            for place in places:
                new = sample.mixed_tables(place)
                tables = Patched(sample.tables[0], new, set(groups[place].nodes))
                engine = asked.engine.redrawn(tables)
                engine.batch(asked.observed.seen, asked.node, draws=True)

        def mixed(by: str = by) -> None:
            global_indices(network, FINDINGS, target=TARGET, by=by, samples=ROWS)

        mixed()
        mine, theirs = timed(mixed), timed(plain) * len(groups) / len(places)
        count = f"{len(groups)} groups × {ROWS}"
        rows.append((f"global, by {by}", count, f"{mine:.3f}", f"{mine / theirs:.3f}"))
    return rows


if __name__ == "__main__":
    sys.exit(main())
