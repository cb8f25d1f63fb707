"""A file that appears complete or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bayesdx.errors import Fault, FormatError

NAME_A_FILE = "Name a file in a folder that exists and may be written to."
"""What can be done where a file cannot be written."""


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a place beside `path` to write to; what is there moves to `path` once it is complete.

    Raises:
        FormatError: the file cannot be written; what was at `path` is untouched.
    """
    part = path.with_name(f".{os.urandom(8).hex()}.part")
    try:
        yield part
        part.replace(path)
    except OSError as error:
        found = error.strerror or str(error) or "an error"
        raise FormatError(Fault(str(path), found, "a file to write", NAME_A_FILE)) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
