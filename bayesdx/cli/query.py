"""The posterior of one case."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bayesdx.cli.options import FindingOption, Format, FormatOption, Model, SetOption
from bayesdx.cli.printing import DISCLAIMER, print_rows
from bayesdx.resources import DEFAULT_MODEL

if TYPE_CHECKING:
    from bayesdx.formats.phenopacket import Phenopacket
    from bayesdx.inference import Posterior
    from bayesdx.network import Network


def query(
    model: Model = DEFAULT_MODEL,
    finding: FindingOption = None,
    context: SetOption = None,
    target: Annotated[
        list[str] | None,
        typer.Option("--target", "-t", help="What to ask for; may repeat; `all` for every node."),
    ] = None,
    phenopacket: Annotated[
        Path | None, typer.Option(help="A GA4GH phenopacket (version 2, JSON) with the findings.")
    ] = None,
    level: Annotated[float, typer.Option(help="Level of the interval, between 0 and 1.")] = 0.95,
    style: FormatOption = Format.table,
) -> None:
    """Print the posterior of a target given findings, with its interval.

    bayesdx query --finding tone=increased --finding babinski=extensor --target pattern
    """
    from bayesdx.findings import parse_pairs, read_findings
    from bayesdx.formats.model import load
    from bayesdx.inference import posteriors
    from bayesdx.report.cautions import cautions

    network = load(model)
    said: dict[str, object] = dict(parse_pairs([*(finding or []), *(context or [])]))
    packet = _packet(phenopacket, network, said) if phenopacket else None
    targets = None if target == ["all"] else target or [_headline(network)]
    found = read_findings(said, states=network.states)
    answers = posteriors(network, found, targets=targets, level=level)
    typer.echo(f"read as: {str(found) or 'no findings'}", err=True)
    for caution in cautions(network, found):
        typer.echo(f"caution: {caution}", err=True)
    _print_posteriors(answers, style, packet)


def _headline(network: Network) -> str:
    """Return the node that a query without a target is about."""
    if "pattern" in network.index:
        return "pattern"
    from bayesdx.errors import Fault, FindingError

    remedy = "Name one with --target, or ask for `all`."
    raise FindingError(Fault("target", "none", f"one of {', '.join(network.index)}", remedy))


def _packet(path: Path, network: Network, said: dict[str, object]) -> Phenopacket:
    """Read a phenopacket into `said`; what is said on the command line as well is refused."""
    from bayesdx.errors import Fault, FindingError
    from bayesdx.formats.phenopacket import read_phenopacket

    packet = read_phenopacket(path, states=network.states)
    both = [name for name in said if name in packet.findings]
    if both:
        remedy = "Leave it out in one place."
        faults = [Fault(f"finding {name}", "it twice", "it once", remedy) for name in both]
        raise FindingError(faults)
    said.update(packet.findings)
    for note in packet.notes:
        typer.echo(f"note: {note}", err=True)
    for unused in packet.unused:
        typer.echo(f"not used: {unused}", err=True)
    return packet


def _print_posteriors(
    answers: Sequence[Posterior], style: Format, packet: Phenopacket | None
) -> None:
    from bayesdx.report.tables import as_json

    if style is Format.json:
        dicts = [answer.as_dict() for answer in answers]
        if packet:
            terms = [str(unused) for unused in packet.unused]
            dicts = [said | {"unused_terms": terms} for said in dicts]
        typer.echo(as_json(dicts[0] if len(dicts) == 1 else dicts))
        return
    print_rows([row for answer in answers for row in answer.rows()], style)
    if style is Format.table:
        typer.echo(
            f"\nP(findings) {answers[0].probability_of_findings:.4g}; {answers[0].network}",
            err=True,
        )
        for name in sorted({name for answer in answers for name in answer.unused}):
            typer.echo(f"note: {name} has no bearing on what was asked", err=True)
        typer.echo(DISCLAIMER, err=True)
