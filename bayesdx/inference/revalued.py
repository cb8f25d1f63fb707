"""A network's tables at other values of its parameters, evaluated only where they change.

Rows are whatever repeats: draws, steps of a derivative, studies left out. A parameter is *basic* if
it is drawn by itself: a quantity of the literature, a declared assumption, or the factor e_j beside
the j-th sum of a `shares` form, which is named PLACE.j. The shares follow from these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np

from bayesdx.errors import Fault, SpecError
from bayesdx.evidence import LOGIT, assume_within
from bayesdx.inference.contraction import Array
from bayesdx.network import Network
from bayesdx.network.drawing import Draws
from bayesdx.network.lazy import PerNode
from bayesdx.network.leaves import leaves, shares_of
from bayesdx.network.parameters import share_of
from bayesdx.spec import ModelSpec
from bayesdx.spec.expressions import Shares


class Revaluer:
    """Evaluates the tables of one compiled network at other values of its basic parameters.

    Args:
        network: a network that was compiled from a model.

    Raises:
        SpecError: the network has no model: a BIF file names neither studies nor parameters.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.spec = compiled(network)
        self.shares: Mapping[str, Shares] = {form.place: form for form in shares_of(self.spec)}

    @cached_property
    def of_node(self) -> Mapping[int, tuple[str, ...]]:
        """Node → the basic parameters that its table is computed from."""
        found = {}
        for said in self.spec.nodes:
            named = dict.fromkeys(leaves(said.table))
            for place in [name for name in named if name in self.shares]:
                del named[place]
                named |= dict.fromkeys(self.spread_names(place))
            found[self.network.index[said.name]] = tuple(named)
        return found

    def spread_names(self, place: str) -> tuple[str, ...]:
        """Return the names of the factors beside the sums of a `shares` form."""
        return tuple(f"{place}.{i}" for i in range(len(self.shares[place].sums)))

    @cached_property
    def _spreads(self) -> Mapping[str, tuple[str, int]]:
        return {
            name: (place, i)
            for place in self.shares
            for i, name in enumerate(self.spread_names(place))
        }

    def is_spread(self, name: str) -> bool:
        """Whether a name is that of a factor beside a sum."""
        return name in self._spreads

    def link(self, name: str) -> str:
        """Return the scale on which a parameter is drawn: "logit", "log" or "identity"."""
        if name in self._spreads:
            return "log"
        if (said := self.spec.assumptions.get(name)) is not None:
            return "log" if said.factor is not None else "identity"
        return "logit" if self.network.parameters[name].kind in LOGIT else "log"

    def point(self, name: str) -> Array:
        """Return the value of a basic parameter at the point, shape () or (state,)."""
        known = self.network.parameters.get(name)
        return known.point if known else np.ones(())

    def draws(self, name: str) -> Array:
        """Return the draws of a basic parameter, shape (draw,) or (draw, state)."""
        if (known := self.network.parameters.get(name)) is not None:
            return known.draws
        factor = self.shares[self._spreads[name][0]].factor
        return assume_within(name, 1, factor=factor, because="").draws

    def tables(self, values: Mapping[str, Array], *, drawn: bool = False) -> Draws:
        """Return tables, each shape (row or 1, state, *parents), evaluated when asked for.

        Args:
            values: basic parameter → its rows, shape (row,) or (row, state).
            drawn: whether all other parameters take their draws (then a row is a draw), or their
                point values.
        """
        numbers = _Numbers(self, values, drawn=drawn)
        return Draws(self.network, numbers, moved=self._resting_on(values))

    def patched(self, values: Mapping[str, Array]) -> Sequence[Array]:
        """Return the draws of all tables with some parameters drawn otherwise.

        Args:
            values: basic parameter → its draws, shape (draw,) or (draw, state).
        """
        changed = self._resting_on(values)
        return Patched(self.network.draws, self.tables(values, drawn=True), changed)

    def _resting_on(self, values: Mapping[str, Array]) -> set[int]:
        """Return the nodes whose tables are computed from any of the parameters."""
        return {node for node, own in self.of_node.items() if not values.keys().isdisjoint(own)}

    def affected(self, names: Iterable[str], nodes: Iterable[int]) -> bool:
        """Whether the table of any of the nodes is computed from any of the parameters."""
        wanted = set(names)
        return any(not wanted.isdisjoint(self.of_node[node]) for node in nodes)


class Patched(PerNode):
    """The draws of a network's tables, some of them made anew."""

    def __init__(self, base: Sequence[Array], new: Sequence[Array], changed: set[int]) -> None:
        self._base, self._new, self._changed = base, new, changed

    def __len__(self) -> int:
        """Count the tables."""
        return len(self._base)

    def _of(self, place: int) -> Array:
        return self._new[place] if place in self._changed else self._base[place]


class _Numbers:
    """The value of every parameter as the rows of a table, shape (row or 1,) or (state, row or 1).

    Shares of which nothing changed keep the value that the network has for them.
    """

    def __init__(self, revaluer: Revaluer, values: Mapping[str, Array], *, drawn: bool) -> None:
        self._revaluer = revaluer
        self._values = {name: np.moveaxis(rows, 0, -1) for name, rows in values.items()}
        self._drawn = drawn
        self._made: dict[str, Array] = {}

    def __call__(self, name: str) -> Array:
        """Return the rows of a parameter."""
        if name in self._values:
            return self._values[name]
        if name not in self._made:
            self._made[name] = self._at_rest(name)
        return self._made[name]

    def _at_rest(self, name: str) -> Array:
        network = self._revaluer.network
        form = self._revaluer.shares.get(name)
        if form is not None and self._changed(form):
            return share_of(form, self, self._spread(form))
        if self._drawn:
            if self._revaluer.is_spread(name):
                return self._revaluer.draws(name)
            return np.moveaxis(network.parameters[name].draws, 0, -1)
        point = network.parameters[name].point if form else self._revaluer.point(name)
        return np.asarray(point)[..., None]

    def _changed(self, form: Shares) -> bool:
        named = {leaf.name for state in form.sums for product in state for leaf in product}
        named |= set(self._revaluer.spread_names(form.place))
        return not named.isdisjoint(self._values)

    def _spread(self, form: Shares) -> Array:
        """Return the factors beside the sums, shape (state, row or 1)."""
        every = [self(name) for name in self._revaluer.spread_names(form.place)]
        rows = max(one.shape[-1] for one in every)
        return np.stack([np.broadcast_to(one, (rows,)) for one in every])


def compiled(network: Network) -> ModelSpec:
    """Return the model that a network was compiled from.

    Raises:
        SpecError: there is none.
    """
    if network.spec is None:
        found = "a network without draws, parameters or studies: only the values of its tables"
        remedy = "Name core or localisation, or a .yaml model, with --model."
        expected = "a model compiled from literature"
        raise SpecError(Fault(f"model {network.name}", found, expected, remedy))
    return network.spec
