"""Signs what the audit is now, so that an audit that is set back or changed afterwards shows.

The audit has a key of its own, called `<the ledger's origin>/audit`, whose memory stands beside it and not in the
database: a database that is set back to an older copy cannot have its shorter audit signed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from api.settings import Settings
from api.usecases.custody.keyring import Guarded
from tracer.custody.checkpoint import Checkpoint, parse, signed
from tracer.custody.guard import Grown, Guard, unproven
from tracer.custody.keys import create_key, load_key
from tracer.custody.note import NoteError, open_note
from tracer.custody.safely import write_safely
from tracer.records.audit_log import AuditLog


def audit_checkpoint(settings: Settings, audit: AuditLog) -> bytes:
    """A signed checkpoint of the audit, kept in the records and beside the key. Raises `SigningRefusedError`."""
    by = _signer(settings, lambda old, _new: audit.root_of(old.size) == old.root)
    size, root = audit.size_and_root()
    made = signed(Checkpoint(by.verifier.name, size, root), [by])
    audit.keep_checkpoint(made)
    write_safely(_folder(settings) / "checkpoint", made)
    return made


def audit_problems(settings: Settings, audit: AuditLog) -> Iterator[str]:
    """What does not hold of the audit in itself, and against what was signed of it."""
    yield from audit.problems()
    inside, file = audit.kept_checkpoint(), _folder(settings) / "checkpoint"
    outside = file.read_bytes() if file.exists() else None
    for where, note in (("in the records", inside), ("beside its key", outside)):
        if note is not None:
            yield from _against(settings, audit, where, note)
    if outside is not None and inside is None:
        yield "The audit was signed before, and the records know nothing of that: they were set back."


def _against(settings: Settings, audit: AuditLog, where: str, note: bytes) -> Iterator[str]:
    try:
        said = parse(open_note(note, [_signer(settings).verifier]).text)
    except NoteError as error:
        yield f"The checkpoint kept {where} is not by the audit's key: {error.what}"
        return
    size, _ = audit.size_and_root()
    if size < said.size:
        yield f"{said.size} entries were signed for, and there are {size}: the audit was set back."
    elif audit.root_of(said.size) != said.root:
        yield f"The first {said.size} entries are not those that were signed for."


def _signer(settings: Settings, grown: Grown = unproven) -> Guarded:
    folder = _folder(settings)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{settings.custody_origin}/audit"
    file = folder / "1.key"
    if not file.exists():
        # Its name comes last: what a crash left before that is no key, and is written anew.
        draft = folder / "1.key.new"
        draft.unlink(missing_ok=True)
        made = create_key(draft, name)
        write_safely(folder / "1.vkey", f"{made.verifier.vkey}\n".encode())
        draft.rename(file)
    return Guarded(load_key(file), Guard(name, folder / "signed"), grown)


def _folder(settings: Settings) -> Path:
    return settings.home / "keys" / "audit"
