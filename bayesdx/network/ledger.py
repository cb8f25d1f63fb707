"""Where every cell of a network comes from: cited, derived, assumed or true by definition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from bayesdx.language import N_
from bayesdx.network.leaves import Form, Given, leaves, parts
from bayesdx.network.possible import can_occur
from bayesdx.network.types import Network, Node
from bayesdx.spec.expressions import Borrowed, By, Graded, Leaf, Never, Split

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "cited": N_("one pooled quantity of the literature, as it stands"),
        "borrowed": N_("one pooled quantity of another group of patients, with the reason"),
        "derived": N_("computed from cited quantities alone"),
        "part assumed": N_("computed from cited quantities and at least one assumption"),
        "assumed": N_("declared assumptions alone"),
        "definition": N_("true by the meaning of the words"),
    }
)
"""The ways a column of a table can come about, best supported first."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, the distribution of `node` given its parents' states.

    `given` pairs each parent with a state, `at` is the same as positions, `kind` is one of `KINDS`,
    `parameters` names what the column is computed from, and `because` says why what is borrowed may
    stand in.
    """

    node: str
    given: tuple[tuple[str, str], ...]
    at: tuple[int, ...]
    kind: str
    parameters: tuple[str, ...]
    because: str


def columns(
    network: Network, node: str, given: Mapping[str, str] | None = None
) -> tuple[Column, ...]:
    """Return where the columns of a node's table come from; nothing for a foreign network.

    Args:
        network: a compiled model.
        node: the node.
        given: parent → state, of the columns that are wanted; all if there is none.

    Raises:
        KeyError: the network has no such node.
        ValueError: a parent has no such state.
    """
    found, given = network.nodes[network.index[node]], given or {}
    wanted = np.zeros([len(network.states[parent]) for parent in found.parents], dtype=bool)
    states = {parent: network.states[parent].index(state) for parent, state in given.items()}
    wanted[tuple(states.get(parent, slice(None)) for parent in found.parents)] = True
    return _columns(network, found, wanted)


def possible_columns(network: Network, node: str) -> tuple[Column, ...]:
    """Return those of a node's columns whose parents' states can occur together.

    Raises:
        KeyError: the network has no such node.
    """
    found = network.nodes[network.index[node]]
    return _columns(network, found, can_occur(network, node))


def _columns(network: Network, node: Node, wanted: NDArray[np.bool_]) -> tuple[Column, ...]:
    """Return the columns that are wanted, shape (*parents)."""
    if network.spec is None:
        return ()
    table = next(said.table for said in network.spec.nodes if said.name == node.name)
    places = (at for at in np.ndindex(*wanted.shape) if wanted[at])
    return tuple(_column(network, node, table, at) for at in places)


def _column(network: Network, node: Node, table: Form, at: tuple[int, ...]) -> Column:
    given = dict(zip(node.parents, at, strict=True))
    named = tuple(dict.fromkeys(leaves(table, given)))
    states = tuple((parent, network.states[parent][i]) for parent, i in given.items())
    because = "; ".join(_borrowings(table, given))
    kind = _kind(network, table, given, named, borrowed=bool(because))
    return Column(node.name, states, at, kind, named, because)


def _kind(
    network: Network, table: Form, given: Given, named: tuple[str, ...], *, borrowed: bool
) -> str:
    cited = [network.parameters[name].cited for name in named]
    if not named:
        return "definition"
    if not any(cited):
        return "assumed"
    if not all(cited):
        return "part assumed"
    if borrowed:
        return "borrowed"
    return "cited" if _as_it_stands(table, given) else "derived"


def _borrowings(form: Form, given: Given) -> Iterator[str]:
    """Yield why each borrowed quantity of a column may stand in."""
    if isinstance(form, Borrowed):
        yield form.because
    for part in parts(form, given):
        yield from _borrowings(part, given)


def _as_it_stands(form: Form, given: Given) -> bool:
    """Whether the column is one quantity and its complement."""
    while isinstance(form, By) or (isinstance(form, Graded) and not given[form.parent]):
        form = form.branches[given[form.parent]] if isinstance(form, By) else form.none
    if isinstance(form, Split):
        said = [rate for rate in form.rates if rate is not None and not isinstance(rate, Never)]
        return len(said) == 1 and _as_it_stands(said[0], given)
    return isinstance(form, Leaf)
