"""The zip that a bundle is: exactly one form for given files, so that not one bit of it can change unnoticed.

Members stand in the order of their names, stored (not deflated, whose bytes depend on the library), dated 1980-01-01,
with no extra fields, comments or gaps. Any zip program opens it; `read` accepts nothing else, so there is nothing to
hide in its headers and nothing that could swell when unpacked.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from tracer.errors import TracerError

MOST_MEMBERS = 65_535
LARGEST = 2**32 - 2
LONGEST_NAME = 200
CHUNK = 1 << 20

_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_MAGIC, _CENTRAL_MAGIC, _END_MAGIC = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION, _MADE_ON_UNIX, _UTF8, _STORED, _MIDNIGHT, _DAY = 20, 3 << 8 | 20, 1 << 11, 0, 0, 1 << 5 | 1
_READABLE_FILE = 0o100644 << 16


class ArchiveError(TracerError):
    """The archive is not in the one form it can have."""

    exit_code = 1


@dataclass(frozen=True)
class _Placed:
    name: bytes
    checksum: int
    size: int
    offset: int

    @property
    def _common(self) -> tuple[int, ...]:
        return (_VERSION, _UTF8, _STORED, _MIDNIGHT, _DAY, self.checksum, self.size, self.size, len(self.name), 0)

    @property
    def local(self) -> bytes:
        return _LOCAL.pack(_MAGIC, *self._common) + self.name

    @property
    def central(self) -> bytes:
        record = _CENTRAL.pack(_CENTRAL_MAGIC, _MADE_ON_UNIX, *self._common, 0, 0, 0, _READABLE_FILE, self.offset)
        return record + self.name


class Member:
    """One file of an archive that is being read; `chunks` can be taken once, before the next member."""

    def __init__(self, name: str, size: int, chunks: Iterator[bytes]) -> None:
        self.name = name
        self.size = size
        self.chunks = chunks

    def read(self, most: int) -> bytes:
        """All bytes of the file; raises ArchiveError when there are more than `most`."""
        if self.size > most:
            raise ArchiveError(f"{self.name} has {self.size} bytes, and may have {most}.")
        return b"".join(self.chunks)


def write(out: IO[bytes], members: Iterable[tuple[str, Iterable[bytes]]]) -> None:
    """Writes files, given with their bytes in chunks in the order of their names, to a file that can seek."""
    placed: list[_Placed] = []
    for name, chunks in members:
        offset = out.tell()
        encoded = name.encode()
        if placed and placed[-1].name >= encoded:
            raise ValueError(f"{name} does not come after {placed[-1].name!r}")
        checksum = size = 0
        out.write(_Placed(encoded, 0, 0, offset).local)
        for chunk in chunks:
            out.write(chunk)
            checksum, size = zlib.crc32(chunk, checksum), size + len(chunk)
        end = out.tell()
        if end > LARGEST or len(placed) == MOST_MEMBERS:
            raise ArchiveError("The bundle is too large for a plain zip file.", "Export fewer exhibits at a time.")
        placed.append(_Placed(encoded, checksum, size, offset))
        out.seek(offset)
        out.write(placed[-1].local)
        out.seek(end)
    out.write(_directory(placed, out.tell()))


def read(source: IO[bytes]) -> Iterator[Member]:
    """The files of an archive in turn; the next one is reached only after the bytes of this one.

    Raises ArchiveError at the first byte that `write` would have written otherwise.
    """
    placed: list[_Placed] = []
    offset = 0
    while True:
        head = source.read(_LOCAL.size)
        if head[:4] != _MAGIC:
            break
        member = _placed(head, source, offset)
        if placed and placed[-1].name >= member.name:
            raise ArchiveError("The archive has files twice or out of order.", _AS_WRITTEN)
        yield Member(member.name.decode("ascii"), member.size, _checked(source, member))
        placed.append(member)
        offset = source.tell()
        if offset != member.offset + len(member.local) + member.size:
            raise ValueError("a member was not read to its end")
    rest = _directory(placed, offset)
    if head + source.read(len(rest) + 1) != rest:
        raise ArchiveError("The archive was packed anew, changed or cut short.", _AS_WRITTEN)


_AS_WRITTEN = "Use the file as it was exported, without unpacking and packing it."


def _placed(head: bytes, source: IO[bytes], offset: int) -> _Placed:
    if len(head) != _LOCAL.size:
        raise ArchiveError("The archive ends in the middle of a header.", _AS_WRITTEN)
    *_, checksum, size, _, name_size, _ = _LOCAL.unpack(head)
    name = source.read(min(name_size, LONGEST_NAME))
    member = _Placed(name, checksum, size, offset)
    if member.local != head + name or not name.isascii():
        raise ArchiveError("A header in the archive is not as it was written.", _AS_WRITTEN)
    return member


def _checked(source: IO[bytes], member: _Placed) -> Iterator[bytes]:
    """The member's bytes; the checksum is compared after the last of them."""
    left, checksum = member.size, 0
    while left:
        chunk = source.read(min(left, CHUNK))
        if not chunk:
            raise ArchiveError("The archive ends in the middle of a file.", _AS_WRITTEN)
        left, checksum = left - len(chunk), zlib.crc32(chunk, checksum)
        yield chunk
    if checksum != member.checksum:
        raise ArchiveError(f"{member.name.decode('ascii')} does not have its checksum.", _AS_WRITTEN)


def _directory(placed: list[_Placed], offset: int) -> bytes:
    records = b"".join(member.central for member in placed)
    count = len(placed)
    return records + _END.pack(_END_MAGIC, 0, 0, count, count, len(records), offset, 0)
