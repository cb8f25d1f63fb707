"""The shares of the comparison are the network's own, and say what they rest on."""

from __future__ import annotations

import numpy as np
import pytest

import bayesdx
from bayesdx.errors import FindingError
from bayesdx.network import Node, assemble
from bayesdx.report.comparison import PATTERNS, Comparison, Item, by_place, compare, load_items
from bayesdx.report.comparison.support import Support

CLINIC = {"setting": "neurology_clinic"}


@pytest.fixture(scope="module")
def core() -> bayesdx.network.Network:
    return bayesdx.load("core")


@pytest.fixture(scope="module")
def found(core) -> Comparison:
    return compare(core, bayesdx.load_evidence())


def share(found: Comparison, key: str, pattern: str) -> float:
    return next(one for one in found.compared if one.item.key == key).shares[pattern].probability


def words(shows: str, *given: str) -> Item:
    says = dict.fromkeys(("patient", "student", "clinician"), "said")
    return Item("key", "signs", shows, given, (), (), "title", "plain", says)


def test_a_share_is_what_bayes_rule_gives_the_other_way_round(core, found) -> None:
    """P(sign | pattern) = P(pattern | sign) P(sign) / P(pattern)."""
    sign = bayesdx.query(core, CLINIC, target="babinski").probability[1]
    before = bayesdx.query(core, CLINIC, target="pattern").probability
    after = bayesdx.query(core, {**CLINIC, "babinski": "extensor"}, target="pattern").probability
    for i, pattern in enumerate(core.states["pattern"]):
        expected = after[i] * sign / before[i]
        assert share(found, "babinski", pattern) == pytest.approx(expected, abs=1e-12)


def test_of_several_states_the_share_is_their_sum_and_the_interval_that_of_the_rest(core) -> None:
    """P(mild or marked) = 1 − P(none), and so are the ends of its interval."""
    items = [words("atrophy=mild|marked"), words("atrophy=none")]
    wasted, kept = compare(core, bayesdx.load_evidence(), items=items).compared
    for pattern in PATTERNS:
        some, none = wasted.shares[pattern], kept.shares[pattern]
        assert some.probability == pytest.approx(1 - none.probability)
        assert (some.low, some.high) == pytest.approx((1 - none.high, 1 - none.low))


def test_what_a_sign_is_asked_in_goes_before_the_context_of_the_page(core) -> None:
    early = words("tone=decreased", "time_since_onset=under_3_days")
    late = {**CLINIC, "time_since_onset": "over_3_months"}
    evidence = bayesdx.load_evidence()
    in_any, in_late = (
        compare(core, evidence, context=context, items=[early]).compared[0].shares["umn"]
        for context in (CLINIC, late)
    )
    assert in_any.probability == pytest.approx(in_late.probability, abs=1e-12)


def test_what_a_model_does_not_know_is_left_out(core) -> None:
    asked = [words("clonus=present"), words("babinski=extensor")]
    known = compare(core, bayesdx.load_evidence(), items=asked).compared
    assert [one.node for one in known] == ["babinski"]


@pytest.mark.parametrize("name", bayesdx.resources.model_names())
def test_every_share_of_every_model_lies_in_its_interval_and_says_what_it_rests_on(name) -> None:
    found = compare(bayesdx.load(name), bayesdx.load_evidence())
    for one in found.compared:
        for pattern, share in one.shares.items():
            assert 0 <= share.low <= share.probability <= share.high <= 1, (one.item.key, pattern)
            assert sum(one.support.kinds[pattern].values()) == pytest.approx(1)
            assert one.support.rests_on(pattern)


@pytest.mark.slow
def test_the_localisation_model_knows_everything_that_is_compared() -> None:
    if "localisation" not in bayesdx.resources.model_names():
        pytest.skip("no such model")
    found = compare(bayesdx.load("localisation"), bayesdx.load_evidence())
    asked = {item.key for item in load_items() if item.shows}
    assert asked == {one.item.key for one in found.compared}


def test_a_publication_stands_behind_what_is_cited(found) -> None:
    row = next(row for row in found.rows() if row["key"] == "reflexes_increased")
    assert "Houten 2008" in row["publications"]
    assert row["umn"] > row["lmn"]


@pytest.mark.parametrize("key", ["tone_decreased", "atrophy_marked"])
def test_what_nobody_counted_is_called_assumed(found, key: str) -> None:
    row = next(row for row in found.rows() if row["key"] == key)
    assert "assumed" in row["lmn_rests_on"]


def test_kinds_of_few_patients_are_not_named() -> None:
    support = Support({"umn": {"cited": 0.96, "assumed": 0.04}})
    assert support.rests_on("umn") == "cited"
    assert support.rests_on("lmn") == ""


def test_a_network_without_patterns_is_refused_in_one_sentence() -> None:
    rain = assemble("rain", [Node("rain", ("no", "yes"))], [np.array([0.8, 0.2])])
    with pytest.raises(FindingError, match="network rain: found no such node"):
        compare(rain, bayesdx.load_evidence())


def test_a_foreign_network_with_patterns_has_shares_without_interval_or_support() -> None:
    nodes = [Node("pattern", PATTERNS), Node("clonus", ("absent", "present"), ("pattern",))]
    tables = [np.full(4, 0.25), np.array([[0.6, 0.9, 0.7, 0.99], [0.4, 0.1, 0.3, 0.01]])]
    found = compare(assemble("mine", nodes, tables), bayesdx.load_evidence())
    (clonus,) = found.compared
    assert [clonus.shares[p].probability for p in PATTERNS] == [0.4, 0.1, 0.3, 0.01]
    assert clonus.shares["umn"].low is None
    assert clonus.support == Support()


def test_a_pattern_that_cannot_be_has_no_share() -> None:
    nodes = [Node("pattern", PATTERNS), Node("clonus", ("absent", "present"), ("pattern",))]
    tables = [np.array([0.5, 0.5, 0, 0]), np.array([[0.6, 0.9, 0.7, 0.9], [0.4, 0.1, 0.3, 0.1]])]
    found = compare(assemble("mine", nodes, tables), bayesdx.load_evidence())
    assert set(found.compared[0].shares) == {"umn", "lmn"}
    assert found.summary("student")[0]["mixed"] == "–"


def test_a_word_that_the_context_does_not_know_is_refused_by_name(core) -> None:
    with pytest.raises(FindingError, match="'ward'"):
        compare(core, bayesdx.load_evidence(), context={"setting": "ward"})


def test_the_setting_is_said(core, found) -> None:
    assert found.whose == "general neurology clinic"
    everyone = compare(core, bayesdx.load_evidence(), context={}, items=[])
    assert everyone.whose == "all that the model knows, in its own mix"


# --- by place


def test_signs_by_place_are_those_of_the_network(core) -> None:
    row = next(row for row in by_place(core, context=CLINIC) if row["location"] == "brain")
    given = {**CLINIC, "location": "brain"}
    expected = bayesdx.query(core, given, target="reflexes")
    brisk = expected.states.index("increased")
    assert row["reflexes=increased"] == pytest.approx(expected.probability[brisk], abs=1e-12)
