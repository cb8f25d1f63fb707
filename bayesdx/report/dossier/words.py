"""What a page says of one finding, one weight and one assumption."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from numpy.typing import NDArray

from bayesdx.explain import Weight
from bayesdx.language import _, level, number, translated
from bayesdx.network import KINDS
from bayesdx.report.dossier.basis import FEW
from bayesdx.report.dossier.case import Dossier
from bayesdx.report.explanation import templates
from bayesdx.report.explanation_words import factor, strength
from bayesdx.report.labels import in_text, node_label, said_label, short_label, state_label
from bayesdx.report.sentences import percent
from bayesdx.sensitivity.tornado import Bar


def result(node: str, states: Sequence[str], likelihood: NDArray[Any], said: str) -> str:
    """Return what was found, as a cell of a table.

    >>> import numpy as np
    >>> result("babinski", ("flexor", "extensor"), np.array([0.2, 0.8]), "")
    'Extensor (Babinski sign)'
    """
    if is_sure(likelihood):
        text = said_label(node, said)
        return text[:1].upper() + text[1:]
    best = likelihood.max()
    likely = [s for s, p in zip(states, likelihood.tolist(), strict=True) if p == best]
    return _(" or ").join(state_label(node, state) for state in likely)


def sure(node: str, states: Sequence[str], likelihood: NDArray[Any]) -> str:
    """Return how sure a finding is.

    >>> import numpy as np
    >>> sure("babinski", ("flexor", "extensor"), np.array([0.2, 0.8]))
    'Unsure: likelihood 0.8 under extensor, 0.2 under flexor or mute'
    """
    weights = dict(zip(states, likelihood.tolist(), strict=True))
    if is_sure(likelihood):
        several = sum(weights.values()) > 1
        return _("Sure that it is one of these") if several else _("Sure")
    under = _("{likelihood} under {state}")
    named = [
        under.format(likelihood=number(p, "g"), state=in_text(short_label(node, state)))
        for state, p in sorted(weights.items(), key=lambda one: -one[1])
    ]
    return _("Unsure: likelihood {each}").format(each=", ".join(named))


def is_sure(likelihood: NDArray[Any]) -> bool:
    """Return whether a finding is a state, or one of a set."""
    return set(likelihood.tolist()) <= {0.0, 1.0}


def finding(dossier: Dossier, name: str) -> str:
    """Return a finding and its result, with a word for one that is unsure."""
    vector = dossier.findings.likelihoods[name]
    shown = result(name, dossier.states[name], vector, dossier.findings.said[name])
    said = _("{finding}: {result}") if is_sure(vector) else _("{finding}: {result}, unsure")
    return said.format(finding=node_label(name), result=in_text(shown))


def directed(one: Weight) -> str:
    """Return in a sentence what a finding says of the hypothesis."""
    weight = one.shapley
    if one.direction == "irrelevant":
        return _("Makes no difference beside the others.")
    if one.direction == "depends":
        return _("Speaks for or against it, depending on what else is known.")
    towards = one.direction == "for"
    if weight is None or math.isinf(weight):
        return _("Proves it in this model.") if towards else _("Rules it out in this model.")
    said = (
        _("Speaks for it, {strength}: the odds are multiplied by {factor}.")
        if towards
        else _("Speaks against it, {strength}: the odds are divided by {factor}.")
    )
    word = templates()[strength(weight)][level()]
    return said.format(strength=word, factor=factor(10 ** (abs(weight) / 10)))


def moved(one: Bar) -> str:
    """Return between which probabilities a number of the model moves the answer."""
    ends = (one.posterior_low, one.posterior_high)
    known = [_("impossible") if p is None else percent(p) for p in ends]
    return _("{low} to {high}").format(low=known[0], high=known[1])


def kinds_in_words(kinds: Mapping[str, float]) -> str:
    """Return how columns come about, most frequent first.

    >>> kinds_in_words({"cited": 0.625, "assumed": 0.375})
    'cited 62%, assumed 38%'
    """
    shares = {kind: part for kind, part in kinds.items() if part >= FEW}
    if len(shares) == 1:
        return translated(*shares)
    return ", ".join(f"{translated(kind)} {percent(part)}" for kind, part in shares.items())


def kinds_explained(kinds: Sequence[str]) -> list[tuple[str, str]]:
    """Return each kind with what it means, best supported first."""
    return [(translated(kind), translated(KINDS[kind])) for kind in KINDS if kind in kinds]
