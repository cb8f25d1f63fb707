"""How a finding is written in one line of text: on the command line and in a cell of a csv."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bayesdx.errors import Fault, FindingError
from bayesdx.findings.terms import key

Value = str | tuple[str, ...] | dict[str, float] | None

NOT_EXAMINED = frozenset({"", "not_examined", "not_tested", "not_done", "na", "n/a", "nan"})
"""Texts that say that nobody looked. Looked for and not found is a state of its own."""

HOW = "Write one state, several as a|b, or how likely each is as a:0.8,b:0.2."


def parse_value(text: str) -> Value:
    """Return what `text` says of a finding, in the form that `read_findings` takes.

    `increased` is a state; `mild|marked` (or `mild,marked`, `mild or marked`) a set of states;
    `extensor:0.8,flexor:0.2` an uncertain finding, with the likelihood of what was seen under
    each state; an empty text or `not examined` is nothing.

    Args:
        text: any text; what does not have one of these forms is returned as it stands.

    Raises:
        FindingError: one state has two likelihoods.

    >>> parse_value("mild|marked")
    ('mild', 'marked')
    >>> parse_value("extensor:0.8, flexor:0.2")
    {'extensor': 0.8, 'flexor': 0.2}
    >>> parse_value("not examined") is None
    True
    """
    text = text.strip()
    if key(text) in NOT_EXAMINED:
        return None
    if ":" in text:
        return _likelihoods(text) or text
    parts = tuple(part.strip() for part in re.split(r"\||,|\s+or\s+", text))
    return parts if len(parts) > 1 and all(parts) else text


def parse_pairs(texts: Iterable[str]) -> dict[str, str]:
    """Return `name=value` texts as a mapping for `read_findings`.

    Raises:
        FindingError: with every text that has no `=` and every name that stands twice.

    >>> parse_pairs(["tone=increased", "atrophy=mild|marked"])
    {'tone': 'increased', 'atrophy': 'mild|marked'}
    """
    pairs: dict[str, str] = {}
    faults: list[Fault] = []
    for text in texts:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name:
            expected = "name=value, such as tone=increased"
            faults.append(Fault("finding", repr(text), expected, HOW))
        elif name in pairs:
            faults.append(twice(name, [pairs[name], value]))
        pairs[name] = value
    if faults:
        raise FindingError(faults)
    return pairs


def twice(name: str, values: Iterable[str]) -> Fault:
    """Return the fault of a finding that is given more than once."""
    found = " and ".join(map(repr, values))
    return Fault(f"finding {name}", f"it more than once: {found}", "it once", "Keep one.")


def _likelihoods(text: str) -> dict[str, float] | None:
    """Return the likelihoods in `text`, or None where it is not a list of them."""
    found: dict[str, float] = {}
    for part in text.split(","):
        state, _, number = (piece.strip() for piece in part.rpartition(":"))
        try:
            likelihood = float(number)
        except ValueError:
            return None
        if not state:
            return None
        if state in found:
            raise FindingError(twice(state, [f"{found[state]:g}", f"{likelihood:g}"]))
        found[state] = likelihood
    return found
