"""Opening zip containers whose directory has been checked before anything in them is unpacked."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable
from itertools import pairwise
from typing import BinaryIO, cast

from tracer.errors import InputError, UnsafeInputError
from tracer.sources._stream import CHUNK_BYTES, RATIO_FREE_BYTES, RATIO_LIMIT, MeteredStream

MEMBER_LIMIT = 10_000
SPOOL_LIMIT = 512 << 20
"""The largest container that is copied to a nameless temporary file because its stream cannot seek."""


def open_zip(file: BinaryIO) -> zipfile.ZipFile:
    """A zip container whose stated sizes are sane.

    Raises `InputError` where it is not a whole zip and `UnsafeInputError` where its directory is that of a bomb.
    """
    try:
        archive = zipfile.ZipFile(seekable(file))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, UnicodeDecodeError) as error:
        raise InputError(f"The zip container is damaged or cut short ({error}).", "Fetch it again.") from error
    infos = archive.infolist()
    if len(infos) > MEMBER_LIMIT:
        raise UnsafeInputError(f"The archive has {len(infos):,} members; at most {MEMBER_LIMIT:,} are read.")
    packed = sum(info.compress_size for info in infos)
    unpacked = sum(info.file_size for info in infos)
    if is_bomb(packed, unpacked) or overlaps(infos):
        raise UnsafeInputError(
            f"The archive says it unpacks from {packed:,} to {unpacked:,} bytes, as a bomb does.",
            "If it is genuine, unpack it yourself and load what is inside.",
        )
    return archive


def is_bomb(packed: int, unpacked: int) -> bool:
    """Whether data unpacks to far more than honest data does."""
    return unpacked > RATIO_FREE_BYTES and unpacked > RATIO_LIMIT * max(1, packed)


def overlaps(infos: list[zipfile.ZipInfo]) -> bool:
    """Whether two members claim the same packed bytes, which lets a small archive unpack to any size."""
    spans = sorted((info.header_offset, info.compress_size) for info in infos)
    return any(start + size > after for (start, size), (after, _) in pairwise(spans))


def open_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, close: Callable[[], None] | None = None) -> BinaryIO:
    """One member as a guarded stream; raises `InputError` where it cannot be unpacked at all.

    `close` is called when the stream is closed.
    """
    try:
        inner = archive.open(info)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, UnicodeDecodeError) as error:
        raise InputError(f"{info.filename} cannot be unpacked ({error}).") from error
    return cast(BinaryIO, MeteredStream(inner, lambda: info.compress_size, "zip", close or inner.close))


def seekable(stream: BinaryIO) -> BinaryIO:
    """The stream itself where it can seek, otherwise a nameless temporary copy of it."""
    if stream.seekable():
        return stream
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the archive that reads it
    size = 0
    while chunk := stream.read(CHUNK_BYTES):
        size += len(chunk)
        if size > SPOOL_LIMIT:
            raise UnsafeInputError(f"The container in the archive is larger than {SPOOL_LIMIT >> 20} MiB.")
        copy.write(chunk)
    copy.seek(0)
    return cast(BinaryIO, copy)
