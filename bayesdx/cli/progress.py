"""A bar on stderr for what takes more than a second; nothing where nobody looks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 1.0
"""Seconds before a bar appears."""


@contextmanager
def bar(label: str) -> Iterator[Callable[..., None]]:
    """Give a function to call with how much is done, of how much, and if it changes, of what.

    Where the count starts again, so does the bar.
    """
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    silent = not console.is_terminal
    with Progress(console=console, transient=True, auto_refresh=False, disable=silent) as shown:
        task = shown.add_task(label, visible=False)
        start = time.monotonic()

        def report(done: int, total: int, what: str = label) -> None:
            late = time.monotonic() - start > PATIENCE
            shown.update(
                task, completed=done, total=total, description=what, visible=late, refresh=late
            )

        yield report


def steps(label: str) -> Callable[[Iterable[T], int], Iterable[T]]:
    """Return what hands on the steps of a long computation, and shows how many are done."""

    def told(items: Iterable[T], length: int) -> Iterator[T]:
        with bar(label) as report:
            for done, item in enumerate(items):
                report(done, length)
                yield item

    return told
