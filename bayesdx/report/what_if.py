"""What would have to be otherwise for an answer to turn, in words."""

from __future__ import annotations

from dataclasses import replace

from bayesdx.language import _, level, plural
from bayesdx.report import sensitivity_sentences
from bayesdx.report.sentences import percent, phrase
from bayesdx.sensitivity import StructureBand, Tornado
from bayesdx.sensitivity.flip import Flips
from bayesdx.sensitivity.prior import PriorSensitivity


def cannot_flip(found: Tornado) -> str:
    """Return in a sentence how many of the numbers cannot turn the answer by themselves."""
    cited = [bar for bar in found.bars if bar.kind == "cited"]
    turning = sum(bar.flips for bar in cited)
    if level() == "patient" and cited:
        return _told_plainly(len(cited), turning)
    if not cited:
        return _("No published number bears on this answer.")
    if not turning:
        return _(
            "None of the {n} published numbers that bear on it can turn the answer within its "
            "95% interval, one at a time."
        ).format(n=len(cited))
    return _(
        "{safe} of the {n} published numbers that bear on it cannot turn the answer within their "
        "95% intervals, one at a time; {turning} can."
    ).format(safe=len(cited) - turning, n=len(cited), turning=turning)


def _told_plainly(count: int, turning: int) -> str:
    if not turning:
        return _(
            "None of the {n} published numbers behind the answer could by itself change what is "
            "likeliest, as far as the studies leave them open."
        ).format(n=count)
    return plural(
        "{turning} of the {n} published numbers behind the answer could by itself change what is "
        "likeliest.",
        "{turning} of the {n} published numbers behind the answer could each by itself change "
        "what is likeliest.",
        turning,
    ).format(n=count, turning=turning)


def changes_said(found: Flips, node: str, leader: str, other: str) -> list[str]:
    """Return the smallest changes that would make two states equally likely.

    Args:
        found: the changes.
        node: the node that is asked about.
        leader: its likelier state.
        other: the state that would draw level.
    """
    name = phrase(node, other)
    said = _("{other} would be as likely as {leader}").format(
        other=f"{name[:1].upper()}{name[1:]}", leader=phrase(node, leader)
    )
    return sensitivity_sentences.in_words(replace(found, statement=said))


def tornado_alt(found: Tornado, most: int) -> str:
    """Return what the picture shows, for those who do not see it."""
    form = _("{name} {low} to {high}")
    several = "; ".join(
        form.format(name=bar.name, low=_number(bar.posterior_low), high=_number(bar.posterior_high))
        for bar in found.bars[:most]
    )
    return _("The answer while one number moves over its interval: {numbers}.").format(
        numbers=several or _("nothing moves it")
    )


def structure_alt(found: StructureBand) -> str:
    """Return what the picture shows, for those who do not see it."""
    return _("The answer under {n} other structures: {low} to {high}.").format(
        n=len(found.changes), low=percent(found.low), high=percent(found.high)
    )


def prior_alt(found: PriorSensitivity, said: str) -> str:
    """Return what the picture shows, for those who do not see it."""
    return _("Posterior against the prior of {what}. {said}").format(what=found.moved, said=said)


def _number(p: float | None) -> str:
    return _("impossible") if p is None else percent(p)
