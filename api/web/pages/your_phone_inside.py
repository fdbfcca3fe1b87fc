"""What an owner who is signed in sees and does: where their phone is, and one thing a page.

Public, each for an owner's own session alone: `/your-phone/status` (GET), `/your-phone/mine`, `/your-phone/ask` and
`/your-phone/collect` (GET, POST), `/your-phone/sign-out` (POST).
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from api.problems import status_of
from api.signing_in import desk_of
from api.usecases.recovery.owners_page import OwnersItem, OwnersPage, choose_slot, say, victim_status
from api.usecases.recovery.sign_in import sign_out
from api.usecases.recovery.slot_words import day_in_words, in_words
from api.web import owner_session
from api.web.forms import then
from api.web.owner_session import Looks, Sends
from api.web.pages.your_phone import INSIDE, letterhead
from api.web.view import page
from tracer.errors import NotFoundError, TracerError
from tracer.records.recovery.values import Letter, MessageKind, OwnerSession, RecoveryError, Settled
from tracer.recovery.status import Status

router = APIRouter(prefix=owner_session.START)
DONE = {
    "mine": "Thank you. We have noted what you told us.",
    "asked": "We have your question. We will tell you by e-mail when we have answered it.",
    "chosen": "Your collection time is booked. Bring something that shows who you are.",
}
_KINDS = {
    MessageKind.MINE: "You told us that it is yours",
    MessageKind.ONLY_MINE: "You told us that it is yours and nobody else should have it",
    MessageKind.NOT_MINE: "You told us that it is not yours",
    MessageKind.QUESTION: "You asked",
    MessageKind.COMPETING: "You told us that somebody else claims it",
}
_DECIDED = {
    Settled.THEIRS: "We looked into it: the phone that we have is the one in your report.",
    Settled.NOT_THEIRS: "We looked into it: the phone that we have is not the one in your report.",
    Settled.CLAIM_STANDS: "We looked into it: the phone goes to whoever else has a claim to it.",
}
Text = Annotated[str, Form(max_length=10_000)]
Short = Annotated[str, Form(max_length=200)]


@router.get("/status")
def status(request: Request, owner: Looks, done: str = "") -> Response:
    """Where the phone is, what happens next and by when."""
    return _drawn(request, owner, "your_phone_status.html", {"done": DONE.get(done, "")})


@router.get("/mine")
def mine(request: Request, owner: Looks) -> Response:
    """Asks whether the phone is theirs."""
    return _drawn(request, owner, "your_phone_mine.html", {})


@router.post("/mine")
def said_mine(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request, owner: Sends, answer: Short = "", text: Text = "", key: Short = "", phone: Short = ""
) -> Response:
    """Takes the answer, of one of their phones."""
    given = {"text": text, "answer": answer, "phone": phone}
    kinds = [kind for kind in MessageKind if kind.name.casefold() == answer and kind is not MessageKind.QUESTION]
    if not kinds:
        error: TracerError = RecoveryError("Nothing is chosen.", "Choose whether the phone is yours.")
        return _drawn(request, owner, "your_phone_mine.html", given, error)
    ours = [one.id for one in _ours(victim_status(desk_of(request).custody, owner))]
    about = phone or (ours[0] if len(ours) == 1 else "")
    if ours and about not in ours:
        error = RecoveryError("It is not said which of your phones you mean.", "Choose one.")
        return _drawn(request, owner, "your_phone_mine.html", given, error)
    letter = Letter(kinds[0], text, key, about or None)
    return _said(request, owner, letter, "your_phone_mine.html", given)


@router.get("/ask")
def ask(request: Request, owner: Looks) -> Response:
    """Asks for the question."""
    return _drawn(request, owner, "your_phone_ask.html", {})


@router.post("/ask")
def asked(request: Request, owner: Sends, text: Text = "", key: Short = "") -> Response:
    """Takes the question."""
    return _said(request, owner, Letter(MessageKind.QUESTION, text, key), "your_phone_ask.html", {"text": text})


@router.get("/collect")
def collect(request: Request, owner: Looks) -> Response:
    """Offers times."""
    return _drawn(request, owner, "your_phone_collect.html", {})


@router.post("/collect")
def chosen(request: Request, owner: Sends, slot: Short = "") -> Response:
    """Takes the time that was chosen."""
    if not slot:
        error = RecoveryError("No time is chosen.", "Choose a time.")
        return _drawn(request, owner, "your_phone_collect.html", {}, error)
    try:
        choose_slot(desk_of(request).custody, owner, slot)
    except NotFoundError as gone:
        return _drawn(request, owner, "your_phone_collect.html", {}, gone)
    return then(f"{INSIDE}?done=chosen")


@router.post("/sign-out")
def leave(request: Request, owner: Sends) -> Response:
    """The session ends here, whatever the browser keeps."""
    desk = desk_of(request)
    sign_out(desk.records, owner)
    answer = then(owner_session.START)
    owner_session.take_back(answer, desk)
    return answer


def _said(request: Request, owner: OwnerSession, letter: Letter, template: str, given: dict[str, Any]) -> Response:
    try:
        say(desk_of(request).custody, owner, replace(letter, key=letter.key or secrets.token_urlsafe(12)))
    except TracerError as error:
        return _drawn(request, owner, template, given, error)
    return then(f"{INSIDE}?done={'asked' if letter.kind is MessageKind.QUESTION else 'mine'}")


def _ours(shown: OwnersPage) -> list[OwnersItem]:
    """Those of their phones that we have."""
    return [one for one in shown.items if one.id and one.item.status is not Status.RETURNED]


def _drawn(
    request: Request, owner: OwnerSession, template: str, data: dict[str, Any], error: TracerError | None = None
) -> Response:
    shown = victim_status(desk_of(request).custody, owner)
    slots = _slots(shown)
    given = {
        **letterhead(request),
        "shown": shown,
        "slots": slots,
        "chosen": any(slot["chosen"] for slot in slots),
        "ours": _ours(shown),
        "claimed": any(one.claimed for one in shown.items),
        "which": {one.id: one.which for one in shown.items},
        "days": {one.item.by: day_in_words(one.item.by) for one in shown.items if one.item.by},
        "kinds": _KINDS,
        "decided": _DECIDED,
        "owner_csrf": owner.csrf,
        "key": secrets.token_urlsafe(12),
        "error": error,
        **data,
    }
    return page(request, template, given, 200 if error is None else status_of(error))


def _slots(shown: OwnersPage) -> list[dict[str, Any]]:
    return [
        {"id": slot.id, "of": one.id, "when": in_words(slot), "point": slot.point, "chosen": slot.chosen_at is not None}
        for one in shown.items
        for slot in one.slots
    ]
