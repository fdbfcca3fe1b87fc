"""What stands in the way of giving a phone back, each as the error that says what it is and what to do about it.

A part waits for all that its whole waits for, as the ledger has it too. What is read for that is one piece
(`custody_wholes`); the words are each their own, since the ledger tells a keeper of one event, and these tell whoever
brings a phone back of all that is still to be done.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from sqlalchemy import Connection, Row, select

from tracer.records.custody_tables import head
from tracer.records.custody_wholes import IN_CUSTODY, ON_LOAN, named, wholes_of
from tracer.records.recovery.claim_news import awaited, unheard, unreachable
from tracer.records.recovery.claims import ONE_OWNER, check_stays, of_exhibit, unsettled
from tracer.records.recovery.messages import disputed
from tracer.records.recovery.tables import OPEN, confirmation
from tracer.records.recovery.values import Claim, ClaimKind, Confirmation, RecoveryError

_BY_THE_REPORT = "It goes back by the report: go on there, on the page of their phone."


def hindrances(connection: Connection, found: Confirmation) -> tuple[RecoveryError, ...]:
    """All that has to be dealt with before the phone may be collected; empty where nothing stands in the way."""
    return (*_of_custody(connection, found.exhibit), *against(connection, found))


def check_unhindered(connection: Connection, found: Confirmation) -> None:
    """Raises `RecoveryError` with what stands in the way, if anything does."""
    for hindrance in hindrances(connection, found):
        raise hindrance


def against(connection: Connection, found: Confirmation) -> Iterator[RecoveryError]:
    """Who stands against its going to this owner: whoever claims it or is owed its whole, and the owner's own word."""
    yield from of_others(connection, found)
    yield from disputed(connection, found.report.owner, found.id)


def of_others(connection: Connection, found: Confirmation) -> Iterator[RecoveryError]:
    """Who else may have to be given it, or what it was taken out of: whoever claims that, or is confirmed to own it."""
    owner = found.report.owner
    yield from unsettled(connection, found.exhibit, owner_id=owner)
    for whole in _wholes_here(connection, found.exhibit):
        yield from unsettled(connection, whole, f" to {named(whole)}, which it was taken out of,", owner_id=owner)
        yield from _owed_to_another(connection, whole, found)


def check_unopposed(connection: Connection, found: Confirmation) -> None:
    """Raises `RecoveryError` while anybody stands against its going to this owner."""
    for error in against(connection, found):
        raise error


def in_the_way(
    connection: Connection, claimed: Claim, of_custody: bool = True, ready: bool = False
) -> tuple[RecoveryError, ...]:
    """All that has to be dealt with before a claimed phone may go to its claimant; `of_custody`: with where it is.

    `ready`: it was said that they may collect it, so that its owner has to be told before they do.
    """
    found = [*_of_custody(connection, claimed.exhibit)] if of_custody else []
    if not claimed.accepted:
        found.append(RecoveryError("This claim was not accepted.", "Accept it first, if it is right."))
    else:
        found += unsettled(connection, claimed.exhibit, for_=claimed.person)
    for one in _confirmed(connection, claimed.exhibit):
        if claimed.is_owner_of(one.owner):
            found.append(RecoveryError(f"Whoever claims it is the owner of {one.reference}.", _BY_THE_REPORT))
            continue
        found += disputed(connection, one.owner, one.id, to_another=True)
        found += unheard(connection, one.id, one.owner, one.reference, claimed.id) if ready else ()
        if claimed.kind is ClaimKind.OWNER:
            found.append(RecoveryError(f"It is confirmed as the phone of {one.reference}.", ONE_OWNER))
    for whole in _wholes_here(connection, claimed.exhibit):
        found += unsettled(connection, whole, f" to {named(whole)}, which it was taken out of,", claimed.person)
        found += [_waits_for(whole, one.reference) for one in _confirmed(connection, whole)]
    return tuple(found)


def held_up(connection: Connection, exhibit: str) -> RecoveryError | None:
    """What holds up another's claim that was accepted, before the owner was told of it; None where nothing does."""
    for each in of_exhibit(connection, exhibit):
        if each.to_another and awaited(connection, exhibit) != each.id:
            return next(iter(in_the_way(connection, each)), None)
    return None


def held_up_for_owner(connection: Connection, found: Confirmation) -> bool:
    """Whether a phone cannot be given back for another reason than its owner's own word, and they may hear of that."""
    if not any(True for _ in (*_of_custody(connection, found.exhibit), *of_others(connection, found))):
        return False
    try:
        check_may_hear(connection, found.exhibit)
    except RecoveryError:
        return False
    return True


def check_may_hear(connection: Connection, exhibit: str) -> None:
    """Raises as `check_stays`, except while the claim is held up itself: an owner hears then that we still have it."""
    if held_up(connection, exhibit) is None:
        check_stays(connection, exhibit)


def nobody_told(connection: Connection, claimed: Claim) -> tuple[str, ...]:
    """The owners of a claimed phone whom nobody can tell of the claim, each in words."""
    every = (unreachable(connection, one.owner, one.reference) for one in _confirmed(connection, claimed.exhibit))
    return tuple(words for words in every if words is not None)


def kept_as_evidence(connection: Connection, exhibit: str) -> str | None:
    """Which of an exhibit and what it was taken out of is needed as evidence, the nearest first; None for none."""
    for one in (exhibit, *wholes_of(connection, exhibit)):
        # As the ledger writes an exhibit's state: the records are below it, and read of it no more than this.
        status, kept = connection.execute(select(head.c.status, head.c.state).where(head.c.exhibit == one)).one()
        if orjson.loads(kept)["restricted"] and (one == exhibit or status in IN_CUSTODY):
            return one
    return None


def _of_custody(connection: Connection, exhibit: str) -> Iterator[RecoveryError]:
    status = connection.execute(select(head.c.status).where(head.c.exhibit == exhibit)).scalar_one()
    if status not in IN_CUSTODY:
        yield RecoveryError("The exhibit has left custody.", "Look at its history.")
    if status == ON_LOAN:
        yield RecoveryError("The exhibit is lent to a laboratory.", "Have it back in a store first.")
    source = kept_as_evidence(connection, exhibit)
    if source is not None:
        is_ = "is" if source == exhibit else f"was taken out of {named(source)}, which is"
        page = "the exhibit's page" if source == exhibit else f"the page of {named(source)}"
        lift = f"Once it is not needed any more, have the restriction lifted on {page}."
        yield RecoveryError(f"The exhibit {is_} restricted: it is needed as evidence.", lift)


def _wholes_here(connection: Connection, exhibit: str) -> tuple[str, ...]:
    """What it was taken out of and is in custody still: what has left was settled, and keeps none of its parts."""
    every = wholes_of(connection, exhibit)
    wanted = select(head.c.exhibit).where(head.c.exhibit.in_(every), head.c.status.in_(IN_CUSTODY))
    here = set(connection.execute(wanted).scalars()) if every else set()
    return tuple(one for one in every if one in here)


def _owed_to_another(connection: Connection, whole: str, found: Confirmation) -> Iterator[RecoveryError]:
    for other in _confirmed(connection, whole):
        if other.owner != found.report.owner:
            yield _waits_for(whole, other.reference)


def _waits_for(whole: str, reference: str) -> RecoveryError:
    return RecoveryError(
        f"It was taken out of {named(whole)}, which is confirmed as the phone of {reference}.",
        "Find out whose it is, and take the one that is wrong back first.",
    )


def _confirmed(connection: Connection, exhibit: str) -> list[Row[Any]]:
    said = confirmation.c
    wanted = select(said.id, said.reference, said.owner).where(said.exhibit == exhibit, *OPEN)
    return list(connection.execute(wanted))
