"""How results reach the terminal: rows on stdout, words on stderr."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import typer

from bayesdx.cli.options import Format

DISCLAIMER = "For education and research, never for the care of a patient."


def print_json(value: object) -> None:
    """Print anything as JSON, in full precision."""
    from bayesdx.report.tables import as_json

    typer.echo(as_json(value))


def print_rows(rows: Sequence[dict[str, Any]], style: Format) -> None:
    """Print rows as a table, as JSON or as csv."""
    from bayesdx.report.tables import as_csv, as_table

    if style is Format.json:
        print_json(rows)
        return
    typer.echo(as_csv(rows).rstrip("\n") if style is Format.csv else as_table(rows))
