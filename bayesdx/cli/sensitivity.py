"""What a posterior hangs on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
from bayesdx.resources import DEFAULT_MODEL

if TYPE_CHECKING:
    import altair as alt

sensitivity = typer.Typer(no_args_is_help=True, help="Ask what a posterior hangs on.")

TargetOption = Annotated[
    str, typer.Option("--target", "-t", help="NODE=STATE, or NODE for its most likely state.")
]
MOST = 20
"""So many rows of a list that is ordered by weight are printed as a table."""


def _findings(finding: list[str] | None, context: list[str] | None) -> dict[str, str]:
    """Return what was said of the patient and of the context."""
    from bayesdx.findings import parse_pairs

    return parse_pairs([*(finding or []), *(context or [])])


def _draw(path: Path | None, chart: alt.VConcatChart | None) -> None:
    """Write a picture where one is wanted."""
    if path is not None and chart is not None:
        from bayesdx.report.plot import save

        save(chart, path)
        typer.echo(f"drawn in {path}", err=True)


@sensitivity.command("tornado")
def tornado(
    target: TargetOption,
    model: Model = DEFAULT_MODEL,
    finding: FindingOption = None,
    context: SetOption = None,
    style: FormatOption = Format.table,
    plot: PlotOption = None,
) -> None:
    """Print how far each number moves a posterior within its published or declared interval.

    bayesdx sensitivity tornado -f babinski=extensor --target pattern=umn
    """
    from bayesdx.formats.model import load
    from bayesdx.report.tornado_charts import in_words, tornado_plot
    from bayesdx.sensitivity.tornado import tornado as asked

    found = asked(load(model), _findings(finding, context), target=target)
    rows = found.rows()
    print_rows(_shown(rows) if style is Format.table else rows, style)
    _draw(plot, tornado_plot(found) if plot else None)
    if style is Format.table:
        if len(rows) > MOST:
            typer.echo(f"the widest {MOST} of {len(rows)}; all with --format csv", err=True)
        typer.echo(f"\n{found.target} {found.posterior:.4f}; {found.network}", err=True)
        typer.echo(in_words(found), err=True)
        typer.echo(DISCLAIMER, err=True)


def _shown(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return the columns that fit a terminal, of the first rows."""
    names = ("parameter", "state", "kind", "low_value", "high_value")
    posterior = ("posterior_low", "posterior_high", "width", "flips", "flips_by_study")
    return [{name: row[name] for name in (*names, *posterior)} for row in rows[:MOST]]


@sensitivity.command("prior")
def prior(
    target: TargetOption,
    model: Model = DEFAULT_MODEL,
    finding: FindingOption = None,
    context: SetOption = None,
    moved: Annotated[
        str | None,
        typer.Option("--prior", help="NODE=STATE whose prior is moved; the target's if not given."),
    ] = None,
    over: Annotated[
        str | None,
        typer.Option("--over", help="A node; a row for each of its states. By default: setting."),
    ] = None,
    style: FormatOption = Format.table,
    plot: PlotOption = None,
) -> None:
    """Print posterior against prior for each setting, and the prevalence at which the answer turns.

    bayesdx sensitivity prior -f babinski=extensor --target pattern=umn
    """
    from bayesdx.formats.model import load
    from bayesdx.report.prior_charts import in_words, prior_plot
    from bayesdx.sensitivity.prior import prior_sensitivity

    said = _findings(finding, context)
    found = prior_sensitivity(load(model), said, target=target, moved=moved, over=over)
    rows = found.rows()
    if style is Format.table:
        rows = [{name: row[name] for name in row if name != "break_evens"} for row in rows]
    print_rows(rows if style is Format.json else [_flat(row) for row in rows], style)
    _draw(plot, prior_plot(found) if plot else None)
    if style is Format.table:
        typer.echo(f"\n{found.target}; {found.network}", err=True)
        typer.echo(in_words(found), err=True)
        typer.echo(DISCLAIMER, err=True)


def _flat(row: dict[str, object]) -> dict[str, object]:
    """Return a row whose lists and objects are texts."""
    return {name: _text(value) for name, value in row.items()}


def _text(value: object) -> object:
    """Return a list or an object as a text, anything else as it is."""
    if isinstance(value, dict):
        return ", ".join(f"{name}={state}" for name, state in value.items())
    return "; ".join(str(part) for part in value) if isinstance(value, list) else value


@sensitivity.command("structure")
def structure(
    target: TargetOption,
    model: Model = DEFAULT_MODEL,
    finding: FindingOption = None,
    context: SetOption = None,
    shared: Annotated[
        list[str] | None,
        typer.Option(
            "--unshare", help="A node whose children get copies of their own; may repeat."
        ),
    ] = None,
    style: FormatOption = Format.table,
    plot: PlotOption = None,
) -> None:
    """Print what the posterior would be with an arrow less, or with signs taken one by one.

    bayesdx sensitivity structure -f babinski=extensor --target pattern=umn
    """
    from bayesdx.formats.model import load
    from bayesdx.report.structure_charts import in_words, structure_plot
    from bayesdx.sensitivity.structure import structure_band

    said = _findings(finding, context)
    found = structure_band(load(model), said, target=target, shared=shared or None)
    rows = found.rows()
    shown = rows[:MOST] if style is Format.table else rows
    print_rows(rows if style is Format.json else [_flat(row) for row in shown], style)
    _draw(plot, structure_plot(found) if plot else None)
    if style is Format.table:
        typer.echo(f"\n{found.target} {found.posterior:.4f}; {found.network}", err=True)
        typer.echo(in_words(found), err=True)
        typer.echo(DISCLAIMER, err=True)


@sensitivity.command("global")
def global_(
    target: TargetOption,
    model: Model = DEFAULT_MODEL,
    finding: FindingOption = None,
    context: SetOption = None,
    by: Annotated[str, typer.Option(help="Group by parameter, node or kind.")] = "parameter",
    samples: Annotated[int, typer.Option(min=16, help="Rows of each of the two samples.")] = 1024,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the samples.")] = 0,
    style: FormatOption = Format.table,
    plot: PlotOption = None,
) -> None:
    """Print Sobol' indices: which parameters make the variance of a posterior.

    bayesdx sensitivity global -f babinski=extensor --target pattern=umn --by node
    """
    from bayesdx.cli.progress import bar
    from bayesdx.formats.model import load
    from bayesdx.report.global_charts import global_plot, in_words
    from bayesdx.sensitivity.global_indices import global_indices

    network, said = load(model), _findings(finding, context)
    with bar("answers under other parameters") as report:
        found = global_indices(
            network, said, target=target, by=by, samples=samples, seed=seed, progress=report
        )
    rows = found.rows()
    print_rows(rows[:MOST] if style is Format.table else rows, style)
    _draw(plot, global_plot(found) if plot else None)
    if style is Format.table:
        sample = f"mean {found.mean:.4f}, variance {found.variance:.3g} over {found.samples} draws"
        typer.echo(f"\n{found.target} {found.posterior:.4f}; {sample}; {found.network}", err=True)
        typer.echo(in_words(found), err=True)
        typer.echo(DISCLAIMER, err=True)
