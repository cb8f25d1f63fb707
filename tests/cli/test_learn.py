"""`bayesdx learn`: cases in, a model out, the contradicted figures on stdout."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

import bayesdx
from bayesdx.cli import cli
from bayesdx.errors import FormatError, InputError


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("learn")
    rows = ["case_id,umn,babinski,note"]
    rows += [f"{i},none,{'extensor' if i < 30 else 'flexor'},x" for i in range(40)]
    (folder / "cases.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    words = ("learn", folder / "cases.csv", "-m", "core", "-o", folder / "new.zip")
    done = run(*words, "--format", "csv", "--plot", folder / "figures.json")
    assert done.exit_code == 0, done.output
    (folder / "said.csv").write_text(done.stdout, encoding="utf-8")
    (folder / "words.txt").write_text(done.stderr, encoding="utf-8")
    return folder


def test_the_most_contradicted_figure_is_said_first(folder: Path) -> None:
    rows = list(csv.DictReader(io.StringIO((folder / "said.csv").read_text(encoding="utf-8"))))
    assert rows[0]["quantity"] == "babinski.extensor.none"
    assert [float(row["tail"]) for row in rows] == sorted(float(row["tail"]) for row in rows)
    assert (float(rows[0]["k"]), float(rows[0]["n"])) == (30.0, 40.0)


def test_it_says_what_was_read_and_what_to_beware_of(folder: Path) -> None:
    said = (folder / "words.txt").read_text(encoding="utf-8")
    for part in (
        "literature + 40 local cases",
        "read: umn, babinski",
        "not used: note",
        "by chance",
        "labelled, of 40 cases: ",
        "A label that the model gave",
    ):
        assert part in said


def test_the_figures_are_drawn(folder: Path) -> None:
    drawn = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    assert "30 of 40" in json.dumps(drawn).replace("\\n", " ")


def test_the_new_model_answers_and_cites(folder: Path) -> None:
    answer = run("query", "-m", folder / "new.zip", "-f", "umn=none", "-t", "babinski")
    assert "core 0.1.0 + 40 local cases" in answer.output
    cited = run("cite", folder / "new.zip", "babinski", "--format", "json")
    rows = json.loads(cited.stdout)
    row = next(r for r in rows if r["given"] == "umn=none" and r["state"] == "extensor")
    assert row["local_cases"] == pytest.approx(30)
    assert row["literature"] < 0.01 < row["value"]


def test_a_cohort_is_scored_with_the_new_model(folder: Path) -> None:
    (folder / "one.csv").write_text("case_id,umn\na,none\n", encoding="utf-8")
    words = ("-t", "babinski", "-o", folder / "answers.csv")
    done = run("score", folder / "one.csv", "-m", folder / "new.zip", *words)
    assert done.exit_code == 0, done.output
    [row] = csv.DictReader(io.StringIO((folder / "answers.csv").read_text(encoding="utf-8")))
    answer = bayesdx.query(bayesdx.load(folder / "new.zip"), {"umn": "none"}, target="babinski")
    extensor = answer.probability[answer.states.index("extensor")]
    assert float(row["p_extensor"]) == pytest.approx(extensor, rel=1e-9)
    assert "core 0.1.0 + 40 local cases" in row["network"]


def test_a_tornado_over_the_new_model_starts_from_its_answer(folder: Path) -> None:
    words = ("-f", "umn=none", "-t", "babinski=extensor", "--format", "json")
    rows = {}
    for model in ("core", folder / "new.zip"):
        done = run("sensitivity", "tornado", "-m", model, *words)
        assert done.exit_code == 0, done.output
        found = json.loads(done.stdout)
        [rows[model]] = (r for r in found if r["parameter"] == "babinski.extensor.none")
    # Of 40 cases 30 have what the literature has in 1 of 100: the whole bar is elsewhere.
    old, new = rows.values()
    assert old["posterior_high"] < new["posterior_low"]
    assert new["posterior_low"] < new["value"] < new["posterior_high"]


@pytest.mark.parametrize(
    ("words", "error", "said"),
    [
        (("--worth", "0.05"), InputError, "worth: found 0.05; expected a number, 0.1 or more"),
        (("--out", "x.csv"), FormatError, "ending"),
        (("--columns", "missing.csv"), FormatError, "missing.csv"),
    ],
)
def test_a_fault_is_one_message(
    folder: Path, words: tuple[str, ...], error: type[Exception], said: str
) -> None:
    done = run("learn", folder / "cases.csv", "-m", "core", "-o", folder / "b.zip", *words)
    assert isinstance(done.exception, error)
    assert said in str(done.exception)
    assert not (folder / "b.zip").exists()
