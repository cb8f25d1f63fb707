"""Findings on their way to the engine: what is remembered cannot be changed by who gets it."""

from __future__ import annotations

import numpy as np

from bayesdx import load
from bayesdx.inference.engine import Engine
from bayesdx.inference.observed import observe


def test_a_likelihood_that_is_remembered_is_read_only() -> None:
    network = load("core")
    engine = Engine(network)
    for _ in ("read", "remembered"):
        [vector] = observe(engine, network, {"tone": "normal or increased"}).seen.values()
        assert isinstance(vector, np.ndarray)
        assert not vector.flags.writeable
