"""From a number to its cells and back, against a walk through every column."""

from __future__ import annotations

import numpy as np
import pytest

import bayesdx
from bayesdx.network import Network, possible_columns
from bayesdx.report.citation import cite
from bayesdx.report.honesty import honest_numbers
from bayesdx.report.uses import (
    by_node,
    estimates_behind,
    parameters_from,
    resting_on,
    uses,
    weights,
)

EVIDENCE = bayesdx.load_evidence()


@pytest.fixture(scope="module", params=["core", "localisation"])
def network(request: pytest.FixtureRequest) -> Network:
    return bayesdx.load(request.param)


def test_every_parameter_is_used_by_exactly_the_columns_that_name_it(network: Network) -> None:
    found = uses(network)
    walked = {
        (name, column.node, column.given)
        for node in network.nodes
        for column in possible_columns(network, node.name)
        for name in column.parameters
    }
    assert {(n, c.node, c.given) for n, several in found.items() for c in several} == walked
    assert all(found.values()), "a parameter that no column is computed from"


def test_a_number_leads_to_columns_that_cite_it_and_these_lead_back(network: Network) -> None:
    columns = uses(network)
    for estimate_id, parameters in list(parameters_from(network).items())[::25]:
        for column in [c for p in parameters for c in columns[p.name]][::40]:
            table = cite(network, EVIDENCE, column.node, given=dict(column.given))
            cited = {e.estimate_id for p in table.parameters.values() for e in p.estimates}
            assert estimate_id in cited
            back = estimates_behind(resting_on(network, [column]))
            assert {one.estimate_id for one in back} == cited


def test_the_numbers_behind_all_columns_are_those_that_are_counted(network: Network) -> None:
    every = [c for node in network.nodes for c in possible_columns(network, node.name)]
    total = honest_numbers(network)[-1]
    behind = resting_on(network, every)
    assert len(estimates_behind(behind)) == total["estimates"] == len(parameters_from(network))
    assert sum(one.cited for one in behind) == total["quantities"]
    assert [one.cited for one in behind] == sorted((one.cited for one in behind), reverse=True)
    assert sum(len(several) for several in by_node(every).values()) == len(every)


def test_the_weights_of_the_studies_of_a_quantity_sum_to_one(network: Network) -> None:
    for parameter in network.parameters.values():
        if parameter.cited:
            found = weights(parameter)
            assert [*found] == [one.estimate_id for one in parameter.estimates]
            assert sum(found.values()) == pytest.approx(1)
            assert min(found.values()) > 0


def test_an_assumption_has_no_studies(network: Network) -> None:
    assumed = next(one for one in network.parameters.values() if not one.cited)
    assert weights(assumed) == {}


def test_two_studies_weigh_as_their_precision_where_they_agree(network: Network) -> None:
    """The pull w = a / (v + τ²) of each, averaged over the weights of τ, by a plain loop."""
    from bayesdx.evidence import mixture_of, studies_of

    parameter = next(one for one in network.parameters.values() if len(one.estimates) == 2)
    said = studies_of(parameter.name, parameter.kind, parameter.estimates)
    mixture = mixture_of(parameter.kind, said)
    expected = np.zeros(2)
    for tau, weight in zip(mixture.taus, mixture.weight, strict=True):
        pull = [a / (v + tau**2) for a, v in zip(said.a, said.v, strict=True)]
        expected += weight * np.array(pull) / sum(pull)
    assert list(weights(parameter).values()) == pytest.approx(expected.tolist())
