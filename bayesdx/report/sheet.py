"""One picture with its heading and its key, black on white, as it is written to a file."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import altair as alt

WIDTH = 640

_LETTERS = 88
"""So many letters of a heading stand on one line."""


def sheet(
    title: str, key: str | Sequence[str], charts: Sequence[tuple[str, alt.LayerChart]]
) -> alt.VConcatChart:
    """Return charts one below the other under a heading.

    Args:
        title: what the picture is about.
        key: how it is read, in a line or several.
        charts: each with its own heading, which may be empty.
    """
    import altair as alt

    subtitle = key if isinstance(key, str) else list(key)
    heading = alt.TitleParams(_lines(title), subtitle=subtitle, anchor="start")
    return alt.VConcatChart(
        vconcat=[chart.properties(width=WIDTH, title=_lines(own)) for own, chart in charts],
        title=heading,
        spacing=30,
        background="white",
        config={"view": {"stroke": None}, "title": {"anchor": "start"}},
    )


def _lines(text: str) -> str | list[str]:
    """Return a heading in as many lines as it needs."""
    return textwrap.wrap(text, _LETTERS) if len(text) > _LETTERS else text
