"""Changes that would turn an answer, in words, and whether the literature leaves room for them."""

from __future__ import annotations

from collections.abc import Sequence

from bayesdx.language import N_, _, number, plural, translated
from bayesdx.report.labels import in_text, listed, node_label, short_label
from bayesdx.sensitivity.cells import Cell
from bayesdx.sensitivity.flip import Change, Flips

MOST = 3
"""So many changes are told."""

RESTS = {
    "cited": N_("the studies' interval"),
    "borrowed": N_("the interval of studies of other patients"),
    "derived": N_("the studies' interval"),
    "part assumed": N_("the interval of studies and assumptions"),
    "assumed": N_("the interval that was assumed"),
    "definition": N_("the meaning of the words"),
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
        return [_("{statement} holds as it is.").format(statement=found.statement)]
    if not found.changes:
        return [_("No single number can bring it about.")]
    changes = each_once(found.changes)
    known = [change for change in changes if change.support is not None]
    room = sum(_within(change) for change in known)
    lines = [sentence(found, change) for change in changes[:MOST]]
    if known:
        lines.append(
            plural(
                "Of {n} single numbers that could do it, {room} can within its 95% interval.",
                "Of {n} single numbers that could do it, {room} can within their 95% interval.",
                len(known),
            ).format(n=len(known), room=room or _("none"))
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
    more = _("{statement} only if {cell} were {to} or more, not {value}")
    less = _("{statement} only if {cell} were {to} or less, not {value}")
    said = (more if change.to > change.value else less).format(
        statement=found.statement,
        cell=cell_in_words(change.cell),
        to=_number(change.to),
        value=_number(change.value),
    )
    if change.support is None:
        return f"{said}."
    rests = translated(RESTS[change.support.kind])
    if change.support.kind == "definition":
        return _("{said}; {rests} excludes that.").format(said=said, rests=rests)
    allows = _("{said}; {rests} ({low} to {high}) allows that.")
    excludes = _("{said}; {rests} ({low} to {high}) excludes that.")
    low, high = (_number(end) for end in (change.support.low, change.support.high))
    form = allows if _within(change) else excludes
    return form.format(said=said, rests=rests, low=low, high=high)


def cell_in_words(cell: Cell) -> str:
    """Return a cell as a phrase.

    >>> cell_in_words(Cell("babinski", "extensor", {"umn_damage": "none"}))
    'the probability of plantar response = extensor given umn damage = none'
    """
    return _("the probability of {cell}").format(cell=cell_named_in_full(cell))


def cell_named_in_full(cell: Cell) -> str:
    """Return a state of a node and those of its parents, as a phrase."""
    given = listed([_state(parent, state) for parent, state in cell.given.items()])
    what = _state(cell.node, cell.state)
    return _("{what} given {given}").format(what=what, given=given) if given else what


def _state(node: str, state: str) -> str:
    return f"{in_text(node_label(node))} = {in_text(short_label(node, state))}"


def _number(value: float) -> str:
    """Return a probability with two digits that tell.

    >>> _number(0.1234), _number(0.00042), _number(0.9876)
    ('0.12', '0.00042', '0.99')
    """
    return number(value, ".2g")


def _within(change: Change) -> bool:
    support = change.support
    return support is not None and support.low <= change.to <= support.high
