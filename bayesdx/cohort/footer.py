"""The footer of a Parquet file that stands behind other bytes: its offsets, moved.

Parquet says at its end where in the file each column of each row group begins. A part that is
written behind other parts counts from its own begin. The footer is Thrift in the compact protocol
(https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md); it is copied as
it stands, and the offsets that parquet.thrift names are raised.
"""

from __future__ import annotations

from typing import BinaryIO

MAGIC = b"PAR1"

_OFFSETS = frozenset(
    {
        (4, 5),  # of a row group
        *((4, 1, field) for field in (2, 4, 6)),  # of a column's description and indices
        *((4, 1, 3, field) for field in (9, 10, 11, 14)),  # of its pages and its filter
    }
)
"""Where offsets stand: FileMetaData.row_groups (4), RowGroup.columns (1), ColumnChunk.meta_data (3)
…, as the numbers of the fields that lead there."""

_TRUE, _FALSE, _BYTE, _LONG, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 1, 2, 3, 6, 7, 8, 9, 10, 12
_NUMBERS = frozenset({4, 5, _LONG})


def moved(file: BinaryIO, begin: int) -> bytes:
    """Return a Parquet file's footer, as a file that has no rows of its own.

    Args:
        file: the file, whose last bytes are those of a part.
        begin: where the part begins; so far its offsets are moved.
    """
    file.seek(-8, 2)
    length = int.from_bytes(file.read(4), "little")
    file.seek(-8 - length, 2)
    copy = _Copy(file.read(length), begin)
    copy.struct(())
    return MAGIC + bytes(copy.out) + len(copy.out).to_bytes(4, "little") + MAGIC


class _Copy:
    """Copies a struct, and raises some of its numbers."""

    def __init__(self, source: bytes, by: int) -> None:
        self.source, self.by, self.at, self.out = source, by, 0, bytearray()

    def struct(self, path: tuple[int, ...]) -> None:
        """Copy one field after another."""
        field = 0
        while True:
            [head] = self.raw(1)
            if head == 0:
                return
            field = field + (head >> 4) if head >> 4 else _signed(self.number())
            self.value(head & 15, (*path, field))

    def value(self, kind: int, path: tuple[int, ...], *, in_list: bool = False) -> None:
        """Copy one value."""
        if kind == _STRUCT:
            self.struct(path)
        elif kind in (_LIST, _SET):
            [head] = self.raw(1)
            many = head >> 4 if head >> 4 < 15 else self.number()
            for _ in range(many):
                self.value(head & 15, path, in_list=True)
        elif kind in _NUMBERS:
            before = len(self.out)
            number = _signed(self.number())
            if path in _OFFSETS and number:
                del self.out[before:]
                self.out += _coded(number + self.by)
        elif kind == _BINARY:
            self.raw(self.number())
        elif kind == _DOUBLE:
            self.raw(8)
        elif kind == _BYTE or (kind in (_TRUE, _FALSE) and in_list):
            self.raw(1)
        elif kind not in (_TRUE, _FALSE):
            raise ValueError(f"Thrift type {kind} is in no Parquet footer")

    def raw(self, many: int) -> bytes:
        """Copy some bytes, and return them."""
        found = self.source[self.at : self.at + many]
        self.at += many
        self.out += found
        return found

    def number(self) -> int:
        """Copy a number of as many bytes as it needs, seven bits in each."""
        found = shift = 0
        while True:
            [byte] = self.raw(1)
            found |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return found


def _signed(number: int) -> int:
    """Return a number whose last bit is its sign.

    >>> [_signed(number) for number in (0, 1, 2, 3)]
    [0, -1, 1, -2]
    """
    return (number >> 1) ^ -(number & 1)


def _coded(number: int) -> bytes:
    """Return a number, not below zero, as Thrift writes it.

    >>> _coded(300).hex()
    'd804'
    """
    rest, found = number << 1, bytearray()
    while rest > 127:
        found.append(rest & 127 | 128)
        rest >>= 7
    found.append(rest)
    return bytes(found)
