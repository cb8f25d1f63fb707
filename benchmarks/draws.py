"""What 10,000 parameter draws cost, as ratios in one process.

    python -m benchmarks.draws

Every column of asia and alarm is drawn from a Dirichlet of weight 50 around its values. Inference
over all draws is one batch; pyAgrum gets each draw's tables and is asked again, which is timed on
some of them and scaled. Drawing and inference together are held against drawing alone.
"""

from __future__ import annotations

import statistics

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from bayesdx.formats.bif import read_bif
from bayesdx.inference.engine import engine_of
from bayesdx.network import Network
from benchmarks.common import agrum_of, published, timed

Array = NDArray[np.float64]
DRAWS, SAMPLED, WEIGHT = 10_000, 200, 50.0
CASES = {
    "asia": ({"xray": "yes", "dysp": "yes"}, "lung"),
    "alarm": ({"CVP": "NORMAL", "BP": "LOW", "HRBP": "HIGH", "EXPCO2": "LOW"}, "HYPOVOLEMIA"),
}


def drawn(network: Network, rng: np.random.Generator) -> list[Array]:
    """Return every table drawn DRAWS times, shape (draw, state, *parents), draws last in memory."""
    tables = []
    for table in network.tables:
        shape = np.maximum(WEIGHT * table, 1e-3)[..., None]
        gamma = rng.standard_gamma(np.broadcast_to(shape, (*table.shape, DRAWS)))
        tables.append(np.moveaxis(gamma / gamma.sum(axis=0), -1, 0))
    return tables


def asked_again(network: Network, draws: list[Array], findings: dict[str, str], at: str) -> float:
    """Return the time that pyAgrum takes for all draws, from some of them."""
    import pyagrum

    model = agrum_of(network)

    def ask() -> None:
        for draw in range(SAMPLED):
            for node, table in zip(network.nodes, draws, strict=True):
                cpt, own = model.cpt(node.name), [node.name, *node.parents]
                order = [own.index(name) for name in reversed(cpt.names)]
                cpt[:] = np.ascontiguousarray(table[draw].transpose(order))
            engine = pyagrum.LazyPropagation(model)
            engine.setEvidence(findings)
            engine.addTarget(at)
            engine.makeInference()
            engine.posterior(at)

    return timed(ask) * DRAWS / SAMPLED


def row(name: str) -> list[str]:
    network = read_bif(published(name))
    findings, target = CASES[name]
    engine, node = engine_of(network), network.index[target]
    seen = {network.index[n]: network.states[n].index(state) for n, state in findings.items()}
    rng = np.random.default_rng(1)
    draws = drawn(network, rng)
    drawing = statistics.median(timed(lambda: drawn(network, rng)) for _ in range(3))
    inference = statistics.median(
        timed(lambda: engine.redrawn(draws).batch(seen, node, draws=True)) for _ in range(3)
    )
    again = asked_again(network, draws, findings, target)
    both = (drawing + inference) / drawing
    return [name, f"{inference / again:.4f}", f"{both:.2f}", f"{inference:.3f} s"]


def main() -> None:
    table = Table("network", "inference / pyAgrum", "with drawing / drawing alone", "inference")
    for name in CASES:
        table.add_row(*row(name))
    Console().print(table)


if __name__ == "__main__":
    main()
