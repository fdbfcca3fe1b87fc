"""A raid as its ledger entries leave it: what is booked, the next free reference, and the count against it. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from tracer.custody.events import WITHDRAWN, Entry, EventKind, exhibit_id, reference_of, seizure_part
from tracer.errors import IdentifierError
from tracer.identifiers import parse
from tracer.times import iso

DESCRIBED, SESSION = "described", "session"
NOT_ON_IT = "none"
"""What a correction says of an identifier that is not on the thing after all."""
_IMEIS = ("imei", "imei2", "imei3", "imei4")
IDENTIFIERS = (*_IMEIS, "serial")
ITEM_FIELDS = frozenset(
    {*_IMEIS, "serial", "make", "model", "colour", "condition", "description", "found_with", "scanned", "part"}
)
"""Private fields that describe the thing itself."""


@dataclass(frozen=True, slots=True)
class Booked:
    """One exhibit of the raid. `item` has what it was found to be; `part_of` is the exhibit it was taken out of.

    `misread` are the ids that were read off it once, and are not what it says. `changed` is the index of the last entry
    that says something else of it than was said before. `sequence` is the number of its last event. `in_session` is
    whether it was booked scan after scan, and not from a table.
    """

    exhibit: str
    by: str
    at: datetime | None
    event: str
    index: int
    location: str | None
    power: str | None
    item: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    seal: str | None = None
    withdrawn: bool = False
    part_of: str | None = None
    changed: int = -1
    in_session: bool = False
    misread: frozenset[str] = frozenset()
    sequence: int = 0

    @property
    def reference(self) -> str:
        """The exhibit's own reference: `JT/12`."""
        return reference_of(self.exhibit)

    @property
    def identifiers(self) -> frozenset[str]:
        """Ids of what was read off it, and its description where there was nothing to be read."""
        described = self.item.get("description")
        return identifiers_of(self.item) | ({description_id(described)} if described is not None else frozenset())


@dataclass(frozen=True, slots=True)
class RaidBook:
    """What is booked in one seizure, by exhibit id. `read_to` is how much of the ledger it has taken in."""

    seizure: str
    exhibits: Mapping[str, Booked] = field(default_factory=lambda: MappingProxyType({}))
    read_to: int = 0

    @property
    def items(self) -> tuple[Booked, ...]:
        """What counts: neither taken back nor part of another exhibit, in the order of booking."""
        return tuple(one for one in self.all_booked if one.part_of is None)

    @property
    def all_booked(self) -> tuple[Booked, ...]:
        """What was not taken back, parts too, in the order of booking."""
        standing = (one for one in self.exhibits.values() if not one.withdrawn)
        return tuple(sorted(standing, key=lambda one: one.index))

    def by_identifier(self) -> dict[str, str]:
        """For each identifier that is booked: the reference it is booked as."""
        return {name: one.reference for one in reversed(self.all_booked) for name in one.identifiers}

    def times_booked(self, identifiers: frozenset[str]) -> int:
        """How often any of the identifiers was booked, taken back, put right since, or not."""
        return sum(1 for one in self.exhibits.values() if (one.identifiers | one.misread) & identifiers)

    def next_reference(self, officer: str) -> str:
        """The officer's next running number: one more than the highest used, taken back or not."""
        return self._next(officer.removeprefix("officer:"))

    def next_part(self, exhibit: str) -> str:
        """The next reference for something taken out of an exhibit: `JT/12/1`."""
        return self._next(reference_of(exhibit))

    def find(self, reference: str) -> Booked | None:
        """The exhibit of a reference as a person writes it, if it is booked in this raid."""
        try:
            return self.exhibits.get(exhibit_id(self.seizure, reference))
        except IdentifierError:
            return None

    def last_of(self, officer: str) -> Booked | None:
        """What the officer booked last and did not take back."""
        return next((one for one in reversed(self.items) if one.by == officer), None)

    def _next(self, start: str) -> str:
        running = re.compile(rf"{re.escape(start)}/([0-9]+)")
        used = (running.fullmatch(one.reference) for one in self.exhibits.values())
        return f"{start}/{max((int(match[1]) for match in used if match), default=0) + 1}"

    def concerns(self, exhibit: str) -> bool:
        """Whether an exhibit's id is of this seizure."""
        return exhibit.split(":")[1:2] == [seizure_part(self.seizure)]

    def with_entry(self, entry: Entry, opened: Mapping[str, str]) -> RaidBook:
        """The book once an entry is taken in; `opened` are its private texts by field."""
        changed = dict(self.exhibits)
        event = entry.event
        before = changed.get(event.exhibit)
        if event.kind is EventKind.SEIZE:
            part_of = before.part_of if before else None
            changed[event.exhibit] = _seized(entry, opened, part_of, part_of in changed and changed[part_of].in_session)
        elif before is not None:
            changed[event.exhibit] = replace(_after(before, entry, opened), sequence=entry.sequence)
            for part in event.parts:
                stub = Booked(part, event.by, event.at, entry.id, entry.index, None, None)
                changed[part] = replace(changed.get(part, stub), part_of=event.exhibit, changed=entry.index)
        return replace(self, exhibits=MappingProxyType(changed))


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The count of what was found against what is booked, before leaving."""

    seizure: str
    officer: str
    at: datetime
    expected: int
    booked: tuple[str, ...]
    withdrawn: tuple[str, ...]
    parts: tuple[str, ...]
    unsealed: tuple[str, ...]
    by_officer: Mapping[str, int]
    reason: str = ""

    @property
    def missing(self) -> int:
        """How many are counted and not booked; negative where more are booked than counted."""
        return self.expected - len(self.booked)

    def stated(self) -> dict[str, object]:
        """As canonical JSON takes it."""
        return {
            "seizure": self.seizure,
            "officer": self.officer,
            "at": iso(self.at),
            "counted": self.expected,
            "bookedCount": len(self.booked),
            "missing": self.missing,
            "booked": list(self.booked),
            "withdrawn": list(self.withdrawn),
            "parts": list(self.parts),
            "unsealed": list(self.unsealed),
            "byOfficer": dict(self.by_officer),
            **({"reason": self.reason} if self.reason else {}),
        }


def reconcile(book: RaidBook, officer: str, at: datetime, expected: int, reason: str = "") -> Reconciliation:
    """The count of a raid as it stands."""
    items = book.items
    return Reconciliation(
        seizure=book.seizure,
        officer=officer,
        at=at,
        expected=expected,
        booked=tuple(one.reference for one in items),
        withdrawn=tuple(sorted(one.reference for one in book.exhibits.values() if one.withdrawn)),
        parts=tuple(one.reference for one in book.all_booked if one.part_of is not None),
        unsealed=tuple(one.reference for one in items if one.seal is None),
        by_officer=dict(sorted(Counter(one.by.removeprefix("officer:") for one in items).items())),
        reason=reason,
    )


def description_id(text: str) -> str:
    """What stands for an identifier where nothing can be read: the description, without regard to case or spacing."""
    return f"{DESCRIBED}:{' '.join(text.casefold().split())}"


def _seized(entry: Entry, opened: Mapping[str, str], part_of: str | None, in_session: bool) -> Booked:
    event = entry.event
    item = as_told({}, opened)
    return Booked(
        event.exhibit, event.by, event.at, entry.id, entry.index, event.location, event.power,
        MappingProxyType(item), event.seal_after, part_of=part_of, changed=entry.index,
        in_session=in_session or SESSION in entry.commitments, sequence=entry.sequence,
    )  # fmt: skip


def _after(before: Booked, entry: Entry, opened: Mapping[str, str]) -> Booked:
    event = entry.event
    after = replace(before, item=MappingProxyType(as_told(before.item, opened)))
    if gone := before.identifiers - after.identifiers:
        after = replace(after, misread=before.misread | gone)
    if event.seal_after is not None:
        after = replace(after, seal=event.seal_after)
    if event.kind is EventKind.CORRECT and event.corrects == before.event and WITHDRAWN in entry.commitments:
        after = replace(after, withdrawn=True)
    return after if after == before else replace(after, changed=entry.index)


def as_told(item: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, str]:
    """What a thing is said to be, once these private texts are taken in: also what is not on it after all."""
    told = {**item, **{name: text for name, text in texts.items() if name in ITEM_FIELDS}}
    return {name: text for name, text in told.items() if name not in IDENTIFIERS or text != NOT_ON_IT}


def identifiers_of(item: Mapping[str, str]) -> frozenset[str]:
    """The ids of what was read off a phone. What cannot be read as one is passed over."""
    return frozenset(_identifiers(item))


def _identifiers(item: Mapping[str, str]) -> Iterator[str]:
    for name in IDENTIFIERS:
        if name in item:
            try:
                yield parse(item[name], "serial" if name == "serial" else "imei").identifier.id
            except IdentifierError:
                continue
