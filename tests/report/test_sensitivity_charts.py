from __future__ import annotations

from bayesdx import load
from bayesdx.report.sensitivity_charts import flip_plot, one_way_plot, two_way_plot
from bayesdx.report.sensitivity_sentences import each_once, in_words, sentence
from bayesdx.sensitivity.flip import flip
from bayesdx.sensitivity.one_way import one_way
from bayesdx.sensitivity.two_way import two_way
from tests.sensitivity.golden import ASIA, FIRE, asia, fire


def test_a_change_is_told_once_for_both_of_two_states() -> None:
    found = flip(fire(), FIRE, target="tampering=yes", reach=">=0.65")
    assert in_words(found) == [
        "P(tampering=yes) ≥ 0.65 only if the probability of tampering = yes were 0.036 or more, "
        "not 0.02.",
        "P(tampering=yes) ≥ 0.65 only if the probability of report = yes given leaving = no were "
        "0.0047 or less, not 0.01.",
    ]


def test_a_sentence_says_whether_the_studies_allow_the_change() -> None:
    found = flip(load("core"), {"babinski": "extensor"}, target="pattern=umn", reach="<=0.5")
    [change] = [
        change
        for change in found.changes
        if (change.cell.node, change.cell.state) == ("babinski", "extensor")
        and change.cell.given == {"umn": "none"}
    ]
    support = change.support
    assert support is not None
    assert support.kind == "cited"
    assert not support.low <= change.to <= support.high
    assert sentence(found, change).endswith(
        f"; the studies' interval ({support.low:.2g} to {support.high:.2g}) excludes that."
    )


def test_what_holds_and_what_nothing_can_do_are_said() -> None:
    found = flip(asia(), ASIA, target="lung=yes", reach="<=0.5")
    assert in_words(found) == ["P(lung=yes) ≤ 0.5 holds as it is."]
    never = flip(fire(), {"fire": "yes"}, target="fire=yes", reach="<=0.5")
    assert in_words(never) == ["No single number can bring it about."]


def test_the_counts_are_of_different_numbers() -> None:
    found = flip(load("core"), {"babinski": "extensor"}, target="pattern=umn", reach="<=0.5")
    assert f"Of {len(each_once(found.changes))} single numbers" in in_words(found)[-1]


def test_pictures_are_whole_specifications() -> None:
    one = one_way_plot(one_way(asia(), ASIA, target="lung=yes")).to_dict()
    assert "The steepest of" in str(one)
    change = flip_plot(flip(asia(), ASIA, target="lung=yes", reach=">=0.5")).to_dict()
    assert "lung=yes | smoke=yes: 0.1 to 0.13" in str(change)
    both = two_way(asia(), ASIA, target="lung=yes", cells=("smoke=yes", "lung=yes|smoke=yes"))
    assert "smoke=yes" in str(two_way_plot(both).to_dict())
