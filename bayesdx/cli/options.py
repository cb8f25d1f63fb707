"""What several commands take: the words of the command line and their meaning."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bayesdx.errors import Fault, InputError


class Format(StrEnum):
    """How rows are printed."""

    table = "table"
    json = "json"
    csv = "csv"


class Reading(StrEnum):
    """Who reads."""

    patient = "patient"
    student = "student"
    clinician = "clinician"


def _drawable(path: Path | None) -> Path | None:
    """Refuse a file that cannot be drawn to before anything is computed."""
    if path is not None:
        from bayesdx.report.plot import form_of

        form_of(path)
    return path


Model = Annotated[
    str,
    typer.Option("--model", "-m", help="A model's name, or a .yaml, .bif or learned .zip file."),
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
    typer.Option(
        "--set",
        "-s",
        help="NAME=STATE of the context: setting, time since onset. It counts like a finding.",
    ),
]
PhenopacketOption = Annotated[
    Path | None, typer.Option(help="A GA4GH phenopacket (version 2, JSON) with the findings.")
]
TargetOption = Annotated[
    str | None,
    typer.Option(
        "--target",
        "-t",
        help="NODE=STATE, or NODE for its most likely state. By default: pattern.",
    ),
]
LevelOption = Annotated[float, typer.Option(help="Level of the interval, between 0 and 1.")]
SeedOption = Annotated[int, typer.Option(min=0, help="Seed of what is drawn.")]
ReadingOption = Annotated[
    Reading, typer.Option("--level-of-reading", help="Who reads: patient, student or clinician.")
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print.")]
CasesArgument = Annotated[
    Path | None, typer.Argument(help="A csv of cases with their true pattern; ours by default.")
]
PlotOption = Annotated[
    Path | None,
    typer.Option(
        "--plot",
        callback=_drawable,
        help="Also draw it, to a file that ends in .svg, .png, .html or .json.",
    ),
]


def refuse(asked: typer.Context, *names: str, beside: str, remedy: str = "Leave it out.") -> None:
    """Refuse options that would do nothing.

    Args:
        asked: the command as it was called.
        names: the parameters that have no meaning here.
        beside: what takes it from them, as in "with --plan".
        remedy: what to do about it.

    Raises:
        InputError: with every one that was given.
    """
    faults = [
        Fault(option, f"it {beside}", "it where it does something", remedy)
        for option in _given(asked, names)
    ]
    if faults:
        raise InputError(faults)


def _given(asked: typer.Context, names: tuple[str, ...]) -> Iterator[str]:
    """Yield the options among some parameters that were given on the command line."""
    for one in asked.command.params:
        source = asked.get_parameter_source(one.name or "")
        if one.name in names and source is not None and source.name == "COMMANDLINE":
            yield one.opts[0]
