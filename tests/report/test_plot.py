"""A validation as a file: whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bayesdx.cli import cli
from bayesdx.errors import FormatError
from bayesdx.evidence import load_evidence
from bayesdx.formats.model import load
from bayesdx.report import plot
from bayesdx.validation import validate_cases, validate_dependence, validate_literature

OPEN = Path(__file__).parents[2] / "data" / "cases" / "open_cases.csv"


@pytest.fixture(scope="module")
def chart():  # type: ignore[no-untyped-def]
    evidence = load_evidence()
    return plot.dependence_plot(validate_dependence(load("core"), evidence), evidence)


@pytest.mark.parametrize("what", ["literature", "cases", "dependence"])
def test_each_validation_can_be_written_under_the_version_of_its_model(
    what: str, tmp_path: Path
) -> None:
    core, evidence = load("core"), load_evidence()
    drawn = {
        "literature": lambda: plot.literature_plot(validate_literature(core, evidence), evidence),
        "cases": lambda: plot.cases_plot(validate_cases(core, OPEN, bootstrap=5)),
        "dependence": lambda: plot.dependence_plot(validate_dependence(core, evidence), evidence),
    }[what]()
    path = tmp_path / "plot.json"
    plot.save(drawn, path)
    spec = json.loads(path.read_text("utf-8"))
    assert spec["title"]["text"] == core.version
    assert spec["vconcat"]
    assert [file.name for file in tmp_path.iterdir()] == ["plot.json"]


@pytest.mark.parametrize("form", ["svg", "png", "html"])
def test_a_picture_needs_no_network_to_be_seen(chart, form: str, tmp_path: Path) -> None:
    pytest.importorskip("vl_convert")
    path = tmp_path / f"plot.{form}"
    plot.save(chart, path)
    begin = {"svg": b"<svg", "png": b"\x89PNG", "html": b"<!DOCTYPE html>"}[form]
    data = path.read_bytes()
    assert data.lstrip().startswith(begin)
    assert b"<script src=" not in data


def test_without_what_draws_it_a_picture_is_refused_with_the_remedy(
    chart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plot, "find_spec", lambda name: None)
    with pytest.raises(FormatError, match="pip install vl-convert-python"):
        plot.save(chart, tmp_path / "plot.svg")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["plot.jpg", "plot", "plot.svg.txt"])
def test_another_ending_is_refused(chart, name: str, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="svg, png, html, json"):
        plot.save(chart, tmp_path / name)


def test_a_folder_that_does_not_exist_is_named(chart, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="Name a file in a folder that exists"):
        plot.save(chart, tmp_path / "nowhere" / "plot.json")


def test_what_cannot_be_drawn_leaves_the_old_file_as_it_was(
    chart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plot.json"
    path.write_text("old", encoding="utf-8")

    def broken(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", broken)
    with pytest.raises(FormatError, match="No space left"):
        plot.save(chart, path)
    assert path.read_text("utf-8") == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["plot.json"]


@pytest.mark.parametrize("what", ["literature", "cases", "dependence"])
def test_the_commands_print_as_ever_and_draw_beside_it(what: str, tmp_path: Path) -> None:
    path = tmp_path / "plot.json"
    words = ["validate", what, "--model", "core"]
    plain = CliRunner().invoke(cli, words)
    drawn = CliRunner().invoke(cli, [*words, "--plot", str(path)])
    assert drawn.stdout == plain.stdout
    assert json.loads(path.read_text("utf-8"))["vconcat"]


def test_a_name_that_fits_is_written_and_one_too_long_is_refused(chart, tmp_path: Path) -> None:
    """A file system takes names of up to 255 bytes."""
    fits = tmp_path / ("a" * 250 + ".json")
    plot.save(chart, fits)
    assert fits.is_file()
    for path in (tmp_path / ("a" * 300 + ".json"), tmp_path / ("a" * 300) / "plot.json"):
        with pytest.raises(FormatError):
            plot.save(chart, path)
    assert list(tmp_path.iterdir()) == [fits]
