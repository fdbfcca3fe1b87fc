"""What happens to an exhibit, as plain values: the event a person states, the entry it becomes, and the errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from tracer.custody.ids import (
    custody_place_id,
    exhibit_id,
    officer_id,
    reference_of,
    seizure_of,
    seizure_part,
    seizure_part_of,
)
from tracer.custody.refused import ConflictError, CustodyError, KeyReusedError, LedgerError, RefusedError
from tracer.custody.registered import CustodyPlace, Officer, PlaceKind

__all__ = ["Attachment", "CustodyEvent", "CustodyPlace", "Entry", "EventKind", "ExhibitState", "Flag", "FlagCode"]
__all__ += ["Officer", "Opening", "PlaceKind", "Private", "Refusal", "RefusalCode", "Status", "Wanted"]
__all__ += ["ConflictError", "CustodyError", "KeyReusedError", "LedgerError", "RefusedError"]
__all__ += ["custody_place_id", "exhibit_id", "officer_id", "reference_of", "seizure_of"]
__all__ += ["seizure_part", "seizure_part_of"]


WITHDRAWN = "withdrawn"
"""The private field of a correction that takes a booking back. Its name can be read in the ledger, its text cannot."""


DESPITE_BLOCK = "despite_block"
"""The private field of a return that says why the handset goes back although a block stands on it."""


class EventKind(StrEnum):
    """What was done. Each leaves the exhibit where it was unless it says otherwise."""

    SEIZE = "seize"
    SEAL = "seal"
    UNSEAL = "unseal"
    MOVE = "move"
    HAND_OVER = "hand_over"
    ACCEPT = "accept"
    EXAMINE = "examine"
    ATTACH = "attach"
    SPLIT = "split"
    LEND = "lend"
    RETURN = "return"
    AUTHORISE_DISPOSAL = "authorise_disposal"
    DISPOSE = "dispose"
    RESTRICT = "restrict"
    LIFT_RESTRICTION = "lift_restriction"
    CORRECT = "correct"
    EXPLAIN = "explain"


class FlagCode(StrEnum):
    """A doubt that lets an event in and has to be explained by a later one."""

    GAP = "gap"
    SEAL_MISMATCH = "seal_mismatch"
    BEFORE_PREDECESSOR = "before_predecessor"
    NOT_ACCEPTED = "not_accepted"


class RefusalCode(StrEnum):
    """Why an event is not recorded."""

    INCOMPLETE = "incomplete"
    UNREADABLE = "unreadable"
    UNKNOWN_OFFICER = "unknown_officer"
    UNKNOWN_PLACE = "unknown_place"
    UNKNOWN_EXHIBIT = "unknown_exhibit"
    UNKNOWN_EVENT = "unknown_event"
    REFERENCE_USED = "reference_used"
    SEAL_USED = "seal_used"
    CLOSED = "closed"
    PASSED_ON = "passed_on"
    IN_OTHER_HANDS = "in_other_hands"
    STILL_BLOCKED = "still_blocked"
    RESTRICTED = "restricted"
    NOT_RESTRICTED = "not_restricted"
    CONFIRMED = "confirmed"
    CLAIMED = "claimed"
    FUTURE = "future"
    NOT_AUTHORISED = "not_authorised"
    SAME_PERSON = "same_person"
    ERASED = "erased"
    NOTHING_TO_EXPLAIN = "nothing_to_explain"


@dataclass(frozen=True, slots=True)
class Private:
    """Free text that may be personal, and whom it is about (None: the case the exhibit belongs to)."""

    text: str
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A kept file: its SHA-256 in hex, its size in bytes and its media type."""

    sha256: str
    size: int
    type: str


@dataclass(frozen=True, slots=True)
class CustodyEvent:
    """What a person states. Times are aware; `at` is None when nobody knows it, and `at_note` says what is known.

    Ids: `exhibit:SEIZURE:AB/1`, `officer:JT`, `store:MAIN`, `place:…`. `to` is whom it goes to, `holder` who holds it
    after, `corrects` the id of an event, `explains` the codes of flags, `doubted` the event that raised them, and
    `parts` the exhibits a split makes.
    """

    kind: EventKind
    exhibit: str
    by: str
    at: datetime | None = None
    at_note: str | None = None
    to: str | None = None
    holder: str | None = None
    location: str | None = None
    seal_before: str | None = None
    seal_after: str | None = None
    due: datetime | None = None
    corrects: str | None = None
    explains: tuple[str, ...] = ()
    doubted: str | None = None
    parts: tuple[str, ...] = ()
    power: str | None = None
    seizure: str | None = None
    attachments: tuple[Attachment, ...] = ()
    private: Mapping[str, Private] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def says_time(self) -> bool:
        """Whether it says when, be it that nobody knows: a correction that says nothing of it leaves the time alone."""
        return self.at is not None or self.at_note is not None


@dataclass(frozen=True, slots=True)
class Wanted:
    """An event to be recorded once, whatever is retried: the same key brings the same entry.

    `expected_sequence` is the exhibit's last sequence as the person saw it (0 before it is seized); None: any.
    `blocks` are the blocks that whoever asks found to stand on the handset, in words: a return has to wait for them.
    `handed_back` says that what writes with it ends the confirmation and has looked at the claims itself.
    """

    event: CustodyEvent
    idempotency_key: str
    expected_sequence: int | None = None
    blocks: tuple[str, ...] = ()
    handed_back: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """A doubt: its code, what is doubtful in words, the event that raised it and the one that explained it."""

    code: FlagCode
    what: str
    event: str
    explained_by: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an event is not recorded, and what to do about it."""

    code: RefusalCode
    what: str
    do: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as it stands in the ledger. `index` counts from 0 over all, `sequence` from 1 for each exhibit.

    `leaf` is the exact bytes that were hashed to `leaf_hash`. `event` has no private texts: `commitments` has their
    commitments (hex) by field. `flags` are the doubts that this event raised.
    """

    index: int
    id: str
    sequence: int
    recorded_at: datetime
    event: CustodyEvent
    commitments: Mapping[str, str]
    leaf: bytes
    leaf_hash: bytes
    flags: tuple[Flag, ...] = ()

    @property
    def withdraws(self) -> bool:
        """Whether it takes the exhibit's booking back."""
        return self.event.kind is EventKind.CORRECT and WITHDRAWN in self.commitments


@dataclass(frozen=True, slots=True)
class Opening:
    """One private text of an entry and all that shows it is the one committed to.

    The commitment is HMAC-SHA-256 with `key` (hex) over the canonical bytes of {event, field, salt, text}.
    """

    event: str
    field: str
    person: str
    salt: str
    text: str
    key: str


class Status(StrEnum):
    """Whether an exhibit is still in custody; withdrawn: the booking was taken back, so that it never was."""

    HELD = "held"
    ON_LOAN = "on_loan"
    RETURNED = "returned"
    DISPOSED = "disposed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class EventTime:
    """When an event happened, as it was last corrected (None: nobody knows), and whether it changed hands or place."""

    event: str
    at: datetime | None
    moves: bool


@dataclass(frozen=True, slots=True)
class ExhibitState:
    """An exhibit as its events leave it.

    `holder` is an officer, a laboratory, an owner or the store it lies in; `keeper` is the officer who accepted it for
    a laboratory; `awaiting` is who was handed it and has not accepted; `passed_by` did the event that the holder comes
    from. `last_at` is the latest time any event gives,
    `last_moved` the latest at which it changed hands or place; `times` has every event in order, but for those that are
    about the record alone. `set_by` names the event that each of `holder`, `location` and `seal` comes from, so that a
    correction of that event reaches them. `authorised` are the events that allow its disposal, with who allowed it.
    """

    exhibit: str
    sequence: int = 0
    status: Status = Status.HELD
    last_kind: EventKind | None = None
    last_event: str | None = None
    last_by: str | None = None
    last_at: datetime | None = None
    last_moved: datetime | None = None
    times: tuple[EventTime, ...] = ()
    seizure: str | None = None
    holder: str | None = None
    keeper: str | None = None
    awaiting: str | None = None
    passed_by: str | None = None
    location: str | None = None
    seal: str | None = None
    due: datetime | None = None
    restricted: bool = False
    authorised: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    set_by: Mapping[str, str] = field(default_factory=dict)

    @property
    def closed(self) -> bool:
        """Whether it has left custody for good, or was never in it."""
        return self.status in (Status.RETURNED, Status.DISPOSED, Status.WITHDRAWN)

    @property
    def authorised_by(self) -> frozenset[str]:
        """Who allows its disposal, unless that was taken back."""
        return frozenset(self.authorised.values())

    @property
    def unexplained(self) -> tuple[Flag, ...]:
        """The doubts that nobody has explained yet."""
        return tuple(flag for flag in self.flags if flag.explained_by is None)
