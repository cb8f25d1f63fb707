"""The answer for one kind of reader, its references, its HTML, and the command that prints it."""

from __future__ import annotations

import json
import re

import pytest
from typer.testing import CliRunner

import bayesdx
from bayesdx.cli import cli
from bayesdx.evidence import Treatment, load_treatments
from bayesdx.report.comparison import LEVELS, by_place, compare
from bayesdx.report.comparison.answer import Answer, answer
from bayesdx.report.comparison.markup import lines_table, places_table

CAUSES = ("no_lesion", "als", "head_injury")


@pytest.fixture(scope="module")
def answers() -> dict[str, Answer]:
    found = compare(bayesdx.load("core"), bayesdx.load_evidence())
    told = load_treatments()
    return {level: answer(found, told, level=level, causes=CAUSES) for level in LEVELS}


@pytest.mark.parametrize("level", LEVELS)
def test_references_are_numbered_in_the_order_in_which_they_are_cited(answers, level) -> None:
    said = answers[level]
    lines = [line for part in said.parts for line in (part.opening, *part.lines)]
    cited = [ref for line in lines for ref in line.refs] + [told.ref for told in said.treatments]
    assert list(dict.fromkeys(cited)) == [one.number for one in said.references]
    assert len({one.text for one in said.references}) == len(said.references)


def test_readers_get_the_same_shares_in_their_own_words(answers) -> None:
    def babinski(level: str) -> str:
        lines = [line for part in answers[level].parts for line in part.lines]
        return next(line for line in lines if line.key == "babinski").numbers["umn"]

    assert re.fullmatch(r"\d+ of 100", babinski("patient"))
    assert re.fullmatch(r"\d+%", babinski("student"))
    assert re.fullmatch(r"\d+% \(\d+–\d+\)", babinski("clinician"))
    assert {re.findall(r"\d+", babinski(level))[0] for level in LEVELS} == {
        re.findall(r"\d+", babinski("student"))[0]
    }


def test_an_incomplete_reference_says_so(answers) -> None:
    assert any("[bibliography unverified]" in one.text for one in answers["patient"].references)


def test_causes_without_a_text_on_treatment_are_named(answers) -> None:
    assert answers["student"].untreated == ("head injury",)


def test_a_patient_reads_the_plain_line_of_a_treatment() -> None:
    found = compare(bayesdx.load("core"), bayesdx.load_evidence(), items=[])
    row = Treatment("als", "riluzole", "clinical", "plain", "miller_2012_riluzole", "excerpt")
    said = [answer(found, [row], level=level).treatments[0].says for level in LEVELS]
    assert said == ["plain", "clinical", "clinical"]


def test_the_table_has_a_row_for_each_sign_and_a_cell_for_each_pattern(answers) -> None:
    said = answers["clinician"]
    part = next(part for part in said.parts if part.opening.key == "signs")
    table = lines_table(part.lines, said.references, label="signs & more")
    assert 'aria-label="signs &amp; more"' in table
    assert table.count('role="row"') == 1 + sum(bool(line.shares) for line in part.lines)
    assert table.count('role="cell"') == 4 * sum(bool(line.shares) for line in part.lines)
    assert "Rests on: " in table
    assert 'href="https://doi.org/' in table


def test_the_table_of_places_names_its_signs() -> None:
    table = places_table(by_place(bayesdx.load("core")), label="places")
    assert "Plantar response extensor" in table
    assert "Anterior horn cells" in table
    plain = places_table(by_place(bayesdx.load("core")), label="places", level="patient")
    assert " of 100</td>" in plain


def test_a_published_number_says_of_what_it_is(answers) -> None:
    lines = [line for part in answers["student"].parts for line in part.lines]
    figures = [figure for line in lines for figure in line.figures]
    assert "fasciculations present 8/70 (0.114); 70 healthy adults" in " ".join(figures)
    assert "specificity of babinski extensor 100/100 (1); healthy controls" in " ".join(figures)


def run(*words: str) -> str:
    done = CliRunner().invoke(cli, ["compare", "--model", "core", *words])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_command_prints_shares_as_its_reader_reads_them() -> None:
    assert re.search(r"Stiff limbs +\d+ of 100", run("--level-of-reading", "patient"))
    assert re.search(r"Tone increased, spastic +\d+% \(\d+–\d+\)", run())


def test_the_command_as_csv_has_bounds_and_publications() -> None:
    header = run("--format", "csv").splitlines()[0].split(",")
    assert {"umn", "umn_low", "umn_high", "umn_rests_on", "publications"} <= set(header)


def test_the_command_as_json_is_the_whole_answer() -> None:
    said = json.loads(run("--format", "json", "--level-of-reading", "student"))
    assert said["level"] == "student"
    assert {"parts", "treatments", "references", "whose", "network"} <= set(said)
    assert said["parts"][1]["lines"][0]["shares"]["umn"]["probability"] > 0


def test_the_setting_moves_the_shares() -> None:
    """In the population no motor neuron lesion is mostly no disease, in a laboratory seldom."""

    """Of lesions of both neurons, those that a laboratory sees are more often ALS."""

    def of_both(setting: str) -> float:
        said = json.loads(run("--set", f"setting={setting}", "--format", "json"))
        lines = [line for part in said["parts"] for line in part["lines"]]
        [line] = [line for line in lines if line["key"] == "fasciculations"]
        return float(line["shares"]["mixed"]["probability"])

    assert of_both("emg_lab") > of_both("population") + 0.1
