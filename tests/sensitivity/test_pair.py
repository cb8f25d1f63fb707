"""Two numbers of a model moved at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import bayesdx
from bayesdx.errors import InputError, SpecError
from bayesdx.network import Network
from bayesdx.sensitivity.pair import Pair, name_of, pair
from bayesdx.sensitivity.tornado import Tornado, tornado

ASIA = Path(__file__).parents[1] / "golden" / "asia.bif"
FINDINGS = {"babinski": "extensor", "reflexes": "increased"}
TARGET = "pattern=umn"


@pytest.fixture(scope="module")
def core() -> Network:
    return bayesdx.load("core")


@pytest.fixture(scope="module")
def bars(core: Network) -> Tornado:
    return tornado(core, FINDINGS, target=TARGET)


@pytest.fixture(scope="module")
def found(core: Network, bars: Tornado) -> Pair:
    one = bars.bars[0]
    other = next(bar for bar in bars.bars if bar.parameter != one.parameter)
    return pair(core, FINDINGS, target=TARGET, numbers=(one.name, other.name))


def test_a_product_is_the_product_on_paper(core: Network) -> None:
    """In ALS P(extensor) = u·m + (1 − u)·r, with u involved, m the rate then and r otherwise."""
    given = {"location": "upper_and_lower_motor_neurons"}
    names = ("umn.involved.als", "babinski.extensor.umn")
    result = pair(core, given, target="babinski=extensor", numbers=names, steps=5)
    u, m = result.x[None, :], result.y[:, None]
    r = float(core.parameters["babinski.extensor.none"].point)
    assert result.of_target == pytest.approx(u * m + (1 - u) * r, abs=1e-12)


def test_with_one_number_as_it_is_the_other_moves_as_in_the_tornado(
    core: Network, bars: Tornado
) -> None:
    """Each edge of the grid is a tornado of a model whose other number is at an end."""
    cited = [bar for bar in bars.bars if bar.kind == "cited" and bar.state is None]
    one, other = cited[0], cited[1]
    result = pair(core, FINDINGS, target=TARGET, numbers=(one.name, other.name), steps=401)
    row = int(np.abs(result.y - other.value).argmin())
    ends = result.of_target[row, [0, -1]]
    assert ends == pytest.approx([one.posterior_low, one.posterior_high], abs=2e-3)


def test_the_probabilities_of_a_node_sum_to_one(found: Pair) -> None:
    assert found.probability.sum(axis=-1) == pytest.approx(1)


def test_a_positive_lead_is_where_the_answer_is_the_most_likely(found: Pair) -> None:
    most = np.array(found.states)[found.probability.argmax(axis=-1)]
    assert ((most == found.answer) == (found.lead >= 0)).all()
    share = sum(found.turned().values())
    assert share == pytest.approx((found.lead < 0).mean())


def test_rows_have_a_place_for_each_pair_of_values(found: Pair) -> None:
    rows = found.rows()
    assert len(rows) == len(found.x) * len(found.y)
    assert rows[1]["value"] == found.x[1]
    assert rows[1]["value_2"] == found.y[0]
    assert rows[1]["posterior"] == found.of_target[0, 1]
    assert [row["answer"] for row in rows].count(found.answer) == (found.lead >= 0).sum()
    assert list(found.to_frame().columns) == list(rows[0])
    assert all(name_of(one) in repr(found) for one in found.numbers)


def test_the_names_are_those_of_the_tornado(core: Network, bars: Tornado) -> None:
    states = [bar for bar in bars.bars if bar.state is not None]
    one, other = states[0], next(bar for bar in states if bar.parameter != states[0].parameter)
    result = pair(core, FINDINGS, target=TARGET, numbers=(one.name, other.name), steps=3)
    assert tuple(map(name_of, result.numbers)) == (one.name, other.name)


def test_what_cannot_be_asked_is_refused(core: Network, bars: Tornado) -> None:
    several = [bar for bar in bars.bars if bar.state is not None]
    same = [bar.name for bar in several if bar.parameter == several[0].parameter][:2]
    for numbers, said in (
        (("babinski.extensor.none",), "two"),
        (("babinski.extensor.non", "babinski.extensor.umn"), "Did you mean"),
        (same, "of different ones"),
    ):
        with pytest.raises(InputError, match=said):
            pair(core, FINDINGS, target=TARGET, numbers=numbers)


def test_a_network_without_literature_is_refused() -> None:
    from bayesdx.formats.bif import read_bif

    with pytest.raises(SpecError):
        pair(read_bif(ASIA), {}, target="lung=yes", numbers=("a", "b"))
