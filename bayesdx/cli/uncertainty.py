"""How sure a posterior may be, and what its width comes from."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

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

MOST = 20
"""So many rows of a list that is ordered by weight are printed as a table."""

T = TypeVar("T")
Rows = list[dict[str, Any]]

uncertainty = typer.Typer(no_args_is_help=True, help="Ask how sure a posterior may be, and why.")

TargetOption = Annotated[
    str, typer.Option("--target", "-t", help="NODE=STATE, or NODE for its most likely state.")
]
LevelOption = Annotated[float, typer.Option(help="Level of the interval, between 0 and 1.")]


@uncertainty.command("interval")
def interval(
    target: TargetOption = "pattern",
    model: Model = DEFAULT_MODEL,
    finding: FindingOption = None,
    context: SetOption = None,
    level: LevelOption = 0.95,
    style: FormatOption = Format.table,
    plot: PlotOption = None,
) -> None:
    """Print the interval of a posterior by draws and by the delta method; NODE for every state.

    bayesdx uncertainty interval -f babinski=extensor --target pattern
    """
    from bayesdx.formats.model import load
    from bayesdx.report.uncertainty_charts import interval_in_words, interval_plot
    from bayesdx.uncertainty import interval as asked

    found = asked(load(model), _findings(finding, context), target=target, level=level)
    print_rows(found.rows(), style)
    _draw(plot, lambda: interval_plot(found))
    _say(style, interval_in_words(found), found.network)


@uncertainty.command("coverage")
def coverage(
    target: TargetOption = "pattern",
    model: Model = DEFAULT_MODEL,
    finding: FindingOption = None,
    context: SetOption = None,
    level: LevelOption = 0.95,
    simulations: Annotated[
        int, typer.Option(min=0, help="How often all studies are carried out again.")
    ] = 200,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the simulation.")] = 0,
    grid: Annotated[
        bool, typer.Option("--grid", help="Measure one disease and one test, over a grid.")
    ] = False,
    style: FormatOption = Format.table,
    plot: PlotOption = None,
) -> None:
    """Print how often the interval of a posterior holds the truth, by simulation.

    bayesdx uncertainty coverage -f babinski=extensor --target pattern=umn --simulations 100
    """
    from bayesdx.report.uncertainty_charts import coverage_plot, grid_plot
    from bayesdx.uncertainty import coverage as measured
    from bayesdx.uncertainty import post_test_grid

    if grid:
        rows = post_test_grid(level=level, progress=_progress("grid"))
        print_rows(rows, style)
        _draw(plot, lambda: grid_plot(rows))
        return
    from bayesdx.formats.model import load

    found = measured(
        load(model),
        [(_findings(finding, context), target)],
        simulations=simulations,
        seed=seed,
        level=level,
        progress=_progress("studies again"),
    )
    print_rows(found.rows(), style)
    _draw(plot, lambda: coverage_plot(found))
    _say(style, "", found.network)


@uncertainty.command("sources")
def sources(
    target: TargetOption = "pattern",
    model: Model = DEFAULT_MODEL,
    finding: FindingOption = None,
    context: SetOption = None,
    style: FormatOption = Format.table,
    plot: PlotOption = None,
) -> None:
    """Print which share of the variance of a posterior each source brings in.

    bayesdx uncertainty sources -f babinski=extensor --target pattern=umn
    """
    from bayesdx.formats.model import load
    from bayesdx.report.uncertainty_charts import sources_in_words, sources_plot
    from bayesdx.uncertainty import sources as asked

    found = asked(load(model), _findings(finding, context), target=target)
    rows = found.rows()
    few = _shortened(style, rows) and len(rows) > MOST
    print_rows([*rows[: MOST - 2], *rows[-2:]] if few else rows, style)
    _draw(plot, lambda: sources_plot(found))
    _say(style, sources_in_words(found), found.network)


@uncertainty.command("leave-one-out")
def leave_one_out(
    target: TargetOption = "pattern",
    model: Model = DEFAULT_MODEL,
    finding: FindingOption = None,
    context: SetOption = None,
    level: LevelOption = 0.95,
    style: FormatOption = Format.table,
    plot: PlotOption = None,
) -> None:
    """Print a posterior without each source, its numbers pooled again from the others.

    bayesdx uncertainty leave-one-out -f babinski=extensor --target pattern=umn
    """
    from bayesdx.formats.model import load
    from bayesdx.report.uncertainty_charts import leave_one_out_in_words, leave_one_out_plot
    from bayesdx.uncertainty import leave_one_out as asked

    found = asked(
        load(model),
        _findings(finding, context),
        target=target,
        level=level,
        progress=_progress("sources"),
    )
    rows = found.rows()
    if style is not Format.json:
        rows = [row | {name: "; ".join(row[name]) for name in ("pooled", "alone")} for row in rows]
    if _shortened(style, rows):
        names = ("source", "probability", "low", "high", "change")
        rows = [{name: row[name] for name in names} for row in rows[:MOST]]
    print_rows(rows, style)
    _draw(plot, lambda: leave_one_out_plot(found))
    _say(style, leave_one_out_in_words(found), found.network)


@uncertainty.command("reliability")
def reliability(
    finding: Annotated[str, typer.Argument(help="The node that was examined.")],
    report: Annotated[str, typer.Argument(help="STATE, or 'STATE, fairly sure'.")],
    model: Model = DEFAULT_MODEL,
    kappa: Annotated[
        float | None, typer.Option(help="Agreement between examiners; the published one if none.")
    ] = None,
    style: FormatOption = Format.table,
) -> None:
    """Print the likelihood of what an examiner reports, from how well examiners agree.

    bayesdx uncertainty reliability babinski "extensor, fairly sure"
    """
    from bayesdx.evidence import load_evidence
    from bayesdx.formats.model import load
    from bayesdx.uncertainty import reliability as asked

    found = asked(load(model), finding, report, evidence=load_evidence(), kappa=kappa)
    print_rows(found.rows(), style)
    if style is Format.table:
        told = ",".join(f"{state}:{weight:.4g}" for state, weight in found.value.items())
        typer.echo(f"\n--finding {found.finding}={told}", err=True)


def _findings(finding: list[str] | None, context: list[str] | None) -> dict[str, str]:
    """Return what was said of the patient and of the context."""
    from bayesdx.findings import parse_pairs

    return parse_pairs([*(finding or []), *(context or [])])


def _shortened(style: Format, rows: Rows) -> bool:
    """Whether only the first rows and the columns that fit a terminal are printed."""
    if style is Format.table and len(rows) > MOST:
        typer.echo(f"the first {MOST} of {len(rows)}; all with --format csv", err=True)
    return style is Format.table


def _progress(label: str) -> Callable[[Iterable[T], int], Iterable[T]]:
    """Return what shows on stderr how far a long computation is."""

    def told(items: Iterable[T], length: int) -> Iterator[T]:
        bar = typer.progressbar(items, length=length, label=label, file=sys.stderr)
        with bar as steps:
            yield from steps

    return told


def _draw(path: Path | None, chart: Callable[[], alt.VConcatChart]) -> None:
    """Write a picture where one is wanted."""
    if path is not None:
        from bayesdx.report.plot import save

        save(chart(), path)
        typer.echo(f"drawn in {path}", err=True)


def _say(style: Format, words: str, network: str) -> None:
    if style is Format.table:
        typer.echo("\n" + (f"{words} {network}" if words else network), err=True)
        typer.echo(DISCLAIMER, err=True)
