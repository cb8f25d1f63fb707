"""A network of one sign for each motor neuron, small enough to work out by hand."""

from __future__ import annotations

import numpy as np

from bayesdx.network import Network, Node, assemble

PATTERNS = ("neither", "umn", "lmn", "mixed")
EXTENSOR = np.array([0.1, 0.5, 0.1, 0.5])
WASTED = np.array([0.1, 0.1, 0.6, 0.6])
PRIOR = {"home": [0.7, 0.1, 0.1, 0.1], "ward": [0.1, 0.3, 0.3, 0.3]}


def tiny(*, wasted: np.ndarray = WASTED) -> Network:
    """Return setting → pattern → two signs."""
    nodes = [
        Node("setting", ("home", "ward")),
        Node("pattern", PATTERNS, ("setting",)),
        Node("babinski", ("flexor", "extensor"), ("pattern",)),
        Node("atrophy", ("absent", "present"), ("pattern",)),
    ]
    tables = [
        np.array([0.5, 0.5]),
        np.array([PRIOR["home"], PRIOR["ward"]]).T,
        np.stack([1 - EXTENSOR, EXTENSOR]),
        np.stack([1 - wasted, wasted]),
    ]
    return assemble("tiny", nodes, tables)
