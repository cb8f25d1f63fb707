"""From a cell of a table to the publications and assumptions it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from bayesdx.errors import Fault, FindingError, did_you_mean
from bayesdx.evidence import Estimate, Evidence, Parameter
from bayesdx.findings import read_findings, vocabulary
from bayesdx.network import Column, Network, columns


@dataclass(frozen=True, slots=True)
class CitedEstimate:
    """One published number as it enters a parameter, with its publication in one line."""

    estimate_id: str
    figure: str
    population: str
    metric: str
    unit: str
    applicability: str
    locator: str
    notes: str
    reference: str
    link: str | None
    bibliography: str


@dataclass(frozen=True, slots=True)
class CitedParameter:
    """What a cell is computed from: a pooled quantity with its estimates, or an assumption.

    `value`, `low` and `high` hold one number, or one per state of an assumed distribution; `tau`
    is the standard deviation between studies on the link scale (logit or log).
    """

    name: str
    label: str
    cited: bool
    value: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    tau: float | None
    worth: float | None
    because: str
    estimates: tuple[CitedEstimate, ...]


@dataclass(frozen=True, slots=True)
class CitedCell:
    """One cell: P(node = state | given), its 95% interval, its kind and its parameters' names.

    `because` says why what is borrowed from another group of patients may stand in.
    """

    node: str
    state: str
    given: tuple[tuple[str, str], ...]
    value: float
    low: float
    high: float
    kind: str
    parameters: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class CitedTable:
    """Every cell of a node's table, and every parameter that they rest on, by name."""

    node: str
    because: str
    cells: tuple[CitedCell, ...]
    parameters: Mapping[str, CitedParameter]

    def rows(self) -> list[dict[str, Any]]:
        """Return one plain dict for each cell."""
        return [
            {
                "node": cell.node,
                "state": cell.state,
                "given": ", ".join(f"{parent}={state}" for parent, state in cell.given),
                "value": cell.value,
                "low": cell.low,
                "high": cell.high,
                "kind": cell.kind,
                "parameters": "; ".join(cell.parameters),
            }
            for cell in self.cells
        ]

    def figure_rows(self) -> list[dict[str, Any]]:
        """Return one plain dict for each cell and each figure or assumption that it rests on."""
        return [
            row | figure
            for row, cell in zip(self.rows(), self.cells, strict=True)
            for figure in self._figures(cell)
        ]

    def _figures(self, cell: CitedCell) -> list[dict[str, Any]]:
        empty = dict.fromkeys(("parameter", "estimate_id", "figure", "population", "reference"), "")
        said = [self.parameters[name] for name in cell.parameters]
        figures = [
            {
                "parameter": parameter.name,
                "estimate_id": estimate.estimate_id,
                "figure": estimate.figure,
                "population": estimate.population,
                "reference": estimate.reference,
            }
            for parameter in said
            for estimate in parameter.estimates
        ]
        assumed = [
            empty | {"parameter": p.name, "figure": f"assumed: {p.because}"}
            for p in said
            if not p.cited
        ]
        return [*figures, *assumed] or [empty]

    def as_dict(self) -> dict[str, Any]:
        """Return cells and parameters as plain lists and dicts, for JSON."""
        return {
            "node": self.node,
            "because": self.because,
            "cells": [asdict(cell) | {"given": dict(cell.given)} for cell in self.cells],
            "parameters": [asdict(parameter) for parameter in self.parameters.values()],
        }


def cite(
    network: Network, evidence: Evidence, node: str, *, given: Mapping[str, str] | None = None
) -> CitedTable:
    """Return where every cell of a node's table comes from.

    Args:
        network: a compiled model.
        evidence: the literature it was compiled with.
        node: the node whose table is asked for.
        given: states of some parents; only the columns with these states are returned.

    Raises:
        FindingError: no such node, parent or state; a network without a literature.

    >>> from bayesdx import load, load_evidence
    >>> well = {"location": "none", "setting": "population"}
    >>> table = cite(load("core"), load_evidence(), "fasciculations", given=well)
    >>> cell = table.cells[1]
    >>> cell.state, round(cell.value, 3), cell.kind, cell.parameters
    ('present', 0.114, 'cited', ('fasciculations.present.none',))
    """
    node = _node(network, node)
    chosen = _chosen(network, node, given or {})
    cells = tuple(cell for column in chosen for cell in _cells(network, column))
    names = dict.fromkeys(name for column in chosen for name in column.parameters)
    spec = next(said for said in network.spec.nodes if said.name == node) if network.spec else None
    return CitedTable(
        node=node,
        because=spec.because if spec else "",
        cells=cells,
        parameters={name: _parameter(network.parameters[name], evidence) for name in names},
    )


def _chosen(network: Network, node: str, given: Mapping[str, str]) -> list[Column]:
    if network.spec is None:
        expected = "a model of bayesdx"
        raise FindingError(
            Fault(f"network {network.name}", "no literature", expected, "Name a model.")
        )
    parents = network.nodes[network.index[node]].parents
    found = read_findings(given, states=network.states).likelihoods
    faults = [_no_parent(node, name, parents) for name in found if name not in parents]
    faults += [
        Fault(f"{name}={given.get(name, '')}", "several states", "one", "Name one state.")
        for name, vector in found.items()
        if (vector > 0).sum() != 1
    ]
    if faults:
        raise FindingError(faults)
    wanted = {name: network.states[name][int(v.argmax())] for name, v in found.items()}
    return list(columns(network, node, wanted))


def _no_parent(node: str, word: str, parents: tuple[str, ...]) -> Fault:
    expected = f"one of {', '.join(parents) or 'nothing'}"
    return Fault(f"parent of {node}", repr(word), expected, did_you_mean(word, parents))


def _node(network: Network, name: str) -> str:
    """Return the node that a name stands for, by the words that findings use."""
    words = vocabulary(network.states)
    node = words.node(name)
    if node is None:
        raise FindingError(words.unknown(name, "node"))
    return node


def _cells(network: Network, column: Column) -> list[CitedCell]:
    at = network.index[column.node]
    cell: tuple[Any, ...] = (..., *column.at)
    values = network.tables[at][cell]
    lows, highs = np.quantile(network.draws[at][cell], [0.025, 0.975], axis=0)
    return [
        CitedCell(
            column.node,
            state,
            column.given,
            float(values[i]),
            float(lows[i]),
            float(highs[i]),
            column.kind,
            column.parameters,
            column.because,
        )
        for i, state in enumerate(network.states[column.node])
    ]


def _parameter(parameter: Parameter, evidence: Evidence) -> CitedParameter:
    quantity = evidence.quantities.get(parameter.name)
    return CitedParameter(
        name=parameter.name,
        label=quantity.label if quantity else "assumption",
        cited=parameter.cited,
        value=_numbers(parameter.point),
        low=_numbers(parameter.low),
        high=_numbers(parameter.high),
        tau=parameter.tau,
        worth=parameter.worth,
        because=parameter.because or (quantity.notes if quantity else ""),
        estimates=tuple(_estimate(said, evidence) for said in parameter.estimates),
    )


def _numbers(array: Any) -> tuple[float, ...]:
    return tuple(float(value) for value in np.atleast_1d(array))


def _estimate(said: Estimate, evidence: Evidence) -> CitedEstimate:
    source = evidence.sources[said.source_id]
    return CitedEstimate(
        estimate_id=said.estimate_id,
        figure=figure(said),
        population=said.population,
        metric=said.metric,
        unit=said.unit,
        applicability=said.applicability,
        locator=said.locator,
        notes=said.notes,
        reference=source.reference,
        link=source.link,
        bibliography=source.bibliography,
    )


def figure(said: Estimate) -> str:
    """Return a published number as the paper gives it: counts, else value with interval.

    >>> from bayesdx import load_evidence
    >>> figure(load_evidence().estimates["reimers1996_fasc_healthy"])
    '8/70 (0.114)'
    """
    if said.k is not None and said.n is not None:
        return f"{said.k}/{said.n} ({said.estimate:g})"
    interval = ""
    if said.ci_low is not None and said.ci_high is not None:
        interval = f" (95% interval {said.ci_low:g}–{said.ci_high:g})"
    patients = f", n {said.n}" if said.n else ("" if interval else ", n not stated")
    return f"{said.estimate:g}{interval}{patients}"


def in_words(table: CitedTable) -> str:
    """Return every parameter of a table, with its figures and publications, as lines of text."""
    borrowed = dict.fromkeys(cell.because for cell in table.cells if cell.because)
    lines = [line for parameter in table.parameters.values() for line in _lines(parameter)]
    return "\n".join([*lines, *(f"borrowed: {because}" for because in borrowed)])


def _lines(parameter: CitedParameter) -> list[str]:
    value = ", ".join(
        f"{point:.3g} ({low:.3g}–{high:.3g})"
        for point, low, high in zip(parameter.value, parameter.low, parameter.high, strict=True)
    )
    if not parameter.cited:
        worth = f", worth {parameter.worth:g} patients" if parameter.worth else ""
        return [f"{parameter.name}: {value}, assumed{worth}: {parameter.because}"]
    several = len(parameter.estimates) > 1
    spread = (
        f"standard deviation between studies {parameter.tau:.2f} on the logit or log scale"
        if several
        else "one study, widened by the spread usual between studies"
    )
    head = f"{parameter.name}: {value}, {parameter.label}; {spread}"
    return [head, *(f"    {_estimate_line(said)}" for said in parameter.estimates)]


def _estimate_line(said: CitedEstimate) -> str:
    return (
        f"{said.figure} {said.metric}, {said.population} [{said.estimate_id}; {said.locator}; "
        f"applicability {said.applicability}] {said.reference}"
    )
