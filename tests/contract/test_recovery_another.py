"""What an owner is told, and is not, once somebody else's claim to their phone was accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from custody_ledgers import event, exhibit, reason, record, seizure
from records_databases import ENGINES, fresh_url
from recovery_case import ADA, ASKED, JONAH, case, confirmed, decision

from api.custody_house import CustodyHouse
from api.usecases.recovery.due import OF_THE_CLAIM, returns
from api.usecases.recovery.owners_page import victim_status
from api.usecases.recovery.send import preview
from tracer.custody.events import exhibit_id
from tracer.records.part import now
from tracer.records.recovery.claim_returns import ClaimReturns
from tracer.records.recovery.claims import Claims
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.messages import Messages
from tracer.records.recovery.outbox import Outbox
from tracer.records.recovery.slots import Slots
from tracer.records.recovery.values import (
    Claim,
    ClaimKind,
    Letter,
    MessageKind,
    NoticeState,
    OwnerSession,
    RecoveryError,
)
from tracer.records.values import Asked
from tracer.recovery.schedule import TRIES
from tracer.recovery.status import NEXT, UNDECIDED, Status

LONG_AGO = datetime(2024, 3, 1, tzinfo=UTC)
REFUSED = Asked("officer:AB", "it never paid")


@pytest.fixture(params=ENGINES[:1])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CustodyHouse]:
    with fresh_url(request.param, tmp_path, request) as url, case(url, tmp_path) as found:
        yield found


def accepted(house: CustodyHouse, kind: ClaimKind = ClaimKind.INSURER) -> Claim:
    claims = house.records.part(Claims)
    return claims.decide(claims.add(exhibit(12), kind, {"who": "somebody", "why": "theirs"}, ASKED).id, True, ASKED)


def mailed(house: CustodyHouse, at: datetime | None = None) -> None:
    """All that waits in the outbox goes out; it is noted as of that time."""
    outbox = house.records.part(Outbox)
    while (lease := outbox.lease(now())) is not None:
        outbox.sent(lease, at or now(), "a test")


def states(house: CustodyHouse, confirmation: str) -> set[str]:
    return {f"{one.kind} {one.state.value}" for one in house.records.part(Outbox).of_confirmation(confirmation)}


def test_an_owner_is_not_told_that_it_stays_while_it_is_to_go_to_another(house: CustodyHouse) -> None:
    told, parts, slots = confirmed(house).confirmation, house.records.part(Confirmations), house.records.part(Slots)
    mailed(house)
    one = accepted(house)
    times = [(now() + timedelta(days=1), now() + timedelta(days=2))]
    for act in (lambda: parts.update(told.id, ASKED), lambda: slots.offer(told.id, times, "the desk", ASKED)):
        with pytest.raises(RecoveryError, match="by an insurer was accepted") as raised:
            act()
        assert "say that the claimant may collect it" in raised.value.do
    house.records.part(ClaimReturns).ready(one.id, ASKED)
    with pytest.raises(RecoveryError, match="by an insurer was accepted") as raised:
        parts.update(told.id, ASKED)
    assert "is told of the claim already" in raised.value.do
    assert states(house, told.id) == {"confirmed sent", "claimed waiting"}
    house.records.part(Claims).change(one.id, False, REFUSED)
    assert parts.update(told.id, ASKED).notice
    assert len(slots.offer(told.id, times, "the desk", ASKED)) == 1


@pytest.mark.parametrize("kind", [ClaimKind.INSURER, ClaimKind.OWNER])
def test_the_owners_page_promises_nothing_while_another_claim_is_accepted(house: CustodyHouse, kind: ClaimKind) -> None:
    confirmed(house)
    ada = OwnerSession("s", ADA, "csrf", now())

    def says() -> str:
        (shown,) = victim_status(house, ada).items
        assert not shown.claimed
        return shown.item.next_step

    assert says() == NEXT[Status.RECOVERED]
    one = house.records.part(Claims).add(exhibit(12), kind, {"who": "somebody", "why": "theirs"}, ASKED)
    assert says() == UNDECIDED[Status.RECOVERED], "before it is decided it cannot be said either"
    house.records.part(Claims).decide(one.id, True, ASKED)
    assert says() == UNDECIDED[Status.RECOVERED]
    house.records.part(Claims).change(one.id, False, REFUSED)
    assert says() == NEXT[Status.RECOVERED]


def test_the_page_of_a_part_promises_nothing_while_its_whole_may_go_to_another(house: CustodyHouse) -> None:
    part = exhibit_id("HERON/1", "JT/12/1")
    record(house.ledger, event("split", 12, parts=(part,)))
    record(house.ledger, replace(seizure(12, at_note="as the whole"), exhibit=part, seal_after=None))
    claims, ada = house.records.part(Claims), OwnerSession("s", ADA, "csrf", now())
    house.records.part(Confirmations).confirm(replace(decision(), exhibit=part), ASKED)

    def says() -> str:
        return victim_status(house, ada).items[0].item.next_step

    assert says() == NEXT[Status.RECOVERED]
    one = claims.add(exhibit(12), ClaimKind.INSURER, {"who": "somebody", "why": "theirs"}, ASKED)
    assert says() == UNDECIDED[Status.RECOVERED]
    claims.decide(one.id, True, ASKED)
    house.records.part(ClaimReturns).ready(one.id, ASKED)
    assert says() == UNDECIDED[Status.RECOVERED], "what goes is the whole"
    claims.change(one.id, False, REFUSED)
    assert says() == NEXT[Status.RECOVERED]
    confirmed(house, JONAH, key="k2")
    assert says() == UNDECIDED[Status.RECOVERED], "it is confirmed to be of another"


def test_of_two_who_may_be_one_owner_the_owner_hears_how_things_stand(house: CustodyHouse) -> None:
    told = confirmed(house).confirmation
    accepted(house, ClaimKind.OWNER)
    assert house.records.part(Confirmations).update(told.id, ASKED).notice


def test_what_holds_no_more_does_not_go_out_once_a_claim_is_accepted(house: CustodyHouse) -> None:
    told, parts, claims = confirmed(house).confirmation, house.records.part(Confirmations), house.records.part(Claims)
    said = parts.update(told.id, ASKED).notice
    one = accepted(house)
    assert states(house, told.id) == {"confirmed waiting", "update void"}
    claims.change(one.id, False, REFUSED)
    assert parts.update(told.id, ASKED).notice == said
    assert "update waiting" in states(house, told.id), "what is said again on that day goes out after all"
    parts.ready(told.id, ASKED)
    claims.change(one.id, True, ASKED)
    assert states(house, told.id) == {"confirmed waiting", "update void", "ready void"}
    assert parts.find(told.id).ready_at is None
    claims.change(one.id, False, REFUSED)
    assert parts.update(told.id, ASKED).notice and parts.ready(told.id, ASKED).notice
    mailed(house)
    assert states(house, told.id) == {"confirmed sent", "update sent", "ready sent", "update void", "ready void"}
    claims.change(one.id, True, ASKED)
    assert parts.find(told.id).ready_at is not None, "who was told so hears of the claim before that is taken back"


def test_what_was_promised_is_kept_by_telling_of_the_claim(house: CustodyHouse) -> None:
    told = confirmed(house).confirmation
    mailed(house, LONG_AGO)
    assert [due.trouble for due in returns(house).untold] == [
        "The owner was promised to hear from us: tracer returns update"
    ]
    one = accepted(house)
    (due,) = returns(house).untold
    assert due.trouble == OF_THE_CLAIM
    house.records.part(ClaimReturns).ready(one.id, ASKED)
    mailed(house, LONG_AGO + timedelta(hours=1))
    assert returns(house).untold == ()
    house.records.part(Claims).change(one.id, False, REFUSED)
    mailed(house, LONG_AGO + timedelta(days=1))
    assert [due.report for due in returns(house).untold] == [ADA]
    assert "stays sent" in states(house, told.id)


def test_what_was_promised_is_kept_while_the_claim_is_held_up(house: CustodyHouse) -> None:
    told, parts, slots = confirmed(house).confirmation, house.records.part(Confirmations), house.records.part(Slots)
    mailed(house, LONG_AGO)
    one = accepted(house)
    record(house.ledger, event("restrict", private=reason("needed at the trial")))
    (due,) = returns(house).untold
    assert "is held up. The exhibit is restricted: it is needed as evidence." in due.trouble
    assert due.trouble.endswith("which names no claim: tracer returns update")
    with pytest.raises(RecoveryError, match="by an insurer was accepted"):
        slots.offer(told.id, [(now(), now() + timedelta(days=1))], "the desk", ASKED)
    said = preview(house, parts.update(told.id, ASKED).notice or "").body
    assert "We still have your phone" in said and "claim" not in said
    record(house.ledger, event("lift_restriction", private=reason("the trial has ended")))
    with pytest.raises(RecoveryError, match="by an insurer was accepted"):
        parts.update(told.id, ASKED)
    assert states(house, told.id) == {"confirmed sent", "update waiting"}
    house.records.part(ClaimReturns).ready(one.id, ASKED)
    assert states(house, told.id) == {"confirmed sent", "update void", "claimed waiting"}
    house.records.part(Messages).write(ADA, Letter(MessageKind.ONLY_MINE, "It is mine.", "m1", told.id))
    with pytest.raises(RecoveryError, match="by an insurer was accepted") as raised:
        parts.update(told.id, ASKED)
    assert "is told of the claim already" in raised.value.do


def to_go(house: CustodyHouse) -> Claim:
    """A claim that was accepted, and whose claimant may collect the phone."""
    one = accepted(house)
    house.records.part(ClaimReturns).ready(one.id, ASKED)
    return one


def again(house: CustodyHouse, one: Claim) -> None:
    """The claim is accepted once more, the claimant may collect it, and that is changed before anybody was told."""
    house.records.part(Claims).change(one.id, True, ASKED)
    house.records.part(ClaimReturns).ready(one.id, ASKED)
    house.records.part(Claims).change(one.id, False, REFUSED)


def tried(house: CustodyHouse, times: int = 1, for_good: bool = False) -> str:
    """What waits is tried and fails so many times. Gives the last notice's id."""
    outbox, at = house.records.part(Outbox), now()
    for _ in range(times):
        lease = outbox.lease(at)
        assert lease is not None
        outbox.failed(lease, at, "no answer", for_good)
        at += timedelta(days=1)
    return lease.notice.id


def ready_to_collect(house: CustodyHouse) -> str:
    """Ada's phone is confirmed and ready, and she chose a time. Gives the confirmation's id."""
    told, slots = confirmed(house).confirmation, house.records.part(Slots)
    house.records.part(Confirmations).ready(told.id, ASKED)
    begins = now() + timedelta(days=2)
    (slot,) = slots.offer(told.id, [(begins, begins + timedelta(hours=1))], "the desk", ASKED)
    slots.choose(ADA, slot.id)
    return told.id


def test_an_owner_whose_time_was_dropped_hears_so_though_they_never_heard_of_the_claim(house: CustodyHouse) -> None:
    told, claims = ready_to_collect(house), house.records.part(Claims)
    mailed(house)
    heard = {"confirmed sent", "ready sent", "chosen sent"}
    one = accepted(house)
    claims.change(one.id, False, REFUSED)
    assert states(house, told) == heard, "the time still holds"
    assert len(house.records.part(Slots).chosen()) == 1
    again(house, one)
    assert house.records.part(Slots).chosen() == ()
    assert states(house, told) == {*heard, "claimed void", "update waiting"}
    claims.change(one.id, True, ASKED)
    assert states(house, told) == {*heard, "claimed void", "update void"}
    claims.change(one.id, False, REFUSED)
    mailed(house)
    again(house, one)
    assert states(house, told) == {*heard, "claimed void", "update void", "update sent"}, "once is enough"


def test_an_owner_who_never_heard_that_they_may_collect_it_hears_nothing_of_a_change(house: CustodyHouse) -> None:
    told = ready_to_collect(house)
    tried(house, times=3, for_good=True)
    house.records.part(Claims).change(to_go(house).id, False, REFUSED)
    assert states(house, told) == {"confirmed dead", "ready void", "chosen void", "claimed void"}


@pytest.mark.parametrize("retried", [False, True])
def test_an_owner_who_may_know_of_a_claim_hears_that_it_stays(house: CustodyHouse, retried: bool) -> None:
    told = confirmed(house).confirmation
    mailed(house)
    one = to_go(house)
    failed = tried(house, TRIES if retried else 1)
    if retried:
        house.records.part(Outbox).retry(failed, now(), ASKED)
    house.records.part(Claims).change(one.id, False, REFUSED)
    assert states(house, told.id) == {"confirmed sent", "claimed void", "stays waiting"}
    (stays, *_) = house.records.part(Outbox).of_confirmation(told.id)
    assert "We may have told you that" in preview(house, stays.id).body
    again(house, one)
    assert states(house, told.id) == {"confirmed sent", "claimed void", "stays void", "stays waiting"}


def test_an_owner_whose_notice_of_a_claim_was_refused_for_good_hears_nothing(house: CustodyHouse) -> None:
    told = confirmed(house).confirmation
    mailed(house)
    one = to_go(house)
    tried(house, for_good=True)
    house.records.part(Claims).change(one.id, False, REFUSED)
    again(house, one)
    assert states(house, told.id) == {"confirmed sent", "claimed void"}


@pytest.mark.parametrize(("for_good", "stays"), [(True, 1), (False, 2)])
def test_what_was_on_its_way_when_a_decision_was_changed(house: CustodyHouse, for_good: bool, stays: int) -> None:
    told, outbox = confirmed(house).confirmation, house.records.part(Outbox)
    mailed(house)
    one, lease = to_go(house), outbox.lease(now())
    assert lease is not None
    house.records.part(Claims).change(one.id, False, REFUSED)
    assert "stays waiting" in states(house, told.id), "nobody knows yet whether it arrives"
    assert outbox.failed(lease, now(), "no answer", for_good) is NoticeState.VOID
    assert outbox.find(lease.notice.id).leased_until is None
    again(house, one)
    assert [each.kind for each in outbox.of_confirmation(told.id)].count("stays") == stays
