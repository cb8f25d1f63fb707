"""The engine's array floor: index sets and arrays in, arrays out."""

from __future__ import annotations

from bayesdx.inference.contraction.kernels import Array, Kernel, Order
from bayesdx.inference.contraction.tape import (
    ONE,
    Pull,
    Step,
    Tape,
    derivatives,
    descend,
    descend_to,
    descent_to,
    pairwise,
    plan,
    run,
    store,
    tape_values,
)

__all__ = [
    "ONE",
    "Array",
    "Kernel",
    "Order",
    "Pull",
    "Step",
    "Tape",
    "derivatives",
    "descend",
    "descend_to",
    "descent_to",
    "pairwise",
    "plan",
    "run",
    "store",
    "tape_values",
]
