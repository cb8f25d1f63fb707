"""The networks of the worked examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from bayesdx.formats.bif import read_bif
from bayesdx.network import Network

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def asia() -> Network:
    return read_bif(HERE / "asia.bif")


@pytest.fixture(scope="module")
def fire() -> Network:
    return read_bif(HERE / "fire.bif")
