"""Frequency trees: each number is the sum of those behind it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from bayesdx.report.frequency_tree import Branch, frequency_tree, tree_in_words, tree_svg

RATES = st.floats(0, 1)


def test_the_tree_of_riskyr() -> None:
    """Prevalence .04, sensitivity .8, specificity .95: 32, 8, 48 and 912 of 1,000 (riskyr)."""
    branches = [Branch("ill", 0.04, 0.8), Branch("well", 0.96, 0.05)]
    tree = frequency_tree(branches, present="positive", absent="negative")
    assert (tree.found, tree.missing) == ((32, 48), (8, 912))
    assert tree.sizes == (40, 960)
    assert tree_in_words(tree).endswith("All 80 positive: 32 ill and 48 well.")


@given(st.lists(st.tuples(st.floats(0.01, 1), RATES), min_size=1, max_size=6))
def test_a_tree_has_a_thousand_patients(rows: list[tuple[float, float]]) -> None:
    whole = sum(share for share, _ in rows)
    branches = [Branch(str(i), share / whole, rate) for i, (share, rate) in enumerate(rows)]
    tree = frequency_tree(branches, present="yes", absent="no")
    assert sum(tree.sizes) == 1000
    assert sum(tree.found) + sum(tree.missing) == 1000


def test_the_picture_has_every_number_and_marks_whoever_has_the_finding() -> None:
    branches = [Branch("ill", 0.04, 0.8), Branch("well", 0.96, 0.05)]
    svg = tree_svg(frequency_tree(branches, present="positive", absent="negative"))
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    assert sorted(texts) == sorted(
        [
            *("1,000", "40 ill", "960 well"),
            *("32 positive", "8 negative", "48 positive", "912 negative"),
        ]
    )
    assert svg.count('font-weight="700"') == 2
    assert 'role="img" aria-label="Of 1,000 patients: 40 ill' in svg
