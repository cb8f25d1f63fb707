"""Tables of cases as people have them."""

from __future__ import annotations

import pytest

from bayesdx.errors import FormatError
from bayesdx.formats.table import from_rows, read_csv


def write(folder, content, name="cases.csv"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_rows_come_with_their_line_and_with_the_byte_order_mark_gone(tmp_path):
    path = write(tmp_path, b'\xef\xbb\xbfcase_id,note\r\na,"two\nlines"\r\n\r\nb,\r\n')
    table = read_csv(path)
    assert table.columns == ("case_id", "note")
    assert [(place.rpartition(":")[2], row["case_id"]) for place, row in table.rows] == [
        ("2", "a"),
        ("5", "b"),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "empty"),
        ("case_id,tone\n", "a header alone"),
        ("case_id;tone\na;normal\n", "separated by semicolons"),
        ("case_id\ttone\na\tnormal\n", "separated by tabs"),
        ("case_id,tone\ncafé,normal\n".encode("latin-1"), "UTF-8"),
        ("case_id,tone\na,normal\n".encode("utf-16"), "UTF-8"),
        (b"\0\1\2", "NUL|UTF-8"),
    ],
)
def test_what_is_no_csv_is_refused_in_one_message(tmp_path, content, message):
    with pytest.raises(FormatError, match=message) as caught:
        read_csv(write(tmp_path, content))
    assert len(caught.value.faults) == 1


def test_ragged_rows_are_faults_with_their_lines(tmp_path):
    table = read_csv(write(tmp_path, "case_id,tone\na,normal\nb\nc,normal,x\n"))
    assert [fault.where.rpartition(":")[2] for fault in table.faults] == ["3", "4"]


def test_a_file_of_another_kind_or_none_is_refused(tmp_path):
    with pytest.raises(FormatError, match="no such file"):
        read_csv(tmp_path / "none.csv")
    with pytest.raises(FormatError, match=r"\.xlsx"):
        read_csv(write(tmp_path, b"PK", "cases.xlsx"))


def test_rows_must_be_mappings_and_at_least_one():
    with pytest.raises(FormatError, match="none"):
        from_rows([])
    with pytest.raises(FormatError, match="row 2"):
        from_rows([{"case_id": "a"}, ["b"]])
