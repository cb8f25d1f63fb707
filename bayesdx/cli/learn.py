"""Local cases beside the literature."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from bayesdx.cli.options import Format, FormatOption, Model, PlotOption
from bayesdx.cli.printing import DISCLAIMER, draw, print_first
from bayesdx.cli.progress import bar
from bayesdx.resources import DEFAULT_MODEL

COLUMNS = ("quantity", "source", "published", "low", "high", "k", "n", "local", "tail")
"""What of a figure fits a terminal."""


def learn(
    cohort: Annotated[
        Path, typer.Argument(help="A csv or Parquet file with one case a row, labels included.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Where to write the new model: .zip.")],
    model: Model = DEFAULT_MODEL,
    worth: Annotated[
        float,
        typer.Option(
            help="What the literature is worth beside local cases: 1 is its own number of "
            "patients. Of a .bif file: how many patients each column is worth. 0.1 or more."
        ),
    ] = 1.0,
    columns: Annotated[
        Path | None,
        typer.Option(help="A csv that says which column is which node: column, finding."),
    ] = None,
    style: FormatOption = Format.table,
    plot: PlotOption = None,
) -> None:
    """Update a model's numbers from local cases, with the literature as prior.

    Printed are the published figures, those first that the cases contradict most.

    bayesdx learn cases.parquet --model localisation --out learned.zip
    """
    from bayesdx.evidence import load_evidence
    from bayesdx.formats.learned import check_out
    from bayesdx.formats.model import load
    from bayesdx.learning import learn as learnt
    from bayesdx.report.learning import check_rows, learning_plot, summary

    check_out(out)
    named = str(Path(model).resolve()) if Path(model).suffix else model
    with _told() as report:
        found = learnt(
            load(model),
            cohort,
            worth=worth,
            evidence=load_evidence(),
            mapping=columns,
            model=named,
            report=report,
        )
    found.save(out)
    rows = check_rows(found.checks)
    print_first(rows, style, names=COLUMNS, which="most contradicted")
    draw(plot, lambda: learning_plot(found))
    for line in (*summary(found), *(f"beware: {one}" for one in found.warnings())):
        typer.echo(line, err=True)
    typer.echo(f"written to {out}: bayesdx query --model {out}", err=True)
    typer.echo(DISCLAIMER, err=True)


@contextmanager
def _told() -> Iterator[Callable[[str, int, int], None]]:
    """Give a function to call with what is being done, how much of it is, and of how much."""
    with bar("Learning") as report:
        yield lambda what, done, of: report(done, of, what)
