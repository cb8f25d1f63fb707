"""What the tests of the pages share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.driven import healthy


@pytest.fixture
def open_app(root: Path) -> Callable[..., AppTest]:
    """Return what opens the whole dashboard, with an address and with what a session holds."""

    def opened(
        query: Mapping[str, str] | None = None, *, kept: Mapping[str, Any] | None = None
    ) -> AppTest:
        app = AppTest.from_file(str(root / "app.py"), default_timeout=120)
        for name, value in (query or {}).items():
            app.query_params[name] = value
        for name, value in (kept or {}).items():
            app.session_state[name] = value
        return healthy(app.run())

    return opened
