"""A case at one moment, and the moments before and after it: what undo and redo go through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Given = tuple[tuple[str, str], ...]

LONGEST = 200
"""So many moments can be undone."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A case as it was chosen.

    Attributes:
        findings: node and code of the option, sorted.
        sure: node and how sure, sorted; what is certain is not in it.
    """

    findings: Given = ()
    sure: Given = ()

    @staticmethod
    def of(findings: Mapping[str, str], sure: Mapping[str, str]) -> Moment:
        """Return a moment; how sure one is of what was not found says nothing."""
        kept = {name: how for name, how in sure.items() if name in findings}
        return Moment(tuple(sorted(findings.items())), tuple(sorted(kept.items())))


@dataclass(frozen=True, slots=True)
class History:
    """The present moment between those before it, the last one last, and those taken back."""

    now: Moment
    past: tuple[Moment, ...] = ()
    future: tuple[Moment, ...] = ()

    def seen(self, moment: Moment) -> History:
        """Return the history with a moment as the present; a new one ends what could be redone.

        >>> one, two = Moment((("tone", "normal"),)), Moment((("tone", "increased"),))
        >>> History(one).seen(two).undone().now == one
        True
        """
        if moment == self.now:
            return self
        return History(moment, (*self.past, self.now)[-LONGEST:])

    def undone(self) -> History:
        """Return the history one moment earlier; the same where there is none."""
        if not self.past:
            return self
        return History(self.past[-1], self.past[:-1], (self.now, *self.future))

    def redone(self) -> History:
        """Return the history one moment later; the same where there is none."""
        if not self.future:
            return self
        return History(self.future[0], (*self.past, self.now), self.future[1:])
