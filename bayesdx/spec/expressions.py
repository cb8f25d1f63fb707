"""The table forms a model file may use, and nothing else.

A *rate* is a probability that may depend on some of the node's parents; a *distribution* gives
every state of the node a probability; a *ratio* is an odds ratio. Leaves are names: of a quantity
of data/quantities.csv, or of an assumption that the model file declares.

rate          ::= Leaf | Borrowed | Never | By | Graded | AnyOf | AllOf | Among
distribution  ::= Vector | Always | By | Split | TugOfWar | Ladder | Shares
ratio         ::= Leaf | Between

What each form computes, with its formula and source, is in bayesdx/network/forms.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Leaf:
    """A quantity of the literature or a declared assumption, by name, and the line it stands in."""

    name: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Borrowed:
    """A quantity of another group of patients, with the reason why it may stand in."""

    leaf: Leaf
    because: str


@dataclass(frozen=True, slots=True)
class Never:
    """Zero by the meaning of the words."""


@dataclass(frozen=True, slots=True)
class By:
    """One expression for each state of `parent`, in the order of its states."""

    parent: str
    branches: tuple[Rate | Distribution, ...]


@dataclass(frozen=True, slots=True)
class Graded:
    """A rate that rises with a grade none | mild | marked and keeps its published marginal."""

    parent: str
    none: Rate
    affected: Rate
    odds_ratio: Ratio
    marked_share: Rate


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Noisy-OR: `leak` is the rate with no cause, `causes` those with one cause and the leak."""

    leak: Rate
    causes: tuple[Rate, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """The product of rates: all of them must happen."""

    parts: tuple[Rate, ...]


@dataclass(frozen=True, slots=True)
class Among:
    """The rate among the involved, from one published of all; `background` is the others' rate."""

    of_all: Rate
    involved: Rate
    background: Rate


@dataclass(frozen=True, slots=True)
class Between:
    """The odds ratio between two rates."""

    low: Leaf
    high: Leaf


@dataclass(frozen=True, slots=True)
class Vector:
    """A declared assumption that gives every state of the node its probability."""

    leaf: Leaf


@dataclass(frozen=True, slots=True)
class Always:
    """One state, by the meaning of the words."""

    state: str


@dataclass(frozen=True, slots=True)
class Split:
    """A rate for each state but one, which takes the rest (None)."""

    rates: tuple[Rate | None, ...]


@dataclass(frozen=True, slots=True)
class TugOfWar:
    """States low, middle, high and others: a pull down, a pull up; `tie` both, `base` neither."""

    down: Rate
    up: Rate
    tie: Distribution
    base: Distribution


@dataclass(frozen=True, slots=True)
class Ladder:
    """Ordered states: the rate of passing each step, given that the step before was passed."""

    steps: tuple[Rate, ...]


@dataclass(frozen=True, slots=True)
class Shares:
    """Each state's share of a sum of products, known within × or ÷ `factor` beside its products."""

    place: str
    sums: tuple[tuple[tuple[Leaf, ...], ...], ...]
    factor: float
    floor: float
    because: str


Rate = Leaf | Borrowed | Never | By | Graded | AnyOf | AllOf | Among
Distribution = Vector | Always | By | Split | TugOfWar | Ladder | Shares
Ratio = Leaf | Between
