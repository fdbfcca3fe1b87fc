"""The words of every notice to owners and claimants: plain text that a thief's message cannot honestly look like.

No notice names a person or a place, asks for a secret, or holds a link that signs in. What comes from outside (the
crime reference, the force's name) goes in only through `plain`.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial

from tracer.recovery.codes import grouped
from tracer.recovery.report import Report, plain

WIDTH = 72


class NoticeKind(StrEnum):
    """What a notice tells."""

    CONFIRMED = "confirmed"
    MISTAKEN = "mistaken"
    READY = "ready"
    UPDATE = "update"
    RETURNED = "returned"
    CLAIMED = "claimed"
    STAYS = "stays"
    GIVEN = "given"
    ANSWERED = "answered"
    CHOSEN = "chosen"
    CODE = "code"
    CLAIM_NOTED = "claim-noted"
    CLAIM_ACCEPTED = "claim-accepted"
    CLAIM_REFUSED = "claim-refused"
    CLAIM_READY = "claim-ready"
    CLAIM_WAITS = "claim-waits"
    CLAIM_GIVEN = "claim-given"


TO_CLAIMANTS = (
    NoticeKind.CLAIM_NOTED,
    NoticeKind.CLAIM_ACCEPTED,
    NoticeKind.CLAIM_REFUSED,
    NoticeKind.CLAIM_READY,
    NoticeKind.CLAIM_WAITS,
    NoticeKind.CLAIM_GIVEN,
)
"""Those that go to whoever claims a phone. They have no page of their own."""
HANDED_OVER = (NoticeKind.RETURNED, NoticeKind.GIVEN, NoticeKind.CLAIM_GIVEN)
"""Those that say on which day the phone was handed over."""
PROMISING = (NoticeKind.CONFIRMED, NoticeKind.UPDATE, NoticeKind.STAYS)
"""Those that say by when the owner hears from us again."""


@dataclass(frozen=True, slots=True)
class Force:
    """Who writes: the force's name, the telephone number that its own website gives, and the owners' page.

    The page's address goes in as it is, since the force set it; it is the same in every notice and signs nobody in.
    """

    name: str = "the police"
    phone: str = "101"
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A notice to be sent."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a notice says of one phone: by when its owner hears next, which of theirs it is, when they collect it, and
    on which day it was handed over.
    """

    by: date | None = None
    phone: str | None = None
    time: str | None = None
    handed_over: date | None = None


_NOTHING_MORE = Particulars()

_SUBJECTS = {
    NoticeKind.CONFIRMED: "Your phone has been recovered",
    NoticeKind.MISTAKEN: "A correction about your phone",
    NoticeKind.READY: "Your phone is ready to return",
    NoticeKind.UPDATE: "Where things stand with your phone",
    NoticeKind.RETURNED: "Your phone has been returned",
    NoticeKind.CLAIMED: "Somebody else claims your phone",
    NoticeKind.STAYS: "Your phone does not go to anybody else now",
    NoticeKind.GIVEN: "Another claim to your phone was accepted",
    NoticeKind.ANSWERED: "We answered what you wrote",
    NoticeKind.CHOSEN: "Your collection time is booked",
    NoticeKind.CODE: "Your one-time code",
    NoticeKind.CLAIM_NOTED: "Your claim to a phone is noted",
    NoticeKind.CLAIM_ACCEPTED: "Your claim to a phone was accepted",
    NoticeKind.CLAIM_REFUSED: "Your claim to a phone was refused",
    NoticeKind.CLAIM_READY: "The phone that you claimed is ready",
    NoticeKind.CLAIM_WAITS: "The phone that you claimed has to wait",
    NoticeKind.CLAIM_GIVEN: "The phone that you claimed was handed over",
}

_SAYS = {
    NoticeKind.CONFIRMED: "A phone that we have recovered is the one in your report. There is nothing to do today.",
    NoticeKind.MISTAKEN: "We may have told you that we have recovered your phone. That was a mistake, and we are "
    "sorry: the phone that we have is not the one in your report. Your report stays open.",
    NoticeKind.READY: "Your phone is ready to be returned to you.",
    NoticeKind.UPDATE: "We still have your phone. It cannot be given back now.",
    NoticeKind.RETURNED: "Your phone was given back against a receipt. If you do not have it, tell us at once.",
    NoticeKind.CLAIMED: "Somebody else claims the phone in your report, such as an insurer that paid for it. We "
    "accepted that claim, and the phone will go to them.",
    NoticeKind.STAYS: "We may have told you that somebody else claims the phone in your report, and that it will go to "
    "them. That decision was changed: it does not go to them now, and we still have the phone.",
    NoticeKind.GIVEN: "Somebody else claimed the phone in your report, such as an insurer that paid for it. We "
    "accepted that claim and gave them the phone.",
    NoticeKind.ANSWERED: "We have answered what you wrote to us.",
    NoticeKind.CHOSEN: "You chose a time to collect your phone. If it was not you, ring us.",
    NoticeKind.CODE: "Somebody, we hope you, asked for a one-time code for your report. If it was not you, do nothing: "
    "without the code nobody sees anything.",
    NoticeKind.CLAIM_NOTED: "You told us that a phone is yours, or that you have a right to it. We noted that. Nobody "
    "is given a phone before every claim to it is decided. If it was not you, ring us.",
    NoticeKind.CLAIM_ACCEPTED: "You claimed a phone, and we accepted your claim.",
    NoticeKind.CLAIM_REFUSED: "You claimed a phone, and we refused your claim. If we told you before that it was "
    "accepted, or that the phone is ready, that holds no more.",
    NoticeKind.CLAIM_READY: "You claimed a phone. We accepted your claim, and the phone is ready to be given to you.",
    NoticeKind.CLAIM_WAITS: "You claimed a phone, and we accepted your claim. It cannot be given to you now: something "
    "has to be settled first. If we told you that it is ready, or agreed on a time with you, that holds no more.",
    NoticeKind.CLAIM_GIVEN: "The phone that you claimed was handed over to you, or to somebody who came for you, "
    "against a receipt. If you do not know of that, ring us at once.",
}

_NEXT = {
    NoticeKind.CONFIRMED: "What happens next: we check whether it can be given back to you, and tell you when to "
    "collect it, or what else was decided.",
    NoticeKind.MISTAKEN: "What happens next: we tell you if your phone is recovered.",
    NoticeKind.READY: "What happens next: choose a time to collect it on our page for owners, or ring us to agree on "
    "one. Please do not come before that, and bring something that shows who you are.",
    NoticeKind.UPDATE: "What happens next: we tell you when to collect it, or what else was decided. A time that "
    "you chose before holds no more.",
    NoticeKind.RETURNED: "What happens next: nothing, if you have it. You do not need to answer.",
    NoticeKind.CLAIMED: "What happens next: nothing, if you know of that. If you do not, or think that it is wrong, "
    "tell us at once on our page for owners that it is yours, or ring us: nobody is given the phone before we have "
    "answered you. A time that you chose before holds no more.",
    NoticeKind.STAYS: "What happens next: we tell you when to collect it, or what else was decided. A time that you "
    "chose before holds no more.",
    NoticeKind.GIVEN: "What happens next: nothing, if you know of that. If you do not, or think that it is wrong, ring "
    "us soon or ask us on our page for owners: you can still say that it is yours.",
    NoticeKind.ANSWERED: "What happens next: read the answer on our page for owners, or ask us by telephone.",
    NoticeKind.CHOSEN: "What happens next: come at that time, and bring something that shows who you are. Where to, "
    "and how to change the time, is on our page for owners.",
    NoticeKind.CODE: "Type it on our page for owners. It holds for 15 minutes and works once. We never ask for it by "
    "telephone or in a message.",
    NoticeKind.CLAIM_NOTED: "What happens next: we look into it, and tell you what was decided.",
    NoticeKind.CLAIM_ACCEPTED: "What happens next: we check that it can be given to you, and tell you when it is "
    "ready. Please do not come before that.",
    NoticeKind.CLAIM_REFUSED: "What happens next: nothing. If you want to know why, or think that it is wrong, ring "
    "us. You can also ask a court to decide whose the phone is.",
    NoticeKind.CLAIM_READY: "What happens next: ring us to agree on a time before you come, and bring something that "
    "shows who you are.",
    NoticeKind.CLAIM_WAITS: "What happens next: we settle that, and tell you whether it is ready or what else was "
    "decided. Please do not come before that.",
    NoticeKind.CLAIM_GIVEN: "What happens next: nothing. You do not need to answer.",
}

NEVER = (
    "We will never ask you for a passcode or a password, to sign in anywhere, to remove your phone from an account, or "
    "for money, and no message of ours has a link that signs you in. Whoever asks for any of that is not us."
)
"""The only place where a notice speaks of these things."""


def compose(kind: NoticeKind, report: Report, force: Force, code: str, of: Particulars = _NOTHING_MORE) -> Text:
    """The notice. `code` is its check code, or for `CODE` the one-time code itself. `report` names what it is about:
    a theft report, or for a claimant their claim.
    """
    what, by = plain(force.name), of.by
    claims = kind in TO_CLAIMANTS
    parts = [_SAYS[kind], f"{'Claim' if claims else 'Crime reference'}: {report.shown}"]
    parts += [] if of.phone is None else [f"Which phone: {plain(of.phone)}"]
    parts += [] if of.time is None else [f"Your time: {of.time}"]
    parts += [] if of.handed_over is None else [f"Handed over: {_day(of.handed_over)}"]
    parts.append(_NEXT[kind])
    parts += [] if by is None else [f"You hear from us again by {_day(by)}, even if nothing has changed."]
    parts += _code(kind, code, force)
    if force.page is not None and not claims:
        parts.append(f"Our page for owners: {force.page}\nType that address yourself, or find it on our own website.")
    parts += [NEVER, f"{what[:1].upper()}{what[1:]}"]
    body = "\n\n".join(_wrapped(part) for part in parts) + "\n"
    return Text(f"{_SUBJECTS[kind]} ({report.shown})", body)


def _code(kind: NoticeKind, code: str, force: Force) -> list[str]:
    if kind is NoticeKind.CODE:
        return [f"Your one-time code: {grouped(code)}"]
    check = (
        f"To check that this message is ours, ring {plain_phone(force.phone)}, a number that you look up yourself, and "
        f"read out this check code{'' if kind in TO_CLAIMANTS else '; or type it on our page for owners'}."
    )
    return [check, f"Check code: {grouped(code)}"]


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def plain_phone(text: str) -> str:
    """A telephone number and nothing else."""
    return " ".join("".join(letter for letter in text if letter in "+0123456789 ").split())[:30] or "101"


def _wrapped(part: str) -> str:
    fill = partial(textwrap.fill, width=WIDTH, break_long_words=False, break_on_hyphens=False)
    return "\n".join(map(fill, part.split("\n")))
