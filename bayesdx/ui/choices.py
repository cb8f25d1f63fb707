"""What can be chosen for each finding, and how a case is written into a link and read from one.

A link holds findings and nothing else. It is the page's address, which has the labels of the page:
`?tone=Increased`. Codes and other names of a finding are understood as well: `?plantar=upgoing`.
How sure one is of them stands in a part of its own: `?sure=babinski:0.8,reflexes:0.75`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import urlencode

from bayesdx.errors import FindingError
from bayesdx.findings import (
    CONTEXT,
    HIDDEN,
    Term,
    Vocabulary,
    load_terms,
    read_findings,
    vocabulary,
)
from bayesdx.language import ENGLISH, N_, _, speaking, translated
from bayesdx.network import Network
from bayesdx.report.labels import short_label
from bayesdx.ui import sureness

COARSE: Mapping[str, str] = MappingProxyType(
    {"present": N_("Present, unspecified"), "increased": N_("Increased, unspecified")}
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
    """What a link says.

    Attributes:
        values: node → code of the option.
        dropped: a sentence on each part that was not understood.
        sure: node → how sure, of what is not certain.
    """

    values: Mapping[str, str]
    dropped: tuple[str, ...]
    sure: Mapping[str, str] = field(default_factory=dict)


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
            labels[alias] = translated(label)
    return labels


NO_CASE: Mapping[str, str] = MappingProxyType({"case": "none"})
"""What a link says of a patient of whom nothing is known; a bare address opens an example."""


SURE = "sure"
"""The part of a link that says how sure one is of findings."""


def write_link(values: Mapping[str, str], sure: Mapping[str, str] | None = None) -> str:
    """Return findings, as codes or as labels, as the query of a link; no findings say so.

    Args:
        values: node → code or label.
        sure: node → how sure, of what is not certain.

    >>> write_link({"tone": "increased", "atrophy": "present"}), write_link({})
    ('?tone=increased&atrophy=present', '?case=none')
    """
    said = {SURE: sureness.written(sure)} if sure else {}
    return f"?{urlencode({**(values or NO_CASE), **said})}"


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
        if {name: given[0]} == NO_CASE or name == SURE:
            continue
        choice = known.get(words.node(name) or "")
        if choice is None:
            dropped.append(_("{part} is not a finding of this page.").format(part=_quoted(name)))
            continue
        for value in filter(None, given):
            code = _code(value, choice, network)
            if code is None:
                said = _("{part} is none of {options}.")
                options = "; ".join(choice.labels.values())
                dropped.append(said.format(part=_quoted(name, value), options=options))
            elif values.setdefault(choice.name, code) != code:
                said = _("{part} is a second value; the first one counts.")
                dropped.append(said.format(part=_quoted(name, value)))
    sure, unclear = _read_sure(",".join(params.get(SURE, ())), values, network)
    return Link(values, (*dropped, *unclear), sure)


def _read_sure(
    text: str, values: Mapping[str, str], network: Network
) -> tuple[dict[str, str], list[str]]:
    """Return node → how sure, and a sentence on each part not understood."""
    words = vocabulary(network.states)
    sure: dict[str, str] = {}
    dropped: list[str] = []
    for part, name, how in sureness.parts(text):
        node = words.node(name) or ""
        if node not in values or load_terms()[node].group == CONTEXT:
            said = _("{part} speaks of nothing that was found.")
        elif how is None:
            said = _("{part} does not say how sure: above 0.5, at most 1.")
        elif sure.setdefault(node, how) != how:
            said = _("{part} is a second value; the first one counts.")
        else:
            continue
        dropped.append(said.format(part=_quoted(SURE, part)))
    return {node: how for node, how in sure.items() if how != sureness.CERTAIN}, dropped


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
    with speaking(ENGLISH):
        english = _labels(choice.term, vocabulary(network.states))
    for code, label in choice.labels.items():
        if value.casefold() in (code.casefold(), label.casefold(), english[code].casefold()):
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
