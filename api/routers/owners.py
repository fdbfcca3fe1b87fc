"""Owners, for those who return phones: how to reach them, for a stated purpose, and what they write."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from api.access import Actor, Permission
from api.repeats import Asking, Key, once
from api.schemas.owners import (
    AnsweredTold,
    AnswerSaid,
    ClaimantTold,
    DetailsTold,
    MessageList,
    MessageTold,
    OwnerTold,
)
from api.signing_in import desk_of, needs
from api.usecases.recovery.desk_acts import answer_as
from api.usecases.recovery.one_return import letters, people_of
from api.usecases.recovery.reach import confirmation_of, report_of_message
from tracer.records.audit import Act
from tracer.recovery.report import Report

router = APIRouter(prefix="/returns", tags=["returns"])
Reads = Annotated[Actor, Depends(needs(Permission.OWNERS))]
Name = Annotated[str, Query(min_length=1, max_length=300)]


@router.get("/{confirmation}/owner")
def owner(
    request: Request,
    who: Reads,
    confirmation: str,
    purpose: Annotated[str, Query(min_length=1, max_length=200, description="What for: the audit keeps it.")],
) -> OwnerTold:
    """The owner's details, and who claims the phone, for a purpose."""
    desk = desk_of(request)
    found = confirmation_of(desk, who, confirmation, Permission.OWNERS)
    known, claims = people_of(desk, who, found.id, purpose)
    return OwnerTold(
        force=found.report.force,
        reference=found.report.reference,
        known=[DetailsTold(details=one.details, source=one.source.id, row=one.source.row) for one in known],
        claims=[ClaimantTold(claim=one.id, kind=one.kind.value, **said) for one, said in claims],
    )


@router.get("/messages")
def messages(request: Request, who: Reads, force: Name, reference: Name) -> MessageList:
    """What the owner of a report wrote and was answered; nothing where nobody is known, or they were erased."""
    found = letters(desk_of(request), who, Report(force, reference))
    return MessageList(items=[MessageTold.model_validate(one) for one in found], of=len(found))


@router.post("/messages/{message}/answer", status_code=201)
def answer(
    request: Request,
    who: Annotated[Actor, Depends(needs(Permission.OWNERS, Act.ALTERED))],
    message: str,
    said: AnswerSaid,
    key: Key = None,
) -> AnsweredTold:
    """Answer what an owner wrote; they are told that there is an answer. The same key answers nothing twice.

    That a phone is not theirs, or that somebody else claims it, is answered with what was decided, and not without.
    """
    desk = desk_of(request)
    report = report_of_message(desk, who, message)

    def act() -> str:
        answer_as(desk, who, message, said.text, said.decision)
        return message

    once(desk, Asking(who, f"answer {message}", said, key), act)
    return AnsweredTold(message=message, force=report.force, reference=report.reference)
