"""Posteriors of a cohort, against arithmetic, and what is never written."""

from __future__ import annotations

import csv
import subprocess
import sys

import numpy as np
import pytest

from bayesdx.cohort import read_cases, score_file
from bayesdx.errors import FindingError, FormatError
from bayesdx.findings import vocabulary
from bayesdx.inference.posterior import score_cases
from bayesdx.network import Node, assemble

PATTERN = ("neither", "umn", "lmn", "mixed")
PRIOR = [0.4, 0.3, 0.2, 0.1]
# For each pattern, in order, the probability of each state.
TABLES = {
    "tone": {
        "decreased": [0.1, 0.1, 0.5, 0.2],
        "normal": [0.8, 0.3, 0.4, 0.4],
        "increased": [0.1, 0.6, 0.1, 0.4],
    },
    "reflexes": {
        "decreased": [0.1, 0.0, 0.7, 0.2],
        "normal": [0.8, 0.2, 0.3, 0.2],
        "increased": [0.1, 0.8, 0.0, 0.6],
    },
    "atrophy": {
        "none": [0.9, 0.8, 0.3, 0.4],
        "mild": [0.1, 0.2, 0.4, 0.3],
        "marked": [0.0, 0.0, 0.3, 0.3],
    },
    "fasciculations": {"absent": [0.9, 0.9, 0.5, 0.3], "present": [0.1, 0.1, 0.5, 0.7]},
    "babinski": {"flexor": [0.95, 0.4, 0.95, 0.5], "extensor": [0.05, 0.6, 0.05, 0.5]},
    "emg": {"absent": [0.9, 0.9, 0.4, 0.2], "present": [0.1, 0.1, 0.6, 0.8]},
}


@pytest.fixture
def network():
    nodes = [Node("pattern", PATTERN)]
    tables = [np.array(PRIOR)]
    for name, states in TABLES.items():
        nodes.append(Node(name, tuple(states), ("pattern",)))
        tables.append(np.array(list(states.values())))
    return assemble("hand", nodes, tables)


def written(path, rows):
    """Write rows to a csv with every column that one of them has."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def run(network, source, out, **asked):
    if isinstance(source, list):
        source = written(out.with_name("given.csv"), source)
    summary = score_file(network, source, targets="pattern", out=out, **asked)
    return summary, read(out)


def probabilities(row):
    return [float(row[f"p_{state}"]) for state in PATTERN]


def test_the_posterior_is_prior_times_likelihood_over_their_sum(network, tmp_path):
    rows = [
        {"case_id": "a", "tone": "increased", "babinski": "extensor"},
        {"case_id": "b", "atrophy": "present"},
        {"case_id": "c", "babinski": "extensor:0.8,flexor:0.2"},
        {"case_id": "d"},
    ]
    summary, found = run(network, rows, tmp_path / "out.csv")
    # 0.4·0.1·0.05, 0.3·0.6·0.6, 0.2·0.1·0.05, 0.1·0.4·0.5; their sum is 0.131
    assert probabilities(found[0]) == pytest.approx([2 / 131, 108 / 131, 1 / 131, 20 / 131])
    assert float(found[0]["probability_of_findings"]) == pytest.approx(0.131)
    # mild or marked: 0.4·0.1, 0.3·0.2, 0.2·0.7, 0.1·0.6; their sum is 0.3
    assert probabilities(found[1]) == pytest.approx([4 / 30, 6 / 30, 14 / 30, 6 / 30])
    # 0.8·P(extensor) + 0.2·P(flexor): 0.23, 0.56, 0.23, 0.5; with the prior 0.356 in all
    assert probabilities(found[2]) == pytest.approx(
        [0.092 / 0.356, 0.168 / 0.356, 0.046 / 0.356, 0.05 / 0.356]
    )
    assert probabilities(found[3]) == pytest.approx(PRIOR)
    assert [row["case_id"] for row in found] == ["a", "b", "c", "d"]
    assert found[0]["findings"] == "tone=increased; babinski=extensor"
    assert found[0]["network"] == network.version
    assert summary.rows == 4


def test_the_published_cases_go_through_as_they_stand(network, root, tmp_path):
    source = root / "data" / "cases" / "open_cases.csv"
    summary, found = run(network, source, tmp_path / "out.csv")
    assert summary.rows == len(found) == 308
    assert summary.used == (
        *("tone", "reflexes", "babinski", "atrophy", "fasciculations", "emg_denervation"),
    )
    assert {"onset", "clonus", "gold_pattern", "weakness", "conflict_detail"} <= set(summary.unused)
    assert {"case_id", "conflict", "ruled_out"}.isdisjoint(summary.unused)
    by_id = {row["case_id"]: row for row in found}
    # Stiff limbs and a floppy trunk; the reflexes are brisk.
    assert by_id["PPK-b8979cf2da"]["findings"] == "tone=decreased or increased; reflexes=increased"
    # Brisk reflexes ruled out: normal, weak or absent.
    assert by_id["PPK-c82209482e"]["findings"] == "tone=increased; reflexes=decreased or normal"
    for row in found:
        assert sum(probabilities(row)) == pytest.approx(1)
        if not row["findings"]:
            assert probabilities(row) == pytest.approx(PRIOR)


def test_the_published_cases_get_what_a_batch_of_all_of_them_gets(network, root, tmp_path):
    source = root / "data" / "cases" / "open_cases.csv"
    _, found = run(network, source, tmp_path / "out.csv")
    cases = read_cases(source, words=vocabulary(network.states), target="pattern")
    expected, _ = score_cases(network, cases.likelihoods, target="pattern")
    np.testing.assert_allclose([probabilities(row) for row in found], expected, atol=1e-12)
    kept = [set(filter(None, row["findings"].split("; "))) for row in found]
    assert kept == [set(filter(None, text.split("; "))) for text in cases.said]


def test_rows_that_cannot_be_read_go_to_the_rejects_with_the_reason(network, tmp_path):
    rows = [
        {"case_id": "a", "tone": "normal", "conflict": ""},
        {"case_id": "b", "tone": "bouncy", "conflict": ""},
        {"case_id": "c", "tone": "normal", "conflict": "tone"},
        {"case_id": "", "tone": "normal", "conflict": ""},
    ]
    summary, found = run(network, rows, tmp_path / "out.csv")
    assert [row["case_id"] for row in found] == ["a"]
    assert (summary.rows, summary.rejected) == (1, 3)
    rejected = read(summary.rejects)
    assert [(row["row"], row["case_id"]) for row in rejected] == [("2", "b"), ("3", "c"), ("4", "")]
    assert "tone: 'bouncy'; expected one of" in rejected[0]["reason"]
    assert "normal in its own cell" in rejected[1]["reason"]
    assert rejected[2]["reason"] == "no case_id"


def test_strict_stops_at_an_unknown_state_and_nothing_is_written(network, tmp_path):
    lines = ["case_id,tone", *(f"c{i},normal" for i in range(2, 17)), "c17,bouncy", "c18,x"]
    source = tmp_path / "cases.csv"
    source.write_text("\n".join(lines), encoding="utf-8")
    out = tmp_path / "out.csv"
    out.write_text("of yesterday", encoding="utf-8")
    with pytest.raises(FormatError) as caught:
        run(network, source, out, strict=True)
    assert [fault.where for fault in caught.value.faults] == [
        "cases.csv, row 16",
        "cases.csv, row 17",
    ]
    assert out.read_text(encoding="utf-8") == "of yesterday"
    assert {path.name for path in tmp_path.iterdir()} == {"cases.csv", "out.csv"}


def test_a_ragged_row_ends_the_reading_and_nothing_is_written(network, tmp_path):
    source = tmp_path / "cases.csv"
    source.write_text("case_id,tone\na,normal,x\nb,normal\n", encoding="utf-8")
    with pytest.raises(FormatError, match="as many cells in each row") as caught:
        run(network, source, tmp_path / "out.csv")
    assert "Row #2: Expected 2 columns, got 3: a,normal,x" in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["cases.csv"]


def test_findings_that_cannot_occur_together_are_rejected_by_row(network, tmp_path):
    # Marked wasting excludes neither and umn; brisk reflexes exclude lmn; mixed is left.
    rows = [{"case_id": "b", "atrophy": "marked", "reflexes": "increased"}]
    _, found = run(network, rows, tmp_path / "out.csv")
    assert probabilities(found[0]) == pytest.approx([0, 0, 0, 1])
    never = assemble(
        "never",
        [Node("pattern", ("neither", "umn")), Node("tone", ("normal", "increased"), ("pattern",))],
        [np.array([1.0, 0.0]), np.array([[1.0, 0.5], [0.0, 0.5]])],
    )
    rows = [{"case_id": "a", "tone": "normal"}, {"case_id": "b", "tone": "increased"}]
    summary, found = run(never, rows, tmp_path / "never.csv")
    assert [row["case_id"] for row in found] == ["a"]
    assert [(row["row"], row["reason"]) for row in read(summary.rejects)] == [
        ("2", "findings that cannot occur together")
    ]


def test_cases_without_a_finding_are_counted_for_their_answer_is_the_prior(network, tmp_path):
    rows = [
        {"case_id": "a", "tone": "normal"},
        {"case_id": "b", "tone": "not examined"},
        {"case_id": "c", "tone": ""},
        {"case_id": "d", "tone": "decreased,normal,increased"},  # says nothing
        {"case_id": "", "tone": ""},  # has no answer either
        {"case_id": "f", "tone": "bouncy"},
    ]
    summary, found = run(network, rows, tmp_path / "out.csv")
    assert (summary.rows, summary.rejected, summary.blank) == (4, 2, 3)
    for row in found[1:]:
        assert probabilities(row) == pytest.approx(PRIOR)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_pandas_is_left_alone_where_nobody_asks_for_it(root, tmp_path, ending):
    script = (
        "import sys, bayesdx; from bayesdx.cohort import score_file;"
        "score_file(bayesdx.load('core'), sys.argv[1], targets='pattern', out=sys.argv[2]);"
        "sys.exit('pandas' in sys.modules)"
    )
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    cases = tmp_path / "cases.parquet"
    pq.write_table(pa.table({"tone": ["increased", None, "bouncy"]}), cases)
    command = [sys.executable, "-c", script, str(cases), str(tmp_path / f"out.{ending}")]
    subprocess.run(command, check=True, cwd=root)


def test_an_unknown_target_is_refused_with_the_nearest_name(network, tmp_path):
    source = written(tmp_path / "cases.csv", [{"case_id": "a"}])
    with pytest.raises(FindingError, match="Did you mean pattern"):
        score_file(network, source, targets="patern", out=tmp_path / "out.csv")


def test_the_cases_are_never_overwritten_by_their_answers(network, tmp_path):
    source = tmp_path / "cases.csv"
    source.write_text("case_id,tone\na,normal\n", encoding="utf-8")
    with pytest.raises(FormatError, match="the file of the cases"):
        score_file(network, str(source), targets="pattern", out=source)


def test_a_place_that_cannot_be_written_to_is_refused(network, tmp_path):
    source = written(tmp_path / "cases.csv", [{"case_id": "a"}])
    for out, said in (("none/out.csv", "Name a file in a folder that exists"), (".", "a folder")):
        with pytest.raises(FormatError, match=said):
            score_file(network, source, targets="pattern", out=tmp_path / out)
    with pytest.raises(FormatError, match=r"Let the name end in \.csv or \.parquet"):
        score_file(network, source, targets="pattern", out=tmp_path / "out.xlsx")
