"""How often each sign and test result is found with an upper, a lower, both or neither lesion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import Fault, FindingError, ImpossibleFindings
from bayesdx.evidence import Evidence
from bayesdx.findings import Findings, read_findings, vocabulary
from bayesdx.inference import Posterior, posteriors, query, score_cases
from bayesdx.language import _
from bayesdx.network import Network
from bayesdx.report.comparison.support import Support, support
from bayesdx.report.comparison.texts import Item, load_items
from bayesdx.report.labels import said_label, state_label
from bayesdx.report.sentences import of_hundred, percent, with_span
from bayesdx.validation.asking import condition

Array = NDArray[np.float64]

PATTERNS = ("umn", "lmn", "mixed", "neither")
"""The columns of the comparison, in the order in which they are shown."""

CONTEXT: Mapping[str, str] = {"setting": "neurology_clinic"}
"""Whose patients they are, where nothing else is said."""

BY_PLACE = ("reflexes=increased", "reflexes=decreased", "babinski=extensor", "atrophy=mild|marked")
"""What is shown of each place of a lesion."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the patients show it, with the 95% interval where there is one."""

    probability: float
    low: float | None
    high: float | None

    def text(self, level: str) -> str:
        """Return it as a reader of this level reads it.

        >>> share = Share(0.61, 0.48, 0.74)
        >>> share.text("patient"), share.text("student"), share.text("clinician")
        ('61 of 100', '61%', '61% (48–74)')
        """
        if level == "patient":
            return _("{n} of 100").format(n=of_hundred(self.probability))
        said = percent(self.probability)
        return with_span(said, self.low, self.high) if level == "clinician" else said


@dataclass(frozen=True, slots=True)
class Compared:
    """One sign or test result under each pattern.

    Attributes:
        item: what it is, in words.
        node: the node of the model, and `states` those of its states that are meant.
        given: what is known beside the pattern and the context, node → what was said.
        shares: pattern → P(states | pattern, context, given); without a pattern that cannot be.
        support: what the shares rest on.
    """

    item: Item
    node: str
    states: tuple[str, ...]
    given: Mapping[str, str]
    shares: Mapping[str, Share]
    support: Support

    def row(self, evidence: Evidence) -> dict[str, Any]:
        """Return everything as one plain dict."""
        found: dict[str, Any] = {
            "key": self.item.key,
            "section": self.item.section,
            "finding": self.item.title,
            "node": self.node,
            "state": " or ".join(self.states),
            "given": ", ".join(f"{name}={said}" for name, said in self.given.items()),
        }
        for pattern in PATTERNS:
            share = self.shares.get(pattern)
            found[pattern] = share.probability if share else None
            found[f"{pattern}_low"] = share.low if share else None
            found[f"{pattern}_high"] = share.high if share else None
            found[f"{pattern}_rests_on"] = self.support.rests_on(pattern)
        named = (evidence.sources[name].reference for name in self.support.sources)
        return {**found, "publications": "; ".join(named)}


@dataclass(frozen=True, eq=False)
class Comparison:
    """Every sign and test result that a model knows, side by side.

    Attributes:
        network: name and version of the model.
        context: whose patients they are, node → what was said.
        compared: in reading order; items that the model does not know are not in it.
    """

    network: str
    context: Mapping[str, str]
    compared: tuple[Compared, ...]
    evidence: Evidence

    def rows(self) -> list[dict[str, Any]]:
        """Return a row for each sign, with intervals, assumed parts and publications."""
        return [one.row(self.evidence) for one in self.compared]

    def summary(self, level: str) -> list[dict[str, str]]:
        """Return a row for each sign with its shares as a reader of this level reads them."""
        return [
            {"finding": one.item.heading(level)}
            | {p: one.shares[p].text(level) if p in one.shares else "–" for p in PATTERNS}
            for one in self.compared
        ]

    @property
    def whose(self) -> str:
        """Whose patients they are, in words."""
        said = ", ".join(said_label(node, text) for node, text in self.context.items())
        return said or _("all that the model knows, in its own mix")


def compare(
    network: Network,
    evidence: Evidence,
    *,
    context: Mapping[str, object] | None = None,
    items: Sequence[Item] | None = None,
) -> Comparison:
    """Return P(finding | pattern, context) for every sign and test result that a model knows.

    Args:
        network: a model with a node `pattern` of the states umn, lmn, mixed and neither.
        evidence: the literature it was compiled from.
        context: whose patients they are, as `read_findings` takes it; by default `CONTEXT`, as far
            as the model has it.
        items: what to compare; by default everything in data/comparison.csv.

    Raises:
        FindingError: no such pattern; an unknown node or state in the context.

    >>> from bayesdx import load, load_evidence
    >>> found = compare(load("core"), load_evidence())
    >>> brisk = next(one for one in found.compared if one.item.key == "reflexes_increased")
    >>> brisk.shares["umn"].probability > brisk.shares["lmn"].probability
    True
    """
    _check(network)
    known = _context(network, context)
    asker = _Asker(network, evidence, known.likelihoods, {})
    compared = tuple(asker.compared(load_items() if items is None else items))
    return Comparison(network.version or network.name, known.said, compared, evidence)


def _context(network: Network, context: Mapping[str, object] | None) -> Findings:
    default = {name: state for name, state in CONTEXT.items() if name in network.states}
    return read_findings(default if context is None else context, states=network.states)


def _check(network: Network) -> None:
    if set(network.states.get("pattern", ())) != set(PATTERNS):
        expected = f"a node pattern with the states {', '.join(PATTERNS)}"
        where = f"network {network.name}"
        raise FindingError(Fault(where, "no such node", expected, "Name a model of bayesdx."))


@dataclass(frozen=True, slots=True)
class _Asker:
    """Asks a network about patterns; answers without further conditions are asked for at once."""

    network: Network
    evidence: Evidence
    context: Mapping[str, Array]
    memo: dict[str, dict[str, Posterior]]

    def compared(self, items: Sequence[Item]) -> Iterator[Compared]:
        words = vocabulary(self.network.states)
        for item in items:
            about = condition(item.shows, words) if item.shows else None
            given = [condition(text, words) for text in item.given]
            if about is None or None in given:
                continue
            yield self._compared(item, *about, dict(filter(None, given)))

    def _compared(
        self, item: Item, node: str, chosen: Array, given: Mapping[str, Array]
    ) -> Compared:
        states = self.network.states
        known = {**self.context, **given}
        answers = {p: self._answer(p, node, known, special=bool(given)) for p in PATTERNS}
        shares = {p: _share(answer, chosen) for p, answer in answers.items() if answer}
        return Compared(
            item,
            node,
            _named(states[node], chosen),
            {name: " or ".join(_named(states[name], vector)) for name, vector in given.items()},
            shares,
            support(
                self.network,
                self.evidence,
                node,
                chosen=chosen,
                patterns=PATTERNS,
                given=known,
            ),
        )

    def _answer(
        self, pattern: str, node: str, known: Mapping[str, Array], *, special: bool
    ) -> Posterior | None:
        """Return P(node | pattern, known); None where they cannot occur together."""
        states = self.network.states["pattern"]
        vector = np.eye(len(states))[states.index(pattern)]
        findings = Findings({**known, "pattern": vector}, {})
        try:
            if special:
                return query(self.network, findings, target=node)
            if pattern not in self.memo:
                every = posteriors(self.network, findings)
                self.memo[pattern] = {one.target: one for one in every}
            return self.memo[pattern][node]
        except ImpossibleFindings:
            return None


def _named(states: Sequence[str], chosen: Array) -> tuple[str, ...]:
    return tuple(state for state, meant in zip(states, chosen, strict=True) if meant)


def _share(answer: Posterior, chosen: Array) -> Share:
    """Return the probability of the chosen states; an interval of one state, or of all but one."""
    p = float(answer.probability @ chosen)
    if answer.low is None or answer.high is None:
        return Share(p, None, None)
    if chosen.sum() == 1:
        return Share(p, float(answer.low @ chosen), float(answer.high @ chosen))
    if (1 - chosen).sum() == 1:
        return Share(p, 1 - float(answer.high @ (1 - chosen)), 1 - float(answer.low @ (1 - chosen)))
    return Share(p, None, None)


def by_place(
    network: Network, *, context: Mapping[str, object] | None = None
) -> list[dict[str, Any]]:
    """Return a row for each place of a lesion: its label and P(sign | place) by `BY_PLACE`.

    In a context, at the pooled values, without an interval; nothing for a model without the node
    `location`.

    >>> from bayesdx import load
    >>> by_place(load("core"), context={"setting": "population"})[0]["place"]
    'No lesion of the motor pathway'
    """
    if "location" not in network.states:
        return []
    known = _context(network, context).likelihoods
    places = network.states["location"]
    seen = {
        **{name: np.tile(vector, (len(places), 1)) for name, vector in known.items()},
        "location": np.eye(len(places)),
    }
    rows: list[dict[str, Any]] = [
        {"location": place, "place": state_label("location", place)} for place in places
    ]
    words = vocabulary(network.states)
    for text in BY_PLACE:
        about = condition(text, words)
        if about is not None:
            answers, _p = score_cases(network, seen, target=about[0])
            for row, share in zip(rows, (answers @ about[1]).tolist(), strict=True):
                row[text] = share
    return rows
