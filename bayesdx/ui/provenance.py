"""Where does this number come from: a table's column, its parameters, their publications."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from bayesdx.language import _, number
from bayesdx.network import KINDS
from bayesdx.report.assumptions import in_three_digits
from bayesdx.report.citation import CitedCell, CitedEstimate, CitedParameter, CitedTable
from bayesdx.report.labels import in_text, node_label, short_label, state_label
from bayesdx.report.literature_words import measure_label
from bayesdx.report.sentences import percent, span
from bayesdx.ui import answers, state
from bayesdx.ui.panels import plain

MANY = 8
"""More parameters than this are folded away."""


def panel() -> CitedTable:
    """Let the reader choose a table and a column, show what it rests on, and return it."""
    network = state.network()
    node = st.selectbox(
        _("Table"),
        list(network.states),
        format_func=node_label,
        key=_key(),
        persist_state="session",
    )
    return column(node)


def _key() -> str:
    """Return the key of the choice of a table; without one it is that of a cited finding."""
    if st.session_state.get(state.TABLE) not in state.network().states:
        examined = [name for name in state.findings() if name not in state.context()]
        names = [*examined, *state.not_examined()]
        first = next(filter(_leads_to_a_publication, names), names[0])
        st.session_state[state.TABLE] = first
    return state.TABLE


def _leads_to_a_publication(name: str) -> bool:
    """Whether the column of a table that is shown first rests on published numbers."""
    network = state.network()
    given: dict[str, str] = {}
    for parent in network.nodes[network.index[name]].parents:
        given[parent] = answers.likeliest(parent, given)
    return any(parameter.cited for parameter in answers.table(name, given).parameters.values())


def column(node: str) -> CitedTable:
    """Show a column of the table of a node, with what it rests on; the reader chooses which."""
    given = _column(node)
    table = answers.table(node, given)
    if not answers.possible(given):
        st.warning(_("These states cannot occur together: no answer rests on this column."))
    st.markdown(_question(node, given))
    _cells(table)
    if table.because:
        st.caption(_("Why these arrows: {because}.").format(because=plain(table.because)))
    _parameters(table)
    return table


def _column(node: str) -> dict[str, str]:
    """Return a state for each parent: the reader's choice, else the likeliest beside the others."""
    network = state.network()
    parents = network.nodes[network.index[node]].parents
    keys = {parent: f"given-{node}-{parent}" for parent in parents}
    chosen = {parent: st.session_state.get(key) for parent, key in keys.items()}
    given = {parent: choice for parent, choice in chosen.items() if choice}
    for parent in parents:
        given.setdefault(parent, answers.likeliest(parent, given))
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
    if not where:
        return _("**{node}**, by itself:").format(node=node_label(node))
    return _("**{node}**, given {where}:").format(node=node_label(node), where=where)


def _cells(table: CitedTable) -> None:
    kind = table.cells[0].kind
    head = (_("State"), _("Probability"), _("95% interval"))
    lines = [f"| {' | '.join(head)} |", "|---|---|---|"]
    lines += [f"| {plain(state_label(c.node, c.state))} | {_value(c)} |" for c in table.cells]
    st.markdown("\n".join(lines))
    because = table.cells[0].because
    said = _("How this column comes about: **{kind}**, {meaning}.")
    st.markdown(said.format(kind=_(kind), meaning=_(KINDS[kind])))
    if because:
        st.markdown(_("Why it may stand in: {because}.").format(because=plain(because)))


def _value(cell: CitedCell) -> str:
    """Return a probability and its interval as two cells; what is so by definition has none."""
    if cell.low == cell.high and cell.value in (0, 1):
        return f"{percent(cell.value)} | {_('exact')}"
    return f"{percent(cell.value)} | {span(cell.low, cell.high)}%"


def _parameters(table: CitedTable) -> None:
    several = list(table.parameters.values())
    cited = [parameter for parameter in several if parameter.cited]
    assumed = [parameter for parameter in several if not parameter.cited]
    if cited:
        _listed(_("Published quantities ({n})").format(n=len(cited)), cited)
    if assumed:
        _listed(_("Assumptions ({n})").format(n=len(assumed)), assumed)


def _listed(title: str, several: list[CitedParameter]) -> None:
    with st.expander(title, expanded=len(several) <= MANY):
        st.markdown("\n\n".join(_parameter(one) for one in several))


def _parameter(one: CitedParameter) -> str:
    value = in_three_digits(zip(one.value, one.low, one.high, strict=True))
    if not one.cited:
        head = _("**Assumed: {value}**").format(value=value)
        worth = _(", worth {n} patients").format(n=number(one.worth, "g")) if one.worth else ""
        return f"{head}{worth}. {_sentence(one.because)}  \n`{one.name}`"
    because = f" {_sentence(one.because)}" if one.because else ""
    head = f"**{plain(one.label)}: {value}.** {_pooled(one)}{because}"
    return "\n".join([head, *(_estimate(said) for said in one.estimates)])


def _pooled(one: CitedParameter) -> str:
    if len(one.estimates) == 1:
        return _("One study; the interval is widened by the spread that is usual between studies.")
    return _(
        "Pooled from {n} published numbers; standard deviation between studies {tau} on the logit "
        "or log scale."
    ).format(n=len(one.estimates), tau=number(one.tau or 0.0, ".2f"))


def _estimate(said: CitedEstimate) -> str:
    reference = plain(said.reference)
    if said.link:
        reference = f"[{reference}]({said.link})"
    words = _(
        "**{figure}**, {metric}: {population}. Applicability {fits}; read in the {locator}. {paper}"
    ).format(
        figure=said.figure,
        metric=in_text(measure_label(said.metric)),
        population=plain(said.population),
        fits=_(said.applicability),
        locator=plain(said.locator),
        paper=reference,
    )
    return f"- {words}"


def _sentence(words: str) -> str:
    words = plain(words.strip().rstrip("."))
    return f"{words[:1].upper()}{words[1:]}."
