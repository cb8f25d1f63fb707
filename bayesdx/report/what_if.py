"""What would have to be otherwise for an answer to turn, in words."""

from __future__ import annotations

from dataclasses import replace

from bayesdx.report import sensitivity_sentences
from bayesdx.report.sentences import percent, phrase
from bayesdx.sensitivity import StructureBand, Tornado
from bayesdx.sensitivity.flip import Flips
from bayesdx.sensitivity.prior import PriorSensitivity


def cannot_flip(found: Tornado) -> str:
    """Return in a sentence how many of the numbers cannot turn the answer by themselves."""
    cited = [bar for bar in found.bars if bar.kind == "cited"]
    turning = sum(bar.flips for bar in cited)
    if not cited:
        return "No published number bears on this answer."
    if not turning:
        return (
            f"None of the {len(cited)} published numbers that bear on it can turn the answer "
            "within its 95% interval, one at a time."
        )
    return (
        f"{len(cited) - turning} of the {len(cited)} published numbers that bear on it cannot turn "
        f"the answer within their 95% intervals, one at a time; {turning} can."
    )


def changes_said(found: Flips, node: str, leader: str, other: str) -> list[str]:
    """Return the smallest changes that would make two states equally likely.

    Args:
        found: the changes.
        node: the node that is asked about.
        leader: its likelier state.
        other: the state that would draw level.
    """
    name = phrase(node, other)
    said = f"{name[:1].upper()}{name[1:]} would be as likely as {phrase(node, leader)}"
    return sensitivity_sentences.in_words(replace(found, statement=said))


def tornado_alt(found: Tornado, most: int) -> str:
    """Return what the picture shows, for those who do not see it."""
    listed = "; ".join(
        f"{bar.name} {_number(bar.posterior_low)} to {_number(bar.posterior_high)}"
        for bar in found.bars[:most]
    )
    return f"The answer while one number moves over its interval: {listed or 'nothing moves it'}."


def structure_alt(found: StructureBand) -> str:
    """Return what the picture shows, for those who do not see it."""
    ends = f"{percent(found.low)} to {percent(found.high)}"
    return f"The answer under {len(found.changes)} other structures: {ends}."


def prior_alt(found: PriorSensitivity, said: str) -> str:
    """Return what the picture shows, for those who do not see it."""
    return f"Posterior against the prior of {found.moved}. {said}"


def _number(p: float | None) -> str:
    return "impossible" if p is None else percent(p)
