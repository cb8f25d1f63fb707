"""What a model has to beat: forecasts of the pattern that need no network, or no structure."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from bayesdx.findings import Vocabulary
from bayesdx.inference import score_cases
from bayesdx.network import Network
from bayesdx.validation.context import each_context

Array = NDArray[np.float64]

SIGNS: tuple[tuple[str, str, str], ...] = (
    ("umn", "tone", "increased"),
    ("umn", "reflexes", "increased"),
    ("umn", "babinski", "extensor"),
    ("umn", "clonus", "present"),
    ("umn", "hoffmann", "present"),
    ("lmn", "tone", "decreased"),
    ("lmn", "reflexes", "reduced"),
    ("lmn", "atrophy", "present"),
    ("lmn", "fasciculations", "present"),
    ("lmn", "emg_denervation", "present"),
    ("lmn", "ncs_cmap", "reduced"),
)
"""The signs of the rule: whose sign, of which finding, and the word for its states."""


def majority(truth: NDArray[np.int64], classes: int) -> Array:
    """Return the classes' shares of the cases, for every case, shape (case, class).

    It calls the most frequent class. It alone has seen the answers.

    >>> majority(np.array([0, 0, 1]), 2)[0].round(3).tolist()
    [0.667, 0.333]
    """
    shares = np.bincount(truth, minlength=classes) / len(truth)
    return np.tile(shares, (len(truth), 1))


def count_signs(
    likelihoods: Mapping[str, Array], words: Vocabulary, states: tuple[str, ...]
) -> Array:
    """Return the forecast of the rule that counts signs, shape (case, pattern).

    With u and l the numbers of upper and lower motor neuron signs of `SIGNS` that the case shows
    and the network knows, each pattern has a score:

        umn: u − l,   lmn: l − u,   mixed: 2·min(u, l) − 1,   neither: 1 − u − l,

    and its probability is exp(score) / Σ exp(scores). No sign is "neither", signs of one kind are
    that kind, as many of one kind as of the other are "mixed". A finding is a sign where every
    state that it leaves open is one.

    Args:
        likelihoods: node → (case, state).
        words: the words of the network.
        states: the patterns, in the order of the answer.
    """
    cases = len(next(iter(likelihoods.values())))
    counts = {"umn": np.zeros(cases), "lmn": np.zeros(cases)}
    for neuron, finding, word in SIGNS:
        node = words.node(finding)
        if node is not None and node in likelihoods:
            counts[neuron] += _shown(likelihoods[node], words, node, word)
    upper, lower = counts["umn"], counts["lmn"]
    scores = {
        "umn": upper - lower,
        "lmn": lower - upper,
        "mixed": 2 * np.minimum(upper, lower) - 1,
        "neither": 1 - upper - lower,
    }
    odds = np.exp(np.column_stack([scores[state] for state in states]))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def naive_bayes(
    network: Network,
    findings: Mapping[str, Array],
    context: Mapping[str, Array],
    *,
    target: str,
) -> Array:
    """Return the forecast of naive Bayes with the network's own rates, shape (case, pattern).

    P(pattern | findings) ∝ ∏ P(finding | pattern, context), at a uniform prior. Each rate is the
    network's answer to a query with that pattern, in the same context as the case and with nothing
    else known; the findings are taken to be independent given these. The rows of a case that are
    zero under every pattern are NaN.

    Args:
        network: the network whose rates are taken.
        findings: node → (case, state).
        context: node → (case, state); who was examined.
        target: the node of the pattern.
    """
    patterns = len(network.states[target])
    product = np.ones((len(next(iter(findings.values()))), patterns))
    asked, of_case = each_context(context, len(product))
    rows = {node: np.repeat(said, patterns, axis=0) for node, said in asked.items()}
    rows[target] = np.tile(np.eye(patterns), (int(of_case.max()) + 1, 1))
    for node, said in findings.items():
        if node != target:
            rates, _ = score_cases(network, rows, target=node)
            each = np.nan_to_num(rates).reshape(-1, patterns, rates.shape[1])
            product *= np.einsum("cs,cks->ck", said, each[of_case])
    total = product.sum(axis=1, keepdims=True)
    found: Array = np.divide(product, total, out=np.full_like(product, np.nan), where=total > 0)
    return found


def _shown(said: Array, words: Vocabulary, node: str, word: str) -> Array:
    """Return 1 for each case whose finding leaves only states of `word` open, else 0."""
    signs = words.words[node].states_of(word)
    if signs is None:
        return np.zeros(len(said))
    open_elsewhere = said[:, [state not in signs for state in words.words[node].states]]
    return np.asarray(open_elsewhere.max(axis=1, initial=0) == 0, dtype=float)
