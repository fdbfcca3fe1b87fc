"""Makes an installation from a back-up: into an empty home and an empty database, of either engine."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from api.bootstrap import house
from api.settings import Settings
from api.usecases.backup.archive import Archive, Manifest, opened_archive
from api.usecases.backup.keys import put_keys
from api.usecases.rebuild import rebuild
from tracer.custody.ledger import Ledger
from tracer.custody.safely import replacing
from tracer.errors import InputError, RecordsError, UsageError
from tracer.ingest import Progress
from tracer.records.audit import Act
from tracer.records.audit_log import AuditLog
from tracer.records.dump import REVISION, Dump
from tracer.records.graph_mark import GraphMark
from tracer.records.records import Records
from tracer.records.values import Asked
from tracer.records.vault import Vault

BY = Asked("command line", "restoring a back-up")
_EVIDENCE = re.compile(r"evidence/([0-9a-f]{2})/([0-9a-f]{64}\.zst\.enc)")
_TABLE = re.compile(r"records/([a-z_]+)\.jsonl")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored: rows by table, files of evidence, and the digest of the graph that was made of them."""

    manifest: Manifest
    rows: dict[str, int]
    files: int
    digest: str


def restore(
    settings: Settings, file: Path, passphrase: str | None, progress: Progress, tell: Callable[[str], None]
) -> Restored:
    """Checks the whole file first, then fills the installation. Raises `InputError`, `UsageError`, `RecordsError`."""
    archive = opened_archive(file)
    _require_fitting(settings, archive.manifest, passphrase)
    tell("The back-up is whole. Restoring it.")
    if archive.manifest.keys and passphrase is not None:
        put_keys(settings, archive.zip.read("keys.closed"), passphrase)
    vault = Vault.load(settings.data_key_file)
    records = Records.open(settings.records_url, vault)
    try:
        rows = _put_records(records, archive)
        # Whoever asks before the graph is made, or after this was stopped, must not take it for all there is.
        records.part(GraphMark).set(settings.graph_name)
    finally:
        records.close()
    files = _put_evidence(settings, archive)
    # Opened anew: it now belongs to the key of the back-up, which is checked here.
    with house(settings) as opened:
        _require_same(opened.records, settings, archive.manifest)
        opened.records.part(AuditLog).note(BY, Act.ALTERED, "restore", {"backup": archive.sha256})
        rebuild(opened, progress, tell)
        return Restored(archive.manifest, rows, files, opened.graph.status().digest)


def _require_fitting(settings: Settings, manifest: Manifest, passphrase: str | None) -> None:
    if manifest.revision != REVISION:
        raise InputError(
            f"The back-up has the tables of another version ({manifest.revision}, and this has {REVISION}).",
            "Restore it with the version that made it, then start this one on what was restored.",
        )
    if manifest.keys and passphrase is None:
        raise UsageError("The keys of this back-up are closed.", "Give their passphrase with --passphrase-file.")
    if not manifest.keys and not settings.data_key_file.exists():
        raise UsageError(
            "This back-up has no keys, and without its data key what is encrypted stays closed.",
            f"Put the data key into {settings.data_key_file} first.",
        )
    if manifest.keys and settings.data_key_file.exists():
        raise UsageError(f"There is a data key in {settings.data_key_file} already.", "Restore into an empty home.")
    if settings.evidence.exists() or settings.embedded_graph.exists():
        raise UsageError(f"{settings.home} is not empty.", "Set TRACER_HOME to a folder that is.")


def _put_evidence(settings: Settings, archive: Archive) -> int:
    names = archive.names("evidence")
    for name in names:
        found = _EVIDENCE.fullmatch(name)
        if found is None:
            raise InputError(f"The back-up has a file of a strange name: {name[:80]!r}.", "Do not use it.")
        folder = settings.evidence / found[1]
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with archive.zip.open(name) as member, replacing(folder / found[2]) as out:
            while block := member.read(1 << 20):
                out.write(block)
    return len(names)


def _put_records(records: Records, archive: Archive) -> dict[str, int]:
    def tables() -> Iterator[tuple[str, Iterator[bytes]]]:
        for name in archive.names("records"):
            found = _TABLE.fullmatch(name)
            if found is None:
                raise InputError(f"The back-up has a table of a strange name: {name[:80]!r}.", "Do not use it.")
            with archive.zip.open(name) as member:
                yield found[1], iter(member)

    dump = records.part(Dump)
    dump.require_empty()
    return dump.fill(tables())


def _require_same(records: Records, settings: Settings, manifest: Manifest) -> None:
    """Both trees must begin with what stood when the back-up was begun."""
    ledger, audit = Ledger.open(records, settings.custody_origin, allow_unsafe_disk=True), records.part(AuditLog)
    same = (
        ledger.root(manifest.ledger_size).hex() == manifest.ledger_root
        and audit.root_of(manifest.audit_size).hex() == manifest.audit_root
    )
    if not same:
        raise RecordsError("What was restored is not what was backed up.", "Take another copy, into an empty home.")
