"""The About page says for what it is, how to cite it, and where it falls short."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

import bayesdx

SCRIPT = """
from bayesdx.ui import state
from bayesdx.ui.pages import about
state.begin()
about.page()
"""


def test_the_page_holds_the_model_card_the_versions_and_the_known_faults() -> None:
    app = AppTest.from_string(SCRIPT, default_timeout=60).run()
    assert not app.exception
    text = "\n".join(one.value for one in app.markdown)
    for said in ("### How it fails", "## Privacy", "## Limits", "Known faults", "CC BY 4.0"):
        assert said in text
    assert bayesdx.load("localisation").version in app.code[0].value
