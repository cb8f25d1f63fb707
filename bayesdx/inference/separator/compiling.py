"""The loop of `fused` as numba compiles it, where it is installed: once on a machine, then kept.

Compiling takes one to four seconds, loading what was compiled half of one. It is kept in the user's
folder for caches, or where `NUMBA_CACHE_DIR` says; where that cannot be written to, it is compiled
in each process.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

import numpy as np

from bayesdx.inference.separator import fused

COMPILING, LOADING, USING = 30_000_000, 10_000_000, 100_000
"""From so many rows on it pays to compile, to load what was compiled, to use what is loaded."""

_STYLE: Mapping[str, Any] = {"nogil": True, "fastmath": {"reassoc", "contract", "nsz"}}
"""Sums may be rearranged; infinities and NaN stay what they are."""

_LOCK = Lock()


def pays(rows: int) -> bool:
    """Return whether numba is there and so many rows repay what it takes to have the loop."""
    if rows < USING or importlib.util.find_spec("numba") is None:
        return False
    return bool(compiled.cache_info().currsize) or rows >= (LOADING if stored() else COMPILING)


@cache
def compiled() -> Callable[..., None] | None:
    """Return the compiled loop; None without numba, for the plain one is slow."""
    try:
        import numba
    except Exception:  # also one that is installed, but does not fit NumPy or the machine
        return None
    with _LOCK:
        return _kept(numba) or numba.njit(**_STYLE)(fused.fill)


def stored() -> bool:
    """Return whether a process has compiled the loop as it stands."""
    line, tag = fused.fill.__code__.co_firstlineno, f"{sys.version_info[0]}{sys.version_info[1]}"
    try:
        newest = Path(fused.__file__).stat().st_mtime
        found = folder().glob(f"*/fused.fill-{line}.py{tag}*.nbi")
        return any(path.stat().st_mtime >= newest for path in found) and _is_open()
    except (OSError, RuntimeError):
        return False


def folder() -> Path:
    """Return where the compiled loop is kept.

    Raises:
        RuntimeError: the user has no home.
    """
    given = os.environ.get("NUMBA_CACHE_DIR")
    if given:
        return Path(given)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "bayesdx" / "compiled"


def _is_open() -> bool:
    """Return whether the folder can be written to; else numba would write beside the package."""
    try:
        folder().mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder()) as own:
            (Path(own) / "index").write_bytes(b"numba")
    except (OSError, RuntimeError):
        return False
    return True


def _kept(numba: Any) -> Callable[..., None] | None:
    """Return the loop from the folder, or compiled and put there; None if there is no keeping."""
    if not _is_open():
        return None
    found: Any = None
    before = numba.config.CACHE_DIR
    try:
        numba.config.CACHE_DIR = str(folder())
        found = numba.njit(cache=True, **_STYLE)(fused.fill)
        found(*_example())
    except Exception:  # a folder that is closed, full or broken: no reason not to compute
        found = found if found is not None and found.signatures else None
    finally:
        numba.config.CACHE_DIR = before
    loop: Callable[..., None] | None = found
    return loop


def _example() -> tuple[Any, ...]:
    """Return a row of one finding, of the types that the loop is called with."""
    one, flat = np.array([[0]]), np.ones(2)
    flat.setflags(write=False)
    switched, first, width = False, np.array([0, 1]), np.array([1])
    numbers = one.astype(np.int16), one[0], switched, first, first, width
    return *numbers, one.astype(np.int32), one[0], first[None], flat, np.empty((1, 1))
