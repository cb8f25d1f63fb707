"""Many cases at once."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bayesdx.cli.options import Model
from bayesdx.cli.printing import DISCLAIMER
from bayesdx.cli.rate import rate
from bayesdx.resources import DEFAULT_MODEL

if TYPE_CHECKING:
    from bayesdx.cohort import Summary

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
            same_decision=same_decision,
            decide=decide,
            after=after or (),
            strict=strict,
            resume=resume,
            report=report,
        )
    bounds = f"with intervals of {level:g}" if interval else "no interval"
    _tell(done, f"at the pooled values, {bounds}, in {time.monotonic() - start:.1f} s")


def _tell(done: Summary, how: str) -> None:
    lines = [
        f"{done.rows} cases written to {done.path}, {how}",
        f"read as findings: {', '.join(done.used)}",
        f"not used: {', '.join(done.unused) or 'nothing'}",
    ]
    if done.rejects:
        lines.append(f"{done.rejected} cases could not be answered: {done.rejects} says why")
    for line in (*lines, DISCLAIMER):
        typer.echo(line, err=True)
