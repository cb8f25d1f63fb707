"""Local cases → the network that they and the literature agree on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from bayesdx.errors import Fault, InputError, SpecError
from bayesdx.evidence import Evidence
from bayesdx.findings import HIDDEN, load_terms
from bayesdx.formats.learned import (
    About,
    applied,
    column_rows,
    parameter_rows,
    write_learned,
)
from bayesdx.learning.cases import Observed, read
from bayesdx.learning.checks import Check, checks
from bayesdx.learning.coordinates import Coordinates
from bayesdx.learning.counting import count
from bayesdx.learning.expectation import Expected, possible
from bayesdx.learning.fitting import fit
from bayesdx.learning.posterior import posterior
from bayesdx.network import Network
from bayesdx.network.updated import Counts, Value

Report = Callable[[str, int, int], None]
"""Told what is being done, how much of it is, and of how much."""

LEAST_WORTH = 0.1
"""Worth less, the literature's draws are so wide that points leave their intervals."""

FEW = 30
"""Fewer local cases say next to nothing; the reader is told."""

SAME = 5
"""A column with one value in fewer cases than this may well have it by chance."""

SETTING = "setting"
"""The node that says where patients come from: that all come from one place is as it should be."""

HALF = 0.5
"""Where more of the cases than this have no label, the labels are mostly the model's own."""


@dataclass(frozen=True, eq=False)
class Learned:
    """A network after local cases.

    Attributes:
        base: the network that learnt.
        about: what it learnt from.
        values: the parameters that changed; empty for a network that has only values.
        local: node → how many cases are in each cell.
        path: the log posterior density, less a constant, after each iteration; it never falls.
        converged: whether the iterations ended by themselves.
        checks: the published figures beside the cases, the most contradicted first.
        labelled: hidden node → in how many cases its state is known.
        known: node → in how many cases anything is known of it.
        constant: node → the states it may have, where these are the same in every case in which
            anything is known of it, and there are enough such cases.
        used, unused: the columns that were read, and those that are no node.
    """

    base: Network
    about: About
    values: Mapping[str, Value]
    local: Counts
    path: tuple[float, ...]
    converged: bool
    checks: tuple[Check, ...]
    labelled: Mapping[str, int]
    known: Mapping[str, int]
    constant: Mapping[str, str]
    used: tuple[str, ...]
    unused: tuple[str, ...]

    @cached_property
    def network(self) -> Network:
        """The network with the numbers that literature and cases agree on."""
        return applied(self.base, self.about, self.values, self.local)

    def rows(self) -> list[dict[str, Any]]:
        """Return a row for each number that changed, before and after."""
        if self.base.spec is None:
            return self.columns()
        return parameter_rows(self.network)

    def columns(self) -> list[dict[str, Any]]:
        """Return a row for each cell in whose column cases are: literature, cases, and both."""
        return column_rows(self.network)

    def warnings(self) -> tuple[str, ...]:
        """Return what the reader has to know before believing it."""
        return tuple(_warnings(self))

    def save(self, path: Path | str) -> None:
        """Write it to a file, which is a model wherever a model is named.

        Raises:
            FormatError: another ending than .zip, or the file cannot be written.
        """
        write_learned(Path(path), self.base, self.about, self.values, self.local)

    def __repr__(self) -> str:
        """Name the network and what it learnt from."""
        return f"<Learned {self.network.version}: {self.about.provenance}>"


def learn(
    network: Network,
    source: Any,
    *,
    worth: float = 1.0,
    evidence: Evidence | None = None,
    mapping: Path | str | None = None,
    model: str = "",
    report: Report = lambda _what, _done, _of: None,
) -> Learned:
    """Return a network after local cases, with what it was before as prior.

    A compiled model learns in its parameters, each with its distribution from the literature:
    the posterior is literature^min(1, w) · likelihood^min(1, 1/w), so that no patient, published or
    local, counts for more than one. A network that has only values learns column by column, each
    being worth w patients. See docs/learning.md.

    Args:
        network: a compiled model, or a network from a BIF file.
        source: a csv or Parquet file, or a table of pandas, polars or Arrow; a column for each
            node that is known, `cause` and `true_cause` alike; null is not known.
        worth: w, 0.1 or more. Of a compiled model how many times its own number of patients the
            literature is worth beside the local cases; of another how many patients a column is.
        evidence: the literature, against which the cases are held; without it, nothing is checked.
        mapping: a csv that says which column is which node.
        model: what to load the network from when the result is loaded; its name by default.
        report: told how far it is.

    Raises:
        InputError: a worth below 0.1, or that is no number.
        FormatError: with every fault of the columns and rows; cases that cannot occur.
        SpecError: a network that has learnt already.
    """
    _check(network, worth)
    cases = read(network, source, mapping=mapping)
    name = Path(source).name if isinstance(source, str | Path) else "a table"
    start = possible(cases, network.tables, name)
    found = _Learning(network, cases, start, worth, report)
    values, counts, path, converged = found.parameters() if network.spec else found.columns()
    about = About(
        model=model or network.name,
        network=network.version,
        cases=cases.count,
        source=name,
        worth=worth,
        parameters={n: v.point.size if v.point.ndim else 0 for n, v in values.items()},
    )
    held: tuple[Check, ...] = ()
    if evidence is not None and network.spec is not None:
        held = checks(network, evidence, cases, report=found.told("Holding figures against cases"))
    local = {
        node.name: counted
        for node, counted in zip(network.nodes, counts, strict=True)
        if counted.any()
    }
    labelled = {n: int(cases.weight @ cases.certain(n)) for n in _hidden(network, cases)}
    known = {n: int(cases.weight @ cases.known(n)) for n in cases.codes}
    return Learned(
        *(network, about, values, local, path, converged, held, labelled),
        *(known, dict(_constant(cases, known)), cases.used, cases.unused),
    )


def _constant(cases: Observed, known: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Yield the nodes of which all cases say one and the same, and what they say."""
    for node, often in known.items():
        codes = np.unique(cases.codes[node][cases.known(node)])
        if often < SAME or len(codes) != 1:
            continue
        possible = cases.palettes[node][codes[0]] > 0
        if not possible.all():
            states = cases.network.states[node]
            yield node, " or ".join(s for s, may in zip(states, possible, strict=True) if may)


def _hidden(network: Network, cases: Observed) -> list[str]:
    """Return the nodes that no examination shows, and about which the cases say something."""
    terms = load_terms() if network.spec else {}
    told = np.flatnonzero(cases.relevant.any(axis=1))
    return [
        node.name
        for node in (network.nodes[place] for place in told)
        if node.name in terms and terms[node.name].group == HIDDEN
    ]


@dataclass(frozen=True, eq=False)
class _Learning:
    """What is learnt from what."""

    network: Network
    cases: Observed
    start: Expected
    worth: float
    report: Report

    def told(self, what: str) -> Callable[[int, int], None]:
        """Return what tells the reader about one of the steps."""
        return lambda done, of: self.report(what, done, of)

    def parameters(self) -> tuple[Mapping[str, Value], tuple[Any, ...], tuple[float, ...], bool]:
        """Learn in the parameters of a compiled model."""
        discount, weight = min(1.0, self.worth), min(1.0, 1 / self.worth)
        coordinates = Coordinates.of(self.network, discount=discount)
        best = fit(
            coordinates,
            self.cases,
            self.start,
            weight=weight,
            report=self.told("Fitting the parameters"),
        )
        values = posterior(
            coordinates,
            self.cases,
            best,
            weight=weight,
            discounted=discount < 1,
            report=self.told("Measuring how sure they are"),
        )
        return values, best.expected.counts, best.path, best.converged

    def columns(self) -> tuple[Mapping[str, Value], tuple[Any, ...], tuple[float, ...], bool]:
        """Learn in the columns of a network that has only values."""
        done = count(
            self.cases, self.start, worth=self.worth, report=self.told("Counting the cases")
        )
        return {}, done.counts, done.path, done.converged


def _check(network: Network, worth: float) -> None:
    if not (np.isfinite(worth) and worth >= LEAST_WORTH):
        expected = f"a number, {LEAST_WORTH:g} or more"
        remedy = (
            "Give 1 to count the literature as it is, more to trust it more, "
            f"{LEAST_WORTH:g} to trust it least."
        )
        raise InputError(Fault("worth", f"{worth:g}", expected, remedy))
    if network.base is not None:
        found, expected = "a network that has learnt already", "the one that it was before"
        remedy = "Learn once, from all the cases together."
        raise SpecError(Fault(f"model {network.name}", found, expected, remedy))


def _warnings(found: Learned) -> Iterator[str]:
    cases = found.about.cases
    if cases < FEW:
        yield f"{cases} cases are few: most of what is shown is the literature's."
    unlabelled = [n for n, known in found.labelled.items() if known < HALF * cases]
    if unlabelled and len(unlabelled) == len(found.labelled):
        yield (
            f"{', '.join(unlabelled)}: not known in most of the cases. What is not known is filled "
            "in by the model that is to learn; it may confirm itself."
        )
    yield from _selected(found)
    yield (
        "A label that the model gave, or that was made from the findings it is to be learnt from, "
        "is no evidence: learn from labels that come from elsewhere."
    )
    yield (
        "Local cases speak for patients who come as these came. A finding looked for only where it "
        "was expected, and a clinic that selects, are taken for the truth about all."
    )
    if not found.converged:
        yield "The iterations were stopped before they had come to rest."


def _selected(found: Learned) -> Iterator[str]:
    """Yield by name what the cases may have been chosen by."""
    same = [f"{n} = {states}" for n, states in found.constant.items() if n != SETTING]
    if same:
        yield (
            f"{', '.join(same)}: the same in every case in which it is known. If the cases were "
            "chosen by it, or it was noted only where it was so, they teach that it is always so: "
            "leave the column out."
        )
    cases, stated = found.about.cases, found.known.get(SETTING, 0)
    if SETTING in found.base.states and stated < cases:
        where = f"{SETTING} is not a column"
        if stated:
            where = f"{SETTING}: not known in {cases - stated} of {cases} cases"
        yield (
            f"{where}. The cases then move the mix of settings, and with it every answer that "
            "leaves the setting open: say where the patients come from."
        )
