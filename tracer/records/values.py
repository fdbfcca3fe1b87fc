"""What goes into the records and what comes out, as plain values: nothing here knows that there is a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tracer.model import Observations, SourceRow, StoredFact


class State(StrEnum):
    """How far the loading of a source has come. A failed one is loading again when it is begun again."""

    LOADING = "loading"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class NewSource:
    """A file about to be loaded. `id` names these bytes read in this way; `options` is how they are to be read."""

    id: str
    sha256: str
    name: str
    size: int
    kind: str
    format: str
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it is recorded, with the counts of its committed batches. `rows = loaded + unchanged + rejected`.

    `recorded_at` is UTC; `why` says why it failed, and is empty otherwise.
    """

    id: str
    sha256: str
    name: str
    size: int
    kind: str
    format: str
    options: Mapping[str, str]
    state: State
    why: str
    rows: int
    loaded: int
    unchanged: int
    rejected: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Committed:
    """What one batch brought. `rows` is the sum of the three counts; what is new is what nobody had said before it."""

    loaded: int
    unchanged: int
    rejected: int
    new_facts: tuple[StoredFact, ...] = ()
    new_observations: Observations | None = None


@dataclass(frozen=True, slots=True)
class StoredRefusal:
    """A quarantined row: where it stands, why it was refused, and its cells as they were read."""

    source: SourceRow
    source_name: str
    reason: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for personal data, and for what purpose. Both are written to the audit; neither may be empty."""

    actor: str
    purpose: str


@dataclass(frozen=True, slots=True)
class OwnerDetail:
    """An owner's personal details as one row gave them."""

    details: Mapping[str, str]
    source: SourceRow


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act on data. `at` is UTC; `subject` names what it was about by its id; `number` is its place in the tree."""

    at: datetime
    actor: str
    act: str
    subject: str
    purpose: str
    number: int = 0
    details: Mapping[str, str] = field(default_factory=dict)
