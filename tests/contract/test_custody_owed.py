"""Nothing leaves custody past whoever is owed it or while it is needed as evidence, on both engines of the records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from custody_ledgers import event, exhibit, reason, record
from records_databases import ENGINES, fresh_url
from recovery_case import ADA, ASKED, case, confirmed

from api.custody_house import CustodyHouse
from api.usecases.custody.keyring import new_key
from api.usecases.custody.record import Statement
from api.usecases.recovery.hand_back import HandingBack, hand_back
from tracer.custody import rules
from tracer.custody.events import CustodyEvent, RefusedError, Status, Wanted
from tracer.records.recovery.claims import Claims
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.values import ClaimKind
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
    handing = HandingBack(confirmed(house).confirmation.id, Statement(by="KM", key="k"), "passport", "Ada Fenn")
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
