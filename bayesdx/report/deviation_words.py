"""Why the model's answer is outside the interval of a figure, in the language that is spoken."""

from __future__ import annotations

import re

from bayesdx.language import _, translated
from bayesdx.report.sentences import percent
from bayesdx.validation.reasons import DIFFER, PARTLY

_PARTLY = re.compile(re.escape(PARTLY).replace(re.escape("{share}"), r"(\d+)%"))
_SELECTION = re.compile(r"selection \((.+)\)")


def why_said(why: str) -> str:
    r"""Return a reason of `bayesdx.validation.reasons`; what is none stays as it is.

    >>> why_said("the studies disagree; in disease")
    'the studies disagree; in disease'
    >>> from bayesdx.language import speaking
    >>> with speaking("de"):
    ...     why_said("the model takes the figure for 40% of this group, and others for the rest")
    'das Modell verwendet die Zahl für 40\xa0% dieser Gruppe und andere für den Rest'
    """
    head, parted, differences = why.partition(DIFFER)
    if not parted:
        return _head(why)
    said = ", ".join(map(_difference, _apart(differences)))
    return _("{reason}; they differ in: {differences}").format(reason=_head(head), differences=said)


def _head(reason: str) -> str:
    found = _PARTLY.fullmatch(reason)
    if found:
        return translated(PARTLY).format(share=percent(int(found[1]) / 100))
    return translated(reason)


def _apart(differences: str) -> list[str]:
    """Return what is listed; commas within brackets part nothing."""
    return re.split(r", (?![^(]*\))", differences)


def _difference(one: str) -> str:
    found = _SELECTION.fullmatch(one)
    if not found:
        return translated(one)
    ways = ", ".join(map(translated, found[1].split(", ")))
    return _("selection ({ways})").format(ways=ways)
