"""Many cases at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bayesdx.cli.options import Model
from bayesdx.cli.printing import DISCLAIMER
from bayesdx.resources import DEFAULT_MODEL


def score(
    cases: Annotated[Path, typer.Argument(help="A csv with one case a row.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Where to write the posteriors.")],
    model: Model = DEFAULT_MODEL,
    target: Annotated[str, typer.Option("--target", "-t", help="What to ask for.")] = "pattern",
) -> None:
    """Write the posterior of a target for every case of a csv; an empty cell is not examined.

    bayesdx score cases.csv --out posteriors.csv
    """
    from bayesdx.cohort import score as scored
    from bayesdx.formats.model import load

    done = scored(load(model), cases, target=target, out=out)
    typer.echo(
        f"{done.rows} cases written to {done.path}, at the pooled values, no interval", err=True
    )
    typer.echo(f"read as findings: {', '.join(done.used)}", err=True)
    typer.echo(f"not used: {', '.join(done.unused) or 'nothing'}", err=True)
    typer.echo(DISCLAIMER, err=True)
