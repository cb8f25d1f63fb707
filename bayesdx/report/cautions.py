"""What has to be said beside an answer: of the model, and of findings that hang badly together."""

from __future__ import annotations

import math

import numpy as np

from bayesdx.findings import Findings
from bayesdx.inference import score_cases
from bayesdx.language import _, number, translated
from bayesdx.network import Network

CONFLICT_BITS = 3.0
"""From here on findings are said to hang badly together: eight times rarer than by chance."""


def cautions(network: Network, findings: Findings) -> tuple[str, ...]:
    """Return what has to be said when these findings meet.

    >>> from bayesdx import load, read_findings
    >>> core = load("core")
    >>> cautions(core, read_findings({}, states=core.states))[0][:26]
    'The setting is not stated:'
    """
    bits = conflict(network, findings)
    if bits < CONFLICT_BITS:
        return _declared(network, findings)
    said = _(
        "These findings seldom occur together: {n} times less often than if each came by itself. "
        "Look again at the odd one, or the model lacks what joins them."
    )
    return (said.format(n=number(2**bits, ".0f")), *_declared(network, findings))


def conflict(network: Network, findings: Findings) -> float:
    """Return the conflict of the findings in bits: log2 of ∏ P(f_i) / P(f_1, f_2, …).

    Above zero, they occur together less often than if they were independent; where they cannot
    occur together it is infinite.

    References: Jensen, Chamberlain, Nordahl & Jensen, Uncertainty in AI 6 (1991), 519.
    """
    several = findings.likelihoods
    if len(several) < 2:
        return 0.0
    case = np.arange(len(several) + 1)[:, None]  # each finding alone, and in the last all
    likelihoods = {
        node: np.where((case == i) | (case == len(several)), vector, 1.0)
        for i, (node, vector) in enumerate(several.items())
    }
    _answers, p = score_cases(network, likelihoods, target=network.nodes[0].name)
    return float(np.log2(p[:-1]).sum() - np.log2(p[-1])) if p[-1] > 0 else math.inf


def _declared(network: Network, findings: Findings) -> tuple[str, ...]:
    """Return the cautions of the model file that these findings call for, each once."""
    if network.spec is None:
        return ()
    certain = {
        node: network.states[node][int(vector.argmax())]
        for node, vector in findings.likelihoods.items()
        if (vector > 0).sum() == 1
    }
    said = (
        translated(caution.say)
        for caution in network.spec.cautions
        if all(
            node in findings.likelihoods and state in (None, certain.get(node))
            for node, state in caution.given
        )
        and not any(node in findings.likelihoods for node in caution.missing)
    )
    return tuple(dict.fromkeys(said))
