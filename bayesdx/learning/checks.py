"""Which published figures local cases contradict: the prior predictive check of each.

A figure speaks about P(target | group). Local cases have n members of that group in whom the target
was looked for, k of whom show it; a case whose group is not known counts by its probability given
all that is known of it. From the figure alone, as the model takes it (its own uncertainty and the
usual spread between studies), the share p in a new population has a distribution; k is binomial
given p. Reported is the two-sided probability of a k as far out,

    2 · min(P(K < k) + P(K = k)/2, P(K > k) + P(K = k)/2),

averaged over 2,000 draws of p. Reference: Box, J R Stat Soc A 1980;143:383 (10.2307/2982063).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bayesdx.evidence import Estimate, Evidence, Parameter, Quantity, pool, statement
from bayesdx.findings import vocabulary
from bayesdx.findings.conditions import condition, conditions
from bayesdx.learning.cases import Array, Observed
from bayesdx.learning.expectation import probability
from bayesdx.network import Network

LEAST = 5.0
"""A group with fewer local cases is not tested."""

ALL = "(all studies)"
"""The name of what is pooled from every study of a quantity."""

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Check:
    """A published figure beside local cases.

    Attributes:
        quantity: what it is a figure of.
        estimate_id: its row of estimates.csv, or `ALL` for the pooled parameter.
        source: the publication; empty for `ALL`.
        asked: P(target | given).
        published: the figure; of `ALL` the pooled value.
        low, high: between which the local share should lie with 95%, were the figure right.
        k: how many local cases of the group show the target; not whole where groups are uncertain.
        n: in how many of the group it was looked for.
        local: k / n.
        known: which part of n is known to be of the group, and not by its probability.
        tail: the probability of a k as far out.
    """

    quantity: str
    estimate_id: str
    source: str
    asked: str
    published: float
    low: float
    high: float
    k: float
    n: float
    local: float
    known: float
    tail: float


def checks(
    network: Network,
    evidence: Evidence,
    cases: Observed,
    *,
    report: Report = lambda _done, _of: None,
) -> tuple[Check, ...]:
    """Return every figure that local cases can be held against, the most contradicted first.

    Args:
        network: the network before it learnt: labels that are not known come from it.
        evidence: the literature that it was compiled from.
        cases: the local cases.
        report: told how many quantities are done, and of how many.
    """
    asked = [
        (evidence.quantities[name], parameter)
        for name, parameter in network.parameters.items()
        if parameter.cited and evidence.quantities[name].target
    ]
    groups = _Groups(network, cases)
    found: list[Check] = []
    for done, (quantity, parameter) in enumerate(asked):
        report(done, len(asked))
        counted = groups.count(quantity)
        if counted is not None and counted[1] >= LEAST:
            found += _each(quantity, parameter, evidence, counted)
    return tuple(sorted(found, key=lambda one: (one.tail, one.quantity, one.estimate_id)))


class _Groups:
    """Who of the cases is in which group; a group is asked for once."""

    def __init__(self, network: Network, cases: Observed) -> None:
        self.network, self.cases = network, cases
        self.words = vocabulary(network.states)
        self.alone: Array | None = None
        self.held: dict[tuple[str, ...], Array] = {}

    def count(self, quantity: Quantity) -> tuple[float, float, float] | None:
        """Return k, n and the part of n that is known; None if the model cannot be asked."""
        target = condition(quantity.target, self.words)
        given = conditions(quantity.given, self.words)
        if target is None or given is None or not all(v.any() for v in given.values()):
            return None
        node, states = target
        likelihood = self.cases.likelihoods(node) if node in self.cases.codes else None
        if likelihood is None:
            return None
        shows = likelihood @ states > 0
        decided = self.cases.known(node) & ~(shows & (likelihood @ (1 - states) > 0))
        if not decided.any():
            return None
        share = self._share(quantity.given, given)
        weight = self.cases.weight * decided * share
        n = float(weight.sum())
        known = float(weight[np.isclose(share, 1.0)].sum())
        return float(weight @ shows), n, known / n if n else 0.0

    def _share(self, texts: tuple[str, ...], given: Mapping[str, Array]) -> Array:
        """Return P(group | all that is known of the case), shape (case,)."""
        if texts not in self.held:
            if self.alone is None:
                self.alone = probability(self.cases)
            both = probability(self.cases, dict(given)) if given else self.alone
            self.held[texts] = np.clip(both / self.alone, 0.0, 1.0)
        return self.held[texts]


def _each(
    quantity: Quantity,
    parameter: Parameter,
    evidence: Evidence,
    counted: tuple[float, float, float],
) -> Iterator[Check]:
    """Yield the pooled parameter and each of its figures beside the local count."""
    k, n, known = counted
    asked = f"P({quantity.target} | {'; '.join(quantity.given) or 'nothing'})"
    several = len(parameter.estimates) > 1
    figures: list[tuple[str, str, float, Array]] = []
    if several:
        figures.append((ALL, "", float(parameter.point), parameter.draws))
    for estimate in parameter.estimates:
        own = pool(quantity.name, parameter.kind, [estimate]) if several else parameter
        value = statement(estimate, quantity.name).value
        figures.append((estimate.estimate_id, _source(estimate, evidence), value, own.draws))
    for name, source, value, draws in figures:
        low, high = _between(draws, n)
        yield Check(
            *(quantity.name, name, source, asked, value, low, high, k, n, k / n, known),
            tail=tail(k, n, draws),
        )


def _source(estimate: Estimate, evidence: Evidence) -> str:
    source = evidence.sources[estimate.source_id]
    return f"{source.first_author or source.source_id} {source.year or ''}".strip()


def tail(k: float, n: float, draws: Array) -> float:
    """Return the two-sided probability of a count as far out as k of n, averaged over shares.

    Args:
        k: the count; where it is not whole, the binomial's incomplete beta function goes between.
        n: out of how many.
        draws: p, shape (draw,).

    Of 10 with p = 1/2, 0 or 10 come with 2/1024; a 10 counts half:

    >>> round(tail(10, 10, np.array([0.5])) * 1024, 6)
    1.0
    """
    from scipy.special import betainc

    upto = 1.0 if k >= n else float(betainc(n - k, k + 1, 1 - draws).mean())
    below = 0.0 if k <= 0 else float(betainc(n - k + 1, k, 1 - draws).mean())
    middle = (upto + below) / 2
    return float(min(1.0, 2 * min(middle, 1 - middle)))


def _between(draws: Array, n: float) -> tuple[float, float]:
    """Return the middle 95% of k / n, of one binomial count for each draw."""
    size = max(1, round(n))
    counts = np.random.default_rng(0).binomial(size, draws)
    low, high = np.quantile(counts / size, [0.025, 0.975])
    return float(low), float(high)


def by_chance(found: Sequence[Check], level: float = 0.05) -> tuple[int, float]:
    """Return how many tails are below a level, and how many would be if every figure were right."""
    return sum(one.tail < level for one in found), level * len(found)
