"""What the tests of custody share: a ledger with officers and places, and short ways to say what happens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from hypothesis import settings

from tracer.custody.events import CustodyEvent, CustodyPlace, Entry, EventKind, Officer, PlaceKind, Private, exhibit_id
from tracer.custody.ledger import Ledger
from tracer.records.records import Records

ORIGIN = "custody.example.org/heron"
RAID = datetime(2023, 10, 15, 11, 0, tzinfo=UTC)
STORE = "store:MAIN"
LABORATORY = "laboratory:DIGITAL"


def officer(number: int | str) -> str:
    return f"officer:{number}" if isinstance(number, str) else f"officer:O{number}"


def exhibit(number: int) -> str:
    return exhibit_id("HERON/1", f"JT/{number}")


def open_ledger(records: Records, officers: tuple[str, ...] = ("JT", "AB", "KM")) -> Ledger:
    """A ledger that knows these officers, a store and a laboratory."""
    ledger = Ledger.open(records, ORIGIN, allow_unsafe_disk=True)
    for initials in officers:
        ledger.add_officer(Officer(officer(initials), f"Officer {initials}"))
    ledger.add_place(CustodyPlace(STORE, PlaceKind.STORE, "Main store"))
    ledger.add_place(CustodyPlace(LABORATORY, PlaceKind.LABORATORY, "Digital laboratory"))
    return ledger


def event(
    kind: str,
    number: int = 12,
    by: str = "officer:JT",
    minutes: int | None = None,
    seconds: float = 0,
    **said: object,
) -> CustodyEvent:
    """An event of exhibit JT/number, so many minutes and seconds after the raid began; undated without minutes."""
    at = None if minutes is None else RAID + timedelta(minutes=minutes, seconds=seconds)
    return CustodyEvent(EventKind(kind), exhibit(number), by, at, **said)  # type: ignore[arg-type]


def seizure(number: int = 12, **said: object) -> CustodyEvent:
    booked = {"seizure": "HERON/1", "power": "PACE s19", "seal_after": f"S{number}", **said}
    return event("seize", number, minutes=0, **booked)  # type: ignore[arg-type]


def reason(text: str, person: str | None = None) -> dict[str, Private]:
    return {"reason": Private(text, person)}


def record(ledger: Ledger, *events: CustodyEvent) -> tuple[Entry, ...]:
    """Records each under a key of its own."""
    return tuple(ledger.append(each, uuid4().hex) for each in events)


def soaking() -> bool:
    """Whether this is script/soak, which has the time that the ordinary tests have not."""
    return settings.default is not None and settings.default.max_examples >= 1_000
