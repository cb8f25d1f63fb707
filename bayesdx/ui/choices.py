"""What can be chosen for each finding, and how a case is written into a link and read from one.

A link holds findings and nothing else. It is the page's address, which has the labels of the page:
`?tone=Increased`. Codes and other names of a finding are understood as well: `?plantar=upgoing`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlencode

from bayesdx.errors import FindingError
from bayesdx.findings import (
    HIDDEN,
    Term,
    Vocabulary,
    load_terms,
    read_findings,
    vocabulary,
)
from bayesdx.network import Network
from bayesdx.report.labels import short_label

COARSE: Mapping[str, str] = MappingProxyType(
    {"present": "Present, unspecified", "increased": "Increased, unspecified"}
)
"""The aliases that stand for several states of a finding whose grade or kind was not stated."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A finding to choose; `labels` maps the code of each option to its label, in order."""

    term: Term
    labels: Mapping[str, str]

    @property
    def name(self) -> str:
        """The node that the finding is on."""
        return self.term.name


@dataclass(frozen=True, slots=True)
class Link:
    """What a link says: node → code of the option, and a sentence on each part not understood."""

    values: Mapping[str, str]
    dropped: tuple[str, ...]


def choices(network: Network) -> tuple[Choice, ...]:
    """Return what can be examined in a network, in the order of an examination."""
    words = vocabulary(network.states)
    shown = [t for t in load_terms().values() if t.name in network.states and t.group != HIDDEN]
    return tuple(Choice(term, _labels(term, words)) for term in shown)


def _labels(term: Term, words: Vocabulary) -> dict[str, str]:
    own = words.words[term.name]
    labels = {state: short_label(term.name, state) for state in own.states}
    for alias, label in COARSE.items():
        meant = own.states_of(alias)
        if meant and 1 < len(meant) < len(own.states):
            labels[alias] = label
    return labels


NO_CASE: Mapping[str, str] = MappingProxyType({"case": "none"})
"""What a link says of a patient of whom nothing is known; a bare address opens an example."""


def write_link(values: Mapping[str, str]) -> str:
    """Return findings, as codes or as labels, as the query of a link; no findings say so.

    >>> write_link({"tone": "increased", "atrophy": "present"}), write_link({})
    ('?tone=increased&atrophy=present', '?case=none')
    """
    return f"?{urlencode(values or NO_CASE)}"


def read_link(params: Mapping[str, Sequence[str]], network: Network) -> Link:
    """Return what the query of a link says, as far as it is understood.

    Args:
        params: name → every value it is given.
        network: whose findings these are.
    """
    known = {choice.name: choice for choice in choices(network)}
    words = vocabulary(network.states)
    values: dict[str, str] = {}
    dropped: list[str] = []
    for name, given in params.items():
        if {name: given[0]} == NO_CASE:
            continue
        choice = known.get(words.node(name) or "")
        if choice is None:
            dropped.append(f"{_quoted(name)} is not a finding of this page.")
            continue
        for value in filter(None, given):
            code = _code(value, choice, network)
            if code is None:
                options = ", ".join(choice.labels)
                dropped.append(f"{_quoted(name, value)} is none of {options}.")
            elif values.setdefault(choice.name, code) != code:
                dropped.append(f"{_quoted(name, value)} is a second value; the first one counts.")
    return Link(values, tuple(dropped))


def in_labels(values: Mapping[str, str], controls: Sequence[Choice]) -> dict[str, str]:
    """Return codes as the labels that the address bar has."""
    labels = {control.name: control.labels for control in controls}
    return {name: labels[name][code] for name, code in values.items()}


def code_of(node: str, value: object, network: Network) -> str | None:
    """Return the option that says what `value` says of a node; None where there is none."""
    choice = next(one for one in choices(network) if one.name == node)
    said = read_findings({node: value}, states=network.states).said.get(node)
    return next((code for code in choice.labels if _said(node, code, network) == said), None)


def _code(value: str, choice: Choice, network: Network) -> str | None:
    for code, label in choice.labels.items():
        if value.casefold() in (code.casefold(), label.casefold()):
            return code
    try:
        return code_of(choice.name, value, network)
    except FindingError:
        return None


def _said(node: str, code: str, network: Network) -> str:
    return read_findings({node: code}, states=network.states).said[node]


def _quoted(*words: str) -> str:
    """Return words of a stranger's link in a form that cannot become markup."""
    shown = "=".join(word if len(word) <= 40 else f"{word[:40]}…" for word in words)
    return f"`{''.join(c for c in shown if c.isprintable() and c != '`')}`"
