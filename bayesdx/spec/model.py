"""What a model file says, checked for shape but not yet joined with numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bayesdx.spec.expressions import Distribution


@dataclass(frozen=True, slots=True)
class Assumption:
    """A number nobody published: declared, weighed and reasoned.

    `kind` is "probability" (`mean` holds one value), "vector" (one value per state), "odds_ratio"
    or "factor" (one value, and `factor`: 95% of belief lies within × or ÷ it). `worth` is the
    number of patients the assumption counts for.
    """

    name: str
    kind: str
    mean: tuple[float, ...]
    because: str
    worth: float | None = None
    factor: float | None = None


@dataclass(frozen=True, slots=True)
class NodeSpec:
    """One node: its states, its parents and the form of its table; `because` defends its arrows."""

    name: str
    states: tuple[str, ...]
    parents: tuple[str, ...]
    table: Distribution
    because: str


@dataclass(frozen=True, slots=True)
class Caution:
    """What to say where findings meet that the model cannot take together.

    It holds where every name of `given` is examined (in that state, if one is named) and no name of
    `missing` is.
    """

    given: tuple[tuple[str, str | None], ...]
    missing: tuple[str, ...]
    say: str


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """A model file: structure, table forms and declared assumptions."""

    name: str
    version: str
    label: str
    description: str
    nodes: tuple[NodeSpec, ...]
    assumptions: Mapping[str, Assumption]
    cautions: tuple[Caution, ...]
    where: str
