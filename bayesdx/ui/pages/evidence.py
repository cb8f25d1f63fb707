"""Every publication, number and assumption: to look through, to open, and to follow both ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from bayesdx.language import _, plural
from bayesdx.network import KINDS
from bayesdx.report import catalogue
from bayesdx.report.assumptions import sifted_assumptions
from bayesdx.report.catalogue import Entry, Wanted
from bayesdx.report.charts import tally_chart
from bayesdx.report.citation import CitedTable
from bayesdx.report.honesty import honest_numbers
from bayesdx.report.labels import node_label
from bayesdx.report.tables import as_csv
from bayesdx.report.uses import estimates_behind
from bayesdx.ui import entries, panels, provenance, sift, state
from bayesdx.ui.pages import literature

_HEIGHT = 330
"""Of a table of what was found, in pixels: about eight rows."""

_MEASURE = 175
"""Of the column of measures, in pixels: its end tells a positive ratio from a negative one."""


def page() -> None:
    """Show how much is published, then what the reader looks for."""
    sift.follow_link()
    st.title(_("Where the numbers come from"), anchor=False)
    st.markdown(panels.text("evidence"))
    panels.strip(None)
    _honest()
    st.header(_("Look for a number"), anchor=False)
    if name := sift.unknown():
        said = _("Nothing here is called {name}; the link may be of another version.")
        st.warning(said.format(name=panels.plain(name[:80])))
    views: Mapping[str, Callable[[], None]] = {
        sift.NUMBERS: _numbers,
        sift.PUBLICATIONS: _publications,
        sift.ASSUMPTIONS: _assumptions,
        sift.TABLES: _tables,
    }
    views[sift.view()]()
    with st.expander(_("When were they last reviewed?")):
        st.markdown(panels.text("reviewed"))


def _honest() -> None:
    rows = honest_numbers(state.network())
    total = rows[-1]
    words = {kind: _(kind) for kind in KINDS} | {"definition": _("true by definition")}
    said = ", ".join(f"{total[kind]} {words[kind]}" for kind in KINDS)
    st.markdown(
        _(
            "**The model has {columns} columns of probabilities: {said}.** They rest on "
            "{quantities} pooled quantities from {estimates} published numbers in {sources} "
            "publications, and on {assumptions} declared assumptions."
        ).format(columns=sum(total[kind] for kind in KINDS), said=said, **_counts(total))
    )
    with st.expander(_("How each table comes about")):
        st.markdown(panels.text("kinds"))
        nodes = rows[:-1]
        panels.picture(tally_chart(nodes), _("Columns of each table: {said}.").format(said=said))
        named = [{**row, "node": node_label(row["node"])} for row in nodes]
        st.dataframe([*named, {**total, "node": _("All")}], hide_index=True)


def _counts(total: Mapping[str, Any]) -> dict[str, Any]:
    return {name: total[name] for name in ("quantities", "estimates", "sources", "assumptions")}


def _numbers() -> None:
    found = catalogue.sifted(sift.entries(), sift.filters(sift.NUMBERS))
    several = {entry.id: entry for entry in found}
    n = len({entry.source.source_id for entry in found})
    st.markdown(
        plural(
            "{n} number of {all}, from {sources}.",
            "{n} numbers of {all}, from {sources}.",
            len(found),
        ).format(
            n=len(found),
            all=len(sift.entries()),
            sources=plural("{n} publication", "{n} publications", n).format(n=n),
        )
    )
    _found(
        [entries.number_row(entry) for entry in found],
        sift.NUMBER,
        [*several],
        [entry.row() for entry in found],
        "numbers",
    )
    chosen = sift.pick(
        sift.NUMBER, _("Number"), [*several], lambda name: entries.entry_label(several[name])
    )
    if chosen:
        entries.number(several[chosen])
        if several[chosen].implied:
            title = _("All figures held against the model")
            page = st.Page(literature.page, title=title, url_path="literature")
            st.page_link(page, icon=":material/balance:")


def _publications() -> None:
    wanted = sift.filters(sift.PUBLICATIONS)
    found = catalogue.sifted(sift.entries(), wanted)
    papers = catalogue.sifted_sources(state.evidence(), found, wanted)
    own = _by_source(found)
    n = len(papers)
    said = plural("{n} publication of {all}.", "{n} publications of {all}.", n)
    st.markdown(said.format(n=n, all=len(state.evidence().sources)))
    rows = [entries.publication_row(paper, own) for paper in papers]
    names = {paper.source_id: paper for paper in papers}
    plain = [{"source_id": name, **row} for name, row in zip(names, rows, strict=True)]
    _found(rows, sift.PUBLICATION, [*names], plain, "publications")
    label = _("Publication")
    chosen = sift.pick(sift.PUBLICATION, label, [*names], lambda name: names[name].reference)
    if chosen:
        entries.publication(names[chosen], own.get(chosen, []))


def _by_source(found: Sequence[Entry]) -> dict[str, list[Entry]]:
    own: dict[str, list[Entry]] = {}
    for entry in found:
        own.setdefault(entry.source.source_id, []).append(entry)
    return own


def _assumptions() -> None:
    wanted: Wanted = sift.filters(sift.ASSUMPTIONS)
    several = sift.assumptions()
    asked = {"words": wanted.words, "about": wanted.about, "kind": wanted.kind}
    found = {one.name: one for one in sifted_assumptions(several, **asked)}
    n = len(found)
    said = plural("{n} assumption of {all}.", "{n} assumptions of {all}.", n)
    st.markdown(said.format(n=n, all=len(several)))
    rows = [entries.assumption_row(one) for one in found.values()]
    _found(rows, sift.ASSUMPTION, [*found], [one.row() for one in found.values()], "assumptions")
    chosen = sift.pick(sift.ASSUMPTION, _("Assumption"), [*found], str)
    if chosen:
        entries.assumption(found[chosen])


def _tables() -> None:
    st.markdown(panels.text("provenance"))
    _back(provenance.panel())


def _back(table: CitedTable) -> None:
    """Lead from a column of a table to the published numbers behind it."""
    parameters = (state.network().parameters[name] for name in table.parameters)
    behind = {one.estimate_id for one in estimates_behind(parameters)}
    several = {entry.id: entry for entry in sift.entries() if entry.id in behind}
    if not several:
        return
    st.markdown(f"#### {_('Go to a number behind it')}")
    for entry in several.values():
        entries.opener(entry)


def _found(
    rows: Sequence[Mapping[str, Any]],
    key: str,
    names: Sequence[str],
    plain: Sequence[Mapping[str, Any]],
    file: str,
) -> None:
    """Show what was found as a table in which a row can be chosen, and offer it as a file."""
    if not rows:
        return
    table = f"{key}-table"
    st.dataframe(
        list(rows),
        hide_index=True,
        height=_HEIGHT,
        placeholder="",
        key=table,
        on_select=partial(_chosen, table, key, names),
        selection_mode="single-row",
        column_config={
            _("Link"): st.column_config.LinkColumn(display_text=_("open")),
            _("Measure"): st.column_config.TextColumn(width=_MEASURE),
            _("Year"): st.column_config.NumberColumn(format="%d"),
        },
    )
    panels.download(as_csv(plain), f"{file}.csv")


def _chosen(table: str, key: str, names: Sequence[str]) -> None:
    """Open the row that was chosen in a table."""
    rows = st.session_state[table].selection.rows
    if rows and rows[0] < len(names):
        st.session_state[key] = names[rows[0]]
