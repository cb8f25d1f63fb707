"""Pictures of every page, light and dark, wide and on a phone: `python3 run.py pictures`.

All go to `pictures/`, which is not kept in the repository; those that the documentation shows, to
`docs/pictures/` as well.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.pages import PAGES, opened, settled

CASE = "?setting=General+neurology+clinic&tone=Increased&reflexes=Increased&babinski=Extensor"
WIDTHS = {"wide": (1280, 1000), "phone": (390, 844)}
KEPT = {"diagnose-light-wide"}
LARGEST = 300_000
"""Bytes of a picture that is kept."""


@pytest.mark.parametrize(("path", "scheme", "width"), product(PAGES, ("light", "dark"), WIDTHS))
def test_picture(
    path: str,
    scheme: str,
    width: str,
    root: Path,
    app_url: str,
    new_context: Callable[..., BrowserContext],
) -> None:
    across, down = WIDTHS[width]
    context = new_context(
        color_scheme=scheme,
        viewport={"width": across, "height": down},
        is_mobile=width == "phone",
        reduced_motion="reduce",
    )
    page = settled(opened(context.new_page(), f"{app_url}/{path}{CASE if path else ''}"))
    page.wait_for_timeout(500)  # fonts and the first drawing of charts have no event to wait for
    name = f"{path or 'diagnose'}-{scheme}-{width}"
    target = root / "pictures" / f"{name}.png"
    target.parent.mkdir(exist_ok=True)
    page.screenshot(path=target)
    if name in KEPT:
        assert target.stat().st_size < LARGEST
        shutil.copy(target, root / "docs" / "pictures")
