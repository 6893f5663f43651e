"""One pack of git objects with its index, read as git's description of the two formats says; SHA-1 only."""

from __future__ import annotations

import mmap
import struct
import zlib
from bisect import bisect_left
from functools import cached_property
from pathlib import Path

from docgen.model import MAX_SOURCE_BYTES

_HEADER = b"\xfftOc\x00\x00\x00\x02"
_NAMES = len(_HEADER) + 256 * 4
_NAME, _CRC, _OFFSET = 20, 4, 4
_IS_LARGE = 1 << 31
_BLOB, _DELTA_BY_OFFSET, _DELTA_BY_NAME = 3, 6, 7
_MOST_DELTAS = 4095  # git's own bound for a chain
_MOST_SIZE_BITS = 63


class PackError(Exception):
    """The pack is damaged, of another version, or holds something else than was looked for."""


class Pack:
    """A pack; it is mapped into memory when it is first asked.

    Args:
        index: Its `.idx` file, beside which the `.pack` file lies.
    """

    def __init__(self, index: Path) -> None:
        self._path = index

    def blob(self, name: bytes) -> bytes | None:
        """The blob of that binary name, `None` when the pack has none.

        Raises:
            PackError: If the pack cannot be understood, or the blob is too large.
            OSError: If it cannot be read.
        """
        try:
            offset = self._offset(name)
            return None if offset is None else self._content(offset)
        except (IndexError, struct.error, zlib.error) as error:
            raise PackError("damaged") from error

    @cached_property
    def _index(self) -> mmap.mmap:
        index = _map(self._path)
        if index[: len(_HEADER)] != _HEADER:
            raise PackError("unknown version of the index")
        return index

    @cached_property
    def _data(self) -> mmap.mmap:
        return _map(self._path.with_suffix(".pack"))

    def _offset(self, name: bytes) -> int | None:
        """Where the object of a name begins in the pack."""
        first = name[0]
        start, stop = self._count(first - 1) if first else 0, self._count(first)
        position = start + bisect_left(range(start, stop), name, key=self._name)
        if position == stop or self._name(position) != name:
            return None
        offsets = _NAMES + self._count(255) * (_NAME + _CRC)
        offset = self._number(offsets + position * _OFFSET)
        if offset < _IS_LARGE:
            return offset
        large = offsets + self._count(255) * _OFFSET + (offset - _IS_LARGE) * 8
        return int(struct.unpack_from(">Q", self._index, large)[0])

    def _count(self, first_byte: int) -> int:
        """Number of objects whose names begin with that byte or a lower one."""
        return self._number(len(_HEADER) + first_byte * 4)

    def _number(self, position: int) -> int:
        return int(struct.unpack_from(">I", self._index, position)[0])

    def _name(self, position: int) -> bytes:
        return self._index[_NAMES + position * _NAME : _NAMES + (position + 1) * _NAME]

    def _content(self, offset: int) -> bytes:
        """The blob that begins there, made from the blob that it differs from if that is how it is stored."""
        deltas: list[bytes] = []
        kind, size, position = self._entry(offset)
        while kind in (_DELTA_BY_OFFSET, _DELTA_BY_NAME):
            base, position = self._base(kind, offset, position)
            deltas.append(self._inflate(position, size))
            if base <= 0 or len(deltas) > _MOST_DELTAS:
                raise PackError("no base")
            if sum(map(len, deltas)) > MAX_SOURCE_BYTES:
                raise PackError("too large")
            offset = base
            kind, size, position = self._entry(offset)
        if kind != _BLOB:
            raise PackError("no blob")
        content = self._inflate(position, size)
        for delta in reversed(deltas):
            content = _apply(delta, content)
        return content

    def _entry(self, offset: int) -> tuple[int, int, int]:
        """Kind and size of the entry that begins there, and where it goes on."""
        byte = self._data[offset]
        kind, size, shift = byte >> 4 & 7, byte & 15, 4
        while byte & 128:
            offset += 1
            byte = self._data[offset]
            size |= (byte & 127) << shift
            shift = _wider(shift)
        return kind, size, offset + 1

    def _base(self, kind: int, offset: int, position: int) -> tuple[int, int]:
        """Where the base of a delta begins, and where the delta itself goes on."""
        if kind == _DELTA_BY_NAME:
            base = self._offset(self._data[position : position + _NAME])
            return base or 0, position + _NAME
        byte = self._data[position]
        distance, shift = byte & 127, 0
        while byte & 128:
            position, shift = position + 1, _wider(shift)
            byte = self._data[position]
            distance = (distance + 1) << 7 | byte & 127
        return offset - distance, position + 1

    def _inflate(self, position: int, size: int) -> bytes:
        if size > MAX_SOURCE_BYTES:
            raise PackError("too large")
        return zlib.decompressobj().decompress(memoryview(self._data)[position:], size) if size else b""


def _map(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _apply(delta: bytes, base: bytes) -> bytes:
    """Carry out a delta: pieces of the base, and pieces that it brings along."""
    _, position = _size(delta, 0)
    size, position = _size(delta, position)
    if size > MAX_SOURCE_BYTES:
        raise PackError("too large")
    pieces: list[bytes] = []
    while position < len(delta):
        code = delta[position]
        position += 1
        if code & 128:
            start, length, position = _copy(delta, position, code)
            pieces.append(base[start : start + length])
        else:
            pieces.append(delta[position : position + code])
            position += code
        size -= len(pieces[-1])
        if size < 0:
            raise PackError("longer than it says")
    return b"".join(pieces)


def _size(delta: bytes, position: int) -> tuple[int, int]:
    """A size at the head of a delta, and where the delta goes on."""
    size = shift = 0
    while True:
        byte = delta[position]
        size |= (byte & 127) << shift
        position, shift = position + 1, _wider(shift)
        if not byte & 128:
            return size, position


def _wider(shift: int) -> int:
    """Seven bits more of a number, as many as sizes have: endless ones would take endless time."""
    if shift > _MOST_SIZE_BITS:
        raise PackError("no size")
    return shift + 7


def _copy(delta: bytes, position: int, code: int) -> tuple[int, int, int]:
    """Start and length of a piece of the base, and where the delta goes on; bytes that are zero are left out."""
    start = length = 0
    for bit in range(7):
        if code & 1 << bit:
            if bit < 4:
                start |= delta[position] << 8 * bit
            else:
                length |= delta[position] << 8 * (bit - 4)
            position += 1
    return start, length or 0x10000, position
