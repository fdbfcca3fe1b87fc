"""Folders for plain copies of what is being read: private, gone when the work ends, and swept up after a crash."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tracer.errors import EvidenceError


@contextmanager
def private_folder(spool: Path) -> Iterator[Path]:
    """A folder in the spool for its owner alone. Those of processes that were killed are taken away first.

    A folder in use is locked by the process that uses it, and a lock ends with its process, however that ends. Raises
    `EvidenceError` where the spool cannot be written to.
    """
    try:
        spool.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _locked(spool):
            _sweep(spool)
            folder = Path(tempfile.mkdtemp(dir=spool))
            handle = _lock(folder)
    except OSError as error:
        raise EvidenceError(
            f"No copy to read from can be made in {spool} ({error.strerror}).", "See that you may write there."
        ) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def _sweep(spool: Path) -> None:
    for left in spool.iterdir():
        with suppress(BlockingIOError):
            os.close(_lock(left, fcntl.LOCK_NB))
            shutil.rmtree(left)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    handle = _lock(folder)
    try:
        yield
    finally:
        os.close(handle)


def _lock(folder: Path, how: int = 0) -> int:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | how)
    except BaseException:
        os.close(handle)
        raise
    return handle
