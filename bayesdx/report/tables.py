"""Rows → text: an aligned table, csv or JSON."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from bayesdx.language import number

Rows = Sequence[Mapping[str, Any]]


def as_csv(rows: Rows) -> str:
    r"""Return rows as csv, with a header; nothing for None.

    >>> as_csv([{"state": "umn", "low": None}])
    'state,low\numn,\n'
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def as_json(value: object) -> str:
    r"""Return a value as JSON with full precision, indented.

    >>> as_json({"p": 0.1})
    '{\n  "p": 0.1\n}'
    """
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it: an infinite number as the text Infinity or -Infinity.

    >>> plain({"alone": [1.5, -math.inf]})
    {'alone': [1.5, '-Infinity']}
    """
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    if isinstance(value, float) and math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def as_table(rows: Rows, *, title: str = "") -> str:
    """Return rows as an aligned table for a terminal; probabilities with three decimals.

    >>> print(as_table([{"state": "umn", "p": 0.25}]))
    state  p
    umn    0.250
    """
    header = list(rows[0]) if rows else []
    cells = [header, *([_shown(row[name]) for name in header] for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(header))]
    lines = ["  ".join(t.ljust(w) for t, w in zip(line, widths, strict=True)).rstrip()
             for line in cells]  # fmt: skip
    return "\n".join([title, *lines] if title else lines)


def _shown(value: object) -> str:
    if value is None:
        return "–"
    return probability(value) if isinstance(value, float) else str(value)


def probability(value: float) -> str:
    """Return a probability for readers: three decimals, and never a 0 or 1 that is not exact.

    >>> probability(0.0001), probability(0.99999), probability(1.0)
    ('<0.001', '>0.999', '1.000')
    """
    if 0 < value < 0.0005:
        return f"<{number(0.001)}"
    if 0.9995 < value < 1:
        return f">{number(0.999)}"
    return number(value, ".3f")
