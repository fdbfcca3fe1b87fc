"""What is recorded of an exhibit: one operation for each act of the commands."""

from __future__ import annotations

from uuid import NAMESPACE_OID, uuid5

from fastapi import APIRouter, Request, Response

from api.routers._custody_given import Acts, Given, recorded
from api.schemas import custody as s
from api.usecases.custody.amend import Right, correct, explain
from api.usecases.custody.give_back import GivenTo, give_back
from api.usecases.custody.hand_over import Found, accept, lend, move, transfer
from api.usecases.custody.split import split
from api.usecases.custody_web import acts

router = APIRouter(prefix="/custody/exhibits/{exhibit:path}", tags=["custody"])


@router.post("/transfer", status_code=201)
def post_transfer(  # noqa: PLR0913, PLR0917 - each is a part of the request
    request: Request, response: Response, who: Acts, exhibit: str, said: s.TransferSaid, given: Given
) -> s.RecordedTold:
    """Hand it to an officer, who has to accept it."""
    return recorded(
        request,
        response,
        who,
        (exhibit, said, given),
        lambda house, one, words: transfer(house, one, words, said.to, Found(said.location, said.seal)),
    )


@router.post("/accept", status_code=201)
def post_accept(  # noqa: PLR0913, PLR0917 - each is a part of the request
    request: Request, response: Response, who: Acts, exhibit: str, said: s.PassSaid, given: Given
) -> s.RecordedTold:
    """Take it over, for oneself or for a laboratory."""
    return recorded(
        request,
        response,
        who,
        (exhibit, said, given),
        lambda house, one, words: accept(house, one, words, Found(said.location, said.seal)),
    )


@router.post("/move", status_code=201)
def post_move(  # noqa: PLR0913, PLR0917 - each is a part of the request
    request: Request, response: Response, who: Acts, exhibit: str, said: s.MoveSaid, given: Given
) -> s.RecordedTold:
    """Move it to a place."""
    return recorded(
        request, response, who, (exhibit, said, given), lambda house, one, words: move(house, one, words, said.to)
    )


@router.post("/lend", status_code=201)
def post_lend(  # noqa: PLR0913, PLR0917 - each is a part of the request
    request: Request, response: Response, who: Acts, exhibit: str, said: s.LendSaid, given: Given
) -> s.RecordedTold:
    """Lend it out until a day."""
    return recorded(
        request,
        response,
        who,
        (exhibit, said, given),
        lambda house, one, words: lend(house, one, words, (said.to, said.due), said.seal),
    )


@router.post("/seal", status_code=201)
def post_seal(  # noqa: PLR0913, PLR0917 - each is a part of the request
    request: Request, response: Response, who: Acts, exhibit: str, said: s.SealSaid, given: Given
) -> s.RecordedTold:
    """Put it under a seal that was never used."""
    return recorded(request, response, who, (exhibit, said, given), acts.seal(said.seal, said.found))


@router.post("/unseal", status_code=201)
def post_unseal(  # noqa: PLR0913, PLR0917 - each is a part of the request
    request: Request, response: Response, who: Acts, exhibit: str, said: s.UnsealSaid, given: Given
) -> s.RecordedTold:
    """Break its seal."""
    return recorded(request, response, who, (exhibit, said, given), acts.unseal(said.found))


@router.post("/examine", status_code=201)
def post_examine(  # noqa: PLR0913, PLR0917 - each is a part of the request
    request: Request, response: Response, who: Acts, exhibit: str, said: s.ExamineSaid, given: Given
) -> s.RecordedTold:
    """Say that it was examined, and what became of its seal."""
    return recorded(request, response, who, (exhibit, said, given), acts.examine(said.found, said.seal))


@router.post("/return", status_code=201)
def post_return(  # noqa: PLR0913, PLR0917 - each is a part of the request
    request: Request, response: Response, who: Acts, exhibit: str, said: s.ReturnSaid, given: Given
) -> s.RecordedTold:
    """Give it back, once it is known who takes it and its block was lifted.

    What is confirmed as the phone of a report is handed back (`/returns/{confirmation}/hand-back`), not returned so.
    """
    return recorded(
        request,
        response,
        who,
        (exhibit, said, given),
        lambda house, one, words: give_back(house, one, words, _given_to(said, given[0])),
    )


@router.post("/restrict", status_code=201)
def post_restrict(  # noqa: PLR0913, PLR0917 - each is a part of the request
    request: Request, response: Response, who: Acts, exhibit: str, said: s.ActSaid, given: Given
) -> s.RecordedTold:
    """Restrict it, where it is needed as evidence. Until that is lifted it neither goes back nor is disposed of."""
    return recorded(request, response, who, (exhibit, said, given), acts.restrict())


@router.post("/lift-restriction", status_code=201)
def post_lift_restriction(  # noqa: PLR0913, PLR0917 - each is a part of the request
    request: Request, response: Response, who: Acts, exhibit: str, said: s.ActSaid, given: Given
) -> s.RecordedTold:
    """Lift its restriction, once it is not needed as evidence any more. Why is needed."""
    return recorded(request, response, who, (exhibit, said, given), acts.lift_restriction())


@router.post("/correct", status_code=201)
def post_correct(  # noqa: PLR0913, PLR0917 - each is a part of the request
    request: Request, response: Response, who: Acts, exhibit: str, said: s.CorrectSaid, given: Given
) -> s.RecordedTold:
    """Say what is right where an event is wrong; both stay in the history."""
    return recorded(
        request,
        response,
        who,
        (exhibit, said, given),
        lambda house, one, words: correct(house, one, words, said.event, _right(said)),
    )


@router.post("/explain", status_code=201)
def post_explain(  # noqa: PLR0913, PLR0917 - each is a part of the request
    request: Request, response: Response, who: Acts, exhibit: str, said: s.ExplainSaid, given: Given
) -> s.RecordedTold:
    """Explain doubts: why is the reason."""
    return recorded(
        request, response, who, (exhibit, said, given), lambda house, one, words: explain(house, one, words, said.codes)
    )


@router.post("/split", status_code=201)
def post_split(  # noqa: PLR0913, PLR0917 - each is a part of the request
    request: Request, response: Response, who: Acts, exhibit: str, said: s.SplitSaid, given: Given
) -> s.RecordedTold:
    """Make parts of it exhibits of their own."""
    return recorded(
        request,
        response,
        who,
        (exhibit, said, given),
        lambda house, one, words: split(house, one, words, said.parts, said.found),
    )


def _given_to(said: s.ReturnSaid, key: str | None) -> GivenTo:
    # Without an id of their own they get one that is the same for the same request.
    owner = said.to or (key and f"owner:{uuid5(NAMESPACE_OID, key).hex}")
    return GivenTo(said.identity, owner, said.name, said.seal, said.despite_block)


def _right(said: s.CorrectSaid) -> Right:
    return Right(said.holder, said.location, said.seal, said.found)
