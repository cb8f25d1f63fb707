"""What a model is made of: where its numbers come from, and whether all is well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bayesdx.cli.options import Format, FormatOption, Model, Reading, SetOption
from bayesdx.cli.printing import DISCLAIMER, print_json, print_rows
from bayesdx.resources import DEFAULT_MODEL

if TYPE_CHECKING:
    from bayesdx.network import Network
    from bayesdx.report.citation import CitedTable

MANY = 40
"""From so many cells on, a table is hard to read at once."""


def cite(
    model: Annotated[str, typer.Argument(help="A model's name or path.")],
    node: Annotated[str, typer.Argument(help="A node of the model.")],
    given: Annotated[
        list[str] | None,
        typer.Option("--given", "-g", help="PARENT=STATE: only the columns with this state."),
    ] = None,
    style: FormatOption = Format.table,
) -> None:
    """Print where every cell of a table comes from: value, interval, figures and publications.

    bayesdx cite core babinski
    """
    from bayesdx.evidence import load_evidence
    from bayesdx.findings import parse_pairs
    from bayesdx.formats.model import load
    from bayesdx.report.citation import cite as cited
    from bayesdx.report.citation import in_words

    network = load(model)
    table = cited(network, load_evidence(), node, given=parse_pairs(given or []))
    if network.base is not None:
        _cite_learned(network, table, style)
        return
    if style is Format.json:
        print_json(table.as_dict())
        return
    print_rows(table.figure_rows() if style is Format.csv else table.rows(), style)
    if style is Format.table:
        typer.echo("\n" + in_words(table))
        if len(table.cells) > MANY:
            typer.echo("Fewer columns: --given PARENT=STATE, as often as needed.", err=True)


def _cite_learned(network: Network, table: CitedTable, style: Format) -> None:
    """Print where every cell comes from in a network that has learnt from local cases."""
    from bayesdx.report.citation import in_words
    from bayesdx.report.learning import beside

    print_rows(beside(network, table), style)
    if style is Format.table:
        typer.echo("\n" + in_words(table))
        typer.echo(f"Values and intervals: {network.version}. Figures: the literature.", err=True)


def numbers(model: Model = DEFAULT_MODEL, style: FormatOption = Format.table) -> None:
    """Print how many columns of each table are cited, derived or assumed, and how many sources.

    bayesdx numbers
    """
    from bayesdx.formats.model import load
    from bayesdx.report.honesty import honest_numbers

    print_rows(honest_numbers(load(model)), style)


def compare(
    model: Model = DEFAULT_MODEL,
    reading: Annotated[
        Reading, typer.Option("--level-of-reading", help="Who reads: numbers and words differ.")
    ] = Reading.clinician,
    context: SetOption = None,
    style: FormatOption = Format.table,
) -> None:
    """Print how often each finding occurs with an upper, a lower, both or neither lesion.

    bayesdx compare --set setting=neurology_clinic
    """
    from bayesdx.evidence import load_evidence, load_treatments
    from bayesdx.findings import parse_pairs
    from bayesdx.formats.model import load
    from bayesdx.report.comparison import compare as compared
    from bayesdx.report.comparison.answer import answer

    network = load(model)
    whose = parse_pairs(context) if context else None
    found = compared(network, load_evidence(), context=whose)
    if style is Format.json:
        causes = network.states.get("cause", ())
        said = answer(found, load_treatments(), level=reading.value, causes=causes)
        print_json(said.as_dict())
        return
    print_rows(found.rows() if style is Format.csv else found.summary(reading.value), style)
    typer.echo(f"whose shares these are: {found.whose}; {found.network}", err=True)
    typer.echo(DISCLAIMER, err=True)


def check() -> None:
    """Check every table of data/ and every model of models/; exit with 2 if there is a fault."""
    from bayesdx.report.check import check as checked

    result = checked()
    for fault in result.faults:
        typer.echo(str(fault))
    typer.echo(f"{len(result.faults)} faults in {', '.join(result.looked_at)}", err=True)
    raise typer.Exit(2 if result.faults else 0)
