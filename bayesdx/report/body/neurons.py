"""Which motor neurons a lesion at a site damages, as the model says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bayesdx.inference import score_cases
from bayesdx.language import _
from bayesdx.network import Network

SITE = "site"
_FREE = "none"
"""The state of `umn` and `lmn` in which nothing is damaged."""


@dataclass(frozen=True, slots=True)
class Neurons:
    """P(the upper, the lower motor neuron is damaged | the lesion is at a site)."""

    upper: float
    lower: float

    @property
    def pattern(self) -> str:
        """What a lesion there can damage, as a state of `pattern`.

        >>> Neurons(1.0, 0.4).pattern, Neurons(0.0, 0.0).pattern
        ('mixed', 'neither')
        """
        if self.upper > 0:
            return "mixed" if self.lower > 0 else "umn"
        return "lmn" if self.lower > 0 else "neither"


def neurons_at(network: Network) -> Mapping[str, Neurons]:
    """Return site → which motor neurons a lesion there damages, at the point values.

    >>> from bayesdx import load
    >>> neurons_at(load("localisation"))["anterior_horn"].pattern
    'lmn'
    """
    sites = network.states[SITE]
    shares = [_damaged(network, node) for node in ("umn", "lmn")]
    return {site: Neurons(float(shares[0][i]), float(shares[1][i])) for i, site in enumerate(sites)}


def _damaged(network: Network, node: str) -> np.ndarray:
    """Return P(node is not free | site), shape (site,); zero where a site cannot occur."""
    each = np.eye(len(network.states[SITE]))
    answer, _total = score_cases(network, {SITE: each}, target=node)
    free = answer[:, network.states[node].index(_FREE)]
    return np.nan_to_num(np.round(1 - free, 9))


def in_words(pattern: str) -> str:
    """Return which motor neurons a pattern means, in two or three words.

    >>> in_words("mixed")
    'upper and lower'
    """
    return {
        "umn": _("upper"),
        "lmn": _("lower"),
        "mixed": _("upper and lower"),
        "neither": _("neither neuron"),
    }[pattern]
