"""NumPy's numbers and Python's words as Arrow arrays, at no cost.

`pyarrow.array` would do it too, and import pandas, if it is there, to see whether they are its.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray


def numbers(values: NDArray[Any], gone: NDArray[np.bool_] | None = None) -> Any:
    """Return numbers, or truth values, as an Arrow array.

    Args:
        values: the numbers; they are not copied.
        gone: which of them are null; none if None.

    >>> numbers(np.array([1, 2]), np.array([False, True])).to_pylist()
    [1, None]
    >>> numbers(np.array([True, False])).to_pylist()
    [True, False]
    """
    import pyarrow as pa

    known = None if gone is None else pa.py_buffer(_bits(~gone))
    held = _bits(values) if values.dtype == bool else np.ascontiguousarray(values)
    kind = pa.from_numpy_dtype(values.dtype)
    return pa.Array.from_buffers(kind, len(values), [known, pa.py_buffer(held)])


def words(texts: Sequence[str | None]) -> Any:
    """Return words as an Arrow array; None is null.

    >>> words(["müde", "", "wach"]).to_pylist()
    ['müde', '', 'wach']
    >>> words(["müde", None]).to_pylist()
    ['müde', None]
    """
    import pyarrow as pa

    coded = [(text or "").encode() for text in texts]
    known = np.array([text is not None for text in texts], dtype=bool)
    ends = np.array([0, *accumulate(map(len, coded))], dtype=np.int32)
    buffers = [pa.py_buffer(_bits(known)), pa.py_buffer(ends), pa.py_buffer(b"".join(coded))]
    return pa.Array.from_buffers(pa.string(), len(texts), buffers)


def _bits(values: NDArray[np.bool_]) -> NDArray[np.uint8]:
    return np.packbits(values, bitorder="little")
