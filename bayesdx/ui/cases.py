"""The example cases: real published patients, named in texts/examples.csv, read from data/cases."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bayesdx.findings import vocabulary
from bayesdx.formats.phenopacket import read_phenopacket
from bayesdx.language import N_, _, number, translated
from bayesdx.network import Network
from bayesdx.resources import folder
from bayesdx.ui.choices import code_of

_SEXES = (N_("female"), N_("male"))
_EXAMPLES = Path(__file__).parent / "texts" / "examples.csv"


@dataclass(frozen=True, slots=True)
class Case:
    """A published patient.

    Attributes:
        id: its `case_id` in data/cases/open_cases.csv.
        name: what the button says; it does not give the diagnosis away.
        sex: female, male, or empty where it is not stated.
        years: the age, or None where it is not stated.
        findings: node → the code of an option.
        number: what the publication is found by, and `link`, where it is for good, or empty.
        title: its title, which often tells the diagnosis; empty where it was not seen.
        diagnosis: the final diagnosis, `pattern` and `site` what follows from it.
        lesson: what the case teaches.
        reported: what else was found, and is no finding of the network.
        ruled_out: what else was looked for and not found, likewise.
        notes: cautions about how the report became findings.
    """

    id: str
    name: str
    sex: str
    years: float | None
    findings: Mapping[str, str]
    number: str
    link: str
    title: str
    diagnosis: str
    pattern: str
    site: str
    lesson: str
    reported: tuple[str, ...]
    ruled_out: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def patient(self) -> str:
        """Sex and age in words, as far as they are stated."""
        age = "" if self.years is None else _("{n} years").format(n=number(self.years, "g"))
        return ", ".join(part for part in (translated(self.sex), age) if part)


def load_examples(network: Network) -> tuple[Case, ...]:
    """Return the example cases, in the order in which they are offered."""
    rows = {row["case_id"]: row for row in _rows(folder("data") / "cases" / "open_cases.csv")}
    packets = {row["case_id"]: row["file"] for row in _rows(_packets() / "MANIFEST.csv")}
    return tuple(
        _case(example, rows[example["case_id"]], packets.get(example["case_id"]), network)
        for example in _rows(_EXAMPLES)
    )


def _case(
    example: Mapping[str, str], row: Mapping[str, str], packet: str | None, network: Network
) -> Case:
    read = read_phenopacket(_packets() / packet, states=network.states) if packet else None
    findings = read.findings if read else _of_row(row, network)
    codes = {node: code_of(node, value, network) for node, value in findings.items()}
    others = [one.feature for one in read.unused] if read else []
    return Case(
        id=row["case_id"],
        name=example["name"],
        sex=row["sex"] if row["sex"] in _SEXES else "",
        years=float(row["age_years"]) if row["age_years"] else None,
        findings={node: code for node, code in codes.items() if code},
        number=f"PMID {row['pmid']}" if row["pmid"] else row["source"],
        link=f"https://pubmed.ncbi.nlm.nih.gov/{row['pmid']}/" if row["pmid"] else "",
        title=_title(packet) if packet else "",
        diagnosis=row["disease"],
        pattern=row["gold_pattern"],
        site=row["gold_site"],
        lesson=example["lesson"],
        reported=tuple(one.label for one in others if not one.excluded),
        ruled_out=tuple(one.label for one in others if one.excluded),
        notes=read.notes if read else (),
    )


def _of_row(row: Mapping[str, str], network: Network) -> dict[str, object]:
    words = vocabulary(network.states)
    named = {words.node(column): text for column, text in row.items() if text}
    return {node: text for node, text in named.items() if node}


def _title(file: str) -> str:
    """Return the title of the publication, as the phenopacket has it, with a full stop."""
    meta: Mapping[str, Any] = json.loads((_packets() / file).read_text("utf-8"))["metaData"]
    titles = [one.get("description", "") for one in meta.get("externalReferences", [])]
    return f"{titles[0].rstrip('.')}." if titles and titles[0] else ""


def _packets() -> Path:
    return folder("data") / "cases" / "phenopackets"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
