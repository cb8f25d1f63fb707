"""What a text asks the model, in one line → the number, its interval, and how it is written.

A text says `P(babinski=extensor | pattern=umn; setting=neurology_clinic)` where a number shall
stand, and the number comes from the model each time it is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import Fault, FindingError, ImpossibleFindings
from bayesdx.findings import parse_pairs, parse_value
from bayesdx.inference.engine import engine_of
from bayesdx.inference.observed import observe
from bayesdx.language import _, number
from bayesdx.network import Network
from bayesdx.report.sentences import percent, with_span

Array = NDArray[np.float64]
Said = Mapping[str, object]

LEVEL = 0.95
"""The probability that an interval holds."""

_FORM = "P(FINDINGS | GIVEN), N(FINDINGS | GIVEN) or LR(FINDINGS : HYPOTHESIS | GIVEN)"
_HOW = "Write findings as node=state, several with a semicolon between them."
_WRITTEN = re.compile(
    r"(?P<kind>P|N|LR)\((?P<event>[^:|()]+)(:(?P<of>[^:|()]+))?(\|(?P<given>[^|()]*))?\)"
)


@dataclass(frozen=True, eq=False)
class Measured:
    """A number of the model.

    Attributes:
        value: at the point values of the tables.
        drawn: over the draws of the tables, shape (draw,); NaN for draws that say nothing.
    """

    value: float
    drawn: Array

    @property
    def low(self) -> float | None:
        """The lower end of the interval; None of a network without draws."""
        return self._end((1 - LEVEL) / 2)

    @property
    def high(self) -> float | None:
        """The upper end of the interval."""
        return self._end((1 + LEVEL) / 2)

    def _end(self, share: float) -> float | None:
        known = self.drawn[np.isfinite(self.drawn)]
        return float(np.quantile(known, share)) if len(known) else None


class Asked(NamedTuple):
    """What a text asks: of which kind, what is found, for which hypothesis, and what is given."""

    kind: str
    event: Said
    hypothesis: Said
    given: Said


def read_asked(text: str) -> Asked:
    """Return what a text asks.

    Raises:
        FindingError: it has another form.

    >>> read_asked("P(tone=increased | pattern=umn)").given
    {'pattern': 'umn'}
    >>> read_asked("LR(babinski=extensor : pattern=umn or mixed)").hypothesis
    {'pattern': ('umn', 'mixed')}
    """
    found = _WRITTEN.fullmatch(text.strip())
    if not found or (found["kind"] == "LR") != bool(found["of"]):
        raise FindingError(Fault("a question to the model", repr(text), _FORM, _HOW))
    event, of, given = (_pairs(found[name] or "") for name in ("event", "of", "given"))
    twice = sorted((event.keys() & given.keys()) | (event.keys() & of.keys()))
    if twice:
        repeated = f"{text!r}, with {', '.join(twice)} on both sides"
        raise FindingError(Fault("a question to the model", repeated, "each node once", _HOW))
    return Asked(found["kind"], event, of, given)


def _pairs(text: str) -> dict[str, object]:
    pairs = parse_pairs(part for part in text.split(";") if part.strip())
    return {name: parse_value(value) for name, value in pairs.items()}


def chance(network: Network, event: Said, given: Said) -> Measured:
    """Return P(event | given) = P(event, given) / P(given), for each draw as well.

    Args:
        network: the model.
        event: node → state or states, all of which shall hold.
        given: likewise, what is known; no node of the event.

    Raises:
        FindingError: an unknown name or state.
        ImpossibleFindings: what is given cannot be.

    >>> from bayesdx import load
    >>> core = load("core")
    >>> umn = chance(core, {"pattern": "umn"}, {"tone": "increased"})
    >>> umn.low < umn.value < umn.high
    True
    """
    both, known = _totals(network, {**given, **event}), _totals(network, given)
    if not known.value:
        raise ImpossibleFindings([f"{name}={said}" for name, said in given.items()])
    with np.errstate(divide="ignore", invalid="ignore"):
        return Measured(both.value / known.value, both.drawn / known.drawn)


def ratio(network: Network, event: Said, hypothesis: Said, given: Said) -> Measured:
    """Return the likelihood ratio of findings, all together, for a hypothesis against its rest.

    LR = P(event | H, given) / P(event | not H, given), which is the posterior odds of H divided by
    its prior odds. Findings of which one follows from another are so counted once.

    Args:
        network: the model.
        event: the findings.
        hypothesis: one node and its state or states.
        given: what is known beforehand.

    Raises:
        FindingError: an unknown name or state.
        ImpossibleFindings: the findings cannot be.

    >>> from bayesdx import load
    >>> ratio(load("core"), {"babinski": "extensor"}, {"pattern": "umn"}, {}).value > 1
    True
    """
    before = chance(network, hypothesis, given)
    after = chance(network, hypothesis, {**given, **event})
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = odds(after.drawn) / odds(before.drawn)
        [value] = odds(np.array([after.value])) / odds(np.array([before.value]))
    return Measured(float(value), drawn)


def odds(p: Array) -> Array:
    """Return p / (1 − p)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return p / (1 - p)


def _totals(network: Network, findings: Said) -> Measured:
    """Return P(findings)."""
    engine = engine_of(network)
    seen = observe(engine, network, findings).seen
    if not seen:
        return Measured(1.0, np.ones(max(map(len, network.draws), default=0)))
    target = next(iter(seen))
    drawn = engine.batch(seen, target, draws=True)[1][:, 0] if network.draws else np.empty(0)
    return Measured(float(engine.batch(seen, target)[1][0, 0]), drawn)


def measured(network: Network, text: str) -> Measured:
    """Return the number that a text asks for.

    Raises:
        FindingError: it cannot be read; an unknown name or state.
        ImpossibleFindings: what is given cannot be.
    """
    asked = read_asked(text)
    if asked.kind == "LR":
        return ratio(network, asked.event, asked.hypothesis, asked.given)
    return chance(network, asked.event, asked.given)


def in_words(network: Network, text: str) -> str:
    """Return the number that a text asks for as it stands in a sentence, with its interval.

    P gives a percentage, N a count of 1,000 patients, LR a likelihood ratio.

    >>> from bayesdx import load
    >>> in_words(load("core"), "P(pattern=umn or lmn or mixed or neither | tone=increased)")
    '100% (100)'
    """
    kind, found = read_asked(text).kind, measured(network, text)
    if kind == "LR":
        return ratio_in_words(found)
    if kind == "N":
        return thousand_in_words(found)
    return with_span(percent(found.value), found.low, found.high)


def thousand_in_words(found: Measured) -> str:
    """Return a share as a count of 1,000, with its interval.

    >>> thousand_in_words(Measured(0.0624, np.array([0.05, 0.07])))
    '62 of 1,000 (50–70)'
    """
    said = _("{n} of 1,000").format(n=number(1000 * found.value, ",.0f"))
    if found.low is None or found.high is None:
        return said
    return f"{said} ({number(1000 * found.low, ',.0f')}–{number(1000 * found.high, ',.0f')})"


def ratio_in_words(found: Measured) -> str:
    """Return a likelihood ratio with its interval, in as many digits as anyone needs.

    >>> ratio_in_words(Measured(31.4, np.array([31.4])))
    '31 (31–31)'
    """
    said = round_ratio(found.value)
    if found.low is None or found.high is None:
        return said
    return f"{said} ({round_ratio(found.low)}–{round_ratio(found.high)})"


def round_ratio(value: float) -> str:
    """Return a ratio in two digits.

    >>> round_ratio(31.4), round_ratio(0.0521), round_ratio(2.0), round_ratio(1234)
    ('31', '0.052', '2', '1,200')
    """
    return number(float(f"{value:.2g}"), ",.10g") if np.isfinite(value) else "∞"
