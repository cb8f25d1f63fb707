"""What a model has to say when findings meet that it cannot take together."""

from __future__ import annotations

from bayesdx.findings import Findings
from bayesdx.network import Network


def cautions(network: Network, findings: Findings) -> tuple[str, ...]:
    """Return the cautions of the model that these findings call for.

    >>> from bayesdx import load, read_findings
    >>> core = load("core")
    >>> cautions(core, read_findings({}, states=core.states))[0][:26]
    'The setting is not stated:'
    """
    if network.spec is None:
        return ()
    certain = {
        node: network.states[node][int(vector.argmax())]
        for node, vector in findings.likelihoods.items()
        if (vector > 0).sum() == 1
    }
    return tuple(
        caution.say
        for caution in network.spec.cautions
        if all(
            node in findings.likelihoods and state in (None, certain.get(node))
            for node, state in caution.given
        )
        and not any(node in findings.likelihoods for node in caution.missing)
    )
