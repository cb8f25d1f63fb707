"""The case as a file: a report to print, a picture, a table, or everything as JSON.

A file is made when it is asked for, outside the page's own run: so all that it needs is handed to
it, the language as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import streamlit as st

from bayesdx.errors import ImpossibleFindings
from bayesdx.evidence import Evidence
from bayesdx.language import N_, _, language, level, speaking, translated
from bayesdx.network import Network
from bayesdx.report.dossier import (
    as_csv_file,
    as_json_file,
    body_of,
    compile_dossier,
    page,
    picture,
)
from bayesdx.report.plot import drawn
from bayesdx.resources import DEFAULT_MODEL
from bayesdx.ui import answers, state

FORMS: Mapping[str, tuple[str, str, str]] = {
    "html": (N_("Report to read and print (HTML)"), "text/html", ":material/article:"),
    "png": (N_("Picture (PNG)"), "image/png", ":material/image:"),
    "svg": (N_("Picture to scale (SVG)"), "image/svg+xml", ":material/draw:"),
    "csv": (N_("Numbers (CSV)"), "text/csv", ":material/table:"),
    "json": (N_("Everything (JSON)"), "application/json", ":material/data_object:"),
}
"""Ending of a file → what it is, its media type and its icon."""


@dataclass(frozen=True, eq=False)
class Asked:
    """All that a file is made of."""

    network: Network
    evidence: Evidence
    findings: Mapping[str, object]
    targets: Sequence[str]
    language: str
    level: str
    made: date


def panel() -> None:
    """Offer the case as a file; nothing where its findings cannot occur together."""
    try:
        answers.answer()
    except ImpossibleFindings:
        return
    asked = Asked(
        state.network(),
        state.evidence(),
        dict(state.findings()),
        (answers.TARGET, *answers.shown_below()),
        language(),
        level(),
        date.today(),
    )
    with st.popover(_("Download"), icon=":material/download:"):
        said = _("The findings are in the file, with the model, its version and the day.")
        st.markdown(said)
        for form, (label, kind, icon) in FORMS.items():
            st.download_button(
                translated(label),
                partial(made, asked, form),
                f"bayesdx-{asked.made.isoformat()}.{form}",
                kind,
                key=f"download-{form}",
                icon=icon,
                on_click="ignore",
                width="stretch",
            )


def made(asked: Asked, form: str) -> bytes:
    """Return a file of the case.

    Args:
        asked: what it is made of.
        form: its ending, one of `FORMS`.
    """
    with speaking(asked.language, to=asked.level):
        dossier = compile_dossier(
            asked.network,
            asked.findings,
            made=asked.made,
            evidence=asked.evidence,
            targets=asked.targets,
            model=DEFAULT_MODEL,
            reasons=form in ("html", "json"),
        )
        if form == "html":
            return page(dossier, body=body_of(asked.network, dossier)).encode()
        if form in ("png", "svg"):
            return drawn(picture(dossier), form)
        text = as_csv_file(dossier) if form == "csv" else as_json_file(dossier)
        return text.encode()
