"""NODE or NODE=STATE means the same everywhere."""

from __future__ import annotations

import numpy as np
import pytest

from bayesdx.advice.question import target_of
from bayesdx.errors import FindingError
from bayesdx.inference.roles import causes, circumstances, examinable
from bayesdx.inference.target import affirmative, one_state, read_target, state_of
from bayesdx.network import Network, Node, assemble

HALF = np.array([0.5, 0.5])


@pytest.fixture
def network() -> Network:
    """Reflexes as the terms know them, and names of ours in a network without literature."""
    nodes = [
        Node("location", ("here", "there")),
        Node("reflexes", ("absent", "decreased", "normal", "increased")),
        Node("xray", ("yes", "no")),
        Node("setting", ("home", "away")),
    ]
    return assemble("made", nodes, [HALF, np.full(4, 1 / 4), HALF, HALF])


def test_a_node_alone_names_no_state(network: Network) -> None:
    asked = read_target(network, " reflexes ")
    assert (asked.name, asked.word, asked.states) == ("reflexes", "", ())
    assert one_state(network, asked) is None


def test_a_state_is_any_word_that_a_finding_may_be(network: Network) -> None:
    assert read_target(network, "reflexes=brisk").states == (3,)
    assert read_target(network, "tendon reflexes = increased").name == "reflexes"
    assert state_of(network, network.index["reflexes"], "brisk") == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("xrya=yes", "Did you mean xray"),
        ("reflexes=incresed", "Did you mean increased"),
        ("xray=maybe", "one of yes, no. Name one state"),
        ("xray=", "NODE or NODE=STATE"),
        ("=yes", "NODE or NODE=STATE"),
        ("", "NODE or NODE=STATE"),
    ],
)
def test_a_fault_names_what_would_be_right(network: Network, text: str, said: str) -> None:
    with pytest.raises(FindingError, match=said):
        read_target(network, text)


def test_a_word_for_several_states_is_no_single_state(network: Network) -> None:
    asked = read_target(network, "reflexes=abnormal")
    assert asked.states == (0, 1, 3)
    with pytest.raises(FindingError, match="absent or decreased or increased"):
        one_state(network, asked)


@pytest.mark.parametrize(
    ("states", "yes"),
    [
        (("no", "yes"), 1),
        (("Present", "absent"), 0),
        (("normal", "raised"), 1),
        (("yes", "present"), 1),
        (("a", "b", "c"), None),
    ],
)
def test_a_threshold_speaks_of_the_state_that_says_yes(
    states: tuple[str, ...], yes: int | None
) -> None:
    assert affirmative(states) == yes


def test_advice_takes_the_words_of_findings(network: Network) -> None:
    target = target_of(network, "reflexes=brisk")
    assert target.hypotheses == ("increased", "not increased")
    assert target.groups.tolist() == [[0, 0, 0, 1], [1, 1, 1, 0]]


def test_a_name_like_one_of_ours_hides_nothing_in_a_foreign_network(network: Network) -> None:
    assert examinable(network, {1}) == (0, 2, 3)
    assert circumstances(network) == ()
    assert causes(network, [1]) == ()
