"""Arrays of the nodes of a network that are made when they are asked for."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import overload

from bayesdx.network.forms import Array


class PerNode(Sequence[Array]):
    """Per node of a network an array, however it comes about."""

    @overload
    def __getitem__(self, at: int) -> Array: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Array, ...]: ...

    def __getitem__(self, at: int | slice) -> Array | tuple[Array, ...]:
        """Return that of the node at a position."""
        if isinstance(at, slice):
            return tuple(self[place] for place in range(*at.indices(len(self))))
        return self._of(range(len(self))[at])

    @abstractmethod
    def _of(self, place: int) -> Array:
        """Return that of the node at a position, counted from the first."""


class Lazy(PerNode):
    """Per node of a network an array, each made when it is first asked for and then kept.

    Threads may share it: two that ask at once for one that is not yet made both make it, of the
    same numbers, and one is kept.
    """

    def __init__(self) -> None:
        self._made: dict[int, Array] = {}

    def _of(self, place: int) -> Array:
        made = self._made.get(place)
        return made if made is not None else self._made.setdefault(place, self._drawn(place))

    @abstractmethod
    def _drawn(self, place: int) -> Array:
        """Make that of the node at a position; the same numbers each time."""
