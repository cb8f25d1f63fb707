from __future__ import annotations

import pytest

from bayesdx.csvfile import number
from bayesdx.evidence.cells import TYPES, decimals, wrong


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("id", "Houten-2008.a_b", "Houten 2008"),
        ("text", "one, two", "one\ttwo"),
        ("integer", "041", "-1"),
        ("number", "-0.5", "5e-1"),
        ("probability", "1.0", "1.01"),
        ("doi", "10.1002/(SICI)1097(1996)19:3<350::AID>3.0.CO;2-W", "doi:10.1000/182"),
        ("pmid", "1", "0123"),
        ("year", "1957", "3001"),
        ("url", "https://example.org", "ftp://example.org"),
        ("list", "a;b", "a;;b"),
    ],
)
def test_a_type_takes_what_it_is_and_refuses_what_it_is_not(kind, good, bad):
    assert wrong(kind, good) is None
    assert wrong(kind, bad) == TYPES[kind][1]


def test_decimals_and_numbers_are_read_as_written():
    assert (decimals("0.80"), decimals("3"), number("0.80"), number("x")) == (2, 0, 0.8, None)
