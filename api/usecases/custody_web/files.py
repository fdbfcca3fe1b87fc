"""Files that are kept with an exhibit: sent by somebody who may, and read again by somebody who may."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from api.access import Actor, Permission
from api.desk import Desk
from api.usecases.custody.attach import attach
from api.usecases.custody.record import Recorded
from api.usecases.custody_web.acts import Words, do
from api.usecases.custody_web.reach import reached
from tracer.custody.events import Attachment
from tracer.errors import NotFoundError, UsageError

MOST_BYTES = 512 << 20
CHUNK = 1 << 20


def attach_files(desk: Desk, who: Actor, exhibit: tuple[str, str | None], words: Words, files: list[Path]) -> Recorded:
    """Keeps files with an exhibit: all, or none where one must not be kept."""
    if any(file.stat().st_size > MOST_BYTES for file in files):
        raise UsageError(f"A file has more than {MOST_BYTES >> 20} MiB.", "Attach it with: tracer custody attach")
    return do(desk, who, exhibit, words, lambda house, one, said: attach(house, one, said, files))


def attachments_of(desk: Desk, exhibit: str) -> tuple[Attachment, ...]:
    """Every file that is kept with an exhibit, in the order of the ledger."""
    kept = {one.sha256: one for entry in desk.ledger.history(exhibit) for one in entry.event.attachments}
    return tuple(kept.values())


def read_attachment(
    desk: Desk, who: Actor, exhibit: tuple[str, str | None], sha256: str
) -> tuple[Attachment, Iterator[bytes]]:
    """A file of an exhibit. Raises `NotFoundError` where the exhibit has none of that SHA-256."""
    state = reached(desk, who, Permission.CUSTODY_READ, *exhibit)
    found = next((one for one in attachments_of(desk, state.exhibit) if one.sha256 == sha256), None)
    if found is None:
        raise NotFoundError("The exhibit has no such file.", "Look at its history.")
    return found, _chunks(desk, sha256)


def _chunks(desk: Desk, sha256: str) -> Iterator[bytes]:
    with desk.evidence.open(sha256) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk
