"""What to examine next, and whether it could change anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bayesdx.cli.case import Case, read_case, target_of
from bayesdx.cli.options import (
    FindingOption,
    Format,
    FormatOption,
    Model,
    PhenopacketOption,
    PlotOption,
    SetOption,
    refuse,
)
from bayesdx.cli.printing import close, draw, print_first, print_rows
from bayesdx.cli.progress import bar
from bayesdx.resources import DEFAULT_MODEL

if TYPE_CHECKING:
    from bayesdx.advice import Advice, Plan

MOST = 15
"""So many tests are printed as a table."""

HypothesisOption = Annotated[
    str | None,
    typer.Option(
        "--target",
        "-t",
        help="NODE, or NODE=STATE for that state against all others. A threshold speaks of the "
        "state, or of the one of two that says yes. By default: pattern.",
    ),
]
ThresholdOption = Annotated[
    float | None,
    typer.Option(help="From which probability on one acts; adds what a test is worth."),
]
DepthOption = Annotated[int, typer.Option(help="How many tests at once, 1 to 3.")]
AmongOption = Annotated[
    list[str] | None, typer.Option(help="A test to consider; may repeat. All by default.")
]
PlanOption = Annotated[
    bool, typer.Option("--plan", help="Print a plan that waits for each result.")
]
SameDecisionOption = Annotated[
    bool, typer.Option("--same-decision", help="Print how surely the decision outlasts each test.")
]
ThresholdsOption = Annotated[
    bool, typer.Option("--thresholds", help="Print between which probabilities each test is worth.")
]
HarmOption = Annotated[
    float,
    typer.Option(
        help="With --thresholds: what a test costs, as a share of benefit and harm of acting."
    ),
]
DrawsOption = Annotated[
    int,
    typer.Option(min=0, help="Draws of the parameters for how sure the ranking is; 0: none."),
]


def next_tests(
    asked: typer.Context,
    model: Model = DEFAULT_MODEL,
    finding: FindingOption = None,
    context: SetOption = None,
    phenopacket: PhenopacketOption = None,
    target: HypothesisOption = None,
    threshold: ThresholdOption = None,
    depth: DepthOption = 1,
    among: AmongOption = None,
    plan: PlanOption = False,
    same_decision: SameDecisionOption = False,
    thresholds: ThresholdsOption = False,
    harm: HarmOption = 0.0,
    draws: DrawsOption = 500,
    style: FormatOption = Format.table,
    plot: PlotOption = None,
) -> None:
    """Print which finding or test tells most next, what it is worth and what it costs the patient.

    bayesdx next -f tone=spastic --target pattern=umn --threshold 0.5
    """
    _check(asked, [name for name in _MODES if asked.params[name]])
    case = read_case(model, finding, context, phenopacket)
    question = {"target": target_of(case.network, target), "threshold": threshold, "among": among}
    if thresholds:
        _thresholds(case, style, harm=harm, **question)
    elif same_decision:
        _same_decision(case, style, **question)
    elif plan:
        _plan(case, style, plot, depth=depth, **question)
    else:
        if not len(case.network.draws):
            refuse(asked, "draws", beside="with a model without draws")
        _ranking(case, style, plot, depth=depth, draws=draws, **question)


_MODES: Mapping[str, tuple[str, ...]] = {
    "thresholds": ("same_decision", "plan", "depth", "draws", "plot"),
    "same_decision": ("plan", "depth", "harm", "draws", "plot"),
    "plan": ("harm", "draws"),
}
"""What may be printed instead of the ranking → the options that have no meaning for it."""


def _check(asked: typer.Context, modes: Sequence[str]) -> None:
    """Refuse options that what is asked for would ignore, and decisions without a threshold."""
    if not modes:
        refuse(asked, "harm", beside="without --thresholds")
        return
    mode, option = modes[0], f"--{modes[0].replace('_', '-')}"
    refuse(asked, *_MODES[mode], beside=f"with {option}")
    if mode != "plan" and asked.params["threshold"] is None:
        from bayesdx.errors import Fault, FindingError

        remedy = "Add --threshold, the probability from which on one acts."
        raise FindingError(Fault("threshold", "none", "a number between 0 and 1", remedy))


def _thresholds(case: Case, style: Format, **question: Any) -> None:
    from bayesdx.advice.thresholds import thresholds

    found = thresholds(case.network, case.said, **question)
    print_rows(found.rows() if style is Format.json else _flat(found.rows()), style)
    close(style, found.heading())


def _same_decision(case: Case, style: Format, **question: Any) -> None:
    from bayesdx.advice import same_decision, stop_rule

    found = same_decision(case.network, case.said, **question)
    print_rows(found.rows() if style is Format.json else _flat(found.rows()), style)
    if style is Format.table:
        close(style, found.heading(), repr(stop_rule(case.network, case.said, **question)))


def _plan(case: Case, style: Format, plot: Path | None, **question: Any) -> None:
    from bayesdx.advice import best_plan
    from bayesdx.report.advice_charts import plan_plot

    with bar("planning") as progress:
        found: Plan = best_plan(case.network, case.said, progress=progress, **question)
    if style is Format.table:
        typer.echo(repr(found))
    else:
        print_rows(found.rows() if style is Format.json else _flat(found.rows()), style)
    draw(plot, lambda: plan_plot(found))
    close(style)


def _ranking(case: Case, style: Format, plot: Path | None, **question: Any) -> None:
    from bayesdx.advice import next_tests
    from bayesdx.report.advice_charts import advice_plot

    with bar("comparing tests") as progress:
        found: Advice = next_tests(case.network, case.said, progress=progress, **question)
    rows = found.rows()
    print_first(rows if style is Format.json else _flat(rows), style, most=MOST)
    draw(plot, lambda: advice_plot(found))
    close(style, f"{found.heading()}; {found.network}")


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
            before = "posterior_" if name == "posterior" else ""
            found |= {f"{before}{key}": f"{number:g}" for key, number in value.items()}
        elif name != "test":
            found[name] = value
    return found
