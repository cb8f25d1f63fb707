"""Progress as a file: what is saved is what is loaded, and nothing else is taken for it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayesdx.errors import FormatError
from bayesdx.teaching.progress import (
    LARGEST,
    Played,
    Progress,
    read_progress,
    write_progress,
)

ROUND = Played(
    id="simulated-1",
    kind="simulated",
    target="pattern",
    states=("umn", "lmn"),
    truth="umn",
    findings=("tone=increased",),
    model=((0.5, 0.5), (0.9, 0.1)),
    independent=((0.5, 0.5), (0.9, 0.1)),
    answers=((0.4, 0.6), (0.75, 0.25)),
    network="hand 1",
)


def document(**changes):
    said = json.loads(write_progress(Progress((ROUND,))))
    said["rounds"][0] |= changes
    return json.dumps(said)


def test_what_is_saved_is_what_is_loaded():
    progress = Progress().with_round(ROUND).with_round(ROUND)
    assert read_progress(write_progress(progress)) == progress
    assert read_progress(write_progress(progress).encode()) == progress


def test_a_file_holds_no_name_and_no_date():
    [one] = json.loads(write_progress(Progress((ROUND,))))["rounds"]
    assert one.keys() == {
        *("id", "kind", "target", "states", "truth", "findings"),
        *("model", "independent", "answers", "network"),
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("[]", "another kind of JSON"),
        ('{"form": "shopping"}', "another kind of JSON"),
        ('{"form": "bayesdx training", "version": 2}', "version 2; expected version 1"),
        ('{"form": "bayesdx training", "version": 1}', "no list of rounds"),
        ('{"form": "bayesdx training", "version": 1, "rounds": [3]}', "round 1: found int"),
        (" " * (LARGEST + 1), "bytes"),
    ],
)
def test_what_is_no_progress_is_refused_with_a_reason(text, message):
    with pytest.raises(FormatError, match=message):
        read_progress(text)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"truth": "muscle"}, "round 1, truth: found 'muscle'; expected one of umn, lmn"),
        ({"kind": "dreamt"}, "round 1, kind"),
        ({"states": []}, "round 1, states"),
        ({"id": 7}, "round 1, id: found 7; expected a text"),
        ({"answers": [[0.4, 0.6]]}, "found 1 rows; expected 2 rows"),
        ({"model": [[0.5, 0.5], [0.9, 0.2]]}, "expected 2 probabilities that sum to one"),
        ({"model": [[0.5, 0.5], [1.4, -0.4]]}, "expected 2 probabilities"),
        ({"answers": [[0.5, 0.5], [True, 0]]}, "expected 2 probabilities"),
        ({"answers": [[0.5, 0.5], [float("nan"), 1]]}, "expected 2 probabilities"),
        ({"name": "me"}, "the key 'name'"),
    ],
)
def test_a_round_that_is_none_is_refused_with_its_place(changes, message):
    with pytest.raises(FormatError, match=message.replace("[", r"\[")):
        read_progress(document(**changes))


def test_all_faults_come_at_once():
    with pytest.raises(FormatError) as caught:
        read_progress(document(id=1, network=2, findings="none"))
    assert len(caught.value.faults) >= 3


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
        max_leaves=8,
    ),
    st.sampled_from([*json.loads(write_progress(Progress((ROUND,))))["rounds"][0]]),
)
def test_whatever_stands_in_a_file_it_is_read_or_refused(value, name):
    try:
        found = read_progress(document(**{name: value}))
    except FormatError:
        return
    assert read_progress(write_progress(found)) == found


def test_a_prediction_has_to_sum_to_one_and_a_round_ends():
    fresh = Played(**{**{n: getattr(ROUND, n) for n in ROUND.__slots__}, "answers": ()})
    with pytest.raises(FormatError, match="sum to one"):
        fresh.predicted([0.5, 0.6])
    done = fresh.predicted([0.5, 0.5]).predicted([1, 0])
    assert done.finished
    assert not fresh.finished
    with pytest.raises(FormatError, match="finished round"):
        done.predicted([0.5, 0.5])
