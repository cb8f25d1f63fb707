"""What all results of this folder share: plain rows, and the two views of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pandas import DataFrame


class Rows(ABC):
    """A result that is a list of rows."""

    @abstractmethod
    def rows(self) -> list[dict[str, Any]]:
        """Return the result as plain dicts, in full precision."""

    @abstractmethod
    def heading(self) -> str:
        """Return one line that says what the rows are about."""

    def to_frame(self) -> DataFrame:
        """Return `rows` as a table."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def __repr__(self) -> str:
        """Say the rows, one a line, below what they are about."""
        rows = self.rows()
        names = [" + ".join(row["tests"]) for row in rows]
        width = max(map(len, names), default=0)
        lines = [self.heading()]
        for name, row in zip(names, rows, strict=True):
            said = "  ".join(
                f"{value:.4f}" if isinstance(value, float) else str(value)
                for key, value in row.items()
                if key not in ("tests", "test", "burden") and value is not None
            )
            lines.append(f"  {name:<{width}}  {said}")
        return "\n".join(lines)
