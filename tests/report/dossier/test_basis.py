"""What an answer rests on, held against the tables themselves."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from bayesdx import load, load_evidence, query, read_findings
from bayesdx.findings import Findings
from bayesdx.network import columns
from bayesdx.report.dossier.basis import FEW, Basis, Known, basis_of

CASES = [
    {"babinski": "extensor", "setting": "neurology_clinic"},
    {"babinski": {"flexor": 0.2, "extensor": 0.8}, "atrophy": "present", "tone": "increased"},
    {},
]


@pytest.fixture(scope="module")
def core():  # type: ignore[no-untyped-def]
    return load("core")


def asked(core, case) -> tuple[Findings, Findings, Basis]:  # type: ignore[no-untyped-def]
    found = read_findings(case, states=core.states)
    context = read_findings({k: v for k, v in case.items() if k == "setting"}, states=core.states)
    return found, context, basis_of(
        core, load_evidence(), found, context=context, targets=["pattern", "location"]
    )  # fmt: skip


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", ["babinski", "tone", "atrophy", "pattern", "fasciculations"])
def test_a_column_weighs_what_the_chain_rule_gives(core, case, name: str) -> None:
    """P(a, b | known) = P(a | known) · P(b | a, known), asked of the engine one by one."""
    node = core.nodes[core.index[name]]
    known = Known.of(core, read_findings(case, states=core.states)).weights(node)
    points = replace(core, draws=())
    for at in itertools.product(*(range(len(core.states[p])) for p in node.parents)):
        given, p = dict(case), 1.0
        for parent, place in zip(node.parents, at, strict=True):
            state = core.states[parent][place]
            share = query(points, given, target=parent)
            p *= float(share.probability[place])
            if p == 0:
                break
            given[parent] = state
        assert (p >= FEW) == (at in known) or p == pytest.approx(FEW, rel=1e-6)
        if at in known:
            assert known[at] == pytest.approx(p, rel=1e-9)


@pytest.mark.parametrize("case", CASES)
def test_every_source_named_is_one_that_the_columns_rest_on(core, case) -> None:
    evidence = load_evidence()
    _, _, basis = asked(core, case)
    for ground in basis.grounds:
        behind = {
            estimate.source_id
            for column in columns(core, ground.node)
            for name in column.parameters
            for estimate in core.parameters[name].estimates
        }
        assert set(ground.sources) <= behind
        assert sum(ground.kinds.values()) == pytest.approx(1.0)
        assert all(evidence.sources[name] in basis.sources for name in ground.sources)
    named = {name for ground in basis.grounds for name in ground.sources}
    assert {source.source_id for source in basis.sources} == named
    assert len(basis.sources) == len(named)


def test_what_a_finding_makes_improbable_has_spoken_too(core) -> None:
    """After three signs hardly anybody is left without damage; the rate of those is rested on."""
    case = {
        "babinski": "extensor",
        "reflexes": "increased",
        "tone": "increased",
        "setting": "neurology_clinic",
    }
    found, context, basis = asked(core, case)
    [toe] = [ground for ground in basis.grounds if ground.node == "babinski"]
    node = core.nodes[core.index["babinski"]]
    before, after = (Known.of(core, known).weights(node) for known in (context, found))
    spared = core.states["umn"].index("none")
    assert spared in {at[node.parents.index("umn")] for at in before}
    assert spared not in {at[node.parents.index("umn")] for at in after}
    assert toe.columns == len({*before, *after})
    assert "babinski.extensor.none" in {one.name for one in toe.parameters}
    assert "gil_babinski" in toe.sources


def test_what_was_examined_comes_first_and_a_barren_node_not_at_all(core) -> None:
    _, _, basis = asked(core, CASES[0])
    nodes = [ground.node for ground in basis.grounds]
    assert nodes[0] == "babinski"
    assert {"setting", "location", "umn", "lmn", "pattern"} <= set(nodes)
    assert not {"tone", "emg", "fasciculations"} & set(nodes)


def test_a_column_that_the_findings_make_improbable_still_counts(core) -> None:
    """An extensor response speaks by how rare it is without an upper motor neuron lesion."""
    _, _, basis = asked(core, CASES[0])
    names = {one.name for one in basis.grounds[0].parameters}
    assert "babinski.extensor.none" in names


def test_publications_are_numbered_as_they_come(core) -> None:
    _, _, basis = asked(core, CASES[1])
    numbers = [basis.number(source.source_id) for source in basis.sources]
    assert numbers == list(range(1, len(numbers) + 1))


def test_weights_of_a_node_without_parents_are_one(core) -> None:
    known = Known.of(core, read_findings({}, states=core.states))
    assert known.weights(core.nodes[core.index["setting"]]) == {(): 1.0}
    assert np.isclose(sum(known.weights(core.nodes[core.index["location"]]).values()), 1.0)
