"""What each further sign adds: to this network, and to one that takes its signs as independent.

With D "the motor neuron is damaged" and s₁ … s_m the signs, the network moves the odds of D by

    P(s_i | D, s₁ … s_i−1) / P(s_i | not D, s₁ … s_i−1),

what a sign is worth once the others are known. The naive model moves them every time by what the
sign is worth alone, P(s_i | D) / P(s_i | not D), with the network's own rates. Both agree on the
first sign.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bayesdx.findings import vocabulary
from bayesdx.inference import score_cases
from bayesdx.language import _, number
from bayesdx.network import Network
from bayesdx.report.dots import Across, Dots, dots_chart
from bayesdx.report.labels import node_label, said_label
from bayesdx.report.sentences import percent
from bayesdx.validation.baselines import SIGNS

if TYPE_CHECKING:
    import altair as alt

TARGET = "pattern"
DAMAGED: Mapping[str, tuple[str, ...]] = {"umn": ("umn", "mixed"), "lmn": ("lmn", "mixed")}
"""The patterns in which a motor neuron is damaged."""

_END = 4
"""The axis ends at odds of 10⁴ to 1, and of 1 to 10⁴."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of one motor neuron: its node, the word for it, and the states that show it."""

    node: str
    word: str
    states: frozenset[str]

    @property
    def present(self) -> str:
        """The sign in words."""
        return f"{node_label(self.node)}: {said_label(self.node, self.word)}"

    @property
    def absent(self) -> str:
        """Its absence in words."""
        return _("{finding}: not {state}").format(
            finding=node_label(self.node), state=said_label(self.node, self.word)
        )


@dataclass(frozen=True, slots=True)
class Step:
    """The odds that the motor neuron is damaged, after one more sign; `text` names it."""

    text: str
    network: float
    naive: float


def signs_of(network: Network, neuron: str) -> tuple[Sign, ...]:
    """Return the signs of a motor neuron ("umn" or "lmn") that a network knows.

    >>> from bayesdx import load
    >>> [sign.present for sign in signs_of(load("core"), "umn")][1:]
    ['Tendon reflexes: increased', 'Plantar response: extensor']
    """
    words = vocabulary(network.states)
    found = []
    for whose, finding, word in SIGNS:
        node = words.node(finding)
        shown = words.words[node].states_of(word) if node else None
        if whose == neuron and node and shown:
            found.append(Sign(node, word, shown))
    return tuple(found)


def gains(
    network: Network, signs: Sequence[Sign], neuron: str, *, present: bool = True
) -> tuple[Step, ...]:
    """Return the odds before any sign, and after each sign that is found, or looked for and not.

    Args:
        network: the model, asked in its default context.
        signs: in the order in which they are learnt.
        neuron: "umn" or "lmn", whose damage is asked for.
        present: whether the signs are there.

    >>> from bayesdx import load
    >>> core = load("core")
    >>> first = gains(core, signs_of(core, "umn")[:1], "umn")[1]
    >>> bool(np.isclose(first.network, first.naive))
    True
    """
    before = _odds(network, {}, neuron)
    steps = [Step(_("Before any sign"), before, before)]
    known: dict[str, NDArray[np.float64]] = {}
    naive = before
    for place, sign in enumerate(signs, start=1):
        states = network.states[sign.node]
        said = np.array([float((state in sign.states) == present) for state in states])
        known = {**known, sign.node: said}
        naive *= _odds(network, {sign.node: said}, neuron) / before
        text = f"{place}. {sign.present if present else sign.absent}"
        steps.append(Step(text, _odds(network, known, neuron), naive))
    return tuple(steps)


def _odds(network: Network, said: Mapping[str, NDArray[np.float64]], neuron: str) -> float:
    rows = {node: vector[None] for node, vector in said.items()}
    answer, _p = score_cases(network, rows, target=TARGET)
    states = network.states[TARGET]
    p = sum(float(answer[0, states.index(state)]) for state in DAMAGED[neuron])
    return p / (1 - p) if p < 1 else math.inf


def odds_in_words(odds: float) -> str:
    """Return odds as people say them.

    >>> odds_in_words(251.2), odds_in_words(4.06), odds_in_words(0.1)
    ('251 to 1', '4.1 to 1', '1 to 10')
    """
    form = _("{one} to {other}")
    if odds < 1:
        return (
            form.format(one=1, other=_round(1 / odds)) if odds > 0 else form.format(one=0, other=1)
        )
    return form.format(one=_round(odds), other=1)


def _round(value: float) -> str:
    if value >= 1e6:
        return _("more than a million")
    rounded = float(f"{value:.3g}") if value >= 10 else round(value, 1)
    return number(rounded, ",.0f" if rounded >= 10 or rounded == int(rounded) else ".1f")


def gain_chart(steps: Sequence[Step]) -> alt.LayerChart:
    """Return the odds of both models after each sign, on an axis of equal factors."""
    rows = []
    for step in steps:
        rows.append(Dots(step.text, heading=True))
        for name, odds, shape, colour in (
            (_("This network"), step.network, "circle", "#0072B2"),
            (_("If independent"), step.naive, "square", "#D55E00"),
        ):
            text = f"{name}: {odds_in_words(odds)} ({percent(_chance(odds))})"
            rows.append(Dots(text, mark=_place(odds), shape=shape, colour=colour))
    lowest = min(-1, math.floor(min(_place(odds) for s in steps for odds in (s.network, s.naive))))
    highest = max(1, math.ceil(max(_place(odds) for s in steps for odds in (s.network, s.naive))))
    label = "datum.value < 0 ? '1:' + pow(10, -datum.value) : pow(10, datum.value) + ':1'"
    values = tuple(range(lowest, highest + 1))
    return dots_chart(rows, Across(lowest, highest, values, labels=label, guide=0))


def _chance(odds: float) -> float:
    return 1.0 if math.isinf(odds) else odds / (1 + odds)


def _place(odds: float) -> float:
    """Return where odds stand on the axis, log₁₀ of them."""
    return (
        max(-_END, min(_END, math.log10(odds)))
        if 0 < odds < math.inf
        else _END * (1 if odds else -1)
    )


def in_words(steps: Sequence[Step]) -> str:
    """Return how far the two are apart at the end, in a sentence."""
    last = steps[-1]
    if len(steps) < 3:
        return _("With one sign there is nothing to depend on: both say the same. Add a second.")
    ratio = last.network / last.naive
    ahead = ratio if ratio >= 1 else 1 / ratio
    if ahead < 1.05:
        return _("With these signs the two hardly differ.")
    surer = _(
        "After {n} signs this network is **surer of damage than** a model that takes them as "
        "independent: {network} against {naive}, a factor of {factor}."
    )
    less = _(
        "After {n} signs this network is **less sure of damage than** a model that takes them as "
        "independent: {network} against {naive}, a factor of {factor}."
    )
    return (surer if ratio > 1 else less).format(
        n=len(steps) - 1,
        network=odds_in_words(last.network),
        naive=odds_in_words(last.naive),
        factor=number(ahead, ".1f"),
    )


def alt_text(steps: Sequence[Step]) -> str:
    """Return what the picture shows, for those who do not see it."""
    form = _("{sign}: this network {network}, if independent {naive}")
    said = [
        form.format(
            sign=step.text,
            network=odds_in_words(step.network),
            naive=odds_in_words(step.naive),
        )
        for step in steps
    ]
    return _("Odds of damage. {rows}.").format(rows="; ".join(said))


def table(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Return a row for each sign: by what factor each model moved the odds, and the odds."""
    return [
        {
            _("Sign"): step.text,
            _("Factor, this network"): number(step.network / before.network, ".2g"),
            _("Factor, alone"): number(step.naive / before.naive, ".2g"),
            _("Odds, this network"): odds_in_words(step.network),
            _("Odds, if independent"): odds_in_words(step.naive),
        }
        for before, step in pairwise(steps)
    ]
