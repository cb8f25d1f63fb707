"""How sure a reader is of a finding, and what the library is told then.

Certain is the state itself. As sure as examiners agree on it is a likelihood that comes from a
published kappa (`uncertainty.reliability`). A percentage p is the reader's own: what was seen has
the likelihood p under the state that was seen, and 1 - p is shared by the other states. Where
several states were seen as one, as a grade that was not stated, each of the others has 1 - p.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress

from bayesdx.errors import FindingError
from bayesdx.evidence import Evidence
from bayesdx.findings import read_findings
from bayesdx.network import Network
from bayesdx.uncertainty.reliability import Reliability, reliability

CERTAIN, AGREED = "certain", "agreed"
OWN = ("90", "75", "60")
"""The percentages that a page offers; a link may have any whole one above `LEAST`, below 100."""

LEAST = 50


def own(how: str) -> int | None:
    """Return the reader's own percentage; None where it is none.

    >>> own("75"), own("agreed"), own("20")
    (75, None, None)
    """
    if not (how.isascii() and how.isdecimal() and len(how) == 2):
        return None
    return int(how) if LEAST < int(how) < 100 else None


def rated(evidence: Evidence) -> frozenset[str]:
    """Return the findings on which published examiners agree to a known degree."""
    return frozenset(e.finding for e in evidence.estimates.values() if e.metric == "kappa")


def published(network: Network, evidence: Evidence, name: str, code: str) -> Reliability | None:
    """Return how far a finding is to be believed by what is published; None where nothing is."""
    with suppress(FindingError):
        return reliability(network, name, code, evidence=evidence)
    return None


def told(network: Network, evidence: Evidence, name: str, code: str, how: str) -> str:
    """Return a finding in the text that `read_findings` takes.

    Args:
        network: names the states.
        evidence: where kappas are published.
        name: the node.
        code: what was seen: a state, or a word for several.
        how: `CERTAIN`, `AGREED` or a percentage.

    >>> import bayesdx
    >>> core, evidence = bayesdx.load("core"), bayesdx.load_evidence()
    >>> told(core, evidence, "babinski", "extensor", "75")
    'flexor:0.25,extensor:0.75'
    >>> told(core, evidence, "babinski", "extensor", "agreed")
    'flexor:0.0727998,extensor:0.9272'
    """
    share = own(how)
    if share is not None:
        return _text(_shared(network, name, code, share / 100))
    found = published(network, evidence, name, code) if how == AGREED else None
    return _text(found.value) if found else code


def _shared(network: Network, name: str, code: str, share: float) -> dict[str, float]:
    seen = read_findings({name: code}, states=network.states).likelihoods[name] > 0
    parts = 1 if seen.sum() > 1 else len(seen) - 1
    rest = (1 - share) / parts
    states = network.states[name]
    return {state: share if one else rest for state, one in zip(states, seen, strict=True)}


def _text(weights: Mapping[str, float]) -> str:
    return ",".join(f"{state}:{weight:.6g}" for state, weight in weights.items())


def written(sure: Mapping[str, str]) -> str:
    """Return how sure one is, as a link has it.

    >>> written({"babinski": "80", "reflexes": "agreed"})
    'babinski:0.8,reflexes:agreed'
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
    if text.casefold() in (CERTAIN, AGREED):
        return text.casefold()
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
