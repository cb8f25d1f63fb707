"""A decision with a threshold: where one acts."""

from __future__ import annotations

import numpy as np

from bayesdx.cohort.decision import Decision

NOISE = 1e-9


def test_one_acts_where_the_states_together_reach_the_threshold() -> None:
    either = Decision("pattern", (1, 3), 0.5, ())
    sums = np.array([[0.4, 0.3, 0.1, 0.2], [0.4, 0.3, 0.11, 0.19], [0.0, 0.0, 0.0, 1.0]])
    assert either.acts(sums, NOISE).tolist() == [True, False, True]


def test_what_rounding_alone_keeps_from_the_threshold_reaches_it() -> None:
    first = Decision("rain", (0,), 0.3, ())
    p = 0.3 + np.array([0.0, -1e-12, 1e-12, -1e-6])
    assert first.acts(np.column_stack([p, 1 - p]), NOISE).tolist() == [True, True, True, False]
