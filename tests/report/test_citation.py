"""Citations: every cell leads to publications that say it, or to an assumption that owns up."""

from __future__ import annotations

import dataclasses

import pytest

import bayesdx
from bayesdx.errors import FindingError
from bayesdx.network import KINDS
from bayesdx.report.citation import cite, figure, in_words
from bayesdx.report.honesty import honest_numbers

CORE = bayesdx.load("core")
EVIDENCE = bayesdx.load_evidence()


@pytest.mark.parametrize("node", [node.name for node in CORE.nodes])
def test_every_cell_is_cited_assumed_with_a_reason_or_a_definition(node: str) -> None:
    table = cite(CORE, EVIDENCE, node)
    for cell in table.cells:
        assert cell.low <= cell.high
        assert (cell.kind == "definition") == (not cell.parameters)
    for parameter in table.parameters.values():
        if parameter.cited:
            assert all(said.reference for said in parameter.estimates)
        else:
            assert parameter.because


def test_kinds_of_columns() -> None:
    kinds = {row["node"]: {k for k in KINDS if row[k]} for row in honest_numbers(CORE)}
    assert kinds["babinski"] == {"cited", "part assumed"}
    assert kinds["fasciculations"] == {"cited", "borrowed", "assumed"}
    assert kinds["time_since_onset"] == {"assumed"}
    assert kinds["pattern"] == {"definition"}


def test_a_partial_bibliography_says_so_wherever_it_is_shown() -> None:
    table = cite(CORE, EVIDENCE, "babinski")
    for parameter in table.parameters.values():
        for said in parameter.estimates:
            if said.bibliography != "verified":
                assert f"[bibliography {said.bibliography}]" in said.reference
    assert "[bibliography" in in_words(table)


def test_only_the_columns_asked_for() -> None:
    table = cite(CORE, EVIDENCE, "babinski", given={"umn": "none"})
    assert [cell.state for cell in table.cells] == ["flexor", "extensor"]
    assert set(table.parameters) == {"babinski.extensor.none"}


def test_unknown_words_are_refused_with_the_nearest() -> None:
    with pytest.raises(FindingError, match="umn"):
        cite(CORE, EVIDENCE, "babinski", given={"unm": "none"})
    with pytest.raises(FindingError, match="marked"):
        cite(CORE, EVIDENCE, "babinski", given={"umn": "markd"})


def test_a_figure_is_shown_as_the_paper_gives_it() -> None:
    base = EVIDENCE.estimates["reimers1996_fasc_healthy"]
    bare = dataclasses.replace(base, k=None, n=None)
    assert figure(base) == "8/70 (0.114)"
    assert figure(bare) == "0.114, n not stated"
    assert figure(dataclasses.replace(bare, ci_low=0.1, ci_high=0.2)) == (
        "0.114 (95% interval 0.1–0.2)"
    )
