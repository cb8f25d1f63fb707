"""What a network learnt from local cases, as a file, and the file as a network.

A zip archive: `about.json` (which network it updates, by digest; how many cases, from which file;
what the literature is worth), `parameters.csv` and `columns.csv` to be read (literature, local
counts, and what follows from both), and `values.npy`, the point and the draws of every parameter
that changed. The literature itself is not in it: the network is compiled anew and must be the same.
"""

from __future__ import annotations

import csv
import io
import json
import math
import os
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import Fault, FormatError, SpecError
from bayesdx.evidence import DRAWS
from bayesdx.formats.whole import whole
from bayesdx.network import Network
from bayesdx.network.updated import Counts, Value, recounted, updated

Array = NDArray[np.float64]

ENDING = ".zip"
_ABOUT, _COLUMNS, _PARAMETERS, _VALUES = "about.json", "columns.csv", "parameters.csv", "values.npy"
_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError),
    *(KeyError, TypeError, ValueError, AttributeError),
)
_ENDS = ("low", "literature", "high", "updated_low", "updated", "updated_high")
_FORM = "bayesdx learned 1"
_COUNTED = 1e-6
"""Cells with fewer local cases are not written."""


@dataclass(frozen=True, slots=True)
class About:
    """What a learned network is.

    Attributes:
        model: the name or path of the network that learnt.
        network: its version, with the digest of its numbers.
        cases: how many local cases.
        source: the name of the file they came from.
        worth: what the literature is worth; see `bayesdx.learning.learn`.
        parameters: the parameters that changed, and how many states each has, 0 for one number.
        form: the form of the file.
    """

    model: str
    network: str
    cases: int
    source: str
    worth: float
    parameters: Mapping[str, int]
    form: str = _FORM

    @property
    def provenance(self) -> str:
        """Where the numbers come from, in a few words."""
        return f"literature + {self.cases} local cases"


def applied(network: Network, about: About, values: Mapping[str, Value], local: Counts) -> Network:
    """Return a network as it is after local cases.

    Args:
        network: the network that learnt.
        about: what it learnt from.
        values: the parameters that changed; none for a network that has only values.
        local: how many cases are in each cell.
    """
    version = f"{about.network.rpartition(' (')[0]} + {about.cases} local cases"
    if network.spec is None:
        return recounted(network, worth=about.worth, version=version, local=local)
    return updated(network, values, version=version, local=local)


def write_learned(
    path: Path, base: Network, about: About, values: Mapping[str, Value], local: Counts
) -> None:
    """Write what a network learnt. The file appears complete or not at all, and replaces another.

    Raises:
        FormatError: another ending than .zip, or the file cannot be written.
    """
    check_out(path)
    after = applied(base, about, values, local)
    with whole(path) as part, part.open("wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            said = {**asdict(about), "provenance": about.provenance, "result": after.version}
            archive.writestr(_ABOUT, json.dumps(said, indent=1, ensure_ascii=False))
            archive.writestr(_COLUMNS, _csv(column_rows(after)))
            archive.writestr(_PARAMETERS, _csv(parameter_rows(after)))
            archive.writestr(_VALUES, _bytes(values))
        file.flush()
        os.fsync(file.fileno())


def check_out(path: Path) -> None:
    """Refuse a file that cannot be written, before anything is computed.

    Raises:
        FormatError: another ending; a folder; a folder that is not there.
    """
    if path.suffix.lower() != ENDING:
        remedy = "Name a file such as learned.zip."
        raise FormatError(Fault(str(path), f"the ending {path.suffix!r}", ENDING, remedy))
    if path.is_dir():
        raise FormatError(Fault(str(path), "a folder", "a file to write", "Name another file."))
    if not path.parent.is_dir():
        found, remedy = f"no folder {path.parent}", "Make it, or name another."
        raise FormatError(Fault(str(path), found, "a file to write", remedy))


def read_learned(path: Path, load: Callable[[str | Path], Network]) -> Network:
    """Return the network that a file of `write_learned` describes.

    Args:
        path: the file.
        load: what makes a network of the name or path of the one that learnt.

    Raises:
        FormatError: no such file, or one that was not written so.
        SpecError: the network that learnt is not there any more, or has other numbers.
    """
    about, values, local = _read(path)
    beside = path.parent / Path(about.model).name
    base = load(beside if not Path(about.model).exists() and beside.is_file() else about.model)
    if base.version != about.network:
        expected = f"{about.network}, which learnt"
        remedy = "The literature has changed since: learn again from the local cases."
        raise SpecError(Fault(path.name, f"the network {base.version}", expected, remedy))
    try:
        return applied(base, about, values, _laid(base, local))
    except (KeyError, ValueError, IndexError) as error:
        raise _broken(path, f"{type(error).__name__}: {error}") from None


def before(network: Network, node: str) -> Array:
    """Return the table of a node as it was before the network learnt."""
    assert network.base is not None
    return network.base.tables[network.base.index[node]]


def column_rows(after: Network) -> list[dict[str, Any]]:
    """Return a row for each cell in whose column local cases are: literature, cases, and both."""
    rows = []
    for node, new in zip(after.nodes, after.tables, strict=True):
        counts = after.local.get(node.name)
        if counts is None:
            continue
        old = before(after, node.name)
        for at in np.argwhere(np.asarray(counts.sum(axis=0) > _COUNTED)):
            given = ", ".join(
                f"{p}={after.states[p][i]}" for p, i in zip(node.parents, at, strict=True)
            )
            rows += [
                {
                    "node": node.name,
                    "given": given,
                    "state": state,
                    "literature": float(old[(i, *at)]),
                    "local_cases": float(counts[(i, *at)]),
                    "updated": float(new[(i, *at)]),
                }
                for i, state in enumerate(node.states)
            ]
    return rows


def parameter_rows(after: Network) -> list[dict[str, Any]]:
    """Return a row for each number of each parameter that changed: before and after."""
    assert after.base is not None
    rows = []
    for name, now in after.parameters.items():
        old = after.base.parameters.get(name)
        if old is None or old is now:
            continue
        values = np.array([old.low, old.point, old.high, now.low, now.point, now.high])
        rows += [
            {
                "parameter": name,
                "state": place if now.point.ndim else "",
                **dict(zip(_ENDS, numbers.tolist(), strict=True)),
            }
            for place, numbers in enumerate(values.reshape(len(_ENDS), -1).T)
        ]
    return rows


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    text = io.StringIO()
    if rows:
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return text.getvalue()


def _bytes(values: Mapping[str, Value]) -> bytes:
    """Return point and draws of all parameters side by side, the point in the first row."""
    columns = [
        np.concatenate([np.atleast_1d(v.point)[None], v.draws.reshape(DRAWS, -1)])
        for v in values.values()
    ]
    joined = np.concatenate(columns, axis=1) if columns else np.empty((DRAWS + 1, 0))
    file = io.BytesIO()
    np.save(file, joined, allow_pickle=False)
    return file.getvalue()


def _read(path: Path) -> tuple[About, dict[str, Value], list[dict[str, str]]]:
    if not path.is_file():
        expected = "a file written by bayesdx learn"
        raise FormatError(Fault(str(path), "no such file", expected, "Check the path."))
    try:
        with zipfile.ZipFile(path) as archive:
            said = json.loads(archive.read(_ABOUT))
            if said.pop("form") != _FORM:
                raise _broken(path, "another form")
            about = _about(said)
            numbers = np.load(io.BytesIO(archive.read(_VALUES)), allow_pickle=False)
            columns = list(csv.DictReader(io.StringIO(archive.read(_COLUMNS).decode("utf-8"))))
        return about, _values(about.parameters, numbers), columns
    except FormatError:
        raise
    except _UNREADABLE as error:
        raise _broken(path, f"{type(error).__name__}: {error}") from None


def _about(said: Mapping[str, Any]) -> About:
    """Return what about.json says; a value of another kind is an error."""
    about = About(**{name: said[name] for name in About.__slots__ if name != "form"})
    kinds = {"model": str, "network": str, "cases": int, "source": str, "worth": int | float}
    wrong = [name for name, kind in kinds.items() if not isinstance(getattr(about, name), kind)]
    if not all(type(size) is int and size >= 0 for size in about.parameters.values()):
        wrong.append("parameters")
    # What has learnt does not learn again: such a file would be its own beginning.
    if wrong or Path(about.model).suffix.lower() == ENDING or not 0 < about.worth < math.inf:
        raise ValueError(f"{_ABOUT}: {', '.join(wrong) or 'model or worth'}")
    return about


def _broken(path: Path, found: str) -> FormatError:
    expected = "a file written by bayesdx learn"
    return FormatError(Fault(path.name, found, expected, "Write it again with bayesdx learn."))


def _values(parameters: Mapping[str, int], numbers: Any) -> dict[str, Value]:
    """Return the parameters from their columns."""
    width = sum(max(1, int(states)) for states in parameters.values())
    if numbers.shape != (DRAWS + 1, width) or not np.isfinite(numbers).all():
        raise ValueError(f"numbers of shape {numbers.shape}")
    found, first = {}, 0
    for name, states in parameters.items():
        part = np.asarray(numbers[:, first : first + max(1, states)], dtype=np.float64)
        part = part if states else part[:, 0]
        found[name] = Value(np.array(part[0]), np.array(part[1:]))
        first += max(1, states)
    return found


def _laid(base: Network, rows: Iterable[Mapping[str, str]]) -> Counts:
    """Return the local counts from the rows of columns.csv."""
    found: dict[str, Array] = {}
    for row in rows:
        place = base.index[row["node"]]
        counts = found.setdefault(row["node"], np.zeros(base.tables[place].shape))
        said = dict(pair.split("=") for pair in row["given"].split(", ") if pair)
        node = base.nodes[place]
        at = [base.states[parent].index(said[parent]) for parent in node.parents]
        counts[(node.states.index(row["state"]), *at)] = float(row["local_cases"])
    return found
