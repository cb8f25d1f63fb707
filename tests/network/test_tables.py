"""Expressions of one node: which columns they reach, and what is read how often."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest

from bayesdx.network.tables import Columns, Tables, table_of
from bayesdx.spec import NodeSpec
from bayesdx.spec.expressions import (
    AllOf,
    Always,
    AnyOf,
    Between,
    By,
    Distribution,
    Graded,
    Leaf,
    Never,
    Split,
    Vector,
)

RARE, HALF, OFTEN = Leaf("rare.sign"), Leaf("half.sign"), Leaf("often.sign")
VALUES = {"rare.sign": 0.1, "half.sign": 0.5, "often.sign": 0.8, "some.ratio": 9.0}


class Numbers:
    """Parameters that count how often each is read."""

    def __init__(self) -> None:
        self.read: Counter[str] = Counter()

    def __call__(self, name: str) -> np.ndarray:
        self.read[name] += 1
        return np.array([VALUES[name]])


def table(form: Distribution, *sizes: int, numbers: Numbers | None = None) -> Any:
    """Return the probability of the second of two states, shape (*parents)."""
    parents = tuple("abc"[: len(sizes)])
    node = NodeSpec("sign", ("absent", "present"), parents, form, "")
    got = table_of(node, sizes, numbers or Numbers())
    assert got.shape == (2, *sizes, 1)
    assert got.sum(axis=0) == pytest.approx(1)
    return got[1, ..., 0].tolist()


def present(rate: Leaf | AnyOf | AllOf | By | Graded | Never) -> Split:
    return Split((None, rate))


def test_each_state_of_a_parent_has_its_branch() -> None:
    by = By("b", (present(RARE), Always("present"), present(HALF)))
    assert table(by, 2, 3) == [[0.1, 1, 0.5], [0.1, 1, 0.5]]


def test_branches_within_branches_meet_in_one_column() -> None:
    inner = By("b", (RARE, HALF))
    assert table(present(By("a", (inner, OFTEN))), 2, 2) == [[0.1, 0.5], [0.8, 0.8]]


def test_a_branch_that_46_states_share_is_read_once() -> None:
    numbers = Numbers()
    shared = present(AnyOf(RARE, (HALF,)))
    table(By("a", (Always("absent"), *[shared] * 45)), 46, numbers=numbers)
    assert numbers.read == {"rare.sign": 1, "half.sign": 1}


def test_branches_that_say_the_same_are_read_once_wherever_they_stand() -> None:
    numbers = Numbers()
    table(present(By("a", (Leaf("half.sign", 7), RARE, Leaf("half.sign", 9)))), 3, numbers=numbers)
    assert numbers.read["half.sign"] == 1


def test_a_branch_that_no_column_takes_is_not_read() -> None:
    numbers = Numbers()
    form = present(By("a", (RARE, Graded("b", HALF, HALF, Leaf("some.ratio"), HALF))))
    some = Columns.of(["a", "b"], np.array([[True, False, True], [False, False, False]]))
    got = Tables(("absent", "present"), numbers).distribution(form, some)
    assert np.broadcast_to(got, (2, 2, 1))[1, :, 0].tolist() == [0.1, 0.1]
    assert set(numbers.read) == {"rare.sign"}


def test_grades_lie_on_their_parent() -> None:
    """0.5 with an odds ratio of 9 and equal shares is 0.25 in mild and 0.75 in marked disease."""
    graded = Graded("a", Never(), HALF, Leaf("some.ratio"), HALF)
    assert table(present(graded), 3) == pytest.approx([0, 0.25, 0.75])


def test_the_odds_ratio_between_two_rates() -> None:
    """From 0.1 to 0.5 the odds rise from 1/9 to 1."""
    between = Graded("a", Never(), HALF, Between(RARE, HALF), HALF)
    assert table(present(between), 3) == pytest.approx([0, 0.25, 0.75])


def test_all_of_them_happen_by_a_product() -> None:
    assert table(present(AllOf((HALF, OFTEN)))) == pytest.approx(0.4)


def test_some_columns_are_what_they_are_in_the_whole_table() -> None:
    graded = Graded("b", RARE, By("a", (HALF, OFTEN)), Leaf("some.ratio"), HALF)
    form = present(AnyOf(RARE, (graded, By("c", (Never(), HALF)))))
    node = NodeSpec("sign", ("absent", "present"), ("a", "b", "c"), form, "")
    whole = table_of(node, (2, 3, 2), Numbers())[..., 0]
    wanted = np.zeros((2, 3, 2), dtype=bool)
    wanted[[0, 1, 1], [2, 0, 1], [1, 0, 1]] = True
    some = Tables(node.states, Numbers()).distribution(form, Columns.of("abc", wanted))
    assert some[..., 0].tolist() == whole[:, wanted].tolist()


def test_every_draw_has_its_row_and_what_does_not_vary_has_one() -> None:
    draws = {"x.y": np.array([[0.2, 0.3], [0.8, 0.7]])}
    by = By("a", (Vector(Leaf("x.y")), Always("present")))
    node = NodeSpec("sign", ("absent", "present"), ("a",), by, "")
    assert table_of(node, (2,), draws.__getitem__).tolist() == [
        [[0.2, 0.3], [0.0, 0.0]],
        [[0.8, 0.7], [1.0, 1.0]],
    ]
    sure = NodeSpec("sign", ("absent", "present"), ("a",), Always("present"), "")
    assert table_of(sure, (2,), draws.__getitem__).shape == (2, 2, 1)
