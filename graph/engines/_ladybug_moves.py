"""A mark beside an embedded graph that tells each of its checkpoints from every other.

The file cannot: its first page, which a checkpoint writes anew, is after two checkpoints often what it was before them,
and its time changes whenever rows are copied, which moves nothing that others read.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

_BYTES = 16


def moves(path: Path) -> None:
    """Say that pages may move from here on: before a checkpoint, on opening the graph for writing and on closing it.

    Before and not after, as a process may be killed in between: then readers open the file once more than they need.
    """
    handle = os.open(_mark(path), os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.pwrite(handle, secrets.token_bytes(_BYTES), 0)
    finally:
        os.close(handle)


def last_move(path: Path) -> bytes:
    """What tells the last of these moves from those before; empty where none was said."""
    try:
        handle = os.open(_mark(path), os.O_RDONLY)
    except FileNotFoundError:
        return b""
    try:
        return os.read(handle, _BYTES)
    finally:
        os.close(handle)


def _mark(path: Path) -> Path:
    return path.with_name(f"{path.name}.moved")
