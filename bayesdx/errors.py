"""What can go wrong, as a tree.

BayesdxError
├── InputError             something the reader gave; carries every fault found in one pass
│   ├── SpecError          a file of models/
│   ├── EvidenceError      a file of data/
│   ├── FindingError       a finding, a state, a target, a likelihood
│   └── FormatError        a file in a foreign format: BIF, phenopacket, csv of cases
└── ImpossibleFindings     findings that the network gives probability zero, named
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: where it is, what stands there, what should, and what to do about it."""

    where: str
    found: str
    expected: str
    remedy: str

    def __str__(self) -> str:
        """Render as one line."""
        return f"{self.where}: found {self.found}; expected {self.expected}. {self.remedy}"


def did_you_mean(word: str, valid: Iterable[str], otherwise: str = "Use one of these.") -> str:
    """Return the remedy for a word that is not among `valid`: the nearest one, if any is near.

    >>> did_you_mean("tnoe", ["tone", "reflexes"])
    "Did you mean 'tone'?"
    """
    near = difflib.get_close_matches(word, list(valid), n=1, cutoff=0.5)
    return f"Did you mean {near[0]!r}?" if near else otherwise


class BayesdxError(Exception):
    """Any refusal of bayesdx. Its text is meant for the reader; nobody needs the traceback."""


class InputError(BayesdxError):
    """Input that cannot be used. `faults` holds every fault that was found, not only the first."""

    def __init__(self, faults: Fault | Iterable[Fault]) -> None:
        self.faults = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Fault, ...]]]:
        """Travel between processes with the faults, not with their text."""
        return type(self), (self.faults,)


class SpecError(InputError):
    """A model file does not say a model."""


class EvidenceError(InputError):
    """A table of the literature breaks the data dictionary, or a quantity cannot be pooled."""


class FindingError(InputError):
    """A finding, state, likelihood or target that the network does not know."""


class FormatError(InputError):
    """A file in a foreign format cannot be read."""


class ImpossibleFindings(BayesdxError):
    """The findings cannot occur together. `contradiction` is a minimal set that cannot."""

    def __init__(self, contradiction: Iterable[str]) -> None:
        self.contradiction = tuple(contradiction)
        named = " and ".join(self.contradiction)
        super().__init__(
            f"findings: {named} cannot occur together in this network (probability zero). "
            "Correct one of them, or give it as uncertain."
        )

    def __reduce__(self) -> tuple[type[ImpossibleFindings], tuple[tuple[str, ...]]]:
        """Travel between processes with the findings, not with their text."""
        return type(self), (self.contradiction,)
