"""Which round: the controls that training and lecture share."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from bayesdx.language import _
from bayesdx.report import training as said
from bayesdx.teaching import Dials, Round
from bayesdx.teaching import drawn as dials
from bayesdx.teaching.rounds import PUBLISHED, SIMULATED
from bayesdx.ui import panels, training
from bayesdx.ui.training import CONFLICT, DIFFICULTY, DISTRACTORS, FINDINGS, KIND, SEED


def show(page: str) -> None:
    """Let the reader choose what kind of patient to be shown, on a page."""
    unread = training.follow_link()
    if unread:
        told = _("The link names a round that does not exist: {round}.")
        st.warning(told.format(round=panels.plain(unread)))
    defaults = Dials()
    for key, value in (
        (FINDINGS, defaults.findings),
        (DISTRACTORS, defaults.distractors),
        (SEED, 1),
    ):
        st.session_state.setdefault(key, value)
    kinds = {SIMULATED: _("Made up by the model"), PUBLISHED: _("Published")}
    choice(_("Patients"), kinds, KIND)
    choice(_("How open the answer is in the end"), said.dials_said(dials.DIFFICULTY), DIFFICULTY)
    choice(_("The findings"), said.dials_said(dials.CONFLICT), CONFLICT)
    if training.wanted().kind != PUBLISHED:
        left, right = st.columns(2)
        most = training.MOST_FINDINGS
        left.slider(_("Findings that tell something"), 1, most, key=FINDINGS)
        most = training.MOST_DISTRACTORS
        right.slider(_("Findings that tell next to nothing"), 0, most, key=DISTRACTORS)
    st.number_input(
        _("Number of the round"),
        0,
        training.LARGEST_NUMBER,
        help=_("The same number gives the same patient."),
        key=SEED,
        width=240,
    )
    with st.popover(_("Link to this round"), icon=":material/link:"):
        st.markdown(panels.text("round-link"))
        st.code(training.address(page), language=None, wrap_lines=True)


def choice(label: str, options: Mapping[str, str], key: str) -> None:
    """Offer some options of which one is always chosen."""
    first = None if key in st.session_state else next(iter(options))
    st.segmented_control(
        label,
        list(options),
        format_func=options.__getitem__,
        default=first,
        required=True,
        key=key,
        wrap=True,
    )


def nearest(missed: tuple[str, ...]) -> None:
    """Say that no patient fits what was asked for, before the first finding."""
    if missed:
        st.info(
            _("No patient fits the dials exactly. This one comes nearest; the end says how near."),
            icon=":material/tune:",
        )


def how_near(one: Round, asked: Dials, missed: tuple[str, ...]) -> None:
    """Say how near the patient came to what was asked for, at the end."""
    for sentence in said.missed_said(one, asked, missed):
        st.caption(sentence)
