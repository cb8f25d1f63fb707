"""Coverage measured on a model: truths drawn anew, studies done again."""

from __future__ import annotations

import pytest

import bayesdx
from bayesdx.errors import FindingError, SpecError
from bayesdx.formats.bif import read_bif
from bayesdx.uncertainty import coverage

CORE = bayesdx.load("core")
QUESTION = ({"babinski": "extensor"}, "pattern=umn")


def test_intervals_of_a_model_hold_truths_from_its_own_parameters() -> None:
    [draws, delta] = coverage(CORE, [QUESTION], simulations=0).rows()
    assert draws["method"] == "draws"
    assert draws["coverage"] == pytest.approx(0.95, abs=0.015)
    assert delta["coverage"] == pytest.approx(0.95, abs=0.05)


@pytest.mark.slow
def test_intervals_from_studies_done_again_hold_the_truth() -> None:
    found = coverage(CORE, [QUESTION], simulations=100, seed=4)
    [studies] = [row for row in found.rows() if row["measured"] == "studies"]
    assert studies["simulations"] == 100
    assert studies["coverage"] > 0.9


def test_the_same_seed_gives_the_same_coverage() -> None:
    one, other = (coverage(CORE, [QUESTION], simulations=3, seed=7).rows() for _ in range(2))
    assert one == other


def test_progress_is_told_of_every_simulation() -> None:
    seen: list[int] = []

    def progress(items, length):
        assert length == 3
        for item in items:
            seen.append(item)
            yield item

    coverage(CORE, [QUESTION], simulations=3, progress=progress)
    assert seen == [0, 1, 2]


def test_a_bif_file_and_a_number_below_zero_are_refused(root) -> None:
    asia = read_bif(root / "tests" / "golden" / "asia.bif")
    with pytest.raises(SpecError, match="literature"):
        coverage(asia, [({}, "lung=yes")])
    with pytest.raises(FindingError, match="0 or more"):
        coverage(CORE, [QUESTION], simulations=-1)
