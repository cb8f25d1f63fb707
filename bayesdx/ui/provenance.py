"""Where does this number come from: a table's column, its parameters, their publications."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from bayesdx.network import KINDS
from bayesdx.report.citation import CitedCell, CitedEstimate, CitedParameter, CitedTable
from bayesdx.report.labels import in_text, node_label, short_label, state_label
from bayesdx.report.sentences import percent, span
from bayesdx.ui import state
from bayesdx.ui.panels import plain

MANY = 8
"""More parameters than this are folded away."""


def panel() -> None:
    """Let the reader choose a table and a column, and show what it rests on."""
    network = state.network()
    node = st.selectbox(
        "Table",
        list(network.states),
        format_func=node_label,
        key=state.table_key(),
        persist_state="session",
    )
    column(node)


def column(node: str) -> None:
    """Show a column of the table of a node, with what it rests on; the reader chooses which."""
    given = _column(node)
    table = state.table(node, given)
    if not state.possible(given):
        st.warning("These states cannot occur together: no answer rests on this column.")
    st.markdown(_question(node, given))
    _cells(table)
    if table.because:
        st.caption(f"Why these arrows: {plain(table.because)}.")
    _parameters(table)


def _column(node: str) -> dict[str, str]:
    """Return a state for each parent: the reader's choice, else the likeliest beside the others."""
    network = state.network()
    parents = network.nodes[network.index[node]].parents
    keys = {parent: f"given-{node}-{parent}" for parent in parents}
    chosen = {parent: st.session_state.get(key) for parent, key in keys.items()}
    given = {parent: choice for parent, choice in chosen.items() if choice}
    for parent in parents:
        given.setdefault(parent, state.likeliest(parent, given))
    for parent, place in zip(parents, st.columns(len(parents)) if parents else (), strict=True):
        place.selectbox(
            node_label(parent),
            list(network.states[parent]),
            index=None,
            format_func=partial(short_label, parent),
            key=keys[parent],
            placeholder=short_label(parent, given[parent]),
            persist_state="session",
        )
    return {parent: given[parent] for parent in parents}


def _question(node: str, given: Mapping[str, str]) -> str:
    """Return which probability the column holds, in words."""
    where = ", ".join(
        f"{in_text(node_label(parent))} *{in_text(short_label(parent, one))}*"
        for parent, one in given.items()
    )
    return f"**{node_label(node)}**" + (f", given {where}:" if where else ", by itself:")


def _cells(table: CitedTable) -> None:
    kind = table.cells[0].kind
    lines = ["| State | Probability | 95% interval |", "|---|---|---|"]
    lines += [f"| {plain(state_label(c.node, c.state))} | {_value(c)} |" for c in table.cells]
    st.markdown("\n".join(lines))
    because = table.cells[0].because
    reason = f" Why it may stand in: {plain(because)}." if because else ""
    st.markdown(f"How this column comes about: **{kind}**, {KINDS[kind]}.{reason}")


def _value(cell: CitedCell) -> str:
    """Return a probability and its interval as two cells; what is so by definition has none."""
    if cell.low == cell.high and cell.value in (0, 1):
        return f"{cell.value:.0%} | exact"
    return f"{percent(cell.value)} | {span(cell.low, cell.high)}%"


def _parameters(table: CitedTable) -> None:
    several = list(table.parameters.values())
    cited = [parameter for parameter in several if parameter.cited]
    assumed = [parameter for parameter in several if not parameter.cited]
    if cited:
        _listed(f"Published quantities ({len(cited)})", cited)
    if assumed:
        _listed(f"Assumptions ({len(assumed)})", assumed)


def _listed(title: str, several: list[CitedParameter]) -> None:
    with st.expander(title, expanded=len(several) <= MANY):
        st.markdown("\n\n".join(_parameter(one) for one in several))


def _parameter(one: CitedParameter) -> str:
    value = ", ".join(
        f"{point:.3g} ({low:.3g}–{high:.3g})"
        for point, low, high in zip(one.value, one.low, one.high, strict=True)
    )
    if not one.cited:
        worth = f", worth {one.worth:g} patients" if one.worth else ""
        return f"**Assumed: {value}**{worth}. {_sentence(one.because)}  \n`{one.name}`"
    because = f" {_sentence(one.because)}" if one.because else ""
    head = f"**{plain(one.label)}: {value}.** {_pooled(one)}{because}"
    return "\n".join([head, *(_estimate(said) for said in one.estimates)])


def _pooled(one: CitedParameter) -> str:
    if len(one.estimates) == 1:
        return "One study; the interval is widened by the spread that is usual between studies."
    return (
        f"Pooled from {len(one.estimates)} published numbers; "
        f"standard deviation between studies {one.tau:.2f} on the logit or log scale."
    )


def _estimate(said: CitedEstimate) -> str:
    reference = plain(said.reference)
    if said.link:
        reference = f"[{reference}]({said.link})"
    return (
        f"- **{said.figure}**, {said.metric}: {plain(said.population)}. Applicability "
        f"{said.applicability}; read in the {plain(said.locator)}. {reference}"
    )


def _sentence(words: str) -> str:
    words = plain(words.strip().rstrip("."))
    return f"{words[:1].upper()}{words[1:]}."
