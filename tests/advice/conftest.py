"""The network that most tests of this folder ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from bayesdx.formats.bif import read_bif
from bayesdx.network import Network


@pytest.fixture(scope="module")
def asia() -> Network:
    return read_bif(Path(__file__).parents[1] / "golden" / "asia.bif")
