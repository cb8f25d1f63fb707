"""One question asked for every case of a cohort, and the answers written as a csv."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bayesdx.cohort.cases import CASE, Cases, read_cases
from bayesdx.errors import Fault, FindingError, FormatError
from bayesdx.findings import vocabulary
from bayesdx.inference.posterior import score_cases
from bayesdx.network import Network


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of a cohort.

    Attributes:
        rows: the number of cases written.
        path: where they were written.
        used: the columns that were read as findings.
        unused: the columns that are no finding of the network, and what in `ruled_out` and
            `conflict` names none or rules out no state of it.
    """

    rows: int
    path: Path
    used: tuple[str, ...]
    unused: tuple[str, ...]


def score(
    network: Network,
    source: Path | str | Iterable[Mapping[str, object]],
    *,
    target: str,
    out: Path | str,
) -> Summary:
    """Write the posterior of `target` for every case, at the point values of the tables.

    The file at `out` has one row for each case, in the order given: `case_id`, one column `p_…`
    for each state of the target, `probability_of_findings`, the `findings` used, in words, and
    the `network` that was asked.

    Args:
        network: the network to ask.
        source: a csv file (UTF-8, commas, a header), or rows that map column to value; the
            columns are explained in `bayesdx.cohort.cases`.
        target: the node whose posterior is wanted.
        out: the csv file to write. It appears complete or not at all.

    Raises:
        FormatError: with every fault of the cases, by line and column, or the file cannot be
            written; nothing is written.
        FindingError: the network has no node `target`.
    """
    words = vocabulary(network.states)
    node = words.node(target)
    if node is None:
        raise FindingError(words.unknown(target, "target"))
    path = Path(out)
    if isinstance(source, str | Path) and path.resolve() == Path(source).resolve():
        remedy = "Name another file."
        raise FormatError(
            Fault(str(path), "the file of the cases", "a file for the answers", remedy)
        )
    cases = read_cases(source, words=words, target=node)
    probability, of_findings = score_cases(network, cases.likelihoods, target=node)
    impossible = np.flatnonzero(~(of_findings > 0))
    if len(impossible):
        raise FormatError(_impossible(cases, network, i) for i in impossible.tolist())
    header = [CASE, *(f"p_{state}" for state in network.states[node])]
    header += ["probability_of_findings", "findings", "network"]
    numbers = np.column_stack([probability, of_findings]).tolist()
    rows = (
        [case, *values, said, network.version]
        for case, values, said in zip(cases.ids, numbers, cases.said, strict=True)
    )
    _write(path, header, rows)
    return Summary(len(cases.ids), path, cases.used, cases.unused)


def _impossible(cases: Cases, network: Network, i: int) -> Fault:
    return Fault(
        f"{cases.places[i]} ({cases.ids[i]})",
        f"findings that cannot occur together: {cases.said[i]}",
        f"findings that {network.name} gives more than zero",
        "Correct one of them, or give it as uncertain.",
    )


def _write(path: Path, header: Sequence[str], rows: Iterator[list[object]]) -> None:
    """Write a csv beside `path` and move it there once it is complete."""
    if not path.name or path.is_dir():
        remedy = "Name a file, such as posteriors.csv."
        raise FormatError(Fault(str(path), "a folder", "a file to write", remedy))
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(rows)
        part.replace(path)
    except OSError as error:
        remedy = "Name a file in a folder that exists and may be written to."
        found = error.strerror or "an error"
        raise FormatError(Fault(str(path), found, "a file to write", remedy)) from None
    finally:
        part.unlink(missing_ok=True)
