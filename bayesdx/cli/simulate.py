"""Patients that a model makes up, written to a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bayesdx.cli.options import Model, SeedOption
from bayesdx.cli.printing import DISCLAIMER
from bayesdx.cli.progress import steps
from bayesdx.resources import DEFAULT_MODEL

Given = Annotated[
    list[str] | None,
    typer.Option("--given", "-g", help="NAME=STATE that all patients share, of any node."),
]
Missing = Annotated[
    float, typer.Option(min=0, max=1, help="The share in whom a finding is not examined.")
]
MissingTests = Annotated[
    float | None,
    typer.Option(
        min=0, max=1, help="That share for electrodiagnosis, imaging and blood; else the same."
    ),
]
MissingOf = Annotated[
    list[str] | None, typer.Option(help="NAME=SHARE for one finding, before the other two.")
]
Hidden = Annotated[
    list[str] | None,
    typer.Option(help="A node whose column is the truth; by default those of the model."),
]


def simulate(
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Where to write them: .parquet or .csv.")
    ],
    rows: Annotated[int, typer.Option(min=1, help="How many patients.")] = 1000,
    seed: SeedOption = 0,
    model: Model = DEFAULT_MODEL,
    given: Given = None,
    missing: Missing = 0.0,
    missing_tests: MissingTests = None,
    missing_of: MissingOf = None,
    hidden: Hidden = None,
) -> None:
    """Write patients drawn from a model: findings, some not examined, and the truth.

    bayesdx simulate --rows 1000 --seed 1 --given pattern=umn --missing 0.3 --out cases.csv
    """
    from bayesdx.cohort.simulation import shares
    from bayesdx.cohort.simulation import simulate as simulated
    from bayesdx.findings import parse_pairs
    from bayesdx.formats.model import load

    network = load(model)
    absent = shares(network, examination=missing, tests=missing_tests, hidden=hidden)
    done = simulated(
        network,
        rows=rows,
        seed=seed,
        out=out,
        given=parse_pairs(given or []),
        missing=absent | _shares(missing_of or []),
        hidden=hidden or None,
        progress=steps("Drawing patients"),
    )
    for line in (
        f"{done.rows} patients written to {done.path}, drawn from {network.version}",
        f"findings: {', '.join(done.found)}",
        f"the truth, as true_…: {', '.join(done.hidden) or 'no hidden node'}",
        DISCLAIMER,
    ):
        typer.echo(line, err=True)


def _shares(texts: list[str]) -> dict[str, float]:
    """Return NAME=SHARE texts as numbers.

    Raises:
        FindingError: with every share that is no number.
    """
    from bayesdx.errors import Fault, FindingError
    from bayesdx.findings import parse_pairs

    found: dict[str, float] = {}
    faults = []
    for name, text in parse_pairs(texts).items():
        try:
            found[name] = float(text)
        except ValueError:
            where = f"--missing-of {name}"
            faults.append(Fault(where, repr(text), "a share from 0 to 1", "Give 0.3 for 30%."))
    if faults:
        raise FindingError(faults)
    return found
