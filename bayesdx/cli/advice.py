"""What to examine next, and whether it could change anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
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
from bayesdx.cli.progress import bar
from bayesdx.resources import DEFAULT_MODEL

if TYPE_CHECKING:
    import altair as alt

    from bayesdx.advice import Advice, Plan
    from bayesdx.network import Network

MOST = 15
"""So many rows of a list that is ordered by value are printed as a table."""


def next_tests(
    target: Annotated[
        str, typer.Option("--target", "-t", help="NODE, or NODE=STATE for that state alone.")
    ],
    model: Model = DEFAULT_MODEL,
    finding: FindingOption = None,
    context: SetOption = None,
    threshold: Annotated[
        float | None,
        typer.Option(help="From which probability on one acts; adds what a test is worth."),
    ] = None,
    depth: Annotated[int, typer.Option(help="How many tests at once, 1 to 3.")] = 1,
    among: Annotated[
        list[str] | None, typer.Option(help="A test to consider; may repeat. All by default.")
    ] = None,
    plan: Annotated[
        bool, typer.Option("--plan", help="Print a plan that waits for each result.")
    ] = False,
    same_decision: Annotated[
        bool,
        typer.Option("--same-decision", help="Print how surely the decision outlasts each test."),
    ] = False,
    thresholds: Annotated[
        bool,
        typer.Option("--thresholds", help="Print between which probabilities each test is worth."),
    ] = False,
    harm: Annotated[
        float,
        typer.Option(help="What a test costs, as a share of benefit and harm of acting."),
    ] = 0.0,
    draws: Annotated[
        int,
        typer.Option(min=0, help="Draws of the parameters for how sure the ranking is; 0: none."),
    ] = 500,
    style: FormatOption = Format.table,
    plot: PlotOption = None,
) -> None:
    """Print which finding or test tells most next, what it is worth and what it costs the patient.

    bayesdx next -f tone=spastic --target pattern=umn --threshold 0.5
    """
    from bayesdx import advice
    from bayesdx.findings import parse_pairs
    from bayesdx.formats.model import load

    network = load(model)
    said = parse_pairs([*(finding or []), *(context or [])])
    asked: dict[str, Any] = {"target": target, "among": among}
    if same_decision or thresholds:
        asked["threshold"] = _needed(threshold)
        if same_decision:
            _print_decision(
                network, said, advice.same_decision(network, said, **asked), asked, style
            )
        else:
            found = advice.thresholds(network, said, harm=harm, **asked)
            print_rows(_flat(found.rows()), style)
        return
    asked |= {"threshold": threshold, "depth": depth}
    if plan:
        with bar("planning") as progress:
            _print_plan(advice.best_plan(network, said, progress=progress, **asked), style, plot)
        return
    with bar("comparing tests") as progress:
        ranked = advice.next_tests(network, said, draws=draws, progress=progress, **asked)
    _print_ranking(ranked, style, plot)


def _needed(threshold: float | None) -> float:
    if threshold is None:
        from bayesdx.errors import Fault, FindingError

        remedy = "Add --threshold, the probability from which on one acts."
        raise FindingError(Fault("threshold", "none", "a number between 0 and 1", remedy))
    return threshold


def _print_decision(
    network: Network, said: Mapping[str, object], found: Any, asked: dict[str, Any], style: Format
) -> None:
    from bayesdx.advice import stop_rule

    print_rows(found.rows() if style is Format.json else _flat(found.rows()), style)
    if style is Format.table:
        typer.echo(f"\n{found.heading()}", err=True)
        typer.echo(repr(stop_rule(network, said, **asked)), err=True)
        typer.echo(DISCLAIMER, err=True)


def _print_plan(found: Plan, style: Format, plot: Path | None) -> None:
    if style is Format.table:
        typer.echo(repr(found))
        typer.echo(DISCLAIMER, err=True)
    else:
        print_rows(found.rows() if style is Format.json else _flat(found.rows()), style)
    if plot:
        from bayesdx.report.advice_charts import plan_plot

        _draw(plan_plot(found), plot)


def _print_ranking(found: Advice, style: Format, plot: Path | None) -> None:
    rows = found.rows()
    if style is Format.json:
        print_rows(rows, style)
    else:
        print_rows(_flat(rows[:MOST] if style is Format.table else rows), style)
    if plot:
        from bayesdx.report.advice_charts import advice_plot

        _draw(advice_plot(found), plot)
    if style is Format.table:
        if len(rows) > MOST:
            typer.echo(f"the first {MOST} of {len(rows)}; all with --format csv", err=True)
        typer.echo(f"\n{found.heading()}; {found.network}", err=True)
        typer.echo(DISCLAIMER, err=True)


def _flat(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return rows whose cells are words or numbers, without columns that say nothing."""
    flat = [_one(row) for row in rows]
    said = {name for row in flat for name, value in row.items() if value is not None}
    return [{name: value for name, value in row.items() if name in said} for row in flat]


def _one(row: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in row.items():
        if name == "tests":
            found["tests"] = " + ".join(value)
        elif isinstance(value, Mapping) and name in ("burden", "posterior"):
            found |= {
                f"{name}_{key}" if name == "posterior" else key: f"{v:g}"
                for key, v in value.items()
            }
        elif isinstance(value, Mapping):
            found[name] = ", ".join(f"{key}={state}" for key, state in value.items())
        elif name != "test":
            found[name] = value
    return found


def _draw(chart: alt.VConcatChart, path: Path) -> None:
    from bayesdx.report.plot import save

    save(chart, path)
    typer.echo(f"drawn in {path}", err=True)
