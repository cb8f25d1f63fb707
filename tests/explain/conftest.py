"""The network of the worked examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from bayesdx.formats.bif import read_bif
from bayesdx.network import Network

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture(scope="session")
def asia() -> Network:
    return read_bif(GOLDEN / "asia.bif")
