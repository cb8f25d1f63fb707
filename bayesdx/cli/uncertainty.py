"""How sure a posterior may be, and what its width comes from."""

from __future__ import annotations

from typing import Annotated

import typer

from bayesdx.cli.case import read_case, target_of
from bayesdx.cli.options import (
    FindingOption,
    Format,
    FormatOption,
    LevelOption,
    Model,
    PhenopacketOption,
    PlotOption,
    SeedOption,
    SetOption,
    TargetOption,
    refuse,
)
from bayesdx.cli.printing import MOST, close, draw, print_first, print_rows
from bayesdx.cli.progress import steps
from bayesdx.resources import DEFAULT_MODEL

uncertainty = typer.Typer(no_args_is_help=True, help="Ask how sure a posterior may be, and why.")

StatesOption = Annotated[
    str | None,
    typer.Option(
        "--target", "-t", help="NODE for every state, or NODE=STATE. By default: pattern."
    ),
]
SimulationsOption = Annotated[
    int, typer.Option(min=0, help="How often all studies are carried out again.")
]
GridOption = Annotated[
    bool, typer.Option("--grid", help="Measure one disease and one test, over a grid.")
]
KappaOption = Annotated[
    float | None, typer.Option(help="Agreement between examiners; the published one if none.")
]


@uncertainty.command("interval")
def interval(
    model: Model = DEFAULT_MODEL,
    finding: FindingOption = None,
    context: SetOption = None,
    phenopacket: PhenopacketOption = None,
    target: StatesOption = None,
    level: LevelOption = 0.95,
    style: FormatOption = Format.table,
    plot: PlotOption = None,
) -> None:
    """Print the interval of a posterior by draws and by the delta method.

    bayesdx uncertainty interval -f babinski=extensor --target pattern
    """
    from bayesdx.report.uncertainty_charts import interval_in_words, interval_plot
    from bayesdx.uncertainty.interval import interval as ask

    case = read_case(model, finding, context, phenopacket)
    asked = target_of(case.network, target)
    found = ask(case.network, case.said, target=asked, level=level)
    print_rows(found.rows(), style)
    draw(plot, lambda: interval_plot(found))
    close(style, f"{interval_in_words(found)} {found.network}")


@uncertainty.command("coverage")
def coverage(
    asked: typer.Context,
    model: Model = DEFAULT_MODEL,
    finding: FindingOption = None,
    context: SetOption = None,
    phenopacket: PhenopacketOption = None,
    target: TargetOption = None,
    level: LevelOption = 0.95,
    simulations: SimulationsOption = 200,
    seed: SeedOption = 0,
    grid: GridOption = False,
    style: FormatOption = Format.table,
    plot: PlotOption = None,
) -> None:
    """Print how often the interval of a posterior holds the truth, by simulation.

    bayesdx uncertainty coverage -f babinski=extensor --target pattern=umn --simulations 100
    """
    from bayesdx.report.uncertainty_charts import coverage_plot, grid_plot
    from bayesdx.uncertainty import post_test_grid
    from bayesdx.uncertainty.coverage import coverage as measured

    if grid:
        refuse(asked, *_OF_A_MODEL, beside="with --grid, which asks no model")
        rows = post_test_grid(level=level, progress=steps("grid"))
        print_rows(rows, style)
        draw(plot, lambda: grid_plot(rows))
        return
    case = read_case(model, finding, context, phenopacket)
    question = (case.said, target_of(case.network, target))
    found = measured(
        case.network,
        [question],
        simulations=simulations,
        seed=seed,
        level=level,
        progress=steps("studies again"),
    )
    print_rows(found.rows(), style)
    draw(plot, lambda: coverage_plot(found))
    close(style, found.network)


_OF_A_MODEL = ("model", "finding", "context", "phenopacket", "target", "simulations", "seed")
"""What a model is asked with."""


@uncertainty.command("sources")
def sources(
    model: Model = DEFAULT_MODEL,
    finding: FindingOption = None,
    context: SetOption = None,
    phenopacket: PhenopacketOption = None,
    target: TargetOption = None,
    style: FormatOption = Format.table,
    plot: PlotOption = None,
) -> None:
    """Print which share of the variance of a posterior each source brings in.

    bayesdx uncertainty sources -f babinski=extensor --target pattern=umn
    """
    from bayesdx.report.uncertainty_charts import sources_in_words, sources_plot
    from bayesdx.uncertainty.sources import sources as ask

    case = read_case(model, finding, context, phenopacket)
    found = ask(case.network, case.said, target=target_of(case.network, target))
    rows = found.rows()
    if style is Format.table and len(rows) > MOST:
        typer.echo(f"the first {MOST - 2} and the last 2 of {len(rows)}; all with --format csv",
                   err=True)  # fmt: skip
        rows = [*rows[: MOST - 2], *rows[-2:]]
    print_rows(rows, style)
    draw(plot, lambda: sources_plot(found))
    close(style, f"{sources_in_words(found)} {found.network}")


@uncertainty.command("leave-one-out")
def leave_one_out(
    model: Model = DEFAULT_MODEL,
    finding: FindingOption = None,
    context: SetOption = None,
    phenopacket: PhenopacketOption = None,
    target: TargetOption = None,
    level: LevelOption = 0.95,
    style: FormatOption = Format.table,
    plot: PlotOption = None,
) -> None:
    """Print a posterior without each source, its numbers pooled again from the others.

    bayesdx uncertainty leave-one-out -f babinski=extensor --target pattern=umn
    """
    from bayesdx.report.uncertainty_charts import leave_one_out_in_words, leave_one_out_plot
    from bayesdx.uncertainty.leave_one_out import leave_one_out as ask

    case = read_case(model, finding, context, phenopacket)
    asked = target_of(case.network, target)
    found = ask(case.network, case.said, target=asked, level=level, progress=steps("sources"))
    names = ("source", "probability", "low", "high", "change")
    print_first(found.rows(), style, names=names)
    draw(plot, lambda: leave_one_out_plot(found))
    close(style, f"{leave_one_out_in_words(found)} {found.network}")


@uncertainty.command("reliability")
def reliability(
    finding: Annotated[str, typer.Argument(help="The node that was examined.")],
    report: Annotated[str, typer.Argument(help="STATE, or 'STATE, fairly sure'.")],
    model: Model = DEFAULT_MODEL,
    kappa: KappaOption = None,
    style: FormatOption = Format.table,
) -> None:
    """Print the likelihood of what an examiner reports, from how well examiners agree.

    bayesdx uncertainty reliability babinski "extensor, fairly sure"

    For an examiner less reliable than those of the studies: their errors are in the tables already.
    """
    from bayesdx.evidence import load_evidence
    from bayesdx.formats.model import load
    from bayesdx.uncertainty.reliability import ASSUMED
    from bayesdx.uncertainty.reliability import reliability as ask

    found = ask(load(model), finding, report, evidence=load_evidence(), kappa=kappa)
    print_rows(found.rows(), style)
    if style is Format.table:
        told = ",".join(f"{state}:{weight:.4g}" for state, weight in found.value.items())
        typer.echo(f"\n--finding {found.finding}={told}", err=True)
        if found.kappa is not None:
            typer.echo(ASSUMED, err=True)
