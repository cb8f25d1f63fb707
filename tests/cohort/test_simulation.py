"""Files of patients that a model makes up."""

from __future__ import annotations

import json

import numpy as np
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq
import pytest

from bayesdx import load, query
from bayesdx.cohort import simulation
from bayesdx.cohort.scoring import score_file
from bayesdx.cohort.simulation import blocks, plan, shares, simulate
from bayesdx.errors import FindingError, FormatError
from tests.validation.networks import tiny


@pytest.fixture(scope="module")
def core():
    return load("core")


def values(table, column):
    return table.column(column).to_pylist()


def test_a_file_has_the_findings_the_truth_and_what_it_was_drawn_from(core, tmp_path):
    out = tmp_path / "cases.parquet"
    done = simulate(core, rows=50, seed=3, out=out, given={"pattern": "umn"}, missing={"emg": 1})
    table = pq.read_table(out)
    assert table.num_rows == done.rows == 50
    assert values(table, "case_id") == list(range(1, 51))
    assert set(values(table, "true_pattern")) == {"umn"}
    assert set(values(table, "emg")) == {None}
    assert {"tone", "setting", "true_location"} < set(table.column_names)
    assert not {"pattern", "true_tone"} & set(table.column_names)
    assert str(table.schema.field("tone").type).startswith("dictionary<values=string, indices=int8")
    about = json.loads(table.schema.metadata[b"bayesdx"])["simulated"]
    assert about == {
        "network": core.version,
        "seed": 3,
        "given": {"pattern": "umn"},
        "missing": {"emg": 1},
    }


def test_csv_and_parquet_hold_the_same_patients(core, tmp_path):
    for name in ("a.csv", "a.parquet"):
        simulate(core, rows=200, seed=1, out=tmp_path / name, missing=shares(core, examination=0.5))
    text = arrow_csv.read_csv(
        tmp_path / "a.csv", convert_options=arrow_csv.ConvertOptions(strings_can_be_null=True)
    )
    table = pq.read_table(tmp_path / "a.parquet")
    for name in table.column_names:
        assert values(text, name) == values(table, name)


def test_simulated_patients_can_be_scored(core, tmp_path):
    cases, out = tmp_path / "cases.csv", tmp_path / "posteriors.csv"
    simulate(core, rows=20, seed=1, out=cases, missing=shares(core, examination=0.5))
    done = score_file(core, cases, targets="pattern", out=out)
    assert done.rows == 20
    assert "true_pattern" in done.unused


def test_the_first_rows_are_the_same_however_many_follow(core, monkeypatch):
    monkeypatch.setattr(simulation, "BLOCK", 64)
    made = plan(core, seed=9, missing={"tone": 0.5})
    short, long = ([*blocks(made, rows)] for rows in (100, 300))
    assert [len(one.states["tone"]) for one in short] == [64, 36]
    for name in core.index:
        few, many = (np.concatenate([b.states[name] for b in some]) for some in (short, long))
        assert (few == many[:100]).all()
    gone = [np.concatenate([b.unexamined["tone"] for b in some]) for some in (short, long)]
    assert (gone[0] == gone[1][:100]).all()


def test_who_is_not_examined_changes_neither_the_patients_nor_each_other(core):
    [whole], [some], [more] = (
        [*blocks(plan(core, seed=2, missing=missing), 5000)]
        for missing in ({}, {"tone": 0.3}, {"tone": 0.3, "babinski": 0.6})
    )
    assert all((whole.states[n] == more.states[n]).all() for n in core.index)
    assert (some.unexamined["tone"] == more.unexamined["tone"]).all()


def test_missing_findings_are_as_many_as_asked_for_and_tell_nothing(core):
    rows = 100_000
    [block] = blocks(plan(core, seed=4, missing=shares(core, examination=0.2, tests=0.7)), rows)
    for name, share in (("tone", 0.2), ("emg", 0.7)):
        error = np.sqrt(share * (1 - share) / rows)
        assert abs(block.unexamined[name].mean() - share) < 5 * error
    assert "setting" not in block.unexamined
    extensor = block.states["babinski"] == 1
    seen = extensor[~block.unexamined["babinski"]]
    exact = query(core, {}, target="babinski").probability[1]
    assert abs(seen.mean() - exact) < 5 * np.sqrt(exact * (1 - exact) / len(seen))


def test_without_literature_every_node_is_a_finding_unless_it_is_called_hidden(tmp_path):
    done = simulate(tiny(), rows=5, seed=0, out=tmp_path / "a.csv")
    assert done.found == ("setting", "pattern", "babinski", "atrophy")
    assert done.hidden == ()
    done = simulate(tiny(), rows=5, seed=0, out=tmp_path / "b.csv", hidden=["pattern"])
    assert done.hidden == ("pattern",)
    assert shares(tiny(), examination=0.5, hidden=["pattern"]).keys() == {
        "setting",
        "babinski",
        "atrophy",
    }


def test_every_fault_of_what_is_asked_comes_at_once(core):
    with pytest.raises(FindingError) as caught:
        plan(
            core,
            seed=-1,
            given={"patern": "umn"},
            missing={"tone": 1.5, "pattern": 0.1, "refelxes": 0.1},
        )
    said = str(caught.value)
    assert "seed: found -1" in said
    assert "missing tone: found 1.5" in said
    assert "missing pattern: found a hidden node" in said
    assert said.count("Did you mean") == 2


def test_an_unknown_state_that_all_shall_share_is_refused(core, tmp_path):
    with pytest.raises(FindingError, match="extensr"):
        simulate(core, rows=5, seed=0, out=tmp_path / "a.csv", given={"babinski": "extensr"})
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize(
    ("name", "message"),
    [("cases.xls", "the ending '.xls'"), ("none/cases.csv", "No such file"), (".csv", "ending")],
)
def test_a_file_that_cannot_be_written_is_refused_and_nothing_stays(core, tmp_path, name, message):
    with pytest.raises(FormatError, match=message):
        simulate(core, rows=5, seed=0, out=tmp_path / name)
    assert not [*tmp_path.iterdir()]


def test_an_interrupted_run_leaves_the_file_that_was_there(core, tmp_path):
    out = tmp_path / "cases.csv"
    out.write_text("mine")

    def interrupted(items, length):
        yield from [*items][:0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(core, rows=5, seed=0, out=out, progress=interrupted)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["mine"]


def test_no_patients_are_none(core, tmp_path):
    with pytest.raises(FindingError, match="at least one patient"):
        simulate(core, rows=0, seed=0, out=tmp_path / "a.csv")
