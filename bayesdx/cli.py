"""The command line: parse, one library call, print. Data on stdout, words on stderr."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bayesdx.errors import BayesdxError

if TYPE_CHECKING:
    from bayesdx.formats.phenopacket import Phenopacket
    from bayesdx.inference import Posterior
    from bayesdx.network import Network

MANY = 40
"""From so many cells on, a table is hard to read at once."""

MOST = 12
"""So many of a list that is ordered by weight are printed."""

DISCLAIMER = "For education and research, never for the care of a patient."

cli = typer.Typer(
    name="bayesdx",
    help=f"Where is the lesion, and how sure may I be? {DISCLAIMER}",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
)


class Format(StrEnum):
    """How rows are printed."""

    table = "table"
    json = "json"
    csv = "csv"


Model = Annotated[
    str, typer.Option("--model", "-m", help="A model's name, or the path of a .yaml or .bif file.")
]
FindingOption = Annotated[
    list[str] | None,
    typer.Option(
        "--finding",
        "-f",
        help="NAME=STATE; several NAME=mild,marked; uncertain NAME=extensor:0.8,flexor:0.2.",
    ),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", "-s", help="NAME=STATE of the context: setting, time since onset."),
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print.")]


def _version(wanted: bool) -> None:
    if wanted:
        from bayesdx.resources import version

        typer.echo(f"bayesdx {version()}")
        raise typer.Exit


@cli.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Take the options that stand before a command."""


@cli.command()
def query(
    model: Model = "core",
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
    _print([row for answer in answers for row in answer.rows()], style)
    if style is Format.table:
        typer.echo(
            f"\nP(findings) {answers[0].probability_of_findings:.4g}; {answers[0].network}",
            err=True,
        )
        for name in sorted({name for answer in answers for name in answer.unused}):
            typer.echo(f"note: {name} has no bearing on what was asked", err=True)
        typer.echo(DISCLAIMER, err=True)


@cli.command()
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

    table = cited(load(model), load_evidence(), node, given=parse_pairs(given or []))
    if style is Format.json:
        _print_json(table.as_dict())
        return
    _print(table.figure_rows() if style is Format.csv else table.rows(), style)
    if style is Format.table:
        typer.echo("\n" + in_words(table))
        if len(table.cells) > MANY:
            typer.echo("Fewer columns: --given PARENT=STATE, as often as needed.", err=True)


@cli.command()
def numbers(model: Model = "core", style: FormatOption = Format.table) -> None:
    """Print how many columns of each table are cited, derived or assumed, and how many sources.

    bayesdx numbers
    """
    from bayesdx.formats.model import load
    from bayesdx.report.honesty import honest_numbers

    rows = honest_numbers(load(model))
    if style is Format.json:
        _print_json(rows)
        return
    _print(rows, style)


@cli.command()
def check() -> None:
    """Check every table of data/ and every model of models/; exit with 2 if there is a fault."""
    from bayesdx.report.check import check as checked

    result = checked()
    for fault in result.faults:
        typer.echo(str(fault))
    typer.echo(f"{len(result.faults)} faults in {', '.join(result.looked_at)}", err=True)
    raise typer.Exit(2 if result.faults else 0)


@cli.command()
def score(
    cases: Annotated[Path, typer.Argument(help="A csv with one case a row.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Where to write the posteriors.")],
    model: Model = "core",
    target: Annotated[str, typer.Option("--target", "-t", help="What to ask for.")] = "pattern",
) -> None:
    """Write the posterior of a target for every case of a csv; an empty cell is not examined.

    bayesdx score cases.csv --out posteriors.csv
    """
    from bayesdx.cohort import score as scored
    from bayesdx.formats.model import load

    done = scored(load(model), cases, target=target, out=out)
    typer.echo(
        f"{done.rows} cases written to {done.path}, at the pooled values, no interval", err=True
    )
    typer.echo(f"read as findings: {', '.join(done.used)}", err=True)
    typer.echo(f"not used: {', '.join(done.unused) or 'nothing'}", err=True)
    typer.echo(DISCLAIMER, err=True)


validate = typer.Typer(
    no_args_is_help=True, help="Hold a model against what is known apart from it."
)
cli.add_typer(validate, name="validate")


@validate.command("cases")
def validate_cases(
    cases: Annotated[
        Path | None, typer.Argument(help="A csv of cases with their true pattern; ours by default.")
    ] = None,
    model: Model = "core",
    seed: Annotated[int, typer.Option(min=0, help="Seed of the resampling.")] = 0,
    style: FormatOption = Format.table,
) -> None:
    """Print how a model does on published patients, and what simpler forecasts do on the same.

    bayesdx validate cases
    """
    from bayesdx.formats.model import load
    from bayesdx.report.tables import as_json, as_table
    from bayesdx.validation import validate_cases as validated

    report = validated(load(model), cases or _our_cases(), seed=seed)
    if style is Format.json:
        typer.echo(as_json(report.as_dict()))
        return
    if style is Format.csv:
        _print(report.rows(), style)
        return
    typer.echo(f"{report.description}\n")
    _print(report.summary(), style)
    typer.echo("\n" + as_table(report.confusion_rows()))
    typer.echo("\n" + as_table(report.reliability_rows()))
    if report.adults:
        title = f"\nthe {len(report.adult_cases)} adults alone"
        typer.echo(as_table(report.summary(report.adults), title=title))
        typer.echo("\n" + as_table(report.confusion_rows(report.adult_cases)))
    wrong = report.confidently_wrong
    title = f"\nconfidently wrong: {len(wrong)}"
    typer.echo(as_table(report.case_rows(wrong), title=title) if wrong else title)


def _our_cases() -> Path:
    from bayesdx.resources import folder

    return folder("data") / "cases" / "open_cases.csv"


@validate.command("literature")
def validate_literature(model: Model = "core", style: FormatOption = Format.table) -> None:
    """Print every published figure of a model beside what the model implies for it.

    bayesdx validate literature
    """
    from bayesdx.evidence import load_evidence
    from bayesdx.formats.model import load
    from bayesdx.validation import validate_literature as validated

    report = validated(load(model), load_evidence())
    if style is Format.json:
        _print_json(report.as_dict())
        return
    _print(report.rows() if style is Format.csv else report.summary(), style)
    if style is Format.table:
        typer.echo(f"\n{report.description}")


@validate.command("support")
def validate_support(
    cases: Annotated[
        Path | None, typer.Argument(help="A csv of cases with their true pattern; ours by default.")
    ] = None,
    model: Model = "core",
    style: FormatOption = Format.table,
) -> None:
    """Print how much of what moves the answers rests on literature, and how much on assumptions.

    bayesdx validate support
    """
    from bayesdx.formats.model import load
    from bayesdx.validation import validate_support as validated

    report = validated(load(model), cases or _our_cases())
    if style is Format.json:
        _print_json(report.as_dict())
        return
    _print(report.rows(), style)
    if style is Format.table:
        from bayesdx.report.tables import as_table

        rows = report.parameter_rows("assumption")[:MOST]
        typer.echo(as_table(rows, title="\nthe assumptions that carry most") if rows else "")
        typer.echo(f"\n{report.description}")


@validate.command("dependence")
def validate_dependence(model: Model = "core", style: FormatOption = Format.table) -> None:
    """Print whether findings come together in a model as often as they do in patients.

    bayesdx validate dependence
    """
    from bayesdx.evidence import load_evidence
    from bayesdx.formats.model import load
    from bayesdx.validation import validate_dependence as validated

    report = validated(load(model), load_evidence())
    if style is Format.json:
        _print_json(report.as_dict())
        return
    _print(report.rows(), style)


@cli.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def app(context: typer.Context) -> None:
    """Open the dashboard in the browser; further words go to Streamlit."""
    import subprocess

    from bayesdx.resources import dashboard

    script = dashboard()
    command = [sys.executable, "-m", "streamlit", "run", str(script), *context.args]
    raise typer.Exit(subprocess.call(command))


def _print_json(value: object) -> None:
    from bayesdx.report.tables import as_json

    typer.echo(as_json(value))


def _print(rows: Sequence[dict[str, Any]], style: Format) -> None:
    from bayesdx.report.tables import as_csv, as_table

    text = as_csv(rows).rstrip("\n") if style is Format.csv else as_table(rows)
    typer.echo(text)


def main() -> None:
    """Run the command line; a refusal is a message and the exit status 2, never a traceback."""
    run: Callable[[], Any] = cli
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        run()
    except BayesdxError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    main()
