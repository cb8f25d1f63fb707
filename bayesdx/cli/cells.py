"""A posterior as a function of single numbers of the tables, and which of them would change it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from bayesdx.cli.case import Case, read_case, target_of
from bayesdx.cli.options import (
    FindingOption,
    Format,
    FormatOption,
    Model,
    PhenopacketOption,
    PlotOption,
    SetOption,
    TargetOption,
    refuse,
)
from bayesdx.cli.printing import MOST, close, draw, print_rows
from bayesdx.resources import DEFAULT_MODEL

CellOption = Annotated[
    list[str], typer.Option("--cell", help="NODE=STATE|PARENT=STATE,…; two of them.")
]
ReachOption = Annotated[
    str, typer.Option("--reach", help="What shall become true: '>=0.5' or '<=0.5'.")
]
MinusOption = Annotated[
    str | None, typer.Option("--minus", help="A state; --reach is about the difference from it.")
]
OverOption = Annotated[
    str | None, typer.Option("--over", help="A state; --reach is about the ratio to it.")
]
WholeTableOption = Annotated[
    bool, typer.Option("--whole-table", help="Change whole tables, not single cells.")
]
CovariationOption = Annotated[
    str,
    typer.Option(
        "--covariation",
        help="How the other states of a column give way: proportional, uniform, order-preserving.",
    ),
]
_ONE_WAY = ("cell", "value", "derivative", "low", "high")
_FLIP = ("cell", "value", "to", "distance", "kind", "within")


def one_way(
    model: Model = DEFAULT_MODEL,
    finding: FindingOption = None,
    context: SetOption = None,
    phenopacket: PhenopacketOption = None,
    target: TargetOption = None,
    covariation: CovariationOption = "proportional",
    style: FormatOption = Format.table,
    plot: PlotOption = None,
) -> None:
    """Print the posterior as a function of every cell, and between which values the answer holds.

    bayesdx sensitivity one-way -f babinski=extensor --target pattern=umn
    """
    from bayesdx.report.sensitivity_charts import one_way_plot
    from bayesdx.sensitivity.one_way import one_way as ask

    case = read_case(model, finding, context, phenopacket)
    asked = target_of(case.network, target)
    found = ask(case.network, case.said, target=asked, covariation=covariation)
    table = style is Format.table
    print_rows(_shown(found.largest(MOST), _ONE_WAY) if table else found.rows(), style)
    draw(plot, lambda: one_way_plot(found))
    close(
        style,
        f"{found.target}={found.state} {found.posterior:.4f}; {found.network.version}",
        f"the steepest of {len(found.cell)}; all with --format csv or json",
    )


def two_way(
    cell: CellOption,
    model: Model = DEFAULT_MODEL,
    finding: FindingOption = None,
    context: SetOption = None,
    phenopacket: PhenopacketOption = None,
    target: TargetOption = None,
    covariation: CovariationOption = "proportional",
    style: FormatOption = Format.table,
    plot: PlotOption = None,
) -> None:
    """Print the posterior as a function of two cells x and y: coefficients of xy, x, y and 1.

    bayesdx sensitivity two-way --cell 'a=yes' --cell 'b=yes|a=yes' --target a=yes --model x.bif
    """
    from bayesdx.report.sensitivity_charts import two_way_plot
    from bayesdx.sensitivity.two_way import two_way as ask

    case = read_case(model, finding, context, phenopacket)
    asked = target_of(case.network, target)
    found = ask(case.network, case.said, target=asked, cells=cell, covariation=covariation)
    if style is Format.table:
        typer.echo(repr(found))
    else:
        print_rows(found.rows(), style)
    draw(plot, lambda: two_way_plot(found))
    close(style, found.network.version)


def flip(
    asked: typer.Context,
    reach: ReachOption,
    model: Model = DEFAULT_MODEL,
    finding: FindingOption = None,
    context: SetOption = None,
    phenopacket: PhenopacketOption = None,
    target: TargetOption = None,
    minus: MinusOption = None,
    over: OverOption = None,
    covariation: CovariationOption = "proportional",
    tables: WholeTableOption = False,
    style: FormatOption = Format.table,
    plot: PlotOption = None,
) -> None:
    """Print the smallest change of each cell that makes a statement about the posterior true.

    bayesdx sensitivity flip -f babinski=extensor --target pattern=umn --reach '<=0.5'
    """
    from bayesdx.report.sensitivity_charts import flip_plot
    from bayesdx.report.sensitivity_sentences import in_words
    from bayesdx.sensitivity.flip import flip as ask

    if tables:
        refuse(asked, "covariation", "plot", beside="with --whole-table")
    case = read_case(model, finding, context, phenopacket)
    said: dict[str, Any] = {"reach": reach, "minus": minus, "over": over}
    said["target"] = target_of(case.network, target)
    if tables:
        _flip_tables(case, style, **said)
        return
    found = ask(case.network, case.said, covariation=covariation, **said)
    rows = found.rows()
    print_rows(_shown(rows[:MOST], _FLIP) if style is Format.table else rows, style)
    draw(plot, lambda: flip_plot(found))
    close(style, f"{found.statement}; {case.network.version}", *in_words(found))


def _flip_tables(case: Case, style: Format, **said: Any) -> None:
    from bayesdx.sensitivity.flip_table import flip_table

    found = flip_table(case.network, case.said, **said)
    table = style is Format.table
    short = [{"node": one.node, "distance": one.distance} for one in found.changes]
    print_rows(short if table else found.rows(), style)
    close(style, f"{found.statement}{' holds as it is' if found.holds else ''}")


def _shown(rows: Sequence[dict[str, Any]], names: Sequence[str]) -> list[dict[str, Any]]:
    """Return the columns that fit a terminal, the cell as one writes it."""
    from bayesdx.sensitivity.cells import Cell

    full = ({"cell": str(Cell(r["node"], r["state"], r["given"])), **r} for r in rows)
    return [{name: _digits(row[name]) for name in names if name in row} for row in full]


def _digits(value: object) -> object:
    """Return a number with four digits that tell, whatever its size."""
    return f"{value:.4g}" if isinstance(value, float) else value
