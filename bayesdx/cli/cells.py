"""A posterior as a function of single numbers of the tables, and which of them would change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bayesdx.cli.options import (
    FindingOption,
    Format,
    FormatOption,
    Model,
    PlotOption,
    SetOption,
)
from bayesdx.cli.printing import DISCLAIMER, print_rows
from bayesdx.cli.sensitivity import MOST, TargetOption, _draw, _findings, _flat
from bayesdx.resources import DEFAULT_MODEL

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    target: TargetOption,
    model: Model = DEFAULT_MODEL,
    finding: FindingOption = None,
    context: SetOption = None,
    covariation: CovariationOption = "proportional",
    style: FormatOption = Format.table,
    plot: PlotOption = None,
) -> None:
    """Print the posterior as a function of every cell, and between which values the answer holds.

    bayesdx sensitivity one-way -f babinski=extensor --target pattern=umn
    """
    from bayesdx.formats.model import load
    from bayesdx.report.sensitivity_charts import one_way_plot
    from bayesdx.sensitivity.one_way import one_way as asked

    said = _findings(finding, context)
    found = asked(load(model), said, target=target, covariation=covariation)
    if style is Format.table:
        print_rows(_shown(found.largest(MOST), _ONE_WAY), style)
        _close(f"{found.target}={found.state} {found.posterior:.4f}; {found.network.version}")
        typer.echo(f"the steepest of {len(found.cell)}; all with --format csv or json", err=True)
    else:
        _print(found.rows(), style)
    _draw(plot, one_way_plot(found) if plot else None)


def two_way(
    target: TargetOption,
    cell: Annotated[
        list[str],
        typer.Option("--cell", help="NODE=STATE|PARENT=STATE,…; two of them."),
    ],
    model: Model = DEFAULT_MODEL,
    finding: FindingOption = None,
    context: SetOption = None,
    covariation: CovariationOption = "proportional",
    style: FormatOption = Format.table,
    plot: PlotOption = None,
) -> None:
    """Print the posterior as a function of two cells x and y: coefficients of xy, x, y and 1.

    bayesdx sensitivity two-way --cell 'a=yes' --cell 'b=yes|a=yes' --target a=yes --model x.bif
    """
    from bayesdx.formats.model import load
    from bayesdx.report.sensitivity_charts import two_way_plot
    from bayesdx.sensitivity.two_way import two_way as asked

    said = _findings(finding, context)
    found = asked(load(model), said, target=target, cells=cell, covariation=covariation)
    if style is Format.table:
        typer.echo(repr(found))
        _close(found.network.version)
    else:
        _print(found.rows(), style)
    _draw(plot, two_way_plot(found) if plot else None)


def flip(
    target: TargetOption,
    reach: Annotated[
        str, typer.Option("--reach", help="What shall become true: '>=0.5' or '<=0.5'.")
    ],
    model: Model = DEFAULT_MODEL,
    finding: FindingOption = None,
    context: SetOption = None,
    minus: Annotated[
        str | None,
        typer.Option("--minus", help="A state; --reach is about the difference from it."),
    ] = None,
    over: Annotated[
        str | None, typer.Option("--over", help="A state; --reach is about the ratio to it.")
    ] = None,
    covariation: CovariationOption = "proportional",
    tables: Annotated[
        bool, typer.Option("--whole-table", help="Change whole tables, not single cells.")
    ] = False,
    style: FormatOption = Format.table,
    plot: PlotOption = None,
) -> None:
    """Print the smallest change of each cell that makes a statement about the posterior true.

    bayesdx sensitivity flip -f babinski=extensor --target pattern=umn --reach '<=0.5'
    """
    from bayesdx.formats.model import load

    network, said = load(model), _findings(finding, context)
    asked: dict[str, Any] = {"target": target, "reach": reach, "minus": minus, "over": over}
    if tables:
        from bayesdx.sensitivity.flip_table import flip_table

        changed = flip_table(network, said, **asked)
        if style is Format.table:
            print_rows([{"node": c.node, "distance": c.distance} for c in changed.changes], style)
            _close(f"{changed.statement}{' holds as it is' if changed.holds else ''}")
        else:
            _print(changed.rows(), style)
        return
    from bayesdx.report.sensitivity_charts import flip_plot
    from bayesdx.report.sensitivity_sentences import in_words
    from bayesdx.sensitivity.flip import flip as by_cell

    found = by_cell(network, said, covariation=covariation, **asked)
    if style is Format.table:
        print_rows(_shown(found.rows()[:MOST], _FLIP), style)
        _close(f"{found.statement}; {network.version}")
        for sentence in in_words(found):
            typer.echo(sentence, err=True)
    else:
        _print(found.rows(), style)
    _draw(plot, flip_plot(found) if plot else None)


def _print(rows: Sequence[dict[str, Any]], style: Format) -> None:
    """Print rows as JSON, or as csv with objects as texts."""
    print_rows(rows if style is Format.json else [_flat(row) for row in rows], style)


def _shown(rows: Sequence[dict[str, Any]], names: Sequence[str]) -> list[dict[str, Any]]:
    """Return the columns that fit a terminal, the cell as one writes it."""
    from bayesdx.sensitivity.cells import Cell

    full = ({"cell": str(Cell(r["node"], r["state"], r["given"])), **r} for r in rows)
    return [
        {name: _digits(row[name]) if name != "cell" else row[name] for name in names if name in row}
        for row in full
    ]


def _digits(value: object) -> object:
    """Return a number with four digits that tell, whatever its size."""
    return f"{value:.4g}" if isinstance(value, float) else value


def _close(line: str) -> None:
    typer.echo(f"\n{line}", err=True)
    typer.echo(DISCLAIMER, err=True)
