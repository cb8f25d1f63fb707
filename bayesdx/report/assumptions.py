"""What nobody published and the model assumes: each with its value, its weight and its reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from bayesdx.evidence import Parameter
from bayesdx.language import ENGLISH, _, number, speaking
from bayesdx.network import Column, Network
from bayesdx.network.leaves import shares_of
from bayesdx.report.labels import node_label
from bayesdx.report.uses import by_node, kinds_of, uses


@dataclass(frozen=True, eq=False)
class Assumed:
    """One declared assumption.

    Attributes:
        parameter: its value as a distribution, with its reason and the patients it is worth.
        factor: for a ratio or factor: 95% of belief lies within × or ÷ it; else None.
        columns: the columns that are computed from it.
    """

    parameter: Parameter
    factor: float | None
    columns: tuple[Column, ...]

    @property
    def name(self) -> str:
        """Where it is declared."""
        return self.parameter.name

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """The tables that it enters."""
        return tuple(by_node(self.columns))

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """How the columns that it enters come about: assumed, or part assumed."""
        return kinds_of(self.columns)

    @property
    def weight(self) -> str:
        """How sure it is, as the model file says it.

        >>> from bayesdx import load
        >>> assumptions(load("core"))[0].weight
        'worth 10 patients'
        """
        if self.factor is not None:
            return _("within × or ÷ {factor}").format(factor=number(self.factor, "g"))
        worth = self.parameter.worth
        return _("worth {n} patients").format(n=number(worth, "g")) if worth else ""

    @property
    def value(self) -> str:
        """Its value with its 95% interval, one for each state of a distribution."""
        one = self.parameter
        numbers = zip(*map(np.atleast_1d, (one.point, one.low, one.high)), strict=True)
        return in_three_digits(numbers)

    def row(self) -> dict[str, Any]:
        """Return all of it as plain values, in English."""
        with speaking(ENGLISH):
            value = self.value
        return {
            "name": self.name,
            "tables": "; ".join(self.nodes),
            "columns": len(self.columns),
            "kinds": "; ".join(self.kinds),
            "value": value,
            "worth": self.parameter.worth,
            "factor": self.factor,
            "because": self.parameter.because,
        }


def in_three_digits(numbers: Iterable[tuple[float, float, float]]) -> str:
    """Return values with their intervals, as they are written in the language spoken.

    >>> from bayesdx.language import speaking
    >>> with speaking("de"):
    ...     in_three_digits([(0.5, 0.204, 0.791), (2.0, 1.0, 4.0)])
    '0,5 (0,204–0,791); 2 (1–4)'
    """
    parts = (f"{_short(point)} ({_short(low)}–{_short(high)})" for point, low, high in numbers)
    return "; ".join(parts)


def _short(value: float) -> str:
    return number(value, ".3g")


def assumptions(network: Network) -> tuple[Assumed, ...]:
    """Return every assumption of a network, in the order of its tables."""
    if network.spec is None:
        return ()
    columns = uses(network)
    factors = {name: said.factor for name, said in network.spec.assumptions.items()}
    factors |= {form.place: form.factor for form in shares_of(network.spec)}
    return tuple(
        Assumed(parameter, factors[name], columns[name])
        for name, parameter in network.parameters.items()
        if not parameter.cited
    )


def sifted_assumptions(
    several: Iterable[Assumed], *, words: str = "", about: str = "", kind: str = ""
) -> tuple[Assumed, ...]:
    """Return the assumptions that have all words, enter a table, and a column of a kind."""
    wanted = words.casefold().split()
    return tuple(
        one
        for one in several
        if about in ("", *one.nodes)
        and kind in ("", *one.kinds)
        and all(word in _text(one) for word in wanted)
    )


def _text(one: Assumed) -> str:
    return " ".join([one.name, one.parameter.because, *map(node_label, one.nodes)]).casefold()
