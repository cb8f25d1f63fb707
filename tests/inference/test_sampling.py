"""Patients drawn from a network: exactly its distribution, as it stands and under findings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2, chisquare

from bayesdx import load
from bayesdx.errors import FindingError, ImpossibleFindings
from bayesdx.inference import query, sampling
from bayesdx.inference.alias import alias
from bayesdx.inference.sampling import sampler
from bayesdx.network import Node, assemble
from tests.inference.networks import likelihood, random_findings, random_network

ROWS = 20_000
NEVER = 1e-9
"""A p-value below which a draw is not bad luck, however often the tests run."""


@pytest.fixture(scope="module")
def core():
    return load("core")


def joint(network, findings):
    """Return P(all nodes | findings), one axis a node."""
    operands = []
    for node, table in zip(network.nodes, network.tables, strict=True):
        own = network.index[node.name]
        operands += [table, [own, *(network.index[parent] for parent in node.parents)]]
        if node.name in findings:
            operands += [likelihood(node.states, findings[node.name]), [own]]
    found = np.einsum(*operands, list(range(len(network.nodes))))
    return found / found.sum() if found.sum() else None


def counted(network, drawn):
    """Return how often each combination of states was drawn, one axis a node."""
    sizes = [len(node.states) for node in network.nodes]
    flat = np.ravel_multi_index(tuple(codes.astype(int) for codes in drawn), sizes)
    return np.bincount(flat, minlength=int(np.prod(sizes))).reshape(sizes)


def chance(counts, expected):
    """Return the p-value of counts; cells of which few are expected count as one."""
    counts, expected = counts.ravel(), expected.ravel() * counts.sum()
    assert not counts[expected == 0].any()
    common = expected >= 5
    seen = [*counts[common], counts[~common].sum()]
    hoped = [*expected[common], expected[~common].sum()]
    if hoped[-1] < 1e-9:
        seen, hoped = seen[:-1], hoped[:-1]
    return chisquare(seen, hoped).pvalue if len(seen) > 1 else 1.0


@pytest.mark.parametrize("zeros", [False, True])
@given(seed=st.integers(0, 2**32))
@settings(max_examples=25, deadline=None)
def test_the_joint_distribution_is_that_of_the_network(seed, zeros):
    network = random_network(seed, most=5, zeros=zeros)
    drawn = sampler(network).draw(ROWS, np.random.default_rng(seed))
    assert chance(counted(network, drawn), joint(network, {})) > NEVER


@pytest.mark.parametrize("zeros", [False, True])
@given(seed=st.integers(0, 2**32), found=st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_the_joint_distribution_under_findings_is_the_posterior(seed, found, zeros):
    network = random_network(seed, most=5, zeros=zeros)
    findings = random_findings(network, found)
    wanted = joint(network, findings)
    if wanted is None:
        with pytest.raises(ImpossibleFindings):
            sampler(network, findings)
        return
    drawn = sampler(network, findings).draw(ROWS, np.random.default_rng(seed))
    assert chance(counted(network, drawn), wanted) > NEVER


@pytest.mark.parametrize(
    "findings",
    [
        {},
        {"setting": "population"},
        {"babinski": "extensor", "atrophy": "marked", "emg": {"absent": 0.2, "present": 0.9}},
        {"pattern": "mixed", "time_since_onset": "under_3_days"},
    ],
)
def test_every_marginal_of_the_core_model_is_its_exact_posterior(core, findings):
    rows = 100_000
    drawn = sampler(core, findings).draw(rows, np.random.default_rng(7))
    for node, codes in zip(core.nodes, drawn, strict=True):
        exact = query(core, findings, target=node.name).probability
        seen = np.bincount(codes, minlength=len(exact))
        possible = exact > 0
        assert not seen[~possible].any()
        hoped = exact[possible] * rows
        score = ((seen[possible] - hoped) ** 2 / hoped).sum()
        assert chi2.sf(score, max(possible.sum() - 1, 1)) > 1e-6, node.name


def test_patients_are_independent_of_each_other(core):
    babinski = sampler(core).draw(50_000, np.random.default_rng(3))[core.index["babinski"]]
    neighbours = np.corrcoef(babinski[:-1], babinski[1:])[0, 1]
    assert abs(neighbours) < 5 / np.sqrt(50_000)


def test_the_same_seed_gives_the_same_patients(core):
    first, again = (sampler(core).draw(100, np.random.default_rng(5)) for _ in range(2))
    other = sampler(core).draw(100, np.random.default_rng(6))
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    assert any((a != b).any() for a, b in zip(first, other, strict=True))


def test_findings_that_tie_too_much_together_are_refused(monkeypatch):
    monkeypatch.setattr(sampling, "LARGEST", 8)
    causes = [Node(f"c{i}", ("no", "yes")) for i in range(4)]
    effect = Node("effect", ("no", "yes"), tuple(node.name for node in causes))
    even = [np.array([0.5, 0.5])] * 4
    network = assemble("wide", [*causes, effect], [*even, np.full((2,) * 5, 0.5)])
    sampler(network, {"c0": "yes"})
    with pytest.raises(FindingError, match="a table of 16 cells; expected at most 8"):
        sampler(network, {"effect": "yes"})


def test_the_cells_of_an_alias_table_add_up_to_the_distribution():
    wanted = np.array([[0.7, 0.2, 0.1, 0.0], [0.25, 0.25, 0.25, 0.25], [0.0, 0.0, 1.0, 0.0]])
    table = alias(wanted)
    kept, other = table.kept.reshape(3, 4), table.other.reshape(3, 4)
    found = kept / 4
    for column in range(3):
        np.add.at(found[column], other[column], (1 - kept[column]) / 4)
    np.testing.assert_allclose(found, wanted, atol=1e-15)


@given(states=st.integers(1, 60))
def test_the_largest_number_below_one_still_names_a_state(states):
    table = alias(np.full((1, states), 1 / states))
    last = table.draw(0, np.array([np.nextafter(1.0, 0.0)]))
    assert last.tolist() == [states - 1]
