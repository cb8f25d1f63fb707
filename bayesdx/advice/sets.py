"""Tests that are done together: the best one, pair or triple."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from math import comb
from typing import NamedTuple

from bayesdx.advice.information import information_bits
from bayesdx.advice.question import Array, Asked, check_threshold
from bayesdx.advice.value import value_of
from bayesdx.errors import Fault, FindingError

Progress = Callable[[int, int], None]
"""Called with how many batches are done, and of how many."""

MOST = 3
"""So many tests may be planned ahead; each more multiplies the work by the number of tests."""


class Scored(NamedTuple):
    """Tests done together.

    Attributes:
        tests: the numbers of their nodes.
        bits: what they tell about the target, in bits.
        value: what they are expected to be worth; None without a threshold.
    """

    tests: tuple[int, ...]
    bits: float
    value: float | None

    @property
    def rank(self) -> tuple[float, float]:
        """What they are ordered by: value, then bits."""
        return (self.bits if self.value is None else self.value, self.bits)


def best_sets(
    asked: Asked,
    *,
    depth: int,
    threshold: float | None = None,
    progress: Progress | None = None,
) -> list[Scored]:
    """Return every set of `depth` tests with what it tells as a whole, best first.

    I(T; X, Y | e) is not the sum of what X and Y tell: two tests of one thing repeat each other,
    and two parents of one child tell together what neither tells alone. So every set is computed:
    one batch for each set of depth − 1 tests, whose cases are its results.

    Args:
        asked: the question.
        depth: how many tests are done together, 1 to 3.
        threshold: from which probability on one acts; without, there is no value.
        progress: called after each batch.

    Raises:
        FindingError: another depth; more tests than there are; a threshold without a state.

    References:
        D. Heckerman, E. Horvitz, B. Middleton, An approximate nonmyopic computation for value of
        information (1991), arXiv:1303.5720, who approximate what is exact here.
    """
    check_depth(depth, asked)
    if threshold is not None:
        check_threshold(threshold)
    found = []
    total = comb(len(asked.tests), depth - 1)
    for done, given in enumerate(combinations(asked.tests, depth - 1), start=1):
        joints = asked.joints(given)
        last = given[-1] if given else -1
        found += [
            _scored((*given, test), joint, asked, threshold)
            for test, joint in joints.items()
            if test > last
        ]
        if progress:
            progress(done, total)
    return sorted(found, key=lambda scored: scored.rank, reverse=True)


def _scored(tests: tuple[int, ...], joint: Array, asked: Asked, threshold: float | None) -> Scored:
    flat = joint.reshape(len(joint), -1)
    value = None
    if threshold is not None:
        value = float(value_of(asked.target.against(flat), threshold))
    return Scored(tests, float(information_bits(flat)), value)


def check_depth(depth: int, asked: Asked) -> None:
    """Refuse a number of tests that cannot be planned.

    Raises:
        FindingError: it is not 1 to 3, or there are not so many tests.
    """
    most = min(MOST, max(len(asked.tests), 1))
    if not 1 <= depth <= most:
        left = f"{len(asked.tests)} tests are left"
        remedy = "Plan fewer tests ahead."
        raise FindingError(Fault("depth", f"{depth!r}, and {left}", f"1 to {most}", remedy))
