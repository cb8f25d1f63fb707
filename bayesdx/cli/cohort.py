"""Many cases at once."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from bayesdx.cli.options import Model
from bayesdx.cli.printing import DISCLAIMER
from bayesdx.cli.rate import rate
from bayesdx.resources import DEFAULT_MODEL


def score(
    cases: Annotated[Path, typer.Argument(help="A csv or Parquet file with one case a row.")],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Where to write the posteriors: .csv or .parquet.")
    ],
    model: Model = DEFAULT_MODEL,
    target: Annotated[
        list[str] | None,
        typer.Option("--target", "-t", help="What to ask for, once or more; else pattern."),
    ] = None,
    columns: Annotated[
        Path | None,
        typer.Option(help="A csv that says which column is which finding: column, finding."),
    ] = None,
    interval: Annotated[
        bool, typer.Option("--interval", help="Also give the interval of each posterior: slow.")
    ] = False,
    level: Annotated[float, typer.Option(help="Level of the interval, between 0 and 1.")] = 0.95,
    conflict: Annotated[
        bool, typer.Option("--conflict", help="Also give how far the findings clash, in bits.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Stop at a row that cannot be answered.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with a run that was interrupted.")
    ] = False,
) -> None:
    """Write the posterior of a target for every case of a file; an empty cell is not examined.

    bayesdx score cases.csv --out posteriors.csv
    """
    from bayesdx.cohort import score_file
    from bayesdx.formats.model import load

    start = time.monotonic()
    with rate("cases") as report:
        done = score_file(
            load(model),
            cases,
            targets=target or ["pattern"],
            out=out,
            level=level if interval else None,
            conflict=conflict,
            mapping=columns,
            strict=strict,
            resume=resume,
            report=report,
        )
    seconds = time.monotonic() - start
    bounds = f"with intervals of {level:g}" if interval else "no interval"
    lines = [
        f"{done.rows} cases written to {done.path}, at the pooled values, {bounds}, "
        f"in {seconds:.1f} s",
        f"read as findings: {', '.join(done.used)}",
        f"not used: {', '.join(done.unused) or 'nothing'}",
    ]
    if done.rejects:
        lines.append(f"{done.rejected} cases could not be answered: {done.rejects} says why")
    for line in (*lines, DISCLAIMER):
        typer.echo(line, err=True)
