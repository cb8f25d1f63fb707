"""Many cases at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bayesdx.cli.options import Model
from bayesdx.cli.printing import DISCLAIMER
from bayesdx.cli.rate import rate
from bayesdx.errors import Fault, InputError
from bayesdx.resources import DEFAULT_MODEL

if TYPE_CHECKING:
    from bayesdx.cohort import Summary


class Engine(StrEnum):
    """Where the rows are answered."""

    local = "local"
    dask = "dask"


Columns = Annotated[
    Path | None,
    typer.Option(help="A csv that says which column is which finding: column, finding."),
]
Interval = Annotated[
    bool, typer.Option("--interval", help="Also give the interval of each posterior: slow.")
]
Conflict = Annotated[
    bool, typer.Option("--conflict", help="Also give how far the findings clash, in bits.")
]
SameDecision = Annotated[
    float | None,
    typer.Option(help="Also give how surely the decision at this threshold outlasts --after."),
]
Decide = Annotated[str, typer.Option(help="What that decision is about, such as pattern=umn.")]
After = Annotated[
    list[str] | None, typer.Option(help="A test that might be done where it was not, once or more.")
]
EngineOption = Annotated[
    Engine, typer.Option(help="Here, or on the workers of a Dask cluster (extra bayesdx[dask]).")
]
Scheduler = Annotated[
    str,
    typer.Option(help="Of --engine dask: tcp://HOST:8786; if none, a process for each core."),
]


def score(
    cases: Annotated[
        Path,
        typer.Argument(
            help="A csv or Parquet file with one case a row; for dask also a folder of Parquet."
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out", "-o", help="Where to write: .csv or .parquet; for dask .parquet or a folder."
        ),
    ],
    model: Model = DEFAULT_MODEL,
    target: Annotated[
        list[str] | None,
        typer.Option("--target", "-t", help="What to ask for, once or more; else pattern."),
    ] = None,
    columns: Columns = None,
    interval: Interval = False,
    level: Annotated[float, typer.Option(help="Level of the interval, between 0 and 1.")] = 0.95,
    conflict: Conflict = False,
    same_decision: SameDecision = None,
    decide: Decide = "",
    after: After = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Stop at a row that cannot be answered.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with a run that was interrupted.")
    ] = False,
    engine: EngineOption = Engine.local,
    scheduler: Scheduler = "",
) -> None:
    """Write the posterior of a target for every case of a file; an empty cell is not examined.

    bayesdx score cases.csv --out posteriors.csv
    """
    from bayesdx.formats.model import load

    run = _engine(engine, scheduler)
    start = time.monotonic()
    with rate("cases") as report:
        done = run(
            load(model),
            cases,
            targets=target or ["pattern"],
            out=out,
            level=level if interval else None,
            conflict=conflict,
            mapping=columns,
            same_decision=same_decision,
            decide=decide,
            after=after or (),
            strict=strict,
            resume=resume,
            report=report,
        )
    bounds = f"with intervals of {level:g}" if interval else "no interval"
    _tell(done, f"at the pooled values, {bounds}, in {time.monotonic() - start:.1f} s")


def _engine(engine: Engine, scheduler: str) -> Callable[..., Summary]:
    """Return what answers the rows."""
    if engine is Engine.local:
        if scheduler:
            remedy = "Add --engine dask, or leave --scheduler out."
            raise InputError(Fault("--scheduler", scheduler, "--engine dask", remedy))
        from bayesdx.cohort import score_file

        return score_file
    from bayesdx.cohort.cluster import dask
    from bayesdx.cohort.distributed import score_partitions

    dask()
    return partial(score_partitions, scheduler=scheduler, here=_here)


def _here() -> None:
    """Say what might not be expected, once it is known that something is to be done."""
    typer.echo("no --scheduler: one process for each core of this machine", err=True)


def _tell(done: Summary, how: str) -> None:
    lines = [
        f"{done.rows} cases written to {done.path}, {how}",
        f"read as findings: {', '.join(done.used)}",
        f"not used: {', '.join(done.unused) or 'nothing'}",
    ]
    if done.blank:
        lines.append(f"{done.blank} cases have no finding: their answer is the prior")
    if done.rejects:
        lines.append(f"{done.rejected} cases could not be answered: {done.rejects} says why")
    for line in (*lines, DISCLAIMER):
        typer.echo(line, err=True)
