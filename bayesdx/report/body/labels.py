"""The labels beside the body: what they say, and where they stand so that none covers another."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from bayesdx.inference import Posterior
from bayesdx.language import _
from bayesdx.report.body.neurons import in_words
from bayesdx.report.labels import short_label
from bayesdx.report.sentences import of_hundred, span

LETTERS = 19
"""So many letters of a name stand on one line."""

LINE, GAP = 15.5, 11.0
"""Height of a line of a label, and what is between two labels, in pixels."""

SAID_FROM = 0.01
"""A site that is less likely has no label, unless it is the likeliest."""


@dataclass(frozen=True, slots=True)
class Site:
    """What is said of one site.

    Attributes:
        name: the state.
        pattern: which motor neurons a lesion there can damage.
        probability: of the lesion being there; `low` and `high` its interval, where there is one.
        prior: the same before the findings, where it is known.
    """

    name: str
    pattern: str
    probability: float
    low: float | None = None
    high: float | None = None
    prior: float | None = None

    @property
    def number(self) -> str:
        """The probability as a count of 100 patients."""
        return _("{n} of 100").format(n=of_hundred(self.probability))

    @property
    def interval(self) -> str:
        """The interval in brackets, or nothing."""
        ends = span(self.low, self.high)
        return f"({ends})" if ends else ""

    @property
    def name_lines(self) -> list[str]:
        """The name, in lines that fit beside the body."""
        return textwrap.wrap(short_label("site", self.name), LETTERS)

    @property
    def beside_lines(self) -> list[str]:
        """Which neurons are meant, and what the number was before the findings."""
        said = in_words(self.pattern)
        if self.prior is not None:
            before = _("was {n}").format(n=of_hundred(self.prior))
            said = f"{said} · {before}"
        return textwrap.wrap(said, LETTERS + 4)

    @property
    def height(self) -> float:
        """How high its label is: a line for the number, and the others."""
        return LINE * (1 + len(self.name_lines) + len(self.beside_lines)) + 4

    @property
    def aloud(self) -> str:
        """The site in one line, for those who do not see the picture."""
        return _("{site}: {n} of 100, {neurons}").format(
            site=short_label("site", self.name),
            n=of_hundred(self.probability),
            neurons=in_words(self.pattern),
        )


def sites_of(
    posterior: Posterior, prior: Posterior | None, patterns: Sequence[str]
) -> tuple[Site, ...]:
    """Return what is said of each site, in the order of the posterior's states."""
    before: Sequence[float | None]
    before = prior.probability.tolist() if prior else [None] * len(posterior.states)
    return tuple(
        Site(row["state"], pattern, row["probability"], row["low"], row["high"], p)
        for row, pattern, p in zip(posterior.rows(), patterns, before, strict=True)
    )


def likeliest(sites: Sequence[Site], most: int) -> list[Site]:
    """Return the sites that have a label, the likeliest first; always one."""
    ordered = sorted(sites, key=lambda site: -site.probability)
    return [
        site for i, site in enumerate(ordered[:most]) if i == 0 or site.probability >= SAID_FROM
    ]


def spread(
    wanted: Sequence[float], heights: Sequence[float], *, first: float, last: float
) -> list[float]:
    """Return where each label begins, so that none covers another, near where it is wanted.

    Args:
        wanted: the middle of each label, from top to bottom.
        heights: of the labels; they have room between `first` and `last`.
        first: where the first may begin.
        last: where the last must have ended.

    >>> spread([10, 12, 90], [20, 20, 20], first=0, last=100)
    [0.0, 31.0, 80.0]
    """
    tops: list[float] = []
    free = first
    for middle, height in zip(wanted, heights, strict=True):
        tops.append(max(middle - height / 2, free))
        free = tops[-1] + height + GAP
    end = last
    for at in reversed(range(len(tops))):
        tops[at] = float(min(tops[at], end - heights[at]))
        end = tops[at] - GAP
    return tops
