"""A model by its name: compiled once, and anew when what it rests on changes."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from bayesdx import resources
from bayesdx.formats.model import load


def test_a_model_is_compiled_anew_when_a_table_of_the_literature_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models, data = resources.folder("models"), tmp_path / "data"
    data.mkdir()
    for table in resources.folder("data").glob("*.csv"):
        shutil.copy(table, data / table.name)
    folders = {"models": models, "data": data}
    monkeypatch.setattr(resources, "folder", folders.__getitem__)
    path = shutil.copy(models / "core.yaml", tmp_path / "core.yaml")
    before = load(path)
    assert load(path) is before
    later = (data / "estimates.csv").stat().st_mtime_ns + 10**12
    os.utime(data / "estimates.csv", ns=(later, later))
    assert load(path) is not before
