"""One node of the network: set it, what it hangs on, who can still tell something, its table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st

from bayesdx.findings import load_terms
from bayesdx.inference import Posterior
from bayesdx.inference.neighbours import markov_blanket, separated
from bayesdx.language import _, translated
from bayesdx.report.drawing import Look
from bayesdx.report.labels import node_label
from bayesdx.ui import answers, panels, provenance, state

CHOSEN = f"{state.CARRIED}shown-node"
SUPPOSED = f"{state.CARRIED}supposed"
"""The keys of the node that is looked at, and of those that are supposed to be known."""

MOST = 8
"""So many states of the node are drawn, the likeliest."""

KNOWN = 1 - 1e-9
"""From here on a state is known, and nothing is drawn."""


def chosen() -> str:
    """Return the node that is looked at; the pattern, until another is chosen."""
    if st.session_state.get(CHOSEN) not in state.network().states:
        st.session_state[CHOSEN] = answers.TARGET
    return str(st.session_state[CHOSEN])


def look() -> Look:
    """Return the node that is looked at, and what the others are to it."""
    node = chosen()
    known = [one for one in st.session_state.get(SUPPOSED, ()) if one != node]
    return Look(
        node,
        frozenset(markov_blanket(state.network(), node)),
        frozenset(separated(state.network(), state.findings(), target=node, known=known)),
    )


def choice() -> None:
    """Let the reader choose the node in words, as well as in the picture."""
    st.selectbox(_("Node"), list(state.network().states), format_func=node_label, key=CHOSEN)


def panel(look: Look, answers: Mapping[str, Posterior], priors: Mapping[str, Posterior]) -> None:
    """Show all there is to a node."""
    node = look.chosen
    st.header(node_label(node), anchor=False)
    left, right = st.columns(2, gap="large")
    with left:
        _control(node)
        if answers[node].probability.max() < KNOWN:
            panels.bars(answers[node], priors[node], most=MOST)
    with right:
        _blanket(look)
        _silent(look)
    st.subheader(_("Its table, and where the numbers come from"), anchor=False)
    provenance.column(node)


def _control(node: str) -> None:
    """Let the reader set the node, where it can be examined."""
    control = next((one for one in state.controls() if one.name == node), None)
    if control is None:
        why = translated(load_terms()[node].question)
        st.markdown(_("**It cannot be set.** {why}").format(why=why))
        return
    key = f"set-{node}"
    st.session_state[key] = state.codes().get(node)
    st.segmented_control(
        _("Set it"),
        list(control.labels),
        format_func=control.labels.__getitem__,
        key=key,
        help=translated(control.term.question),
        on_change=_set,
        args=(node, key),
        wrap=True,
    )


def _set(node: str, key: str) -> None:
    """Set the finding itself, which has a control of its own on this page."""
    st.session_state[node] = st.session_state[key]
    state.touched(node)


def _blanket(look: Look) -> None:
    """Name the Markov blanket."""
    node = look.chosen
    by_name = {one.name: one for one in state.network().nodes}
    parents = by_name[node].parents
    children = [name for name, one in by_name.items() if node in one.parents]
    others = look.near - {*parents, *children}
    st.subheader(_("Markov blanket"), anchor=False)
    st.markdown(panels.text("blanket"))
    lines = [
        (_("Parents, which it depends on"), parents),
        (_("Children, which depend on it"), children),
        (_("Other parents of its children"), [name for name in by_name if name in others]),
    ]
    st.markdown("\n".join(f"- **{title}**: {_named(names)}" for title, names in lines))


def _silent(look: Look) -> None:
    """Name what can tell nothing more about the node, also if more were known than is."""
    node = look.chosen
    st.subheader(_("What can tell nothing more about it"), anchor=False)
    st.multiselect(
        _("Suppose that these were known as well"),
        [name for name in state.network().states if name != node],
        format_func=node_label,
        key=SUPPOSED,
        placeholder=_("Nothing else"),
    )
    if node in state.findings() and len(look.silent) == len(state.network().states) - 1:
        st.markdown(_("It is known: nothing else can tell anything about it."))
    elif look.silent:
        order = [name for name in state.network().states if name in look.silent]
        st.markdown(_named(order))
        st.caption(panels.text("separation"))
    else:
        st.markdown(_("Nothing: each of the other nodes can still tell something."))


def _named(nodes: Iterable[str]) -> str:
    return ", ".join(panels.plain(node_label(name)) for name in nodes) or _("none")
