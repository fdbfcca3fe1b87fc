"""Makes a back-up: records as they were at one moment, evidence byte for byte, keys closed or left out.

The graph is not in it: it is made anew from the records.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from api.custody_house import opened_ledger
from api.settings import Settings
from api.usecases.access.health import LAST_BACKUP
from api.usecases.backup.archive import Manifest, Writer, blocks_of
from api.usecases.backup.keys import closed_keys
from tracer.custody.safely import replacing, write_safely
from tracer.errors import EvidenceError
from tracer.records.audit import Act
from tracer.records.audit_log import AuditLog
from tracer.records.dump import REVISION, Dump
from tracer.records.records import Records
from tracer.records.values import Asked
from tracer.records.vault import Vault

BY = Asked("command line", "back-up")


@dataclass(frozen=True, slots=True)
class Made:
    """A back-up that was made, with the SHA-256 of its manifest: note that apart from the file."""

    manifest: Manifest
    sha256: str


def back_up(settings: Settings, out: Path, passphrase: str | None) -> Made:
    """Writes the file whole or not at all. Raises `RecordsError`, `EvidenceError` and `UsageError`."""
    records = Records.open(settings.records_url, Vault.load(settings.data_key_file))
    try:
        records.part(AuditLog).note(BY, Act.DISCLOSED, "back-up", {"keys": "closed" if passphrase else "left out"})
        out.absolute().parent.mkdir(parents=True, exist_ok=True)
        with replacing(out.absolute()) as file, Writer(file) as writer:
            # Keys first: their memory of what was signed must not be newer than the records.
            if passphrase is not None:
                writer.put("keys.closed", [closed_keys(settings, passphrase)], packed=False)
            manifest = _put_records(records, settings, writer, passphrase is not None)
            _put_evidence(settings, writer)
            made = Made(manifest, writer.close(manifest))
    finally:
        records.close()
    told = {"at": manifest.at, "sha256": made.sha256}
    write_safely(settings.home / LAST_BACKUP, json.dumps(told).encode())
    return made


def _put_records(records: Records, settings: Settings, writer: Writer, keys: bool) -> Manifest:
    ledger, audit = opened_ledger(records, settings, allow_unsafe_disk=True), records.part(AuditLog)
    # Sizes first: a tree only grows, so what stood at this moment is in what is taken after it.
    ledger_size, (audit_size, audit_root) = ledger.size(), audit.size_and_root()
    with records.part(Dump).taken() as tables:
        for name, lines in tables:
            writer.put(f"records/{name}.jsonl", lines)
    return Manifest(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        revision=REVISION,
        ledger=ledger.origin,
        ledger_size=ledger_size,
        ledger_root=ledger.root(ledger_size).hex(),
        audit_size=audit_size,
        audit_root=audit_root.hex(),
        keys=keys,
        files=writer.files,
    )


def _put_evidence(settings: Settings, writer: Writer) -> None:
    for path in _kept(settings.evidence):
        try:
            with path.open("rb") as file:
                writer.put(f"evidence/{path.parent.name}/{path.name}", blocks_of(file), packed=False)
        except OSError as error:
            raise EvidenceError(f"The kept file {path} cannot be read: {error.strerror}.", "Check the disk.") from error


def _kept(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.glob("*/*.zst.enc"))
