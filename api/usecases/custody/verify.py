"""Check the live ledger: everything derived again from the stored bytes, and the attached files hashed again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from api.custody_house import CustodyHouse
from api.usecases.custody.keyring import keys
from tracer.custody.kept import LedgerReport, Problem
from tracer.errors import EvidenceError

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Verified:
    """What the check found: the ledger's own report, what is wrong with attached files, and how many were hashed."""

    ledger: LedgerReport
    attachments: int
    damaged: tuple[Problem, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong."""
        return (*self.ledger.problems, *self.damaged)


def verify(house: CustodyHouse, attachments: bool = True) -> Verified:
    """Checks the ledger, its checkpoints against its published keys, and the attached files unless left out."""
    report = house.ledger.verify([key.vkey for key in keys(house.settings)])
    # Bytes that are no entries have no attachments to look for.
    named = list(_attached(house)) if attachments and report.good else []
    damaged = tuple(problem for sha256, index in named if (problem := _damage(house, sha256, index)))
    return Verified(report, len(named), damaged)


def _attached(house: CustodyHouse) -> Iterator[tuple[str, int]]:
    seen: set[str] = set()
    for entry in house.ledger.entries():
        for kept in entry.event.attachments:
            if kept.sha256 not in seen:
                seen.add(kept.sha256)
                yield kept.sha256, entry.index


def _damage(house: CustodyHouse, sha256: str, index: int) -> Problem | None:
    digest = hashlib.sha256()
    try:
        with house.evidence.open(sha256) as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
    except EvidenceError as error:
        return Problem(f"attachment {sha256} of entry {index}", error.what)
    return None if digest.hexdigest() == sha256 else Problem(f"attachment {sha256} of entry {index}", "It was changed.")
