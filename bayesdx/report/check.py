"""Everything of data/ and models/ that is not as it should be, in one pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bayesdx.advice import load_burden
from bayesdx.csvfile import read_table
from bayesdx.errors import Fault, InputError
from bayesdx.evidence import Evidence, load_evidence, load_treatments
from bayesdx.evidence.dictionary import check_evidence
from bayesdx.findings import Term, load_terms
from bayesdx.formats.hpo import load_hpo
from bayesdx.formats.phenopacket import read_phenopacket
from bayesdx.network import Network, compile_network
from bayesdx.report.comparison import load_items
from bayesdx.resources import folder
from bayesdx.spec import load_spec


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, and every fault that was found."""

    looked_at: tuple[str, ...]
    faults: tuple[Fault, ...]


def check() -> Check:
    """Check every table of data/ and every model of models/.

    The tables are held against the data dictionary and read by their readers; every model is read
    and compiled; every node and state of a model must have its name in data/terms.csv; every
    quantity must be used.
    """
    faults = list(check_evidence())
    faults += [fault for fault in _beside() if fault not in faults]
    models = sorted(folder("models").glob("*.yaml"))
    try:
        evidence, terms = load_evidence(), load_terms()
        load_hpo()
        faults += _packets()
    except InputError as error:
        faults += [fault for fault in error.faults if fault not in faults]
    else:
        faults += _models(models, evidence, terms)
    looked_at = (str(folder("data")), *(str(path) for path in models))
    return Check(looked_at, tuple(faults))


def _models(paths: list[Path], evidence: Evidence, terms: Mapping[str, Term]) -> Iterator[Fault]:
    used: set[str] = set()
    broken = False
    for path in paths:
        try:
            network = compile_network(load_spec(path), evidence)
        except InputError as error:
            broken = True
            yield from error.faults
            continue
        used |= set(network.parameters)
        yield from _nameless(network, terms, path.name)
    for name in evidence.quantities:
        if name not in used and not broken:
            remedy = "Use it in a model, or remove it here and in estimates.csv."
            yield Fault("quantities.csv", f"{name}, which no model uses", "a use", remedy)


def _beside() -> Iterator[Fault]:
    """Yield the faults of the tables that no model rests on, as their own readers find them."""
    data = folder("data")
    readers: tuple[Callable[[], object], ...] = (
        lambda: load_burden(data),
        lambda: load_treatments(data),
        lambda: load_items(where=data),
    )
    for read in readers:
        try:
            read()
        except InputError as error:
            yield from error.faults


def _packets() -> Iterator[Fault]:
    """Yield the faults of the phenopackets that the manifest names."""
    where = folder("data") / "cases" / "phenopackets"
    for row in read_table(where, "MANIFEST").rows:
        try:
            read_phenopacket(where / row["file"], states={})
        except InputError as error:
            yield from error.faults


def _nameless(network: Network, terms: Mapping[str, Term], file: str) -> Iterator[Fault]:
    for node in network.nodes:
        term = terms.get(node.name)
        missing = [s for s in node.states if term is None or s not in term.state_labels]
        if missing:
            found = f"{', '.join(missing)} without a label" if term else "no term of that name"
            yield Fault(f"{file}, node {node.name}", found, "a row of terms.csv", "Add it there.")
