"""Real published patients as rounds: adults of data/cases with enough that is stated of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np

from bayesdx.errors import Fault, FindingError
from bayesdx.findings import CONTEXT, load_terms, parse_value, read_findings, vocabulary
from bayesdx.formats.table import read_csv
from bayesdx.network import Network
from bayesdx.resources import folder
from bayesdx.teaching.drawn import Dials, check, nearest
from bayesdx.teaching.rounds import PUBLISHED, TARGET, Patient, Round, ask, round_of

FEWEST = 3
"""So many findings a published patient needs to make a round."""

_ADULT = 18
_TIERS = frozenset({"A", "B"})
_MUSCLE = {"muscle": "neither"}
"""Disease of muscle or junction spares both motor neurons."""


def published_round(
    network: Network, *, seed: int, dials: Dials | None = None, target: str = TARGET
) -> Round:
    """Return a round about a real patient; the same seed gives the same.

    The patients are shuffled by the seed, and the first that the dials fit is taken, or the one
    that comes nearest. How many findings there are, the report says, not the dials.

    Args:
        network: the model.
        seed: which patient.
        dials: how hard and how contradictory the case shall be.
        target: the node asked about.

    Raises:
        FindingError: an unknown dial; no published patient that this network knows enough of.
    """
    dials = dials or Dials()
    check(dials, seed)
    every = published_patients(network, target=target)
    order = np.random.default_rng([seed, 21]).permutation(len(every))
    patients = [every[i] for i in order.tolist()]
    return round_of(network, patients[nearest(network, patients, dials, target)], target=target)


def published_patients(
    network: Network, *, source: Path | None = None, target: str = TARGET
) -> tuple[Patient, ...]:
    """Return the published adults that make a round, in the order of the file.

    Tier A or B, aged 18 or more, with `FEWEST` findings that stand in their own cells and can occur
    together in this network. What was only ruled out, or coded both ways, is not told.

    Args:
        network: the model, whose findings are read.
        source: a csv as data/cases/open_cases.csv, which it is if None.
        target: the node that `gold_pattern` is about.

    Raises:
        FormatError: the file cannot be read.
        FindingError: there is no such patient.
    """
    return _read(network, source or folder("data") / "cases" / "open_cases.csv", target)


@lru_cache(maxsize=8)
def _read(network: Network, path: Path, target: str) -> tuple[Patient, ...]:
    rows = [row for _, row in read_csv(path).rows]
    made = [_patient(row, network, target) for row in rows if _is_adult(row)]
    able = [one for one in made if one is not None]
    if able:
        _, total = ask(network, [dict(one.findings) for one in able], target=target)
        able = [one for one, p in zip(able, total.tolist(), strict=True) if p > 0]
    if not able:
        expected = f"some with {FEWEST} findings of this network"
        raise FindingError(Fault(path.name, "no patient", expected, "Take simulated ones."))
    return tuple(able)


def _is_adult(row: Mapping[str, object]) -> bool:
    age = str(row["age_years"] or "")
    return row["tier"] in _TIERS and bool(age) and float(age) >= _ADULT


def _patient(row: Mapping[str, object], network: Network, target: str) -> Patient | None:
    truth = str(row["gold_pattern"])
    truth = _MUSCLE.get(truth, truth)
    findings = _findings(row, network)
    if truth not in network.states[target] or len(findings) < FEWEST:
        return None
    return Patient(
        id=str(row["case_id"]),
        kind=PUBLISHED,
        context=(),
        findings=tuple(findings.items()),
        truth=truth,
        diagnosis=str(row["disease"]),
        source=f"PMID {row['pmid']}" if row["pmid"] else str(row["source"]),
    )


def _findings(row: Mapping[str, object], network: Network) -> dict[str, str]:
    """Return node → what the report says, in the order of an examination."""
    words = vocabulary(network.states)
    terms = load_terms()
    found: dict[str, str] = {}
    for column, text in row.items():
        node = words.node(column) if text else None
        if node is None or node not in terms or terms[node].group == CONTEXT:
            continue
        try:
            said = read_findings({node: parse_value(str(text))}, states=network.states).said
        except FindingError:
            continue
        found |= {name: str(text) for name in said}
    return {name: found[name] for name in terms if name in found}
