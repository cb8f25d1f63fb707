"""Published patients: who is scored, at which prior, and what is said of the model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bayesdx.errors import FindingError, FormatError
from bayesdx.formats.model import load
from bayesdx.network import Node, assemble
from bayesdx.validation import CasesReport, validate_cases
from bayesdx.validation.metrics import FIGURES
from tests.validation.networks import EXTENSOR, PRIOR, WASTED, tiny

HEADER = "case_id,tier,disease,disease_id,gold_pattern,babinski,atrophy"
ROWS = (
    "a,A,stroke,D:1,umn,extensor,absent",
    "b,B,neuropathy,D:2,lmn,flexor,present",
    "c,A,myopathy,D:3,muscle,flexor,absent",
    "d,A,ALS,D:4,mixed,extensor,present",
    "e,C,doubtful,D:5,mixed,extensor,present",
    "f,A,one finding,D:6,umn,extensor,",
    "g,A,hidden stroke,D:1,umn,flexor,present",
)
OPEN = Path(__file__).parents[2] / "data" / "cases" / "open_cases.csv"


@pytest.fixture(scope="module")
def core() -> CasesReport:
    return validate_cases(load("core"), OPEN, bootstrap=50)


def written(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "cases.csv"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def validated(folder: Path, *rows: str, network=None, **options) -> CasesReport:
    path = written(folder, *(rows or ROWS))
    return validate_cases(network or tiny(), path, **{"bootstrap": 20, **options})


def faults(folder: Path, *rows: str, header: str = HEADER) -> str:
    with pytest.raises(FormatError) as refused:
        validate_cases(tiny(), written(folder, *rows, header=header))
    return str(refused.value)


def test_tier_c_and_cases_with_one_finding_are_not_scored(tmp_path) -> None:
    report = validated(tmp_path)
    assert [case.case_id for case in report.cases] == ["a", "b", "c", "d", "g"]
    assert report.left_out == 2


def test_muscle_disease_counts_as_neither(tmp_path) -> None:
    assert [case.truth for case in validated(tmp_path).cases] == [
        "umn", "lmn", "neither", "mixed", "umn",
    ]  # fmt: skip


def test_the_figures_are_told_without_muscle_disease_as_well(tmp_path) -> None:
    report = validated(tmp_path)
    nerve = validated(tmp_path, *(row for row in ROWS if ",muscle," not in row))
    assert len(report.without_muscle[0].probability) == 4
    assert [f.figures for f in report.without_muscle] == [f.figures for f in nerve.forecasts]
    assert nerve.without_muscle == ()
    muscle = validated(tmp_path, *(row for row in ROWS if ",muscle," in row))
    assert muscle.without_muscle == ()


def test_the_prior_of_the_model_is_taken_out(tmp_path) -> None:
    """With one setting and one prior, what remains is the likelihood of the findings."""
    likelihood = EXTENSOR * (1 - WASTED)
    forecast = {f.name: f for f in validated(tmp_path).forecasts}
    expected = pytest.approx(likelihood / likelihood.sum())
    assert forecast["model"].probability[0] == expected
    assert forecast["model, setting=home"].probability[0] == expected
    assert forecast["model, setting=ward"].probability[0] == expected
    assert PRIOR["home"] != PRIOR["ward"]


def test_in_a_network_without_structure_naive_bayes_is_the_model(tmp_path) -> None:
    forecast = {f.name: f for f in validated(tmp_path).forecasts}
    model, naive = forecast["model"].probability, forecast["naive Bayes"].probability
    assert naive == pytest.approx(model)


def test_the_setting_of_a_case_is_context_and_no_finding(tmp_path) -> None:
    rows = [f"{row},ward" for row in ROWS]
    path = written(tmp_path, *rows, header=f"{HEADER},setting")
    stated = validate_cases(tiny(), path, bootstrap=0)
    assert [case.case_id for case in stated.cases] == ["a", "b", "c", "d", "g"]
    likelihood = EXTENSOR * (1 - WASTED)
    assert stated.forecasts[0].probability[0] == pytest.approx(likelihood / likelihood.sum())


def test_calls_confusion_and_what_is_confidently_wrong(tmp_path) -> None:
    """Of case g the truth has 0.5·0.1 / (0.9·0.1 + 0.5·0.1 + 0.9·0.6 + 0.5·0.6) = 0.051."""
    report = validated(tmp_path)
    assert [case.called for case in report.cases] == ["umn", "lmn", "neither", "mixed", "lmn"]
    assert report.cases[-1].probability_of_truth == pytest.approx(0.05 / 0.98)
    assert report.confidently_wrong == ()
    row = next(r for r in report.confusion_rows() if r["truth"] == "umn")
    assert (row["called umn"], row["called lmn"], row["right"]) == (1, 1, 0.5)
    sharper = validated(tmp_path, network=tiny(wasted=np.array([0.1, 0.02, 0.6, 0.6])))
    assert [case.case_id for case in sharper.confidently_wrong] == ["g"]


def test_diseases_are_resampled_whole_and_the_same_for_the_same_seed(tmp_path) -> None:
    one, same, other = (validated(tmp_path, seed=seed, bootstrap=200) for seed in (1, 1, 2))
    assert one.rows() == same.rows()
    assert one.rows() != other.rows()


def test_cases_of_one_disease_alone_have_an_interval_of_no_width(tmp_path) -> None:
    alone = [row.replace(row.split(",")[3], "D:1") for row in ROWS]
    for row in validated(tmp_path, *alone).rows():
        assert row["low"] == pytest.approx(row["value"])
        assert row["high"] == pytest.approx(row["value"])


def test_without_resampling_there_is_no_interval(tmp_path) -> None:
    report = validated(tmp_path, bootstrap=0)
    assert {(row["low"], row["high"]) for row in report.rows()} == {(None, None)}
    assert "(" not in report.summary()[0]["auc"]


def test_every_fault_of_the_truths_is_named_in_one_pass(tmp_path) -> None:
    said = faults(tmp_path, "a,A,x,D:1,unm,extensor,absent", "b,A,x,,umn,extensor,absent")
    assert "cases.csv:2, column gold_pattern: found 'unm'" in said
    assert "Did you mean 'umn'?" in said
    assert "cases.csv:3, column disease_id: found nothing" in said


def test_a_missing_column_is_named(tmp_path) -> None:
    said = faults(tmp_path, "a,extensor,absent", header="case_id,babinski,atrophy")
    assert all(f"no column {name}" in said for name in ("gold_pattern", "tier", "disease_id"))


def test_a_file_without_a_case_to_score_is_refused(tmp_path) -> None:
    assert "no case to score" in faults(tmp_path, ROWS[4], ROWS[5])


def test_findings_that_the_model_takes_for_impossible_are_refused_with_their_line(tmp_path) -> None:
    network = tiny(wasted=np.zeros(4))
    with pytest.raises(FormatError, match=r"cases\.csv:3.*impossible for the model"):
        validated(tmp_path, network=network)


def test_a_network_without_patterns_is_refused(tmp_path) -> None:
    rain = assemble("rain", [Node("rain", ("no", "yes"))], [np.array([0.8, 0.2])])
    with pytest.raises(FindingError, match="pattern"):
        validated(tmp_path, network=rain)


# The open cases and the teaching model. No figure is asserted: none may become a target.


def test_the_open_cases_have_every_figure_of_every_forecast(core) -> None:
    names = {forecast.name for forecast in core.forecasts}
    assert {"model", "majority", "count the signs", "naive Bayes"} < names
    assert [f.name for f in core.adults] == [f.name for f in core.forecasts]
    assert len(core.rows()) == 3 * len(names) * len(FIGURES)
    assert all(np.isfinite([row["value"], row["low"], row["high"]]).all() for row in core.rows())


def test_the_model_beats_the_majority_in_balanced_accuracy(core) -> None:
    value = {f.name: f.figures["balanced_accuracy"] for f in core.forecasts}
    assert value["model"] > value["majority"]


def test_every_case_is_scored_left_out_or_neither(core) -> None:
    assert len(core.cases) + core.left_out == len(OPEN.read_text("utf-8").splitlines()) - 1
    assert core.confusion().sum() == len(core.cases)
    assert sum(row["cases"] for row in core.reliability_rows()) == len(core.cases)
    assert all(len(case.settings) == 4 for case in core.cases)
