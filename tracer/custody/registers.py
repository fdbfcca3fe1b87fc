"""Officers as they are kept: the name encrypted with the officer's own key, so that it can be erased."""

from __future__ import annotations

from tracer.custody.events import Officer
from tracer.errors import UsageError
from tracer.records.custody_rows import OfficerRow
from tracer.records.custody_writer import CustodyWriter
from tracer.records.vault import Vault

LONGEST_NAME = 200


def officer_row(writer: CustodyWriter, officer: Officer) -> OfficerRow:
    """The row of an officer; one who is new gets a key. Raises `UsageError` for a bad name or one who was erased."""
    name = checked_name(officer.name or "")
    vault = writer.people([officer.id])
    if officer.id not in vault:
        vault = dict(writer.new_people([officer.id]))
    own = vault[officer.id]
    if own is None:
        raise UsageError(f"The personal data of {officer.id} were erased.", "Register the person under other initials.")
    return OfficerRow(officer.id, own.encrypt(name, _context(officer.id)), officer.active)


def officer_of(row: OfficerRow, vault: Vault | None) -> Officer:
    """The officer of a row; without the name once it was erased."""
    name = None if vault is None else vault.decrypt(row.name, _context(row.id))
    return Officer(row.id, name, row.active)


def checked_name(name: str) -> str:
    """A name as it can be kept. Raises `UsageError` for one that is empty, too long or cannot be read."""
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_NAME or not plain.isprintable():
        raise UsageError(f"A name is a text of 1 to {LONGEST_NAME} characters that can be read.", "Write it again.")
    return plain


def _context(officer: str) -> str:
    return f"officer:{officer}"
