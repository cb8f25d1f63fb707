"""A small network that can be done by hand."""

from __future__ import annotations

import numpy as np
import pytest

from bayesdx.network import Network, Node, assemble


@pytest.fixture(scope="module")
def rain() -> Network:
    """Return rain → wet ← sprinkler, wet → slippery, with three draws."""
    nodes = [
        Node("rain", ("no", "yes")),
        Node("sprinkler", ("off", "on")),
        Node("wet", ("no", "yes"), ("rain", "sprinkler")),
        Node("slippery", ("no", "yes"), ("wet",)),
    ]
    tables = [
        np.array([0.8, 0.2]),
        np.array([0.5, 0.5]),
        np.array([[[1.0, 0.2], [0.1, 0.01]], [[0.0, 0.8], [0.9, 0.99]]]),
        np.array([[1.0, 0.3], [0.0, 0.7]]),
    ]
    rains = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3]])
    return assemble("rain", nodes, tables, draws=[rains, *(table[None] for table in tables[1:])])
