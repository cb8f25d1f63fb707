"""Where models/, data/ and docs/ are: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

DEFAULT_MODEL = "localisation"
"""The model that is meant where none is named."""

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """Return the folder `name` ("models", "data" or "docs") that belongs to this bayesdx."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def model_names() -> tuple[str, ...]:
    """Return the names of the models that come with bayesdx, in alphabetical order."""
    return tuple(sorted(path.stem for path in folder("models").glob("*.yaml")))


def version() -> str:
    """Return the version of bayesdx, also of a checkout that is not installed."""
    try:
        return metadata.version("bayesdx")
    except metadata.PackageNotFoundError:
        return "of this folder, not installed"


def dashboard() -> Path:
    """Return the script of the dashboard."""
    inside = _PACKAGE / "app.py"
    return inside if inside.is_file() else _PACKAGE.parent / "app.py"
