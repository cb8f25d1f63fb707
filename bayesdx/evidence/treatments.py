"""What was read about treatments: one line for each text, with its publication; never advice."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bayesdx import resources
from bayesdx.csvfile import read_rows

COLUMNS = ("cause", "intervention", "says", "plain", "source_id", "locator")
"""The columns of treatments.csv."""

ANY_UPPER = "upper_motor_neuron_lesion"
"""Stands for every cause with an upper motor neuron lesion."""


@dataclass(frozen=True, slots=True)
class Treatment:
    """What one text says of one intervention.

    Attributes:
        cause: a state of the node `cause`, or `ANY_UPPER`.
        intervention: what was given or done.
        says: what the text says of it, in our own words.
        plain: the same for a reader who is no clinician.
        source_id: the publication, a key of `Evidence.sources`.
        locator: where in the text it stands.
    """

    cause: str
    intervention: str
    says: str
    plain: str
    source_id: str
    locator: str


def load_treatments(folder: Path | None = None) -> tuple[Treatment, ...]:
    """Return the rows of treatments.csv, in the table's order.

    Args:
        folder: where the table is; by default data/ of this bayesdx.

    Raises:
        EvidenceError: with everything that is wrong with the file or its header.

    >>> load_treatments()[0].cause
    'upper_motor_neuron_lesion'
    """
    path = (folder or resources.folder("data")) / "treatments.csv"
    return tuple(Treatment(**row) for row in read_rows(path, COLUMNS))
