"""Files that are kept with an exhibit: sent by somebody who may, and read again by somebody who may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from api.access import Actor, ForbiddenError, Permission
from api.desk import Desk
from api.usecases.custody.attach import attach
from api.usecases.custody.receipts import read_receipt, takers_of
from api.usecases.custody.record import Recorded
from api.usecases.custody_web.acts import Words, do
from api.usecases.custody_web.looking import reader
from api.usecases.custody_web.reach import reached
from tracer.errors import NotFoundError, UsageError

MOST_BYTES = 512 << 20
CHUNK = 1 << 20


def attach_files(desk: Desk, who: Actor, exhibit: tuple[str, str | None], words: Words, files: list[Path]) -> Recorded:
    """Keeps files with an exhibit: all, or none where one must not be kept."""
    if any(file.stat().st_size > MOST_BYTES for file in files):
        raise UsageError(f"A file has more than {MOST_BYTES >> 20} MiB.", "Attach it with: tracer custody attach")
    return do(desk, who, exhibit, words, lambda house, one, said: attach(house, one, said, files))


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is kept with an exhibit; `taker` is whom it names, of a receipt for what was handed back."""

    sha256: str
    size: int
    type: str
    taker: str | None = None


def attachments_of(desk: Desk, exhibit: str) -> tuple[KeptFile, ...]:
    """Every file that is kept with an exhibit, in the order of the ledger."""
    entries = desk.ledger.history(exhibit)
    takers = takers_of(entries)
    kept = {one.sha256: one for entry in entries for one in entry.event.attachments}
    return tuple(KeptFile(one.sha256, one.size, one.type, takers.get(one.sha256)) for one in kept.values())


def read_attachment(
    desk: Desk, who: Actor, exhibit: tuple[str, str | None], sha256: str, purpose: str = ""
) -> tuple[KeptFile, Iterator[bytes]]:
    """A file of an exhibit. Raises `NotFoundError` where the exhibit has none of that SHA-256.

    A receipt that names who took it is for those who return phones, with a purpose: raises `ForbiddenError`,
    `UsageError`, and `NotFoundError` once that person was erased.
    """
    state = reached(desk, who, Permission.CUSTODY_READ, *exhibit)
    found = next((one for one in attachments_of(desk, state.exhibit) if one.sha256 == sha256), None)
    if found is None:
        raise NotFoundError("The exhibit has no such file.", "Look at its history.")
    if found.taker is None:
        return found, _chunks(desk, sha256)
    if not who.sees_owners:
        raise ForbiddenError("The receipt names who took it, and is not shown to your role.", "Ask who returns phones.")
    if not purpose.strip():
        raise UsageError("This receipt names who took it: it is not said what it is read for.", "Give the purpose.")
    return found, iter((read_receipt(desk.custody, sha256, found.taker, reader(who, purpose)),))


def _chunks(desk: Desk, sha256: str) -> Iterator[bytes]:
    with desk.evidence.open(sha256) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk
