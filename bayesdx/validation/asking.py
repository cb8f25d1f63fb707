"""Published figures put to a model as questions, many at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bayesdx.evidence import Quantity
from bayesdx.findings import Vocabulary, vocabulary
from bayesdx.findings.conditions import condition, conditions
from bayesdx.network import Network, columns
from bayesdx.validation.joints import joints

__all__ = ["Answer", "Array", "condition", "conditions", "implied", "part_of_group"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Answer:
    """What a model implies for a quantity.

    Attributes:
        node: the node of the target; empty where the quantity cannot be asked.
        probability: P(target | given); None where it cannot be asked.
        parents: P(the states of the node's parents | given), shape (*parents).
        trouble: why it cannot be asked.
    """

    node: str
    probability: float | None
    parents: Array
    trouble: str = ""


def implied(network: Network, quantities: Sequence[Quantity]) -> tuple[Answer, ...]:
    """Return P(target | given) of every quantity in the network, at its default context.

    All are asked together: the table of a node with the findings on it has every answer about it.

    Args:
        network: the model.
        quantities: each with its target.
    """
    words = vocabulary(network.states)
    troubles = [_trouble(quantity, words) for quantity in quantities]
    asked = [quantity for quantity, said in zip(quantities, troubles, strict=True) if not said]
    found = iter(_answers(network, words, asked))
    return tuple(next(found) if not said else _refused(said) for said in troubles)


def part_of_group(network: Network, answer: Answer, quantity: str) -> float:
    """Return for how much of the group that was asked about the model takes a quantity.

    Its share is the probability of the columns of the node's table that name it.
    """
    named = [quantity in column.parameters for column in columns(network, answer.node)]
    return float(answer.parents.reshape(-1) @ np.array(named, dtype=float))


def _trouble(quantity: Quantity, words: Vocabulary) -> str:
    """Return why a quantity cannot be asked in the words of the network, or nothing."""
    texts = (quantity.target, *quantity.given)
    lacking = [text for text in texts if condition(text, words) is None]
    if lacking:
        return f"the model has no {' and no '.join(lacking)}"
    given = conditions(quantity.given, words) or {}
    return "" if all(said.any() for said in given.values()) else _cannot_occur(quantity)


def _answers(network: Network, words: Vocabulary, asked: Sequence[Quantity]) -> Iterator[Answer]:
    """Yield the answers to questions that the network understands."""
    given = [conditions(quantity.given, words) or {} for quantity in asked]
    together = {
        name: np.stack([one.get(name, np.ones(len(network.states[name]))) for one in given])
        for name in dict.fromkeys(name for one in given for name in one)
    }
    for some, joint in joints(network, together, cases=len(asked)):
        for case, quantity in enumerate(asked[some]):
            node, target = condition(quantity.target, words) or ("", np.zeros(0))
            cells = joint[network.index[node]][..., 0, case]
            parents, total = cells.sum(axis=0), cells.sum()
            if total > 0:
                held = np.tensordot(target, cells, 1).sum()
                yield Answer(node, float(held / total), parents / total)
            else:
                yield _refused(_cannot_occur(quantity))


def _refused(trouble: str) -> Answer:
    return Answer("", None, np.zeros(0), trouble)


def _cannot_occur(quantity: Quantity) -> str:
    return f"{'; '.join(quantity.given)} cannot occur in the model"
