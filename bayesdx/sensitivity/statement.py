"""What a posterior shall do: reach a probability, a difference or a ratio."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bayesdx.errors import Fault, InputError
from bayesdx.inference.target import state_of
from bayesdx.sensitivity.asked import Asked

Array = NDArray[np.float64]

_REACH = re.compile(r"\s*(>=|<=|≥|≤|>|<)\s*([0-9.eE+-]+)\s*(%?)\s*")


@dataclass(frozen=True, eq=False)
class Statement:
    """Σ_s weight[s] P(target = s, findings) ≥ 0.

    Attributes:
        text: the statement as it reads.
        weight: shape (state,).
    """

    text: str
    weight: Array


def statement(
    asked: Asked, reach: str, *, minus: str | None = None, over: str | None = None
) -> Statement:
    """Return a statement about the posterior of a target.

    Args:
        asked: what is asked about.
        reach: ">=0.5", "<=0.2" (or with %).
        minus: another state of the target; the statement is about the difference
            P(target = state | findings) − P(target = minus | findings).
        over: another state of the target; the statement is about the ratio
            P(target = state | findings) / P(target = over | findings).

    Raises:
        InputError: a statement that cannot be read, or that nothing can make true or false.
        FindingError: no such state.
    """
    sign, bound = _read(reach, ratio=over is not None, difference=minus is not None)
    if minus is not None and over is not None:
        remedy = "Ask for the difference or for the ratio."
        raise InputError(Fault("statement", "minus and over", "one of them", remedy))
    weight = np.zeros(len(asked.states))
    weight[asked.state] = 1.0
    said, other = f"P({asked.target})", minus if minus is not None else over
    if other is not None:
        place = state_of(asked.network, asked.node, other)
        if place == asked.state:
            fault = Fault("statement", repr(other), "another state than the target's", "Name one.")
            raise InputError(fault)
        weight[place] = -1.0 if over is None else -bound
        said += f" {'−' if over is None else '/'} P({asked.name}={asked.states[place]})"
    if over is None:
        weight -= bound
    return Statement(f"{said} {sign} {bound:g}", weight if sign == "≥" else -weight)


def _read(reach: str, *, ratio: bool, difference: bool) -> tuple[str, float]:
    """Return the sign, ≥ or ≤, and the bound."""
    found = _REACH.fullmatch(reach)
    low, high = (0.0, math.inf) if ratio else (-1.0 if difference else 0.0, 1.0)
    expected = f">= or <= and a number between {low:g} and {high:g}"
    remedy = "Write '>=0.5' or '<=0.2', in quotes."
    fault = Fault("reach", repr(reach), expected, remedy)
    if found is None:
        raise InputError(fault)
    try:
        bound = float(found[2]) / (100 if found[3] else 1)
    except ValueError:
        raise InputError(fault) from None
    if not low < bound < high:
        raise InputError(fault)
    return "≥" if found[1] in (">=", ">", "≥") else "≤", bound
