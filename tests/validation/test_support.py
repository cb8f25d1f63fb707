"""What the answers about patients rest on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bayesdx.errors import SpecError
from bayesdx.formats.model import load
from bayesdx.inference import query
from bayesdx.network import assemble
from bayesdx.validation import SupportReport, validate_support
from bayesdx.validation.cells import ROLES, SUPPORT
from bayesdx.validation.joints import joints
from tests.validation.networks import signs, tiny

HEADER = "case_id,tier,disease,disease_id,gold_pattern,setting,babinski,tone,fasciculations"
ROWS = (
    "a,A,stroke,D:1,umn,ward,extensor,increased,",
    "b,B,neuropathy,D:2,lmn,,flexor,decreased|normal,present",
)
OPEN = Path(__file__).parents[2] / "data" / "cases" / "open_cases.csv"


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    return signs(tmp_path_factory.mktemp("model"))


def written(folder: Path, *rows: str) -> Path:
    path = folder / "cases.csv"
    path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return path


@pytest.fixture
def one(network, tmp_path) -> SupportReport:
    """Return the report of the first case alone."""
    return validate_support(network, written(tmp_path, ROWS[0]))


def forecast(network, said: dict[str, str]) -> np.ndarray:
    """Return the posterior over the prior in the same setting, by single queries."""
    context = {"setting": "ward"}
    posterior = query(network, {**said, **context}, target="pattern").probability
    odds = posterior / query(network, context, target="pattern").probability
    return odds / odds.sum()


def test_a_finding_moves_the_answer_by_what_leaving_it_out_changes(network, one) -> None:
    both = forecast(network, {"babinski": "extensor", "tone": "increased"})
    without = forecast(network, {"tone": "increased"})
    move = next(move for move in one.moves if move.finding == "babinski")
    assert move.moved == pytest.approx(np.abs(both - without).sum() / 2)
    assert (move.probability_of_truth, move.without) == pytest.approx((both[1], without[1]))
    assert (move.case_id, move.said) == ("a", "extensor")


def test_a_movement_is_divided_by_where_the_patient_is_believed_to_be(network, one) -> None:
    """An extensor toe rests on a cited cell without a lesion, on graded ones with one."""
    said = {"babinski": "extensor", "tone": "increased", "setting": "ward"}
    none = query(network, said, target="umn").probability[0]
    move = next(move for move in one.moves if move.finding == "babinski")
    assert one.findings["babinski"]["cited"] == pytest.approx(move.moved * none)
    assert one.findings["babinski"]["graded"] == pytest.approx(move.moved * (1 - none))


def test_all_that_moves_is_divided(network, tmp_path) -> None:
    report = validate_support(network, written(tmp_path, *ROWS))
    every = sum(move.moved for move in report.moves)
    assert sum(own.total() for own in report.findings.values()) == pytest.approx(every)
    assert sum(own.total() for own in report.by_column.values()) == pytest.approx(every)
    assert sum(report.share(kind) for kind in SUPPORT) == pytest.approx(1)
    assert sum(report.share(kind, of=report.hidden) for kind in SUPPORT) == pytest.approx(1)


def test_what_the_parameters_carry_is_all_but_what_follows_from_the_words(
    network, tmp_path
) -> None:
    report = validate_support(network, written(tmp_path, *ROWS))
    assert sum(report.carried(role) for role in ROLES) == pytest.approx(
        1 - report.share("definition")
    )
    assert report.carried("literature") >= report.share("cited", "borrowed", "derived")
    assert report.carried("assumption") >= report.share("assumed")
    shares = [row["share"] for row in report.parameter_rows("assumption")]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(report.carried("assumption"))


def test_cases_add_up(network, tmp_path) -> None:
    both = validate_support(network, written(tmp_path, *ROWS))
    alone = [validate_support(network, written(tmp_path, row)) for row in ROWS]
    for part in ("findings", "by_column", "hidden"):
        for node, own in getattr(both, part).items():
            parts = [getattr(report, part).get(node, {}) for report in alone]
            expected = {kind: sum(p.get(kind, 0) for p in parts) for kind in own}
            assert dict(own) == pytest.approx(expected)


def tilted(network, node: str, column: tuple[int, ...], state: int, by: float):
    """Return the network with one state of one column more likely, the others in proportion."""
    tables = list(network.tables)
    table = tables[network.index[node]].copy()
    table[(state, *column)] *= np.exp(by)
    tables[network.index[node]] = table / table.sum(axis=0)
    return assemble("tilted", network.nodes, tables)


def slope(network, node: str, column: tuple[int, ...]) -> float:
    said = {"babinski": "extensor", "tone": "increased"}
    total = 0.0
    for state in range(3):
        up, down = (forecast(tilted(network, node, column, state, t), said) for t in (1e-4, -1e-4))
        total += np.abs(up - down).sum() / 2e-4 / 2
    return total


def test_the_sensitivity_of_a_column_is_the_slope_of_the_answer(network, one) -> None:
    """Of the upper motor neuron the column of the ward matters, and its figures are published."""
    in_the_ward = slope(network, "umn", (1,))
    assert in_the_ward > 0.001
    assert one.hidden["umn"]["derived"] == pytest.approx(in_the_ward, rel=1e-6)
    assert one.hidden["umn"]["assumed"] == 0


def test_what_only_makes_a_pattern_more_common_does_not_matter_at_a_uniform_prior(
    network, one
) -> None:
    """Tone does not tell mild from marked lower motor neuron damage here."""
    assert slope(network, "lmn", ()) == pytest.approx(0, abs=1e-9)
    assert set(one.hidden) == {"umn"}


def test_joints_of_a_cell_add_up_to_answers(network) -> None:
    said = {"babinski": np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])}
    [(some, found)] = joints(network, said, cases=3, target="pattern")
    assert (some.start, some.stop) == (0, 3)
    answer = query(network, {"babinski": "extensor"}, target="pattern")
    for joint in found:
        whole = joint.sum(axis=tuple(range(joint.ndim - 2)))
        assert whole.sum(axis=0)[0] == pytest.approx(answer.probability_of_findings)
        assert whole[:, 0] / whole[:, 0].sum() == pytest.approx(answer.probability)


def test_cases_that_do_not_fit_at_once_are_taken_one_by_one(network, monkeypatch, tmp_path) -> None:
    path = written(tmp_path, *ROWS)
    whole = validate_support(network, path)
    monkeypatch.setattr("bayesdx.validation.joints._AT_ONCE", 1)
    parts = validate_support(network, path)
    for one, other in zip(parts.rows(), whole.rows(), strict=True):
        assert list(one.values())[:2] == list(other.values())[:2]
        assert list(one.values())[2:] == pytest.approx(list(other.values())[2:])


def test_rows_have_every_kind_and_the_sums(network, one) -> None:
    rows = one.rows()
    assert {tuple(row) for row in rows} == {("table", "node", "moved", *SUPPORT)}
    assert [row["moved"] for row in rows if row["node"] == "all"] == [1, 1]
    for table in ("findings", "between"):
        shares = [row["moved"] for row in rows if row["table"] == table and row["node"] != "all"]
        assert sum(shares) == pytest.approx(1)
    assert one.as_dict()["shares"]["cited"] == pytest.approx(one.share("cited"))
    assert replace(one, findings={}).share("cited") == 0


def test_a_network_without_a_model_file_is_refused(tmp_path) -> None:
    path = tmp_path / "cases.csv"
    header = "case_id,tier,disease,disease_id,gold_pattern,babinski,atrophy"
    path.write_text(f"{header}\na,A,x,D:1,umn,extensor,absent\n", encoding="utf-8")
    with pytest.raises(SpecError, match="tiny"):
        validate_support(tiny(), path)


def test_the_teaching_model_is_asked_about_every_finding_of_the_open_cases() -> None:
    report = validate_support(load("core"), OPEN)
    assert {move.finding for move in report.moves} == set(report.findings)
    assert 0 < report.share("cited") < 1
    assert "cells that are cited, borrowed or derived" in report.description
