"""The networks and questions of the worked examples."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bayesdx.formats.bif import read_bif
from bayesdx.network import Network

GOLDEN = Path(__file__).resolve().parents[1] / "golden"

ASIA = {"asia": "yes", "dysp": "yes", "xray": "yes"}
FIRE = {"report": "yes", "smoke": "no"}


@cache
def asia() -> Network:
    return read_bif(GOLDEN / "asia.bif")


@cache
def fire() -> Network:
    return read_bif(GOLDEN / "fire.bif")
