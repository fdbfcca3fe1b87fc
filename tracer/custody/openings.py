"""Private texts: a commitment to each enters the ledger, and its opening is kept beside it, encrypted."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from tracer.custody import canonical
from tracer.custody.commitment import commit
from tracer.custody.events import CustodyEvent, Opening, Private, seizure_part_of
from tracer.records.custody_rows import OpeningRow
from tracer.records.vault import Vault

_SALT_BYTES = 16


@dataclass(frozen=True)
class Person:
    """Whom private texts are about: a vault of their own, and the key of the commitments to those texts."""

    id: str
    vault: Vault
    key: bytes = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", self.vault.derive("custody commitments"))


def person_of(private: Private, exhibit: str) -> str:
    """Whom a text is about: whom it says, or the case that the exhibit belongs to."""
    return private.person if private.person is not None else f"case:{seizure_part_of(exhibit)}"


def people_of(event: CustodyEvent) -> frozenset[str]:
    """Whom the private texts of an event are about."""
    return frozenset(person_of(private, event.exhibit) for private in event.private.values())


def close(event: CustodyEvent, event_id: str, people: Mapping[str, Person]) -> tuple[dict[str, str], list[OpeningRow]]:
    """The commitments to an event's private texts by field, and the encrypted openings."""
    commitments, rows = {}, []
    for name, private in event.private.items():
        person = people[person_of(private, event.exhibit)]
        salt = secrets.token_hex(_SALT_BYTES)
        commitments[name] = commit(person.key, event_id, name, salt, private.text)
        said = canonical.encode({"salt": salt, "text": private.text}).decode()
        rows.append(OpeningRow(event_id, name, person.id, person.vault.encrypt(said, _context(event_id, name))))
    return commitments, rows


def opened(row: OpeningRow, person: Person) -> Opening:
    """What an encrypted opening holds. Raises `RecordsError` when it does not open."""
    said = canonical.decode(person.vault.decrypt(row.sealed, _context(row.event, row.field)).encode())
    return Opening(row.event, row.field, row.person, said["salt"], said["text"], person.key.hex())


def commitment_to(opening: Opening) -> str:
    """The commitment that an opening opens."""
    return commit(bytes.fromhex(opening.key), opening.event, opening.field, opening.salt, opening.text)


def _context(event_id: str, name: str) -> str:
    return f"custody:{event_id}:{name}"
