"""A patient of whom all is told."""

from __future__ import annotations

from datetime import date

import pytest

from bayesdx import load, load_evidence
from bayesdx.report.dossier.case import Dossier, compile_dossier

DAY = date(2026, 1, 31)
CASE: dict[str, object] = {
    "tone": "increased",
    "babinski": {"flexor": 0.2, "extensor": 0.8},
    "atrophy": "present",
    "setting": "neurology_clinic",
}


@pytest.fixture(scope="session")
def dossier() -> Dossier:
    return compile_dossier(load("core"), CASE, made=DAY, evidence=load_evidence())
