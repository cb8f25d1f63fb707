"""What the findings have changed: where each node stood before them, and where it stands now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bayesdx.inference import Posterior
from bayesdx.language import _
from bayesdx.report.dots import Dots, dots_chart
from bayesdx.report.labels import in_text, node_label, short_label
from bayesdx.report.sentences import bounds, percent, with_span

if TYPE_CHECKING:
    import altair as alt

LEAST = 0.005
"""A node that has moved less has not moved."""


@dataclass(frozen=True, slots=True)
class Move:
    """How far a node has moved, and its state that has risen most.

    Attributes:
        distance: ½ Σ |after − before| over the states: so much probability has changed places.
        before, now: probability of the state; `low` and `high` the interval of `now`.
    """

    node: str
    state: str
    before: float
    now: float
    low: float | None
    high: float | None
    distance: float

    def row(self) -> dict[str, Any]:
        """Return it as a plain dict."""
        return asdict(self)

    @property
    def sign(self) -> str:
        """The node and its state."""
        return f"{node_label(self.node)} {in_text(short_label(self.node, self.state))}"

    @property
    def text(self) -> str:
        """The move in words.

        >>> Move("babinski", "extensor", 0.1, 0.62, None, None, 0.52).text
        'Plantar response extensor: 10% → 62%'
        """
        now = with_span(percent(self.now), self.low, self.high)
        return f"{self.sign}: {percent(self.before)} → {now}"


def moves(
    before: Mapping[str, Posterior],
    now: Mapping[str, Posterior],
    *,
    without: Collection[str] = (),
) -> list[Move]:
    """Return how far each node has moved, the furthest first.

    Args:
        before: node → its posterior before the findings.
        now: node → its posterior under the findings.
        without: nodes that are left out, such as what was examined itself.
    """
    several = [move(before[node], now[node]) for node in now if node not in without]
    moved = [one for one in several if one.distance >= LEAST]
    return sorted(moved, key=lambda one: -one.distance)


def move(before: Posterior, now: Posterior) -> Move:
    """Return how far one node has moved."""
    change = now.probability - before.probability
    at = int(np.argmax(change))
    low, high = bounds(now, at)
    return Move(
        now.target,
        now.states[at],
        float(before.probability[at]),
        float(now.probability[at]),
        low,
        high,
        float(np.abs(change).sum() / 2),
    )


def moves_chart(several: list[Move]) -> alt.LayerChart:
    """Return a row for each move: a tick where it stood, a line to the circle where it stands."""
    return dots_chart(
        [
            Dots(
                one.text,
                low=min(one.before, one.now),
                high=max(one.before, one.now),
                tick=one.before,
                mark=one.now,
            )
            for one in several
        ]
    )


def in_words(several: list[Move]) -> str:
    """Return what a chart of moves shows, for those who do not see it."""
    return "; ".join(one.text for one in several) or _("Nothing has moved.")
