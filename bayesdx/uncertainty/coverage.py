"""How often an interval holds the truth, measured.

Two measurements, neither of which uses the answer that it judges:

*truths* — parameters are drawn anew from their distributions, the answer under them is the truth,
and the interval of the model as it stands is asked whether it holds it. It checks the drawing, and
shows how far the delta method may be trusted.

*studies* — for each simulation, centre and spread between studies are drawn for every pooled
quantity from what the published studies leave open; every study is carried out again (its value on
the link scale from N(μ, vᵢ + τ²)); the population that the model is about gets its own value from
N(μ, τ²); assumptions are drawn. The simulated studies are pooled again, the tables evaluated again,
the question asked again: does the interval hold the answer of that population?

`bayesdx.uncertainty.grid` measures it exactly where that can be done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import Fault, FindingError
from bayesdx.evidence import DRAWS, LOGIT, Parameter, Studies, mixture_of, pool_studies, studies_of
from bayesdx.evidence.pooling import expit
from bayesdx.findings import Findings
from bayesdx.inference.contraction import Array
from bayesdx.inference.observed import check_level
from bayesdx.inference.revalued import Revaluer
from bayesdx.network import Network
from bayesdx.uncertainty.asked import Asked, ask, check_drawn, check_literature
from bayesdx.uncertainty.interval import by_delta, by_draws

if TYPE_CHECKING:
    from pandas import DataFrame

Question = tuple[Findings | Mapping[str, object], str]
"""Findings, and a target: "node=state", or "node" for its likeliest state."""

Progress = Callable[[Iterable[int], int], Iterable[int]]
"""Takes what is worked through and its length, and hands it on while it tells the reader."""

TRUTHS = 20_000
"""So many truths are drawn for the measurement *truths*."""


@dataclass(frozen=True, slots=True)
class Covered:
    """One measured coverage.

    Attributes:
        measured: "truths" or "studies".
        method: "draws" or "delta".
        question: the findings and the target, in words.
        level: what the interval promises.
        simulations: how many truths were held against it.
        coverage: the share that it held.
        standard_error: of that share.
    """

    measured: str
    method: str
    question: str
    level: float
    simulations: int
    coverage: float
    standard_error: float


@dataclass(frozen=True, eq=False)
class Coverage:
    """Measured coverages of some questions to one network."""

    network: str
    measured: tuple[Covered, ...]

    def rows(self) -> list[dict[str, Any]]:
        """Return one dict for each measurement."""
        return [{name: getattr(one, name) for name in Covered.__slots__} for one in self.measured]

    def to_frame(self) -> DataFrame:
        """Return `rows` as a table."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def __repr__(self) -> str:
        """Say every coverage."""
        return "\n".join(
            f"{one.coverage:.1%} ± {one.standard_error:.1%} of {one.simulations} "
            f"({one.measured}, {one.method}): {one.question}"
            for one in self.measured
        )


def coverage(
    network: Network,
    questions: Sequence[Question],
    *,
    simulations: int = 200,
    seed: int = 0,
    level: float = 0.95,
    progress: Progress = lambda items, _: items,
) -> Coverage:
    """Return the measured coverage of the interval of each question.

    Args:
        network: a model compiled from literature.
        questions: findings and target of each.
        simulations: how often all studies are carried out again; none with 0.
        seed: of the simulation.
        level: the probability that the intervals shall hold, between 0 and 1.
        progress: wraps what is worked through, to tell the reader how far it is.

    Raises:
        SpecError: the network was not compiled from literature, as one from a BIF file.
        FindingError: an unknown target, state or finding; a level or a number that is none.
        ImpossibleFindings: the findings of a question cannot occur together.

    >>> import bayesdx
    >>> question = ({"babinski": "extensor"}, "pattern=umn")
    >>> found = coverage(bayesdx.load("core"), [question], simulations=0)
    >>> [row["measured"] for row in found.rows()], 0.93 < found.rows()[0]["coverage"] < 0.97
    (['truths', 'truths'], True)
    """
    revaluer = Revaluer(network)
    check_drawn(network)
    check_literature(network)
    check_level(level)
    if simulations < 0:
        remedy = "Give 200 for a standard error of one and a half in a hundred."
        raise FindingError(Fault("simulations", repr(simulations), "0 or more", remedy))
    asked = [ask(network, findings, target) for findings, target in questions]
    rng = np.random.default_rng(seed)
    found = [*_of_truths(revaluer, asked, rng, level)]
    if simulations:
        found += _of_studies(revaluer, asked, rng, level, simulations, progress)
    return Coverage(network.version or network.name, tuple(found))


def _of_truths(
    revaluer: Revaluer, asked: Sequence[Asked], rng: np.random.Generator, level: float
) -> Iterator[Covered]:
    """Yield for each question how often its interval holds the answer of truths drawn anew."""
    for one in asked:
        rounds = [_answers_anew(revaluer, one, rng) for _ in range(TRUTHS // DRAWS)]
        truths = np.concatenate(rounds)
        truths = truths[~np.isnan(truths)]
        drawn = one.drawn(one.network.draws)[:, one.state]
        for bounds in (by_draws(one, drawn, level), by_delta(one, level)):
            held = (truths >= bounds.low) & (truths <= bounds.high)
            yield _covered("truths", bounds.method, one, level, held)


def _answers_anew(revaluer: Revaluer, one: Asked, rng: np.random.Generator) -> Array:
    """Return the answer under parameters drawn anew, shape (draw,)."""
    return np.asarray(one.drawn(revaluer.tables(_shuffled(revaluer, one, rng)))[:, one.state])


def _shuffled(revaluer: Revaluer, one: Asked, rng: np.random.Generator) -> dict[str, Array]:
    """Return the draws of every parameter, each in an order of its own: other joint draws."""
    return {name: rng.permutation(revaluer.draws(name), axis=0) for name in _names(revaluer, one)}


def _names(revaluer: Revaluer, *asked: Asked) -> list[str]:
    """Return the basic parameters of the tables that bear on the questions."""
    nodes = dict.fromkeys(node for one in asked for node in one.relevant)
    return list(dict.fromkeys(name for node in nodes for name in revaluer.of_node[node]))


def _of_studies(
    revaluer: Revaluer,
    asked: Sequence[Asked],
    rng: np.random.Generator,
    level: float,
    simulations: int,
    progress: Progress,
) -> Iterator[Covered]:
    """Yield for each question how often an interval from simulated studies holds the truth."""
    worlds = {
        name: _World.of(revaluer, name, rng, simulations) for name in _names(revaluer, *asked)
    }
    truth = revaluer.tables({name: world.truth for name, world in worlds.items()})
    truths = [one.drawn(truth)[:, one.state] for one in asked]
    held = [np.zeros(simulations, dtype=bool) for _ in asked]
    for number in progress(range(simulations), simulations):
        pooled = {name: world.pooled(number) for name, world in worlds.items() if world.studies}
        tables = revaluer.patched({name: parameter.draws for name, parameter in pooled.items()})
        for place, one in enumerate(asked):
            drawn = one.drawn(tables)[:, one.state]
            bounds = by_draws(one, drawn, level)
            held[place][number] = bounds.low <= truths[place][number] <= bounds.high
    for one, own, true in zip(asked, held, truths, strict=True):
        yield _covered("studies", "draws", one, level, own[~np.isnan(true)])


@dataclass(frozen=True, eq=False)
class _World:
    """Simulated truths of one parameter, shape (simulation, …), and the studies made of it.

    `studies` is empty for an assumption, which no study informs.
    """

    name: str
    kind: str
    truth: Array
    y: Array
    studies: tuple[Studies, ...]

    @classmethod
    def of(
        cls, revaluer: Revaluer, name: str, rng: np.random.Generator, simulations: int
    ) -> _World:
        parameter = revaluer.network.parameters.get(name)
        if parameter is None or not parameter.cited:
            draws = revaluer.draws(name)
            return cls(name, "", draws[rng.integers(len(draws), size=simulations)], draws, ())
        return cls._simulated(parameter, rng, simulations)

    @classmethod
    def _simulated(cls, parameter: Parameter, rng: np.random.Generator, simulations: int) -> _World:
        studies = studies_of(parameter.name, parameter.kind, parameter.estimates)
        mixture = mixture_of(parameter.kind, studies)
        at = rng.choice(len(mixture.taus), size=simulations, p=mixture.weight)
        tau = mixture.taus[at]
        spread = np.sqrt(np.maximum(mixture.sd[at] ** 2 - tau**2, 0))
        centre = rng.normal(mixture.centre[at], spread)
        y = rng.normal(centre[:, None], np.sqrt(studies.v + tau[:, None] ** 2))
        truth = rng.normal(centre, tau)
        inverse = expit if parameter.kind in LOGIT else np.exp
        return cls(parameter.name, parameter.kind, np.asarray(inverse(truth)), y, (studies,))

    def pooled(self, number: int) -> Parameter:
        """Return the parameter that the studies of one simulation give."""
        [studies] = self.studies
        again = Studies(self.y[number], studies.v, studies.a)
        return pool_studies(self.name, self.kind, again)


def _covered(
    measured: str, method: str, one: Asked, level: float, held: NDArray[np.bool_]
) -> Covered:
    share = float(held.mean())
    said = ", ".join(f"{name}={text}" for name, text in one.said.items()) or "no findings"
    error = float(np.sqrt(max(share * (1 - share), 0.25 / len(held)) / len(held)))
    question = f"{one.target}={one.state_name} | {said}"
    return Covered(measured, method, question, level, len(held), share, error)
