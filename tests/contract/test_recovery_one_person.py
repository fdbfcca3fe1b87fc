"""That whoever claims a phone is the owner of the report: said with a reason, it goes back by the report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from custody_ledgers import exhibit
from records_databases import ENGINES, fresh_url
from recovery_case import ADA, ASKED, JONAH, case, confirmed
from sqlalchemy import update

from api.custody_house import CustodyHouse
from tracer.records.part import now
from tracer.records.recovery.claim_returns import ClaimReturns
from tracer.records.recovery.claims import Claims
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.messages import Messages
from tracer.records.recovery.outbox import Outbox
from tracer.records.recovery.tables import confirmation
from tracer.records.recovery.values import Claim, ClaimKind, Letter, MessageKind, RecoveryError
from tracer.records.values import Asked

MAIDEN = Asked("officer:AB", "she reported it under her maiden name; seen both on her certificate")
MISTAKEN = Asked("officer:AB", "it was her sister's certificate")
SAID = {"who": "Ada Moor", "why": "hers", "email": "ada.moor@example.org"}


@pytest.fixture(params=ENGINES)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CustodyHouse]:
    with fresh_url(request.param, tmp_path, request) as url, case(url, tmp_path) as found:
        yield found


def claimed(house: CustodyHouse, kind: ClaimKind = ClaimKind.OWNER) -> Claim:
    claims = house.records.part(Claims)
    return claims.decide(claims.add(exhibit(12), kind, SAID, ASKED).id, True, ASKED)


def test_two_who_are_one_person_are_no_rivals_and_it_goes_back_by_the_report(house: CustodyHouse) -> None:
    told, one, parts = confirmed(house).confirmation, claimed(house), house.records.part(Confirmations)
    claims, returns = house.records.part(Claims), house.records.part(ClaimReturns)
    assert len(parts.hindrances(told)) == 1
    said = claims.say_one(one.id, True, MAIDEN)
    assert [(each.report, each.one, each.by, each.why) for each in said.statements] == [
        (ADA, True, MAIDEN.actor, MAIDEN.purpose)
    ]
    assert ("combined", MAIDEN.purpose) in {(each.act, each.purpose) for each in house.records.audit(one.id)}
    assert parts.hindrances(told) == ()
    assert [each.what for each in returns.in_the_way(said)] == [f"Whoever claims it is the owner of {ADA.reference}."]
    waiting = {each.kind: each.state.value for each in house.records.part(Outbox).of_claim(one.id)}
    assert set(waiting.values()) == {"void"}, "they are told as the owner"
    assert (parts.ready(told.id, ASKED).notice is not None, claims.waiting()) == (True, ())
    claims.say_one(one.id, False, MISTAKEN)
    assert "claim by an owner was accepted" in parts.hindrances(told)[0].what
    assert [each.one for each in claims.find(one.id).statements] == [True, False]
    assert ("altered", MISTAKEN.purpose) in {(each.act, each.purpose) for each in house.records.audit(one.id)}


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
def test_a_claim_that_nobody_decided_is_settled_by_it_too(house: CustodyHouse) -> None:
    told, claims = confirmed(house).confirmation, house.records.part(Claims)
    one = claims.add(exhibit(12), ClaimKind.OWNER, SAID, ASKED)
    claims.say_one(one.id, True, MAIDEN)
    assert house.records.part(Confirmations).hindrances(told) == ()


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
def test_that_it_is_theirs_asks_nothing_against_their_own_claim(house: CustodyHouse) -> None:
    told, messages, claims = confirmed(house).confirmation, house.records.part(Messages), house.records.part(Claims)
    messages.write(ADA, Letter(MessageKind.MINE, "Yes, it is mine.", "m1", told.id))
    one = claimed(house)
    assert messages.unanswered() == (ADA,)
    messages.write(ADA, Letter(MessageKind.QUESTION, "When may I have it?", "m2", told.id))
    (first, *_) = messages.of_owner(ADA)
    assert messages.waiting() == {ADA: (MessageKind.MINE, first.at)}
    claims.say_one(one.id, True, MAIDEN)
    assert messages.waiting()[ADA][0] is MessageKind.QUESTION
    claims.say_one(one.id, False, MISTAKEN)
    assert messages.unanswered() == (ADA,)


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
def test_an_owner_who_heard_of_their_own_claim_hears_that_it_stays(house: CustodyHouse) -> None:
    one, returns, outbox = claimed(house), house.records.part(ClaimReturns), house.records.part(Outbox)
    returns.ready(one.id, ASKED)
    told = confirmed(house).confirmation
    while (lease := outbox.lease(now())) is not None:
        outbox.sent(lease, now(), "a test")
    house.records.part(Claims).say_one(one.id, True, MAIDEN)
    assert returns.of_claim(one.id) is None
    assert "stays waiting" in {f"{each.kind} {each.state.value}" for each in outbox.of_confirmation(told.id)}


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
def test_it_is_said_of_an_owners_claim_to_a_confirmed_phone_and_once(house: CustodyHouse) -> None:
    claims, owners = house.records.part(Claims), claimed(house)
    with pytest.raises(RecoveryError, match="not confirmed"):
        claims.say_one(owners.id, True, MAIDEN)
    confirmed(house)
    with pytest.raises(RecoveryError, match="was not said"):
        claims.say_one(owners.id, False, MAIDEN)
    claims.say_one(owners.id, True, MAIDEN)
    with pytest.raises(RecoveryError, match="was said"):
        claims.say_one(owners.id, True, MAIDEN)
    claims.change(owners.id, False, MISTAKEN)
    with pytest.raises(RecoveryError, match="claims it as its owner"):
        claims.say_one(claimed(house, ClaimKind.INSURER).id, True, MAIDEN)


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
def test_a_confirmation_that_is_taken_back_leaves_the_claim_to_stand_for_itself(house: CustodyHouse) -> None:
    told, claims = confirmed(house).confirmation, house.records.part(Claims)
    confirmations, outbox = house.records.part(Confirmations), house.records.part(Outbox)
    one = claims.add(exhibit(12), ClaimKind.OWNER, SAID, ASKED)
    claims.say_one(one.id, True, MAIDEN)
    assert claims.waiting() == ()
    confirmations.withdraw(told.id, MISTAKEN)
    (waits,) = claims.waiting()
    assert [each.one for each in waits.statements] == [True, False]
    assert waits.statements[-1].why == f"The confirmation was taken back: {MISTAKEN.purpose}"
    with pytest.raises(RecoveryError, match="not confirmed"):
        claims.say_one(one.id, False, MISTAKEN)
    other = confirmed(house, JONAH, 12, "k2").confirmation
    with pytest.raises(RecoveryError, match="holds no more"):
        claims.say_one(one.id, False, MISTAKEN)
    assert "not decided" in confirmations.hindrances(other)[0].what
    claims.say_one(one.id, True, MAIDEN)
    assert (claims.waiting(), confirmations.hindrances(other)) == ((), ())
    claims.say_one(one.id, False, MISTAKEN)
    claims.decide(one.id, False, ASKED)
    assert outbox.of_claim(one.id)[0].kind == "claim-refused", "they are told as a claimant again"


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
def test_what_was_said_of_a_confirmation_taken_back_long_ago_hides_no_claim(house: CustodyHouse) -> None:
    told, claims = confirmed(house).confirmation, house.records.part(Claims)
    one = claims.add(exhibit(12), ClaimKind.OWNER, SAID, ASKED)
    claims.say_one(one.id, True, MAIDEN)
    with claims.database.writing() as connection:
        connection.execute(update(confirmation).where(confirmation.c.id == told.id).values(withdrawn_at="2023-10-23"))
    assert [each.id for each in claims.waiting()] == [one.id]
    claims.say_one(one.id, False, MISTAKEN)
    assert [(each.report, each.one) for each in claims.find(one.id).statements] == [(ADA, True), (ADA, False)]
