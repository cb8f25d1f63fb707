"""Upper and lower motor neuron lesions side by side, for three kinds of readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

import streamlit as st

from bayesdx.findings import CONTEXT as CIRCUMSTANCES
from bayesdx.language import N_, _, level, translated
from bayesdx.report.comparison import CONTEXT
from bayesdx.report.comparison.answer import Answer, Line, Part
from bayesdx.report.comparison.markup import lines_table, places_table
from bayesdx.report.labels import spoken_label
from bayesdx.ui import choices, panels, reports, state
from bayesdx.ui.panels import plain

PLACES = "varies"
"""The item that the table of places belongs to."""

READ: Mapping[str, tuple[str, ...]] = {
    N_("The difference"): ("where", "signs", "exceptions"),
    N_("How it is diagnosed"): ("examination", "electrodiagnosis", "imaging", "blood"),
    N_("How it presents"): ("presentation",),
    N_("What is done"): ("management",),
}
"""What can be read → the parts of the answer that belong to it."""
REFERENCES = N_("References")


def page() -> None:
    """Show a part of the answer, with the numbers of its references."""
    st.title(_("UMN and LMN side by side"), anchor=False)
    panels.strip(None)
    st.markdown(panels.text("compare"))
    context = _context()
    said = reports.side_by_side(level(), context)
    whose = _("These numbers are for: {whose}. Model: {model}.")
    st.caption(whose.format(whose=said.whose, model=said.network))
    chosen = _chosen((*READ, REFERENCES))
    for part in (part for part in said.parts if part.opening.key in READ.get(chosen, ())):
        _part(part, said, context)
    if chosen == REFERENCES:
        lines = [_reference(one.number, one.text, one.link) for one in said.references]
        st.markdown("\n".join(lines))


def _chosen(options: Sequence[str]) -> str:
    """Let the reader choose what to read, as buttons side by side."""
    found = st.segmented_control(
        _("What to read"),
        options,
        format_func=translated,
        default=options[0],
        required=True,
        key="reading-part",
        wrap=True,
    )
    return found or options[0]


def _context() -> dict[str, str]:
    """Let the reader say whose patients they are; what is left open is averaged over."""
    asked = [one for one in state.controls() if one.term.group == CIRCUMSTANCES]
    chosen: dict[str, str] = {}
    for choice, place in zip(asked, st.columns(len(asked)), strict=True):
        codes = [code for code in choice.labels if code not in choices.COARSE]
        code = place.selectbox(
            spoken_label(choice.name),
            codes,
            index=codes.index(CONTEXT[choice.name]) if choice.name in CONTEXT else None,
            format_func=choice.labels.__getitem__,
            placeholder=_("Any"),
            key=f"compare-{choice.name}",
        )
        if code:
            chosen[choice.name] = code
    return chosen


def _part(part: Part, said: Answer, context: Mapping[str, str]) -> None:
    st.header(part.opening.heading, anchor=False)
    st.markdown(_figured(f"{plain(part.opening.says)}{_cited(part.opening, said)}", part.opening))
    for shared, several in groupby(part.lines, key=lambda line: bool(line.shares)):
        lines = list(several)
        if shared:
            st.html(lines_table(lines, said.references, label=part.opening.heading))
            continue
        for line in lines:
            _words(line, said)
            if line.key == PLACES:
                _places(line.heading, context, said.level)
    if part.opening.key == "management":
        _treatments(said)


def _words(line: Line, said: Answer) -> None:
    text = f"**{plain(line.heading)}.** {plain(line.says)}{_cited(line, said)}"
    st.markdown(_figured(text, line))


def _figured(text: str, line: Line) -> str:
    """Return a text with the published numbers that it rests on as a list below it."""
    return "\n".join(
        [text, *(f"- {_('Published: {share}').format(share=plain(one))}" for one in line.figures)]
    )


def _places(label: str, context: Mapping[str, str], level: str) -> None:
    rows = reports.places(context)
    if rows:
        st.html(places_table(rows, label=label, level=level))


def _treatments(said: Answer) -> None:
    """Show one line for each text that was read, by cause, and for which causes there is none."""
    links = {one.number: one.link for one in said.references}
    lines: list[str] = []
    for cause, several in groupby(said.treatments, key=lambda told: told.cause):
        lines += [f"\n**{plain(cause)}**\n"]
        lines += [
            f"- *{plain(told.intervention)}*: {plain(told.says)} {_link(told.ref, links)}"
            for told in several
        ]
    st.markdown("\n".join(lines))
    if said.untreated:
        none = _("No text on treatment was read for: {causes}.")
        st.caption(none.format(causes=plain(", ".join(said.untreated))))


def _cited(line: Line, said: Answer) -> str:
    links = {one.number: one.link for one in said.references}
    numbers: Sequence[str] = [_link(number, links) for number in line.refs]
    return f" {' '.join(numbers)}" if numbers else ""


def _link(number: int, links: Mapping[int, str | None]) -> str:
    link = links.get(number)
    return f"[\\[{number}\\]]({link})" if link else f"\\[{number}\\]"


def _reference(number: int, text: str, link: str | None) -> str:
    said = plain(text)
    return f"{number}. [{said}]({link})" if link else f"{number}. {said}"
