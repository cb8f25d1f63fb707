"""The posterior of one case."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bayesdx.cli.case import read_case, target_of
from bayesdx.cli.options import (
    FindingOption,
    Format,
    FormatOption,
    LevelOption,
    Model,
    PhenopacketOption,
    SetOption,
    refuse,
)
from bayesdx.cli.printing import close, print_json, print_rows
from bayesdx.resources import DEFAULT_MODEL

if TYPE_CHECKING:
    from bayesdx.findings import Findings
    from bayesdx.formats.phenopacket import Phenopacket
    from bayesdx.inference import Posterior
    from bayesdx.inference.target import Target
    from bayesdx.network import Network

TargetsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--target",
        "-t",
        help="NODE for every state, or NODE=STATE; may repeat; `all` for every node.",
    ),
]


def _page(path: Path | None) -> Path | None:
    """Refuse a file that cannot be written to before anything is computed."""
    if path is not None:
        from bayesdx.report.plot import form_of

        form_of(path, among=("html",))
    return path


ReportOption = Annotated[
    Path | None,
    typer.Option(
        "--report",
        callback=_page,
        help="Also write all about the case, with its sources, as a page to print: a file .html.",
    ),
]


def query(
    asked: typer.Context,
    model: Model = DEFAULT_MODEL,
    finding: FindingOption = None,
    context: SetOption = None,
    phenopacket: PhenopacketOption = None,
    target: TargetsOption = None,
    level: LevelOption = 0.95,
    style: FormatOption = Format.table,
    report: ReportOption = None,
) -> None:
    """Print the posterior of a target given findings, with its interval.

    bayesdx query --finding tone=increased --finding babinski=extensor --target pattern
    """
    from bayesdx.findings import read_findings
    from bayesdx.inference import posteriors
    from bayesdx.report.cautions import cautions

    case = read_case(model, finding, context, phenopacket)
    if not len(case.network.draws):
        refuse(asked, "level", beside="with a model without draws, whose answers have no interval")
    targets = _targets(case.network, target)
    names = None if targets is None else [one.name for one in targets]
    found = read_findings(case.said, states=case.network.states)
    answers = posteriors(case.network, found, targets=names, level=level)
    if targets is not None:
        answers = tuple(map(_narrowed, answers, targets))
    typer.echo(f"read as: {str(found) or 'no findings'}", err=True)
    for caution in cautions(case.network, found):
        typer.echo(f"caution: {caution}", err=True)
    _print_posteriors(answers, style, case.packet)
    if report is not None:
        _write_report(report, case.network, found, model=model, target=target, level=level)


def _write_report(
    path: Path,
    network: Network,
    findings: Findings,
    *,
    model: str,
    target: list[str] | None,
    level: float,
) -> None:
    """Write a page about the nodes that were named, or else about those of the dashboard."""
    from datetime import date

    from bayesdx.evidence import load_evidence
    from bayesdx.formats.whole import whole
    from bayesdx.report.dossier import body_of, compile_dossier, page

    asked = _targets(network, target) if target else []
    names = network.index if asked is None else dict.fromkeys(one.name for one in asked)
    dossier = compile_dossier(
        network,
        findings,
        made=date.today(),
        evidence=load_evidence() if network.spec else None,
        targets=list(names),
        model=model,
        level=level,
    )
    data = page(dossier, body=body_of(network, dossier)).encode()
    with whole(path) as part:
        part.write_bytes(data)
    typer.echo(f"report in {path}", err=True)


def _targets(network: Network, texts: list[str] | None) -> list[Target] | None:
    """Return what is asked about; None for every node."""
    from bayesdx.inference.target import read_target

    if texts == ["all"]:
        return None
    return [read_target(network, text) for text in texts or [target_of(network, None)]]


def _narrowed(answer: Posterior, target: Target) -> Posterior:
    """Return an answer for the states that were named, or for all where none was."""
    from dataclasses import replace

    if not target.word:
        return answer
    at = list(target.states)
    return replace(
        answer,
        states=tuple(answer.states[place] for place in at),
        probability=answer.probability[at],
        low=None if answer.low is None else answer.low[at],
        high=None if answer.high is None else answer.high[at],
    )


def _print_posteriors(
    answers: Sequence[Posterior], style: Format, packet: Phenopacket | None
) -> None:
    if style is Format.json:
        dicts = [answer.as_dict() for answer in answers]
        if packet:
            terms = [str(unused) for unused in packet.unused]
            dicts = [said | {"unused_terms": terms} for said in dicts]
        print_json(dicts[0] if len(dicts) == 1 else dicts)
        return
    print_rows([row for answer in answers for row in answer.rows()], style)
    unused = sorted({name for answer in answers for name in answer.unused})
    notes = [f"note: {name} has no bearing on what was asked" for name in unused]
    chance = f"P(findings) {answers[0].probability_of_findings:.4g}; {answers[0].network}"
    close(style, chance, *notes)
