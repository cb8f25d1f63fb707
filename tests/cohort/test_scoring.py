"""Posteriors of a cohort, against arithmetic, and what is never written."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from bayesdx.cohort import score
from bayesdx.errors import FindingError, FormatError
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


def run(network, source, out):
    summary = score(network, source, target="pattern", out=out)
    with out.open(encoding="utf-8", newline="") as file:
        return summary, list(csv.DictReader(file))


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
    assert by_id["PPK-b8979cf2da"]["findings"] == "reflexes=increased; tone=decreased or increased"
    # Brisk reflexes ruled out: normal, weak or absent.
    assert by_id["PPK-c82209482e"]["findings"] == "tone=increased; reflexes=decreased or normal"
    for row in found:
        assert sum(probabilities(row)) == pytest.approx(1)
        if not row["findings"]:
            assert probabilities(row) == pytest.approx(PRIOR)


def test_an_unknown_state_in_row_17_is_reported_and_nothing_is_written(network, tmp_path):
    lines = ["case_id,tone", *(f"c{i},normal" for i in range(2, 17)), "c17,bouncy", "c18,x"]
    source = tmp_path / "cases.csv"
    source.write_text("\n".join(lines), encoding="utf-8")
    out = tmp_path / "out.csv"
    out.write_text("of yesterday", encoding="utf-8")
    with pytest.raises(FormatError) as caught:
        score(network, source, target="pattern", out=out)
    assert [fault.where.partition("cases.csv")[2] for fault in caught.value.faults] == [
        ":17, column tone",
        ":18, column tone",
    ]
    assert out.read_text(encoding="utf-8") == "of yesterday"
    assert {path.name for path in tmp_path.iterdir()} == {"cases.csv", "out.csv"}


def test_a_ragged_row_is_reported_beside_the_faults_of_other_rows(network, tmp_path):
    source = tmp_path / "cases.csv"
    source.write_text("case_id,tone\na,normal,x\nb,bouncy\n", encoding="utf-8")
    with pytest.raises(FormatError) as caught:
        score(network, source, target="pattern", out=tmp_path / "out.csv")
    assert len(caught.value.faults) == 2


def test_findings_that_cannot_occur_together_are_reported_by_row(network, tmp_path):
    rows = [
        {"case_id": "a", "tone": "normal"},
        # Marked wasting excludes neither and umn; brisk reflexes exclude lmn; mixed is left.
        {"case_id": "b", "atrophy": "marked", "reflexes": "increased"},
    ]
    _, found = run(network, rows, tmp_path / "out.csv")
    assert probabilities(found[1]) == pytest.approx([0, 0, 0, 1])
    never = assemble(
        "never",
        [Node("pattern", ("neither", "umn")), Node("tone", ("normal", "increased"), ("pattern",))],
        [np.array([1.0, 0.0]), np.array([[1.0, 0.5], [0.0, 0.5]])],
    )
    with pytest.raises(FormatError, match="cannot occur together: tone=increased") as caught:
        score(
            never,
            [{"case_id": "a", "tone": "normal"}, {"case_id": "b", "tone": "increased"}],
            target="pattern",
            out=tmp_path / "never.csv",
        )
    assert [fault.where for fault in caught.value.faults] == ["row 2 (b)"]
    assert not (tmp_path / "never.csv").exists()


def test_an_unknown_target_is_refused_with_the_nearest_name(network, tmp_path):
    with pytest.raises(FindingError, match="Did you mean pattern"):
        score(network, [{"case_id": "a"}], target="patern", out=tmp_path / "out.csv")


def test_the_cases_are_never_overwritten_by_their_answers(network, tmp_path):
    source = tmp_path / "cases.csv"
    source.write_text("case_id,tone\na,normal\n", encoding="utf-8")
    with pytest.raises(FormatError, match="the file of the cases"):
        score(network, str(source), target="pattern", out=source)


def test_a_place_that_cannot_be_written_to_is_refused(network, tmp_path):
    rows = [{"case_id": "a"}]
    with pytest.raises(FormatError, match="Name a file in a folder that exists"):
        score(network, rows, target="pattern", out=tmp_path / "none" / "out.csv")
    with pytest.raises(FormatError, match="a file to write"):
        score(network, rows, target="pattern", out=tmp_path)
