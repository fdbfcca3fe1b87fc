"""What was asked of the ledger and refused: kept beside it, since a try may matter as much as what was done."""

from __future__ import annotations

from collections.abc import Iterable

from api.access import Actor
from api.desk import Desk
from api.usecases.custody_web.reach import open_seizures
from tracer.custody.events import exhibit_id, reference_of, seizure_of
from tracer.custody.ids import seizure_name
from tracer.custody.kept import RecordedRefusal
from tracer.custody.ledger import Ledger
from tracer.errors import IdentifierError


def refusals(ledger: Ledger, exhibit: str | None = None, seizure: str | None = None) -> tuple[RecordedRefusal, ...]:
    """What was refused, oldest first: of an exhibit by its id or reference, booked or not; of a seizure; or all."""
    return tuple(one for one in ledger.refusals() if _about(one, exhibit, seizure))


def refusals_for(desk: Desk, who: Actor, exhibit: str | None, seizure: str | None) -> tuple[RecordedRefusal, ...]:
    """Those about exhibits that somebody may see."""
    found = [one for one in refusals(desk.ledger, exhibit, seizure) if _of_an_exhibit(one)]
    open_to = open_seizures(desk, who, {seizure_of(one.exhibit) for one in found})
    return tuple(one for one in found if seizure_of(one.exhibit) in open_to)


def refusal_lines(found: Iterable[RecordedRefusal]) -> list[str]:
    """A line for each: when it was refused, to whom, of which exhibit, what was asked, and why not."""
    return [
        f"{one.at:%Y-%m-%dT%H:%M:%SZ} {one.by.removeprefix('officer:')} {one.exhibit.removeprefix('exhibit:')} "
        f"{one.kind.replace('_', ' ')} ({one.code}): {one.what}"
        for one in found
    ]


def refusal_json(one: RecordedRefusal) -> dict[str, str]:
    """As JSON says it."""
    at = one.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"at": at, "by": one.by, "exhibit": one.exhibit, "kind": one.kind, "code": one.code, "what": one.what}


def _about(one: RecordedRefusal, exhibit: str | None, seizure: str | None) -> bool:
    if exhibit is None and seizure is None:
        return True
    if not _of_an_exhibit(one):
        return exhibit == one.exhibit
    if seizure is not None and seizure_name(seizure) != seizure_of(one.exhibit):
        return False
    return exhibit is None or exhibit == one.exhibit or _reference(one, exhibit) == reference_of(one.exhibit)


def _reference(one: RecordedRefusal, text: str) -> str | None:
    """A reference as it is compared."""
    try:
        return reference_of(exhibit_id(seizure_of(one.exhibit), text))
    except IdentifierError:
        return None


def _of_an_exhibit(one: RecordedRefusal) -> bool:
    """Whether it names an exhibit at all: what could not be read is kept too."""
    return one.exhibit.startswith("exhibit:") and one.exhibit.count(":") == 2
