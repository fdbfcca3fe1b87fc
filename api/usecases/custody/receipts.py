"""Receipts that name who took an exhibit: sealed under that person's own key, so that their erasure closes them too."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from api.custody_house import CustodyHouse
from tracer.custody.events import Attachment, Entry, EventKind
from tracer.errors import EvidenceError, NotFoundError
from tracer.records.audit import Act
from tracer.records.audit_log import AuditLog
from tracer.records.recovery.values import RecoveryError
from tracer.records.values import Asked
from tracer.records.vault import Vault


def keep_receipt(house: CustodyHouse, made: bytes, person: str) -> Attachment:
    """Keeps a receipt of what goes to somebody, whose key is made if they have none. Raises as evidence does.

    Raises `RecoveryError` where they were erased meanwhile.
    """
    with house.records.custody().writing() as writer:
        known = writer.people([person])
        vault = known[person] if person in known else writer.new_people([person])[person]
    if vault is None:
        raise RecoveryError("The details of whoever takes it were erased meanwhile.", "Look at the exhibit again.")
    kept = house.evidence.under(vault).put(BytesIO(made))
    return Attachment(kept.sha256, kept.size, "application/pdf")


def takers_of(entries: Iterable[Entry]) -> dict[str, str]:
    """Whom each receipt among the files of these entries names, by its SHA-256."""
    returned = (entry.event for entry in entries if entry.event.kind is EventKind.RETURN)
    return {kept.sha256: event.to for event in returned if event.to is not None for kept in event.attachments}


def read_receipt(house: CustodyHouse, sha256: str, person: str, asked: Asked) -> bytes:
    """A receipt as it was kept; the audit notes who had it opened. Raises `NotFoundError` once they were erased."""
    house.records.part(AuditLog).note(asked, Act.DISCLOSED, person, {"what": "receipt", "sha256": sha256})
    found = receipt_bytes(house, sha256, person)
    if found is None:
        raise NotFoundError(
            "Whoever took it was erased, and the receipt that names them can no longer be read.",
            "That it was handed back, when and by whom, stands in its history.",
        )
    return found


def receipt_bytes(house: CustodyHouse, sha256: str, person: str) -> bytes | None:
    """A receipt, which is checked against its SHA-256; None where whom it names was erased. Raises `EvidenceError`."""
    vault = _vault_of(house, person)
    if vault is None:
        return None
    try:
        return _read(house, vault, sha256)
    except EvidenceError:
        # Receipts were once kept as other files are, under the key of the installation.
        with house.evidence.open(sha256) as kept:
            return kept.read()


def drop_receipts(house: CustodyHouse, person: str) -> None:
    """Takes away the receipts that name somebody who was erased: older ones are not under their key."""
    for state in house.ledger.exhibits(holder=person):
        for sha256, named in takers_of(house.ledger.history(state.exhibit)).items():
            if named == person:
                house.evidence.remove(sha256)


def _read(house: CustodyHouse, vault: Vault, sha256: str) -> bytes:
    with house.evidence.under(vault).open(sha256) as kept:
        return kept.read()


def _vault_of(house: CustodyHouse, person: str) -> Vault | None:
    with house.records.custody().reading() as reader:
        return reader.people([person]).get(person)
