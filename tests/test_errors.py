"""Refusals keep what they know on the way from one process to another."""

from __future__ import annotations

import pickle

import pytest

from bayesdx.errors import (
    BayesdxError,
    Fault,
    FormatError,
    ImpossibleFindings,
    InputError,
    SpecError,
)

FAULTS = [Fault("a.csv:2", "x", "y", "Do z."), Fault("a.csv:3", "u", "v", "Do w.")]


@pytest.mark.parametrize("kind", [FormatError, InputError, SpecError])
def test_faults_survive_a_process(kind: type[InputError]) -> None:
    sent = pickle.loads(pickle.dumps(kind(FAULTS)))
    assert type(sent) is kind
    assert sent.faults == tuple(FAULTS)
    assert str(sent) == "a.csv:2: found x; expected y. Do z.\na.csv:3: found u; expected v. Do w."


def test_findings_that_cannot_be_survive_a_process() -> None:
    error: BayesdxError = ImpossibleFindings(["tone=increased", "emg=absent"])
    sent = pickle.loads(pickle.dumps(error))
    assert sent.contradiction == ("tone=increased", "emg=absent")
    assert str(sent) == str(error)
