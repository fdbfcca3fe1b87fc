"""A raid that was finished: what is booked in it all the same says so, until somebody goes on with it."""

from __future__ import annotations

from dataclasses import replace

from api.usecases.custody.raid import RaidSession
from api.usecases.custody.raid_replies import BOOKED, Reply
from tracer.records.raids import Raid
from tracer.times import LONDON


def resume(session: RaidSession, _text: str) -> Reply:
    """`.resume`: go on with a raid that was finished; it is to be counted and finished again."""
    before = session.count.raid()
    if before.finished_at is None:
        return Reply("GOING ON", "+", details=("It is not finished.",))
    session.count.resumed()
    booked = len(session.booker.refresh().items)
    told = (
        f"It was finished {finished_when(before)}. {booked} of {before.counted} are booked: count and finish it again."
    )
    return Reply("GOING ON", "+", details=(told,))


def told_late(reply: Reply, raid: Raid, booked: int) -> Reply:
    """The answer; where it booked in a raid that was finished, and the count does not agree now, with that said."""
    if reply.did != BOOKED or raid.finished_at is None or booked == raid.counted:
        return reply
    late = (
        f"The raid was finished {finished_when(raid)}, and {booked} of {raid.counted} are booked now. Count it again."
    )
    return replace(reply, details=(late, *reply.details))


def finished_when(raid: Raid) -> str:
    """When it was finished, as people here read a time."""
    return "" if raid.finished_at is None else f"{raid.finished_at.astimezone(LONDON):%-d %b %Y %H:%M}"
