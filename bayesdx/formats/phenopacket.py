"""GA4GH phenopackets, version 2, JSON: the HPO terms of one individual → findings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, StrictBool, ValidationError

from bayesdx.errors import Fault, FormatError
from bayesdx.formats.hpo import Feature, Unused, hpo_findings

SIZE_LIMIT = 10_000_000
"""Bytes. A phenopacket with a full account of its variants has some thousands."""

_EXPECTED = "a GA4GH phenopacket, version 2, in JSON"


@dataclass(frozen=True, slots=True)
class Phenopacket:
    """What a phenopacket says of the findings of a network.

    Attributes:
        id: the packet's own id.
        findings: finding → the states that it leaves possible; for `read_findings`.
        notes: cautions about what was used, and terms that do not agree.
        unused: every term that did not become a finding, with the reason.
    """

    id: str
    findings: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...]
    unused: tuple[Unused, ...]


class _Class(BaseModel):
    """An ontology class."""

    id: str
    label: str | None = ""


class _Feature(BaseModel):
    """A phenotypic feature, by all keys of the schema: a misspelt one would reverse a finding.

    `negated` is what version 1 calls `excluded`.
    """

    model_config = ConfigDict(extra="forbid")

    type: _Class
    excluded: StrictBool | None = None
    severity: _Class | None = None
    resolution: Any = None
    negated: Any = None
    description: Any = None
    modifiers: Any = None
    onset: Any = None
    evidence: Any = None


class _Packet(BaseModel):
    """The parts of a phenopacket that are read; protobuf's JSON has both spellings."""

    model_config = ConfigDict(extra="ignore")

    id: str
    features: list[_Feature] | None = Field(
        default=None, validation_alias=AliasChoices("phenotypicFeatures", "phenotypic_features")
    )


_PARTS = {"phenotypicFeatures", "phenotypic_features", "subject", "metaData", "meta_data"}
_WHOLES = {"proband": "a Family", "members": "a Cohort", "phenopacket": "a wrapped phenopacket"}


def read_phenopacket(path: Path | str, *, states: Mapping[str, tuple[str, ...]]) -> Phenopacket:
    """Read a phenopacket from a file.

    Args:
        path: a JSON file of at most `SIZE_LIMIT` bytes, in UTF-8.
        states: node → its states, of the network at hand.

    Raises:
        FormatError: the file cannot be read, is too large, is not JSON, or is no phenopacket of
            version 2; with every fault.
    """
    path = Path(path)
    try:
        size = path.stat().st_size
        if size > SIZE_LIMIT:
            raise FormatError(_too_large(path.name, size))
        raw = path.read_bytes()
    except OSError as error:
        found = error.strerror or "an error"
        remedy = "Check the path and that the file may be read."
        raise FormatError(Fault(str(path), found, _EXPECTED, remedy)) from None
    return parse_phenopacket(raw, states=states, where=path.name)


def parse_phenopacket(
    raw: bytes, *, states: Mapping[str, tuple[str, ...]], where: str = "phenopacket"
) -> Phenopacket:
    """Read a phenopacket from the bytes of a file, as of an upload; see `read_phenopacket`.

    A feature that has resolved is not used: it says how the patient was, not how they are.

    >>> raw = b'{"id": "a", "phenotypicFeatures": [{"type": {"id": "HP:0003487"}}]}'
    >>> dict(parse_phenopacket(raw, states={"babinski": ("flexor", "extensor")}).findings)
    {'babinski': ('extensor',)}
    """
    if len(raw) > SIZE_LIMIT:
        raise FormatError(_too_large(where, len(raw)))
    packet = _validated(_json(raw, where), where)
    given = packet.features or []
    resolved = [_feature(one) for one in given if one.resolution]
    found = hpo_findings([_feature(one) for one in given if not one.resolution], states=states)
    past = tuple(Unused(feature, "it has resolved") for feature in resolved)
    return Phenopacket(packet.id, found.findings, found.notes, found.unused + past)


def _feature(feature: _Feature) -> Feature:
    severity = feature.severity.id if feature.severity else ""
    return Feature(feature.type.id, feature.type.label or "", bool(feature.excluded), severity)


def _too_large(where: str, size: int) -> Fault:
    limit = f"a phenopacket of at most {SIZE_LIMIT / 1e6:.0f} MB"
    return Fault(where, f"{size / 1e6:.0f} MB", limit, "Give the file of one patient.")


def _json(raw: bytes, where: str) -> object:
    """Return what the bytes say as JSON."""
    if not raw.strip():
        raise FormatError(Fault(where, "an empty file", _EXPECTED, "Export it again."))
    try:
        return json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_once)
    except UnicodeDecodeError as error:
        found = f"byte 0x{raw[error.start]:02x} at {error.start}, which is not UTF-8"
        fault = Fault(where, found, "UTF-8 text", "Save the file as UTF-8.")
    except json.JSONDecodeError as error:
        place = f"{where}:{error.lineno}, column {error.colno}"
        fault = Fault(place, error.msg, "JSON", "Correct it, or export the file again.")
    except (ValueError, RecursionError) as error:
        found = "JSON nested too deeply" if isinstance(error, RecursionError) else str(error)
        fault = Fault(where, found, _EXPECTED, "Export the file again.")
    raise FormatError(fault)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object of JSON; a key that stands twice would hide the first."""
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the key {next(n for n in names if names.count(n) > 1)!r} twice")
    return found


def _validated(content: object, where: str) -> _Packet:
    """Return the packet, or raise with everything that is wrong with it."""
    if not isinstance(content, dict):
        found = f"a JSON {type(content).__name__}"
        raise FormatError(Fault(where, found, _EXPECTED, "Give the file of one patient."))
    if not content.keys() & _PARTS:
        raise FormatError(_no_packet(content, where))
    try:
        packet = _Packet.model_validate(content)
    except ValidationError as error:
        raise FormatError(_faults(error, where)) from None
    old = [f"{where}, feature {i}" for i, f in enumerate(packet.features or []) if f.negated]
    if old:
        remedy = "Convert the file to version 2, where it is called `excluded`."
        raise FormatError(Fault(p, "`negated`, of version 1", _EXPECTED, remedy) for p in old)
    return packet


def _no_packet(content: dict[str, object], where: str) -> Fault:
    for key, name in _WHOLES.items():
        if key in content:
            remedy = f"Give what stands under {key!r}, one individual, as a file of its own."
            return Fault(where, name, _EXPECTED, remedy)
    found = f"JSON with {', '.join(map(repr, list(content)[:5])) or 'no keys'}"
    return Fault(where, found, _EXPECTED, "Check that it is the right file.")


def _faults(error: ValidationError, where: str) -> Iterator[Fault]:
    """Return pydantic's faults in our words: where, found, expected, remedy."""
    for one in error.errors(include_url=False):
        place = ".".join(map(str, one["loc"]))
        if one["type"] == "missing":
            yield Fault(f"{where}, {place}", "nothing", "a value", "Add it.")
            continue
        found = f"{one['input']!r:.60}"
        yield Fault(f"{where}, {place}", found, one["msg"].lower(), "Correct it.")
