"""The file of what was learnt: back and forth, and refused where it does not fit."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bayesdx
from bayesdx.errors import FormatError, SpecError
from bayesdx.learning import Learned, learn

ASIA = Path(__file__).resolve().parents[1] / "golden" / "asia.bif"


@pytest.fixture(scope="module")
def learnt() -> Learned:
    frame = pd.DataFrame({"umn": ["marked"] * 12, "babinski": ["extensor"] * 9 + ["flexor"] * 3})
    return learn(bayesdx.load("core"), frame)


@pytest.fixture
def file(learnt: Learned, tmp_path: Path) -> Path:
    path = tmp_path / "learned.zip"
    learnt.save(path)
    return path


def test_a_file_is_the_network_that_was_written(learnt: Learned, file: Path) -> None:
    found = bayesdx.load(file)
    assert found.version == learnt.network.version
    assert found.version.startswith("core 0.1.0 + 12 local cases (")
    for node in range(len(found.nodes)):
        assert (found.tables[node] == learnt.network.tables[node]).all()
        assert (found.draws[node] == learnt.network.draws[node]).all()
    # a row for each cell; the counts are written with all their digits
    assert found.local["babinski"].sum() == pytest.approx(12)


def test_a_bif_file_learns_and_its_file_loads(tmp_path: Path) -> None:
    found = learn(bayesdx.load(ASIA), pd.DataFrame({"smoke": ["yes"] * 3}), model=str(ASIA))
    found.save(tmp_path / "asia.zip")
    network = bayesdx.load(tmp_path / "asia.zip")
    # smoke is one half, worth one patient: (0.5 + 3) of 4
    answer = bayesdx.query(network, {}, target="smoke")
    assert answer.probability[answer.states.index("yes")] == pytest.approx(0.875)
    assert answer.low is not None
    assert answer.high is not None
    assert answer.low[0] < answer.probability[0] < answer.high[0]


def test_the_tables_can_be_read_without_bayesdx(file: Path) -> None:
    with zipfile.ZipFile(file) as archive, archive.open("columns.csv") as text:
        rows = pd.read_csv(text)
    cell = rows[(rows.node == "babinski") & (rows.given == "umn=marked")].set_index("state")
    assert cell.local_cases["extensor"] == pytest.approx(9)
    assert cell.literature["extensor"] == pytest.approx(0.76, abs=0.01)


def test_another_network_is_refused(file: Path) -> None:
    _rewritten(file, network="core 0.1.0 (000000000000)")
    with pytest.raises(SpecError, match="learn again"):
        bayesdx.load(file)


def _rewritten(file: Path, **changed: object) -> None:
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["about.json"] = json.dumps({**json.loads(parts["about.json"]), **changed}).encode()
    with zipfile.ZipFile(file, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


@pytest.mark.parametrize(
    "changed",
    [
        {"form": "another"},
        {"parameters": {"babinski.extensor.umn": 3}},
        {"parameters": []},
        {"parameters": {"babinski.extensor.umn": "1"}},
        {"model": 5},
        {"model": "learned.zip"},
        {"network": None},
        {"cases": "12"},
        {"worth": "much"},
        {"worth": 0},
    ],
)
def test_a_file_of_another_form_is_refused(file: Path, changed: dict[str, object]) -> None:
    _rewritten(file, **changed)
    with pytest.raises(FormatError, match="bayesdx learn"):
        bayesdx.load(file)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_damage_is_refused_or_harmless(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory, learnt: Learned
) -> None:
    path = tmp_path_factory.mktemp("damaged") / "learned.zip"
    learnt.save(path)
    whole = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(bytes(whole[: data.draw(st.integers(len(whole) // 2, len(whole)))]))
    try:
        found = bayesdx.load(path)
    except (FormatError, SpecError):
        return
    assert all(np.isfinite(one).all() for one in found.tables)


def test_nothing_is_left_half_written(
    learnt: Learned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bayesdx.formats.learned.parameter_rows", interrupted)
    with pytest.raises(KeyboardInterrupt):
        learnt.save(tmp_path / "learned.zip")
    assert not list(tmp_path.iterdir())


def test_a_file_is_on_the_disk_before_it_takes_the_place_of_another(
    learnt: Learned, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, fsync = file.read_bytes(), os.fsync
    synced = []

    def noted(number: int) -> None:
        fsync(number)
        synced.append((os.fstat(number).st_size, file.read_bytes() == before))

    _rewritten(file, cases=1)
    before = file.read_bytes()
    monkeypatch.setattr(os, "fsync", noted)
    learnt.save(file)
    assert synced == [(file.stat().st_size, True)]


def test_a_file_that_cannot_be_written_is_refused(learnt: Learned, tmp_path: Path) -> None:
    for name, said in (("a.csv", "ending"), ("no/a.zip", "no folder")):
        with pytest.raises(FormatError, match=said):
            learnt.save(tmp_path / name)
