"""One picture with its heading and its key, black on white, as it is written to a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import altair as alt

WIDTH = 640


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

    heading = alt.TitleParams(
        title, subtitle=key if isinstance(key, str) else list(key), anchor="start"
    )
    return alt.VConcatChart(
        vconcat=[chart.properties(width=WIDTH, title=own) for own, chart in charts],
        title=heading,
        spacing=30,
        background="white",
        config={"view": {"stroke": None}, "title": {"anchor": "start"}},
    )
