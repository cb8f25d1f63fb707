"""How weights, findings, hypotheses and stories are named inside a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from bayesdx.findings import load_terms
from bayesdx.language import _, language, number
from bayesdx.report.labels import (
    in_text,
    node_label,
    said_label,
    short_label,
    spoken_label,
    state_label,
)
from bayesdx.report.sentences import PHRASES, phrase

STRENGTHS = ((10.0, "strong"), (7.0, "moderate"), (3.0, "small"))
"""The least decibans of each word; below the last it is `SLIGHT`. These are likelihood ratios
of 10, 5 and 2, where changes are called large, moderate and small: R. Jaeschke, G. H. Guyatt,
D. L. Sackett, Users' guides to the medical literature III, JAMA 1994;271:703–707."""

SLIGHT = "slight"


def strength(weight: float | None) -> str:
    """Return the key of the word for a weight in decibans, from `STRENGTHS`.

    >>> strength(-12.0), strength(7.5), strength(1.0)
    ('strong', 'moderate', 'slight')
    """
    size = abs(weight or 0.0)
    return next((key for least, key in STRENGTHS if size >= least), SLIGHT)


def decibans(weight: float | None) -> str:
    """Return a weight with its sign.

    >>> decibans(11.857), decibans(-0.04), decibans(float("-inf")), decibans(None)
    ('+11.9', '0.0', '−∞', 'undefined')
    """
    if weight is None:
        return _("undefined")
    if weight in (float("inf"), float("-inf")):
        return "+∞" if weight > 0 else "−∞"
    rounded = round(weight, 1) or 0.0  # no minus before a zero
    return number(rounded, "+.1f" if rounded else ".1f").replace("-", "−")


def factor(value: float) -> str:
    """Return a factor with the digits that a reader needs.

    >>> factor(28.18), factor(1.147), factor(0.0042), factor(612220032.0), factor(float("inf"))
    ('28', '1.1', '0.0042', 'more than a million', '∞')
    """
    if value == float("inf"):
        return "∞"
    if value >= 1e6:
        return _("more than a million")
    if value >= 10:
        return number(float(f"{value:.2g}"), ",.0f")
    return number(value, ".1f" if value >= 1 else ".2g")


def finding_in_words(node: str, said: str, level: str = "student") -> str:
    """Return a finding as it stands inside a sentence.

    >>> finding_in_words("babinski", "extensor"), finding_in_words("xray", "yes")
    ('plantar response extensor', 'xray=yes')
    >>> finding_in_words("babinski", "extensor", "patient")
    'the big toe goes up'
    """
    if level == "patient" and (plain := _plain(language()).get(f"{node}={said}")):
        return in_text(plain)
    if node not in load_terms():
        return f"{node}={said}"
    label, shown = in_text(spoken_label(node, to=level)), said_label(node, said)
    if level == "patient":
        return f"{label}: {shown}"
    return label if shown in label else f"{label} {shown}"


@cache
def _plain(language: str) -> Mapping[str, str]:
    """Return node=state → how a patient would say it, where the comparison says it."""
    from bayesdx.report.comparison.texts import load_items

    return {
        item.shows: item.plain for item in load_items(language) if item.shows and not item.given
    }


def hypothesis_in_words(target: str, state: str, level: str = "student") -> str:
    """Return what a patient in this state has, as it stands inside a sentence.

    What stands in brackets in a label, such as the words of an abbreviation, is for patients.

    >>> hypothesis_in_words("pattern", "umn"), hypothesis_in_words("lung", "yes")
    ('an upper motor neuron lesion', 'lung=yes')
    >>> hypothesis_in_words("cause", "als")
    'ALS'
    """
    if target == "pattern" and state in PHRASES:
        return phrase(target, state)
    if target not in load_terms():
        return f"{target}={state}"
    named = state_label if level == "patient" else short_label
    label = in_text(named(target, state))
    return label if target in NAMED else f"{in_text(node_label(target))} {label}"


NAMED = frozenset({"cause", "pattern"})
"""Nodes whose states say by themselves what is meant."""


def story_in_words(states: Mapping[str, str]) -> str:
    """Return a story as a phrase.

    >>> story_in_words({"lung": "yes", "bronc": "no"})
    'lung=yes, bronc=no'
    """
    return ", ".join(hypothesis_in_words(node, state) for node, state in states.items())
