"""A posterior in words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayesdx.inference import Posterior
from bayesdx.language import speaking
from bayesdx.report import sentences

STATES = ("neither", "umn", "lmn", "mixed")


def posterior(*numbers: float, target: str = "pattern", interval: bool = True) -> Posterior:
    p = np.array(numbers)
    low, high = (p / 2, np.sqrt(p)) if interval else (None, None)
    return Posterior(target, STATES[: len(p)], p, low, high, 0.95, 0.1, (), "test")


@pytest.mark.parametrize(
    ("p", "said"),
    [
        (1e-9, "<1"),
        (0.0099, "<1"),
        (0.01, "1"),
        (0.624, "62"),
        (0.99, "99"),
        (0.991, ">99"),
        (0.0, "0"),
        (1.0, "100"),
    ],
)
def test_of_hundred_is_none_or_all_only_where_it_is_exact(p: float, said: str) -> None:
    assert sentences.of_hundred(p) == said


@given(st.floats(0, 1))
def test_a_number_in_words_is_within_one_of_the_number(p: float) -> None:
    said = sentences.of_hundred(p)
    number = {"<1": 0.5, ">99": 99.5}.get(said) or float(said)
    assert abs(number - 100 * p) <= 0.5 + 1e-9


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_likelier_state_never_has_a_lesser_word(p: float, q: float) -> None:
    words = [sentences.LEAST, *(word for _, word in reversed(sentences.SCALE))]
    low, high = sorted((p, q))
    assert words.index(sentences.verbal(low)) <= words.index(sentences.verbal(high))


def test_the_words_are_those_that_the_cited_review_gives_for_its_central_numbers() -> None:
    central = {0.90: "Very likely", 0.70: "Likely", 0.40: "Possible", 0.20: "Unlikely"}
    assert {p: sentences.verbal(p) for p in central} == central
    assert sentences.verbal(0.10) == "Very unlikely"


def test_the_headline_names_the_likeliest_state() -> None:
    assert sentences.headline(posterior(0.04, 0.9, 0.03, 0.03)) == (
        "Very likely: an upper motor neuron lesion."
    )


def test_the_likeliest_of_many_unlikely_states_is_still_a_possible_one() -> None:
    point = posterior(0.25, 0.24, 0.26, 0.25, interval=False)
    assert sentences.headline(point).startswith("Possible: a lower")


def test_intervals_that_meet_leave_the_answer_open() -> None:
    assert sentences.headline(posterior(0.04, 0.64, 0.25, 0.07)).startswith("Not settled, most")
    assert sentences.headline(posterior(0.001, 0.997, 0.001, 0.001)).startswith("Very likely: an")


def test_frequencies_count_patients_and_name_a_close_second() -> None:
    assert sentences.frequencies(posterior(0.04, 0.64, 0.25, 0.07)) == (
        "Of 100 such patients, 64 (32–80) would have an upper motor neuron lesion; "
        "next comes a lower motor neuron lesion with 25 (12–50)."
    )


def test_frequencies_do_not_name_a_distant_second() -> None:
    said = sentences.frequencies(posterior(0.01, 0.97, 0.01, 0.01))
    assert said == "Of 100 such patients, 97 (48–98) would have an upper motor neuron lesion."


def test_a_network_without_draws_has_numbers_without_interval() -> None:
    said = sentences.frequencies(posterior(0.01, 0.97, 0.01, 0.01, interval=False))
    assert said == "Of 100 such patients, 97 would have an upper motor neuron lesion."


def test_findings_are_named_with_their_labels() -> None:
    said = sentences.findings_in_words({"setting": "emg_laboratory", "babinski": "extensor"})
    assert said == "where the patient is seen EMG laboratory, plantar response extensor"


def test_a_clinician_reads_figures_and_a_patient_counts() -> None:
    found = posterior(0.04, 0.64, 0.25, 0.07)
    with speaking("en", to="clinician"):
        assert sentences.headline(found) == "Not settled: Upper motor neuron 64% (32–80)."
        assert sentences.frequencies(found) == "Next: Lower motor neuron 25% (12–50)."
        assert sentences.frequencies(posterior(0.01, 0.97, 0.01, 0.01)) == ""
    with speaking("en", to="patient"):
        assert "64 (between 32 and 80) would have an upper motor neuron lesion" in (
            sentences.frequencies(found)
        )
