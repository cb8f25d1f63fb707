"""What asking how sure an answer is costs, as ratios in one process.

    python -m benchmarks.uncertainty [MODEL …]

The unit is one query with its interval over 2,000 draws. The slopes of all parameters are held
against the way without derivatives: two queries for each parameter, one by one.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np
from rich.console import Console
from rich.table import Table

import bayesdx
from bayesdx.inference.revalued import Revaluer
from bayesdx.network import Network
from bayesdx.uncertainty import interval, leave_one_out, sources
from bayesdx.uncertainty.asked import ask
from bayesdx.uncertainty.linear import parameter_slopes
from benchmarks.common import median_time, timed

FINDINGS = {"babinski": "extensor", "atrophy": "marked"}
TARGET = "pattern=umn"


def one_by_one(network: Network) -> None:
    """Ask twice for each parameter, as a loop without derivatives does."""
    asked, revaluer = ask(network, FINDINGS, TARGET), Revaluer(network)
    names = {name for node in asked.relevant for name in revaluer.of_node[node]}
    for name in names:
        point = revaluer.point(name)
        for factor in (1.001, 0.999):
            asked.drawn(revaluer.tables({name: np.stack([point, point * factor])}))


def row(model: str) -> list[str]:
    network = bayesdx.load(model)
    asked, revaluer = ask(network, FINDINGS, TARGET), Revaluer(network)
    unit = median_time(lambda: bayesdx.query(network, FINDINGS, target="pattern"))
    slopes = median_time(lambda: parameter_slopes(asked, revaluer))
    work: dict[str, float] = {
        "both": median_time(lambda: interval(network, FINDINGS, target=TARGET)) / unit,
        "slopes": slopes / unit,
        "loop": slopes / timed(lambda: one_by_one(network)),
        "sources": median_time(lambda: sources(network, FINDINGS, target=TARGET)) / unit,
        "without": timed(lambda: leave_one_out(network, FINDINGS, target=TARGET)) / unit,
    }
    return [model, f"{unit * 1000:.0f} ms", *(f"{ratio:.3g}" for ratio in work.values())]


def main(models: Sequence[str] = ()) -> None:
    table = Table(title="asking how sure an answer is; one query with its interval is 1")
    for name in ("model", "one query", "interval, both ways", "all slopes", "slopes / one by one",
                 "sources", "leave one out"):  # fmt: skip
        table.add_column(name)
    for model in models or ("core", "localisation"):
        table.add_row(*row(model))
    Console(width=120).print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
