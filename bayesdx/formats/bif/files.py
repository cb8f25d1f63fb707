"""The text of a BIF file, packed or not."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from bayesdx.errors import Fault, FormatError

SIZE_LIMIT = 32_000_000
"""Bytes of text, unpacked. The largest network in common use has under 6 MB."""


def text_of(path: Path) -> str:
    """Return the text of a file; one that is too large is refused before it is read whole.

    Raises:
        FormatError: no readable file, a broken gzip file, over `SIZE_LIMIT`, no UTF-8 text.
    """
    data = _bytes_of(path)
    if len(data) > SIZE_LIMIT:
        limit = f"at most {SIZE_LIMIT // 1_000_000} MB of text"
        remedy = "Check that it is a BIF file; if it is, split the network."
        raise FormatError(Fault(str(path), "a larger file", limit, remedy))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"the byte 0x{data[error.start]:02x}"
        remedy = "Save it as UTF-8; unpack it if it is compressed."
        raise FormatError(Fault(f"{path}:{line}", found, "UTF-8 text", remedy)) from None


def _bytes_of(path: Path) -> bytes:
    """Return the first bytes of a file, one more than is allowed."""
    try:
        with gzip.open(path) if path.name.endswith(".gz") else path.open("rb") as stream:
            return stream.read(SIZE_LIMIT + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        found = f"a broken gzip file ({error})"
        remedy = "Fetch it again, or drop the .gz if it is not packed."
        raise FormatError(Fault(str(path), found, "a gzip file", remedy)) from None
    except OSError as error:
        found = f"no readable file ({error.strerror or error})"
        remedy = "Check the path and your rights."
        raise FormatError(Fault(str(path), found, "a BIF file", remedy)) from None
