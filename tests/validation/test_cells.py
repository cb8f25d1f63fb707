"""What the likelihood of a finding rests on."""

from __future__ import annotations

import numpy as np
import pytest

from bayesdx.errors import SpecError
from bayesdx.network import KINDS, columns
from bayesdx.validation.cells import SUPPORT, cells_of, column_kinds
from tests.validation.networks import signs, tiny


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    return signs(tmp_path_factory.mktemp("model"))


def kinds(network, node: str, *states: str) -> list:
    likelihood = [float(state in states) for state in network.states[node]]
    return cells_of(network, node).kinds(np.array(likelihood)).tolist()


@pytest.mark.parametrize("node", ["babinski", "tone", "fasciculations", "umn", "pattern"])
def test_the_table_is_that_of_the_network(network, node) -> None:
    assert cells_of(network, node).table == pytest.approx(network.tables[network.index[node]])


def test_a_rate_as_it_stands_is_cited_and_its_complement_too(network) -> None:
    assert kinds(network, "babinski", "extensor")[0] == "cited"
    assert kinds(network, "babinski", "flexor")[0] == "cited"


def test_a_cited_rate_that_an_assumption_divides_over_grades_is_graded(network) -> None:
    assert kinds(network, "babinski", "extensor")[1:] == ["graded", "graded"]


def test_a_rate_of_other_patients_is_borrowed_and_one_of_several_derived(network) -> None:
    assert kinds(network, "fasciculations", "present") == ["cited", "borrowed", "derived"]


def test_an_assumption_that_does_not_reach_a_cell_does_not_count(network) -> None:
    """Where nothing pulls down, raised tone has its published rate, whatever a tie would do."""
    increased = kinds(network, "tone", "increased")
    assert increased[1] == ["cited", "part assumed", "part assumed"]
    assert kinds(network, "tone", "decreased")[0] == ["assumed"] * 3
    assert kinds(network, "tone", "normal")[1][0] == "part assumed"
    assert {column.kind for column in columns(network, "tone")} == {"part assumed", "assumed"}


def test_a_finding_that_leaves_states_open_rests_on_their_sum(network) -> None:
    """Not increased is one less increased: again the published rate."""
    assert kinds(network, "tone", "decreased", "normal")[1][0] == "cited"
    assert kinds(network, "tone", "decreased", "normal", "increased")[1][0] == "definition"


def test_a_likelihood_is_divided_by_how_far_each_parameter_moves_it(network) -> None:
    """P(increased) where both pull: u(1 − d) + u·d·t + …; by small steps of each, one by one."""
    at = (1, 2)
    likelihood = np.array([0.0, 0.0, 1.0])
    cells = cells_of(network, "tone")
    parts = {key: float(part[at]) for key, part in cells.parts(likelihood).items()}
    assert sum(parts.values()) == pytest.approx(1)
    up = float(network.parameters["tone.increased.umn.over_3_months"].point)
    d, u = (0.4 - 0.1) / 0.9, (up - 0.1) / 0.9
    by_up = up * (1 - up) * (1 - d + d * 0.3 - (1 - d) * 0.1) / 0.9
    by_down = 0.4 * 0.6 * (u * 0.3 - u - (1 - u) * 0.1) / 0.9
    ratio = parts["tone.increased.umn.over_3_months", "literature"]
    ratio /= parts["tone.table.down.otherwise", "assumption"]
    assert ratio == pytest.approx(abs(by_up / by_down), rel=1e-3)


def test_an_assumption_that_only_divides_a_rate_is_grading(network) -> None:
    parts = cells_of(network, "babinski").parts(np.array([0.0, 1.0]))
    roles = {key: part[1] > 0 for key, part in parts.items()}
    assert roles["babinski.extensor.umn", "literature"]
    assert roles["some.marked_share", "grading"]
    assert not roles["some.marked_share", "assumption"]
    assert parts["babinski.extensor.none", "literature"].tolist() == [1, 0, 0]


def test_what_follows_from_the_words_rests_on_nothing(network) -> None:
    assert set(np.array(kinds(network, "pattern", "mixed")).ravel()) == {"definition"}


def test_columns_are_called_as_the_ledger_does_but_for_grading(network) -> None:
    for node in network.states:
        ledger = [column.kind for column in columns(network, node)]
        own = column_kinds(network, node).ravel().tolist()
        assert [k.replace("graded", "part assumed") for k in own] == ledger
    assert column_kinds(network, "babinski").tolist() == ["cited", "graded", "graded"]


def test_every_kind_of_the_ledger_is_a_kind_of_support() -> None:
    assert list(SUPPORT) == ["cited", "borrowed", "derived", "graded", *list(KINDS)[3:]]


def test_a_network_without_a_model_file_is_refused() -> None:
    for read in (cells_of, column_kinds):
        with pytest.raises(SpecError, match="tiny"):
            read(tiny(), "babinski")
