"""A model by its name or its path → Network."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from bayesdx.errors import Fault, SpecError, did_you_mean
from bayesdx.network import Network

_FOREIGN = (".bif", ".bif.gz")
_LEARNED = ".zip"


def load(model: str | Path) -> Network:
    """Return a network, compiled from a model of bayesdx or read from a BIF file.

    Args:
        model: a name ("core"), the path of a model file (`….yaml`) or of a network in the Bayesian
            interchange format (`….bif`, `….bif.gz`), which has no interval; or of what one of these
            has learnt from local cases (`….zip`).

    Raises:
        SpecError: no such model; a fault in the file.
        EvidenceError: a fault in the tables of the literature.
        FormatError: a BIF file, or one of what was learnt, that cannot be read.

    >>> len(load("core").nodes)
    12
    """
    from bayesdx.resources import folder

    path = _path(str(model))
    if path.name.lower().endswith(_FOREIGN):
        from bayesdx.formats.bif import read_bif

        return read_bif(path)
    newest = max(map(_changed, folder("data").glob("*.csv")), default=0)
    made = _learned if path.suffix.lower() == _LEARNED else _compiled
    return made(path.resolve(), _changed(path), newest)


def _changed(path: Path) -> int:
    """Return when a file changed last, in nanoseconds; 0 where there is none."""
    return path.stat().st_mtime_ns if path.is_file() else 0


@lru_cache(maxsize=8)
def _compiled(path: Path, _model: int, _data: int) -> Network:
    from bayesdx.evidence import load_evidence
    from bayesdx.network import compile_network
    from bayesdx.spec import load_spec

    return compile_network(load_spec(path), load_evidence())


@lru_cache(maxsize=8)
def _learned(path: Path, _file: int, _data: int) -> Network:
    from bayesdx.formats.learned import read_learned

    return read_learned(path, load)


def _path(model: str) -> Path:
    from bayesdx.resources import folder, model_names

    if model in model_names():
        return folder("models") / f"{model}.yaml"
    path = Path(model)
    if path.name.lower().endswith((*_FOREIGN, _LEARNED, ".yaml", ".yml")):
        return path
    remedy = did_you_mean(model, model_names(), "Give a name, or a path with its ending.")
    expected = f"one of {', '.join(model_names())}, or the path of a .yaml, .bif or .zip file"
    raise SpecError(Fault("model", repr(model), expected, remedy))
