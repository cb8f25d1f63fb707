"""The case of a command: a model, what was found, and what is asked about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

if TYPE_CHECKING:
    from bayesdx.formats.phenopacket import Phenopacket
    from bayesdx.network import Network


class Case(NamedTuple):
    """A model and a patient.

    Attributes:
        network: the model.
        findings: what was found, from --finding and --phenopacket.
        context: what is known before, from --set.
        packet: the phenopacket, if one was read.
    """

    network: Network
    findings: dict[str, object]
    context: dict[str, object]
    packet: Phenopacket | None

    @property
    def said(self) -> dict[str, object]:
        """Findings and context together.

        Raises:
            FindingError: with every name that is in both.
        """
        _refuse_both([name for name in self.context if name in self.findings])
        return self.findings | self.context


def read_case(
    model: str, finding: list[str] | None, context: list[str] | None, phenopacket: Path | None
) -> Case:
    """Return what --model, --finding, --set and --phenopacket say.

    Raises:
        InputError: a model or file that cannot be read; a text that is no NAME=STATE.
    """
    from bayesdx.findings import parse_pairs
    from bayesdx.formats.model import load

    network = load(model)
    findings: dict[str, object] = dict(parse_pairs(finding or []))
    given: dict[str, object] = dict(parse_pairs(context or []))
    packet = _packet(phenopacket, network) if phenopacket else None
    if packet:
        _refuse_both([name for name in (*findings, *given) if name in packet.findings])
        findings |= packet.findings
    return Case(network, findings, given, packet)


def _packet(path: Path, network: Network) -> Phenopacket:
    """Read a phenopacket, and tell what was not used of it."""
    from bayesdx.formats.phenopacket import read_phenopacket

    packet = read_phenopacket(path, states=network.states)
    for note in packet.notes:
        typer.echo(f"note: {note}", err=True)
    for unused in packet.unused:
        typer.echo(f"not used: {unused}", err=True)
    return packet


def _refuse_both(names: Sequence[str]) -> None:
    from bayesdx.errors import Fault, FindingError

    remedy = "Leave it out in one place."
    faults = [Fault(f"finding {name}", "it twice", "it once", remedy) for name in names]
    if faults:
        raise FindingError(faults)


def target_of(network: Network, target: str | None) -> str:
    """Return what was asked about; without a word of it, the pattern.

    Raises:
        FindingError: nothing was named, and the network has no pattern.
    """
    if target is not None:
        return target
    if "pattern" in network.index:
        return "pattern"
    from bayesdx.errors import Fault, FindingError

    nodes = ", ".join(network.index)
    raise FindingError(Fault("target", "none", f"one of {nodes}", "Name one with --target."))
