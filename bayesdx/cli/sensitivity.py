"""What a posterior hangs on beside its single cells: parameters, prior and structure."""

from __future__ import annotations

from typing import Annotated

import typer

from bayesdx.cli.case import read_case, target_of
from bayesdx.cli.options import (
    FindingOption,
    Format,
    FormatOption,
    Model,
    PhenopacketOption,
    PlotOption,
    SeedOption,
    SetOption,
    TargetOption,
)
from bayesdx.cli.printing import close, draw, print_first, print_rows
from bayesdx.cli.progress import bar
from bayesdx.resources import DEFAULT_MODEL

sensitivity = typer.Typer(no_args_is_help=True, help="Ask what a posterior hangs on.")

MovedOption = Annotated[
    str | None,
    typer.Option("--prior", help="NODE=STATE whose prior is moved; the target's if not given."),
]
ContextsOption = Annotated[
    str | None,
    typer.Option("--over", help="A node; a row for each of its states. By default: setting."),
]
UnshareOption = Annotated[
    list[str] | None,
    typer.Option("--unshare", help="A node whose children get copies of their own; may repeat."),
]
_TORNADO = (
    *("parameter", "state", "kind", "low_value", "high_value"),
    *("posterior_low", "posterior_high", "width", "flips", "flips_by_study"),
)


@sensitivity.command("tornado")
def tornado(
    model: Model = DEFAULT_MODEL,
    finding: FindingOption = None,
    context: SetOption = None,
    phenopacket: PhenopacketOption = None,
    target: TargetOption = None,
    style: FormatOption = Format.table,
    plot: PlotOption = None,
) -> None:
    """Print how far each number moves a posterior within its published or declared interval.

    bayesdx sensitivity tornado -f babinski=extensor --target pattern=umn
    """
    from bayesdx.report.tornado_charts import in_words, tornado_plot
    from bayesdx.sensitivity.tornado import tornado as ask

    case = read_case(model, finding, context, phenopacket)
    found = ask(case.network, case.said, target=target_of(case.network, target))
    print_first(found.rows(), style, names=_TORNADO, which="widest")
    draw(plot, lambda: tornado_plot(found))
    close(style, f"{found.target} {found.posterior:.4f}; {found.network}", in_words(found))


@sensitivity.command("prior")
def prior(
    model: Model = DEFAULT_MODEL,
    finding: FindingOption = None,
    context: SetOption = None,
    phenopacket: PhenopacketOption = None,
    target: TargetOption = None,
    moved: MovedOption = None,
    over: ContextsOption = None,
    style: FormatOption = Format.table,
    plot: PlotOption = None,
) -> None:
    """Print posterior against prior for each setting, and the prevalence at which the answer turns.

    bayesdx sensitivity prior -f babinski=extensor --target pattern=umn
    """
    from bayesdx.report.prior_charts import in_words, prior_plot
    from bayesdx.sensitivity import prior_sensitivity

    case = read_case(model, finding, context, phenopacket)
    asked = target_of(case.network, target)
    found = prior_sensitivity(case.network, case.said, target=asked, moved=moved, over=over)
    rows = found.rows()
    if style is Format.table:
        rows = [{name: row[name] for name in row if name != "break_evens"} for row in rows]
    print_rows(rows, style)
    draw(plot, lambda: prior_plot(found))
    close(style, f"{found.target}; {found.network}", in_words(found))


@sensitivity.command("structure")
def structure(
    model: Model = DEFAULT_MODEL,
    finding: FindingOption = None,
    context: SetOption = None,
    phenopacket: PhenopacketOption = None,
    target: TargetOption = None,
    shared: UnshareOption = None,
    style: FormatOption = Format.table,
    plot: PlotOption = None,
) -> None:
    """Print what the posterior would be with an arrow less, or with signs taken one by one.

    bayesdx sensitivity structure -f babinski=extensor --target pattern=umn
    """
    from bayesdx.report.structure_charts import in_words, structure_plot
    from bayesdx.sensitivity import structure_band

    case = read_case(model, finding, context, phenopacket)
    asked = target_of(case.network, target)
    found = structure_band(case.network, case.said, target=asked, shared=shared or None)
    print_first(found.rows(), style)
    draw(plot, lambda: structure_plot(found))
    close(style, f"{found.target} {found.posterior:.4f}; {found.network}", in_words(found))


@sensitivity.command("global")
def global_(
    model: Model = DEFAULT_MODEL,
    finding: FindingOption = None,
    context: SetOption = None,
    phenopacket: PhenopacketOption = None,
    target: TargetOption = None,
    by: Annotated[str, typer.Option(help="Group by parameter, node or kind.")] = "parameter",
    samples: Annotated[int, typer.Option(min=16, help="Rows of each of the two samples.")] = 1024,
    seed: SeedOption = 0,
    style: FormatOption = Format.table,
    plot: PlotOption = None,
) -> None:
    """Print Sobol' indices: which parameters make the variance of a posterior.

    bayesdx sensitivity global -f babinski=extensor --target pattern=umn --by node
    """
    from bayesdx.report.global_charts import global_plot, in_words
    from bayesdx.sensitivity.global_indices import global_indices

    case = read_case(model, finding, context, phenopacket)
    asked = target_of(case.network, target)
    with bar("answers under other parameters") as report:
        found = global_indices(
            *(case.network, case.said),
            target=asked,
            by=by,
            samples=samples,
            seed=seed,
            progress=report,
        )
    print_first(found.rows(), style)
    draw(plot, lambda: global_plot(found))
    sample = f"mean {found.mean:.4f}, variance {found.variance:.3g} over {found.samples} draws"
    about = f"{found.target} {found.posterior:.4f}; {sample}; {found.network}"
    close(style, about, in_words(found))
