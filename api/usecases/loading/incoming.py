"""Files on their way in: streamed to a private folder, and gone once their job has ended."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from uuid import uuid4

from tracer.errors import InputError

MOST_BYTES = 8 << 30
_SPARE_BYTES = 1 << 30
"""Disk that is left free, so that records can always be written."""
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that has come in whole."""

    path: Path
    size: int


async def receive(folder: Path, name: str, blocks: AsyncIterator[bytes]) -> Arrived:
    """Keeps what comes in. Raises `InputError` where it is empty, too large or the disk is full."""
    place = folder / uuid4().hex
    place.mkdir(parents=True, mode=0o700)
    path = place / safe_name(name)
    try:
        size = await _write(path, blocks)
        if not size:
            raise InputError("The file is empty.", "Choose the file again.")
    except OSError as error:
        shutil.rmtree(place, ignore_errors=True)
        raise InputError(f"The file cannot be kept ({error.strerror}).", "Tell whoever runs this system.") from error
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    return Arrived(path, size)


def forget(path: Path) -> None:
    """Removes a file that came in, and the folder made for it."""
    with suppress(FileNotFoundError):
        path.unlink()
    with suppress(OSError):
        path.parent.rmdir()


def safe_name(name: str) -> str:
    """The last part of a name from outside, without what a file's name must not have."""
    last = PurePosixPath(name.replace("\\", "/")).name
    clean = "".join(one if one.isprintable() and one not in '/\\:*?"<>|' else "_" for one in last).strip(". ")
    return clean.encode("utf-8", "replace").decode()[-_LONGEST_NAME:] or "file"


async def _write(path: Path, blocks: AsyncIterator[bytes]) -> int:
    size = 0
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        async for block in blocks:
            size += len(block)
            if size > MOST_BYTES or shutil.disk_usage(path.parent).free < _SPARE_BYTES:
                raise InputError("The file is too large to be taken here.", "Load it with: tracer load FILE")
            file.write(block)
    return size
