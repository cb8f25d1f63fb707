"""Pictures whose parts can be chosen: SVG in a frame, and what was chosen kept under a key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

_HTML = """
<div id="frame"></div>
"""
_SCRIPT = (Path(__file__).parent / "pick.js").read_text(encoding="utf-8")

Picture = Callable[..., None]


def picture(name: str, style: str) -> Picture:
    """Return a function that shows an SVG of a kind, and notes which part of it is chosen.

    The parts have `data-pick`; see `pick.js`. The function takes the SVG, and under `kept` the key
    of the session's state where the choice is kept: a widget may have the same key.

    Args:
        name: of the kind, one of a page.
        style: its style sheet.
    """
    mounted = st.components.v2.component(name, html=_HTML, css=style, js=_SCRIPT)

    def show(svg: str, *, kept: str) -> None:
        def chosen() -> None:
            found: Any = st.session_state[name]
            st.session_state[kept] = found.picked

        data = {"svg": svg, "chosen": st.session_state.get(kept) or ""}
        mounted(key=name, data=data, on_picked_change=chosen)

    return show
