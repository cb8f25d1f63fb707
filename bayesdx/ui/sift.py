"""What the reader of the Evidence page looks for and has opened: its state, links and filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from bayesdx.evidence import Audit, load_audits
from bayesdx.language import N_, _
from bayesdx.network import KINDS, Network
from bayesdx.report import assumptions as assumed
from bayesdx.report import catalogue
from bayesdx.report.assumptions import Assumed
from bayesdx.report.catalogue import ONCE, READ, UNUSED, Entry, Wanted
from bayesdx.report.labels import in_text
from bayesdx.report.literature_words import finding_label, group_label
from bayesdx.ui import reports, state

NUMBERS, PUBLICATIONS, ASSUMPTIONS, TABLES = "numbers", "publications", "assumptions", "tables"
VIEW, NUMBER, PUBLICATION, ASSUMPTION = (
    *("evidence-view", "evidence-number", "evidence-publication", "evidence-assumption"),
)
PARAMS = {"estimate": (NUMBERS, NUMBER), "source": (PUBLICATIONS, PUBLICATION)}
"""What a link to this page may name → the view that it opens, and the choice that it makes."""

Label = Callable[[str], str]
"""What says how an option is called."""

_FOLLOWED, _UNKNOWN = "evidence-followed", "evidence-unknown"
_FILTER = "evidence-filter-"
_KEPT = 4

_APPLICABILITY = {"high": N_("high"), "moderate": N_("moderate"), "low": N_("low")}
_TEXT_READ = {"abstract": N_("the abstract"), "excerpt": N_("an excerpt or table")}
_VERDICT = {
    "inside": N_("the model's answer is inside"),
    "outside": N_("the model's answer is outside"),
    "no interval": N_("the study gives no interval"),
    "not asked": N_("the model cannot be asked"),
}


def entries() -> tuple[Entry, ...]:
    """Return every published number."""
    return _entries(state.network())


@st.cache_resource(show_spinner=False)
def audits() -> Mapping[str, Audit]:
    """Return what was read a second time, by id."""
    return load_audits()


def assumptions() -> tuple[Assumed, ...]:
    """Return every assumption of the model."""
    return _assumptions(state.network())


@st.cache_resource(max_entries=_KEPT, hash_funcs=reports.BY_VERSION, show_spinner=False)
def _entries(network: Network) -> tuple[Entry, ...]:
    figures = reports.literature().figures
    return catalogue.catalogue(network, state.evidence(), audits=audits(), implied=figures)


@st.cache_resource(max_entries=_KEPT, hash_funcs=reports.BY_VERSION, show_spinner=False)
def _assumptions(network: Network) -> tuple[Assumed, ...]:
    return assumed.assumptions(network)


def follow_link() -> None:
    """Open what the address names, once; a name that is not known is kept to be told."""
    for param, (view, key) in PARAMS.items():
        name = st.query_params.get(param, "")
        followed = st.session_state.setdefault(_FOLLOWED, set())
        if not name or (param, name) in followed:
            continue
        followed.add((param, name))
        evidence = state.evidence()
        known = evidence.estimates if param == "estimate" else evidence.sources
        if name in known:
            _open(view, key, name)
        else:
            st.session_state[_UNKNOWN] = name


def unknown() -> str:
    """Return what the address names and nothing is called, once."""
    return str(st.session_state.pop(_UNKNOWN, ""))


def address(param: str, name: str) -> str:
    """Return the link to a number or a publication."""
    here = urlsplit(str(st.context.url or ""))
    base = f"{here.scheme}://{here.netloc}/" if here.netloc else "/"
    return f"{base}evidence?{param}={name}"


def open_number(name: str) -> None:
    """Show a number, whatever was looked for before."""
    _open(NUMBERS, NUMBER, name)


def open_column(node: str, given: Iterable[tuple[str, str]]) -> None:
    """Show a column of a table."""
    st.session_state[VIEW] = TABLES
    st.session_state[state.TABLE] = node
    for parent, one in given:
        st.session_state[f"given-{node}-{parent}"] = one


def _open(view: str, key: str, name: str) -> None:
    clear()
    st.session_state[VIEW] = view
    st.session_state[key] = name


def clear() -> None:
    """Look for nothing, so that everything is shown."""
    for key in [key for key in st.session_state if str(key).startswith(_FILTER)]:
        st.session_state[key] = "" if key == f"{_FILTER}words" else None
    if f"{_FILTER}years" in st.session_state:
        st.session_state[f"{_FILTER}years"] = _years()


def view() -> str:
    """Let the reader choose what to look through, and return it."""
    labels = {
        NUMBERS: _("Numbers"),
        PUBLICATIONS: _("Publications"),
        ASSUMPTIONS: _("Assumptions"),
        TABLES: _("Tables"),
    }
    if not st.session_state.get(VIEW):
        st.session_state[VIEW] = NUMBERS
    chosen = st.segmented_control(
        _("Look through"),
        list(labels),
        format_func=labels.__getitem__,
        key=VIEW,
        required=True,
        persist_state="session",
    )
    return str(chosen)


def filters(view: str) -> Wanted:
    """Show what can be looked for on one row, the rarer things folded, and return what is."""
    about, group, kind, words, more = st.columns([3, 3, 3, 4, 2], vertical_alignment="bottom")
    found: dict[str, Any] = {}
    with about:
        found["about"] = _select("about", _("Finding or table"), _abouts(), finding_label)
    with kind:
        found["kind"] = _select("kind", _("How it is used"), _kinds(view), _kind_label)
    with words:
        typed = st.text_input(_("Words"), key=f"{_FILTER}words", persist_state="session")
        found["words"] = typed.strip()
    if view != ASSUMPTIONS:
        groups = sorted({one.estimate.group for one in entries()}, key=group_label)
        with group:
            found["group"] = _select("group", _("Condition"), groups, group_label)
        with more.popover(_more_label(), icon=":material/filter_list:", width="stretch"):
            found |= _rarer()
            first, last = _year_range()
            st.button(_("Look for nothing"), on_click=clear, key="evidence-clear")
        return replace(Wanted(**found), first=first, last=last)
    return Wanted(**found)


def _more_label() -> str:
    """Return the name of the folded filters, with how many of them are set."""
    names = [f"{_FILTER}{name}" for name in ("applicability", "text_read", "review", "verdict")]
    n = sum(bool(st.session_state.get(name)) for name in names)
    n += st.session_state.get(f"{_FILTER}years", _years()) != _years()
    return _("More ({n} set)").format(n=n) if n else _("More")


def _rarer() -> dict[str, str]:
    asked = (
        ("applicability", _("Patients fit the model's"), _APPLICABILITY),
        ("text_read", _("What was read of it"), _TEXT_READ),
        ("review", _("Read again"), READ),
        ("verdict", _("Against its own interval"), _VERDICT),
    )
    return {
        name: _select(name, label, list(options), partial(_said, options))
        for name, label, options in asked
    }


def _said(options: Mapping[str, str], code: str) -> str:
    return _(options[code])


def _select(name: str, label: str, options: Sequence[str], said: Label) -> str:
    """Show a choice of one word or none."""
    return _chosen(f"{_FILTER}{name}", label, options, said, _("Any"))


def _chosen(key: str, label: str, options: Sequence[str], said: Label, instead: str) -> str:
    """Return one of the options, or "" while `instead` stands in its place."""
    chosen = st.selectbox(
        label,
        options,
        index=None,
        format_func=said,
        placeholder=instead,
        key=key,
        persist_state="session",
    )
    return chosen or ""


def _abouts() -> list[str]:
    nodes = {node for one in assumptions() for node in one.nodes}
    known = nodes | {one.estimate.finding for one in entries()}
    known |= {node for one in entries() for node in one.nodes}
    return sorted(known, key=finding_label)


def _kinds(view: str) -> list[str]:
    if view == ASSUMPTIONS:
        return ["part assumed", "assumed"]
    return [*(kind for kind in KINDS if kind not in ("assumed", "definition")), UNUSED]


def _kind_label(kind: str) -> str:
    labels = {
        "cited": _("As it stands (cited)"),
        "borrowed": _("For another group (borrowed)"),
        "derived": _("With others (derived)"),
        "part assumed": _("With an assumption (part assumed)"),
        "assumed": _("By itself (assumed)"),
        UNUSED: _("Not used by the model"),
    }
    return labels[kind]


def _years() -> tuple[int, int]:
    years = [one.year for one in state.evidence().sources.values() if one.year]
    return min(years), max(years)


def _year_range() -> tuple[int | None, int | None]:
    """Show a choice of years; all of them ask nothing, so that what has no year is shown."""
    every, key = _years(), f"{_FILTER}years"
    if not st.session_state.get(key):
        st.session_state[key] = every
    st.slider(_("Year of publication"), *every, key=key, persist_state="session")
    first, last = st.session_state[key]
    return (None, None) if (first, last) == every else (first, last)


def pick(key: str, label: str, options: Sequence[str], said: Label) -> str:
    """Let the reader open one of what was found by its name, and return it; "" for none."""
    if st.session_state.get(key) not in options:
        st.session_state[key] = None
    return _chosen(key, label, options, said, _("Choose one, here or in the table"))


def review_label(entry: Entry) -> str:
    """Return whether a number was read a second time, and what came of it."""
    return _(READ[entry.review])


def verdict_of(audit: Audit | None) -> str:
    """Return what a second reading found, in English; of what was read once, that."""
    return audit.verdict if audit else ONCE


def verdict_label(verdict: str) -> str:
    """Return what a verdict of the literature report says."""
    return in_text(_(_VERDICT[verdict]))
