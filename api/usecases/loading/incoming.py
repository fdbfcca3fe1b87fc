"""Files on their way in: streamed to a private folder, and gone once their job has ended."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import AsyncIterator, Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from uuid import uuid4

from tracer.errors import InputError

_SPARE_BYTES = 1 << 30
"""Disk that is left free, so that records can always be written."""
_ON_ITS_WAY_S = 86_400
_LONGEST_NAME, _LONGEST_NAME_BYTES = 120, 200


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that has come in whole."""

    path: Path
    size: int
    sha256: str


async def receive(folder: Path, name: str, blocks: AsyncIterator[bytes]) -> Arrived:
    """Keeps what comes in. Raises `InputError` where it is empty or the disk is full."""
    place = folder / uuid4().hex
    place.mkdir(parents=True, mode=0o700)
    path = place / safe_name(name)
    try:
        size, sha256 = await _write(path, blocks)
        if not size:
            raise InputError("The file is empty.", "Choose the file again.")
    except OSError as error:
        shutil.rmtree(place, ignore_errors=True)
        raise InputError(f"The file cannot be kept ({error.strerror}).", "Tell whoever runs this system.") from error
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    return Arrived(path, size, sha256)


def forget(path: Path) -> None:
    """Removes a file that came in, and the folder made for it."""
    with suppress(FileNotFoundError):
        path.unlink()
    with suppress(OSError):
        path.parent.rmdir()


def sweep(folder: Path, wanted: Collection[Path]) -> None:
    """Removes what nobody will load: of an upload or a job that ended unforeseen, or a job that never began.

    What is wanted stays, and what came in less than a day ago, which may still be on its way.
    """
    kept = {path.parent for path in wanted}
    old = time.time() - _ON_ITS_WAY_S
    for place in folder.iterdir() if folder.is_dir() else ():
        with suppress(OSError):
            if place not in kept and place.stat().st_mtime < old:
                shutil.rmtree(place)


def safe_name(name: str) -> str:
    """The last part of a name from outside, without what a file's name must not have."""
    last = PurePosixPath(name.replace("\\", "/")).name
    clean = "".join(one if one.isprintable() and one not in '/\\:*?"<>|' else "_" for one in last)
    # A file system counts bytes. The end is kept, which says what kind of file it is, without half a letter at the cut.
    short = clean.encode("utf-8", "replace")[-_LONGEST_NAME_BYTES:].decode("utf-8", "ignore")[-_LONGEST_NAME:]
    return short.strip(". ") or "file"


async def _write(path: Path, blocks: AsyncIterator[bytes]) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        async for block in blocks:
            size += len(block)
            if shutil.disk_usage(path.parent).free < _SPARE_BYTES:
                raise InputError("There is not enough room here for the file.", "Tell whoever runs this system.")
            digest.update(block)
            file.write(block)
    return size, digest.hexdigest()
