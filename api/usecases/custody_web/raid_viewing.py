"""A raid as its page shows it: the count, and what is booked, with what needs attention first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from api.access import Actor, Permission
from api.desk import Desk
from api.usecases.custody.bring import AT_THE_LATEST
from api.usecases.custody.raid import RaidSession
from api.usecases.custody.raid_parts import told_of
from api.usecases.custody_web.raid_opening import found_raid
from api.usecases.custody_web.raid_sessions import session_of
from api.usecases.custody_web.reach import cases_of
from tracer.custody.events import officer_id
from tracer.custody.raid import DESCRIBED, Booked
from tracer.custody.scan import with_part
from tracer.custody.scanned import ScanAnswer, Verdict
from tracer.records.raids import Raid

_LATE = 3 * AT_THE_LATEST
_KEPT_BACK = "Not in the graph though it should be: an administrator finds why in the log, or under Rejected."


@dataclass(frozen=True, slots=True)
class RaidItem:
    """One exhibit of a raid: what it was found to be, and what still has to be looked at."""

    exhibit: str
    reference: str
    by: str
    at: datetime | None
    word: str
    sign: str
    identifiers: tuple[str, ...]
    model: str
    seal: str | None
    part_of: str | None
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RaidView:
    """A raid, the cases it belongs to, how many are booked and by whom, and its exhibits.

    `in_graph` is how many of the exhibits the graph tells of as they stand; the others are on their way.
    """

    raid: Raid
    cases: tuple[str, ...]
    booked: int
    unsealed: int
    by_officer: Mapping[str, int]
    items: tuple[RaidItem, ...]
    in_graph: int


def view_raid(desk: Desk, who: Actor, reference: str) -> RaidView:
    """The raid as it stands. Raises `NotFoundError` and `ForbiddenError`. The audit notes that its texts were read."""
    raid = found_raid(desk, who, reference, Permission.CUSTODY_READ)
    initials = who.person.initials
    # Whoever only looks is noted as themselves: they book nothing.
    officer = officer_id(initials) if initials else who.person.id
    with session_of(desk, who, raid, officer) as session:
        book = session.booker.refresh()
        late = _late(desk)
        items = [_item(session, one, one.changed in late) for one in book.all_booked]
        shares = Counter(one.by.removeprefix("officer:") for one in book.items)
        unsealed = sum(1 for one in book.items if one.seal is None)
        waiting = desk.ledger.pending_among([one.changed for one in book.all_booked])
        in_graph = sum(1 for one in book.all_booked if one.changed not in waiting)
    items.sort(key=_urgency)
    names = tuple(sorted(desk.cases.find(one).name for one in cases_of(desk, raid.seizure)))
    return RaidView(raid, names, len(book.items), unsealed, dict(sorted(shares.items())), tuple(items), in_graph)


def _late(desk: Desk) -> frozenset[int]:
    """The entries of the ledger that should have come to the graph long ago."""
    since = desk.custody.now - _LATE
    return frozenset(entry.index for entry in desk.ledger.pending() if entry.recorded_at < since)


def _item(session: RaidSession, one: Booked, late: bool) -> RaidItem:
    answer = _answer(session, one)
    return RaidItem(
        exhibit=one.exhibit,
        reference=one.reference,
        by=one.by.removeprefix("officer:"),
        at=one.at,
        word=answer.word,
        sign=answer.sign,
        identifiers=tuple(sorted(name for name in one.identifiers if not name.startswith(DESCRIBED))),
        model=told_of(one.item),
        seal=one.seal,
        part_of=one.part_of and one.part_of.rpartition(":")[2],
        problems=(*_problems(one, answer), *([_KEPT_BACK] if late else [])),
    )


def _answer(session: RaidSession, one: Booked) -> ScanAnswer:
    """What it was answered. It is worked out once for what is read off it, whoever booked it, and until it is known."""
    known = session.answers.get(one.exhibit)
    checked = known is not None and known.verdict is not Verdict.NOT_CHECKED
    if known is not None and checked and (not one.identifiers or set(known.identifiers) == one.identifiers):
        return known
    readable = [name for name in one.identifiers if not name.startswith(DESCRIBED)]
    if not readable:
        verdict = Verdict.PART if one.part_of else Verdict.NO_IMEI
        answer = ScanAnswer(verdict, one.reference, tuple(one.identifiers))
    else:
        session.answers.pop(one.exhibit, None)
        answer = session.answer_of(one)
        if answer.verdict is Verdict.DUPLICATE:
            # It was booked although another shows the same, and so is a clone.
            answer = replace(answer, verdict=Verdict.CLONED)
    kind, _, serial = one.item.get("part", "").partition(" ")
    if serial:
        answer = with_part(answer, kind, serial, session.look_ups)
    session.answers[one.exhibit] = answer
    return answer


def _problems(one: Booked, answer: ScanAnswer) -> list[str]:
    found = []
    if answer.verdict is Verdict.CLONED:
        found.append("Shows an IMEI that is on another phone too.")
    if answer.verdict is Verdict.MIXED:
        found.append("Has parts of different phones.")
    if answer.verdict is Verdict.SECOND_IMEI:
        # It was booked while nobody could tell that both are of one phone.
        found.append(f"Is the same phone as {answer.reference}: take one of the two back.")
    if answer.verdict is Verdict.NOT_CHECKED:
        found.append("Not known whether it is stolen or blocked.")
    if answer.verdict is Verdict.NO_IMEI:
        found.append("No IMEI could be read.")
    if "scanned" in one.item:
        found.append(f"Read as {one.item['scanned']} and corrected.")
    if one.seal is None and one.part_of is None:
        found.append("Not sealed.")
    return found


def _urgency(item: RaidItem) -> tuple[int, int, float]:
    serious = item.word in (Verdict.CLONED.value, Verdict.MIXED.value)
    at = item.at.timestamp() if item.at else 0.0
    return (0 if serious else 1 if item.problems else 2, -len(item.problems), -at)
