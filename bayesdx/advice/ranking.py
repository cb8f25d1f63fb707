"""Which test to do next: every measure of every test, or set of tests, side by side."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from bayesdx.advice.best import DRAWS, probability_best
from bayesdx.advice.burden import burden_of
from bayesdx.advice.information import entropy_bits
from bayesdx.advice.question import Asked, ask, check_threshold
from bayesdx.advice.rows import Rows
from bayesdx.advice.sets import Progress, Scored, best_sets
from bayesdx.errors import Fault, FindingError
from bayesdx.findings import Findings
from bayesdx.network import Network

CONTENDERS = 12
"""So many sets of two or three tests are compared under every draw."""


@dataclass(frozen=True, eq=False, repr=False)
class Advice(Rows):
    """What could be done next, best first.

    Attributes:
        target: what was asked about, a node or node=state.
        entropy_bits: the uncertainty about it that is left.
        threshold: from which probability on one acts; None where there is no decision.
        tests: the tests of each set.
        information_bits: per set, what its tests tell as a whole.
        expected_value: per set, what that is worth; None without a threshold.
        probability_best: per set, that it is the best one; None where it was not compared.
        burden: per set, aspect → value; None in a network without literature.
        network: name and version of the network.
        findings: node → what was said of it.
    """

    target: str
    entropy_bits: float
    threshold: float | None
    tests: tuple[tuple[str, ...], ...]
    information_bits: tuple[float, ...]
    expected_value: tuple[float | None, ...]
    probability_best: tuple[float | None, ...]
    burden: tuple[Mapping[str, float] | None, ...]
    network: str
    findings: Mapping[str, str]

    def rows(self) -> list[dict[str, Any]]:
        """Return one plain dict for each set of tests.

        Its keys: tests (a list), information_bits, expected_value, probability_best, burden.
        """
        columns = zip(
            self.tests,
            self.information_bits,
            self.expected_value,
            self.probability_best,
            self.burden,
            strict=True,
        )
        return [
            {
                "tests": list(tests),
                "information_bits": bits,
                "expected_value": value,
                "probability_best": best,
                "burden": None if burden is None else dict(burden),
            }
            for tests, bits, value, best, burden in columns
        ]

    def heading(self) -> str:
        """Return how much is open."""
        return f"{self.target}: {self.entropy_bits:.4f} bits open"


def next_tests(
    network: Network,
    findings: Findings | Mapping[str, object],
    *,
    target: str,
    threshold: float | None = None,
    depth: int = 1,
    among: Collection[str] | None = None,
    draws: int = DRAWS,
    progress: Progress | None = None,
) -> Advice:
    """Return every test, or set of `depth` tests, with all that speaks for and against it.

    The order is by expected value where there is a threshold, then by information. See
    `information`, `expected_value`, `best_sets`, `probability_best` and `burden_of` for each.

    Args:
        network: the network to ask.
        findings: what was observed, or a mapping as `read_findings` takes it.
        target: a node or node=state; with a threshold as in `expected_value`.
        threshold: from which probability on one acts; without, there is no expected value.
        depth: how many tests are done together, 1 to 3.
        among: the only tests to consider; without, every finding that can still be examined: in
            a network without literature, every other node.
        draws: under how many draws of the parameters to compare the tests, of sets of two or
            three tests the best ones; 0 for none.
        progress: called after each batch, first of the tests and then of the draws.

    Raises:
        FindingError: with every fault of findings, target, `among`, depth and threshold; a negative
            number of draws.
        ImpossibleFindings: the findings cannot occur together; it names a minimal set of them.

    >>> import numpy as np
    >>> from bayesdx.network import Node, assemble
    >>> network = assemble(
    ...     "rain",
    ...     [Node("rain", ("no", "yes")), Node("wet", ("no", "yes"), ("rain",))],
    ...     [np.array([0.8, 0.2]), np.array([[0.9, 0.1], [0.1, 0.9]])],
    ... )
    >>> [row] = next_tests(network, {}, target="rain", threshold=0.5).rows()
    >>> row["tests"], round(row["information_bits"], 4), round(row["expected_value"], 4)
    (['wet'], 0.3578, 0.05)
    """
    _check_draws(draws)
    if threshold is not None:
        check_threshold(threshold)
    asked = ask(network, findings, target=target, among=among)
    prior = asked.prior()
    if threshold is not None:
        asked.target.against(prior)
    scored = []
    if asked.tests:
        scored = best_sets(asked, depth=depth, threshold=threshold, progress=progress)
    best: list[float | None] = [None] * len(scored)
    if draws:
        best = _best(asked, scored, threshold, draws, progress)
    names = [tuple(network.nodes[test].name for test in one.tests) for one in scored]
    literature = network.spec is not None
    return Advice(
        asked.target.name,
        float(entropy_bits(prior)),
        threshold,
        tuple(names),
        tuple(one.bits for one in scored),
        tuple(one.value for one in scored),
        tuple(best),
        tuple(burden_of(tests) if literature else None for tests in names),
        network.version or network.name,
        asked.observed.said,
    )


def _check_draws(draws: int) -> None:
    if draws < 0:
        raise FindingError(Fault("draws", f"{draws!r}", "0 or more", "Say 0 to compare none."))


def _best(
    asked: Asked,
    scored: list[Scored],
    threshold: float | None,
    draws: int,
    progress: Progress | None,
) -> list[float | None]:
    """Return the probability of being best; None of sets that were not compared."""
    single = not scored or len(scored[0].tests) == 1
    compared = scored if single else scored[:CONTENDERS]
    sets = [one.tests for one in compared]
    found = probability_best(asked, sets, threshold=threshold, draws=draws, progress=progress)
    known: list[float | None] = [] if found is None else found.tolist()
    return known + [None] * (len(scored) - len(known))
