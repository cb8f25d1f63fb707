"""What several commands take: the words of the command line and their meaning."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


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
CasesArgument = Annotated[
    Path | None, typer.Argument(help="A csv of cases with their true pattern; ours by default.")
]
PlotOption = Annotated[
    Path | None,
    typer.Option("--plot", help="Also draw it, to a file that ends in .svg, .png, .html or .json."),
]
