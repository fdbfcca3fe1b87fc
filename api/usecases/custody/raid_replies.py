"""What a raid session answers to one line: a headline, what it did, and the details."""

from __future__ import annotations

from dataclasses import dataclass

from tracer.custody.scan import theft_in_words
from tracer.custody.scanned import ScanAnswer
from tracer.times import iso

BOOKED, TOLD, REFUSED, FINISHED = "booked", "told", "refused", "finished"


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. `did` is booked, told, refused or finished; `sign` says the headline without colour."""

    word: str
    sign: str
    did: str = TOLD
    reference: str | None = None
    details: tuple[str, ...] = ()
    answer: ScanAnswer | None = None
    counted: tuple[int, int] | None = None
    """Expected and booked."""

    @property
    def ends(self) -> bool:
        """Whether the session is over."""
        return self.did == FINISHED


def of_answer(answer: ScanAnswer, did: str = TOLD, reference: str | None = None) -> Reply:
    """The reply that tells a scan's answer."""
    return Reply(answer.word, answer.sign, did, reference or answer.reference, answer.details, answer)


def refused(word: str, *details: str) -> Reply:
    """Nothing was done, and why."""
    return Reply(word, "!", REFUSED, details=details)


def reply_json(reply: Reply) -> dict[str, object]:
    """The reply for a program."""
    said: dict[str, object] = {"word": reply.word, "sign": reply.sign, "did": reply.did}
    said |= {"reference": reply.reference, "details": list(reply.details)}
    if reply.answer is not None:
        answer = reply.answer
        said["identifiers"] = list(answer.identifiers)
        said["reports"] = [
            {"reference": one.reference, "force": one.force, "offence": one.offence, "at": one.since and iso(one.since)}
            for one in answer.thefts
        ]
        said["candidates"] = [{"identifier": one.identifier, "slip": one.slip} for one in answer.candidates]
    if reply.counted is not None:
        said["expected"], said["booked"] = reply.counted
    return said


def reply_lines(reply: Reply) -> list[str]:
    """The reply for a person: the headline first, its sign in brackets, then the details."""
    where = f"   {reply.reference}" if reply.reference else ""
    counted = f"   ({reply.counted[1]} of {reply.counted[0]})" if reply.counted else ""
    lines = [f"[{reply.sign}] {reply.word}{where}{counted}", *(f"    {detail}" for detail in reply.details)]
    for number, one in enumerate(reply.answer.candidates if reply.answer else (), start=1):
        told = f"; {theft_in_words(one.thefts[0])}" if one.thefts else ""
        lines.append(f"    .{number}  {one.identifier} ({one.slip}{told})")
    return lines
