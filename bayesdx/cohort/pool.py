"""Work on several cores, its results in order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

_MOST = 8
"""More threads than this wait for memory rather than for a core, and each holds a batch."""


def in_order(function: Callable[[T], R], items: Iterable[T]) -> Generator[R, None, None]:
    """Yield the results of a function, in the order of the items.

    A few items ahead are worked on in threads, so that memory does not grow with their number;
    NumPy and Arrow leave the interpreter free while they work.

    >>> list(in_order(abs, [-3, 2, -1]))
    [3, 2, 1]
    """
    threads = min(_MOST, len(os.sched_getaffinity(0)) if _LINUX else os.cpu_count() or 1)
    waiting: deque[Future[R]] = deque()
    pool = ThreadPoolExecutor(threads)
    try:
        for item in items:
            waiting.append(pool.submit(function, item))
            if len(waiting) > threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


_LINUX = hasattr(os, "sched_getaffinity")
