"""Answers of partitions, gathered: what is gone on with, and what is refused."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bayesdx.cohort.gathered import Gathered, Part
from bayesdx.cohort.manifest import FORM
from bayesdx.cohort.partitions import Partition
from bayesdx.errors import FormatError

OF = {"network": "core", "mapping": "None"}
BROKEN = json.dumps({"form": FORM, "of": OF, "parts": [{}]})
STAMPS = ("cases.parquet 100 7",)


def gathered(out: Path, *, resume: bool = False, stamps: tuple[str, ...] = STAMPS) -> Gathered:
    found = Gathered(out, OF, stamps=stamps, resume=resume)
    if not found.finished:
        found.begin()
    return found


def begun(out: Path) -> Gathered:
    """Return a run whose one partition is answered."""
    found = gathered(out)
    (found.folder / "answers" / "part-000000000000.parquet").touch()
    found.parts[0] = Part(0, 5, 5, STAMPS[0], 0)
    found.commit()
    return found


def finished(out: Path) -> None:
    begun(out).finish({0})


def test_a_finished_run_is_known_by_its_files(tmp_path: Path) -> None:
    finished(tmp_path / "out")
    again = gathered(tmp_path / "out", resume=True)
    assert (again.finished, again.rows) == (True, 5)


@pytest.mark.parametrize(
    "stamps",
    [("cases.parquet 100 8",), ("cases.parquet 101 7",), (*STAMPS, "more.parquet 1 1")],
    ids=["another time", "another size", "another file"],
)
def test_old_answers_to_files_that_changed_are_refused(
    tmp_path: Path, stamps: tuple[str, ...]
) -> None:
    finished(tmp_path / "out")
    name = stamps[-1].split()[0]
    with pytest.raises(FormatError, match=rf"change of {name}.*Name another folder"):
        gathered(tmp_path / "out", resume=True, stamps=stamps)


def test_answers_to_files_that_are_others_now_do_not_appear(tmp_path: Path) -> None:
    """A partition that the plan of now does not have is of a file that has changed since."""
    run = begun(tmp_path / "out")
    (run.folder / "answers" / "part-000000000005.parquet").touch()
    run.parts[5] = Part(5, 3, 3, STAMPS[0], 0)
    run.finish({0})
    assert run.rows == 5
    assert [path.name for path in run.out.iterdir()] == ["part-000000000000.parquet"]
    [part] = json.loads(run.manifest.read_text("utf-8"))["parts"]
    assert part["first"] == 0


@pytest.mark.parametrize(
    ("first", "rows", "stamp", "is_known"),
    [
        (0, 5, STAMPS[0], True),
        (0, 6, STAMPS[0], False),
        (0, 5, "cases.parquet 100 8", False),
        (5, 5, STAMPS[0], False),
    ],
)
def test_an_answer_is_known_by_its_rows_and_its_file(
    tmp_path: Path, first: int, rows: int, stamp: str, is_known: bool
) -> None:
    partition = Partition(Path("cases.parquet"), first, first, rows, stamp)
    assert begun(tmp_path / "out").knows(partition) is is_known


def test_what_is_dropped_does_not_meet_what_an_earlier_run_dropped(tmp_path: Path) -> None:
    left = tmp_path / "out.dropped"
    left.mkdir()
    (left / "more").touch()
    finished(tmp_path / "out")
    assert {path.name for path in tmp_path.iterdir()} == {"out", "out.manifest.json", "out.dropped"}


def test_what_a_run_killed_at_its_very_end_left_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Gathered, "drop", lambda _: None)
        finished(tmp_path / "out")
    assert (tmp_path / "out.partitions").is_dir()
    assert gathered(tmp_path / "out", resume=True).finished
    assert not (tmp_path / "out.partitions").exists()


def test_a_run_whose_answers_were_removed_begins_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Gathered, "drop", lambda _: None)
    finished(tmp_path / "out")
    (tmp_path / "out").rename(tmp_path / "away")
    again = gathered(tmp_path / "out", resume=True)
    assert not again.parts
    assert (again.folder / "answers").is_dir()


@pytest.mark.parametrize("text", ["", "{", "[]", BROKEN, '{"of": 1}'])
def test_a_broken_manifest_is_told(tmp_path: Path, text: str) -> None:
    begun(tmp_path / "out")
    (tmp_path / "out.partitions" / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(FormatError, match=r"a broken file.*leave --resume out to begin anew"):
        gathered(tmp_path / "out", resume=True)
    assert gathered(tmp_path / "out").parts == {}


def test_the_manifest_of_a_finished_run_is_on_the_disk_before_the_answers_appear(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, synced = begun(tmp_path / "out"), []
    fsync = os.fsync

    def noted(number: int) -> None:
        fsync(number)
        synced.append((os.fstat(number).st_ino, run.out.exists()))

    monkeypatch.setattr(os, "fsync", noted)
    run.finish({0})
    assert (run.manifest.stat().st_ino, False) in synced
    assert json.loads(run.manifest.read_text("utf-8"))["of"] == OF


def test_a_file_in_the_place_of_the_folder_is_called_one(tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    for resume in (False, True):
        with pytest.raises(FormatError, match="found a file; expected a new folder"):
            gathered(tmp_path / "out", resume=resume)


@pytest.mark.parametrize("form", [None, FORM + 1])
@pytest.mark.parametrize("end", [begun, finished])
def test_answers_of_another_version_are_not_called_broken(
    tmp_path: Path, end: Callable[[Path], object], form: int | None
) -> None:
    end(tmp_path / "out")
    [path] = tmp_path.rglob("*manifest.json")
    manifest = json.loads(path.read_text("utf-8"))
    del manifest["parts"][0]["blank"]
    path.write_text(json.dumps({**manifest, "form": form}), encoding="utf-8")
    with pytest.raises(FormatError, match="found a run of another version of bayesdx") as error:
        gathered(tmp_path / "out", resume=True)
    assert "Name another" in str(error.value)
    assert "remove" not in str(error.value)


def test_finished_answers_are_kept_where_their_manifest_is_broken(tmp_path: Path) -> None:
    finished(tmp_path / "out")
    (tmp_path / "out.manifest.json").write_text(BROKEN, encoding="utf-8")
    with pytest.raises(FormatError, match="a broken file") as error:
        gathered(tmp_path / "out", resume=True)
    assert "remove" not in str(error.value)


def test_another_question_is_named_before_the_parts_are_read(tmp_path: Path) -> None:
    begun(tmp_path / "out")
    text = json.dumps({"form": FORM, "of": {**OF, "network": "asia"}, "parts": [{}]})
    (tmp_path / "out.partitions" / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(FormatError, match="differs in network"):
        gathered(tmp_path / "out", resume=True)
