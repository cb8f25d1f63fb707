"""A case as JSON, csv and picture says what the library says."""

from __future__ import annotations

import csv
import io
import json
import shlex
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as some
from typer.testing import CliRunner

from bayesdx import load, load_evidence, query, read_findings
from bayesdx.cli import cli
from bayesdx.report.dossier import (
    INTENDED,
    as_csv_file,
    as_json_file,
    command,
    data_in_words,
    picture,
)
from bayesdx.report.dossier.case import Dossier, compile_dossier, data_version
from bayesdx.report.dossier.files import coded
from tests.report.dossier.conftest import CASE, DAY


def test_json_holds_the_numbers_of_query_in_full_precision(dossier: Dossier) -> None:
    core, said = load("core"), json.loads(as_json_file(dossier))
    assert [one["target"] for one in said["answers"]] == ["pattern", "location"]
    for one in said["answers"]:
        answer = query(core, CASE, target=one["target"])
        prior = query(core, {"setting": "neurology_clinic"}, target=one["target"])
        assert answer.low is not None
        assert answer.high is not None
        assert one["probability"] == answer.probability.tolist()
        assert one["low"] == answer.low.tolist()
        assert one["high"] == answer.high.tolist()
        assert one["prior"] == prior.probability.tolist()


def test_json_says_what_it_is_of_when_and_what_for(dossier: Dossier) -> None:
    core, said = load("core"), json.loads(as_json_file(dossier))
    assert said["intended_use"] == INTENDED
    assert said["made"] == "2026-01-31"
    assert said["model"]["version"] == core.version
    assert said["model"]["digest"] in core.version
    assert said["data"] == data_version(load_evidence())
    assert said["not_stated"] == ["time_since_onset"]
    assert said["not_examined"] == ["reflexes", "fasciculations", "emg"]
    babinski = next(one for one in said["findings"] if one["finding"] == "babinski")
    assert babinski["likelihood"] == {"flexor": 0.2, "extensor": 0.8}
    assert not babinski["context"]


def test_every_key_of_the_json_is_documented(dossier: Dossier, root: Path) -> None:
    docs = (root / "docs" / "dashboard.md").read_text("utf-8")
    missing = [key for key in json.loads(as_json_file(dossier)) if f"`{key}`" not in docs]
    assert not missing


def test_csv_has_a_row_for_each_state_and_each_row_says_what_it_rests_on(dossier: Dossier) -> None:
    core = load("core")
    rows = list(csv.DictReader(io.StringIO(as_csv_file(dossier))))
    assert len(rows) == len(core.states["pattern"]) + len(core.states["location"])
    answer = query(core, CASE, target="pattern")
    shown = [row for row in rows if row["target"] == "pattern"]
    assert [row["state"] for row in shown] == list(answer.states)
    assert [float(row["probability"]) for row in shown] == answer.probability.tolist()
    for row in rows:
        assert row["model"] == core.version
        assert row["data"] == dossier.data["digest"]
        assert row["made"] == "2026-01-31"
        assert row["intended_use"] == INTENDED
        assert "babinski=flexor:0.2,extensor:0.8" in row["findings"]


def test_the_command_says_what_is_taken_for_granted_and_how_wide_the_interval_is(
    dossier: Dossier,
) -> None:
    words = shlex.split(command(dossier))
    assert words[words.index("--set") + 1] == "setting=neurology_clinic"
    assert words.count("--finding") == len(CASE) - 1
    assert "--level" not in words
    narrow = compile_dossier(load("core"), CASE, made=DAY, level=0.9, reasons=False)
    assert command(narrow).endswith(" --level 0.9")


def test_the_command_gives_the_same_answers_again(dossier: Dossier) -> None:
    program, *words = shlex.split(command(dossier))
    assert program == "bayesdx"
    said = CliRunner().invoke(cli, [*words, "--format", "json"])
    assert said.exit_code == 0, said.output
    again = json.loads(said.stdout)
    for one, answer in zip(again, dossier.answers, strict=True):
        assert one["probability"] == answer.probability.tolist()
        assert one["network"] == answer.network


@given(
    some.lists(some.floats(0, 1), min_size=3, max_size=3).filter(lambda v: any(v) and min(v) < 1)
)
def test_any_finding_can_be_read_again_from_its_code(vector: list[float]) -> None:
    states = ("none", "mild", "marked")
    code = coded(states, np.array(vector))
    again = read_findings({"atrophy": code}, states={"atrophy": states})
    assert again.likelihoods["atrophy"].tolist() == vector


def test_an_infinite_weight_is_a_text_in_json() -> None:
    """A site fixed to the cord leaves no other pattern: its weight has no end."""
    core = load("core")
    found = compile_dossier(core, {"umn": "marked", "lmn": "none"}, made=DAY)
    said = json.loads(as_json_file(found))
    assert "Infinity" in json.dumps(said["explanation"])


def test_a_network_without_literature_has_answers_and_no_sources(root: Path) -> None:
    asia = load(str(root / "tests" / "golden" / "asia.bif"))
    found = compile_dossier(asia, {"dysp": "yes"}, made=DAY, targets=["lung"], model="asia.bif")
    said = json.loads(as_json_file(found))
    assert said["data"] == {}
    assert said["publications"] is None
    assert said["answers"][0]["low"] is None
    assert said["explanation"]["target"] == "lung"


def test_the_picture_has_every_answer_and_all_it_must_say(dossier: Dossier) -> None:
    spec = picture(dossier).to_dict()
    key = " ".join(spec["title"]["subtitle"])
    core = load("core")
    for part in (core.version, str(dossier.data["digest"]), "2026-01-31", INTENDED, "unsure"):
        assert part in key
    assert len(spec["vconcat"]) == 2
    assert "Upper motor neuron" in spec["description"]


def test_publications_that_gave_a_figure_are_counted_apart_from_those_that_gave_none() -> None:
    evidence = load_evidence()
    found = data_version(evidence)
    giving = {one.source_id for one in evidence.estimates.values()}
    assert found["publications"] == len(giving)
    assert found["without_figure"] == sum(name not in giving for name in evidence.sources)
    assert f"from {len(giving)} publications; " in data_in_words(found)


def test_the_data_version_changes_with_any_number() -> None:
    from dataclasses import replace

    evidence = load_evidence()
    name, first = next(iter(evidence.estimates.items()))
    other = replace(evidence, estimates={**evidence.estimates, name: replace(first, estimate=0.5)})
    assert first.estimate != 0.5
    assert data_version(other)["digest"] != data_version(evidence)["digest"]
