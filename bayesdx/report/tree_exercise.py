"""A frequency tree to be filled: what is given, what is asked, and whether it is right.

All that is given are whole percents, so that what is right can be counted in one's head.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bayesdx.report.frequency_tree import Tree
from bayesdx.report.icons import TOTAL

WITH, WITHOUT = "with", "without"
FOUND, MISSING = "found", "missing"
BLANKS = (
    *(WITH, f"{WITH}-{FOUND}", f"{WITH}-{MISSING}"),
    *(WITHOUT, f"{WITHOUT}-{FOUND}", f"{WITHOUT}-{MISSING}"),
    FOUND,
)
"""What can be filled in: both groups, those of each who have the finding and who have it not, and
all who have the finding."""

OFF = 1
"""By so many patients a count may be off: halves are rounded up by some and down by others."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """Percents of a tree.

    Attributes:
        share: how many have the condition.
        hit: how many of these have the finding.
        alarm: how many of the others have it.
    """

    share: int
    hit: int
    alarm: int

    @classmethod
    def of(cls, share: float, hit: float, alarm: float) -> Exercise:
        """Return the exercise of probabilities, rounded to whole percents, none to 0 or 100.

        >>> Exercise.of(0.314, 0.632, 0.004)
        Exercise(share=31, hit=63, alarm=1)
        """
        return cls(*(min(max(round(100 * p), 1), 99) for p in (share, hit, alarm)))

    @property
    def right(self) -> Mapping[str, int]:
        """What belongs in each blank: each number is the sum of those behind it.

        >>> dict(Exercise(10, 80, 5).right)["found"]
        125
        """
        ill = TOTAL * self.share // 100
        well = TOTAL - ill
        hits, alarms = (round(size * p / 100) for size, p in ((ill, self.hit), (well, self.alarm)))
        return dict(
            zip(
                BLANKS,
                (ill, hits, ill - hits, well, alarms, well - alarms, hits + alarms),
                strict=True,
            )
        )

    @property
    def after(self) -> float:
        """How many of those with the finding have the condition, as a share."""
        right = self.right
        return right[f"{WITH}-{FOUND}"] / right[FOUND]

    def wrong(self, said: Mapping[str, int | None]) -> tuple[str, ...]:
        """Return the blanks that are empty or off by more than `OFF`, in their order.

        >>> Exercise(10, 80, 5).wrong({**Exercise(10, 80, 5).right, "found": 80})
        ('found',)
        """
        right = self.right
        return tuple(
            name
            for name in BLANKS
            if (value := said.get(name)) is None or abs(value - right[name]) > OFF
        )

    def tree(self, labels: tuple[str, str], *, present: str, absent: str) -> Tree:
        """Return the filled tree."""
        right = self.right
        found = (right[f"{WITH}-{FOUND}"], right[f"{WITHOUT}-{FOUND}"])
        missing = (right[f"{WITH}-{MISSING}"], right[f"{WITHOUT}-{MISSING}"])
        return Tree(labels, found, missing, present, absent)
