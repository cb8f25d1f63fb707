"""What is said of one site: how likely, which neurons, which causes, and which signs it gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from bayesdx.findings import read_findings
from bayesdx.inference import Posterior, query, score_cases
from bayesdx.language import _
from bayesdx.network import Network
from bayesdx.report.body.neurons import SITE, Neurons
from bayesdx.report.labels import state_label
from bayesdx.report.moves import Move, move
from bayesdx.report.sentences import count, of_hundred, with_span

SIGNS, CAUSES = 6, 4
"""So many signs and causes of a site are named, those that stand out most."""

FEW = 0.01
"""A cause that is less likely is not named."""


def how_likely(posterior: Posterior, prior: Posterior, site: str) -> str:
    """Return how likely a lesion there is, with its interval, and how likely it was before."""
    at = posterior.states.index(site)
    return _(
        "{n} of 100 such patients have their lesion here; before the findings {before}."
    ).format(n=count(posterior, at), before=count(prior, at))


def which_neurons(neurons: Neurons) -> str:
    """Return how often a lesion there damages each of the two motor neurons.

    >>> which_neurons(Neurons(1.0, 0.4))
    'A lesion here damages the upper motor neuron in 100 of 100, and the lower in 40 of 100.'
    """
    if neurons.pattern == "neither":
        return _("It damages neither motor neuron.")
    return _(
        "A lesion here damages the upper motor neuron in {upper} of 100, "
        "and the lower in {lower} of 100."
    ).format(upper=of_hundred(neurons.upper), lower=of_hundred(neurons.lower))


def causes(posterior: Posterior) -> list[str]:
    """Return the likeliest causes of a lesion there, each with its count of 100."""
    order = np.argsort(-posterior.probability, kind="stable")[:CAUSES]
    return [
        _("{cause}: {n} of 100").format(
            cause=state_label(posterior.target, posterior.states[i]), n=count(posterior, int(i))
        )
        for i in order.tolist()
        if posterior.probability[i] >= FEW
    ]


def signs(
    network: Network, site: str, *, context: Mapping[str, str], among: Sequence[str]
) -> list[Move]:
    """Return the signs that a lesion there makes likelier, those that it moves most first.

    Args:
        network: the network.
        site: the state of `site`.
        context: what is known before anything is examined.
        among: the nodes to choose from.
    """
    there = {**context, SITE: site}
    ranked = sorted(among, key=lambda node: -_moved(network, site, node, context))[:SIGNS]
    return [
        move(query(network, context, target=node), query(network, there, target=node))
        for node in ranked
    ]


def _moved(network: Network, site: str, node: str, context: Mapping[str, str]) -> float:
    """Return how much of a node's probability changes places when the lesion is there."""
    known = read_findings(context, states=network.states).likelihoods
    two = {name: np.tile(vector, (2, 1)) for name, vector in known.items()}
    sites = network.states[SITE]
    two[SITE] = np.array([[float(one == site) for one in sites], [1.0] * len(sites)])
    answers, _total = score_cases(network, two, target=node)
    return float(np.nan_to_num(np.abs(answers[0] - answers[1]).sum() / 2))


def sign_in_words(sign: Move) -> str:
    """Return a sign, how often a lesion there gives it, and how often it is found at all."""
    return _("{sign}: {n} of 100, against {before} of 100 wherever the lesion is").format(
        sign=sign.sign,
        n=with_span(of_hundred(sign.now), sign.low, sign.high),
        before=of_hundred(sign.before),
    )
