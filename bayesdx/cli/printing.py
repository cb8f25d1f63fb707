"""How results reach the terminal: rows on stdout, words on stderr."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bayesdx.cli.options import Format

if TYPE_CHECKING:
    import altair as alt

DISCLAIMER = "For education and research, never for the care of a patient."

MOST = 20
"""So many rows of a list that is ordered by weight are printed as a table."""

Rows = Sequence[Mapping[str, Any]]


def print_json(value: object) -> None:
    """Print anything as JSON, in full precision."""
    from bayesdx.report.tables import as_json

    typer.echo(as_json(value))


def print_rows(rows: Rows, style: Format) -> None:
    """Print rows as JSON; or as a table or csv, their lists and objects as texts."""
    from bayesdx.report.tables import as_csv, as_table

    if style is Format.json:
        print_json(list(rows))
        return
    flat = [{name: as_text(value) for name, value in row.items()} for row in rows]
    typer.echo(as_csv(flat).rstrip("\n") if style is Format.csv else as_table(flat))


def print_first(
    rows: Rows, style: Format, *, names: Sequence[str] = (), most: int = MOST, which: str = "first"
) -> None:
    """Print all rows as JSON or csv; as a table the first, and the columns that fit a terminal.

    Args:
        rows: the first of them are those that tell most.
        style: how to print.
        names: the columns of the table; all if none.
        most: how many rows the table has.
        which: what the first rows are, as in "widest".
    """
    if style is not Format.table:
        print_rows(rows, style)
        return
    shown = [{name: row[name] for name in names if name in row} or row for row in rows[:most]]
    print_rows(shown, style)
    if len(rows) > most:
        typer.echo(f"the {which} {most} of {len(rows)}; all with --format csv", err=True)


def as_text(value: object) -> object:
    """Return a list or an object as a text, anything else as it is.

    >>> as_text({"smoke": "yes"}), as_text(["xray", "dysp"]), as_text(0.5)
    ('smoke=yes', 'xray; dysp', 0.5)
    """
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={state}" for name, state in value.items())
    return "; ".join(map(str, value)) if isinstance(value, list) else value


def close(style: Format, *lines: str) -> None:
    """Print below a table what it is about, and what it is not for."""
    if style is Format.table:
        for place, line in enumerate(line for line in lines if line):
            typer.echo(line if place else f"\n{line}", err=True)
        typer.echo(DISCLAIMER, err=True)


def draw(path: Path | None, chart: Callable[[], alt.VConcatChart]) -> None:
    """Write a picture where one is wanted."""
    if path is not None:
        from bayesdx.report.plot import save

        save(chart(), path)
        typer.echo(f"drawn in {path}", err=True)
