"""Which quantities and assumptions an expression rests on, altogether or for one column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bayesdx.spec import ModelSpec
from bayesdx.spec.expressions import (
    AllOf,
    Among,
    AnyOf,
    Between,
    Borrowed,
    By,
    Distribution,
    Graded,
    Ladder,
    Leaf,
    Rate,
    Ratio,
    Shares,
    Split,
    TugOfWar,
    Vector,
)

Form = Rate | Distribution | Ratio
Given = Mapping[str, int]
"""The parents' states, as positions."""


def leaves(form: Form, given: Given | None = None) -> Iterator[str]:
    """Yield the names of the leaves of `form`; a branch that states share is followed once.

    With `given`, only the branches that these states of the parents choose are followed.
    """
    if isinstance(form, Leaf):
        yield form.name
    for part in parts(form, given):
        yield from leaves(part, given)


def parts(form: Form, given: Given | None = None) -> tuple[Form, ...]:
    """Return the expressions that `form` is directly made of, each once."""
    match form:
        case By(parent, branches):
            every = tuple({id(branch): branch for branch in branches}.values())
            return every if given is None else (branches[given[parent]],)
        case Graded(parent, none, affected, ratio, share):
            graded = (affected, ratio, share)
            if given is None:
                return (none, *graded)
            return graded if given[parent] else (none,)
        case AnyOf(leak, causes):
            return (leak, *causes)
        case AllOf(several) | Ladder(several):
            return several
        case Among(of_all, involved, background):
            return (of_all, involved, background)
        case Between(low, high):
            return (low, high)
        case Vector(leaf) | Borrowed(leaf):
            return (leaf,)
        case Split(rates):
            return tuple(rate for rate in rates if rate is not None)
        case TugOfWar(down, up, tie, base):
            return (down, up, tie, base)
        case Shares(place, sums):
            return (Leaf(place), *(leaf for state in sums for product in state for leaf in product))
    return ()


def roles(form: Form, role: str = "rate") -> Iterator[tuple[Leaf, str]]:
    """Yield every leaf with what it has to be: a rate, ratio, factor or vector."""
    match form:
        case Leaf():
            yield form, role
        case Graded(_, none, affected, ratio, share):
            for rate in (none, affected, share):
                yield from roles(rate)
            yield from roles(ratio, "ratio")
        case Between(low, high):
            yield from ((leaf, "rate") for leaf in (low, high))
        case Vector(leaf):
            yield leaf, "vector"
        case Shares(_, sums):
            yield from ((leaf, "factor") for state in sums for factors in state for leaf in factors)
        case _:
            for part in parts(form):
                yield from roles(part, role)


def shares_of(spec: ModelSpec) -> Iterator[Shares]:
    """Yield every `shares` form of a model."""
    for node in spec.nodes:
        yield from _shares(node.table)


def _shares(form: Form) -> Iterator[Shares]:
    if isinstance(form, Shares):
        yield form
    for part in parts(form):
        yield from _shares(part)
