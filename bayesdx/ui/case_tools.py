"""What can be done with a case: share it, keep it, open one from a file, say how sure one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from bayesdx.errors import FormatError
from bayesdx.findings import read_findings
from bayesdx.formats.phenopacket import Phenopacket, parse_phenopacket
from bayesdx.language import _, plural
from bayesdx.report.labels import in_text, node_label, short_label
from bayesdx.report.sentences import findings_in_words
from bayesdx.ui import panels, reader, state, sureness
from bayesdx.ui.choices import code_of
from bayesdx.ui.history import Moment

_FILE, _READ, _KEPT, _NAME = "phenopacket", "read", "kept", "moment-name"
SURE = "how-sure"
"""The key of the fold that asks how sure one is; what is in it is made once it is opened."""

LONGEST_NAME = 40
MOST_KEPT = 20
"""So many moments are kept, the latest."""


@dataclass(frozen=True, slots=True)
class Upload:
    """What came of a file.

    Attributes:
        name: of the file.
        case: the findings that were read; None where the file could not be read.
        aside: a sentence on each part that did not become a finding, or with caution.
        fault: why it could not be read.
    """

    name: str
    case: Moment | None = None
    aside: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A moment under a name."""

    name: str
    moment: Moment


def link(address: str) -> None:
    """Show the address of the case, to be copied, and offer to keep findings out of the bar."""
    with st.popover(_("Link to this case"), icon=":material/link:"):
        st.markdown(panels.text("link"))
        st.code(address, language=None, wrap_lines=True)
        st.toggle(
            _("Keep findings out of the address bar"),
            key=state.PRIVATE,
        )
        st.caption(_("Then they are in this tab alone: to reload it loses the case."))


def paper() -> None:
    """Say what was found in a sentence, for the printed page alone: it has no controls."""
    said = read_findings(state.findings(), states=state.network().states).said
    found = escape(findings_in_words(said)) or _("nothing examined yet")
    lines = (
        _("Findings: {findings}.").format(findings=found),
        _("Model: {model}.").format(model=escape(state.network().version)),
    )
    st.html(f"<div class='bayesdx-paper'>{''.join(f'<p>{line}</p>' for line in lines)}</div>")


def keep(compare: StreamlitPage) -> None:
    """Offer to keep the case as it is under a name, and lead to where it is compared."""
    with st.popover(_("Keep this moment"), icon=":material/bookmark_add:"):
        st.markdown(panels.text("keep"))
        st.text_input(_("Name"), key=_NAME, max_chars=LONGEST_NAME, placeholder=_next_name())
        st.button(_("Keep"), key="keep", icon=":material/bookmark_add:", on_click=_keep)
        if several := kept():
            names = ", ".join(panels.plain(one.name) for one in several)
            st.caption(_("Kept until this tab is closed: {names}.").format(names=names))
            st.page_link(compare, label=_("Compare them"), icon=":material/compare_arrows:")


def kept() -> tuple[Kept, ...]:
    """Return the moments that the reader kept, the latest last."""
    return tuple(st.session_state.get(_KEPT, ()))


def _keep() -> None:
    reader.speak_to()
    name = str(st.session_state.get(_NAME) or "").strip()[:LONGEST_NAME] or _next_name()
    others = [one for one in kept() if one.name != name]
    st.session_state[_KEPT] = [*others, Kept(name, state.now())][-MOST_KEPT:]
    st.session_state[_NAME] = ""


def _next_name() -> str:
    names = {one.name for one in kept()}
    numbered = (_("Moment {n}").format(n=n) for n in range(1, MOST_KEPT + 2))
    return next(name for name in numbered if name not in names)


def upload() -> None:
    """Offer to open a phenopacket."""
    with st.popover(_("Open a phenopacket"), icon=":material/upload_file:"):
        st.markdown(panels.text("phenopacket"))
        st.file_uploader(_("Phenopacket (JSON)"), key=_FILE, on_change=_open, max_upload_size=10)


def _open() -> None:
    """Put the case of the file in the place of the present one, if it can be read."""
    reader.speak_to()
    file = st.session_state.get(_FILE)
    if file is None:
        return
    try:
        found = parse_phenopacket(file.getvalue(), states=state.network().states, where=file.name)
    except FormatError as error:
        st.session_state[_READ] = Upload(file.name, fault=str(error))
        return
    case, lost = _case(found)
    st.session_state[_READ] = Upload(file.name, case, (*lost, *_aside(found)))
    state.open_moment(case)


def _case(found: Phenopacket) -> tuple[Moment, list[str]]:
    """Return the findings that have an option on the page, and a sentence on each other one."""
    codes = {node: code_of(node, value, state.network()) for node, value in found.findings.items()}
    said = _("{finding}: {states} is no option of this page.")
    lost = [
        said.format(
            finding=node_label(node),
            states=_(" or ").join(in_text(short_label(node, one)) for one in found.findings[node]),
        )
        for node, code in codes.items()
        if code is None
    ]
    return Moment.of({node: code for node, code in codes.items() if code}, {}), lost


def _aside(found: Phenopacket) -> tuple[str, ...]:
    unused = tuple(f"{one.feature}: {one.reason}." for one in found.unused)
    return unused + tuple(f"{note[:1].upper()}{note[1:]}." for note in found.notes)


def uploaded() -> None:
    """Say what came of a file, as long as the case is the one that was read."""
    read: Upload | None = st.session_state.get(_READ)
    if read is None:
        return
    name = panels.plain(read.name)
    if read.case is None:
        said = _("**{file} could not be opened, and the case is as it was.** {fault}")
        st.error(said.format(file=name, fault=panels.plain(read.fault)))
    elif read.case == state.now():
        n = len(read.case.findings)
        said = plural(
            "**{n} finding read from {file}.**", "**{n} findings read from {file}.**", n
        ).format(n=n, file=name)
        st.success(said, icon=":material/check:")
        _said_aside(read.aside)


def _said_aside(several: Sequence[str]) -> None:
    if several:
        n = len(several)
        label = plural("{n} part was not used", "{n} parts were not used, or with caution", n)
        with st.expander(label.format(n=n), key="aside"):
            st.markdown("\n".join(f"- {panels.plain(one)}" for one in several))


def how_sure() -> None:
    """Let the reader say how sure they are of each finding."""
    known = state.context()
    found = [name for name in state.codes() if name not in known]
    if not found:
        return
    n = len(state.sure())
    label = _("How sure are you of what you found?")
    with st.container(key="sure"):
        icon = ":material/help:"
        folded = st.expander(label, icon=icon, expanded=n > 0, key=SURE, on_change="rerun")
    if folded.open:
        with folded:
            st.markdown(panels.text("sure"))
            for name in found:
                _how_sure(name)


def _how_sure(name: str) -> None:
    """Show the scale for a finding, and say of a percentage whose it is."""
    code, how = state.codes()[name], state.sure().get(name, sureness.CERTAIN)
    given = [how] if sureness.own(how) and how not in sureness.OWN else []
    labels = state.labels(name)
    key = f"sure-{name}"
    st.session_state[key] = how
    st.segmented_control(
        f"{node_label(name)}: {in_text(labels[code])}",
        [sureness.CERTAIN, *sorted({*sureness.OWN, *given}, reverse=True)],
        format_func=_named,
        required=True,
        key=key,
        on_change=_set,
        args=(name,),
        wrap=True,
    )
    if how != sureness.CERTAIN:
        st.caption(_("Your own number: no publication stands behind it."))


def _named(how: str) -> str:
    return _("Certain") if how == sureness.CERTAIN else _("{n}% sure").format(n=how)


def _set(name: str) -> None:
    state.set_sure(name, st.session_state.get(f"sure-{name}"))
