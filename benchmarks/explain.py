"""How long an explanation takes, as a ratio against pyAgrum asked part by part, in one process.

    python -m benchmarks.explain

Needs the `bench` extra. The Shapley weights of k findings need the posterior of all 2^k parts of
them. bayesdx evaluates them in one batch; pyAgrum, which has no such function, is asked 2^k times
with one engine object and the target alone, findings put in and taken out in place. Then the whole
explanation that a page shows.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from rich.console import Console
from rich.table import Table

from bayesdx.explain import explain, weigh
from bayesdx.formats.model import load
from bayesdx.network import Network
from bayesdx.report.explanation import in_words
from benchmarks.common import agrum_of, median_time

CONTEXT = {"setting": "neurology_clinic"}
FINDINGS = {
    "babinski": "extensor",
    "tone": "spastic",
    "reflexes": "increased",
    "clonus": "present",
    "hoffmann": "present",
    "atrophy": "marked",
    "fasciculations": "present",
    "sensory_loss": "present",
    "emg": "present",
    "bulbar_signs": "present",
    "mri_spine": "normal",
    "ataxia": "absent",
    "sphincters": "normal",
}
TIMES = 7


def main() -> int:
    network = load("localisation")
    console = Console(width=120)
    table = Table(title="localisation: why ALS, by the number of findings")
    for header in ("findings", "weights (s)", "/ pyAgrum", "whole, with sentences (s)"):
        table.add_column(header, justify="right")
    for count in (5, 10, 12, 13):
        console.print(f"{count} findings …", style="dim")
        table.add_row(str(count), *measured(network, dict(list(FINDINGS.items())[:count])))
    console.print(table)
    return 0


def measured(network: Network, findings: dict[str, str]) -> list[str]:
    """Return the cells of one row."""
    asked: dict[str, Any] = {"target": "cause", "state": "als", "context": CONTEXT}
    ours = median_time(lambda: weigh(network, findings, **asked), TIMES)
    whole = median_time(lambda: in_words(explain(network, findings, **asked)), TIMES)
    if len(findings) > 12:
        return [f"{ours:.3f}", "sampled", f"{whole:.3f}"]
    return [f"{ours:.3f}", f"{ours / part_by_part(network, findings):.4f}", f"{whole:.3f}"]


def part_by_part(network: Network, findings: dict[str, str]) -> float:
    """Return the seconds that pyAgrum needs for the posteriors of all parts of the findings."""
    import pyagrum

    engine = pyagrum.LazyPropagation(agrum_of(network))
    engine.setTargets({"cause"})
    engine.addEvidence("setting", CONTEXT["setting"])
    names = list(findings)
    started = time.perf_counter()
    known = 0
    for part in range(2 ** len(names)):
        gray = part ^ (part >> 1)  # from one part to the next a single finding changes
        for place, name in enumerate(names):
            if (gray ^ known) >> place & 1:
                if gray >> place & 1:
                    engine.addEvidence(name, findings[name])
                else:
                    engine.eraseEvidence(name)
        known = gray
        engine.makeInference()
        engine.posterior("cause")
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
