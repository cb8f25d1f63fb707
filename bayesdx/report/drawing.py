"""A network as a picture: boxes with a bar for every state, arrows from cause to sign. SVG text.

Colours are the page's own, through its CSS variables, with others to fall back on where the picture
stands alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from bayesdx.language import N_, _, translated
from bayesdx.network import Node
from bayesdx.report.sentences import percent

GAP = 40
SPACE = 16
HEAD = 28
ROW = 19
MARGIN = 4
BAR = 46
NUMBER = 42
LETTERS, TITLE_LETTERS = 25, 34
_LETTER, _TITLE_LETTER = 5.4, 6.7
"""Pixels: what is between boxes, what is in them, and how wide a letter is on average. A label is
cut after so many LETTERS, a title after so many TITLE_LETTERS."""


@dataclass(frozen=True, slots=True)
class StateRow:
    """One state in a box; `prior` is its probability before the findings, `colour` its bar's."""

    label: str
    probability: float
    prior: float | None = None
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """What is written in the box of a node; `said` is its finding, where there is one."""

    title: str
    rows: tuple[StateRow, ...]
    said: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """The upper left corner of a box, and its size, in pixels."""

    x: float
    y: float
    width: float
    height: float


def ranks(nodes: Sequence[Node]) -> list[list[str]]:
    """Return nodes in columns: each stands one to the right of its furthest parent.

    >>> ranks([Node("a", ("x",)), Node("b", ("x",), ("a",)), Node("c", ("x",), ("a", "b"))])
    [['a'], ['b'], ['c']]
    """
    rank: dict[str, int] = {}
    for node in nodes:
        rank[node.name] = 1 + max((rank[parent] for parent in node.parents), default=-1)
    columns: list[list[str]] = [[] for _ in range(max(rank.values(), default=-1) + 1)]
    for name, at in rank.items():
        columns[at].append(name)
    return columns


def layout(nodes: Sequence[Node], boxes: Mapping[str, Box]) -> dict[str, Place]:
    """Return where each box stands; the boxes of a column are as wide as its widest needs."""
    columns = ranks(nodes)
    heights = {name: HEAD + ROW * len(box.rows) + 6 for name, box in boxes.items()}
    totals = [sum(heights[n] + SPACE for n in column) - SPACE for column in columns]
    places: dict[str, Place] = {}
    x = float(MARGIN)
    for column, total in zip(columns, totals, strict=True):
        width = max(_width(boxes[name]) for name in column)
        y = MARGIN + (max(totals) - total) / 2
        for name in column:
            places[name] = Place(x, y, width, heights[name])
            y += heights[name] + SPACE
        x += width + GAP
    return places


def _width(box: Box) -> float:
    longest = max(len(_cut(row.label)) for row in box.rows)
    return max(
        10 + longest * _LETTER + 8 + BAR + NUMBER,
        30 + len(_cut(box.title, TITLE_LETTERS)) * _TITLE_LETTER,
    )


@dataclass(frozen=True, slots=True)
class Look:
    """What is looked at: a node, its neighbours, and what can tell nothing about it.

    Attributes:
        chosen: the node.
        near: its Markov blanket.
        silent: the nodes that are d-separated from it.
    """

    chosen: str
    near: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()

    def kind(self, node: str) -> str:
        """Return what a node is to the one that is looked at: a class of the style sheet."""
        if node == self.chosen:
            return "chosen"
        return "near" if node in self.near else "silent" if node in self.silent else ""


def network_svg(
    nodes: Sequence[Node], boxes: Mapping[str, Box], *, label: str, look: Look | None = None
) -> str:
    """Return the picture of a network.

    Args:
        nodes: parents before children.
        boxes: node → what is in its box.
        label: the picture in words, for those who do not see it.
        look: what is looked at; every box is a button then, for a page that listens to it.
    """
    places = layout(nodes, boxes)
    column = {name: i for i, names in enumerate(ranks(nodes)) for name in names}
    width = max(place.x + place.width for place in places.values()) + MARGIN
    height = max(place.y + place.height for place in places.values()) + MARGIN
    arrows = [arrow for node in nodes for arrow in _arrows(node, places, look)]
    drawn = [
        _opening(name, boxes[name], place, order, column[name], look) + _box(boxes[name], place)
        for order, (name, place) in enumerate(places.items())
    ]
    role = "group" if look else "img"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="{role}" aria-label="{escape(label)}" '
            f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" '
            f'style="max-width:{width:g}px">',
            f"<style>{_STYLE}</style>",
            _ARROWHEAD,
            *arrows,
            *drawn,
            "</svg>",
        ]
    )


_STYLE = """
text { font: 12px var(--st-font, system-ui, sans-serif); fill: var(--st-text-color, #262730); }
.title { font-weight: 600; font-size: 13px; }
.number { text-anchor: end; font-variant-numeric: tabular-nums; }
.box { fill: var(--st-background-color, #ffffff); stroke: var(--st-text-color, #767676);
  stroke-opacity: 0.45; }
.examined { stroke-width: 3; stroke-opacity: 1; stroke: var(--st-primary-color, #00527a); }
.track { fill: var(--st-text-color, #262730); fill-opacity: 0.1; }
.bar { fill: #3d8bb8; }
.prior { stroke: var(--st-text-color, #262730); stroke-width: 2; }
.arrow { fill: none; stroke: var(--st-text-color, #262730); stroke-opacity: 0.32; }
.head { fill: var(--st-text-color, #262730); fill-opacity: 0.6; }
.chosen .box { stroke-width: 5; stroke-opacity: 1; stroke: var(--st-text-color, #262730); }
.near .box { stroke-width: 2.5; stroke-opacity: 1; stroke-dasharray: 9 4;
  stroke: var(--st-text-color, #262730); }
.silent .box { stroke-dasharray: 2 4; }
.silent text { fill-opacity: 0.72; }
.silent .bar, .silent .prior { opacity: 0.35; }
.arrow.near { stroke-opacity: 0.95; stroke-width: 2; }
.arrow.silent { stroke-opacity: 0.3; stroke-dasharray: 2 4; marker-end: none; }
@media (forced-colors: active) {
  text { fill: CanvasText; }
  .box { fill: Canvas; stroke: CanvasText; }
  .bar, .head { fill: CanvasText; }
  .arrow, .prior { stroke: CanvasText; }
}
"""

_ARROWHEAD = (
    '<defs><marker id="bayesdx-head" orient="auto" markerWidth="9" markerHeight="8" refX="8" '
    'refY="4" markerUnits="userSpaceOnUse"><path class="head" d="M0 0L9 4L0 8z"/></marker></defs>'
)


def _arrows(node: Node, places: Mapping[str, Place], look: Look | None) -> list[str]:
    """Return the arrows into a node; they arrive one below the other, in their parents' order."""
    child = places[node.name]
    parents = sorted(node.parents, key=lambda name: places[name].y + places[name].height / 2)
    step = child.height / (len(parents) + 1)
    drawn = []
    for i, name in enumerate(parents):
        parent = places[name]
        start = parent.x + parent.width, parent.y + parent.height / 2
        end = child.x, child.y + step * (i + 1)
        drawn.append(_arrow(start, end, _between(name, node.name, look)))
    return drawn


def _between(parent: str, child: str, look: Look | None) -> str:
    """Return the class of an arrow: near within a Markov blanket, silent where an end of it is."""
    kinds = {look.kind(parent), look.kind(child)} if look else {""}
    if "silent" in kinds:
        return "arrow silent"
    return "arrow near" if kinds <= {"chosen", "near"} else "arrow"


def _arrow(start: tuple[float, float], end: tuple[float, float], kind: str) -> str:
    middle = (start[0] + end[0]) / 2
    path = f"M{start[0]:g} {start[1]:.1f}C{middle:g} {start[1]:.1f} {middle:g} {end[1]:.1f} "
    return (
        f'<path class="{kind}" d="{path}{end[0]:g} {end[1]:.1f}" marker-end="url(#bayesdx-head)"/>'
    )


_RELATIONS = {
    "near": N_("in the Markov blanket of the chosen one"),
    "silent": N_("can tell nothing more about the chosen one"),
}


def _opening(name: str, box: Box, place: Place, order: int, column: int, look: Look | None) -> str:
    """Return the beginning of a box: a button, where something is looked at."""
    at = f'transform="translate({place.x:g} {place.y:.1f})"'
    if look is None:
        return f"<g {at}>"
    kind = look.kind(name)
    said = [box.title, *(f"{row.label} {percent(row.probability)}" for row in _likeliest(box))]
    said += [_("examined")] if box.said else []
    said += [translated(_RELATIONS[kind])] if kind in _RELATIONS else []
    return (
        f'<g {at} class="node {kind}" data-pick="{escape(name)}" data-order="{order}" '
        f'data-column="{column}" role="button" tabindex="-1" aria-pressed="false" '
        f'aria-label="{escape(", ".join(said))}">'
    )


def _likeliest(box: Box) -> list[StateRow]:
    """Return the states that a box is called by, the likeliest first."""
    return sorted(box.rows, key=lambda row: -row.probability)[:2]


def _box(box: Box, place: Place) -> str:
    title = _cut(box.title, TITLE_LETTERS)
    title = f"✓ {title}" if box.said else title
    kind = "box examined" if box.said else "box"
    lines = [
        f'<rect class="{kind}" width="{place.width:.1f}" height="{place.height:g}" rx="7"/>',
        f'<text class="title" x="10" y="18">{escape(title)}</text>',
        *(_row(row, place.width, HEAD + ROW * i) for i, row in enumerate(box.rows)),
        "</g>",
    ]
    return "\n".join(lines)


def _row(row: StateRow, width: float, y: float) -> str:
    """Return one state: its label, its bar with a tick at the prior, and its number."""
    left = width - NUMBER - BAR
    fill = f' style="fill:{row.colour}"' if row.colour else ""
    parts = [
        f"<g><title>{escape(_in_full(row))}</title>",
        f'<text x="10" y="{y + 12}">{escape(_cut(row.label))}</text>',
        f'<rect class="track" x="{left:.1f}" y="{y + 3}" width="{BAR}" height="11"/>',
        f'<rect class="bar" x="{left:.1f}" y="{y + 3}" width="{BAR * row.probability:.1f}" '
        f'height="11"{fill}/>',
    ]
    if row.prior is not None:
        x = left + BAR * row.prior
        parts.append(f'<path class="prior" d="M{x:.1f} {y + 1}v15"/>')
    number = f'<text class="number" x="{width - 8:.1f}" y="{y + 12}">{_number(row)}</text></g>'
    return "".join([*parts, number])


def _number(row: StateRow) -> str:
    return escape(percent(row.probability))


def _in_full(row: StateRow) -> str:
    said = f"{row.label}: {percent(row.probability)}"
    if row.prior is None:
        return said
    return _("{said}, before the findings {prior}").format(said=said, prior=percent(row.prior))


def _cut(label: str, letters: int = LETTERS) -> str:
    """Return a label that is no longer than that."""
    return label if len(label) <= letters else f"{label[: letters - 1].rstrip()}…"
