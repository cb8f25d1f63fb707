"""The live panels of the lessons: a name, as a lesson says it, and what it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import streamlit as st

from bayesdx.report.charts import PATTERN_COLOURS
from bayesdx.report.dots import Dots, dots_chart
from bayesdx.report.frequency_tree import Branch, frequency_tree, tree_in_words, tree_svg
from bayesdx.report.labels import node_label, said_label
from bayesdx.report.measured import Measured, chance
from bayesdx.report.sentences import percent, with_span
from bayesdx.ui import panels, state

CLINIC = {"setting": "neurology_clinic"}
"""Where the patients of most lessons are seen."""

PATTERNS = ("umn", "lmn", "mixed", "neither")
SHORT = {"umn": "upper", "lmn": "lower", "mixed": "both", "neither": "neither"}
SHAPES = {"umn": "triangle-up", "lmn": "triangle-down", "mixed": "diamond", "neither": "circle"}

SIGNS = (
    ("tone", "spastic"),
    ("reflexes", "increased"),
    ("babinski", "extensor"),
    ("clonus", "present"),
    ("reflexes", "decreased"),
    ("atrophy", "present"),
    ("fasciculations", "present"),
    ("emg", "present"),
)


@st.cache_resource(max_entries=500, show_spinner=False)
def _chance(event: tuple[tuple[str, str], ...], given: tuple[tuple[str, str], ...]) -> Measured:
    return chance(state.network(), dict(event), dict(given))


def _of(event: Mapping[str, str], given: Mapping[str, str]) -> Measured:
    """Return P(event | given), asked for once for all readers."""
    return _chance(tuple(event.items()), tuple(given.items()))


def signs() -> None:
    """Show how often each sign is found in upper and in lower lesions."""
    rows = []
    for node, word in SIGNS:
        rows.append(Dots(f"{node_label(node)}: {said_label(node, word)}", heading=True))
        for pattern in ("umn", "lmn"):
            found = _of({node: word}, {"pattern": pattern, **CLINIC})
            rows.append(_row(f"In {SHORT[pattern]} lesions", found, pattern))
    _dots(rows)
    st.caption("Triangle: the model. Line: 95% interval, what the studies leave open.")


def _row(name: str, found: Measured, pattern: str) -> Dots:
    text = f"{name}: {with_span(percent(found.value), found.low, found.high)}"
    shape, colour = SHAPES[pattern], PATTERN_COLOURS[pattern]
    return Dots(text, found.low, found.high, mark=found.value, shape=shape, colour=colour)


def _dots(rows: list[Dots]) -> None:
    heading, said = "", []
    for row in rows:
        heading = row.text if row.heading else heading
        if not row.heading:
            said.append(f"{heading}, {row.text}" if heading else row.text)
    panels.picture(dots_chart(rows), ". ".join(said) + ".")


def babinski_tree() -> None:
    """Show 1,000 patients of a clinic, by pattern and plantar response."""
    branches = [
        Branch(
            SHORT[pattern],
            _of({"pattern": pattern}, CLINIC).value,
            _of({"babinski": "extensor"}, {"pattern": pattern, **CLINIC}).value,
        )
        for pattern in PATTERNS
    ]
    tree = frequency_tree(branches, present="extensor", absent="flexor")
    st.html(tree_svg(tree))
    st.markdown(tree_in_words(tree))


PANELS: Mapping[str, Callable[[], None]] = MappingProxyType(
    {
        "signs": signs,
        "babinski-tree": babinski_tree,
    }
)
"""What may stand after `panel:` in a lesson."""
