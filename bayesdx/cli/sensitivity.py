"""What a posterior hangs on."""

from __future__ import annotations

import typer

sensitivity = typer.Typer(no_args_is_help=True, help="Ask what a posterior hangs on.")
