"""Icon arrays: 1,000 patients as 1,000 marks, sorted by group; HTML with an SVG.

Each group has a shape, a colour and a line of text with its count, so that the picture reads
without colour, and without eyes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType

from bayesdx.language import _, number
from bayesdx.report.labels import in_text

TOTAL = 1000
"""So many patients are drawn."""

ACROSS = 40
"""So many stand in a row."""

_CELL = 10.0

SHAPES: Mapping[str, str] = MappingProxyType(
    {
        "up": "M{x} {top}L{right} {bottom}H{left}Z",
        "down": "M{x} {bottom}L{right} {top}H{left}Z",
        "diamond": "M{x} {top}L{right} {y}L{x} {bottom}L{left} {y}Z",
        "ring": "M{left} {y}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0Z",
        "square": "M{left} {top}H{right}V{bottom}H{left}Z",
    }
)
"""The outline of each shape around its middle."""

HOLLOW = frozenset({"ring"})
"""Shapes that are drawn as a line alone."""


@dataclass(frozen=True, slots=True)
class Group:
    """Some of the patients: what they are called, their share, and how they are drawn."""

    label: str
    share: float
    shape: str
    colour: str


def counts(shares: Sequence[float], total: int = TOTAL) -> list[int]:
    """Return shares as whole numbers that sum to the total, by largest remainder.

    Each share gets the whole part of total · share / Σ shares; what is missing goes, one each, to
    the largest remainders, of equal ones to the first (Hamilton's rule).

    Args:
        shares: non-negative, not all zero.
        total: what the counts sum to.

    Raises:
        ValueError: a negative share, or none above zero.

    >>> counts([1 / 3, 1 / 3, 1 / 3]), counts([0.9996, 0.0004])
    ([334, 333, 333], [1000, 0])
    """
    whole = math.fsum(shares)
    if whole <= 0 or min(shares) < 0:
        raise ValueError("shares are non-negative, and one of them is above zero")
    exact = [total * share / whole for share in shares]
    found = [math.floor(value) for value in exact]
    order = sorted(range(len(exact)), key=lambda i: found[i] - exact[i])
    for place in order[: total - sum(found)]:
        found[place] += 1
    return found


def icon_array(groups: Sequence[Group], *, whose: str) -> str:
    """Return the picture and its legend.

    Args:
        groups: in the order in which they are drawn, row by row.
        whose: who the patients are, as "Of 1,000 patients {whose}".

    >>> html = icon_array([Group("Ill", 0.25, "up", "#0072B2"), Group("Well", 0.75, "ring", "")],
    ...     whose="in a clinic")
    >>> "Of 1,000 patients in a clinic: 250 ill, 750 well." in html
    True
    """
    numbers = counts([group.share for group in groups])
    rows = math.ceil(TOTAL / ACROSS)
    marks = []
    start = 0
    for group, count in zip(groups, numbers, strict=True):
        marks.append(_marks(group, range(start, start + count)))
        start += count
    label = escape(said(groups, whose=whose), quote=True)
    keys = "".join(_key(group, count) for group, count in zip(groups, numbers, strict=True))
    return (
        f'<figure class="bayesdx-icons"><svg role="img" aria-label="{label}" '
        f'viewBox="0 0 {ACROSS * _CELL:g} {rows * _CELL:g}">{"".join(marks)}</svg>'
        f"<ul>{keys}</ul></figure>"
    )


def said(groups: Sequence[Group], *, whose: str) -> str:
    """Return what the picture shows, in a sentence."""
    numbers = counts([group.share for group in groups])
    several = ", ".join(
        f"{whole(count)} {in_text(group.label)}"
        for group, count in zip(groups, numbers, strict=True)
    )
    return _("Of {total} patients {whose}: {groups}.").format(
        total=whole(TOTAL), whose=whose, groups=several
    )


def whole(count: int) -> str:
    """Return a count as it is written.

    >>> whole(1000)
    '1,000'
    """
    return number(count, ",")


def _key(group: Group, count: int) -> str:
    mark = _marks(group, range(1))
    picture = f'<svg aria-hidden="true" viewBox="0 0 {_CELL:g} {_CELL:g}">{mark}</svg>'
    return f"<li>{picture}<span><b>{whole(count)}</b> {escape(group.label)}</span></li>"


def _marks(group: Group, places: range) -> str:
    """Return the patients of a group as one path, which is far smaller than a thousand."""
    if not places:
        return ""
    path = "".join(_outline(group.shape, place) for place in places)
    colour = group.colour or "currentColor"
    if group.shape in HOLLOW:
        return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.4"/>'
    return f'<path d="{path}" fill="{colour}"/>'


def _outline(shape: str, place: int) -> str:
    x, y = (place % ACROSS + 0.5) * _CELL, (place // ACROSS + 0.5) * _CELL
    r = _CELL * (0.3 if shape in HOLLOW else 0.4)
    at = {"x": x, "y": y, "r": r, "d": 2 * r}
    at |= {"left": x - r, "right": x + r, "top": y - r, "bottom": y + r}
    return SHAPES[shape].format(**{name: f"{value:g}" for name, value in at.items()})
