"""Frames in memory: each kind of column and table, against one query for each row."""

from __future__ import annotations

import itertools
import pickle
import subprocess
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bayesdx
from bayesdx.cohort import score
from bayesdx.cohort import scorer as scorer_module
from bayesdx.cohort.asking import Asking, Wanted
from bayesdx.errors import FormatError, ImpossibleFindings
from bayesdx.explain import conflict
from bayesdx.network import Node, assemble


def random_network(seed, count):
    rng = np.random.default_rng(seed)
    sizes = rng.integers(2, 5, count).tolist()
    nodes, tables = [], []
    for i, size in enumerate(sizes):
        above = sorted(rng.choice(i, rng.integers(0, min(i, 2) + 1), replace=False).tolist())
        columns = rng.dirichlet(np.ones(size), [sizes[k] for k in above])
        columns[..., 0] *= rng.random(columns.shape[:-1]) > 0.2
        columns /= columns.sum(axis=-1, keepdims=True)
        nodes.append(
            Node(f"n{i}", tuple(f"s{k}" for k in range(size)), tuple(f"n{k}" for k in above))
        )
        tables.append(np.moveaxis(columns, -1, 0))
    return assemble("random", nodes, tables)


def random_frame(network, names, rows, rng):
    """Return text, categories, and structs with likelihoods, a third of them not examined; from the
    fifth column on, all."""
    columns = {}
    for place, name in enumerate(names):
        states = network.states[name]
        gone = rng.random(rows) < (1 / 3 if place < 4 else 1)
        if place % 3 == 2:
            weights = rng.random((rows, len(states))).round(3) + 0.001
            fields = [pa.array(weights[:, k] / 2) for k in range(len(states))]
            columns[name] = pa.StructArray.from_arrays(fields, list(states), mask=pa.array(gone))
        else:
            codes = pa.array(rng.integers(0, len(states), rows), mask=gone)
            words = pa.DictionaryArray.from_arrays(codes, pa.array(states))
            columns[name] = words if place % 3 else words.cast(pa.string())
    return pa.table(columns)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    count=st.integers(3, 8),
    entries=st.sampled_from([1, 10**6]),
    fused=st.booleans(),
)
def test_every_row_gets_the_answer_of_its_own_query(seed, count, entries, fused):
    rng = np.random.default_rng(seed)
    network = random_network(seed, count)
    target, *names = (f"n{i}" for i in rng.permutation(count))
    frame = random_frame(network, names, 12, rng)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scorer_module, "ENTRIES", entries)
        patch.setattr(scorer_module, "FEWEST", 1)
        patch.setattr(scorer_module, "pays", lambda _: fused)
        found = score(network, frame, targets=target, strict=False).to_pylist()
    for row, answer in zip(frame.to_pylist(), found, strict=True):
        try:
            expected = bayesdx.query(network, row, target=target)
        except ImpossibleFindings:
            assert answer["rejected"] == "findings that cannot occur together"
            assert answer["most_likely"] is None
            continue
        got = [answer[f"p_{state}"] for state in expected.states]
        np.testing.assert_allclose(got, expected.probability, atol=1e-12)
        of_findings = expected.probability_of_findings
        assert answer["probability_of_findings"] == pytest.approx(of_findings, rel=1e-12)
        assert answer[f"p_{answer['most_likely']}"] == max(got)


@pytest.fixture(scope="module")
def core():
    return bayesdx.load("core")


def test_pandas_categories_keep_their_index_and_aliases_are_read(core):
    frame = pd.DataFrame(
        {"Muscle tone": pd.Categorical(["spastic", None]), "shoe_size": [42, 43]}, index=["x", "y"]
    )
    found = score(core, frame, targets="pattern")
    assert list(found.index) == ["x", "y"]
    expected = bayesdx.query(core, {"tone": "spastic"}, target="pattern").probability
    got = found.loc["x", [f"p_{s}" for s in core.states["pattern"]]].to_numpy(float)
    np.testing.assert_allclose(got, expected, atol=1e-12)
    assert found.loc["y", "probability_of_findings"] == pytest.approx(1, abs=1e-12)


def test_polars_in_polars_out(core):
    polars = pytest.importorskip("polars")
    tone = ["increased", None, "normal"]
    reading = [{"flexor": 0.2, "extensor": 0.8}, None, {"flexor": 0.0, "extensor": 1.0}]
    kinds = (polars.String, polars.Categorical, polars.Enum(core.states["tone"]))
    for kind in kinds:
        frame = polars.DataFrame({"tone": polars.Series(tone, dtype=kind), "babinski": reading})
        found = score(core, frame, targets="pattern")
        assert isinstance(found, polars.DataFrame)
        assert found["most_likely"].dtype in (polars.Categorical, polars.Enum)
        for row, answer in zip(frame.to_dicts(), found.to_dicts(), strict=True):
            one = bayesdx.query(core, row, target="pattern")
            got = [answer[f"p_{state}"] for state in one.states]
            np.testing.assert_allclose(got, one.probability, atol=1e-12)


def test_pandas_with_arrow_types_and_categories_that_no_row_has(core):
    words = pd.CategoricalDtype(["bouncy", "increased", "normal"])
    frame = pd.DataFrame(
        {
            "tone": pd.Series(["increased", None], dtype=words),
            "babinski": pd.Series(["extensor", None], dtype=pd.ArrowDtype(pa.string())),
            "atrophy": pd.Series([None, None], dtype=object),
        }
    )
    found = score(core, frame, targets="pattern")
    one = bayesdx.query(core, {"tone": "increased", "babinski": "extensor"}, target="pattern")
    assert found["p_umn"].tolist()[0] == pytest.approx(one.probability[1], abs=1e-12)


def test_a_question_sent_to_another_process_gives_the_same_answers(core, monkeypatch):
    monkeypatch.setattr(scorer_module, "FEWEST", 1)
    frame = pa.table({"case_id": ["a", "b", "c"], "tone": ["increased", "bouncy", None]})
    wanted = Wanted(
        ("pattern",), level=0.9, same_decision=0.5, decide="pattern=umn", after=("emg",)
    )
    asking = Asking(core, frame.column_names, wanted, rows=3)
    sent = pickle.loads(pickle.dumps(asking))
    one, other = asking.answered(frame), sent.answered(frame)
    assert one.answers.equals(other.answers)
    assert one.rejects.equals(other.rejects)
    answers, rejects, blank = sent.answered(frame, first=10, words=True)
    assert blank == 1  # c
    assert answers["case_id"].to_pylist() == ["a", "c"]
    assert rejects["row"].to_pylist() == [12]
    assert "bouncy" in rejects["reason"][0].as_py()


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), count=st.integers(4, 8), threshold=st.floats(0.05, 0.95))
def test_the_same_decision_probability_is_the_sum_over_results(seed, count, threshold):
    rng = np.random.default_rng(seed)
    network = random_network(seed, count)
    target, *names = (f"n{i}" for i in rng.permutation(count))
    frame, after = random_frame(network, names[1:], 6, rng), names[:2]
    asked = {"same_decision": threshold, "decide": f"{target}=s0", "after": after}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scorer_module, "FEWEST", 1)
        found = score(network, frame, targets=target, strict=False, **asked).to_pylist()
    for row, answer in zip(frame.to_pylist(), found, strict=True):
        if answer["rejected"]:
            assert answer["same_decision"] is None
            continue
        now, same, near = bayesdx.query(network, row, target=target).probability[0], 0.0, False
        open_ = [name for name in after if row.get(name) is None]
        total = answer["probability_of_findings"]
        for results in itertools.product(*(network.states[name] for name in open_)):
            try:
                one = bayesdx.query(
                    network, {**row, **dict(zip(open_, results, strict=True))}, target=target
                )
            except ImpossibleFindings:
                continue
            near |= abs(one.probability[0] - threshold) < 1e-9
            if (one.probability[0] >= threshold) == (now >= threshold):
                same += one.probability_of_findings / total
        if not near:
            assert answer["same_decision"] == pytest.approx(same, abs=1e-9)


def test_an_unknown_value_is_refused_with_its_row_or_marked(core):
    frame = pa.table({"tone": ["increased", "bouncy"]})
    with pytest.raises(FormatError, match="row 1: found tone: 'bouncy'"):
        score(core, frame, targets="pattern")
    found = score(core, frame, targets="pattern", strict=False)
    assert found["p_umn"].null_count == 1
    assert "bouncy" in found["rejected"][1].as_py()


def test_interval_and_conflict_are_those_of_one_case(core):
    row = {"tone": "decreased", "babinski": "extensor"}
    found = score(core, pa.Table.from_pylist([row]), targets="pattern", level=0.9, conflict=True)
    one = bayesdx.query(core, row, target="pattern", level=0.9)
    for prefix, bounds in (("low", one.low), ("high", one.high)):
        got = [found[f"{prefix}_{state}"][0].as_py() for state in one.states]
        np.testing.assert_allclose(got, bounds, atol=1e-12)
    assert found["conflict_bits"][0].as_py() == pytest.approx(conflict(core, row).bits, abs=1e-9)


def test_several_targets_are_told_apart_by_name(core):
    found = score(core, pa.table({"babinski": ["extensor"]}), targets=["pattern", "umn"])
    for target in ("pattern", "umn"):
        one = bayesdx.query(core, {"babinski": "extensor"}, target=target)
        got = [found[f"p_{target}_{state}"][0].as_py() for state in one.states]
        np.testing.assert_allclose(got, one.probability, atol=1e-12)


def test_a_mapping_names_columns_and_the_codes_in_them(core, tmp_path):
    path = tmp_path / "mapping.csv"
    path.write_text(
        "column,finding,value,state\nq7,tone,0,normal\nq7,tone,1,increased\nq8,babinski,,\n"
    )
    frame = pa.table({"q7": [0, 1, None], "q8": ["extensor"] * 3, "reflexes": ["nonsense"] * 3})
    found = score(core, frame, targets="pattern", mapping=path)
    for place, tone in enumerate(("normal", "increased", None)):
        row = {"tone": tone, "babinski": "extensor"}
        expected = bayesdx.query(core, row, target="pattern").probability
        got = [found[f"p_{s}"][place].as_py() for s in core.states["pattern"]]
        np.testing.assert_allclose(got, expected, atol=1e-12)


def test_no_rows_and_no_findings_are_no_fault(core):
    assert (
        score(core, pa.table({"tone": pa.array([], pa.string())}), targets="pattern").num_rows == 0
    )
    found = score(core, pa.table({"shoe_size": [1, 2]}), targets="pattern")
    assert found.num_rows == 2


def test_what_is_no_table_is_refused(core):
    with pytest.raises(FormatError, match="a table of pandas, polars or Arrow"):
        score(core, [{"tone": "increased"}], targets="pattern")


@pytest.mark.parametrize("rows", ['"increased", None, "bouncy"', '"increased"', None])
def test_a_frame_of_arrow_leaves_pandas_alone(rows, root):
    script = (
        "import sys, bayesdx, pyarrow as pa; from bayesdx.cohort import score;"
        "from bayesdx.cohort.arrays import words;"
        f"tone = {f'words([{rows}])' if rows else 'pa.chunked_array([], pa.string())'};"
        "frame = pa.Table.from_arrays([tone], names=['tone']);"
        "score(bayesdx.load('core'), frame, targets='pattern', strict=False);"
        "sys.exit('pandas' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=root)
