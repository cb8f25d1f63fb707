"""Which story behind the findings is the most probable, and which explains most for its length."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import Fault, FindingError
from bayesdx.explain.subsets import Bedside, Said, bedside, vector_of
from bayesdx.inference.part import Seen
from bayesdx.inference.roles import causes, chosen
from bayesdx.network import Network

if TYPE_CHECKING:
    from pandas import DataFrame

Array = NDArray[np.float64]

STORIES = 20_000
"""So many partial stories may be open at once; a question that opens more is refused."""

NODES = 12
"""So many nodes may be tried in every combination."""

_BEAM = 32
"""So many stories are followed first, to have whole ones to hold the others against."""

_TIE = 1e-9
"""Relative; figures this near are equal."""


@dataclass(frozen=True, eq=False)
class Scenario:
    """States of some nodes, and how they stand.

    Attributes:
        states: node → its state.
        prior: P(states | context).
        posterior: P(states | findings, context).
        bayes_factor: P(findings | states) / P(findings | not these states), the generalised Bayes
            factor; infinite where nothing else could have caused the findings.
    """

    states: Mapping[str, str]
    prior: float
    posterior: float
    bayes_factor: float

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        own = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return own | {"states": dict(self.states)}

    def __repr__(self) -> str:
        """Say the states and their figures."""
        said = ", ".join(f"{node}={state}" for node, state in self.states.items())
        return f"{said}: {self.posterior:.4g}, Bayes factor {self.bayes_factor:.4g}"


@dataclass(frozen=True, eq=False)
class Scenarios:
    """Stories behind the findings, best first.

    Attributes:
        kind: "probable", of all the nodes by posterior probability, or "relevant", of any of the
            nodes by the generalised Bayes factor.
        nodes: the nodes that the stories are about.
        network: name and version of the network.
        scenarios: the stories.
    """

    kind: str
    nodes: tuple[str, ...]
    network: str
    scenarios: tuple[Scenario, ...]

    def rows(self) -> list[dict[str, Any]]:
        """Return one plain dict for each story, with its rank."""
        return [{"rank": i} | one.as_dict() for i, one in enumerate(self.scenarios, start=1)]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        own = {"kind": self.kind, "nodes": list(self.nodes), "network": self.network}
        return own | {"scenarios": self.rows()}

    def to_frame(self) -> DataFrame:
        """Return `rows` as a table, a column for each node."""
        import pandas as pd

        return pd.DataFrame([row | row.pop("states") for row in self.rows()])

    def __repr__(self) -> str:
        """Say every story."""
        return "\n".join(
            [f"most {self.kind} of {', '.join(self.nodes)}", *map(repr, self.scenarios)]
        )


def most_probable(
    network: Network,
    findings: Said,
    *,
    nodes: Sequence[str] | None = None,
    best: int = 5,
    context: Said | None = None,
) -> Scenarios:
    """Return the most probable states of some nodes together, and the next best.

    These are the k greatest P(x_1, …, x_m | findings). With every node that has no finding it is
    the most probable explanation, with some of them a maximum a posteriori hypothesis. Exact:
    stories grow node by node, all of one length in one batch, and one is given up only when its
    probability, which bounds those of all its continuations, is below that of k whole stories
    that are known already.

    Args:
        network: the network to ask.
        findings: what was observed.
        nodes: what the stories are about; what is hidden above the findings if None, which in a
            network without terms is every node above them.
        best: how many stories.
        context: what is taken for granted before any finding.

    Raises:
        FindingError: an unknown name, state or finding; more stories than can be compared.
        ImpossibleFindings: the findings cannot occur together.

    References:
        J. Pearl, Probabilistic Reasoning in Intelligent Systems, Morgan Kaufmann, 1988, ch. 5.

    >>> from bayesdx import load
    >>> found = most_probable(load("core"), {"babinski": "extensor"}, nodes=["umn", "lmn"], best=2)
    >>> [dict(one.states) for one in found.scenarios]
    [{'umn': 'marked', 'lmn': 'none'}, {'umn': 'mild', 'lmn': 'none'}]
    """
    return probable_of(bedside(network, findings, context), nodes=nodes, best=best)


def probable_of(case: Bedside, *, nodes: Sequence[str] | None = None, best: int = 5) -> Scenarios:
    """Return what `most_probable` does, of findings that are read already."""
    places = _places(case, nodes, best)
    seen = case.all.seen
    _, known = _grown(case, seen, places, beam=max(best, _BEAM))
    floor = float(np.sort(known)[-best]) if len(known) >= best else 0.0
    stories, posterior = _grown(case, seen, places, floor=floor)
    order = np.argsort(-posterior, kind="stable")[:best]
    prior = _probability(case, case.context.seen, places, stories[order])
    return _scenarios(
        "probable",
        case,
        places,
        [
            _scenario(case, dict(zip(places, story, strict=True)), before, after)
            for story, before, after in zip(stories[order], prior, posterior[order], strict=True)
        ],
    )


def most_relevant(
    network: Network,
    findings: Said,
    *,
    nodes: Sequence[str] | None = None,
    best: int = 5,
    context: Said | None = None,
) -> Scenarios:
    """Return the states of any of some nodes that explain the findings best.

    Of every choice of states of every choice of nodes x, that with the greatest generalised Bayes
    factor

        P(e | x) / P(e | not x) = P(x | e) (1 − P(x)) / [P(x) (1 − P(x | e))], e the findings,

    which leaves out what adds nothing. One that is part of a better one, that only adds to a
    better one, or that always comes with it is not shown. Exhaustive: every story of the nodes
    that is possible at all.

    Args:
        network: the network to ask.
        findings: what was observed.
        nodes: what may explain; what is hidden above the findings if None, which in a network
            without terms is every node above them.
        best: how many explanations.
        context: what is taken for granted before any finding.

    Raises:
        FindingError: an unknown name, state or finding; more stories than can be compared.
        ImpossibleFindings: the findings cannot occur together.

    References:
        C. Yuan, H. Lim, T.-C. Lu, Most relevant explanation in Bayesian networks, Journal of
        Artificial Intelligence Research 42:309–352, 2011, arXiv:1401.3893.

    >>> from bayesdx import load
    >>> found = most_relevant(load("core"), {"babinski": "extensor"}, nodes=["umn", "lmn"], best=1)
    >>> [dict(one.states) for one in found.scenarios]
    [{'umn': 'marked'}]
    """
    return relevant_of(bedside(network, findings, context), nodes=nodes, best=best)


def relevant_of(case: Bedside, *, nodes: Sequence[str] | None = None, best: int = 5) -> Scenarios:
    """Return what `most_relevant` does, of findings that are read already."""
    places = _places(case, nodes, best)
    if len(places) > NODES:
        raise _too_many(f"{len(places)} nodes", f"at most {NODES}")
    stories, prior = _grown(case, case.context.seen, places)
    posterior = _probability(case, case.all.seen, places, stories)
    parts = [
        part
        for size in range(1, len(places) + 1)
        for part in combinations(range(len(places)), size)
    ]
    sizes = [case.engine.sizes[node] for node in places]
    every = [found for part in parts for found in _part(part, sizes, stories, prior, posterior)]
    every.sort(key=lambda one: (-round(one.log_factor, 9), len(one.states)))
    scenarios = [
        _scenario(case, {places[k]: at for k, at in one.states}, one.prior, one.posterior)
        for one in _apart(every, best)
    ]
    return _scenarios("relevant", case, places, scenarios)


class _Partial(NamedTuple):
    """States of some nodes, by their places, before they are given their names."""

    states: tuple[tuple[int, int], ...]
    prior: float
    posterior: float
    log_factor: float


def _part(
    part: tuple[int, ...],
    sizes: Sequence[int],
    stories: NDArray[np.int64],
    prior: Array,
    posterior: Array,
) -> list[_Partial]:
    """Return the states of some of the nodes that the findings speak for."""
    shape = tuple(sizes[place] for place in part)
    key = np.ravel_multi_index(tuple(stories[:, place] for place in part), shape)
    own, back = np.unique(key, return_inverse=True)
    before, after = (np.asarray(np.bincount(back, p), dtype=float) for p in (prior, posterior))
    factor = _log_factor(before, after)
    for_it = np.flatnonzero(factor > _TIE)
    states = np.stack(np.unravel_index(own[for_it], shape), axis=1).tolist()
    figures = zip(before[for_it], after[for_it], factor[for_it], strict=True)
    return [
        _Partial(tuple(zip(part, at, strict=True)), *map(float, figure))
        for at, figure in zip(states, figures, strict=True)
    ]


def _apart(every: Sequence[_Partial], best: int) -> list[_Partial]:
    """Return the best, without those that another one of them contains, repeats or extends."""
    shown: list[_Partial] = []
    known: list[_Partial] = []
    for one in every:
        if len(shown) == best:
            break
        own = set(one.states)
        if any(own.issubset(k.states) or own.issuperset(k.states) for k in known):
            continue
        if not any(_same(one, other) for other in shown):
            shown.append(one)
        known.append(one)
    return shown


def _same(one: _Partial, other: _Partial) -> bool:
    """Return whether two stories come together always, by all that can be told."""
    return math.isclose(one.prior, other.prior, rel_tol=_TIE) and math.isclose(
        one.posterior, other.posterior, rel_tol=_TIE
    )


def _log_factor(prior: Array, posterior: Array) -> Array:
    """Return the logarithm of the generalised Bayes factor; none where a story is certain before.

    What is not possible is as unlikely as can be; what rounding alone keeps from certainty is
    certain.
    """
    left, right = np.maximum(1 - prior, 0.0), np.maximum(1 - posterior, 0.0)
    left, right = np.where(left < _TIE, 0.0, left), np.where(right < 1e-15, 0.0, right)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Array = np.log(posterior) + np.log(left) - np.log(prior) - np.log(right)
    return np.where(np.isnan(found), 0.0, found)


def _places(case: Bedside, names: Sequence[str] | None, best: int) -> list[int]:
    """Return the nodes that a story is about.

    Raises:
        FindingError: one that is known already, or none at all; fewer than one story asked for.
    """
    seen = case.all.seen
    places = list(dict.fromkeys(chosen(case.network, names, causes(case.network, seen))))
    known = [case.network.nodes[node].name for node in places if isinstance(seen.get(node), int)]
    if known:
        found = f"{', '.join(known)}, which is known"
        raise FindingError(Fault("nodes", found, "nodes not examined", "Leave it out."))
    if not places:
        remedy = "Name the nodes that may explain."
        raise FindingError(Fault("nodes", "none above the findings", "at least one", remedy))
    if best < 1:
        raise FindingError(Fault("best", str(best), "1 or more", "Ask for one story at least."))
    return sorted(places)


def _grown(
    case: Bedside,
    seen: Seen,
    places: Sequence[int],
    *,
    floor: float = 0.0,
    beam: int | None = None,
) -> tuple[NDArray[np.int64], Array]:
    """Return whole stories and their probabilities given what was seen.

    Args:
        case: where they are asked.
        seen: what is given.
        places: the nodes, in the order in which stories grow.
        floor: stories below it are given up.
        beam: if so many are left they are enough; else all are followed.
    """
    stories, probability = np.zeros((1, 0), dtype=np.int64), np.ones(1)
    for node in places:
        answer, _ = case.engine.batch(_given(case, seen, places, stories), node)
        grown = probability[:, None] * answer[0][0]
        kept = np.flatnonzero((grown > 0) & (grown >= floor * (1 - _TIE)))
        if beam is not None and len(kept) > beam:
            kept = kept[np.argsort(-grown.reshape(-1)[kept], kind="stable")[:beam]]
        if len(kept) > STORIES:
            raise _too_many(f"more than {STORIES} stories", "a question with fewer")
        rows, states = np.divmod(kept, grown.shape[1])
        stories = np.concatenate([stories[rows], states[:, None]], axis=1)
        probability = grown.reshape(-1)[kept]
    return stories, probability


def _given(
    case: Bedside, seen: Seen, places: Sequence[int], stories: NDArray[np.int64]
) -> dict[int, int | Array]:
    """Return what was seen together with the stories so far, one in each case."""
    given: dict[int, int | Array] = dict(seen)
    for node, column in zip(places, stories.T, strict=False):
        given[node] = vector_of(given.get(node), case.engine.sizes[node])[:, None] * (
            np.arange(case.engine.sizes[node])[:, None] == column
        )
    return given


def _probability(
    case: Bedside, seen: Seen, places: Sequence[int], stories: NDArray[np.int64]
) -> Array:
    """Return P(story | seen) of whole stories, shape (story,)."""
    _, whole = case.engine.batch(seen, places[0])
    _, total = case.engine.batch(_given(case, seen, places, stories), places[0])
    found: Array = total[0] / whole[0, 0]
    return found


def _scenario(case: Bedside, states: Mapping[int, int], prior: float, posterior: float) -> Scenario:
    nodes = case.network.nodes
    factor = _log_factor(np.array([prior]), np.array([posterior]))
    return Scenario(
        states=MappingProxyType(
            {nodes[node].name: nodes[node].states[at] for node, at in states.items()}
        ),
        prior=float(prior),
        posterior=float(posterior),
        bayes_factor=float(np.exp(factor[0])),
    )


def _scenarios(
    kind: str, case: Bedside, places: Sequence[int], scenarios: Sequence[Scenario]
) -> Scenarios:
    network = case.network
    names = tuple(network.nodes[node].name for node in places)
    return Scenarios(kind, names, network.version or network.name, tuple(scenarios))


def _too_many(found: str, expected: str) -> FindingError:
    return FindingError(Fault("nodes", found, expected, "Name the few nodes that matter."))
