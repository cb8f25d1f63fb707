"""What a model has to beat, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bayesdx.findings import vocabulary
from bayesdx.validation.baselines import SIGNS, count_signs, majority, naive_bayes
from tests.validation.networks import EXTENSOR, PATTERNS, PRIOR, WASTED, tiny

FINE = {
    "tone": ("decreased", "normal", "spastic", "rigid"),
    "reflexes": ("absent", "decreased", "normal", "increased"),
    "babinski": ("flexor", "extensor"),
    "atrophy": ("none", "mild", "marked"),
    "emg": ("absent", "present"),
}


def signs(states=FINE, **shown: str):
    """Return the forecast for one case that shows these states, several joined by |."""
    said = {node: np.ones((1, len(s))) for node, s in states.items()}
    for node, text in shown.items():
        said[node] = np.array([[float(s in text.split("|")) for s in states[node]]])
    found = count_signs(said, vocabulary(states), PATTERNS)
    return dict(zip(PATTERNS, found[0].tolist(), strict=True))


def test_the_majority_forecast_is_the_mix_of_the_cases() -> None:
    assert majority(np.array([1, 1, 1, 3]), 4).tolist() == [[0, 0.75, 0, 0.25]] * 4


def test_without_a_sign_the_rule_says_neither() -> None:
    """Scores 1, 0, 0, −1."""
    total = math.e + 2 + 1 / math.e
    found = signs(tone="normal", babinski="flexor")
    assert found == pytest.approx(
        {"neither": math.e / total, "umn": 1 / total, "lmn": 1 / total, "mixed": 1 / math.e / total}
    )


def test_two_upper_signs_and_a_lower_one() -> None:
    """u = 2, l = 1: neither −2, umn 1, lmn −1, mixed 1."""
    scores = {"neither": -2, "umn": 1, "lmn": -1, "mixed": 1}
    total = sum(map(math.exp, scores.values()))
    found = signs(babinski="extensor", reflexes="increased", atrophy="mild|marked")
    assert found == pytest.approx({s: math.exp(x) / total for s, x in scores.items()})


@pytest.mark.parametrize(
    ("shown", "called"),
    [
        ({"tone": "spastic|rigid"}, "umn"),
        ({"reflexes": "absent|decreased"}, "lmn"),
        ({"emg": "present"}, "lmn"),
        ({"babinski": "extensor", "emg": "present"}, "mixed"),
        ({"tone": "decreased|spastic|rigid"}, "neither"),  # abnormal, and nobody knows which way
        ({"reflexes": "decreased|normal|absent"}, "neither"),  # not increased is no sign
    ],
)
def test_a_finding_is_a_sign_where_all_that_it_leaves_open_is_one(shown, called) -> None:
    found = signs(**shown)
    assert max(found, key=found.__getitem__) == called


def test_every_sign_names_a_finding_and_a_word_of_the_terms() -> None:
    from bayesdx.findings import load_terms

    terms = load_terms()
    states = {name: term.states for name, term in terms.items()}
    words = vocabulary(states)
    for _, finding, word in SIGNS:
        node = words.node(finding)
        if node is not None:
            assert words.words[node].states_of(word), (finding, word)


def test_naive_bayes_multiplies_the_rates_of_the_network() -> None:
    said = {"babinski": np.array([[0, 1.0]]), "atrophy": np.array([[1.0, 0]])}
    expected = EXTENSOR * (1 - WASTED)
    found = naive_bayes(tiny(), said, {}, target="pattern")
    assert found[0] == pytest.approx(expected / expected.sum())


def test_naive_bayes_has_a_uniform_prior_whatever_the_network_believes() -> None:
    assert naive_bayes(tiny(), {"babinski": np.ones((1, 2))}, {}, target="pattern")[0] == (
        pytest.approx(np.full(4, 0.25))
    )
    assert PRIOR["home"][0] > 0.25
