"""What is said and drawn of a model's calls on published patients."""

from __future__ import annotations

from pathlib import Path

import pytest

from bayesdx.formats.model import load
from bayesdx.report import accuracy
from bayesdx.report.accuracy import FIGURES, Group
from bayesdx.validation import CasesReport, validate_cases
from tests.report.drawn import across, rows
from tests.report.test_charts import contrast
from tests.validation.networks import tiny

HEADER = "case_id,tier,disease,disease_id,gold_pattern,babinski,atrophy"
ROWS = (
    "a,A,stroke,D:1,umn,extensor,absent",
    "b,B,neuropathy,D:2,lmn,flexor,present",
    "c,A,myopathy,D:3,muscle,flexor,absent",
    "d,A,ALS,D:4,mixed,extensor,present",
    "g,A,hidden stroke,D:1,umn,flexor,present",
)
OPEN = Path(__file__).parents[2] / "data" / "cases" / "open_cases.csv"


@pytest.fixture
def small(tmp_path: Path) -> CasesReport:
    path = tmp_path / "cases.csv"
    path.write_text("\n".join([HEADER, *ROWS, ""]), encoding="utf-8")
    return validate_cases(tiny(), path, bootstrap=20)


@pytest.fixture(scope="module")
def core() -> CasesReport:
    return validate_cases(load("core"), OPEN, bootstrap=20)


def everyone(report: CasesReport) -> Group:
    return accuracy.groups(report)[0]


def test_without_ages_there_is_one_group_and_with_them_a_second(small, core) -> None:
    assert [group.name for group in accuracy.groups(small)] == ["Everyone"]
    _, adults = accuracy.groups(core)
    assert len(adults.cases) == len(core.adult_cases) == len(adults.forecasts[0].probability)


def test_the_summary_counts_what_is_called_right(small: CasesReport) -> None:
    """All but the hidden stroke, whose signs are those of a neuropathy; it is half of umn."""
    said = accuracy.summary(everyone(small))
    assert said.startswith("**4 of 5 patients** with 4 diseases")
    assert "it is right in 88%" in said  # (1 + 1/2 + 1 + 1) / 4
    assert "majority 25%" in said


def test_calls_are_counted_by_their_truth_and_the_right_ones_marked(small: CasesReport) -> None:
    cells = accuracy.confusion_rows(small, everyone(small))
    assert len(cells) == 16
    umn = {row["called"]: row for row in cells if row["truth"] == "Upper, 2"}
    assert (umn["Upper"]["cases"], umn["Upper"]["share"], umn["Upper"]["right"]) == (1, 0.5, True)
    assert (umn["Lower"]["cases"], umn["Lower"]["right"]) == (1, False)
    assert accuracy.confusion_text(cells).startswith(
        "Calls of the model. truly Upper, 2 cases: called Upper 1, Lower 1, Both 0, Neither 0;"
    )


def test_a_count_can_be_read_on_the_darkest_ground_in_light_and_dark() -> None:
    """The ground is the colour at half strength over the page; the ink is that of the page."""

    def over(page: str, colour: str) -> str:
        pairs = [(int(page[i : i + 2], 16), int(colour[i : i + 2], 16)) for i in (1, 3, 5)]
        return "#" + "".join(f"{round((a + b) / 2):02x}" for a, b in pairs)

    blue = accuracy.PATTERN_COLOURS["umn"]
    assert contrast("#31333f", over("#ffffff", blue)) >= 4.5
    assert contrast("#fafafa", over("#0e1117", blue)) >= 4.5


def test_the_bins_hold_every_case_once_and_an_interval_around_their_share(core) -> None:
    for group in accuracy.groups(core):
        bins = accuracy.bins(core, group)
        assert sum(row["cases"] for row in bins) == len(group.cases)
        assert all(row["low"] <= row["right"] <= row["high"] for row in bins)


def test_a_bin_says_its_counts(small: CasesReport) -> None:
    bins = accuracy.bins(small, everyone(small))
    assert sum(int(row["text"].split("; ")[1].split()[0]) for row in bins) == 4  # called right
    assert accuracy.reliability_text(bins).startswith("Confidence against share right. ")


@pytest.mark.parametrize("name", FIGURES)
def test_each_figure_has_the_model_first_and_the_baselines_by_another_shape(
    core: CasesReport, name: str
) -> None:
    chart = accuracy.figure_chart(everyone(core), name)
    drawn = rows(chart)[1:]
    assert [row["text"].partition(":")[0] for row in drawn] == ["model", *accuracy.BASELINES]
    assert [row["shape"] for row in drawn] == ["circle", *["diamond"] * 3]
    low, high = across(chart)
    assert all(low <= row["mark"] <= high and row["high"] <= high for row in drawn)
    assert accuracy.figure_text(everyone(core), name).count("; ") == 3


def test_a_figure_that_the_cases_do_not_allow_has_no_mark(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(f"{HEADER}\n{ROWS[0]}\n", encoding="utf-8")
    report = validate_cases(tiny(), path, bootstrap=0)
    assert "model: –" in accuracy.figure_text(everyone(report), "auc")
    accuracy.figure_chart(everyone(report), "auc").to_dict()


def test_a_case_is_told_in_words(small: CasesReport) -> None:
    wrong = next(case for case in small.cases if case.case_id == "g")
    said = accuracy.case_in_words(wrong)
    assert said.startswith("hidden stroke (g): in truth upper motor neuron, called lower motor")
    assert said.endswith("Found: plantar response flexor or mute, muscle wasting present.")


def test_how_many_calls_hang_on_the_setting_is_counted(core: CasesReport) -> None:
    several = len(core.decided_by_setting)
    assert accuracy.moved(core, everyone(core)).startswith(f"{several} of {len(core.cases)} are")
