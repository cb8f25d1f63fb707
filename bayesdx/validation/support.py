"""What the answers about published patients rest on: figures of the literature, or assumptions.

Cells are counted by how much they move an answer. The movement of a finding is the total variation
between the posterior of the pattern with it and without it, all other findings kept:

    m_f = ½ Σ_k |q(k | findings, context) − q(k | findings without f, context)|,

at the uniform prior at which the cases are scored. It is divided over the columns of the finding's
table in proportion to P(parents' states | findings, context), and each part goes to what the
likelihood of the finding rests on there (`bayesdx.validation.cells`): as a whole, and once more
divided among its parameters.

Tables between, which no finding shows, are not left out; they are tilted. Let t make a state s of a
column c a little more likely, θ_s ∝ θ_s·exp(t), the others in proportion. The sensitivity of the
column is

    ½ Σ_s Σ_k |∂q(k)/∂t_s|,   ∂ log P(k, e)/∂t_s = P(s, c | k, e) − θ_s P(c | k, e),

where e are findings and context, less the same for the context alone (Chan & Darwiche, J Artif
Intell Res 2002;17:265, on such shifts). A column that is true by definition has none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayesdx.network import Network
from bayesdx.validation.cells import ROLES, SUPPORT, Cells, Kinds, cells_of, column_kinds
from bayesdx.validation.context import each_context
from bayesdx.validation.forecasts import at_uniform_prior
from bayesdx.validation.joints import joints
from bayesdx.validation.patients import TARGET, Patients, read_patients

Array = NDArray[np.float64]
Mass = Mapping[str, Counter[str]]
"""Node → what its cells rest on → how much of the movement."""

Parts = Mapping[tuple[str, str, str], float]
"""Node, parameter, role → how much of the movement."""

_NOISE = 1e-9
"""A sensitivity below this is rounding."""

LITERATURE = ("cited", "borrowed", "derived")
"""What rests on published figures alone."""


@dataclass(frozen=True, slots=True)
class Move:
    """What one finding does to the answer about one case.

    Attributes:
        case_id: the case.
        finding: the node.
        said: the states that the finding leaves open.
        moved: total variation between the posteriors with it and without it.
        probability_of_truth: of the true pattern, with all findings.
        without: the same without this one.
    """

    case_id: str
    finding: str
    said: str
    moved: float
    probability_of_truth: float
    without: float


@dataclass(frozen=True, slots=True)
class Carried:
    """What one parameter carries in the table of one finding.

    Attributes:
        finding: the node.
        parameter: the quantity or assumption.
        role: what it is there, one of `ROLES`.
        share: its share of all movement.
    """

    finding: str
    parameter: str
    role: str
    share: float


@dataclass(frozen=True, eq=False)
class SupportReport:
    """What the answers rest on.

    Attributes:
        network: its version.
        cases: how many cases were asked about.
        moves: every finding of every case.
        findings: node → what its cells rest on → the movement that goes to them.
        by_column: the same by whole columns, as `bayesdx numbers` counts them.
        parameters: what every parameter carries, most first.
        hidden: node → what its columns rest on → their sensitivity, for tables that no finding
            shows.
    """

    network: str
    cases: int
    moves: tuple[Move, ...]
    findings: Mass
    by_column: Mass
    parameters: tuple[Carried, ...]
    hidden: Mass

    def carried(self, role: str) -> float:
        """Return the share of the movement that parameters in a role of `ROLES` carry."""
        return sum(one.share for one in self.parameters if one.role == role)

    def share(self, *kinds: str, of: Mass | None = None) -> float:
        """Return the share of the movement that rests on these kinds of cell.

        Args:
            kinds: of `SUPPORT`.
            of: `findings` (as it is if nothing is said), `by_column` or `hidden`.
        """
        counted = sum((self.findings if of is None else of).values(), start=Counter[str]())
        every = counted.total()
        return sum(counted[kind] for kind in kinds) / every if every else 0.0

    @property
    def description(self) -> str:
        """The shares, in a few sentences."""
        cited, graded = self.share(*LITERATURE), self.share("graded")
        literature, grading = self.carried("literature"), self.carried("grading")
        between = self.share(*LITERATURE, of=self.hidden)
        in_part = self.share("part assumed", "graded", of=self.hidden)
        return (
            f"{self.network}: of what the findings move the pattern of {self.cases} cases by, "
            f"{cited:.0%} rests on cells that are cited, borrowed or derived, and {graded:.0%} on "
            "a cited rate that an assumption only divides over mild and marked: "
            f"{cited + graded:.0%} together. With each cell divided among its parameters, "
            f"{literature:.0%} is literature and {grading:.0%} such grading: "
            f"{literature + grading:.0%} together. Of the sensitivity to the tables between, "
            f"{between:.0%} is on literature alone and {in_part:.0%} on literature and "
            "assumptions together."
        )

    def rows(self) -> list[dict[str, Any]]:
        """Return a row for each node of both tables, and their sums.

        `moved` is the node's share of the table's whole, the kinds are shares of the node.
        """
        tables = (("findings", self.findings), ("between", self.hidden))
        return [row for name, mass in tables for row in _rows(name, mass)]

    def move_rows(self) -> list[dict[str, Any]]:
        """Return a row for each finding of each case."""
        return [{name: getattr(move, name) for name in Move.__slots__} for move in self.moves]

    def parameter_rows(self, *roles: str) -> list[dict[str, Any]]:
        """Return a row for each parameter in each finding, most first, of some roles or of all."""
        chosen = (one for one in self.parameters if one.role in (roles or ROLES))
        return [{name: getattr(one, name) for name in Carried.__slots__} for one in chosen]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values, in full precision."""
        return {
            "network": self.network,
            "cases": self.cases,
            "share_literature": self.share(*LITERATURE),
            "share_graded": self.share("graded"),
            "shares": {kind: self.share(kind) for kind in SUPPORT},
            "shares_by_column": {kind: self.share(kind, of=self.by_column) for kind in SUPPORT},
            "shares_between": {kind: self.share(kind, of=self.hidden) for kind in SUPPORT},
            "carried": {role: self.carried(role) for role in ROLES},
            "tables": self.rows(),
            "parameters": self.parameter_rows(),
            "moves": self.move_rows(),
        }


def validate_support(network: Network, path: Path | str) -> SupportReport:
    """Return what the answers about the cases of a file rest on.

    Which cases are asked about, and in which context, is as in `validate_cases`; the measures are
    in the head of this module.

    Args:
        network: a model of models/, with the node `pattern`.
        path: a csv of cases with the columns gold_pattern, tier and disease_id, and the findings.

    Raises:
        SpecError: the network has no model file that says how its tables are computed.
        FindingError: it has no such node.
        FormatError: with every fault of the file; no case that can be scored.
    """
    patients = read_patients(network, path)
    cells = {node: cells_of(network, node) for node in patients.findings}
    with_all = at_uniform_prior(network, patients.findings, patients.context)
    moves, moved = _moves(network, patients, with_all)
    parents, sensitivity = _read(network, patients, with_all)
    findings, by_column, parts = _divided(network, patients, cells, moved, parents)
    return SupportReport(
        network=network.version,
        cases=len(patients.ids),
        moves=moves,
        findings=findings,
        by_column=by_column,
        parameters=tuple(_carried(parts, sum(own.sum() for own in moved.values()))),
        hidden=_summed(network, sensitivity),
    )


def _moves(
    network: Network, patients: Patients, with_all: Array
) -> tuple[tuple[Move, ...], Mapping[str, Array]]:
    """Return what each finding does to each case; and node → movement, shape (case,)."""
    every = np.arange(len(patients.ids))
    found: list[Move] = []
    moved: dict[str, Array] = {}
    for node, said in patients.findings.items():
        others = {name: other for name, other in patients.findings.items() if name != node}
        without = at_uniform_prior(network, others, patients.context)
        moved[node] = np.abs(with_all - without).sum(axis=1) / 2
        found += [
            Move(
                case_id=patients.ids[case],
                finding=node,
                said=_open_states(network.states[node], said[case]),
                moved=float(moved[node][case]),
                probability_of_truth=float(with_all[case, patients.truth[case]]),
                without=float(without[case, patients.truth[case]]),
            )
            for case in every[(said < 1).any(axis=1)].tolist()
        ]
    order = {case: i for i, case in enumerate(patients.ids)}
    return tuple(sorted(found, key=lambda move: (order[move.case_id], -move.moved))), moved


def _open_states(states: Sequence[str], said: Array) -> str:
    return " or ".join(state for state, open_ in zip(states, said, strict=True) if open_)


def _read(
    network: Network, patients: Patients, with_all: Array
) -> tuple[Mapping[str, Array], Mapping[str, Array]]:
    """Read both measures off the tables.

    Returns:
        Finding → P(parents' states | findings, context), shape (*parents, case); and other node →
        the sensitivity of its columns, summed over the cases, shape (*parents).
    """
    cases = len(patients.ids)
    between = [n.name for n in network.nodes if n.name not in (*patients.findings, TARGET)]
    parents: dict[str, list[Array]] = {node: [] for node in patients.findings}
    sensitivity = {
        node: np.zeros(network.tables[network.index[node]].shape[1:]) for node in between
    }
    before, of_case = _tilts_of_contexts(network, patients, between)
    for some, joint in joints(network, patients.evidence, cases=cases, target=TARGET):
        for node, parts in parents.items():
            cell = joint[network.index[node]].sum(axis=(0, -2))
            parts.append(cell / cell.sum(axis=tuple(range(cell.ndim - 1))))
        for node in between:
            table = network.tables[network.index[node]]
            tilt = _tilt(joint[network.index[node]], table) - before[node][..., of_case[some]]
            sensitivity[node] += _sensitivity(tilt, with_all[some].T)
    return {node: np.concatenate(parts, axis=-1) for node, parts in parents.items()}, sensitivity


def _tilts_of_contexts(
    network: Network, patients: Patients, nodes: Sequence[str]
) -> tuple[Mapping[str, Array], NDArray[np.int64]]:
    """Return node → tilts, shape (state, *parents, pattern, context), and each case's context."""
    contexts, of_case = each_context(patients.context, len(patients.ids))
    count = int(of_case.max()) + 1
    found: dict[str, list[Array]] = {node: [] for node in nodes}
    for _, joint in joints(network, contexts, cases=count, target=TARGET):
        for node, parts in found.items():
            at = network.index[node]
            parts.append(_tilt(joint[at], network.tables[at]))
    return {node: np.concatenate(parts, axis=-1) for node, parts in found.items()}, of_case


def _tilt(joint: Array, table: Array) -> Array:
    """Return P(s, c | k, e) − θ_s P(c | k, e); zero where P(k, e) is.

    Args:
        joint: P(k, e, s, c), shape (state, *parents, pattern, case).
        table: θ, shape (state, *parents).
    """
    whole = joint.sum(axis=tuple(range(joint.ndim - 2)))
    cell = np.divide(joint, whole, out=np.zeros_like(joint), where=whole > 0)
    tilt: Array = cell - table[..., None, None] * cell.sum(axis=0)
    return tilt


def _sensitivity(tilt: Array, posterior: Array) -> Array:
    """Return ½ Σ_s Σ_k |q_k (tilt_k − Σ_j q_j tilt_j)|, summed over the cases, shape (*parents).

    Args:
        tilt: shape (state, *parents, pattern, case).
        posterior: q, shape (pattern, case).
    """
    mean = (tilt * posterior).sum(axis=-2, keepdims=True)
    found: Array = np.abs(posterior * (tilt - mean)).sum(axis=(0, -2, -1)) / 2
    return found


def _divided(
    network: Network,
    patients: Patients,
    cells: Mapping[str, Cells],
    moved: Mapping[str, Array],
    parents: Mapping[str, Array],
) -> tuple[Mass, Mass, Parts]:
    """Divide every movement over what the cells, and what the columns, of its table rest on.

    Returns:
        Both, and (node, parameter, role) → the movement that it carries.
    """
    parts: dict[tuple[str, str, str], float] = {}
    by_cell: dict[str, Counter[str]] = {}
    by_column: dict[str, Counter[str]] = {}
    for node, said in patients.findings.items():
        mass = parents[node] * moved[node]
        each, of_case = np.unique(said, axis=0, return_inverse=True)
        by_cell[node] = Counter()
        for number, likelihood in enumerate(each):
            own = mass[..., of_case.reshape(-1) == number].sum(axis=-1)
            by_cell[node] += _counted(cells[node].kinds(likelihood), own)
            for (name, role), part in cells[node].parts(likelihood).items():
                key = (node, name, role)
                parts[key] = parts.get(key, 0.0) + float((part * own).sum())
        by_column[node] = _counted(column_kinds(network, node), mass.sum(axis=-1))
    return by_cell, by_column, parts


def _carried(parts: Parts, whole: float) -> Iterator[Carried]:
    for (node, name, role), mass in sorted(parts.items(), key=lambda item: -item[1]):
        if mass > 0:
            yield Carried(node, name, role, mass / whole)


def _summed(network: Network, sensitivity: Mapping[str, Array]) -> Mass:
    return {
        node: _counted(column_kinds(network, node), own)
        for node, own in sensitivity.items()
        if own.max() > _NOISE
    }


def _counted(kinds: Kinds, mass: Array) -> Counter[str]:
    """Return kind → the mass of its columns."""
    return Counter({kind: float(mass[kinds == kind].sum()) for kind in np.unique(kinds).tolist()})


def _rows(table: str, mass: Mass) -> Iterator[dict[str, Any]]:
    every = sum(mass.values(), start=Counter[str]())
    ordered = sorted(mass.items(), key=lambda item: -item[1].total())
    for node, own in [*ordered, ("all", every)]:
        whole = own.total()
        yield {
            "table": table,
            "node": node,
            "moved": whole / every.total() if every.total() else 0.0,
            **{kind: own[kind] / whole if whole else 0.0 for kind in SUPPORT},
        }
