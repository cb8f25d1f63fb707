"""Frequency trees: 1,000 patients, parted by what they have and then by what is found; SVG.

All numbers are whole, and each is the sum of those behind it, so that the reader stays in counts
from the first to the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from bayesdx.language import _
from bayesdx.report.icons import TOTAL, counts, whole
from bayesdx.report.labels import listed

_ROW, _GAP = 27, 10
_MIDDLE, _LAST, _WIDTH = 92, 222, 366
"""Where the groups and the leaves begin, and the whole width, in pixels of a phone."""

_BOX = 21


@dataclass(frozen=True, slots=True)
class Branch:
    """A group: its name, its share of all, and how often its members have the finding."""

    label: str
    share: float
    rate: float


@dataclass(frozen=True, slots=True)
class Tree:
    """Counts of 1,000 patients.

    Attributes:
        labels: of the groups.
        found: per group, how many have the finding.
        missing: per group, how many have it not.
        present: the finding, and `absent` its absence, as a word or two.
    """

    labels: tuple[str, ...]
    found: tuple[int, ...]
    missing: tuple[int, ...]
    present: str
    absent: str

    @property
    def sizes(self) -> tuple[int, ...]:
        """Per group, how many there are."""
        return tuple(a + b for a, b in zip(self.found, self.missing, strict=True))


def frequency_tree(branches: Sequence[Branch], *, present: str, absent: str) -> Tree:
    """Return the counts: the leaves sum to 1,000 by largest remainder, groups are their sums.

    A leaf has 1,000 · share · rate patients, or 1,000 · share · (1 − rate).

    Args:
        branches: the groups; their shares sum to one.
        present: the finding in a word or two.
        absent: its absence.

    >>> tree = frequency_tree([Branch("ill", 0.01, 0.8), Branch("well", 0.99, 0.1)],
    ...     present="positive", absent="negative")
    >>> tree.found, tree.missing
    ((8, 99), (2, 891))

    References:
        Hoffrage, Krauss, Martignon, Gigerenzer: natural frequencies improve Bayesian reasoning in
        simple and complex inference tasks, Front Psychol 2015;6:1473.
    """
    leaves = [branch.share * rate for branch in branches for rate in (branch.rate, 1 - branch.rate)]
    numbers = counts(leaves)
    labels = tuple(branch.label for branch in branches)
    return Tree(labels, tuple(numbers[::2]), tuple(numbers[1::2]), present, absent)


def tree_in_words(tree: Tree) -> str:
    """Return the tree in sentences, which end with whom the finding leaves.

    >>> print(tree_in_words(Tree(("ill", "well"), (8, 99), (2, 891), "positive", "negative")))
    Of 1,000 patients: 10 ill, of whom 8 positive; 990 well, of whom 99 positive.
    All 107 positive: 8 ill and 99 well.
    """
    groups = zip(tree.labels, tree.sizes, tree.found, strict=True)
    form = _("{size} {group}, of whom {found} {present}")
    parts = [
        form.format(size=whole(size), group=label, found=whole(found), present=tree.present)
        for label, size, found in groups
    ]
    ends = [f"{whole(found)} {name}" for name, found in zip(tree.labels, tree.found, strict=True)]
    return _("Of {total} patients: {groups}.\nAll {found} {present}: {ends}.").format(
        total=whole(TOTAL),
        groups="; ".join(parts),
        found=whole(sum(tree.found)),
        present=tree.present,
        ends=listed(ends),
    )


def tree_svg(tree: Tree) -> str:
    """Return the tree as a picture: from all patients at the left to the leaves at the right.

    Whoever has the finding stands in a filled box with bold text.
    """
    drawn: list[str] = []
    height = len(tree.labels) * (2 * _ROW + _GAP) - _GAP
    middle = height / 2
    for place, label in enumerate(tree.labels):
        top = place * (2 * _ROW + _GAP)
        own = top + _ROW
        drawn.append(_line(70, middle, _MIDDLE, own))
        drawn.append(_box(_MIDDLE, own, f"{whole(tree.sizes[place])} {label}", 106))
        with_it = (tree.found[place], tree.present, True)
        without = (tree.missing[place], tree.absent, False)
        for row, (number, word, found) in enumerate((with_it, without)):
            at = top + _ROW * (row + 0.5)
            drawn.append(_line(_MIDDLE + 106, own, _LAST, at))
            drawn.append(_box(_LAST, at, f"{whole(number)} {word}", _WIDTH - _LAST, marked=found))
    drawn.append(_box(0, middle, whole(TOTAL), 70))
    label = escape(tree_in_words(tree), quote=True)
    return (
        f'<svg class="bayesdx-tree" role="img" aria-label="{label}" '
        f'viewBox="-1 -1 {_WIDTH + 2} {height + 2}">{"".join(drawn)}</svg>'
    )


def _line(x: float, y: float, to_x: float, to_y: float) -> str:
    return (
        f'<path d="M{x:g} {y:g}L{to_x:g} {to_y:g}" fill="none" stroke="currentColor" '
        f'stroke-width="1" opacity="0.5"/>'
    )


def _box(x: float, y: float, text: str, width: float, *, marked: bool = False) -> str:
    look = (
        'fill="currentColor" fill-opacity="0.14" stroke-width="1.6"'
        if marked
        else ('fill="none" stroke-width="0.7"')
    )
    weight = ' font-weight="700"' if marked else ""
    return (
        f'<rect x="{x:g}" y="{y - _BOX / 2:g}" width="{width:g}" height="{_BOX}" rx="4" {look} '
        f'stroke="currentColor"/><text x="{x + width / 2:g}" y="{y + 4:g}" text-anchor="middle" '
        f'font-size="12" fill="currentColor"{weight}>{escape(text)}</text>'
    )
