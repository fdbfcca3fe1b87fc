"""What a path holds: the file itself, what a gzip file packs, each member of a zip archive, each sheet of a workbook.

Nothing is extracted.
"""

from __future__ import annotations

import gzip
import io
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from tracer.errors import InputError, UnsafeInputError
from tracer.sources._base import HEAD_BYTES, Head
from tracer.sources._sheets import sheets_of
from tracer.sources._stream import MeteredStream, TruncatedError
from tracer.sources._zip import is_bomb, open_member, open_zip

__all__ = ["Member", "TruncatedError", "head_of", "member_named", "members"]

GZIP_MAGIC = b"\x1f\x8b"
ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_ENCRYPTED = 1
_SAVE_AS = "Save it as XLSX or CSV and load that."


@dataclass(frozen=True, slots=True)
class Member:
    """One file to read. `open` gives its bytes, unpacked and guarded, from the start each time it is called.

    `error` says why it cannot be read, in which case `open` raises it; other members of the archive are not affected.
    `sheet` is which of a workbook's sheets it is, from 0, and `left_out` says which of them are not read, and why.
    """

    name: str
    open: Callable[[], BinaryIO]
    error: InputError | None = None
    sheet: int | None = None
    left_out: tuple[str, ...] = ()


def members(path: Path) -> Iterator[Member]:
    """The files that a path holds: one, save for a zip archive that is not itself a format (XLSX, KMZ), and a workbook.

    A workbook with several tables is one for each, `rows.xlsx/Sheet2`: so a row is told by file, sheet and number.
    Raises `InputError` where the path cannot be opened or its archive cannot, `UnsafeInputError` for a bomb.
    """
    for member in _whole(path):
        yield from _by_sheet(member)


def member_named(path: Path, name: str) -> Member | None:
    """The member of that name. A workbook of several tables has one too: its longest sheet, as it was once loaded."""
    for member in _whole(path):
        if found := next((one for one in _by_sheet(member) if one.name == name), None):
            return found
        if member.name == name:
            return member
    return None


def _whole(path: Path) -> Iterator[Member]:
    magic = _magic(path)
    if magic.startswith(GZIP_MAGIC):
        yield _gzip_member(path.name, lambda: _open(path))
    elif magic.startswith(ZIP_MAGIC):
        yield from _zip_members(path)
    else:
        yield Member(path.name, lambda: _open(path))


def head_of(member: Member) -> Head:
    """The start of a member, for recognising its format; raises its error where it cannot be read."""
    with member.open() as stream:
        return Head(member.name, stream.read(HEAD_BYTES), member.sheet)


def _by_sheet(member: Member) -> Iterator[Member]:
    """The member, or each table of the workbook that it is. What is wrong with it is told when it is read."""
    try:
        with member.open() as stream:
            if not stream.read(4).startswith(ZIP_MAGIC):
                yield member
                return
        with member.open() as stream:
            sheets = sheets_of(stream)
    except InputError:
        yield member
        return
    several = len(sheets.tables) > 1
    left_out = sheets.left_out
    for at, name in sheets.tables.items():
        yield replace(member, name=f"{member.name}/{name}" if several else member.name, sheet=at, left_out=left_out)
        left_out = ()
    if not sheets.tables:
        yield member


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise InputError(f"{path.name} cannot be opened ({error.strerror}).") from error


def _magic(path: Path) -> bytes:
    with _open(path) as file:
        try:
            return file.read(4)
        except OSError as error:
            raise InputError(f"{path.name} cannot be read ({error.strerror}).") from error


def _gzip_member(name: str, open_packed: Callable[[], BinaryIO]) -> Member:
    def unpacked() -> BinaryIO:
        file = open_packed()
        packed = _Counter(file)
        inner = gzip.GzipFile(fileobj=cast(BinaryIO, packed), mode="rb")
        return cast(BinaryIO, MeteredStream(inner, lambda: packed.given, "gzip", file.close))

    try:
        with unpacked() as stream:
            magic = stream.read(4)
    except TruncatedError:
        magic = b""
    except InputError as error:
        return _refused(name, error)
    if magic.startswith((GZIP_MAGIC, *ZIP_MAGIC)):
        return _refused(name, UnsafeInputError(f"{name} holds an archive inside gzip.", "Unpack it and load that."))
    return Member(name, unpacked)


class _Counter(io.RawIOBase):
    """Counts the packed bytes read."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        self.given += len(data)
        return len(data)


def _zip_members(path: Path) -> Iterator[Member]:
    with _open(path) as file:
        archive = open_zip(file)
        infos = [info for info in archive.infolist() if not info.is_dir() and not info.filename.startswith("__MACOSX/")]
        names = {info.filename for info in infos}
        if _is_format(names):
            yield Member(path.name, lambda: _open(path))
            return
        if "mimetype" in names and "content.xml" in names:
            raise InputError(f"{path.name} is an OpenDocument file, which is not read.", _SAVE_AS)
        if not infos:
            raise InputError(f"{path.name} is an archive with nothing in it.")
        for info in infos:
            yield _zip_member(path, archive, info)


def _is_format(names: set[str]) -> bool:
    """Whether the archive is an XLSX workbook or a KMZ file, which their formats read whole."""
    return "[Content_Types].xml" in names or any("/" not in n and n.lower().endswith(".kml") for n in names)


def _zip_member(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Member:
    name = f"{path.name}/{info.filename}"
    error = _objection(name, info)
    if error is not None:
        return _refused(name, error)

    def unpacked() -> BinaryIO:
        file = _open(path)
        return open_member(zipfile.ZipFile(file), info, file.close)

    try:
        with open_member(archive, info) as stream:
            head = stream.read(HEAD_BYTES)
    except TruncatedError:
        head = b""
    except InputError as refusal:
        return _refused(name, refusal)
    if head.startswith(GZIP_MAGIC):
        return _gzip_member(name, unpacked)
    if head.startswith(ZIP_MAGIC) and b"[Content_Types].xml" not in head and b".kml" not in head:
        return _refused(name, UnsafeInputError(f"{name} is an archive in an archive.", "Unpack it and load that."))
    return Member(name, unpacked)


def _objection(name: str, info: zipfile.ZipInfo) -> InputError | None:
    inside = info.filename.replace("\\", "/")
    if inside.startswith("/") or ":" in inside.split("/")[0] or ".." in PurePosixPath(inside).parts:
        return UnsafeInputError(f"{name} has a name that points outside its archive.")
    if stat.S_ISLNK(info.external_attr >> 16):
        return UnsafeInputError(f"{name} is a symbolic link, not a file.")
    if info.flag_bits & _ENCRYPTED:
        return InputError(f"{name} is encrypted.", "Unpack it with its password and load what is inside.")
    if is_bomb(info.compress_size, info.file_size):
        return UnsafeInputError(f"{name} would unpack to {info.file_size:,} bytes, as a bomb does.")
    return None


def _refused(name: str, error: InputError) -> Member:
    def refuse() -> BinaryIO:
        raise error

    return Member(name, refuse, error)
