"""Markov blankets and d-separation, against pgmpy and against the numbers themselves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bayesdx
from bayesdx.errors import FindingError
from bayesdx.formats.pgm import to_pgm
from bayesdx.inference.neighbours import markov_blanket, separated
from bayesdx.network import Network
from tests.inference.networks import enumerate_joint, random_network

TOLERANCE = 1e-9


@pytest.fixture(scope="module")
def model() -> Network:
    return bayesdx.load("localisation")


def conditional(network: Network, target: str, fixed: dict[str, object]) -> np.ndarray:
    return enumerate_joint(network, fixed, target)[0]


@given(st.integers(0, 2**32), st.data())
@settings(max_examples=40, deadline=None)
def test_the_blanket_is_that_of_pgmpy(seed: int, data: st.DataObject) -> None:
    network = random_network(seed)
    node = data.draw(st.sampled_from(list(network.states)))
    assert set(markov_blanket(network, node)) == set(to_pgm(network).get_markov_blanket(node))


@given(st.integers(0, 2**32), st.data())
@settings(max_examples=40, deadline=None)
def test_where_the_blanket_is_known_the_rest_tells_nothing(seed: int, data: st.DataObject) -> None:
    network = random_network(seed, most=6)
    node = data.draw(st.sampled_from(list(network.states)))
    blanket = markov_blanket(network, node)
    rest = [name for name in network.states if name != node and name not in blanket]
    pick = {name: data.draw(st.sampled_from(network.states[name])) for name in network.states}
    inside = {name: pick[name] for name in blanket}
    everything = inside | {name: pick[name] for name in rest}
    alone = conditional(network, node, inside)
    np.testing.assert_allclose(conditional(network, node, everything), alone, atol=TOLERANCE)


@given(st.integers(0, 2**32), st.data())
@settings(max_examples=40, deadline=None)
def test_the_blanket_is_the_smallest_such_set(seed: int, data: st.DataObject) -> None:
    network = random_network(seed, most=6)
    node = data.draw(st.sampled_from(list(network.states)))
    for one in markov_blanket(network, node):
        others = [name for name in markov_blanket(network, node) if name != one]
        assert one not in separated(network, {}, target=node, known=others)


@given(st.integers(0, 2**32), st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_separated_is_what_pgmpy_finds_no_open_path_to(
    seed: int, data: st.DataObject
) -> None:
    network = random_network(seed)
    names = list(network.states)
    node = data.draw(st.sampled_from(names))
    known = data.draw(st.sets(st.sampled_from(names))) - {node}
    findings = {name: network.states[name][0] for name in known}
    found = set(separated(network, findings, target=node))
    reached = to_pgm(network).active_trail_nodes(node, observed=list(known))[node]
    open_ones = {name for name in names if name not in known}
    assert open_ones - found == open_ones & (set(reached) | {node})


@given(st.integers(0, 2**32), st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_separated_moves_nothing(seed: int, data: st.DataObject) -> None:
    network = random_network(seed, most=6)
    names = list(network.states)
    node = data.draw(st.sampled_from(names))
    known = sorted(data.draw(st.sets(st.sampled_from(names))) - {node})
    findings: dict[str, object] = {
        name: data.draw(st.sampled_from(network.states[name])) for name in known
    }
    before = conditional(network, node, findings)
    for silent in set(separated(network, findings, target=node)) - set(known):
        for state in network.states[silent]:
            after = conditional(network, node, findings | {silent: state})
            np.testing.assert_allclose(after, before, atol=TOLERANCE)


def test_nothing_tells_more_of_what_is_known(model: Network) -> None:
    silent = separated(model, {"babinski": "extensor"}, target="babinski")
    assert set(silent) == set(model.states) - {"babinski"}


def test_an_uncertain_finding_leaves_its_node_open(model: Network) -> None:
    unsure = {"babinski": {"extensor": 0.8, "flexor": 0.2}}
    assert "babinski" not in separated(model, unsure, target="pattern")
    assert separated(model, unsure, target="babinski") == ()


def test_an_uncertain_finding_on_a_common_effect_joins_its_causes(root: Path) -> None:
    """Who is likely to have one of two diseases is less likely to have each if the other is there.

    In asia P(tub) = 0.0104 and P(lung) = 0.055 are independent; once `either` is reported with
    odds of 4 to 1 they are not.
    """
    asia = bayesdx.load(root / "tests" / "golden" / "asia.bif")
    assert "lung" in separated(asia, {}, target="tub")
    reported = {"either": {"yes": 0.8, "no": 0.2}}
    assert "lung" not in separated(asia, reported, target="tub")
    without, given_lung = (
        bayesdx.query(asia, reported | more, target="tub").probability[0]
        for more in ({}, {"lung": "yes"})
    )
    # P(tub, reported) / P(reported): 0.0104·0.8 / (0.2 + 0.6·(1 − 0.9896·0.945))
    assert without == pytest.approx(0.0104 * 0.8 / (0.2 + 0.6 * (1 - 0.9896 * 0.945)))
    assert given_lung == pytest.approx(0.0104)


def test_what_is_known_of_the_site_silences_the_arrows_through_it(model: Network) -> None:
    silent = separated(model, {}, target="babinski", known=["location", "umn"])
    assert {"cause", "site", "tone", "age_band"} <= set(silent)
    assert {"location", "umn"}.isdisjoint(silent)


def test_names_are_words_as_of_findings_and_unknown_ones_are_refused(model: Network) -> None:
    assert markov_blanket(model, "plantar") == markov_blanket(model, "babinski")
    with pytest.raises(FindingError, match="babinsky"):
        markov_blanket(model, "babinsky")
    with pytest.raises(FindingError, match="siet"):
        separated(model, {}, target="babinski", known=["siet"])
