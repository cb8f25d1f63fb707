"""Why an answer is what it is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bayesdx.cli.options import (
    FindingOption,
    Format,
    FormatOption,
    Model,
    PlotOption,
    Reading,
    SetOption,
)
from bayesdx.cli.printing import DISCLAIMER, print_json, print_rows
from bayesdx.resources import DEFAULT_MODEL

if TYPE_CHECKING:
    from bayesdx.network import Network

TargetOption = Annotated[
    str, typer.Option("--target", "-t", help="NODE=STATE, or NODE for its most likely state.")
]
COLUMNS = ("finding", "said", "alone", "in_order", "minimum", "maximum", "shapley", "direction")
"""What fits a terminal."""


def explain(
    target: TargetOption,
    model: Model = DEFAULT_MODEL,
    finding: FindingOption = None,
    context: SetOption = None,
    against: Annotated[
        str | None,
        typer.Option("--against", help="Another STATE of it to contrast; else the likeliest one."),
    ] = None,
    reading: Annotated[
        Reading, typer.Option("--level-of-reading", help="Who reads the sentences.")
    ] = Reading.clinician,
    orders: Annotated[
        int | None,
        typer.Option(min=2, help="Sample so many orders; else all of up to 12 findings."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the sample.")] = 0,
    style: FormatOption = Format.table,
    plot: PlotOption = None,
) -> None:
    """Print what each finding says for or against a state, in decibans, and where they clash.

    What is given with --set is taken for granted: it is not weighed.

    bayesdx explain -f tone=increased -f babinski=extensor --target pattern=umn
    """
    from bayesdx.explain import explain as explained
    from bayesdx.findings import parse_pairs
    from bayesdx.formats.model import load
    from bayesdx.report.explanation import in_words

    network = load(model)
    findings, given = parse_pairs(finding or []), parse_pairs(context or [])
    node, state = _asked(network, target, {**findings, **given})
    found = explained(
        network,
        findings,
        target=node,
        state=state,
        rival=against,
        context=given,
        orders=orders,
        seed=seed,
    )
    if style is Format.json:
        print_json(plain(found.as_dict() | {"sentences": list(in_words(found, reading.value))}))
    elif style is Format.csv:
        print_rows(found.rows(), style)
    else:
        rows = [{name: _shown(row[name]) for name in COLUMNS} for row in found.rows()]
        print_rows(rows, style)
        typer.echo("")
        for sentence in in_words(found, reading.value):
            typer.echo(sentence)
        typer.echo(f"\nweights in decibans; {found.weights.network}", err=True)
        typer.echo(DISCLAIMER, err=True)
    if plot:
        from bayesdx.report.explanation_charts import explanation_plot
        from bayesdx.report.plot import save

        save(explanation_plot(found), plot)
        typer.echo(f"drawn in {plot}", err=True)


def _asked(network: Network, target: str, said: Mapping[str, object]) -> tuple[str, str]:
    """Return node and state of NODE=STATE, or of NODE its most likely state."""
    from bayesdx.explain.hypothesis import split
    from bayesdx.inference import query

    if "=" in target:
        return split(target)
    answer = query(network, said, target=target)
    return answer.target, answer.states[int(answer.probability.argmax())]


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it: an infinite number as the text Infinity or -Infinity.

    >>> plain({"alone": [1.5, -math.inf]})
    {'alone': [1.5, '-Infinity']}
    """
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    if isinstance(value, float) and math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def _shown(value: object) -> object:
    """Return a weight with its sign and two decimals, anything else as it is."""
    if isinstance(value, float):
        return str(value).replace("inf", "∞") if math.isinf(value) else f"{value:+.2f}"
    return value
