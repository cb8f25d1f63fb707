"""The command line: parse, one library call, print. Data on stdout, words on stderr."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from bayesdx.cli import advice, cells, cohort, models, query
from bayesdx.cli.explain import explain
from bayesdx.cli.learn import learn
from bayesdx.cli.printing import DISCLAIMER
from bayesdx.cli.sensitivity import sensitivity
from bayesdx.cli.simulate import simulate
from bayesdx.cli.uncertainty import uncertainty
from bayesdx.cli.validate import validate
from bayesdx.errors import BayesdxError

cli = typer.Typer(
    name="bayesdx",
    help=f"Where is the lesion, and how sure may I be? {DISCLAIMER}",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
)

for command in (
    query.query,
    models.cite,
    models.numbers,
    models.compare,
    models.check,
    cohort.score,
    simulate,
    learn,
):
    cli.command()(command)

cli.command("next")(advice.next_tests)
cli.command("explain")(explain)
cli.add_typer(validate, name="validate")
for name, asked in (("one-way", cells.one_way), ("two-way", cells.two_way), ("flip", cells.flip)):
    sensitivity.command(name)(asked)
cli.add_typer(sensitivity, name="sensitivity")
cli.add_typer(uncertainty, name="uncertainty")


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


@cli.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def app(context: typer.Context) -> None:
    """Open the dashboard in the browser; further words go to Streamlit."""
    import subprocess

    from bayesdx.resources import dashboard

    script = dashboard()
    command = [sys.executable, "-m", "streamlit", "run", str(script), *context.args]
    raise typer.Exit(subprocess.call(command))


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
