"""An explanation in words, for a patient, a student or a clinician: numbers put into templates."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from bayesdx.csvfile import read_rows
from bayesdx.errors import Fault, FindingError, did_you_mean
from bayesdx.explain import Explanation, Weight
from bayesdx.language import LEVELS, _, language, number
from bayesdx.report.explanation_words import (
    decibans,
    factor,
    finding_in_words,
    hypothesis_in_words,
    story_in_words,
    strength,
)
from bayesdx.report.labels import in_text, listed, said_label, spoken_label
from bayesdx.report.sentences import of_hundred, percent

WIDE = 3.0
"""Decibans between the least and the greatest weight from where on the range is spoken of."""

CLASH = 1.0
"""Bits from where on a conflict is spoken of: twice as rare together as by chance."""

COUNTED_TWICE = 1.25
"""The factor on the odds from where on double counting is spoken of."""

PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "fit": ("fits", "clash", "resolved", "unresolved"),
        "rival": ("rival", "rival_ahead", "reversal", "settled"),
        "story": ("story",),
    }
)
"""What sentences are about, beside the answer itself, and the keys of their templates."""

_TEXTS = Path(__file__).parent / "texts"

Slots = Mapping[str, str]


def templates() -> Mapping[str, Mapping[str, str]]:
    """Return key → level of reading → template, in the language that is spoken now.

    >>> templates()["fits"]["patient"]
    'The findings fit together.'
    """
    return _templates(language())


@cache
def _templates(code: str) -> Mapping[str, Mapping[str, str]]:
    own = _TEXTS / code / "explanation.csv"
    rows = read_rows(own if own.exists() else _TEXTS / "explanation.csv", ("key", *LEVELS))
    return MappingProxyType(
        {row["key"]: MappingProxyType({level: row[level] for level in LEVELS}) for row in rows}
    )


def in_words(explanation: Explanation, level: str = "student") -> tuple[str, ...]:
    """Return an explanation as sentences, the most important first.

    Args:
        explanation: what `explain` gave.
        level: who reads: patient, student or clinician.

    Raises:
        FindingError: a level that there is not.

    >>> from bayesdx import load
    >>> from bayesdx.explain import explain
    >>> found = explain(load("core"), {"babinski": "extensor"}, target="pattern", state="umn")
    >>> in_words(found, "patient")[1]
    'What speaks for it: the big toe goes up (clearly).'
    """
    if level not in LEVELS:
        expected = f"one of {', '.join(LEVELS)}"
        remedy = did_you_mean(level, LEVELS)
        raise FindingError(Fault("level of reading", repr(level), expected, remedy))
    said = (fill(key, level, slots) for key, slots in _sentences(explanation, level))
    return tuple(text for text in said if text)


def by_part(explanation: Explanation, level: str = "student") -> dict[str, tuple[str, ...]]:
    """Return the same sentences under what they are about: a part of `PARTS`, or "answer"."""
    found: dict[str, tuple[str, ...]] = {"answer": (), **dict.fromkeys(PARTS, ())}
    for key, slots in _sentences(explanation, level):
        part = next((name for name, keys in PARTS.items() if key in keys), "answer")
        text = fill(key, level, slots)
        found[part] += (text,) if text else ()
    return found


def fill(key: str, level: str, slots: Slots) -> str:
    """Return a template with its slots filled; a slot with a capital starts a sentence.

    >>> fill("reversal", "patient", {"finding": "MRI of the spine"})
    'What could change the answer most easily is MRI of the spine.'
    """
    template = templates()[key][level]
    capital = {name[:1].upper() + name[1:]: _upper(text) for name, text in slots.items()}
    return template.format_map({**slots, **capital})


def _sentences(explanation: Explanation, level: str) -> Iterator[tuple[str, Slots]]:
    """Yield key and slots of every sentence."""
    weights = explanation.weights
    what = hypothesis_in_words(weights.target, weights.state, level)
    common = {
        "what": what,
        "prior": percent(weights.prior),
        "posterior": percent(weights.posterior),
        "prior_of_100": of_hundred(weights.prior),
        "posterior_of_100": of_hundred(weights.posterior),
        "total": decibans(weights.total),
        "factor": factor(10 ** (weights.total / 10)),
    }
    if not weights.findings:
        yield "nothing", common
        return
    settled = "proved" if weights.total > 0 else "ruled_out"
    yield (settled if math.isinf(weights.total) else "before"), common
    yield from _directions(explanation, level)
    yield from _ranges(explanation, level)
    yield from _double(explanation, common)
    yield from _conflict(explanation, level)
    yield from _contrast(explanation, level, common)
    yield from _story(explanation)


def _directions(explanation: Explanation, level: str) -> Iterator[tuple[str, Slots]]:
    for name in ("for", "against", "depends", "irrelevant"):
        some = explanation.direction(name)
        if some:
            key = "bare" if name == "irrelevant" else "item"
            items = [fill(key, level, _item(one, level)) for one in some]
            yield name, {"list": "; ".join(items) if level == "patient" else listed(items)}


def _item(one: Weight, level: str) -> Slots:
    return {
        "finding": finding_in_words(one.finding, one.said, level),
        "strength": templates()[strength(one.shapley)][level],
        "shapley": decibans(one.shapley),
        "minimum": decibans(one.minimum),
        "maximum": decibans(one.maximum),
    }


def _ranges(explanation: Explanation, level: str) -> Iterator[tuple[str, Slots]]:
    weights = explanation.weights
    widest = max(weights.findings, key=_width)
    if _width(widest) >= WIDE:
        yield "range", _item(widest, level)
    if not weights.exact:
        yield "sampled", {"orders": str(weights.orders), "seed": str(weights.seed)}


def _width(one: Weight) -> float:
    if one.minimum is None or one.maximum is None:
        return 0.0
    return 0.0 if one.maximum == one.minimum else one.maximum - one.minimum


def _double(explanation: Explanation, common: Slots) -> Iterator[tuple[str, Slots]]:
    shared = explanation.redundancy
    if shared.factor is None or shared.factor <= 0:
        return
    larger = max(shared.factor, 1 / shared.factor)
    if larger >= COUNTED_TWICE:
        high = shared.factor > 1
        yield (
            "twice" if high == (shared.together > 0) else "more",
            {
                **common,
                "independent": percent(shared.independent),
                "times": factor(larger),
                "way": _("high") if high else _("low"),
                "sign": "×" if high else "÷",
            },
        )


def _conflict(explanation: Explanation, level: str) -> Iterator[tuple[str, Slots]]:
    conflict = explanation.conflict
    slots = {"bits": _bits(conflict.bits), "traced": _bits(conflict.traced_bits)}
    if len(conflict.findings) < 2:
        return
    if conflict.recheck is None or conflict.traced_bits < CLASH:
        yield "fits", slots
        return
    suspect = conflict.recheck
    finding = finding_in_words(suspect.finding, suspect.said, level)
    yield "clash", {**slots, "finding": finding, "times": factor(2**conflict.traced_bits)}
    resolved = conflict.resolved_by
    if resolved is None:
        yield "unresolved", slots
        return
    yield (
        "resolved",
        {
            "story": hypothesis_in_words(resolved.node, resolved.state),
            "probability": percent(resolved.posterior),
            "left": _bits(max(resolved.bits_left, 0.0)),
        },
    )


def _contrast(explanation: Explanation, level: str, common: Slots) -> Iterator[tuple[str, Slots]]:
    contrast = explanation.contrast
    if contrast is None:
        return
    one = contrast.deciding
    if one is not None:
        yield (
            "rival" if contrast.log_odds >= 0 else "rival_ahead",
            {
                **common,
                **_item(one, level),
                "shapley": decibans(abs(one.shapley or 0.0)),
                "rival": hypothesis_in_words(contrast.target, contrast.rival),
                "rival_posterior": percent(contrast.posterior[1]),
            },
        )
    turning = contrast.reversal
    if turning is None:
        yield "settled", {}
        return
    outcome = max((o for o in turning.outcomes if o.reverses), key=lambda o: o.probability)
    yield (
        "reversal",
        {
            "finding": in_text(spoken_label(turning.finding, to=level)),
            "outcome": in_text(said_label(turning.finding, outcome.state)),
            "probability": percent(turning.probability),
        },
    )


def _story(explanation: Explanation) -> Iterator[tuple[str, Slots]]:
    probable, relevant = explanation.probable, explanation.relevant
    if probable and relevant and probable.scenarios and relevant.scenarios:
        first, best = probable.scenarios[0], relevant.scenarios[0]
        yield (
            "story",
            {
                "story": story_in_words(first.states),
                "probability": percent(first.posterior),
                "relevant": story_in_words(best.states),
                "bayes_factor": factor(best.bayes_factor),
            },
        )


def _bits(value: float) -> str:
    return number(round(value, 1) or 0.0, ".1f").replace("-", "−")


def _upper(text: str) -> str:
    """Return a text as it starts a sentence; a name of a foreign network stays as it is."""
    return text if "=" in text else text[:1].upper() + text[1:]
