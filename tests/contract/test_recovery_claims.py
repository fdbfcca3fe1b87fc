"""Competing claims, on both engines: one alone is accepted, a decision is changed with a reason, and it goes there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from custody_ledgers import RAID, event, exhibit, reason, record
from records_databases import ENGINES, fresh_url
from recovery_case import ADA, ASKED, case, confirmed
from sqlalchemy import delete
from test_records_access import at_once

from api.custody_house import CustodyHouse
from api.usecases.custody.keyring import new_key
from api.usecases.custody.record import Statement
from api.usecases.recovery.hand_back import HandingBack, hand_back, hand_to_claimant
from api.usecases.recovery.owners_page import victim_status
from tracer.custody.events import RefusedError, Status
from tracer.errors import RecordsError
from tracer.records.part import now
from tracer.records.recovery import claim_returns
from tracer.records.recovery.claim_news import SAY_AGAIN
from tracer.records.recovery.claim_returns import Appointment, ClaimReturns
from tracer.records.recovery.claims import Claims
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.entering import ERASED
from tracer.records.recovery.messages import Messages
from tracer.records.recovery.outbox import Outbox
from tracer.records.recovery.replies import Replies
from tracer.records.recovery.tables import notice
from tracer.records.recovery.values import (
    Claim,
    ClaimKind,
    Letter,
    MessageKind,
    OwnerSession,
    RecoveryError,
    Settled,
    ToldBy,
)
from tracer.records.values import Asked
from tracer.recovery.status import CLAIMED, ELSEWHERE

WHERE = exhibit(12)
PAID = Asked("officer:KM", "it paid out")
NEVER_PAID = Asked("officer:AB", "it never paid")


@pytest.fixture(params=ENGINES)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CustodyHouse]:
    with fresh_url(request.param, tmp_path, request) as url, case(url, tmp_path) as found:
        new_key(found)
        yield found


def claimed(house: CustodyHouse, kind: ClaimKind = ClaimKind.INSURER) -> Claim:
    return house.records.part(Claims).add(WHERE, kind, {"who": "somebody", "why": "theirs"}, ASKED)


def accepted(house: CustodyHouse) -> Claim:
    return house.records.part(Claims).decide(claimed(house).id, True, PAID)


def handing(one: Claim) -> HandingBack:
    said = Statement(by="JT", at="2023-10-24T16:10", key="back-1")
    return HandingBack(one.id, said, "their letter of authority", "Fictional Mutual")


def mailed(house: CustodyHouse) -> None:
    """All that waits in the outbox goes out."""
    outbox = house.records.part(Outbox)
    while (lease := outbox.lease(now())) is not None:
        outbox.sent(lease, now(), "a test")


def test_one_claim_alone_is_accepted_and_the_refusal_says_which_stands(house: CustodyHouse) -> None:
    claims, first = house.records.part(Claims), accepted(house)
    second = claimed(house, ClaimKind.BUYER)
    with pytest.raises(RecoveryError, match=rf"an insurer .* was accepted on .* \({first.id}\)") as raised:
        claims.decide(second.id, True, ASKED)
    assert "with the reason" in raised.value.do
    assert claims.find(second.id).outcome is None
    changed = claims.change(first.id, False, NEVER_PAID)
    assert (changed.outcome, changed.decided_why) == ("refused", NEVER_PAID.purpose)
    assert [(one.outcome, one.by, one.why) for one in changed.earlier] == [("accepted", PAID.actor, PAID.purpose)]
    assert [one.act for one in house.records.audit(first.id)] == ["collected", "altered", "altered"]
    assert claims.decide(second.id, True, ASKED).accepted
    with pytest.raises(RecoveryError, match="only one can be"):
        claims.change(first.id, True, ASKED)
    assert claims.of_exhibit(WHERE) == (changed, claims.find(second.id))


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
def test_only_a_decision_can_be_changed_and_only_to_another(house: CustodyHouse) -> None:
    claims, one = house.records.part(Claims), claimed(house)
    with pytest.raises(RecoveryError, match="not decided yet"):
        claims.change(one.id, True, ASKED)
    claims.decide(one.id, True, PAID)
    with pytest.raises(RecoveryError, match="accepted already"):
        claims.change(one.id, True, ASKED)
    record(house.ledger, event("return", to=one.person))
    with pytest.raises(RecoveryError, match="has left custody"):
        claims.change(one.id, False, ASKED)


def test_an_accepted_claim_leads_to_its_hand_back_in_one_act(house: CustodyHouse) -> None:
    told, one, returns = confirmed(house).confirmation, accepted(house), house.records.part(ClaimReturns)
    with pytest.raises(RecoveryError, match="the claimant may collect it"):
        hand_to_claimant(house, handing(one), ASKED)
    assert returns.ready(one.id, ASKED) == returns.ready(one.id, ASKED)
    (shown,) = victim_status(house, OwnerSession("s", ADA, "", RAID)).items
    assert (shown.item.status, shown.item.next_step) == ("recovered", CLAIMED)
    when = Appointment(RAID + timedelta(days=9), RAID + timedelta(days=9, hours=1), "the front office")
    assert returns.arrange(one.id, when, ASKED).begins == when.begins
    assert house.records.part(Claims).waiting() == (one,)
    with pytest.raises(RecoveryError, match=f"owner of {ADA.reference} was not told yet"):
        hand_to_claimant(house, handing(one), ASKED)
    mailed(house)
    (done,) = set(at_once(lambda _: hand_to_claimant(house, handing(one), ASKED)))
    assert hand_to_claimant(house, handing(one), ASKED) == done
    with pytest.raises(RecoveryError, match="another hand-back"):
        hand_to_claimant(house, replace(handing(one), confirmation="claim:other"), ASKED)
    state, entry = house.ledger.state(WHERE), house.ledger.entry_of_event(done.event or "")
    assert (state.status, state.holder, entry.event.to) == (Status.RETURNED, one.person, one.person)
    assert [attached.sha256 for attached in entry.event.attachments] == [done.receipt]
    assert {opened.field for opened in house.ledger.openings(entry, ASKED)} == {"identity", "name"}
    assert house.records.part(Confirmations).find(told.id).returned_at is not None
    notices = {(notice.kind, notice.state.value) for notice in house.records.part(Outbox).of_confirmation(told.id)}
    assert notices == {("confirmed", "sent"), ("claimed", "sent"), ("given", "waiting")}
    (shown,) = victim_status(house, OwnerSession("s", ADA, "", RAID)).items
    assert (shown.item.status, shown.item.next_step) == ("returned", ELSEWHERE)
    assert house.records.part(Claims).waiting() == ()
    assert house.ledger.verify().good


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
def test_what_stands_in_the_way_is_said_and_nothing_is_written(house: CustodyHouse) -> None:
    told, returns, claims = confirmed(house).confirmation, house.records.part(ClaimReturns), house.records.part(Claims)
    one = claimed(house)

    def stops(words: str) -> None:
        with pytest.raises(RecoveryError, match=words):
            returns.ready(one.id, ASKED)
        with pytest.raises(RecoveryError, match=words):
            hand_to_claimant(house, handing(one), ASKED)

    stops("was not accepted")
    claims.decide(one.id, True, PAID)
    other = claimed(house, ClaimKind.BUYER)
    stops("innocent buyer is not decided")
    claims.decide(other.id, False, ASKED)
    messages = house.records.part(Messages)
    messages.write(ADA, Letter(MessageKind.COMPETING, "I paid the insurer back.", "m1"))
    stops("The owner says")
    replies, asked = house.records.part(Replies), messages.of_owner(ADA)[0].id
    replies.answer(asked, "The insurer says otherwise.", ASKED, Settled.THEIRS)
    record(house.ledger, event("restrict", private=reason("needed at the trial")))
    stops("needed as evidence")
    record(house.ledger, event("lift_restriction", private=reason("the trial has ended")))
    assert returns.ready(one.id, ASKED).ready_by == ASKED.actor
    claims.change(one.id, False, NEVER_PAID)
    assert returns.of_claim(one.id) is None
    assert house.records.part(Confirmations).find(told.id).open


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
def test_an_owner_hears_before_it_goes_to_another_and_their_objection_holds_it(house: CustodyHouse) -> None:
    told, parts, outbox = confirmed(house).confirmation, house.records.part(Confirmations), house.records.part(Outbox)
    parts.ready(told.id, ASKED)
    one = accepted(house)
    house.records.part(ClaimReturns).ready(one.id, ASKED)
    assert parts.find(told.id).ready_at is None
    states = {notice.kind: notice.state.value for notice in outbox.of_confirmation(told.id)}
    assert states == {"confirmed": "waiting", "ready": "void", "claimed": "waiting"}
    house.records.part(Messages).write(ADA, Letter(MessageKind.COMPETING, "I paid them back.", "m1", told.id))
    with pytest.raises(RecoveryError, match="somebody else claims the phone"):
        hand_to_claimant(house, handing(one), ASKED)
    house.records.part(Claims).change(one.id, False, NEVER_PAID)
    states = {notice.kind: notice.state.value for notice in outbox.of_confirmation(told.id)}
    assert states["claimed"] == "void"


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
@pytest.mark.parametrize("kind", [MessageKind.MINE, MessageKind.ONLY_MINE])
def test_an_owner_who_says_that_it_is_theirs_objects_to_its_going_to_another(
    house: CustodyHouse, kind: MessageKind
) -> None:
    told, messages = confirmed(house).confirmation, house.records.part(Messages)
    messages.write(ADA, Letter(kind, "Yes, it is mine.", "m1", told.id))
    assert house.records.part(Confirmations).hindrances(told) == ()
    assert messages.unanswered() == (() if kind is MessageKind.MINE else (ADA,))
    one = accepted(house)
    assert messages.unanswered() == (ADA,)
    assert [message.waits for message in messages.of_owner(ADA)] == [True]
    with pytest.raises(RecoveryError, match="says that the phone is theirs"):
        house.records.part(ClaimReturns).ready(one.id, ASKED)
    (mine,) = messages.of_owner(ADA)
    assert mine.decisions == (Settled.CLAIM_STANDS,)
    replies = house.records.part(Replies)
    for wrong in (None, Settled.THEIRS, Settled.NOT_THEIRS):
        with pytest.raises(RecoveryError, match=r"not said what was decided|decides nothing here"):
            replies.answer(mine.id, "Thank you.", ASKED, wrong)
    assert house.records.part(ClaimReturns).in_the_way(one) != ()
    assert replies.disputed(mine.id) == (exhibit(12),)
    replies.answer(mine.id, "Your insurer paid you for it, and may have it.", ASKED, Settled.CLAIM_STANDS)
    (read,) = messages.of_owner(ADA)
    assert (messages.unanswered(), read.waits, read.decision) == ((), False, Settled.CLAIM_STANDS)
    assert house.records.part(Confirmations).find(told.id).open, "it is their phone, and goes to another"
    house.records.part(ClaimReturns).ready(one.id, ASKED)
    messages.write(ADA, Letter(MessageKind.QUESTION, "Which insurer?", "m2"))
    assert messages.unanswered() == (ADA,)
    asked = messages.of_owner(ADA)[-1]
    assert (asked.decisions, replies.disputed(asked.id)) == ((), ()), "the answer to a question decides nothing"


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
def test_once_the_claim_is_refused_after_all_there_is_nothing_to_decide_with_the_answer(house: CustodyHouse) -> None:
    told, messages = confirmed(house).confirmation, house.records.part(Messages)
    one = accepted(house)
    messages.write(ADA, Letter(MessageKind.ONLY_MINE, "Nobody paid me.", "m1", told.id))
    house.records.part(Claims).change(one.id, False, NEVER_PAID)
    (mine,) = messages.of_owner(ADA)
    assert (mine.waits, mine.decisions) == (True, ())
    replies = house.records.part(Replies)
    with pytest.raises(RecoveryError, match="nothing to decide"):
        replies.answer(mine.id, "It is yours.", ASKED, Settled.CLAIM_STANDS)
    replies.answer(mine.id, "It is yours.", ASKED)
    assert messages.unanswered() == ()


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
def test_it_waits_for_an_owner_who_can_be_told_whenever_it_was_confirmed(house: CustodyHouse) -> None:
    one, returns, outbox = accepted(house), house.records.part(ClaimReturns), house.records.part(Outbox)
    returns.ready(one.id, ASKED)
    assert returns.in_the_way(one) == ()
    told = confirmed(house).confirmation
    assert [each.what for each in returns.in_the_way(one)] == [
        f"The owner of {ADA.reference} was not told yet that it is to go to another."
    ]
    while (lease := outbox.lease(now())) is not None:
        outbox.failed(lease, now(), "no such mailbox", for_good=True)
    with pytest.raises(RecoveryError, match="given up") as raised:
        hand_to_claimant(house, handing(one), ASKED)
    assert "tell them by telephone" in str(raised.value.do)
    (claimed_, _) = (each for each in outbox.of_confirmation(told.id))
    outbox.told(claimed_.id, ToldBy.TELEPHONE, now(), ASKED)
    assert (claimed_.kind, returns.in_the_way(one), returns.nobody_told(one)) == ("claimed", (), ())
    assert returns.ready(one.id, ASKED).at is None
    assert len(outbox.of_confirmation(told.id)) == 2
    with outbox.database.writing() as connection:
        connection.execute(delete(notice).where(notice.c.kind == "claimed"))
    assert [each.do for each in returns.in_the_way(one)] == [SAY_AGAIN]
    returns.ready(one.id, ASKED)
    mailed(house)
    assert returns.in_the_way(one) == ()


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
def test_an_owner_whom_nobody_can_tell_is_shown_and_holds_nothing_up(house: CustodyHouse) -> None:
    told, one, returns = confirmed(house).confirmation, accepted(house), house.records.part(ClaimReturns)
    house.records.erase_owner(ADA.owner, ASKED)
    returns.ready(one.id, ASKED)
    assert returns.nobody_told(one)[0].startswith(f"Nobody can tell the owner of {ADA.reference}")
    assert {"what": "owner not told that it is to go to another", "why": ERASED} in [
        entry.details for entry in house.records.audit(told.id)
    ]
    assert hand_to_claimant(house, handing(one), ASKED).at is not None


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
def test_an_owner_who_was_told_of_a_claim_hears_that_it_does_not_hold_after_all(house: CustodyHouse) -> None:
    told, one, outbox = confirmed(house).confirmation, accepted(house), house.records.part(Outbox)
    claims, returns = house.records.part(Claims), house.records.part(ClaimReturns)

    def states() -> list[tuple[str, str]]:
        return sorted((each.kind, each.state.value) for each in outbox.of_confirmation(told.id))

    returns.ready(one.id, ASKED)
    claims.change(one.id, False, NEVER_PAID)
    assert states() == [("claimed", "void"), ("confirmed", "waiting")]
    claims.change(one.id, True, PAID)
    returns.ready(one.id, ASKED)
    mailed(house)
    claims.change(one.id, False, NEVER_PAID)
    assert ("stays", "waiting") in states()
    claims.change(one.id, True, PAID)
    claims.change(one.id, False, NEVER_PAID)
    assert [state for kind, state in states() if kind == "stays"] == ["waiting"]
    claims.change(one.id, True, PAID)
    returns.ready(one.id, ASKED)
    assert ("stays", "void") in states()
    assert ["not told yet" in each.what for each in returns.in_the_way(one)] == [True]


def test_a_failure_or_a_refusal_leaves_none_of_it(house: CustodyHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    told, one = confirmed(house).confirmation, accepted(house)
    house.records.part(ClaimReturns).ready(one.id, ASKED)
    mailed(house)
    size = house.ledger.size()

    def failing(*_args: object, **_kwargs: object) -> None:
        raise RecordsError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(claim_returns, "ended_for_another", failing)
        with pytest.raises(RecordsError):
            hand_to_claimant(house, handing(one), ASKED)
    assert (house.ledger.size(), house.records.part(ClaimReturns).of_key("back-1")) == (size, None)
    assert house.records.part(Confirmations).find(told.id).open
    with pytest.raises(RefusedError):
        hand_to_claimant(house, replace(handing(one), said=replace(handing(one).said, by="ZZ")), ASKED)
    assert house.ledger.size() == size


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
def test_of_two_who_are_both_said_to_own_it_neither_gets_it(house: CustodyHouse) -> None:
    told, one, parts = confirmed(house).confirmation, claimed(house, ClaimKind.OWNER), house.records.part(Confirmations)
    claims = house.records.part(Claims)
    claims.decide(one.id, True, ASKED)
    with pytest.raises(RecoveryError, match=f"confirmed as the phone of {ADA.reference}"):
        house.records.part(ClaimReturns).ready(one.id, ASKED)
    theirs = HandingBack(told.id, Statement(by="JT", at="2023-10-24T16:10", key="back-1"), "passport", "Ada Fenn")
    for act in (lambda: parts.ready(told.id, ASKED), lambda: hand_back(house, theirs, ASKED)):
        with pytest.raises(RecoveryError, match="claim by an owner was accepted") as raised:
            act()
        assert "refuse the claim after all" in str(raised.value.do)
    claims.change(one.id, False, Asked("officer:AB", "they are the owner of the report"))
    assert parts.hindrances(told) == ()
    claims.change(one.id, True, Asked("officer:AB", "they are not"))
    house.records.part(Confirmations).withdraw(told.id, ASKED)
    house.records.erase_owner(one.person, ASKED)
    house.records.part(ClaimReturns).ready(one.id, ASKED)
    hand_to_claimant(house, handing(one), ASKED)
    assert house.ledger.state(WHERE).holder not in {one.person, ADA.owner}
