"""How much of the model is published, and where each number comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from bayesdx.network import KINDS
from bayesdx.report.charts import tally_chart
from bayesdx.report.honesty import honest_numbers
from bayesdx.report.labels import node_label
from bayesdx.report.publications import publications, shares
from bayesdx.ui import panels, provenance, state


def page() -> None:
    """Show the count of cited, derived and assumed columns, a table in full, and the papers."""
    st.title("Where the numbers come from", anchor=False)
    st.markdown(panels.text("numbers"))
    panels.strip(None)
    _honest()
    st.header("One table in full", anchor=False)
    st.markdown(panels.text("provenance"))
    provenance.panel()
    st.header("The publications", anchor=False)
    _publications()


def _honest() -> None:
    rows = honest_numbers(state.network())
    total = rows[-1]
    said = ", ".join(f"{total[kind]} {kind}" for kind in KINDS)
    st.markdown(
        f"In all: {said}. They rest on {total['quantities']} pooled quantities from "
        f"{total['estimates']} published numbers in {total['sources']} publications, and on "
        f"{total['assumptions']} declared assumptions."
    )
    nodes = rows[:-1]
    st.altair_chart(tally_chart(nodes), width="stretch", alt=f"Columns of each table: {said}.")
    with st.expander("The same as a table"):
        named = [{**row, "node": node_label(row["node"])} for row in nodes]
        st.dataframe([*named, {**total, "node": "All"}], hide_index=True)
        st.markdown("\n".join(f"- **{kind}**: {meaning}" for kind, meaning in KINDS.items()))


def _publications() -> None:
    rows = publications(state.network(), state.evidence())
    st.markdown(
        f"{len(rows)} publications. Read of each: {shares(rows, 'text_read')}; none in full. "
        f"Reference: {shares(rows, 'bibliography')}."
    )
    with st.expander("All publications"):
        st.markdown("\n".join(_listed(row) for row in rows))


def _listed(row: Mapping[str, Any]) -> str:
    reference = panels.plain(row["reference"])
    reference = f"[{reference}]({row['link']})" if row["link"] else reference
    numbers = "1 number" if row["numbers"] == 1 else f"{row['numbers']} numbers"
    return f"- {reference} Read: {row['text_read']}; {numbers} used."
