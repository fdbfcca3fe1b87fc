"""Nothing leaves custody past whoever is owed it or while it is needed as evidence, on both engines of the records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from custody_ledgers import event, exhibit, reason, record
from records_databases import ENGINES, fresh_url
from recovery_case import ADA, ASKED, JONAH, case, confirmed, decision

from api.custody_house import CustodyHouse
from api.usecases.custody.keyring import new_key
from api.usecases.custody.record import Statement
from api.usecases.recovery.hand_back import HandingBack, hand_back
from tracer.custody import rules
from tracer.custody.events import WITHDRAWN, CustodyEvent, Private, RefusedError, Status, Wanted
from tracer.records.recovery.claims import Claims
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.values import ClaimKind, RecoveryError
from tracer.records.values import Asked

WHERE = exhibit(12)
LEAVING = (event("return", to="owner:x"), event("authorise_disposal", by="officer:AB"), event("dispose"))


@pytest.fixture(params=ENGINES)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CustodyHouse]:
    with fresh_url(request.param, tmp_path, request) as url, case(url, tmp_path) as found:
        yield found


def refused(house: CustodyHouse, said: CustodyEvent) -> set[str]:
    """The codes with which an event is refused; nothing is recorded."""
    size = house.ledger.size()
    with pytest.raises(RefusedError) as raised:
        house.ledger.append(said, uuid4().hex)
    assert house.ledger.size() == size
    return {one.code.value for one in raised.value.refusals}


def test_a_confirmed_phone_leaves_by_its_hand_back_alone(house: CustodyHouse) -> None:
    told = confirmed(house)
    for said in LEAVING:
        assert "confirmed" in refused(house, said)
    assert house.ledger.append(event("return", 13, to="owner:x"), "another").sequence == 2
    house.records.part(Confirmations).withdraw(told.confirmation.id, ASKED)
    record(house.ledger, LEAVING[0])
    assert house.ledger.state(WHERE).status is Status.RETURNED


def test_a_claim_is_decided_first_and_then_it_goes_to_the_claimant_alone(house: CustodyHouse) -> None:
    claims = house.records.part(Claims)
    wrong, right = (claims.add(WHERE, ClaimKind.INSURER, {"who": str(number)}, ASKED) for number in range(2))
    claims.decide(wrong.id, False, Asked("officer:AB", "it paid for another"))
    for said in LEAVING:
        assert "claimed" in refused(house, said)
    claims.decide(right.id, True, Asked("officer:AB", "it paid out"))
    for said in LEAVING:
        assert "claimed" in refused(house, said)
    theirs = event("return", to=right.person)
    house.ledger.append(theirs, "theirs")
    later = claims.add(WHERE, ClaimKind.BUYER, {"who": "late"}, ASKED)
    assert house.ledger.append(theirs, "theirs").sequence == 2, later
    assert house.ledger.state(WHERE).holder == right.person


def test_who_hands_back_what_is_needed_as_evidence_is_told_and_nothing_is_written(house: CustodyHouse) -> None:
    new_key(house)
    handing = HandingBack(confirmed(house).confirmation.id, Statement(by="JT", key="k"), "passport", "Ada Fenn")
    record(house.ledger, event("restrict", private=reason("needed at the trial")))
    assert [refused(house, said) >= {"restricted", "confirmed"} for said in LEAVING] == [True] * 3
    with pytest.raises(RefusedError, match="needed as evidence") as raised:
        hand_back(house, handing, ASKED)
    assert [one.code.value for one in raised.value.refusals] == ["restricted"]
    assert "tracer custody lift-restriction JT/12" in (raised.value.do or "")
    assert house.records.part(Confirmations).find(handing.confirmation).open
    record(house.ledger, event("lift_restriction", by="officer:KM", private=reason("the trial has ended")))
    hand_back(house, handing, ASKED)
    assert house.ledger.state(WHERE).holder == ADA.owner
    assert house.ledger.verify().good


def split(house: CustodyHouse, whole: str, new: str) -> None:
    """A part of it becomes an exhibit of its own."""
    taken = replace(event("split"), exhibit=whole, parts=(new,))
    record(house.ledger, taken, replace(event("seize", minutes=5, seizure="HERON/1"), exhibit=new))


def test_a_part_is_kept_by_all_that_keeps_its_whole(house: CustodyHouse) -> None:
    sim, chip = f"{WHERE}/1", f"{WHERE}/1/1"
    split(house, WHERE, sim)
    split(house, sim, chip)
    leaving = [replace(said, exhibit=chip) for said in LEAVING]
    record(house.ledger, event("restrict", private=reason("needed at the trial")))
    assert [refused(house, said) >= {"restricted"} for said in leaving] == [True] * 3
    with pytest.raises(RefusedError, match="JT/12/1/1 was taken out of JT/12, which is restricted") as raised:
        house.ledger.append_many([Wanted(leaving[0], "back", handed_back=True)])
    assert "lift-restriction JT/12)" in (raised.value.do or "")
    record(house.ledger, event("lift_restriction", private=reason("the trial has ended")))
    told = confirmed(house).confirmation
    assert [refused(house, said) >= {"confirmed"} for said in leaving] == [True] * 3
    house.records.part(Confirmations).withdraw(told.id, ASKED)
    claim = house.records.part(Claims).add(WHERE, ClaimKind.INSURER, {"who": "a firm"}, ASKED)
    assert [refused(house, said) >= {"claimed"} for said in leaving] == [True] * 3
    house.records.part(Claims).decide(claim.id, True, ASKED)
    assert [refused(house, said) >= {"claimed"} for said in leaving] == [True] * 3
    record(house.ledger, replace(leaving[0], to=claim.person))
    assert house.ledger.state(chip).status is Status.RETURNED


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
def test_a_part_that_is_confirmed_itself_waits_for_its_whole_too(house: CustodyHouse) -> None:
    new_key(house)
    sim, parts = f"{WHERE}/1", house.records.part(Confirmations)
    split(house, WHERE, sim)
    other = confirmed(house, JONAH).confirmation
    mine = parts.confirm(replace(decision(key="sim"), exhibit=sim), ASKED).confirmation
    handing = HandingBack(mine.id, Statement(by="JT", key="sim"), "passport", "Ada Fenn")

    def stops(words: str) -> None:
        with pytest.raises(RecoveryError, match=words):
            parts.ready(mine.id, ASKED)
        with pytest.raises((RecoveryError, RefusedError), match=words):
            hand_back(house, handing, ASKED)

    stops(f"taken out of JT/12, which is confirmed as the phone of {JONAH.reference}")
    parts.withdraw(other.id, ASKED)
    claim = house.records.part(Claims).add(WHERE, ClaimKind.INSURER, {"who": "a firm"}, ASKED)
    stops("insurer to JT/12, which it was taken out of, is not decided")
    house.records.part(Claims).decide(claim.id, False, ASKED)
    record(house.ledger, event("restrict", private=reason("needed at the trial")))
    assert parts.needed(mine)
    stops("taken out of JT/12, which is restricted")
    record(house.ledger, event("lift_restriction", private=reason("the trial has ended")))
    assert (parts.needed(mine), parts.hindrances(mine)) == (False, ())
    assert hand_back(house, handing, ASKED).confirmation == mine.id


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
def test_a_whole_that_went_to_its_claimant_keeps_none_of_its_parts(house: CustodyHouse) -> None:
    new_key(house)
    sim, memory, parts = f"{WHERE}/1", f"{WHERE}/2", house.records.part(Confirmations)
    split(house, WHERE, sim)
    split(house, WHERE, memory)
    claim = house.records.part(Claims).add(WHERE, ClaimKind.INSURER, {"who": "a firm"}, ASKED)
    house.records.part(Claims).decide(claim.id, True, ASKED)
    mine = parts.confirm(replace(decision(key="sim"), exhibit=sim), ASKED).confirmation
    assert [one.what for one in parts.hindrances(mine)] == [
        "The claim by an insurer to JT/12, which it was taken out of, was accepted."
    ]
    record(house.ledger, event("return", to=claim.person))
    assert parts.hindrances(mine) == ()
    assert parts.ready(mine.id, ASKED).notice is not None
    handing = HandingBack(mine.id, Statement(by="JT", key="sim"), "passport", "Ada Fenn")
    assert hand_back(house, handing, ASKED).confirmation == mine.id
    record(house.ledger, *(replace(said, exhibit=memory) for said in LEAVING[1:]))
    assert house.ledger.state(memory).status is Status.DISPOSED


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
def test_what_happens_to_the_whole_in_the_same_go_counts_for_its_part(house: CustodyHouse) -> None:
    sim = f"{WHERE}/2"
    booked = replace(event("seize", minutes=5, seizure="HERON/1"), exhibit=sim)
    gone = replace(LEAVING[0], exhibit=sim)
    together = [event("split", parts=(sim,)), booked, event("restrict", private=reason("the trial")), gone]
    with pytest.raises(RefusedError, match="taken out of JT/12, which is restricted"):
        house.ledger.append_many([Wanted(said, uuid4().hex) for said in together])
    assert house.ledger.state(sim).sequence == 0


def test_no_booking_is_taken_back_past_whoever_is_owed_it(house: CustodyHouse) -> None:
    (first,) = house.ledger.history(WHERE)
    slip = event("correct", corrects=first.id, private={WITHDRAWN: Private("scanned twice")})
    told = confirmed(house).confirmation
    assert refused(house, slip) == {"confirmed"}
    with pytest.raises(RefusedError, match="its owner waits for it") as raised:
        record(house.ledger, slip)
    assert "tracer returns withdraw JT/12" in (raised.value.do or "")
    house.records.part(Confirmations).withdraw(told.id, ASKED)
    claims = house.records.part(Claims)
    claim = claims.add(WHERE, ClaimKind.BUYER, {"who": "somebody"}, ASKED)
    assert refused(house, slip) == {"claimed"}
    claims.decide(claim.id, False, ASKED)
    record(house.ledger, event("restrict", private=reason("needed at the trial")))
    assert refused(house, slip) == {"restricted"}
    record(house.ledger, event("lift_restriction", private=reason("the trial has ended")), slip)
    assert house.ledger.state(WHERE).status is Status.WITHDRAWN


def test_a_ledger_that_was_written_before_these_rules_stays_good(
    house: CustodyHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirmed(house)
    house.records.part(Claims).add(exhibit(13), ClaimKind.BUYER, {"who": "somebody"}, ASKED)
    with monkeypatch.context() as patch:
        patch.setattr(rules, "kept_back", lambda *_: iter(()))
        early = [event("restrict"), *LEAVING[1:], event("restrict", 13), event("return", 13, to="owner:x")]
        house.ledger.append_many([Wanted(said, uuid4().hex) for said in early])
    assert {house.ledger.state(exhibit(number)).status for number in (12, 13)} == {Status.DISPOSED, Status.RETURNED}
    assert house.ledger.state(WHERE).restricted
    assert house.ledger.verify().good
