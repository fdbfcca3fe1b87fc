"""Times to collect that two phones have at one place are said, and offered all the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from custody_ledgers import exhibit
from records_databases import ENGINES, fresh_url
from recovery_case import ADA, ASKED, JONAH, case, confirmed

from api.custody_house import CustodyHouse
from tracer.records.part import now
from tracer.records.recovery.claim_returns import Appointment, ClaimReturns
from tracer.records.recovery.claims import Claims
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.slots import Also, Slots
from tracer.records.recovery.values import ClaimKind, Slot

HALF = timedelta(minutes=30)


@pytest.fixture(params=ENGINES)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CustodyHouse]:
    with fresh_url(request.param, tmp_path, request) as url, case(url, tmp_path) as found:
        yield found


@pytest.fixture
def begins() -> datetime:
    return now() + timedelta(days=1)


def offered(house: CustodyHouse, confirmation: str, begins: datetime, point: str = "The desk") -> Slot:
    (slot,) = house.records.part(Slots).offer(confirmation, [(begins, begins + HALF)], point, ASKED)
    return slot


def test_another_phone_at_the_same_place_and_time_is_said(house: CustodyHouse, begins: datetime) -> None:
    slots, parts = house.records.part(Slots), house.records.part(Confirmations)
    first, second = confirmed(house).confirmation, confirmed(house, JONAH, 13, "k2").confirmation
    parts.ready(second.id, ASKED)
    one = offered(house, first.id, begins)
    assert slots.also([one]) == {}, "of the phone itself nothing is said"
    other = offered(house, second.id, begins + HALF / 2, " the  DESK ")
    assert slots.also([one, other]) == {one.id: Also.OFFERED, other.id: Also.OFFERED}
    slots.choose(JONAH, other.id)
    assert slots.also([one, other]) == {one.id: Also.CHOSEN, other.id: Also.OFFERED}
    parts.withdraw(second.id, ASKED)
    assert slots.also([one]) == {}


@pytest.mark.parametrize(("later", "point"), [(HALF, "The desk"), (timedelta(), "Another desk")])
def test_of_another_time_or_place_nothing_is_said(
    house: CustodyHouse, begins: datetime, later: timedelta, point: str
) -> None:
    first, second = confirmed(house).confirmation, confirmed(house, ADA, 13, "k2").confirmation
    one = offered(house, first.id, begins)
    other = offered(house, second.id, begins + later, point)
    assert house.records.part(Slots).also([one, other]) == {}


def test_of_what_is_past_nothing_is_said(house: CustodyHouse, begins: datetime) -> None:
    past = begins - timedelta(days=2)
    one = offered(house, confirmed(house).confirmation.id, past)
    offered(house, confirmed(house, JONAH, 13, "k2").confirmation.id, past)
    assert house.records.part(Slots).also([one]) == {}
    assert house.records.part(Slots).also([]) == {}


def test_a_time_that_was_agreed_with_a_claimant_counts(house: CustodyHouse, begins: datetime) -> None:
    claims, returns = house.records.part(Claims), house.records.part(ClaimReturns)
    claim = claims.add(exhibit(14), ClaimKind.INSURER, {"who": "a firm", "why": "paid"}, ASKED)
    claims.decide(claim.id, True, ASKED)
    returns.ready(claim.id, ASKED)
    returns.arrange(claim.id, Appointment(begins, begins + HALF, "The desk"), ASKED)
    one = offered(house, confirmed(house).confirmation.id, begins)
    assert house.records.part(Slots).also([one]) == {one.id: Also.CHOSEN}


def test_it_is_said_of_a_claimants_time_too_and_of_no_other_time_of_the_same_phone(
    house: CustodyHouse, begins: datetime
) -> None:
    claims, returns = house.records.part(Claims), house.records.part(ClaimReturns)
    slots, parts = house.records.part(Slots), house.records.part(Confirmations)
    own = offered(house, confirmed(house).confirmation.id, begins)
    claim = claims.add(exhibit(12), ClaimKind.INSURER, {"who": "a firm", "why": "paid"}, ASKED)
    claims.decide(claim.id, True, ASKED)
    assert slots.also_agreed(returns.ready(claim.id, ASKED)) is None, "no time is agreed"
    agreed = returns.arrange(claim.id, Appointment(begins, begins + HALF, "The desk"), ASKED)
    assert (slots.also_agreed(agreed), slots.also([own])) == (None, {}), "it is one phone"
    second = confirmed(house, JONAH, 13, "k2").confirmation
    parts.ready(second.id, ASKED)
    other = offered(house, second.id, begins)
    assert slots.also_agreed(agreed) is Also.OFFERED
    slots.choose(JONAH, other.id)
    assert slots.also_agreed(agreed) is Also.CHOSEN
    assert slots.also_agreed(replace(agreed, at=now())) is None, "they have it"
