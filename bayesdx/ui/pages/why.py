"""Why the answer is what it is: what each finding says, whether they fit, what else it could be."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from bayesdx.explain import Explanation, Weights
from bayesdx.language import N_, _, level, translated
from bayesdx.report import explanation_charts as charts
from bayesdx.report.explanation import by_part
from bayesdx.report.explanation_words import finding_in_words
from bayesdx.report.labels import state_label
from bayesdx.report.sentences import percent
from bayesdx.report.why import fit_chart, fit_text, story_chart, story_text
from bayesdx.ui import answers, asked, frame, panels
from bayesdx.ui.asked import Question

_DIRECTIONS: Mapping[str, str] = {
    "for": N_("Speaks for it"),
    "against": N_("Speaks against it"),
    "depends": N_("Either way"),
    "irrelevant": N_("Makes no difference"),
}

_COLUMNS = {
    "finding": N_("Finding"),
    "said": N_("Result"),
    "shapley": N_("Mean (decibans)"),
    "minimum": N_("Least"),
    "maximum": N_("Greatest"),
    "alone": N_("Alone"),
    "direction": N_("Direction"),
    "cost_of_omission_nats": N_("Cost of omission (nats)"),
}


def page() -> None:
    """Show the sentences for who reads, and the pictures behind them."""
    frame.page(_("Why this answer?"), "why", _body)


def _body(question: Question) -> None:
    rivals = asked.rivals(question)
    rival = _chosen(rivals, question)
    found = asked.explanation(question, rival)
    parts = by_part(found, level())
    frame.sentences(parts["answer"])
    if not question.found:
        return
    _weights(found)
    if len(question.found) > 1:
        _fit(found, parts["fit"])
    if found.contrast:
        _contrast(found, rivals, question, parts["rival"])
    if found.probable and found.probable.scenarios:
        _story(found, parts["story"])


def _weights(found: Explanation) -> None:
    """Show what each finding says, and sort the findings by direction."""
    _bars(found.weights)
    st.caption(panels.text("reading-the-weights"))
    some = {label: found.direction(name) for name, label in _DIRECTIONS.items()}
    kept = {label: several for label, several in some.items() if several}
    for place, (label, several) in zip(st.columns(len(kept)), kept.items(), strict=True):
        named = [finding_in_words(one.finding, one.said, level()) for one in several]
        head = f"**{translated(label)}**\n"
        place.markdown("\n".join([head, *(f"- {panels.plain(name)}" for name in named)]))
    frame.folded(found.rows(), "weights-of-evidence", columns=_COLUMNS)


def _bars(weights: Weights) -> None:
    panels.picture(charts.weight_chart(weights), charts.alt_text(weights))


def _fit(found: Explanation, said: tuple[str, ...]) -> None:
    st.header(_("Do the findings fit together?"), anchor=False)
    frame.sentences(said)
    panels.picture(fit_chart(found.conflict), fit_text(found.conflict))
    st.caption(panels.text("reading-the-conflict"))
    columns = {
        "finding": N_("Finding"),
        "said": N_("Result"),
        "with_others_bits": N_("Conflict with the others (bits)"),
        "without_bits": N_("Conflict of the others (bits)"),
    }
    frame.folded(found.conflict.rows(), "conflict", columns=columns)


def _key(question: Question) -> str:
    return f"rival-{question.target}"


def _chosen(rivals: list[str], question: Question) -> str | None:
    """Return the rival that was chosen, or else the likeliest."""
    chosen = st.session_state.get(_key(question))
    return chosen if chosen in rivals else next(iter(rivals), None)


def _contrast(
    found: Explanation, rivals: list[str], question: Question, said: tuple[str, ...]
) -> None:
    st.header(_("Why this and not something else?"), anchor=False)
    chances = answers.answer(question.node)
    named = dict(zip(chances.states, chances.probability.tolist(), strict=True))
    st.selectbox(
        _("Held against"),
        rivals,
        format_func=lambda name: f"{state_label(question.node, name)} ({percent(named[name])})",
        key=_key(question),
    )
    frame.sentences(said or (_("Nothing tells them apart."),))
    if found.contrast:
        _bars(found.contrast.weights)
        st.caption(panels.text("reading-the-contrast"))
        columns = {
            "finding": N_("Not examined yet"),
            "state": N_("Result"),
            "probability": N_("Its probability"),
            "log_odds": N_("Odds after it (decibans)"),
            "reverses": N_("Turns the answer round"),
        }
        frame.folded(found.contrast.rows(), "what-could-reverse-it", columns=columns)


def _story(found: Explanation, said: tuple[str, ...]) -> None:
    st.header(_("The story behind the findings"), anchor=False)
    if found.probable and found.relevant:
        frame.sentences(said or (story_text(found.probable),))
        panels.picture(story_chart(found.probable), story_text(found.probable))
        st.caption(panels.text("reading-the-story"))
        rows = [
            {"kind": several.kind, **row}
            for several in (found.probable, found.relevant)
            for row in several.rows()
        ]
        columns = {
            "kind": N_("Most"),
            "rank": N_("Rank"),
            "states": N_("Story"),
            "posterior": N_("Probability"),
            "bayes_factor": N_("Bayes factor"),
        }
        frame.folded(rows, "stories", columns=columns)
