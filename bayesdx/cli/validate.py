"""A model held against published patients and against the figures it rests on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bayesdx.cli.options import CasesArgument, Format, FormatOption, Model, PlotOption
from bayesdx.cli.printing import draw, print_json, print_rows
from bayesdx.resources import DEFAULT_MODEL

MOST = 12
"""So many of a list that is ordered by weight are printed."""

validate = typer.Typer(
    no_args_is_help=True, help="Hold a model against what is known apart from it."
)


@validate.command("cases")
def validate_cases(
    cases: CasesArgument = None,
    model: Model = DEFAULT_MODEL,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the resampling.")] = 0,
    style: FormatOption = Format.table,
    plot: PlotOption = None,
) -> None:
    """Print how a model does on published patients, and what simpler forecasts do on the same.

    bayesdx validate cases
    """
    from bayesdx.formats.model import load
    from bayesdx.report.plot import cases_plot
    from bayesdx.report.tables import as_json, as_table
    from bayesdx.validation import validate_cases as validated

    report = validated(load(model), cases or _our_cases(), seed=seed)
    draw(plot, lambda: cases_plot(report))
    if style is Format.json:
        typer.echo(as_json(report.as_dict()))
        return
    if style is Format.csv:
        print_rows(report.rows(), style)
        return
    typer.echo(f"{report.description}\n")
    print_rows(report.summary(), style)
    typer.echo("\n" + as_table(report.confusion_rows()))
    typer.echo("\n" + as_table(report.reliability_rows()))
    if report.adults:
        title = f"\nthe {len(report.adult_cases)} adults alone"
        typer.echo(as_table(report.summary(report.adults), title=title))
        typer.echo("\n" + as_table(report.confusion_rows(report.adult_cases)))
    if report.without_muscle:
        title = f"\nthe {len(report.without_muscle[0].probability)} without disease of muscle"
        typer.echo(as_table(report.summary(report.without_muscle), title=title))
    wrong = report.confidently_wrong
    title = f"\nconfidently wrong: {len(wrong)}"
    typer.echo(as_table(report.case_rows(wrong), title=title) if wrong else title)


def _our_cases() -> Path:
    from bayesdx.resources import folder

    return folder("data") / "cases" / "open_cases.csv"


@validate.command("literature")
def validate_literature(
    model: Model = DEFAULT_MODEL, style: FormatOption = Format.table, plot: PlotOption = None
) -> None:
    """Print every published figure of a model beside what the model implies for it.

    bayesdx validate literature
    """
    from bayesdx.evidence import load_evidence
    from bayesdx.formats.model import load
    from bayesdx.report.plot import literature_plot
    from bayesdx.validation import validate_literature as validated

    evidence = load_evidence()
    report = validated(load(model), evidence)
    draw(plot, lambda: literature_plot(report, evidence))
    if style is Format.json:
        print_json(report.as_dict())
        return
    print_rows(report.rows() if style is Format.csv else report.summary(), style)
    if style is Format.table:
        typer.echo(f"\n{report.description}")


@validate.command("support")
def validate_support(
    cases: CasesArgument = None,
    model: Model = DEFAULT_MODEL,
    style: FormatOption = Format.table,
) -> None:
    """Print how much of what moves the answers rests on literature, and how much on assumptions.

    bayesdx validate support
    """
    from bayesdx.formats.model import load
    from bayesdx.validation import validate_support as validated

    report = validated(load(model), cases or _our_cases())
    if style is Format.json:
        print_json(report.as_dict())
        return
    print_rows(report.rows(), style)
    if style is Format.table:
        from bayesdx.report.tables import as_table

        rows = report.parameter_rows("assumption")[:MOST]
        typer.echo(as_table(rows, title="\nthe assumptions that carry most") if rows else "")
        typer.echo(f"\n{report.description}")


@validate.command("dependence")
def validate_dependence(
    model: Model = DEFAULT_MODEL, style: FormatOption = Format.table, plot: PlotOption = None
) -> None:
    """Print whether findings come together in a model as often as they do in patients.

    bayesdx validate dependence
    """
    from bayesdx.evidence import load_evidence
    from bayesdx.formats.model import load
    from bayesdx.report.plot import dependence_plot
    from bayesdx.validation import validate_dependence as validated

    evidence = load_evidence()
    report = validated(load(model), evidence)
    draw(plot, lambda: dependence_plot(report, evidence))
    if style is Format.json:
        print_json(report.as_dict())
        return
    print_rows(report.rows(), style)
