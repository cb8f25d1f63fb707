"""The cells of the tables by name."""

from __future__ import annotations

import pytest

from bayesdx.errors import FindingError
from bayesdx.sensitivity.cells import cells_of, place_of
from tests.sensitivity.golden import asia


def test_a_name_and_its_place_are_each_other_s() -> None:
    name = "lung=yes | smoke=no"
    assert str(cells_of(asia(), [place_of(asia(), name)])[0]) == name


def test_a_parent_named_twice_is_refused_beside_what_else_is_wrong() -> None:
    with pytest.raises(FindingError, match="smoke 2 times") as refused:
        place_of(asia(), "lung=yess|smoke=yes,smoke=no")
    assert len(refused.value.faults) == 2
