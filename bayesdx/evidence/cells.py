"""What a cell of a table may be: the types of the data dictionary, each with what it expects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from bayesdx.csvfile import NUMBER

TYPES: Mapping[str, tuple[re.Pattern[str], str]] = MappingProxyType(
    {
        "id": (
            re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*", re.ASCII),
            "an id: letters, digits, and _ . - between them",
        ),
        "text": (
            re.compile(r"\S(?:[^\x00-\x1f\x7f]*\S)?"),
            "one line of text without blanks around it",
        ),
        "integer": (re.compile(r"\d{1,15}", re.ASCII), "a whole number"),
        "number": (NUMBER, "a decimal number"),
        "probability": (re.compile(r"0(\.\d{1,15})?|1(\.0{1,15})?", re.ASCII), "a number in 0…1"),
        "doi": (
            re.compile(r"10\.\d{4,9}/[\x21-\x7e]*[A-Za-z0-9)>\]_-]", re.ASCII),
            "a DOI: 10.prefix/suffix, without https://doi.org/ and without a full stop at its end",
        ),
        "pmid": (re.compile(r"[1-9]\d{0,7}", re.ASCII), "a PubMed number of up to 8 digits"),
        "year": (re.compile(r"(1[89]|20)\d\d", re.ASCII), "a year, 1800 to 2099"),
        "url": (re.compile(r"https?://[^\s/]+(/\S*)?"), "an address that begins with http(s)://"),
        "enum": (re.compile(r".*"), "a word of the vocabulary"),
        "list": (re.compile(r"[^;\s][^;]*(;[^;]+)*"), "items separated by single semicolons"),
    }
)
"""Type of a column → what a cell that is not empty matches, and how to say so."""


def wrong(kind: str, text: str) -> str | None:
    """Return what was expected of a cell of this type, or None if `text` is one.

    >>> wrong("integer", "41")
    >>> wrong("integer", "4.1")
    'a whole number'
    """
    pattern, expected = TYPES[kind]
    return None if pattern.fullmatch(text) else expected


def decimals(text: str) -> int:
    """Return how many decimal places a number is written with.

    >>> decimals("0.50"), decimals("12")
    (2, 0)
    """
    return len(text.partition(".")[2])
