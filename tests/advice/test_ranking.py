"""All measures side by side, burden, and the probability of being best."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from bayesdx.advice import burden_of, burden_rows, load_burden, next_tests
from bayesdx.advice.best import probability_best
from bayesdx.advice.burden import ASPECTS
from bayesdx.advice.information import information_bits
from bayesdx.advice.question import ask
from bayesdx.errors import EvidenceError, FindingError
from bayesdx.evidence import load_evidence
from bayesdx.findings import CONTEXT, HIDDEN, load_terms
from bayesdx.formats.model import load
from bayesdx.network import Network, assemble
from tests.advice.brute import joint_of
from tests.inference.networks import random_network

KEYS = ["tests", "information_bits", "expected_value", "probability_best", "burden"]


def test_rows_have_these_keys_and_no_others(asia: Network) -> None:
    [row] = next_tests(asia, {"dysp": "yes"}, target="lung", among=["xray"]).rows()
    assert list(row) == KEYS
    assert row["tests"] == ["xray"]
    assert row["information_bits"] == pytest.approx(0.301746, abs=6e-7)
    assert row["expected_value"] is row["probability_best"] is row["burden"] is None


def test_with_a_threshold_the_order_is_by_value(asia: Network) -> None:
    rows = next_tests(asia, {}, target="lung", threshold=0.5).rows()
    values = [row["expected_value"] for row in rows]
    assert values == sorted(values, reverse=True)


def test_depth_two_gives_pairs(asia: Network) -> None:
    rows = next_tests(asia, {}, target="lung", depth=2, among=["xray", "smoke", "dysp"]).rows()
    assert [len(row["tests"]) for row in rows] == [2, 2, 2]
    assert set(rows[0]["tests"]) == {"xray", "smoke"}


def test_a_threshold_without_a_state_is_refused_before_anything_is_computed() -> None:
    with pytest.raises(FindingError, match="pattern=mixed"):
        next_tests(load("core"), {}, target="pattern", threshold=0.5)


def test_with_nothing_left_to_examine_there_is_no_advice() -> None:
    network = random_network(3, most=1)
    assert next_tests(network, {}, target=network.nodes[0].name).rows() == []


def test_the_probability_of_being_best_is_the_share_of_draws_under_which_it_is() -> None:
    network = random_network(6, most=8, draws=40)
    target = network.nodes[-1].name
    asked = ask(network, {}, target=target)
    found = probability_best(asked, [(test,) for test in asked.tests])
    assert found is not None
    wins = np.zeros(len(asked.tests))
    for draw in range(40):
        tables = [table[min(draw, len(table) - 1)] for table in network.draws]
        one = Network(name="", version="", nodes=network.nodes, tables=tuple(tables))
        bits = [float(information_bits(joint_of(one, {}, [target, test]))) for test in asked.names]
        wins[int(np.argmax(bits))] += max(bits) > 1e-12
    assert found.tolist() == pytest.approx((wins / 40).tolist())


def test_fewer_draws_are_spread_over_all_of_them() -> None:
    network = random_network(6, most=8, draws=40)
    asked = ask(network, {}, target=network.nodes[-1].name)
    sets = [(test,) for test in asked.tests]
    few = [table[::4] if len(table) > 1 else table for table in network.draws]
    thin = assemble("thin", network.nodes, network.tables, draws=few)
    some = probability_best(asked, sets, draws=10)
    every = probability_best(ask(thin, {}, target=network.nodes[-1].name), sets)
    assert some is not None
    assert every is not None
    assert some.tolist() == every.tolist()


def test_a_network_without_draws_has_no_probability_of_being_best(asia: Network) -> None:
    asked = ask(asia, {}, target="lung")
    assert probability_best(asked, [(test,) for test in asked.tests]) is None


def test_core_advises_with_every_measure() -> None:
    found = next_tests(load("core"), {"tone": "increased"}, target="pattern=umn", threshold=0.5)
    rows = found.rows()
    assert all(row["burden"] is not None and tuple(row["burden"]) == ASPECTS for row in rows)
    assert sum(row["probability_best"] for row in rows) <= 1 + 1e-12
    assert max(row["probability_best"] for row in rows) > 0.2
    assert len(found.to_frame()) == len(rows)


def test_every_finding_that_can_be_examined_has_a_burden() -> None:
    idle = (CONTEXT, HIDDEN)
    tests = [name for name, term in load_terms().items() if term.group not in idle]
    assert [name for name in tests if burden_of([name]) is None] == []


def test_what_is_cited_is_a_source_that_is_listed() -> None:
    sources = load_evidence().sources
    for row in load_burden():
        assert bool(row.source_id) == bool(row.as_printed) == bool(row.locator)
        assert not row.source_id or row.source_id in sources
        assert row.source_id or row.because


def test_two_findings_of_one_procedure_cost_it_once() -> None:
    together = burden_of(["emg", "emg_reinnervation", "mri_brain"])
    one, other = burden_of(["emg"]), burden_of(["mri_brain"])
    assert together is not None
    assert one is not None
    assert other is not None
    assert together["money"] == pytest.approx(one["money"] + other["money"])
    assert together["pain"] == max(one["pain"], other["pain"])
    assert burden_of(["emg", "no_such_test"]) is None
    assert {row["procedure"] for row in burden_rows(["emg", "mri_brain"])} == {
        "needle_emg",
        "mri_brain",
    }


@pytest.mark.parametrize(
    ("column", "cell", "named"),
    [
        ("value", "much", "value"),
        ("value", "-1", "value"),
        ("aspect", "fear", "aspect"),
        ("because", "", "reason"),
        ("procedure", "other", "one row each"),
    ],
)
def test_a_faulty_burden_is_refused(tmp_path: Path, column: str, cell: str, named: str) -> None:
    ours = Path(__file__).parents[2] / "data" / "burden.csv"
    with ours.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    rows[0][column] = cell
    with (tmp_path / "burden.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(EvidenceError, match=named):
        load_burden(tmp_path)


def test_a_number_of_draws_below_zero_is_refused() -> None:
    with pytest.raises(FindingError, match="draws: found -1"):
        next_tests(load("core"), {}, target="pattern", draws=-1)
