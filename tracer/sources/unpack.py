"""What a path holds: the file itself, what a gzip file packs, or each member of a zip archive. Nothing is extracted."""

from __future__ import annotations

import gzip
import io
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from tracer.errors import InputError, UnsafeInputError
from tracer.sources._base import HEAD_BYTES, Head
from tracer.sources._stream import MeteredStream, TruncatedError
from tracer.sources._zip import is_bomb, open_member, open_zip

__all__ = ["Member", "TruncatedError", "head_of", "members"]

GZIP_MAGIC = b"\x1f\x8b"
ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_ENCRYPTED = 1
_SAVE_AS = "Save it as XLSX or CSV and load that."


@dataclass(frozen=True, slots=True)
class Member:
    """One file to read. `open` gives its bytes, unpacked and guarded, from the start each time it is called.

    `error` says why it cannot be read, in which case `open` raises it; other members of the archive are not affected.
    """

    name: str
    open: Callable[[], BinaryIO]
    error: InputError | None = None


def members(path: Path) -> Iterator[Member]:
    """The files that a path holds: one, save for a zip archive that is not itself a format (XLSX, KMZ).

    Raises `InputError` where the path cannot be opened or its archive cannot, `UnsafeInputError` for a bomb.
    """
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
        return Head(member.name, stream.read(HEAD_BYTES))


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
