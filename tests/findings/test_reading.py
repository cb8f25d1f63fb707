"""What a finding may look like, and what becomes of it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayesdx.errors import FindingError
from bayesdx.findings import parse_pairs, parse_value, read_findings

CORE = {
    "time_since_onset": (
        *("under_3_days", "3_days_to_3_weeks"),
        *("3_weeks_to_3_months", "over_3_months"),
    ),
    "tone": ("decreased", "normal", "increased"),
    "reflexes": ("decreased", "normal", "increased"),
    "atrophy": ("none", "mild", "marked"),
    "fasciculations": ("absent", "present"),
    "babinski": ("flexor", "extensor"),
    "emg": ("absent", "present"),
}
WAYS_TO_BE_WRONG = [
    ({"babinsky": "extensor"}, "Did you mean babinski?"),
    ({"tone": "incresed"}, "Did you mean increased?"),
    ({"tone": "incresed"}, "one of decreased, normal, increased"),
    ({"tone": True}, r"True \(bool\)"),
    ({"tone": 1}, r"1 \(int\)"),
    ({"tone": []}, "an empty set"),
    ({"tone": ["normal", "bouncy"]}, "'bouncy'"),
    ({"tone": b"normal"}, "bytes"),
    ({3: "normal"}, "the name 3"),
    ({"babinski": {"extensor": 0.8}}, "no likelihood for flexor"),
    ({"babinski": {"extensor": 0, "flexor": 0}}, "zero under every state"),
    ({"babinski": {"extensor": -0.1, "flexor": 1}}, "0 to 1"),
    ({"babinski": {"extensor": math.nan, "flexor": 1}}, "0 to 1"),
    ({"babinski": {"extensor": math.inf, "flexor": 1}}, "0 to 1"),
    ({"babinski": {"extensor": 80, "flexor": 20}}, "0 to 1"),
    ({"babinski": {"extensor": "0.8", "flexor": 0.2}}, "0 to 1"),
    ({"babinski": {"extensor": True, "flexor": 0.2}}, "0 to 1"),
    ({"babinski": {}}, "no likelihood for flexor, extensor"),
    ({"babinski": "extensor:0.8,upgoing:0.1"}, "two likelihoods for extensor"),
    ({"babinski": "extensor:0.8,extensor:0.1"}, "more than once"),
    ({"emg": "absent", "emg_denervation": "present"}, "more than once"),
    ({"babinski": "flexor", "plantar": "down"}, "more than once"),
    ({"emg": "abnormal"}, "An EMG may be abnormal through"),
    ({"time_since_onset": "acute"}, "tempo"),
]


def read(raw):
    return read_findings(raw, states=CORE)


@pytest.mark.parametrize(
    ("raw", "said", "vector"),
    [
        ({"tone": "increased"}, {"tone": "increased"}, [0, 0, 1]),
        ({"Muscle Tone": "SPASTIC"}, {"tone": "increased"}, [0, 0, 1]),
        ({"atrophy": "present"}, {"atrophy": "mild or marked"}, [0, 1, 1]),
        ({"atrophy": ["marked", "mild"]}, {"atrophy": "mild or marked"}, [0, 1, 1]),
        ({"atrophy": "marked | mild"}, {"atrophy": "mild or marked"}, [0, 1, 1]),
        ({"atrophy": "mild or marked"}, {"atrophy": "mild or marked"}, [0, 1, 1]),
        (
            {"atrophy": {"present": 0.9, "absent": 0.2}},
            {"atrophy": "none 0.2, mild 0.9, marked 0.9"},
            [0.2, 0.9, 0.9],
        ),
        ({"plantar": "up:0.8,down:0.2"}, {"babinski": "flexor 0.2, extensor 0.8"}, [0.2, 0.8]),
        (
            {"time since onset": "3 weeks to 3 months"},
            {"time_since_onset": "3_weeks_to_3_months"},
            [0, 0, 1, 0],
        ),
    ],
)
def test_states_sets_and_likelihoods_become_one_vector_per_finding(raw, said, vector):
    found = read(raw)
    assert dict(found.said) == said
    (node,) = said
    assert found.likelihoods[node].tolist() == vector


@pytest.mark.parametrize("nothing", [None, "", "  ", "not examined", "Not-Examined", math.nan])
def test_not_examined_is_left_out(nothing):
    assert read({"tone": nothing}).likelihoods == {}


def test_a_set_of_all_states_says_as_much_as_no_examination():
    assert read({"tone": ["decreased", "normal", "increased"]}).said == {}
    assert read({"babinski": {"flexor": 1, "extensor": 1}}).said == {}


def test_equivocal_is_a_finding_and_not_the_same_as_not_examined():
    assert read({"babinski": {"flexor": 0.5, "extensor": 0.5}}).said == {
        "babinski": "flexor 0.5, extensor 0.5"
    }


def test_a_finding_under_two_names_counts_once_where_one_of_them_is_empty():
    assert read({"emg": None, "emg_denervation": "present"}).said == {"emg": "present"}


@pytest.mark.parametrize(("raw", "message"), WAYS_TO_BE_WRONG)
def test_what_cannot_be_understood_is_refused_with_a_remedy(raw, message):
    with pytest.raises(FindingError, match=message):
        read(raw)


def test_all_faults_come_at_once():
    with pytest.raises(FindingError) as caught:
        read({"tone": "bouncy", "smell": "sweet", "babinski": {"extensor": 2, "flexor": 1}})
    assert len(caught.value.faults) == 3


def test_a_misspelt_name_is_a_fault_even_where_nothing_was_examined():
    with pytest.raises(FindingError, match="reflexes"):
        read({"reflexs": None})


def test_what_is_no_mapping_is_refused():
    with pytest.raises(FindingError, match="a mapping of names to values"):
        read([("tone", "normal")])


def test_the_states_of_a_foreign_network_are_found_whatever_their_spelling():
    child = {"LVHreport": ("yes", "no"), "Age": ("0-3_days", "4-10_days"), "X": ("a|b", "c:1")}
    found = read_findings({"lvhreport": "Yes", "age": "4 10 days", "X": "a|b"}, states=child)
    assert dict(found.said) == {"LVHreport": "yes", "Age": "4-10_days", "X": "a|b"}
    assert read_findings({"X": "c:1"}, states=child).said == {"X": "c:1"}


def test_vectors_are_read_only_and_shared_between_cases():
    first, second = read({"tone": "increased"}), read({"tone": "increased"})
    assert first.likelihoods["tone"] is second.likelihoods["tone"]
    with pytest.raises(ValueError, match="read-only"):
        first.likelihoods["tone"][0] = 1


def test_name_equals_value_texts_are_split_once_and_not_overwritten():
    assert parse_pairs(["tone = increased"]) == {"tone": "increased"}
    with pytest.raises(FindingError) as caught:
        parse_pairs(["tone=increased", "tone=normal", "babinski", "=x"])
    assert len(caught.value.faults) == 3


values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(),
        st.sampled_from([s for states in CORE.values() for s in states]),
    ),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.none(), inner),
    max_leaves=6,
)  # fmt: skip


@given(st.dictionaries(st.text() | st.sampled_from(list(CORE)) | st.integers(), values))
def test_any_input_is_read_or_refused(raw):
    try:
        found = read(raw)
    except FindingError:
        return
    for node, vector in found.likelihoods.items():
        assert vector.shape == (len(CORE[node]),)
        assert np.all((vector >= 0) & (vector <= 1))
        assert vector.any()
        assert found.said[node]


@given(st.text() | st.text(alphabet="ab:|,0.19 or"))
def test_any_text_has_a_value_or_is_refused(text):
    try:
        value = parse_value(text)
    except FindingError:
        return
    assert value is None or isinstance(value, str | tuple | dict)


findings = st.fixed_dictionaries(
    {},
    optional={node: st.sets(st.sampled_from(states), min_size=1) for node, states in CORE.items()},
)


@given(findings, st.randoms())
def test_the_order_of_findings_changes_nothing(raw, random):
    items = list(raw.items())
    random.shuffle(items)
    one, other = read(raw), read(dict(items))
    assert dict(one.said) == dict(other.said)
    for node in one.likelihoods:
        assert one.likelihoods[node].tolist() == other.likelihoods[node].tolist()


@given(findings)
def test_what_was_said_reads_back_as_the_same(raw):
    found = read(raw)
    again = read(dict(found.said))
    assert dict(again.said) == dict(found.said)
    assert "; ".join(f"{n}={t}" for n, t in found.said.items()) == str(found)


@given(st.floats(0, 1), st.floats(1e-6, 1))
def test_likelihoods_written_as_text_read_back_as_the_same(flexor, extensor):
    text = f"flexor:{flexor!r},extensor:{extensor!r}"
    found = read({"babinski": text})
    if (flexor, extensor) == (1, 1):
        assert found.said == {}
    else:
        assert found.likelihoods["babinski"].tolist() == [flexor, extensor]
