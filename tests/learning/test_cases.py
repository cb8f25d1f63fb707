"""Local cases: each different one once, with how often it occurs."""

from __future__ import annotations

import pandas as pd

from bayesdx.learning.cases import read
from tests.learning.test_learn import weather


def test_cases_of_which_the_same_is_known_are_one_with_a_weight() -> None:
    rain = ["yes"] * 4 + ["no"] * 2 + [None] * 6
    cases = read(weather(), pd.DataFrame({"rain": rain}))
    assert cases.count == 12
    assert sorted(cases.weight.tolist()) == [2, 4, 6]
    assert int(cases.weight @ cases.known("rain")) == 6
    assert not cases.known("wet").any()


def test_of_some_cases_each_stands_for_as_many_as_all_are() -> None:
    rain = ["yes"] * 4 + ["no"] * 2 + [None] * 6
    cases = read(weather(), pd.DataFrame({"rain": rain, "wet": ["yes"] * 12}))
    few, each = cases.thinned(2)
    assert len(few.weight) == 2
    assert each * few.weight.sum() == 12
    assert each > 1
    every, one = cases.thinned(3)
    assert (every.weight.tolist(), one) == (cases.weight.tolist(), 1)
