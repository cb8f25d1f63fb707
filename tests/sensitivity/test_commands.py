"""`bayesdx sensitivity` of a model: the library's rows in full precision, pictures, refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import bayesdx
from bayesdx.cli import cli
from bayesdx.errors import InputError
from bayesdx.sensitivity.global_indices import global_indices
from bayesdx.sensitivity.prior import prior_sensitivity
from bayesdx.sensitivity.structure import structure_band
from bayesdx.sensitivity.tornado import tornado

ASIA = ("--model", str(Path(__file__).parents[1] / "golden" / "asia.bif"))
CORE = ("--model", "core", "-f", "babinski=extensor", "--target", "pattern=umn")
SAID = {"babinski": "extensor"}


def call(*words: str) -> str:
    result = CliRunner().invoke(cli, ["sensitivity", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def rows(*words: str) -> list[dict[str, object]]:
    said: list[dict[str, object]] = json.loads(call(*words, "--format", "json"))
    return said


def test_json_is_the_rows_of_the_library() -> None:
    core = bayesdx.load("core")
    asked = {"target": "pattern=umn"}
    assert rows("tornado", *CORE) == tornado(core, SAID, **asked).rows()
    assert rows("prior", *CORE) == prior_sensitivity(core, SAID, **asked).rows()
    assert rows("structure", *CORE) == structure_band(core, SAID, **asked).rows()
    found = global_indices(core, SAID, target="pattern=umn", by="node", samples=32, seed=3)
    words = ("--by", "node", "--samples", "32", "--seed", "3")
    assert rows("global", *CORE, *words) == found.rows()


def test_a_network_without_literature_has_priors_and_arrows_all_the_same() -> None:
    """Two in three smoke: then bronchitis is the answer."""
    [row] = rows("prior", *ASIA, "--target", "bronc=yes", "--prior", "smoke=yes")
    assert row["break_even"] == pytest.approx(2 / 3, abs=1e-15)
    found = rows("structure", *ASIA, "-f", "smoke=yes", "--target", "lung=yes")
    assert found[0]["parents"] == ["smoke"]


@pytest.mark.parametrize("command", ["tornado", "global"])
def test_what_needs_literature_says_so(command: str) -> None:
    with pytest.raises(InputError, match="literature"):
        call(command, *ASIA, "--target", "lung=yes")


@pytest.mark.parametrize("command", ["tornado", "prior", "structure"])
@pytest.mark.parametrize("style", ["table", "csv"])
def test_tables_have_a_header(command: str, style: str) -> None:
    said = call(command, *CORE, "--format", style).splitlines()
    assert len(said) > 2
    assert "posterior" in said[0]


def test_a_picture_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "prior.json"
    call("prior", *CORE, "--plot", str(path))
    assert json.loads(path.read_text(encoding="utf-8"))["vconcat"]
    assert [file.name for file in tmp_path.iterdir()] == ["prior.json"]
