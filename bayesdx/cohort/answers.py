"""Answers as columns of an Arrow table, ready for a frame or a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from bayesdx.cohort.arrays import numbers, words
from bayesdx.cohort.coding import OPEN, Coded
from bayesdx.cohort.scorer import Scored
from bayesdx.network import Network

_TILE = 1 << 15
"""Numbers that are looked at at once."""


def columns(network: Network, scored: Scored) -> dict[str, Any]:
    """Return name → Arrow array, one entry for each row; null where a row was rejected.

    Of one target `p_STATE`, `most_likely`, `low_STATE`, `high_STATE`; of several targets
    `p_TARGET_STATE` and so on. Then `probability_of_findings`, and `conflict_bits` and
    `same_decision` if asked for.

    Args:
        network: the network that was asked.
        scored: its answers.
    """
    found: dict[str, Any] = {}
    some = bool(scored.wrong) or bool(scored.low)
    for target, probability in scored.probability.items():
        of = f"_{target}" if len(scored.probability) > 1 else ""
        states = network.states[target]
        for prefix, bounds in (("p", probability), ("low", None), ("high", None)):
            values = bounds if bounds is not None else getattr(scored, prefix, {}).get(target)
            if values is not None:
                names = [f"{prefix}{of}_{state}" for state in states]
                found |= dict(zip(names, _each(values, some), strict=True))
        found[f"most_likely{of}"] = _likeliest(probability, states, some)
    singles = {
        "probability_of_findings": scored.of_findings,
        "conflict_bits": scored.conflict,
        "same_decision": scored.same,
    }
    for name, values in singles.items():
        if values is not None:
            [found[name]] = _each(values[:, None], some)
    return found


def said(network: Network, found: Mapping[str, Coded], rows: int) -> Any:
    """Return the findings of each row in words, `tone=increased; babinski=extensor`."""
    import pyarrow.compute as pc

    from bayesdx.findings.reading import from_vector
    from bayesdx.findings.vocabulary import vocabulary

    terms = vocabulary(network.states).words
    parts = []
    labels: list[str | None]
    for node, one in found.items():
        labels = [f"{node}={state}" for state in network.states[node]]
        place = one.codes.astype(np.int64).clip(0)
        extra = sorted(row for row in one.open if one.codes[row] == OPEN)
        own = [from_vector(node, one.open[row], terms[node]).said for row in extra]
        labels += [None, *(f"{node}={text}" for text in own)]
        place[extra] = len(network.states[node]) + 1 + np.arange(len(extra))
        parts.append(words(labels).take(numbers(place)))
    # A row of nulls alone would be left out of the join.
    [between] = words(["; "])
    start = words([""]).take(numbers(np.zeros(rows, dtype=np.int8)))
    return pc.utf8_slice_codeunits(
        pc.binary_join_element_wise(start, *parts, between, null_handling="skip"), 2
    )


def _each(values: Any, some: bool) -> list[Any]:
    """Return each column of numbers; NaN is null where there may be `some`."""
    columns = np.ascontiguousarray(values.T)
    return [numbers(one, np.isnan(one) if some else None) for one in columns]


def _likeliest(probability: Any, states: tuple[str, ...], some: bool) -> Any:
    """Return the most likely state of each row; the first of several that are."""
    import pyarrow as pa

    many = len(states)
    place = np.empty(len(probability), dtype=np.int8 if many < 128 else np.int16)
    turn = np.arange(many, 0, -1).astype(place.dtype)[:, None]
    step = max(1, _TILE // many)
    for start in range(0, len(place), step):  # the first state has the highest number
        near = probability[start : start + step].T
        best = (near == np.maximum.reduce(near, axis=0)).view(np.int8)
        np.subtract(many, np.maximum.reduce(best * turn, axis=0), out=place[start : start + step])
    codes = numbers(place, np.isnan(probability[:, 0]) if some else None)
    return pa.DictionaryArray.from_arrays(codes, words(states))
