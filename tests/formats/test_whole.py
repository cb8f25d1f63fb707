"""A file is there as a whole, or as it was before."""

from __future__ import annotations

from pathlib import Path

import pytest

from bayesdx.errors import FormatError
from bayesdx.formats.whole import whole


def test_a_file_replaces_another_only_once_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "answer.csv"
    path.write_text("old")
    with whole(path) as part:
        part.write_text("new")
        assert path.read_text() == "old"
        assert part.parent == path.parent
    assert path.read_text() == "new"
    assert [*tmp_path.iterdir()] == [path]


def test_what_was_there_outlives_a_writer_that_fails_and_nothing_of_it_is_left(
    tmp_path: Path,
) -> None:
    def failing() -> None:
        with whole(path) as part:
            part.write_text("half")
            raise ZeroDivisionError

    path = tmp_path / "answer.csv"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError):
        failing()
    assert path.read_text() == "old"
    assert [*tmp_path.iterdir()] == [path]


def test_a_file_that_cannot_be_written_is_told_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "answer.csv"
    with pytest.raises(FormatError, match="expected a file to write") as error, whole(path) as part:
        part.write_text("new")
    assert "Name a file in a folder that exists" in str(error.value)
