"""A bar for rows: how many are done in a second, and how long the others take."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bayesdx.cli.progress import PATIENCE


@contextmanager
def rate(label: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function to call with how many rows are done, and of how many.

    What is done at the first call was done by an earlier run, or is the first batch: the rate
    counts from there.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    silent = not console.is_terminal
    words = TextColumn("{task.completed:,.0f} {task.description}, {task.fields[speed]:,.0f}/s")
    columns = (BarColumn(), words, TimeRemainingColumn())
    with Progress(
        *columns, console=console, transient=True, auto_refresh=False, disable=silent
    ) as shown:
        task = shown.add_task(label, visible=False, speed=0.0)
        start = time.monotonic()
        begun: list[float] = []

        def report(done: int, total: int) -> None:
            now = time.monotonic()
            begun[:] = begun or [done, now]
            speed = (done - begun[0]) / max(now - begun[1], 1e-9)
            late = now - start > PATIENCE
            shown.update(task, completed=done, total=total, speed=speed, visible=late, refresh=late)

        yield report
