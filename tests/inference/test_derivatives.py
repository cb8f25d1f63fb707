from __future__ import annotations

import numpy as np
from hypothesis import given, settings

from bayesdx.inference.engine import engine_of
from bayesdx.inference.observed import observe
from tests.inference.networks import Question, enumerate_joint, questions


@given(questions(draws=3))
@settings(max_examples=30)
def test_each_table_times_its_derivatives_is_the_probability_of_findings(
    question: Question,
) -> None:
    network, findings, _ = question
    engine = engine_of(network)
    total, slopes = engine.table_derivatives(observe(engine, network, findings).seen, draws=True)
    for table, slope in zip(network.draws, slopes, strict=True):
        sums = (table * slope).sum(axis=tuple(range(1, table.ndim)))
        np.testing.assert_allclose(np.broadcast_to(sums, len(total)), total, rtol=1e-12)


@given(questions())
@settings(max_examples=30)
def test_a_derivative_is_the_slope_of_the_probability_of_findings(question: Question) -> None:
    # P(findings) is linear in an entry, so a step of any size gives the slope exactly.
    network, findings, target = question
    engine = engine_of(network)
    total, slopes = engine.table_derivatives(observe(engine, network, findings).seen)
    rng = np.random.default_rng(0)
    for node, table in enumerate(network.tables):
        at = tuple(rng.integers(table.shape))
        moved = table.copy()
        moved[at] += 1.0
        tables = (*network.tables[:node], moved, *network.tables[node + 1 :])
        _, other = enumerate_joint(network, findings, target, tables)
        assert slopes[node].shape == (1, *table.shape)
        np.testing.assert_allclose(slopes[node][(0, *at)], other - total[0], rtol=0, atol=1e-12)
