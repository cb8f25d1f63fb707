"""Pages driven without a browser: a step, what is seen after it, and that nothing failed."""

from __future__ import annotations

import re

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


def press(app: AppTest, label: str) -> AppTest:
    """Return the page after the one button of this name is pressed."""
    [button] = [one for one in app.button if one.label == label]
    return healthy(button.click().run())


def offered(app: AppTest) -> set[str]:
    """Return the names of the buttons."""
    return {one.label for one in app.button}


def shown(app: AppTest) -> str:
    """Return the text of the page."""
    return "\n".join(one.value for kind in ("markdown", "caption", "html") for one in app.get(kind))


def read_out(app: AppTest) -> list[str]:
    """Return what its pictures say to those who do not see them."""
    return [one.proto.alt for one in app.get("vega_lite_chart")]


def numbers(app: AppTest) -> dict[str, int]:
    """Return the percentages of the strip at the bottom: Upper, Lower, Both, Neither."""
    strip = next(one.value for one in app.html if "role='status'" in one.value)
    found = re.findall(r"(\w+) <strong>[<>]?(\d+)%</strong>", strip)
    return {name: int(number) for name, number in found}
