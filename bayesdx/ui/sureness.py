"""How sure a reader is of a finding, and what the library is told then.

Certain is the state itself: the tables hold what examiners of the studies found, errors and all.
Whoever is less sure than they were gives a percentage p, their own: the probability of reporting
this if it is so. The report then has the likelihood p under each state that was seen, and 1 - p
under each other one, so that it counts p / (1 - p) to one however its state is worded: of two
states or of four, one alone or several seen as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bayesdx.findings import read_findings
from bayesdx.network import Network

CERTAIN = "certain"
OWN = ("90", "75", "60")
"""The percentages that a page offers; a link may have any whole one above `LEAST`, below 100."""

LEAST = 50


def own(how: str) -> int | None:
    """Return the reader's own percentage; None where it is none.

    >>> own("75"), own("very"), own("20")
    (75, None, None)
    """
    if not (how.isascii() and how.isdecimal() and len(how) == 2):
        return None
    return int(how) if LEAST < int(how) < 100 else None


def told(network: Network, name: str, code: str, how: str) -> str:
    """Return a finding in the text that `read_findings` takes.

    Args:
        network: names the states.
        name: the node.
        code: what was seen: a state, or a word for several.
        how: `CERTAIN` or a percentage.

    >>> import bayesdx
    >>> told(bayesdx.load("core"), "tone", "increased", "75")
    'decreased:0.25,normal:0.25,increased:0.75'
    """
    share = own(how)
    return code if share is None else _text(_likelihoods(network, name, code, share / 100))


def _likelihoods(network: Network, name: str, code: str, share: float) -> dict[str, float]:
    seen = read_findings({name: code}, states=network.states).likelihoods[name] > 0
    states = network.states[name]
    return {state: share if one else 1 - share for state, one in zip(states, seen, strict=True)}


def _text(weights: Mapping[str, float]) -> str:
    return ",".join(f"{state}:{weight:.6g}" for state, weight in weights.items())


def written(sure: Mapping[str, str]) -> str:
    """Return how sure one is, as a link has it.

    >>> written({"babinski": "80", "reflexes": "75"})
    'babinski:0.8,reflexes:0.75'
    """
    return ",".join(f"{name}:{_share(how)}" for name, how in sure.items())


def _share(how: str) -> str:
    percent = own(how)
    return how if percent is None else f"{percent / 100:g}"


def parts(text: str) -> Iterator[tuple[str, str, str | None]]:
    """Yield each part of what a link says: its text, its finding, and how sure, None if unknown.

    >>> list(parts("babinski:0.8,tone:very"))
    [('babinski:0.8', 'babinski', '80'), ('tone:very', 'tone', None)]
    """
    for part in filter(None, map(str.strip, text.split(","))):
        name, _, how = part.rpartition(":")
        yield part, name.strip(), _how(how.strip())


def _how(text: str) -> str | None:
    if text.casefold() == CERTAIN:
        return CERTAIN
    try:
        share = float(text)
    except ValueError:
        return None
    if share == 1:
        return CERTAIN
    if not LEAST / 100 < share < 1:
        return None
    percent = f"{100 * share:.0f}"
    return percent if own(percent) else None
