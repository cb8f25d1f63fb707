"""One number, publication or assumption, opened: what it is, and what the model makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from bayesdx.evidence import Parameter, Source
from bayesdx.language import _, plural
from bayesdx.network import Column
from bayesdx.report.assumptions import Assumed, in_three_digits
from bayesdx.report.catalogue import Entry
from bayesdx.report.citation import figure
from bayesdx.report.deviation_words import why_said
from bayesdx.report.labels import capital, in_text, node_label, short_label, state_label
from bayesdx.report.literature_words import finding_label, group_label, measure_label
from bayesdx.report.named import source_name
from bayesdx.report.sentences import percent, with_span
from bayesdx.report.uses import by_node, weights
from bayesdx.ui import sift, state
from bayesdx.ui.panels import plain

_TABLES_NAMED = 6
"""So many tables of a number have a button of their own."""


def number(entry: Entry) -> None:
    """Show a published number in full, what is pooled from it, and the cells that use it."""
    said = entry.estimate
    st.subheader(f"{entry_label(entry)}", anchor=False)
    st.markdown(_what(entry))
    _link("estimate", said.estimate_id)
    _quantities(entry)
    _cells(entry.columns)
    _implied(entry)


def entry_label(entry: Entry) -> str:
    """Return a number in one line: what was looked for, the figure, and who published it."""
    said, paper = entry.estimate, entry.source
    who = source_name(paper.source_id, state.evidence())
    what = f"{finding_label(said.finding)}, {in_text(state_label(said.finding, said.state))}"
    return f"{what}: {entry.figure} · {who}"


def _what(entry: Entry) -> str:
    said = entry.estimate
    lines = [
        (_("Who was examined"), f"{plain(said.population)} ({group_label(said.group)})"),
        (_("What the number is"), f"{in_text(measure_label(said.metric))}, {_counted(entry)}"),
        (_("As printed"), plain(said.as_printed) or _("not copied; the counts give it")),
        (_("Where"), _("{place} of the text").format(place=plain(said.locator))),
        (_("Patients fit the model's"), _(said.applicability)),
        (_("Publication"), _reference(entry.source)),
        (_("Read again"), _reviewed(entry)),
    ]
    if said.notes:
        lines.append((_("Note"), plain(said.notes)))
    return "\n".join(f"- **{head}:** {text}" for head, text in lines)


def _counted(entry: Entry) -> str:
    said = entry.estimate
    unit = _(said.unit)
    return _("{figure}; counted per {unit}").format(figure=entry.figure, unit=unit)


def _reviewed(entry: Entry) -> str:
    said = sift.review_label(entry)
    if entry.audit is None:
        return said
    return f"{said} ({plain(entry.audit.remark)})"


def _reference(paper: Source) -> str:
    said = plain(paper.reference)
    return f"[{said}]({paper.link})" if paper.link else said


def _link(param: str, name: str) -> None:
    with st.popover(_("Link"), icon=":material/link:"):
        st.code(sift.address(param, name), language=None, wrap_lines=True)


def _quantities(entry: Entry) -> None:
    st.markdown(f"#### {_('What is pooled from it')}")
    if not entry.quantities:
        st.markdown(_("Nothing: the model does not use this number."))
    for name in entry.quantities:
        st.markdown(_pooled(entry, state.network().parameters[name]))
        if len(state.network().parameters[name].estimates) > 1:
            _studies(state.network().parameters[name], entry)


def _pooled(entry: Entry, parameter: Parameter) -> str:
    label = state.evidence().quantities[parameter.name].label
    value = in_three_digits([(float(parameter.point), float(parameter.low), float(parameter.high))])
    share = weights(parameter)[entry.id]
    n = len(parameter.estimates)
    head = f"**{plain(label)}: {value}**"
    if n == 1:
        return _("{what}, from this number alone.").format(what=head)
    return _("{what}, pooled from {n} numbers, of which this one has {share} of the pull.").format(
        what=head, n=n, share=percent(share)
    )


def _studies(parameter: Parameter, entry: Entry) -> None:
    with st.expander(_("The numbers pooled with it")):
        shares = weights(parameter)
        rows = [
            f"| {'**→**' if one.estimate_id == entry.id else ''} {_who(one.source_id)} "
            f"| {figure(one)} | {_(one.applicability)} | {percent(shares[one.estimate_id])} |"
            for one in parameter.estimates
        ]
        heads = (_("Study"), _("Figure"), _("Fit"), _("Part of the pull"))
        st.markdown("\n".join([f"| {' | '.join(heads)} |", "|---|---|---|---|", *rows]))


def _who(source_id: str) -> str:
    return plain(source_name(source_id, state.evidence()))


def _cells(columns: Iterable[Column]) -> None:
    """Show the columns that use something, by table, and lead to them."""
    tables = by_node(columns)
    if not tables:
        return
    st.markdown(f"#### {_('The cells that use it')}")
    n = sum(map(len, tables.values()))
    st.markdown(
        plural(
            "{n} column of the model's tables, each with a cell for every state: {tables}.",
            "{n} columns of the model's tables, each with a cell for every state: {tables}.",
            n,
        ).format(
            n=n, tables=", ".join(f"{in_text(node_label(t))} {len(c)}" for t, c in tables.items())
        )
    )
    with st.container(horizontal=True):
        for node, several in [*tables.items()][:_TABLES_NAMED]:
            st.button(
                _("Open the table: {node}").format(node=node_label(node)),
                key=f"evidence-open-{node}",
                icon=":material/table:",
                on_click=sift.open_column,
                args=(node, several[0].given),
            )
    with st.expander(_("Every column")):
        st.dataframe(
            [_column(one) for several in tables.values() for one in several], hide_index=True
        )


def _column(column: Column) -> dict[str, str]:
    given = [f"{node_label(p)}: {in_text(short_label(p, one))}" for p, one in column.given]
    return {
        _("Table"): node_label(column.node),
        _("Given"): "; ".join(given) or _("nothing"),
        _("Comes about"): _(column.kind),
    }


def _implied(entry: Entry) -> None:
    """Show what the model answers for the same group, beside what was published."""
    if not entry.implied:
        return
    st.markdown(f"#### {_('Implied against published')}")
    for one in entry.implied:
        found = with_span(percent(one.published), one.low, one.high)
        answer = percent(one.implied) if one.implied is not None else "–"
        words = _("Published {found}; the model's own answer {answer}: {verdict}.").format(
            found=found, answer=answer, verdict=sift.verdict_label(one.verdict)
        )
        why = f" {plain(capital(why_said(one.why)))}." if one.why else ""
        st.markdown(f"{words}{why}  \n`{one.asked}`")


def publication(paper: Source, own: Iterable[Entry]) -> None:
    """Show a publication, how it was read, and its numbers."""
    several = list(own)
    st.subheader(_who(paper.source_id), anchor=False)
    audit = sift.audits().get(paper.source_id)
    lines = [
        (_("Publication"), _reference(paper)),
        (_("Kind of study"), _(paper.design)),
        (_("What was read of it"), _(paper.text_read)),
        (_("Bibliography"), _(paper.bibliography)),
        (_("Bibliography read again"), _(sift.verdict_of(audit))),
    ]
    if paper.notes:
        lines.append((_("Note"), plain(paper.notes)))
    st.markdown("\n".join(f"- **{head}:** {text}" for head, text in lines))
    _link("source", paper.source_id)
    if not several:
        st.markdown(_("It bears no number of the tables: the note says what it is kept for."))
    for entry in several:
        opener(entry)


def opener(entry: Entry) -> None:
    """Show a number in one line, as a button that opens it."""
    st.button(
        plain(entry_label(entry)),
        key=f"evidence-open-{entry.id}",
        on_click=sift.open_number,
        args=(entry.id,),
        type="tertiary",
        icon=":material/arrow_forward:",
    )


def assumption(one: Assumed) -> None:
    """Show an assumption with its value, its weight, its reason, and the cells that use it."""
    st.subheader(one.name, anchor=False)
    because = plain(one.parameter.because)
    lines = [
        (_("Value"), one.value),
        (_("Weight"), one.weight),
        (_("Reason"), f"{because[:1].upper()}{because[1:]}"),
    ]
    st.markdown("\n".join(f"- **{head}:** {text}" for head, text in lines if text))
    _cells(one.columns)


def number_row(entry: Entry) -> dict[str, Any]:
    """Return a number as the table of the page shows it."""
    said, paper = entry.estimate, entry.source
    counts = "" if said.n is None else f"{'?' if said.k is None else said.k}/{said.n}"
    return {
        _("Finding"): finding_label(said.finding),
        _("State"): in_text(short_label(said.finding, said.state)),
        _("Measure"): measure_label(said.metric),
        _("Number"): said.estimate,
        _("Counts"): counts,
        _("from"): said.ci_low,
        _("to"): said.ci_high,
        _("As printed"): said.as_printed,
        _("Where"): said.locator,
        _("Who"): said.population,
        _("Source"): source_name(paper.source_id, state.evidence()),
        _("Year"): paper.year,
        _("Link"): paper.link,
        _("Fit"): _(said.applicability),
        _("Used"): ", ".join(_(kind) for kind in entry.kinds),
        _("Model"): ", ".join(_(verdict) for verdict in entry.verdicts),
        _("Read again"): sift.review_label(entry),
    }


def publication_row(paper: Source, numbers: Mapping[str, list[Entry]]) -> dict[str, Any]:
    """Return a publication as the table of the page shows it."""
    own = numbers.get(paper.source_id, [])
    return {
        _("Publication"): paper.reference,
        _("Year"): paper.year,
        _("Kind of study"): _(paper.design),
        _("Read"): _(paper.text_read),
        _("Bibliography"): _(paper.bibliography),
        _("Numbers"): len(own),
        _("Used"): sum(bool(entry.columns) for entry in own),
        _("Bibliography read again"): _(sift.verdict_of(sift.audits().get(paper.source_id))),
        _("Link"): paper.link,
    }


def assumption_row(one: Assumed) -> dict[str, Any]:
    """Return an assumption as the table of the page shows it."""
    return {
        _("Table"): ", ".join(map(node_label, one.nodes)),
        _("Value"): one.value,
        _("Weight"): one.weight,
        _("Reason"): one.parameter.because,
        _("Columns"): len(one.columns),
        _("Name"): one.name,
    }
