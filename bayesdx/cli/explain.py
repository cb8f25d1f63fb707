"""Why an answer is what it is."""

from __future__ import annotations

import math
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
    Reading,
    ReadingOption,
    SeedOption,
    TargetOption,
    refuse,
)
from bayesdx.cli.printing import close, draw, print_json, print_rows
from bayesdx.resources import DEFAULT_MODEL

GivenOption = Annotated[
    list[str] | None,
    typer.Option("--set", "-s", help="NAME=STATE that is taken for granted: it is not weighed."),
]
RivalOption = Annotated[
    str | None,
    typer.Option("--against", help="Another STATE of it to contrast; else the likeliest one."),
]
OrdersOption = Annotated[
    int | None, typer.Option(min=2, help="Sample so many orders; else all of up to 12 findings.")
]
COLUMNS = ("finding", "said", "alone", "in_order", "minimum", "maximum", "shapley", "direction")
"""What fits a terminal."""


def explain(
    asked: typer.Context,
    model: Model = DEFAULT_MODEL,
    finding: FindingOption = None,
    context: GivenOption = None,
    phenopacket: PhenopacketOption = None,
    target: TargetOption = None,
    against: RivalOption = None,
    reading: ReadingOption = Reading.clinician,
    orders: OrdersOption = None,
    seed: SeedOption = 0,
    style: FormatOption = Format.table,
    plot: PlotOption = None,
) -> None:
    """Print what each finding says for or against a state, in decibans, and where they clash.

    bayesdx explain -f tone=increased -f babinski=extensor --target pattern=umn
    """
    from bayesdx.explain import explain as explained
    from bayesdx.report.explanation import in_words
    from bayesdx.report.explanation_charts import explanation_plot
    from bayesdx.report.tables import plain

    if style is Format.csv:
        refuse(asked, "reading", beside="with --format csv, which holds no sentences")
    case = read_case(model, finding, context, phenopacket)
    found = explained(
        case.network,
        case.findings,
        target=target_of(case.network, target),
        rival=against,
        context=case.context,
        orders=orders,
        seed=seed,
    )
    if found.weights.exact:
        remedy = "Leave it out, or sample with --orders."
        refuse(asked, "seed", beside="where every order is taken", remedy=remedy)
    sentences = list(in_words(found, reading.value))
    if style is Format.json:
        print_json(plain(found.as_dict() | {"sentences": sentences}))
    elif style is Format.csv:
        print_rows(found.rows(), style)
    else:
        print_rows([{name: _shown(row[name]) for name in COLUMNS} for row in found.rows()], style)
        typer.echo("\n" + "\n".join(sentences))
    draw(plot, lambda: explanation_plot(found))
    close(style, f"weights in decibans; {found.weights.network}")


def _shown(value: object) -> object:
    """Return a weight with its sign and two decimals, anything else as it is."""
    if isinstance(value, float):
        return str(value).replace("inf", "∞") if math.isinf(value) else f"{value:+.2f}"
    return value
