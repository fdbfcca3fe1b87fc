"""Claims to exhibits, as commands of `tracer returns`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.commands._common import Json, put, put_json
from api.commands.custody._common import opened_custody
from api.commands.custody._said import Exhibit, Seizure
from api.commands.notify import By

if TYPE_CHECKING:
    from datetime import datetime

    from api.custody_house import CustodyHouse
    from tracer.records.values import Asked


def claim(  # noqa: PLR0913, PLR0917 - each is an option of the command
    exhibit: Exhibit,
    kind: Annotated[str, typer.Option(help="owner, insurer or innocent buyer.")],
    who: Annotated[str, typer.Option(help="Who claims it, and how to reach them. Kept private.")],
    why: Annotated[str, typer.Option(help="On what they rest it. Kept private.")],
    by: By,
    email: Annotated[str, typer.Option(help="Where they are told of it and of what becomes of it. Kept private.")] = "",
    seizure: Seizure = None,
    as_json: Json = False,
) -> None:
    """Record that somebody says an exhibit is theirs. Until it is decided nobody is given it."""
    from api.show.recovery import claim_json
    from api.usecases.custody.history import asked_by
    from api.usecases.custody.naming import find_exhibit
    from api.usecases.recovery import claim_acts

    with opened_custody() as house:
        found = find_exhibit(house.ledger, exhibit, seizure).exhibit
        new = claim_acts.NewClaim(kind, who, why, email)
        done = claim_acts.claim(house, found, new, asked_by(house, by, claim_acts.CLAIMING))
    put_json(claim_json(done)) if as_json else put(done.id)


def claims(exhibit: Exhibit, seizure: Seizure = None, as_json: Json = False) -> None:
    """All claims to an exhibit, without who makes them."""
    from api.show.recovery import claim_json, claim_line
    from api.usecases.custody.naming import find_exhibit
    from tracer.records.recovery.claims import Claims

    with opened_custody() as house:
        found = house.records.part(Claims).of_exhibit(find_exhibit(house.ledger, exhibit, seizure).exhibit)
    for one in found:
        put_json(claim_json(one)) if as_json else put(claim_line(one))


def decide(  # noqa: PLR0913, PLR0917 - each is an option of the command
    claim: Annotated[str, typer.Argument(help="The claim's id.")],
    accept: Annotated[bool, typer.Option("--accept/--refuse", help="What is decided.")],
    by: By,
    reason: Annotated[str, typer.Option(help="Why.")],
    change: Annotated[bool, typer.Option("--change", help="Decide it otherwise than before.")] = False,
    as_json: Json = False,
) -> None:
    """Decide a claim. Who decided and why is kept. One claim alone can be accepted."""
    from api.show.recovery import claim_json
    from api.usecases.custody.history import asked_by
    from tracer.records.recovery.claims import Claims

    with opened_custody() as house:
        part, asked = house.records.part(Claims), asked_by(house, by, reason)
        done = part.change(claim, accept, asked) if change else part.decide(claim, accept, asked)
    put_json(claim_json(done)) if as_json else put(f"{done.id}: {done.outcome}")


def one_person(
    claim: Annotated[str, typer.Argument(help="The claim's id.")],
    by: By,
    reason: Annotated[str, typer.Option(help="What shows it.")],
    one: Annotated[bool, typer.Option("--one/--not", help="That they are one person, or are not after all.")] = True,
    as_json: Json = False,
) -> None:
    """Say that whoever claims it is the owner of the report it is confirmed for. It goes back by the report then."""
    from api.show.recovery import claim_json, claim_line
    from api.usecases.custody.history import asked_by
    from tracer.records.recovery.claims import Claims

    with opened_custody() as house:
        done = house.records.part(Claims).say_one(claim, one, asked_by(house, by, reason))
    put_json(claim_json(done)) if as_json else put(claim_line(done))


def agree(  # noqa: PLR0913, PLR0917 - each is an option of the command
    claim: Annotated[str, typer.Argument(help="The accepted claim's id.")],
    begins: Annotated[str, typer.Option(help="From when, such as 2023-10-24T16:00.")],
    ends: Annotated[str, typer.Option(help="Until when.")],
    point: Annotated[str, typer.Option(help="Where they collect it.")],
    by: By,
    as_json: Json = False,
) -> None:
    """Note when and where a claimant collects, as it was agreed with them. A later one takes its place."""
    from api.show.recovery import claim_return_json
    from api.usecases.custody.history import asked_by
    from api.usecases.recovery.claim_acts import arrange
    from api.usecases.recovery.desk_acts import PURPOSE
    from api.usecases.recovery.slot_words import between
    from tracer.records.recovery.claim_returns import Appointment
    from tracer.records.recovery.slots import Slots

    with opened_custody() as house:
        when = Appointment(time_to_come("begins", begins, house.now), time_to_come("ends", ends, house.now), point)
        done = arrange(house, claim, when, asked_by(house, by, PURPOSE))
        also = house.records.part(Slots).also_agreed(done)
    if as_json:
        put_json(claim_return_json(done, also))
        return
    put(f"{claim}: {between(when.begins, when.ends)}, {done.point}")
    if also:
        typer.echo(f"Note: another phone's collection is {also} there at that time.", err=True)


def time_to_come(option: str, text: str, now: datetime) -> datetime:
    """A time that an option gives, which may be in the future. Raises `UsageError`."""
    from api.usecases.recovery.desk_acts import LATEST
    from tracer.errors import UsageError
    from tracer.times import parse_said

    try:
        return parse_said(text, now + LATEST).at
    except ValueError as error:
        raise UsageError(f"--{option}: {error}.", "Write it as 2023-10-24T16:00.") from None


def ready_for_claimant(house: CustodyHouse, claim: str, asked: Asked, as_json: bool) -> str:
    """Says that a claimant may collect, and answers it; the exhibit."""
    from api.show.recovery import claim_return_json
    from tracer.records.recovery.claim_returns import ClaimReturns
    from tracer.records.recovery.claims import Claims

    returns, found = house.records.part(ClaimReturns), house.records.part(Claims).find(claim)
    done = returns.ready(claim, asked)
    if as_json:
        put_json(claim_return_json(done))
    else:
        told = "is told once its owner was, and rings" if found.mailed else "is not told: reach them"
        put(f"{claim}: may collect {found.exhibit}. The claimant {told} to agree on a time.")
        for words in (*returns.in_the_way(found), *returns.nobody_told(found)):
            put(str(words))
    return found.exhibit


def stays_for_claimant(house: CustodyHouse, claim: str, asked: Asked, as_json: bool) -> None:
    """Says that a claimant has to wait, and answers it."""
    from api.show.recovery import claim_return_json
    from tracer.records.recovery.claim_returns import ClaimReturns
    from tracer.records.recovery.claims import Claims

    found, done = house.records.part(Claims).find(claim), house.records.part(ClaimReturns).stays(claim, asked)
    told = "is told to wait" if found.mailed else "is not told: ring them"
    put_json(claim_return_json(done)) if as_json else put(f"{claim}: stays for now. The claimant {told}.")
