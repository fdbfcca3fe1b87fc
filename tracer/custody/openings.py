"""Private texts: a commitment to each enters the ledger, and its opening is kept beside it, encrypted."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson

from tracer.custody.events import CustodyEvent, Opening, Private, seizure_part_of
from tracer.custody.plain import encode_plain
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


def people_of(event: CustodyEvent) -> list[str]:
    """Whom the private texts of an event are about."""
    return [person_of(private, event.exhibit) for private in event.private.values()]


def close(
    event: CustodyEvent, event_id: str, people: Mapping[str, Person | None]
) -> tuple[dict[str, str], list[OpeningRow]]:
    """The commitments to an event's private texts by field, and the encrypted openings."""
    commitments, rows = {}, []
    for name, private in event.private.items():
        person = people[person_of(private, event.exhibit)]
        if person is None:
            raise ValueError("a text about somebody who was erased")
        salt = secrets.token_hex(_SALT_BYTES)
        commitments[name] = commitment(person.key, event_id, name, salt, private.text)
        said = encode_plain({"salt": salt, "text": private.text}).decode()
        rows.append(OpeningRow(event_id, name, person.id, person.vault.encrypt(said, _context(event_id, name))))
    return commitments, rows


def opened(row: OpeningRow, person: Person) -> Opening:
    """What an encrypted opening holds. Raises `RecordsError` when it does not open."""
    said = orjson.loads(person.vault.decrypt(row.sealed, _context(row.event, row.field)))
    return Opening(row.event, row.field, row.person, said["salt"], said["text"], person.key.hex())


def commitment(key: bytes, event_id: str, name: str, salt: str, text: str) -> str:
    """What `commitment.commit` gives, many times faster, for texts that the rules have passed."""
    said = encode_plain({"event": event_id, "field": name, "salt": salt, "text": text})
    return hmac.digest(key, said, "sha256").hex()


def commitment_to(opening: Opening) -> str:
    """The commitment that an opening opens."""
    return commitment(bytes.fromhex(opening.key), opening.event, opening.field, opening.salt, opening.text)


def _context(event_id: str, name: str) -> str:
    return f"custody:{event_id}:{name}"
