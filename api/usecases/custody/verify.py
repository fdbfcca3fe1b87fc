"""Check the live ledger: everything derived again from the stored bytes, and the attached files hashed again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from api.custody_house import CustodyHouse
from api.usecases.custody.keyring import keys
from api.usecases.custody.receipts import receipt_bytes, takers_of
from api.usecases.custody.signed_for import signed_otherwise
from tracer.custody.kept import LedgerReport, Problem
from tracer.custody.narrative import ERASED
from tracer.errors import EvidenceError

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Verified:
    """What the check found: the ledger's own report, what is wrong with attached files, and how many were hashed.

    `erased` counts the receipts that can no longer be read, since whom they name was erased.
    """

    ledger: LedgerReport
    attachments: int
    damaged: tuple[Problem, ...]
    erased: int = 0

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong."""
        return (*self.ledger.problems, *self.damaged)


def verify(house: CustodyHouse, attachments: bool = True) -> Verified:
    """Checks the ledger, its checkpoints against its published keys, and the attached files unless left out."""
    report = house.ledger.verify([key.vkey for key in keys(house.settings)])
    if report.good:
        report = replace(report, problems=signed_otherwise(house))
    # Bytes that are no entries have no attachments to look for.
    named = list(_attached(house)) if attachments and report.good else []
    found = [(kept, _as_kept(house, kept)) for kept in named]
    damaged = tuple(Problem(kept.where, wrong) for kept, wrong in found if wrong and wrong != ERASED)
    erased = sum(wrong == ERASED for _, wrong in found)
    return Verified(report, len(named) - erased, damaged, erased)


@dataclass(frozen=True, slots=True)
class _Named:
    """A file that an entry names, and whom it names itself, of a receipt."""

    sha256: str
    index: int
    taker: str | None

    @property
    def where(self) -> str:
        return f"attachment {self.sha256} of entry {self.index}"


def _attached(house: CustodyHouse) -> Iterator[_Named]:
    seen: set[str] = set()
    for entry in house.ledger.entries():
        takers = takers_of((entry,))
        for kept in entry.event.attachments:
            if kept.sha256 not in seen:
                seen.add(kept.sha256)
                yield _Named(kept.sha256, entry.index, takers.get(kept.sha256))


def _as_kept(house: CustodyHouse, named: _Named) -> str:
    """What is wrong with a file; nothing where it is as it was kept, `ERASED` where that cannot be told any more."""
    try:
        found = _hashed(house, named)
    except EvidenceError as error:
        return error.what
    if found is None:
        return ERASED
    return "" if found == named.sha256 else "It was changed."


def _hashed(house: CustodyHouse, named: _Named) -> str | None:
    if named.taker is not None:
        kept = receipt_bytes(house, named.sha256, named.taker)
        return None if kept is None else hashlib.sha256(kept).hexdigest()
    digest = hashlib.sha256()
    with house.evidence.open(named.sha256) as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
