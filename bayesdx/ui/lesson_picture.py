"""Pictures of the lessons that are no charts."""

from __future__ import annotations

import streamlit as st

# What `st.html` shows has no pictures in it: they are cut out as unsafe.
picture = st.components.v2.component(
    "bayesdx_lesson_picture",
    html="<div id='picture'></div>",
    css="""
      #picture { color: var(--st-text-color); font-family: var(--st-font); max-width: 34rem; }
      #picture > svg, figure > svg { display: block; width: 100%; height: auto; }
      #picture text { font-family: var(--st-font); }
      figure { margin: 0; }
      ul { list-style: none; margin: 0.6rem 0 0; padding: 0; display: flex; flex-wrap: wrap;
        gap: 0.2rem 1.2rem; }
      li { display: flex; align-items: center; gap: 0.4rem; }
      li svg { width: 1.1em; height: 1.1em; flex: none; }
    """,
    js="""
      export default function ({ data, parentElement }) {
        parentElement.querySelector("#picture").innerHTML = data.html
      }
    """,
)
