"""The body on a page: each site a button, and below it what is said of the site that was chosen."""

from __future__ import annotations

import streamlit as st

from bayesdx.errors import ImpossibleFindings
from bayesdx.findings import CONTEXT, HIDDEN, load_terms
from bayesdx.inference import Posterior, query
from bayesdx.language import _
from bayesdx.report.body import body_svg, neurons_at, told
from bayesdx.report.body.neurons import SITE
from bayesdx.report.labels import short_label
from bayesdx.report.moves import Move
from bayesdx.report.sentences import of_hundred
from bayesdx.ui import answers, panels, picked, state

CHOSEN = f"{state.CARRIED}site"
"""The key of the site that was chosen; it stays from page to page."""

SIGNS_KEPT = 500

_STYLE = """
#frame { max-width: 30rem; margin-inline: auto; }
#frame svg { display: block; width: 100%; height: auto; color: var(--st-text-color); }
#frame text { font-family: var(--st-font, system-ui, sans-serif); }
[data-pick] { cursor: pointer; outline: none; }
[data-pick]:hover .edge { stroke-opacity: 1; }
[data-pick]:hover .name, [data-pick]:focus-visible .name { text-decoration: underline; }
[data-pick][aria-pressed=true] .edge:not(.line) { stroke-width: 2.6; stroke-opacity: 1; }
[data-pick][aria-pressed=true] .edge.line { stroke-width: 8; stroke-opacity: 1; }
[data-pick][aria-pressed=true] .hit { fill: currentColor; fill-opacity: 0.08; }
[data-pick]:focus-visible .edge:not(.line) { stroke-width: 3.6; stroke-opacity: 1; }
[data-pick]:focus-visible .edge.line { stroke-width: 9; stroke-opacity: 1; }
[data-pick]:focus-visible .hit { stroke: currentColor; stroke-width: 2; }
@media (forced-colors: active) {
  #frame svg { color: CanvasText; }
  [data-pick]:focus-visible .edge, [data-pick]:focus-visible .hit { stroke: Highlight; }
}
"""

_picture = picked.picture("bayesdx_body", _STYLE)


def figure() -> None:
    """Show the body with the sites by their probability; nothing where a model has no sites."""
    network = state.network()
    if SITE not in network.states:
        return
    posterior, prior = answers.answer(SITE), answers.before(SITE)
    st.header(_("In the body"), anchor=False)
    st.caption(panels.text("body"))
    _picture(body_svg(network, posterior, prior, interactive=True), kept=CHOSEN)
    chances = dict(zip(posterior.states, posterior.probability.tolist(), strict=True))

    def named(site: str) -> str:
        return _("{site} ({n} of 100)").format(
            site=short_label(SITE, site), n=of_hundred(chances[site])
        )

    chosen = st.selectbox(
        _("Tell me about a site"),
        sorted(chances, key=lambda site: -chances[site]),
        index=None,
        format_func=named,
        key=CHOSEN,
        placeholder=_("Choose it here or in the picture"),
    )
    if chosen:
        _site(chosen, posterior, prior)


def _site(site: str, posterior: Posterior, prior: Posterior) -> None:
    """Show what is said of a site."""
    with st.container(border=True):
        st.subheader(short_label(SITE, site), anchor=False)
        st.markdown(told.how_likely(posterior, prior, site))
        st.markdown(told.which_neurons(neurons_at(state.network())[site]))
        causes = _causes(site)
        if causes:
            _listed(_("Causes of a lesion here, given the findings"), told.causes(causes))
        else:
            st.markdown(_("The findings rule it out."))
        signs = _signs(site, tuple(sorted(state.context().items())))
        if signs:
            lines = [told.sign_in_words(one) for one in signs]
            _listed(_("Signs that a lesion here makes likelier"), lines)


def _listed(title: str, lines: list[str]) -> None:
    st.markdown("\n".join([f"**{title}**\n", *(f"- {panels.plain(line)}" for line in lines)]))


def _causes(site: str) -> Posterior | None:
    if "cause" not in state.network().states:
        return None
    try:
        return query(state.network(), {**state.findings(), SITE: site}, target="cause")
    except ImpossibleFindings:
        return None


@st.cache_resource(max_entries=SIGNS_KEPT, show_spinner=False)
def _signs(site: str, context: tuple[tuple[str, str], ...]) -> tuple[Move, ...]:
    network, terms = state.network(), load_terms()
    hidden = {CONTEXT, HIDDEN}
    examined = [n for n in network.states if n in terms and terms[n].group not in hidden]
    try:
        return tuple(told.signs(network, site, context=dict(context), among=examined))
    except ImpossibleFindings:
        return ()
