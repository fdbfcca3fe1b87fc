"""How confirmations, claims and notices are shown: as lines and as JSON. No owner's details are in either."""

from __future__ import annotations

from datetime import date, datetime

from api.usecases.recovery.due import Due
from api.usecases.recovery.to_confirm import ToConfirm
from tracer.custody.events import reference_of, seizure_of
from tracer.records.recovery.slots import Also
from tracer.records.recovery.values import (
    Claim,
    ClaimReturn,
    Confirmation,
    HandBack,
    Message,
    Notice,
    OnePerson,
    Slot,
    Told,
)
from tracer.times import LONDON, iso


def notice_json(one: Notice) -> dict[str, object]:
    """A notice."""
    return {
        "id": one.id,
        "kind": one.kind,
        "reference": one.report.reference,
        "force": one.report.force,
        "confirmation": one.confirmation,
        "claim": one.claim,
        "state": one.state.value,
        "due": _day(one.due),
        "attempts": one.attempts,
        "nextAt": _time(one.next_at),
        "why": one.why,
        "createdAt": _time(one.created_at),
        "sentAt": _time(one.sent_at),
        "channel": one.channel,
    }


def notice_line(one: Notice) -> str:
    """A notice in a line."""
    about = f"{one.id}  {one.state.value}  {one.kind}  {subject(one)}"
    due = f", tell by {_say(one.due)}" if one.due and one.sent_at is None else ""
    sent = f", sent {one.sent_at.astimezone(LONDON):%-d %b %Y %H:%M}" if one.sent_at else ""
    return f"{about}{due}{sent}{f': {one.why}' if one.why else ''}"


def subject(one: Notice) -> str:
    """What a notice is about: a report, or somebody's claim."""
    return f"{one.report.reference} ({one.report.force})" if one.claim is None else f"claim {one.report.reference}"


def confirmation_json(one: Confirmation) -> dict[str, object]:
    """A confirmation."""
    return {
        "id": one.id,
        "exhibit": one.exhibit,
        "reference": one.report.reference,
        "force": one.report.force,
        "reasons": list(one.reasons),
        "enhanced": one.enhanced,
        "by": one.by,
        "at": _time(one.at),
        "readyAt": _time(one.ready_at),
        "withdrawnBy": one.withdrawn_by,
        "withdrawnAt": _time(one.withdrawn_at),
        "withdrawnWhy": one.withdrawn_why,
        "returnedAt": _time(one.returned_at),
    }


def told_json(done: Told) -> dict[str, object]:
    """A confirmation, and the notice that goes out or why there is none."""
    return {**confirmation_json(done.confirmation), "notice": done.notice, "untold": done.untold}


def told_lines(done: Told) -> list[str]:
    """The same in lines."""
    one = done.confirmation
    notice = f"Notice {done.notice} waits to be sent." if done.notice else f"Nobody is told. {done.untold}"
    return [f"{one.id}: {one.exhibit} is the phone of {one.report.reference} ({one.report.force}).", notice]


def open_line(one: Confirmation) -> str:
    """An open confirmation in a line."""
    ready = "ready to return" if one.ready_at else "not yet ready to return"
    return f"{one.id}  {one.exhibit}  {one.report.reference} ({one.report.force}): {ready}"


def to_confirm_json(one: ToConfirm) -> dict[str, object]:
    """An exhibit of which nobody has said whose it is, and the reports that it may be of."""
    reports = [
        {
            "reference": each.reference,
            "force": each.force,
            "offence": each.offence,
            "since": _time(each.since),
            "basis": each.basis,
            "score": each.score,
        }
        for each in one.reports
    ]
    return {"exhibit": one.state.exhibit, "seizedAt": _time(one.since), "reports": reports}


def to_confirm_line(one: ToConfirm) -> str:
    """The same in a line."""
    seized = f", seized {_say(one.since.astimezone(LONDON).date())}" if one.since else ""
    named = "; ".join(f"{each.reference} ({each.force}), {each.basis}" for each in one.reports)
    return f"{reference_of(one.state.exhibit)} of {seizure_of(one.state.exhibit)}{seized}: {named}"


def due_json(one: Due) -> dict[str, object]:
    """Somebody who is still to be told."""
    return {
        "reference": one.report.reference,
        "force": one.report.force,
        "exhibit": one.exhibit,
        "confirmation": one.confirmation,
        "due": _day(one.due),
        "late": one.late,
        "trouble": one.trouble,
        "notice": one.notice,
    }


def due_line(one: Due) -> str:
    """The same in a line."""
    when = f"{f'tell by {_say(one.due)}' if one.due else 'to be told'} about {reference_of(one.exhibit)}"
    late = "LATE: " if one.late else ""
    return f"{late}{one.report.reference} ({one.report.force}): {when}{f'. {one.trouble}' if one.trouble else ''}"


def claim_json(one: Claim) -> dict[str, object]:
    """A claim, without who makes it; `earlier` are decisions that were changed since."""
    earlier = [{"outcome": was.outcome, "by": was.by, "at": _time(was.at), "why": was.why} for was in one.earlier]
    decided = {"outcome": one.outcome, "decidedBy": one.decided_by, "decidedAt": _time(one.decided_at)}
    said = {"id": one.id, "exhibit": one.exhibit, "kind": one.kind.value, "by": one.by, "at": _time(one.at)}
    told = {"reference": one.reference, "mailed": one.mailed}
    statements = [_statement(each) for each in one.statements]
    return {**said, **told, **decided, "why": one.decided_why, "earlier": earlier, "statements": statements}


def claim_line(one: Claim) -> str:
    """The same in a line."""
    decided = f"{one.outcome} by {one.decided_by}: {one.decided_why}" if one.outcome else "not decided"
    same = f". One person with the owner of {one.statements[-1].report.reference}" if one.one_person else ""
    return f"{one.id}  {reference_of(one.exhibit)}  {one.kind.value}  {decided}{same}"


def _statement(one: OnePerson) -> dict[str, object]:
    of = {"reference": one.report.reference, "force": one.report.force, "one": one.one}
    return {**of, "by": one.by, "at": _time(one.at), "why": one.why}


def claim_return_json(one: ClaimReturn, also: Also | None = None) -> dict[str, object]:
    """How far the hand-back to a claimant is, and what is known of another phone's collection there and then."""
    agreed = {"begins": _time(one.begins), "ends": _time(one.ends), "point": one.point, "also": also}
    said = {"claim": one.claim, "readyBy": one.ready_by, "readyAt": _time(one.ready_at), **agreed}
    return {**said, "event": one.event, "receipt": one.receipt, "by": one.by, "at": _time(one.at)}


def slot_json(one: Slot, also: Also | None) -> dict[str, object]:
    """A time at which an owner may collect, and what is known of another phone's collection there and then."""
    said = {"id": one.id, "begins": _time(one.begins), "ends": _time(one.ends), "point": one.point}
    return {**said, "chosenAt": _time(one.chosen_at), "also": also}


def message_json(one: Message) -> dict[str, object]:
    """What an owner wrote, and the answer."""
    said = {"id": one.id, "kind": one.kind, "text": one.text, "at": _time(one.at), "about": one.about}
    answered = {"answer": one.answer, "answeredAt": _time(one.answered_at), "decision": one.decision}
    return {**said, **answered, "decisions": list(one.decisions)}


def message_lines(one: Message) -> list[str]:
    """The same in lines."""
    at = f"{one.at.astimezone(LONDON):%-d %b %Y %H:%M}"
    waits = "  waits for what was decided" if one.decisions else "  waits for an answer" if one.waits else ""
    decided = "" if one.decision is None else f"Decided: {one.decision.words}. "
    said = [f"{one.id}  {at}  {one.kind}{f', {one.about}' if one.about else ''}{waits}"]
    said += [f"  {one.text}"] if one.text else []
    return said + ([] if one.answer is None else [f"  {decided}Answered: {one.answer}"])


def hand_back_json(one: HandBack) -> dict[str, object]:
    """A hand-back."""
    said = {"id": one.id, "confirmation": one.confirmation, "event": one.event, "receipt": one.receipt}
    return {**said, "by": one.by, "at": _time(one.at)}


def _time(at: datetime | None) -> str | None:
    return None if at is None else iso(at)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _say(day: date) -> str:
    return f"{day:%-d %b %Y}"
