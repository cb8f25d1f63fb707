"""What a text asks the model for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bayesdx.errors import FindingError, ImpossibleFindings
from bayesdx.network import Network, Node, assemble
from bayesdx.report.measured import (
    Measured,
    chance,
    in_words,
    measured,
    ratio,
    ratio_in_words,
    read_asked,
    thousand_in_words,
)


@pytest.fixture(scope="module")
def clinic() -> Network:
    """Disease .1; two tests, each .8 and .2, independent given the disease; two draws."""
    nodes = [
        Node("ill", ("no", "yes")),
        Node("first", ("absent", "present"), ("ill",)),
        Node("second", ("absent", "present"), ("ill",)),
    ]
    test = np.array([[0.8, 0.2], [0.2, 0.8]])
    tables = [np.array([0.9, 0.1]), test, test]
    draws = [
        np.array([[0.9, 0.1], [0.8, 0.2]]),
        test[None],
        test[None],
    ]
    return assemble("clinic", nodes, tables, draws=draws)


def test_a_chance_is_bayes_theorem(clinic: Network) -> None:
    """.1·.8 / (.1·.8 + .9·.2) = .08/.26; in the second draw .16/.32."""
    found = measured(clinic, "P(ill=yes | first=present)")
    assert found.value == pytest.approx(0.08 / 0.26)
    assert found.drawn.tolist() == pytest.approx([0.08 / 0.26, 0.5])


def test_several_findings_hold_at_once(clinic: Network) -> None:
    found = measured(clinic, "P(first=present; second=present | ill=yes)")
    assert found.value == pytest.approx(0.64)


def test_a_likelihood_ratio_of_independent_findings_is_their_product(clinic: Network) -> None:
    assert measured(clinic, "LR(first=present : ill=yes)").value == pytest.approx(4)
    both = measured(clinic, "LR(first=present; second=present : ill=yes)")
    assert both.value == pytest.approx(16)
    assert both.drawn.tolist() == pytest.approx([16, 16])


def test_a_ratio_given_another_finding_is_what_is_left_of_it(clinic: Network) -> None:
    found = ratio(clinic, {"second": "present"}, {"ill": "yes"}, {"first": "present"})
    assert found.value == pytest.approx(4)


def test_states_joined_by_or_are_summed(clinic: Network) -> None:
    assert measured(clinic, "P(ill=yes or no)").value == pytest.approx(1)


def test_what_cannot_be_given_is_refused() -> None:
    never = assemble("never", [Node("ill", ("no", "yes"))], [np.array([1.0, 0.0])])
    with pytest.raises(ImpossibleFindings, match="ill=yes"):
        chance(never, {"ill": "no"}, {"ill": "yes"})


def test_without_draws_there_is_no_interval() -> None:
    bare = assemble("bare", [Node("ill", ("no", "yes"))], [np.array([0.9, 0.1])])
    assert in_words(bare, "P(ill=yes)") == "10%"
    assert in_words(bare, "N(ill=yes)") == "100 of 1,000"


def test_draws_that_say_nothing_are_left_out() -> None:
    found = Measured(0.5, np.array([np.nan, 0.4, 0.6]))
    assert (found.low, found.high) == pytest.approx((0.405, 0.595))


def test_each_kind_is_written_in_its_way(clinic: Network) -> None:
    assert in_words(clinic, "P(ill=yes)") == "10% (10–20)"
    assert in_words(clinic, "N(ill=yes)") == "100 of 1,000 (103–198)"  # 102.5 and 197.5
    assert in_words(clinic, "LR(first=present : ill=yes)") == "4 (4–4)"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ill=yes",
        "P()",
        "P(ill=yes | first)",
        "P(ill=yes : first=present)",
        "LR(first=present)",
        "Q(ill=yes)",
        "P(ill=yes | ill=yes)",
        "LR(ill=yes : ill=yes)",
    ],
)
def test_other_forms_are_refused(text: str) -> None:
    with pytest.raises(FindingError):
        read_asked(text)


PIECES = ["P", "N", "LR", "(", ")", " | ", " : ", "; ", "=", " or ", "a", "b", "yes", "no"]


@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=16).map("".join))
@example("LR(a=yes : b=no | c=yes; d=no)")
@example("P(a=yes or no | )")
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        asked = read_asked(text)
    except FindingError:
        return
    assert text.strip().startswith(f"{asked.kind}(")
    assert asked.event
    assert bool(asked.hypothesis) == (asked.kind == "LR")
    assert not asked.event.keys() & (asked.hypothesis.keys() | asked.given.keys())


def test_counts_and_ratios_without_draws() -> None:
    none = np.empty(0)
    assert thousand_in_words(Measured(0.25, none)) == "250 of 1,000"
    assert ratio_in_words(Measured(float("inf"), none)) == "∞"
