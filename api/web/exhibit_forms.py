"""The forms of an exhibit's page: which act each sends, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Annotated
from uuid import NAMESPACE_OID, uuid5

from pydantic import BaseModel, Field

from api.usecases.custody.amend import Right, correct, explain
from api.usecases.custody.give_back import GivenTo, give_back
from api.usecases.custody.hand_over import Found, accept, lend, move, transfer
from api.usecases.custody.reread import Reading
from api.usecases.custody.split import split
from api.usecases.custody_web import acts
from api.usecases.custody_web.acts import Act, Words
from tracer.errors import UsageError

Short = Annotated[str, Field(max_length=200)]
Long = Annotated[str, Field(max_length=2_000)]


class ActForm(BaseModel):
    """What a form of the page says. `seen` is the number of the last event as the page showed it."""

    act: Short
    key: Annotated[str, Field(min_length=8, max_length=100)]
    seen: Annotated[int, Field(ge=0)]
    to: Short = ""
    location: Short = ""
    seal: Short = ""
    found: Short = ""
    due: Short = ""
    event: Short = ""
    holder: Short = ""
    codes: list[Short] = Field(default_factory=list, max_length=10)
    parts: Long = ""
    at: Short = ""
    undated: Short = ""
    reason: Long = ""
    note: Long = ""
    on_behalf: Short = ""
    identity: Long = ""
    name: Short = ""
    despite_block: Long = ""
    imei: Short = ""
    imei2: Short = ""
    imei3: Short = ""
    imei4: Short = ""
    serial: Short = ""
    make: Short = ""
    model: Short = ""
    colour: Short = ""
    description: Long = ""

    def words(self) -> Words:
        """What is said with any event; an empty field says nothing."""
        said = (self.at, self.undated, self.reason, self.note, self.on_behalf)
        at, undated, reason, note, on_behalf = (text.strip() or None for text in said)
        return Words(at, undated, reason, note, on_behalf, self.key, self.seen)


PASSING = frozenset({"accept", "transfer", "move"})
"""The acts by which an exhibit is accepted or handed on."""


def act_of(form: ActForm) -> Act:
    """The act that a form sends. Raises `UsageError` for one that there is not, or where its field is empty."""
    if form.act not in ACTS:
        raise UsageError("There is no such act.", "Choose one on the page.")
    needed, make = ACTS[form.act]
    for field, what in needed.items():
        if not getattr(form, field):
            raise UsageError(f"{what} is not given.", "Fill it in.")
    return make(form)


def _found(form: ActForm) -> Found:
    return Found(form.location or None, form.found or None)


def _right(form: ActForm) -> Right:
    read = Reading(**{each.name: getattr(form, each.name).strip() or None for each in fields(Reading)})
    return Right(form.holder or None, form.location or None, form.seal or None, form.found or None, read)


def _parts(form: ActForm) -> list[str]:
    return [line.strip() for line in form.parts.splitlines() if line.strip()]


def _given(form: ActForm) -> Act:
    # The same form again is of the same person, who has no id of their own.
    given = GivenTo(
        form.identity,
        f"owner:{uuid5(NAMESPACE_OID, form.key).hex}",
        form.name.strip() or None,
        form.found or None,
        form.despite_block.strip() or None,
    )
    return lambda house, one, said: give_back(house, one, said, given)


Make = Callable[[ActForm], Act]
ACTS: Mapping[str, tuple[Mapping[str, str], Make]] = {
    "accept": ({}, lambda form: lambda house, one, said: accept(house, one, said, _found(form))),
    "transfer": (
        {"to": "Who takes it"},
        lambda form: lambda house, one, said: transfer(house, one, said, form.to, _found(form)),
    ),
    "move": ({"to": "Where it goes"}, lambda form: lambda house, one, said: move(house, one, said, form.to)),
    "lend": (
        {"to": "Who borrows it", "due": "The day it is due back"},
        lambda form: lambda house, one, said: lend(house, one, said, (form.to, form.due), form.found or None),
    ),
    "seal": ({"seal": "The number of the seal"}, lambda form: acts.seal(form.seal, form.found)),
    "unseal": ({}, lambda form: acts.unseal(form.found)),
    "examine": ({}, lambda form: acts.examine(form.found, form.seal)),
    "return": ({"identity": "How you know who takes it"}, _given),
    "restrict": ({"reason": "The reason"}, lambda _form: acts.restrict()),
    "lift-restriction": ({"reason": "The reason"}, lambda _form: acts.lift_restriction()),
    "correct": (
        {"event": "The event", "reason": "The reason"},
        lambda form: lambda house, one, said: correct(house, one, said, form.event, _right(form)),
    ),
    "explain": (
        {"codes": "Which doubt", "reason": "The explanation"},
        lambda form: lambda house, one, said: explain(house, one, said, form.codes, form.event or None),
    ),
    "split": (
        {"parts": "The parts"},
        lambda form: lambda house, one, said: split(house, one, said, _parts(form), form.found or None),
    ),
}
"""What each act needs to be told, and how it is done."""
