"""What is recorded of an exhibit: one operation for each act of the commands."""

from __future__ import annotations

from dataclasses import fields
from uuid import NAMESPACE_OID, uuid5

from fastapi import APIRouter

from api.routers._custody_given import Asked, Passing
from api.schemas import custody as s
from api.usecases.custody.amend import Right, correct, explain
from api.usecases.custody.give_back import GivenTo, give_back
from api.usecases.custody.hand_over import Found, accept, lend, move, transfer
from api.usecases.custody.reread import Reading
from api.usecases.custody.split import split
from api.usecases.custody_web import acts

router = APIRouter(prefix="/custody/exhibits/{exhibit:path}", tags=["custody"])


@router.post("/transfer", status_code=201)
def post_transfer(asked: Passing, said: s.TransferSaid) -> s.RecordedTold:
    """Hand it to an officer, who has to accept it. Whoever holds it may."""
    return asked.recorded(
        said,
        lambda house, one, words: transfer(house, one, words, said.to, Found(said.location, said.seal)),
    )


@router.post("/accept", status_code=201)
def post_accept(asked: Passing, said: s.PassSaid) -> s.RecordedTold:
    """Take it over, for oneself or for a laboratory. Whoever it was handed to may."""
    return asked.recorded(
        said,
        lambda house, one, words: accept(house, one, words, Found(said.location, said.seal)),
    )


@router.post("/move", status_code=201)
def post_move(asked: Passing, said: s.MoveSaid) -> s.RecordedTold:
    """Move it to a place. Whoever holds it may."""
    return asked.recorded(said, lambda house, one, words: move(house, one, words, said.to))


@router.post("/lend", status_code=201)
def post_lend(asked: Asked, said: s.LendSaid) -> s.RecordedTold:
    """Lend it out until a day."""
    return asked.recorded(
        said,
        lambda house, one, words: lend(house, one, words, (said.to, said.due), said.seal),
    )


@router.post("/seal", status_code=201)
def post_seal(asked: Asked, said: s.SealSaid) -> s.RecordedTold:
    """Put it under a seal that was never used."""
    return asked.recorded(said, acts.seal(said.seal, said.found))


@router.post("/unseal", status_code=201)
def post_unseal(asked: Asked, said: s.UnsealSaid) -> s.RecordedTold:
    """Break its seal."""
    return asked.recorded(said, acts.unseal(said.found))


@router.post("/examine", status_code=201)
def post_examine(asked: Asked, said: s.ExamineSaid) -> s.RecordedTold:
    """Say that it was examined, and what became of its seal."""
    return asked.recorded(said, acts.examine(said.found, said.seal))


@router.post("/return", status_code=201)
def post_return(asked: Asked, said: s.ReturnSaid) -> s.RecordedTold:
    """Give it back, once it is known who takes it and its block was lifted.

    What is confirmed as the phone of a report is handed back (`/returns/{confirmation}/hand-back`), not returned so.
    """
    return asked.recorded(
        said,
        lambda house, one, words: give_back(house, one, words, _given_to(said, asked.key)),
    )


@router.post("/restrict", status_code=201)
def post_restrict(asked: Asked, said: s.ActSaid) -> s.RecordedTold:
    """Restrict it, where it is needed as evidence. Until that is lifted it neither goes back nor is disposed of."""
    return asked.recorded(said, acts.restrict())


@router.post("/lift-restriction", status_code=201)
def post_lift_restriction(asked: Asked, said: s.ActSaid) -> s.RecordedTold:
    """Lift its restriction, once it is not needed as evidence any more. Why is needed."""
    return asked.recorded(said, acts.lift_restriction())


@router.post("/correct", status_code=201)
def post_correct(asked: Asked, said: s.CorrectSaid) -> s.RecordedTold:
    """Say what is right where an event is wrong, also where an IMEI was misread; both stay in the history."""
    return asked.recorded(
        said,
        lambda house, one, words: correct(house, one, words, said.event, _right(said)),
    )


@router.post("/explain", status_code=201)
def post_explain(asked: Asked, said: s.ExplainSaid) -> s.RecordedTold:
    """Explain doubts: why is the reason."""
    return asked.recorded(said, lambda house, one, words: explain(house, one, words, said.codes, said.event))


@router.post("/split", status_code=201)
def post_split(asked: Asked, said: s.SplitSaid) -> s.RecordedTold:
    """Make parts of it exhibits of their own."""
    return asked.recorded(
        said,
        lambda house, one, words: split(house, one, words, said.parts, said.found),
    )


def _given_to(said: s.ReturnSaid, key: str | None) -> GivenTo:
    # Without an id of their own they get one that is the same for the same request.
    owner = said.to or (key and f"owner:{uuid5(NAMESPACE_OID, key).hex}")
    return GivenTo(said.identity, owner, said.name, said.seal, said.despite_block)


def _right(said: s.CorrectSaid) -> Right:
    read = Reading(**{each.name: getattr(said, each.name) for each in fields(Reading)})
    return Right(said.holder, said.location, said.seal, said.found, read)
