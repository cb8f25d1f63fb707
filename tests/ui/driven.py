"""Pages driven without a browser: a step, and that nothing failed on the way."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def healthy(app: AppTest) -> AppTest:
    """Return the page, which must show no exception."""
    assert not app.exception
    return app


def choose(app: AppTest, **findings: str | None) -> AppTest:
    """Return the page after findings are chosen; None takes one back."""
    for name, value in findings.items():
        app.segmented_control(key=name).set_value(value)
    return healthy(app.run())
