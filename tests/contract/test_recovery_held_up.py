"""Whoever was told that they may collect their phone hears it once when they cannot: an owner as a claimant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from custody_ledgers import LABORATORY, event, exhibit, record
from records_databases import ENGINES, fresh_url
from recovery_case import ADA, ADDRESSES, ASKED, case, confirmed
from test_recovery_outbox import START, Post

from api.custody_house import CustodyHouse
from api.usecases.recovery.owners_page import victim_status
from api.usecases.recovery.send import send_due
from tracer.records.part import now
from tracer.records.recovery.claims import Claims
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.messages import Messages
from tracer.records.recovery.replies import Replies
from tracer.records.recovery.slots import Slots
from tracer.records.recovery.values import ClaimKind, Confirmation, Letter, MessageKind, OwnerSession, Settled
from tracer.recovery.status import CHOSEN, NEXT, NO_TIMES, Status

STAYS, READY = "Where things stand with your phone", "Your phone is ready to return"
SAID = {"who": "Fictional Mutual", "why": "it paid out"}


@pytest.fixture(params=ENGINES[:1])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CustodyHouse]:
    with fresh_url(request.param, tmp_path, request) as url, case(url, tmp_path) as found:
        yield found


def sent(house: CustodyHouse) -> list[str]:
    post = Post(None)
    send_due(house, post, lambda: START, lambda _: None)
    assert {letter.to for letter in post.letters} <= {ADDRESSES[ADA]}
    return [letter.subject.partition(" (")[0] for letter in post.letters]


def chosen(house: CustodyHouse) -> Confirmation:
    """A phone of Ada's that is ready, with the time at which she comes for it."""
    told, slots = confirmed(house).confirmation, house.records.part(Slots)
    house.records.part(Confirmations).ready(told.id, ASKED)
    [slot] = slots.offer(told.id, [(now() + timedelta(days=1), now() + timedelta(days=2))], "the desk", ASKED)
    slots.choose(ADA, slot.id)
    assert sent(house)[1] == READY
    return told


def happens(house: CustodyHouse, what: str) -> None:
    if what == "claim":
        house.records.part(Claims).add(exhibit(12), ClaimKind.INSURER, SAID, ASKED)
    elif what == "lend":
        record(house.ledger, event("lend", to=LABORATORY))
    else:
        record(house.ledger, event("restrict"))


@pytest.mark.parametrize("what", ["restrict", "lend", "claim"])
def test_an_owner_who_was_to_collect_it_hears_once_that_it_stays(house: CustodyHouse, what: str) -> None:
    told, parts = chosen(house), house.records.part(Confirmations)
    assert sent(house) == []
    happens(house, what)
    assert sent(house) == [STAYS]
    assert sent(house) == []
    assert parts.find(told.id).ready_at is None
    assert [slot.chosen_at for slot in house.records.part(Slots).of(told.id)] == [None]
    if what == "claim":
        [claim] = house.records.part(Claims).of_exhibit(exhibit(12))
        house.records.part(Claims).decide(claim.id, False, ASKED)
        parts.ready(told.id, ASKED)
        assert sent(house) == [READY]
        happens(house, "restrict")
        assert sent(house) == [STAYS], "however often it is ready and is held up, they hear of each"


def test_an_owner_is_told_to_choose_a_time_only_where_there_is_one(
    house: CustodyHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, parts, slots = confirmed(house).confirmation, house.records.part(Confirmations), house.records.part(Slots)
    ada = OwnerSession("s", ADA, "csrf", now())

    def shown() -> tuple[str, int]:
        (one,) = victim_status(house, ada).items
        assert one.item.status is Status.READY_TO_RETURN
        return one.item.next_step, len(one.slots)

    parts.ready(told.id, ASKED)
    assert shown() == (NO_TIMES, 0)
    [slot] = slots.offer(told.id, [(now() + timedelta(days=1), now() + timedelta(days=2))], "the desk", ASKED)
    assert shown() == (NEXT[Status.READY_TO_RETURN], 1)
    slots.choose(ADA, slot.id)
    assert shown() == (CHOSEN, 1)
    for days, holds in ((1.5, True), (2.5, False)):
        later = now() + timedelta(days=days)
        monkeypatch.setattr(CustodyHouse, "now", property(lambda _, at=later: at))
        assert shown() == ((CHOSEN, 1) if holds else (NO_TIMES, 0)), "they did not come"


def test_that_it_is_ready_does_not_go_out_once_it_is_held_up(house: CustodyHouse) -> None:
    told = confirmed(house).confirmation
    house.records.part(Confirmations).ready(told.id, ASKED)
    happens(house, "restrict")
    assert sent(house) == ["Your phone has been recovered"]
    assert house.records.part(Confirmations).find(told.id).ready_at is None


def test_what_an_owner_wrote_themselves_or_hears_otherwise_is_not_told_again(house: CustodyHouse) -> None:
    told, claims = chosen(house), house.records.part(Claims)
    messages = house.records.part(Messages)
    messages.write(ADA, Letter(MessageKind.COMPETING, "My insurer paid.", "m1", told.id))
    assert sent(house) == []
    for each in messages.of_owner(ADA):
        house.records.part(Replies).answer(each.id, "Thank you.", ASKED, Settled.THEIRS)
    claims.decide(claims.add(exhibit(12), ClaimKind.INSURER, SAID, ASKED).id, True, ASKED)
    assert sent(house) == ["We answered what you wrote"], "of the claim they hear once the claimant may collect it"
