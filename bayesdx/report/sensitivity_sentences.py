"""Changes that would turn an answer, in words, and whether the literature leaves room for them."""

from __future__ import annotations

from collections.abc import Sequence

from bayesdx.report.labels import in_text, node_label, short_label
from bayesdx.sensitivity.cells import Cell
from bayesdx.sensitivity.flip import Change, Flips

MOST = 3
"""So many changes are told."""

RESTS = {
    "cited": "the studies' interval",
    "borrowed": "the interval of studies of other patients",
    "derived": "the studies' interval",
    "part assumed": "the interval of studies and assumptions",
    "assumed": "the interval that was assumed",
    "definition": "the meaning of the words",
}
"""What a cell rests on, by the kind of its column."""


def in_words(found: Flips) -> list[str]:
    """Return a sentence for each of the smallest changes, and how many there are.

    >>> from bayesdx import load
    >>> from bayesdx.sensitivity.flip import flip
    >>> network = load("core")
    >>> in_words(flip(network, {"pattern": "umn"}, target="pattern=umn", reach="<=0.5"))
    ['No single number can bring it about.']
    """
    if found.holds:
        return [f"{found.statement} holds as it is."]
    if not found.changes:
        return ["No single number can bring it about."]
    changes = each_once(found.changes)
    known = [change for change in changes if change.support is not None]
    room = sum(_within(change) for change in known)
    lines = [sentence(found, change) for change in changes[:MOST]]
    if known:
        lines.append(
            f"Of {len(known)} single numbers that could do it, {room or 'none'} can within "
            f"{'its' if len(known) == 1 else 'their'} 95% interval."
        )
    return lines


def each_once(changes: Sequence[Change]) -> list[Change]:
    """Return the changes without those that are another one seen from the other of two states.

    Of such two the smaller number stays, the first of equal ones.
    """
    kept: dict[object, Change] = {}
    for change in changes:
        cell = change.cell
        key = (cell.node, tuple(cell.given.items()), round(change.distance, 9))
        if key not in kept or change.value < kept[key].value:
            kept[key] = change
    return list(kept.values())


def sentence(found: Flips, change: Change) -> str:
    """Return what one number would have to be, and whether its interval allows that."""
    side = "or more" if change.to > change.value else "or less"
    number = f"{_number(change.to)} {side}, not {_number(change.value)}"
    said = f"{found.statement} only if {cell_in_words(change.cell)} were {number}"
    if change.support is None:
        return f"{said}."
    rests = RESTS[change.support.kind]
    if change.support.kind == "definition":
        return f"{said}; {rests} excludes that."
    ends = f"{_number(change.support.low)} to {_number(change.support.high)}"
    return f"{said}; {rests} ({ends}) {'allows' if _within(change) else 'excludes'} that."


def cell_in_words(cell: Cell) -> str:
    """Return a cell as a phrase.

    >>> cell_in_words(Cell("babinski", "extensor", {"umn_damage": "none"}))
    'the probability of plantar response = extensor given umn damage = none'
    """
    given = " and ".join(_state(parent, state) for parent, state in cell.given.items())
    whole = f"the probability of {_state(cell.node, cell.state)}"
    return f"{whole} given {given}" if given else whole


def _state(node: str, state: str) -> str:
    return f"{in_text(node_label(node))} = {in_text(short_label(node, state))}"


def _number(value: float) -> str:
    """Return a probability with two digits that tell.

    >>> _number(0.1234), _number(0.00042), _number(0.9876)
    ('0.12', '0.00042', '0.99')
    """
    return f"{value:.2g}"


def _within(change: Change) -> bool:
    support = change.support
    return support is not None and support.low <= change.to <= support.high
