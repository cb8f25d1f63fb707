"""The check of everything that is shipped: what only one reader knows is asked for, too."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bayesdx import resources
from bayesdx.report import check as checking


@pytest.mark.parametrize(
    ("table", "old", "new", "said"),
    [
        ("burden", "availability", "money", "one row each of money"),
        ("treatments", "cause,intervention", "intervention,cause", "intervention, cause"),
        ("texts/en", "\nclonus,", "\nclonuss,", "no row 'clonus'"),
    ],
)
def test_a_table_that_no_model_rests_on_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, old: str, new: str, said: str
) -> None:
    data, models = tmp_path / "data", resources.folder("models")
    shutil.copytree(resources.folder("data"), data)
    text = (data / f"{table}.csv").read_text(encoding="utf-8")
    assert old in text
    (data / f"{table}.csv").write_text(text.replace(old, new, 1), encoding="utf-8")
    folders = {"models": models, "data": data}
    for module in (resources, checking):
        monkeypatch.setattr(module, "folder", folders.__getitem__)
    assert said in "\n".join(str(fault) for fault in checking.check().faults)
